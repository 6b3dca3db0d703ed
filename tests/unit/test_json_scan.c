/* test_json_scan.c - JSON read in place says what jansson's tree of it says. */
#include "unit.h"

#include "record/json_scan.h"

#include <jansson.h>
#include <stdlib.h>

/* Holds the value at hand against a tree's. */
static void same(struct sohoa_json_scan *s, const json_t *value)
{
    const char *name;
    size_t count = 0;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        assert_true(sohoa_json_object(s));
        while ((name = sohoa_json_name(s)) && ++count) {
            const json_t *member = json_object_get(value, name);
            assert_non_null(member);
            same(s, member);
        }
        assert_int_equal(count, json_object_size(value));
        break;
    case JSON_ARRAY:
        assert_true(sohoa_json_array(s));
        while (sohoa_json_item(s))
            same(s, json_array_get(value, count++));
        assert_int_equal(count, json_array_size(value));
        break;
    case JSON_STRING:
        assert_string_equal(sohoa_json_string(s), json_string_value(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL: {
        double number = sohoa_json_real(s), meant = json_number_value(value);
        assert_memory_equal(&number, &meant, sizeof number);
        break;
    }
    default:
        assert_null(sohoa_json_string(s));
    }
}

static void what_is_read_in_place_is_what_the_tree_holds(void **state)
{
    static const char *const texts[] = {
        "{}",
        " { \"a\" : [ ] , \"b\" : { } } ",
        "[\"\",\"Nguy\\u1ec5n "
        "\\\"An\\\"\",\"\\\\\",\"a\\\\\\\\\",\"\\ud83d\\ude00\\u00e9\\u0041\",\"\\/"
        "\\b\\f\\n\\r\\t\"]",
        "[0,-1,7,0.99,0.1,0.123456789,123456789012,1e3,-2.5e-3,12345678.901234567,0.3,1.005]",
        "{\"in\":[[1,\"cccd\",\"photocopy\",\"person\",null]],\"facts\":[[\"name\",\"Lê Thị "
        "Lan\",0,"
        "\"machine\",0.987,\"qr\",1,[700,300,512,44]]],\"x\":[true,false,null,[[[]]]]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = strdup(texts[i]);
        json_t *tree = json_loads(texts[i], 0, NULL);
        struct sohoa_json_scan s = {.at = text};
        assert_non_null(tree);
        same(&s, tree);
        assert_false(s.damaged);
        json_decref(tree);
        free(text);
    }
}

static void a_value_not_wanted_is_passed_and_one_of_another_type_is_none(void **state)
{
    char text[] = "[{\"a\":[1,\"]\"]},\"b\",5,\"c\",7.5,-3,[2, 3],\"end\"]";
    struct sohoa_json_scan s = {.at = text};
    (void)state;
    assert_true(sohoa_json_array(&s));
    assert_true(sohoa_json_item(&s));
    struct sohoa_bytes raw = sohoa_json_raw(&s);
    assert_int_equal(raw.size, strlen("{\"a\":[1,\"]\"]}"));
    assert_true(sohoa_json_item(&s));
    assert_false(sohoa_json_object(&s)); /* a string */
    assert_true(sohoa_json_item(&s));
    assert_null(sohoa_json_string(&s)); /* a number */
    assert_true(sohoa_json_item(&s));
    assert_int_equal(sohoa_json_count(&s), -1); /* a string */
    assert_true(sohoa_json_item(&s));
    assert_int_equal(sohoa_json_count(&s), -1); /* a fraction */
    assert_true(sohoa_json_item(&s));
    assert_int_equal(sohoa_json_count(&s), -1); /* below 0 */
    assert_true(sohoa_json_item(&s));
    raw = sohoa_json_raw(&s);
    assert_memory_equal(raw.data, "[2, 3]", raw.size);
    assert_true(sohoa_json_item(&s));
    assert_string_equal(sohoa_json_string(&s), "end");
    assert_false(sohoa_json_item(&s));
    assert_false(s.damaged);
}

static void walk(struct sohoa_json_scan *s, int depth)
{
    if (depth < 8 && *s->at == '[' && sohoa_json_array(s)) {
        while (sohoa_json_item(s))
            walk(s, depth + 1);
    } else if (depth < 8 && *s->at == '{' && sohoa_json_object(s)) {
        while (sohoa_json_name(s))
            walk(s, depth + 1);
    } else {
        (void)sohoa_json_raw(s);
    }
}

static void text_that_breaks_off_anywhere_is_damaged_and_ends(void **state)
{
    static const char whole[] = "{\"a\":[1,\"b\\u0041\",{\"c\":\"\\\"\"}],\"d\":\"e\"}";
    (void)state;
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        char *text = malloc(size + 1); /* no byte more: a sanitizer sees what reads on */
        assert_non_null(text);
        memcpy(text, whole, size);
        text[size] = '\0';
        struct sohoa_json_scan s = {.at = text};
        walk(&s, 0);
        assert_true(s.damaged);
        free(text);
    }
    char *deep = calloc(1, 10001);
    assert_non_null(deep);
    memset(deep, '[', 10000);
    struct sohoa_json_scan s = {.at = deep};
    assert_int_equal(sohoa_json_raw(&s).size, 0);
    assert_true(s.damaged);
    free(deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_in_place_is_what_the_tree_holds),
        cmocka_unit_test(a_value_not_wanted_is_passed_and_one_of_another_type_is_none),
        cmocka_unit_test(text_that_breaks_off_anywhere_is_damaged_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
