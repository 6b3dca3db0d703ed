/* test_desk.c - desk.h: an import sees a scan that has pages to do, and only then. */
#include "unit.h"

#include "pipeline/desk.h"
#include "support/support.h"

static void an_import_sees_a_scan_only_while_its_pages_are_pending(void **state)
{
    struct support_store store;
    struct sohoa_desk *scan = NULL, *other = NULL, *import = NULL;
    struct sohoa_err err = {0};
    (void)state;
    support_store_open(&store);
    assert_int_equal(sohoa_desk_open(store.records, &scan, &err), SOHOA_OK);
    assert_int_equal(sohoa_desk_open(store.records, &other, &err), SOHOA_OK);
    assert_int_equal(sohoa_desk_open(store.records, &import, &err), SOHOA_OK);
    assert_false(sohoa_desk_busy(import));
    sohoa_desk_enter(scan);
    sohoa_desk_enter(scan);
    sohoa_desk_enter(other); /* two scans at once do not hinder each other */
    assert_true(sohoa_desk_busy(import));
    sohoa_desk_leave(scan);
    sohoa_desk_leave(scan);
    assert_true(sohoa_desk_busy(import));
    sohoa_desk_close(other); /* as the kernel does for one that is killed */
    assert_false(sohoa_desk_busy(import));
    sohoa_desk_close(scan);
    sohoa_desk_close(import);
    support_store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_sees_a_scan_only_while_its_pages_are_pending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
