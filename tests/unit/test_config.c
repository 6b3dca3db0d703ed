/* The configuration: file, --set, chain, profiles. */
#include "host/config.h"
#include "unit/unit.h"

#include <unistd.h>

static struct sohoa_config *good(const char *text)
{
    struct sohoa_config *c = NULL;
    struct sohoa_err err = {0};
    if (sohoa_config_parse("sohoa.yaml", text, strlen(text), &c, &err) != 0)
        fail_msg("%s", err.text);
    return c;
}

static struct sohoa_err bad(const char *text)
{
    struct sohoa_config *c = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_parse("sohoa.yaml", text, strlen(text), &c, &err), SOHOA_FATAL);
    assert_null(c);
    return err;
}

static void set(struct sohoa_config *c, const char *assignment)
{
    struct sohoa_err err = {0};
    if (sohoa_config_set(c, assignment, &err) != 0)
        fail_msg("%s", err.text);
}

static void without_a_file_the_built_in_chain_stands(void **state)
{
    (void)state;
    struct sohoa_config *c = good("");
    const struct sohoa_step *steps = NULL;
    size_t count = sohoa_config_chain(c, &steps);
    bool read = false;
    for (size_t i = 0; i < count; i++) {
        read |= strcmp(steps[i].plugin, "ocr_lstm") == 0;
        assert_null(steps[i].when);
        assert_int_equal(steps[i].setting_count, 0);
    }
    assert_true(read);
    sohoa_config_close(c);
}

static void top_level_values_are_text_and_set_wins(void **state)
{
    (void)state;
    struct sohoa_config *c = good("agency: H56.14\noperator: 038190000001\nstore:\n");
    assert_string_equal(sohoa_config_text(c, "operator", "?"), "038190000001");
    assert_string_equal(sohoa_config_text(c, "store", "?"), "?");
    assert_string_equal(sohoa_config_text(c, "lang", "?"), "?");
    set(c, "agency=H1");
    set(c, "agency=H2=x");
    assert_string_equal(sohoa_config_text(c, "agency", "?"), "H2=x");
    set(c, "agency=");
    assert_string_equal(sohoa_config_text(c, "agency", "?"), "?");
    sohoa_config_close(c);
}

static void an_unknown_key_names_file_line_and_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(bad("lang: vi\nthreds: 2\n").text,
                        "sohoa.yaml:2: unknown key 'threds'; the nearest is 'threads'");
    struct sohoa_config *c = good("");
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_set(c, "memry=1G", &err), SOHOA_FATAL);
    assert_string_equal(err.text, "--set: unknown key 'memry'; the nearest is 'memory'");
    assert_int_equal(sohoa_config_set(c, "chain=x", &err), SOHOA_FATAL);
    assert_int_equal(sohoa_config_set(c, "threads", &err), SOHOA_FATAL);
    assert_int_equal(sohoa_config_set(c, "=2", &err), SOHOA_FATAL);
    assert_int_equal(sohoa_config_set(c, "a b.c=2", &err), SOHOA_FATAL);
    assert_int_equal(sohoa_config_set(c, "ocr.=2", &err), SOHOA_FATAL);
    sohoa_config_close(c);
}

static void whole_numbers_are_checked_against_their_range(void **state)
{
    (void)state;
    struct sohoa_config *c = good("threads: 40\n");
    struct sohoa_err err = {0};
    long n = -7;
    assert_int_equal(sohoa_config_int(c, "threads", 1, 1, 32, &n, &err), SOHOA_FATAL);
    assert_string_equal(err.text,
                        "sohoa.yaml:1: 'threads' is '40' but must be a whole number from 1 to 32");
    assert_int_equal(n, -7);
    assert_int_equal(sohoa_config_int(c, "threads", 1, 1, 64, &n, &err), 0);
    assert_int_equal(n, 40);
    assert_int_equal(sohoa_config_int(c, "deadline", 60, 1, 600, &n, &err), 0);
    assert_int_equal(n, 60);
    sohoa_config_close(c);
}

