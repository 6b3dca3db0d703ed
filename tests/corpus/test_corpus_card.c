/* Copies of identity cards from the corpus maker: the sides agree with each other and the truth. */
#include "sohoa_plugin.h"
#include "unit/unit.h"

#include <glib.h>
#include <jansson.h>

static json_t *make(const char *options)
{
    char *folder = g_dir_make_tmp("cards-XXXXXX", NULL);
    char *command =
        g_strdup_printf("%s/corpus --kind card %s -o %s", SOHOA_TEST_BUILD, options, folder);
    int status = -1;
    assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
    assert_int_equal(status, 0);
    char *path = g_build_filename(folder, "truth.json", NULL);
    json_t *truth = json_load_file(path, 0, NULL);
    assert_non_null(truth);
    char *clean = g_strdup_printf("rm -rf '%s'", folder);
    assert_true(g_spawn_command_line_sync(clean, NULL, NULL, NULL, NULL));
    g_free(clean);
    g_free(path);
    g_free(command);
    g_free(folder);
    return truth;
}

static const char *field(const json_t *item, const char *key)
{
    return json_string_value(json_object_get(json_object_get(item, "fields"), key));
}

/* The three lines of 30 of a page's text; false: none. */
static bool zone_of(const char *text, char ret[100])
{
    const char *at = strstr(text, "IDVNM");
    if (!at)
        return false;
    snprintf(ret, 100, "%.92s", at);
    return true;
}

static void the_zone_says_what_the_truth_says(void **state)
{
    (void)state;
    json_t *truth = make("--seed 3 --count 24 --dpi 50 --format g4");
    int zones = 0, kinds = 0;
    assert_int_equal(json_array_size(truth), 24);
    for (size_t i = 0; i < json_array_size(truth); i++) {
        const json_t *item = json_array_get(truth, i);
        char zone[100];
        struct sohoa_mrz mrz;
        kinds |= strcmp(json_string_value(json_object_get(item, "schema")), "cccd") == 0 ? 1 : 2;
        if (!zone_of(json_string_value(json_object_get(item, "text")), zone))
            continue;
        zones++;
        assert_int_equal(sohoa_mrz_read(zone, &mrz, NULL), SOHOA_OK);
        assert_int_equal(mrz.held, mrz.checks);
        assert_string_equal(mrz.citizen_id, field(item, "person.id_number"));
        assert_string_equal(mrz.birth, field(item, "person.birth_date"));
        if (field(item, "person.id_expiry_date"))
            assert_string_equal(mrz.expiry, field(item, "person.id_expiry_date"));
        assert_int_equal(mrz.sex, strcmp(field(item, "person.gender"), "Nam") == 0 ? 'M' : 'F');
    }
    assert_true(zones >= 15);
    assert_int_equal(kinds, 3);
    json_decref(truth);
}

static void two_pages_a_file_hold_the_two_sides_of_one_card(void **state)
{
    (void)state;
    json_t *truth = make("--seed 4 --count 8 --dpi 50 --format tiff --per-file 2");
    assert_int_equal(json_array_size(truth), 4);
    for (size_t i = 0; i < json_array_size(truth); i++) {
        const json_t *item = json_array_get(truth, i);
        const char *text = json_string_value(json_object_get(item, "text"));
        char zone[100];
        assert_true(zone_of(text, zone));
        assert_non_null(strchr(text, '\f'));
        assert_contains(text, "Giới tính / Sex: ");
        assert_true(strstr(zone, field(item, "person.id_number")) != NULL);
    }
    json_decref(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_zone_says_what_the_truth_says),
        cmocka_unit_test(two_pages_a_file_hold_the_two_sides_of_one_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
