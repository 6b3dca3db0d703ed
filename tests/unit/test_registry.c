/* The registry over the plugins of this build and over folders made here. */
#include "host/registry.h"
#include "unit/unit.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static struct sohoa_registry *open_registry(void)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_registry_open(&reg, &err), 0);
    return reg;
}

static void the_plugins_of_the_build_folder_are_found(void **state)
{
    (void)state;
    struct sohoa_registry *reg = open_registry();
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "prep_invert");
    assert_non_null(p);
    assert_int_equal(p->role, SOHOA_STAGE);
    assert_string_equal(sohoa_registry_path(reg, p), SOHOA_TEST_BUILD "/plugins/prep_invert.so");
    assert_null(sohoa_registry_find(reg, "prep_nothing"));
    sohoa_registry_close(reg);
}

static void plugins_are_sorted_by_role_then_name(void **state)
{
    (void)state;
    struct sohoa_registry *reg = open_registry();
    for (size_t i = 1; i < sohoa_registry_count(reg); i++) {
        const struct sohoa_plugin *a = sohoa_registry_at(reg, i - 1),
                                  *b = sohoa_registry_at(reg, i);
        assert_true(a->role < b->role || (a->role == b->role && strcmp(a->name, b->name) < 0));
    }
    sohoa_registry_close(reg);
}

static void of_two_plugins_with_one_name_the_search_path_wins(void **state)
{
    (void)state;
    char folder[] = "/tmp/sohoa-registry-XXXXXX", link[PATH_MAX];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(link, sizeof link, "%s/mine.so", folder);
    assert_int_equal(symlink(SOHOA_TEST_BUILD "/plugins/prep_invert.so", link), 0);
    setenv("SOHOA_PLUGIN_PATH", folder, 1);
    struct sohoa_registry *reg = open_registry();
    unsetenv("SOHOA_PLUGIN_PATH");
    assert_string_equal(sohoa_registry_path(reg, sohoa_registry_find(reg, "prep_invert")), link);
    assert_int_equal(sohoa_registry_refused(reg), 0);
    sohoa_registry_close(reg);
    unlink(link);
    rmdir(folder);
}

static void a_file_that_is_no_plugin_is_refused_and_the_rest_still_loads(void **state)
{
    (void)state;
    char folder[] = "/tmp/sohoa-registry-XXXXXX", file[PATH_MAX];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(file, sizeof file, "%s/junk.so", folder);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    fputs("not a shared object", f);
    fclose(f);
    setenv("SOHOA_PLUGIN_PATH", folder, 1);
    struct sohoa_registry *reg = open_registry();
    unsetenv("SOHOA_PLUGIN_PATH");
    assert_int_equal(sohoa_registry_refused(reg), 1);
    assert_non_null(strstr(sohoa_registry_refusal(reg, 0), "junk.so"));
    assert_non_null(sohoa_registry_find(reg, "prep_invert"));
    sohoa_registry_close(reg);
    unlink(file);
    rmdir(folder);
}

static void an_instance_has_its_options_set(void **state)
{
    (void)state;
    struct sohoa_registry *reg = open_registry();
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "prep_invert");
    struct sohoa_setting set[] = {{"dark", "0.25", "a.yaml:1"}, {"dark", "0.5", "--set"}};
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_instance_open(reg, p, set, 2, &inst, &err), 0);
    assert_true(*(double *)inst->self > 0.499 && *(double *)inst->self < 0.501);
    assert_non_null(inst->stage->run);
    sohoa_instance_close(inst);
    sohoa_instance_close(NULL);
    sohoa_registry_close(reg);
}

static void a_wrong_option_opens_nothing_and_leaves_the_output_alone(void **state)
{
    (void)state;
    struct sohoa_registry *reg = open_registry();
    struct sohoa_setting set[] = {{"drak", "0.25", "a.yaml:7"}};
    struct sohoa_instance *inst = (struct sohoa_instance *)(uintptr_t)8;
    struct sohoa_err err = {0};
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "prep_invert");
    assert_int_equal(sohoa_instance_open(reg, p, set, 1, &inst, &err), SOHOA_FATAL);
    assert_ptr_equal(inst, (struct sohoa_instance *)(uintptr_t)8);
    assert_string_equal(err.text,
                        "a.yaml:7: 'prep_invert' has no option 'drak'; the nearest is 'dark'");
    sohoa_registry_close(reg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plugins_of_the_build_folder_are_found),
        cmocka_unit_test(plugins_are_sorted_by_role_then_name),
        cmocka_unit_test(of_two_plugins_with_one_name_the_search_path_wins),
        cmocka_unit_test(a_file_that_is_no_plugin_is_refused_and_the_rest_still_loads),
        cmocka_unit_test(an_instance_has_its_options_set),
        cmocka_unit_test(a_wrong_option_opens_nothing_and_leaves_the_output_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
