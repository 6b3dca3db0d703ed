/* What a folder holds of former exports: who has which name, what is unchanged. */
#include "unit.h"

#include "pipeline/export_list.h"
#include "pipeline/export_place.h"
#include "support/support.h"

static char dir[256];

static int make_dir(void **state)
{
    (void)state;
    support_folder(dir, sizeof dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    support_remove(dir);
    return 0;
}

static struct sohoa_export_list *open_list(void)
{
    struct sohoa_err err = {0};
    struct sohoa_export_list *list = NULL;
    if (sohoa_export_list_open(dir, &list, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    return list;
}

static struct sohoa_export_entry unit_of(const char *dossier, const char *digest)
{
    return (struct sohoa_export_entry){
        .digest = digest, .set = "set", .dossier = dossier, .unit = "0"};
}

static void put_file(const char *name)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    support_write_file(path, "x", 1);
}

/* Claims a name, makes the file, notes it. */
static void export_one(struct sohoa_export_list *list, const char *dossier, const char *digest,
                       const char *base, const char *want)
{
    struct sohoa_err err = {0};
    struct sohoa_export_entry unit = unit_of(dossier, digest);
    char *name = sohoa_export_list_claim(list, &unit, base, ".pdf");
    assert_string_equal(name, want);
    put_file(name);
    unit.name = name;
    assert_true(sohoa_export_place_stat(dir, name, &unit.bytes, &unit.time));
    assert_int_equal(sohoa_export_list_add(list, &unit, &err), SOHOA_OK);
    free(name);
}

static enum sohoa_export_found find(struct sohoa_export_list *list, const char *dossier,
                                    const char *digest)
{
    struct sohoa_export_entry unit = unit_of(dossier, digest);
    return sohoa_export_list_find(list, &unit);
}

static void what_was_exported_is_known_the_next_time(void **state)
{
    (void)state;
    struct sohoa_export_list *list = open_list();
    export_one(list, "d1", "aa", "one", "one.pdf");
    sohoa_export_list_close(list);
    list = open_list();
    assert_int_equal(find(list, "d1", "aa"), SOHOA_EXPORT_SAME);
    assert_int_equal(find(list, "d1", "bb"), SOHOA_EXPORT_NEW);
    assert_int_equal(find(list, "d2", "aa"), SOHOA_EXPORT_NEW);
    sohoa_export_list_close(list);
}

static void a_file_that_somebody_changed_or_removed_is_made_again(void **state)
{
    (void)state;
    char path[600];
    struct sohoa_export_list *list = open_list();
    export_one(list, "d1", "aa", "one", "one.pdf");
    (void)snprintf(path, sizeof path, "%s/one.pdf", dir);
    support_write_file(path, "longer", 6);
    assert_int_equal(find(list, "d1", "aa"), SOHOA_EXPORT_NEW);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(find(list, "d1", "aa"), SOHOA_EXPORT_NEW);
    sohoa_export_list_close(list);
}

static void two_dossiers_never_get_one_name(void **state)
{
    (void)state;
    struct sohoa_export_list *list = open_list();
    export_one(list, "d1", "aa", "Hồ sơ", "Hồ sơ.pdf");
    export_one(list, "d2", "bb", "Hồ sơ", "Hồ sơ-2.pdf");
    export_one(list, "d3", "cc", "HỒ SƠ", "HỒ SƠ-3.pdf"); /* one name where case does not count */
    sohoa_export_list_close(list);
    list = open_list(); /* and each keeps its own */
    export_one(list, "d2", "b2", "Hồ sơ", "Hồ sơ-2.pdf");
    export_one(list, "d1", "a2", "Hồ sơ", "Hồ sơ.pdf");
    sohoa_export_list_close(list);
}

static void a_file_of_somebody_else_keeps_its_name(void **state)
{
    (void)state;
    struct sohoa_export_list *list = open_list();
    put_file("mine.pdf");
    export_one(list, "d1", "aa", "mine", "mine-2.pdf");
    sohoa_export_list_close(list);
}

static void a_torn_last_line_is_not_heard_and_not_kept(void **state)
{
    (void)state;
    char path[600];
    struct sohoa_export_list *list = open_list();
    export_one(list, "d1", "aa", "one", "one.pdf");
    export_one(list, "d2", "bb", "two", "two.pdf");
    sohoa_export_list_close(list);
    (void)snprintf(path, sizeof path, "%s/.sohoa-export", dir);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 3), 0);
    list = open_list();
    assert_int_equal(find(list, "d1", "aa"), SOHOA_EXPORT_SAME);
    assert_int_equal(find(list, "d2", "bb"), SOHOA_EXPORT_NEW);
    export_one(list, "d3", "cc", "three", "three.pdf");
    sohoa_export_list_close(list);
    list = open_list();
    assert_int_equal(find(list, "d3", "cc"), SOHOA_EXPORT_SAME);
    sohoa_export_list_close(list);
}

static void only_one_process_exports_to_a_folder(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_export_list *list = open_list(), *other = NULL;
    assert_int_equal(sohoa_export_list_open(dir, &other, &err), SOHOA_RETRY);
    assert_null(other);
    assert_non_null(strstr(err.text, dir));
    sohoa_export_list_close(list);
}

static void outputs_that_are_no_longer_made_go_unless_somebody_changed_them(void **state)
{
    (void)state;
    uint64_t bytes;
    int64_t time;
    char path[600];
    struct sohoa_export_list *list = open_list();
    export_one(list, "d1", "aa", "one", "one.pdf");
    export_one(list, "d2", "bb", "two", "two.pdf");
    sohoa_export_list_close(list);
    (void)snprintf(path, sizeof path, "%s/two.pdf", dir);
    support_write_file(path, "longer", 6);
    list = open_list();
    sohoa_export_list_prune(list, "set", "d1");
    sohoa_export_list_prune(list, "set", "d2");
    assert_false(sohoa_export_place_stat(dir, "one.pdf", &bytes, &time));
    assert_true(sohoa_export_place_stat(dir, "two.pdf", &bytes, &time));
    sohoa_export_list_close(list);
}

static void ten_thousand_outputs_are_found_again(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    char dossier[32], name[32];
    struct sohoa_export_list *list = open_list();
    for (int i = 0; i < 10000; i++) {
        (void)snprintf(dossier, sizeof dossier, "d%d", i);
        (void)snprintf(name, sizeof name, "n%d.pdf", i);
        struct sohoa_export_entry unit = unit_of(dossier, "-");
        unit.name = "";
        assert_int_equal(sohoa_export_list_add(list, &unit, &err), SOHOA_OK);
    }
    sohoa_export_list_close(list);
    list = open_list();
    for (int i = 0; i < 10000; i++) {
        (void)snprintf(dossier, sizeof dossier, "d%d", i);
        assert_int_equal(find(list, dossier, "-"), SOHOA_EXPORT_SPLIT);
    }
    sohoa_export_list_close(list);
}

#define list_test(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        list_test(what_was_exported_is_known_the_next_time),
        list_test(a_file_that_somebody_changed_or_removed_is_made_again),
        list_test(two_dossiers_never_get_one_name),
        list_test(a_file_of_somebody_else_keeps_its_name),
        list_test(a_torn_last_line_is_not_heard_and_not_kept),
        list_test(only_one_process_exports_to_a_folder),
        list_test(outputs_that_are_no_longer_made_go_unless_somebody_changed_them),
        list_test(ten_thousand_outputs_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
