/* The loader against plugins that are old, new, broken or lie. */
#include "host/registry.h"
#include "unit/unit.h"

static struct sohoa_registry *reg;

static int open_odd(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    setenv("SOHOA_PLUGIN_PATH", SOHOA_TEST_BUILD "/tests/odd", 1);
    unsetenv("SOHOA_ODD_OPENED");
    return sohoa_registry_open(&reg, &err);
}

static int close_odd(void **state)
{
    (void)state;
    sohoa_registry_close(reg);
    return 0;
}

/* Why the file was refused. */
static const char *refusal(const char *file)
{
    for (size_t i = 0; i < sohoa_registry_refused(reg); i++)
        if (strstr(sohoa_registry_refusal(reg, i), file))
            return sohoa_registry_refusal(reg, i);
    fail_msg("%s was not refused", file);
    return "";
}

static void listing_plugins_runs_none_of_their_code(void **state)
{
    (void)state;
    assert_null(getenv("SOHOA_ODD_OPENED"));
}

static void another_major_is_refused_with_both_numbers(void **state)
{
    (void)state;
    assert_contains(refusal("odd_major.so"), "built for plugin ABI 7, this program has ABI 1");
}

static void what_has_no_descriptor_or_lacks_a_symbol_is_refused(void **state)
{
    (void)state;
    assert_contains(refusal("odd_none.so"), "no descriptor named 'sohoa_plugin'");
    assert_contains(refusal("odd_undefined.so"), "sohoa_no_such_function");
}

static void descriptors_that_cannot_be_are_refused(void **state)
{
    (void)state;
    assert_contains(refusal("odd_name.so"), "its name must be");
    assert_contains(refusal("odd_size.so"), "which cannot be");
    assert_contains(refusal("odd_role.so"), "role 77");
    assert_contains(refusal("odd_nocall.so"), "a stage needs the call 'run'");
    assert_contains(refusal("odd_notable.so"), "its table of calls says 0 bytes");
    assert_contains(refusal("odd_offset.so"), "option 'number' lies outside");
    assert_contains(refusal("odd_twice.so"), "option 'text' is there twice");
    assert_contains(refusal("odd_fallback.so"), "'100' but must be a whole number from 1 to 10");
}

static void an_older_shorter_plugin_loads_and_its_missing_tails_are_zero(void **state)
{
    (void)state;
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "odd_short");
    assert_non_null(p);
    assert_int_equal(p->isolation, SOHOA_IN_CORE);
    assert_string_equal(p->options[1].name, "number");
    assert_null(p->options[1].help);
    assert_null(p->options[2].name);
    struct sohoa_setting set[] = {{"number", "-9", "test"}, {"text", "after", "test"}};
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_instance_open(reg, p, set, 2, &inst, &err), 0);
    assert_string_equal(*(char **)inst->self, "after");
    assert_int_equal(((int64_t *)inst->self)[1], -9);
    assert_non_null(inst->scanner->next);
    assert_null((void *)(uintptr_t)inst->scanner->probe);
    assert_null((void *)(uintptr_t)inst->scanner->decode);
    assert_null((void *)(uintptr_t)inst->scanner->describe);
    sohoa_instance_close(inst);
}

static void a_newer_longer_plugin_of_the_same_major_loads(void **state)
{
    (void)state;
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "odd_later");
    assert_non_null(p);
    assert_int_equal(p->abi_minor, SOHOA_ABI_MINOR + 1);
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_instance_open(reg, p, NULL, 0, &inst, &err), 0);
    assert_int_equal(inst->stage->run(inst->self, NULL, NULL, &err), 0);
    sohoa_instance_close(inst);
}

static void a_plugin_whose_open_fails_is_closed_and_its_text_kept(void **state)
{
    (void)state;
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    const struct sohoa_plugin *p = sohoa_registry_find(reg, "odd_fails");
    assert_non_null(p);
    unsetenv("SOHOA_ODD_CLOSED");
    assert_int_equal(sohoa_instance_open(reg, p, NULL, 0, &inst, &err), SOHOA_FATAL);
    assert_string_equal(err.text, "will not open");
    assert_null(inst);
    assert_non_null(getenv("SOHOA_ODD_CLOSED"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listing_plugins_runs_none_of_their_code),
        cmocka_unit_test(another_major_is_refused_with_both_numbers),
        cmocka_unit_test(what_has_no_descriptor_or_lacks_a_symbol_is_refused),
        cmocka_unit_test(descriptors_that_cannot_be_are_refused),
        cmocka_unit_test(an_older_shorter_plugin_loads_and_its_missing_tails_are_zero),
        cmocka_unit_test(a_newer_longer_plugin_of_the_same_major_loads),
        cmocka_unit_test(a_plugin_whose_open_fails_is_closed_and_its_text_kept),
    };
    return cmocka_run_group_tests(tests, open_odd, close_odd);
}