static void bytes_take_units_of_1024(void **state)
{
    (void)state;
    struct sohoa_config *c = good("memory: 2G\n");
    struct sohoa_err err = {0};
    uint64_t n = 7;
    assert_int_equal(sohoa_config_bytes(c, "memory", 1, &n, &err), 0);
    assert_true(n == (uint64_t)2 << 30);
    set(c, "memory=65536");
    assert_int_equal(sohoa_config_bytes(c, "memory", 1, &n, &err), 0);
    assert_true(n == 65536);
    const char *const wrong[] = {"memory=2g",
                                 "memory=-1",
                                 "memory=1.5G",
                                 "memory=G",
                                 "memory=99999999999T",
                                 "memory=1GB",
                                 "memory=99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        set(c, wrong[i]);
        assert_int_equal(sohoa_config_bytes(c, "memory", 1, &n, &err), SOHOA_FATAL);
        assert_true(n == 65536);
    }
    sohoa_config_close(c);
}

static void a_chain_merges_options_own_keys_and_set_in_that_order(void **state)
{
    (void)state;
    struct sohoa_config *c = good("chain:\n"
                                  "  - prep_deskew: {max_angle: 8, when: not blank}\n"
                                  "  - second: {use: prep_deskew, max_angle: 3}\n"
                                  "  - ocr_tesseract\n"
                                  "options:\n"
                                  "  prep_deskew: {max_angle: 16}\n"
                                  "  second: {max_angle: 4}\n");
    set(c, "prep_deskew.max_angle=2");
    set(c, "ocr_tesseract.when=not text");
    const struct sohoa_step *s = NULL;
    assert_int_equal(sohoa_config_chain(c, &s), 3);
    assert_string_equal(s[0].when, "not blank");
    assert_int_equal(s[0].setting_count, 3);
    assert_string_equal(s[0].settings[0].value, "16");
    assert_string_equal(s[0].settings[0].origin, "sohoa.yaml:6");
    assert_string_equal(s[0].settings[1].value, "8");
    assert_string_equal(s[0].settings[2].value, "2");
    assert_string_equal(s[0].settings[2].origin, "--set");
    assert_string_equal(s[1].plugin, "prep_deskew");
    assert_int_equal(s[1].setting_count, 4);
    const char *const order[] = {"16", "4", "3", "2"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(s[1].settings[i].value, order[i]);
    assert_string_equal(s[2].when, "not text");
    assert_int_equal(s[2].setting_count, 0);
    sohoa_config_close(c);
}

static void what_reads_in_place_of_tesseract_takes_its_settings(void **state)
{
    (void)state;
    struct sohoa_config *c = good("options:\n"
                                  "  ocr_lstm: {psm: 6}\n"
                                  "  ocr_tesseract: {language: eng, psm: 4}\n");
    set(c, "ocr_tesseract.when=not text");
    const struct sohoa_step *s = NULL;
    size_t count = sohoa_config_chain(c, &s), i = 0;
    while (i < count && strcmp(s[i].plugin, "ocr_lstm") != 0)
        i++;
    assert_true(i < count);
    assert_string_equal(s[i].name, "ocr_lstm");
    assert_string_equal(s[i].when, "not text");
    assert_int_equal(s[i].setting_count, 3);
    const char *const order[] = {"eng", "4", "6"};
    for (size_t k = 0; k < 3; k++)
        assert_string_equal(s[i].settings[k].value, order[k]);
    sohoa_config_close(c);
    c = good("chain: [ocr_lstm]\noptions:\n  ocr_tesseract: {language: eng}\n");
    assert_int_equal(sohoa_config_chain(c, &s), 1);
    assert_int_equal(s[0].setting_count, 0); /* a written chain says what it means */
    sohoa_config_close(c);
}

static void plugins_outside_the_chain_have_settings_too(void **state)
{
    (void)state;
    struct sohoa_config *c = good("options:\n  store_lmdb: {map: 1G}\n");
    set(c, "store_lmdb.map=2G");
    set(c, "files.dpi=200");
    const struct sohoa_setting *s = NULL;
    assert_int_equal(sohoa_config_settings(c, "store_lmdb", &s), 2);
    assert_string_equal(s[0].origin, "sohoa.yaml:2");
    assert_string_equal(s[1].value, "2G");
    assert_int_equal(sohoa_config_settings(c, "files", &s), 1);
    assert_string_equal(s[0].key, "dpi");
    assert_int_equal(sohoa_config_settings(c, "nobody", &s), 0);
    sohoa_config_close(c);
}

static void profiles_keep_their_order_and_a_wrong_name_lists_them(void **state)
{
    (void)state;
    struct sohoa_config *c = good("profiles:\n"
                                  "  desk: {device: \"feeder:0\", source: ADF Duplex}\n"
                                  "  flat: {source: Flatbed}\n");
    const struct sohoa_setting *s = NULL;
    size_t n = 0;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_profile(c, "desk", &s, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_string_equal(s[0].key, "device");
    assert_string_equal(s[1].value, "ADF Duplex");
    assert_int_equal(sohoa_config_profile(c, "dsek", &s, &n, &err), SOHOA_FATAL);
    assert_string_equal(err.text, "no profile 'dsek'; there are: desk, flat");
    sohoa_config_close(c);
}

static void wrong_shapes_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_contains(bad("- a\n").text, "sohoa.yaml:1:1: a configuration is lines");
    assert_contains(bad("threads: [1]\n").text, "sohoa.yaml:1: 'threads' must be one value");
    assert_contains(bad("chain: {a: 1}\n").text, "'chain' needs lines");
    assert_contains(bad("chain:\n  - [a]\n").text, "sohoa.yaml:2:5: a step");
    assert_contains(bad("chain:\n  - a: 1\n    b: 2\n").text, "a step of the chain must be");
    assert_contains(bad("chain:\n  - Bad Name\n").text, "a step of the chain must be");
    assert_contains(bad("chain:\n  - x\n  - x\n").text, "sohoa.yaml:3:5: step 'x' is there twice");
    assert_contains(bad("chain:\n  - x: {use: [a]}\n").text, "'use' must be one value");
    assert_contains(bad("chain:\n  - x: {a: {b: c}}\n").text, "'a' must be one value");
    assert_contains(bad("options: x\n").text, "'options' needs lines");
    assert_contains(bad("options:\n  x: y\n").text, "'x' needs lines");
    assert_contains(bad("profiles:\n  x: [y]\n").text, "'x' needs lines");
}

static struct sohoa_err checked(const char *text, const char *assignment, int want)
{
    struct sohoa_config *c = good(text);
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    if (assignment)
        set(c, assignment);
    assert_int_equal(sohoa_registry_open(&reg, &err), 0);
    assert_int_equal(sohoa_config_check(c, reg, &err), want);
    sohoa_registry_close(reg);
    sohoa_config_close(c);
    return err;
}

static void a_check_against_the_plugins_finds_wrong_names_and_values(void **state)
{
    (void)state;
    static const char chain[] = "chain:\n  - prep_invert: {dark: 0.5}\n";
    checked(chain, NULL, 0);
    checked(chain, "prep_invert.when=not blank", 0);
    assert_contains(checked("chain:\n  - prep_invrt\n", NULL, SOHOA_FATAL).text,
                    "the nearest is 'prep_invert'");
    assert_string_equal(
        checked("chain:\n  - prep_invert: {dark: 2}\n", NULL, SOHOA_FATAL).text,
        "sohoa.yaml:2: option 'dark' of 'prep_invert' is '2' but must be a number from 0 to 1");
    assert_contains(checked(chain, "prep_invert.drk=1", SOHOA_FATAL).text,
                    "--set: 'prep_invert' has no option 'drk'; the nearest is 'dark'");
    assert_contains(checked(chain, "prep_invet.dark=1", SOHOA_FATAL).text,
                    "--set: there is no 'prep_invet'; the nearest is 'prep_invert'");
    assert_contains(checked(chain, "prep_invert.when=blnk", SOHOA_FATAL).text, "'blank'");
    assert_contains(
        checked("chain: []\noptions:\n  prep_invert: {dark: x}\n", NULL, SOHOA_FATAL).text,
        "sohoa.yaml:3: option 'dark'");
}

static void the_file_is_found_by_argument_environment_and_usual_places(void **state)
{
    (void)state;
    char folder[] = "/tmp/sohoa-config-XXXXXX", below[64], path[128];
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CONFIG_HOME", folder, 1);
    unsetenv("SOHOA_CONFIG");
    (void)snprintf(below, sizeof below, "mkdir %s/sohoa", folder);
    assert_int_equal(system(below), 0);
    (void)snprintf(path, sizeof path, "%s/sohoa/sohoa.yaml", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("agency: found\n", f);
    fclose(f);
    struct sohoa_config *c = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_open(NULL, &c, &err), 0);
    assert_string_equal(sohoa_config_text(c, "agency", "?"), "found");
    sohoa_config_close(c);
    c = NULL;
    setenv("SOHOA_CONFIG", "/nowhere.yaml", 1);
    assert_int_equal(sohoa_config_open(NULL, &c, &err), SOHOA_FATAL);
    assert_contains(err.text, "/nowhere.yaml");
    assert_int_equal(sohoa_config_open(path, &c, &err), 0);
    sohoa_config_close(c);
    unsetenv("SOHOA_CONFIG");
    unlink(path);
    (void)snprintf(below, sizeof below, "rmdir %s/sohoa %s", folder, folder);
    assert_int_equal(system(below), 0);
}

static void extractors_are_named_in_a_list_or_in_one_value(void **state)
{
    (void)state;
    struct sohoa_err err;
    static const struct {
        const char *yaml;
        bool reads, form, card;
    } cases[] = {
        {"lang: vi\n", true, true, true},
        {"extract:\n", true, true, true},
        {"extract: all\n", true, true, true},
        {"extract: none\n", false, false, false},
        {"extract: []\n", false, false, false},
        {"extract: extract_card\n", true, false, true},
        {"extract: extract_card, extract_form\n", true, true, true},
        {"extract: [extract_form]\n", true, true, false},
        {"extract:\n  - extract_form\n  - extract_card\n", true, true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sohoa_config *config = NULL;
        assert_int_equal(
            sohoa_config_parse("t.yaml", cases[i].yaml, strlen(cases[i].yaml), &config, &err), 0);
        assert_int_equal(sohoa_config_reads(config), cases[i].reads);
        assert_int_equal(sohoa_config_extracts(config, "extract_form"), cases[i].form);
        assert_int_equal(sohoa_config_extracts(config, "extract_card"), cases[i].card);
        assert_int_equal(sohoa_config_set(config, "extract=extract_form", &err), 0);
        assert_true(sohoa_config_extracts(config, "extract_form"));
        assert_false(sohoa_config_extracts(config, "extract_card"));
        sohoa_config_close(config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extractors_are_named_in_a_list_or_in_one_value),
        cmocka_unit_test(without_a_file_the_built_in_chain_stands),
        cmocka_unit_test(top_level_values_are_text_and_set_wins),
        cmocka_unit_test(an_unknown_key_names_file_line_and_the_nearest),
        cmocka_unit_test(whole_numbers_are_checked_against_their_range),
        cmocka_unit_test(bytes_take_units_of_1024),
        cmocka_unit_test(a_chain_merges_options_own_keys_and_set_in_that_order),
        cmocka_unit_test(what_reads_in_place_of_tesseract_takes_its_settings),
        cmocka_unit_test(plugins_outside_the_chain_have_settings_too),
        cmocka_unit_test(profiles_keep_their_order_and_a_wrong_name_lists_them),
        cmocka_unit_test(wrong_shapes_are_refused_with_their_place),
        cmocka_unit_test(a_check_against_the_plugins_finds_wrong_names_and_values),
        cmocka_unit_test(the_file_is_found_by_argument_environment_and_usual_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
