/* YAML read as a tree of text. */
#include "host/yaml_tree.h"
#include "unit/unit.h"

static struct sohoa_yaml *good(const char *text)
{
    struct sohoa_yaml *tree = NULL;
    struct sohoa_err err = {0};
    if (sohoa_yaml_parse("t.yaml", text, strlen(text), &tree, &err) != 0)
        fail_msg("%s", err.text);
    return tree;
}

static struct sohoa_err bad_bytes(const char *text, size_t size)
{
    struct sohoa_yaml *tree = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_yaml_parse("t.yaml", text, size, &tree, &err), SOHOA_FATAL);
    assert_null(tree);
    return err;
}

static struct sohoa_err bad(const char *text)
{
    return bad_bytes(text, strlen(text));
}

static void scalars_stay_text_whatever_they_look_like(void **state)
{
    (void)state;
    struct sohoa_yaml *t = good("id: 038190000001\nland: NO\nwhen: 1990-07\nnone: ~\n");
    assert_string_equal(sohoa_yaml_get(t, "id")->text, "038190000001");
    assert_string_equal(sohoa_yaml_get(t, "land")->text, "NO");
    assert_string_equal(sohoa_yaml_get(t, "when")->text, "1990-07");
    assert_string_equal(sohoa_yaml_get(t, "none")->text, "~");
    assert_null(sohoa_yaml_get(t, "absent"));
    sohoa_yaml_free(t);
}

static void values_know_their_line_and_column(void **state)
{
    (void)state;
    struct sohoa_yaml *t = good("a: 1\nb:\n  - x\n  - {c: deep}\n");
    const struct sohoa_yaml *b = sohoa_yaml_get(t, "b");
    assert_int_equal(b->kind, SOHOA_YAML_LIST);
    assert_int_equal(b->count, 2);
    const struct sohoa_yaml *c = sohoa_yaml_get(&b->items[1], "c");
    assert_int_equal(c->line, 4);
    assert_int_equal(c->column, 9);
    sohoa_yaml_free(t);
}

static void an_empty_file_and_an_empty_value_are_empty_and_quotes_are_not(void **state)
{
    (void)state;
    struct sohoa_yaml *t = good("");
    assert_true(sohoa_yaml_is_empty(t));
    sohoa_yaml_free(t);
    t = good("# only a remark\n");
    assert_true(sohoa_yaml_is_empty(t));
    sohoa_yaml_free(t);
    t = good("a:\nb: ''\n");
    assert_true(sohoa_yaml_is_empty(sohoa_yaml_get(t, "a")));
    assert_false(sohoa_yaml_is_empty(sohoa_yaml_get(t, "b")));
    sohoa_yaml_free(t);
}

static void a_key_given_twice_is_refused_naming_both_lines(void **state)
{
    (void)state;
    assert_string_equal(bad("a: 1\nb: 2\na: 3\n").text,
                        "t.yaml:3:4: 'a' is there twice, first in line 1");
}

static void anchors_aliases_tags_and_merge_keys_are_refused(void **state)
{
    (void)state;
    assert_contains(bad("a: &x 1\n").text, "t.yaml:1:4: anchors");
    assert_contains(bad("a: *x\n").text, "alias");
    assert_contains(bad("a: !!int 1\n").text, "tags");
    assert_contains(bad("<<: {a: 1}\n").text, "merge keys");
    assert_contains(bad("{a: 1}: 2\n").text, "a key must be");
}

static void a_second_document_is_refused(void **state)
{
    (void)state;
    assert_contains(bad("a: 1\n---\nb: 2\n").text, "t.yaml:2:1: a second document");
}

static void what_is_not_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_contains(bad("a: [1, 2\nb: 3\n").text, "t.yaml:2:");
    assert_contains(bad("a: \xff\xfe\n").text, "byte 3");
    assert_contains(bad("a: \"x\\0y\"\n").text, "zero byte");
}

static void depth_size_and_count_have_caps(void **state)
{
    (void)state;
    char deep[] = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
    assert_contains(bad(deep).text, "nested too deep");
    size_t size = SOHOA_YAML_BYTES_MAX + 1;
    char *big = malloc(size);
    assert_non_null(big);
    memset(big, '#', size);
    assert_contains(bad_bytes(big, size).text, "larger than");
    memset(big, ',', size);
    for (size_t i = 0; i < size; i += 2)
        big[i] = '1';
    big[0] = '[';
    big[1] = ' ';
    assert_contains(bad_bytes(big, size - 1).text, "too many values");
    free(big);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct sohoa_yaml *tree = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_yaml_read("/nowhere/x.yaml", &tree, &err), SOHOA_FATAL);
    assert_string_equal(err.text, "cannot open /nowhere/x.yaml: No such file or directory");
    assert_int_equal(sohoa_yaml_read("/", &tree, &err), SOHOA_FATAL);
    assert_contains(err.text, "cannot read /");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_stay_text_whatever_they_look_like),
        cmocka_unit_test(values_know_their_line_and_column),
        cmocka_unit_test(an_empty_file_and_an_empty_value_are_empty_and_quotes_are_not),
        cmocka_unit_test(a_key_given_twice_is_refused_naming_both_lines),
        cmocka_unit_test(anchors_aliases_tags_and_merge_keys_are_refused),
        cmocka_unit_test(a_second_document_is_refused),
        cmocka_unit_test(what_is_not_yaml_is_refused_with_its_place),
        cmocka_unit_test(depth_size_and_count_have_caps),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
