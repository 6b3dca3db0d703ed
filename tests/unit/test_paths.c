/* Where this program's own files are, in a build folder and installed. */
#include "host/paths.h"
#include "unit/unit.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_build_folder_has_its_plugins_beside_the_library(void **state)
{
    (void)state;
    char path[PATH_MAX];
    assert_int_equal(sohoa_path_plugins(path, sizeof path), 0);
    assert_string_equal(path, SOHOA_TEST_BUILD "/plugins");
    assert_int_equal(sohoa_path_plugins(path, 5), -1);
}

static void the_schemas_of_a_build_folder_are_the_source_trees(void **state)
{
    (void)state;
    char path[PATH_MAX], found[PATH_MAX];
    struct stat st;
    if (stat(SOHOA_TEST_SOURCE "/schemas", &st) != 0)
        skip();
    assert_int_equal(sohoa_path_schemas(path, sizeof path), 0);
    assert_non_null(realpath(path, found));
    assert_string_equal(found, SOHOA_TEST_SOURCE "/schemas");
}

static void the_helper_named_by_the_environment_wins(void **state)
{
    (void)state;
    char path[PATH_MAX];
    setenv("SOHOA_HELPER", "/bin/../bin/sh", 1);
    assert_int_equal(sohoa_path_helper(path, sizeof path), 0);
    assert_int_equal(path[0], '/');
    assert_int_equal(access(path, X_OK), 0);
    unsetenv("SOHOA_HELPER");
}

static void the_store_follows_sohoa_store_then_xdg_then_home(void **state)
{
    (void)state;
    char path[PATH_MAX], here[PATH_MAX], want[PATH_MAX + 8];
    setenv("SOHOA_STORE", "/a/store", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("HOME", "/home/lan", 1);
    assert_int_equal(sohoa_path_store(path, sizeof path), 0);
    assert_string_equal(path, "/a/store");
    setenv("SOHOA_STORE", "store", 1);
    assert_int_equal(sohoa_path_store(path, sizeof path), 0);
    assert_non_null(getcwd(here, sizeof here));
    (void)snprintf(want, sizeof want, "%s/store", here);
    assert_string_equal(path, want);
    unsetenv("SOHOA_STORE");
    assert_int_equal(sohoa_path_store(path, sizeof path), 0);
    assert_string_equal(path, "/data/sohoa");
    setenv("XDG_DATA_HOME", "relative", 1);
    assert_int_equal(sohoa_path_store(path, sizeof path), 0);
    assert_string_equal(path, "/home/lan/.local/share/sohoa");
    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    assert_int_equal(sohoa_path_store(path, sizeof path), 0); /* the password file knows */
    assert_int_equal(path[0], '/');
    assert_int_equal(sohoa_path_store(path, 4), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_build_folder_has_its_plugins_beside_the_library),
        cmocka_unit_test(the_schemas_of_a_build_folder_are_the_source_trees),
        cmocka_unit_test(the_helper_named_by_the_environment_wins),
        cmocka_unit_test(the_store_follows_sohoa_store_then_xdg_then_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
