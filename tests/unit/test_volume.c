/* test_volume.c - whether a volume is encrypted, by a made-up tree of devices. */
#include "unit.h"

#include "host/volume.h"
#include "support/support.h"

#include <sys/stat.h>
#include <unistd.h>

/* sys/dev/block/1:N with the dm/uuid (NULL: none) and the devices below it (names, NULL: none). */
static void device(const char *sys, unsigned n, const char *uuid, const unsigned *below,
                   size_t count)
{
    char path[512], to[512];
    (void)snprintf(path, sizeof path, "mkdir -p %s/dev/block/1:%u/slaves %s/dev/block/1:%u/dm", sys,
                   n, sys, n);
    assert_int_equal(system(path), 0);
    if (uuid) {
        (void)snprintf(path, sizeof path, "%s/dev/block/1:%u/dm/uuid", sys, n);
        support_write_file(path, uuid, strlen(uuid));
    }
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(path, sizeof path, "%s/dev/block/1:%u/slaves/d%u", sys, n, below[i]);
        (void)snprintf(to, sizeof to, "../../1:%u", below[i]);
        assert_int_equal(symlink(to, path), 0);
    }
}

static void what_dm_crypt_carries_is_encrypted_also_below_other_layers(void **state)
{
    (void)state;
    char sys[] = "/tmp/sohoa-volume-XXXXXX", clean[64];
    assert_non_null(mkdtemp(sys));
    device(sys, 1, NULL, NULL, 0);                            /* a disk */
    device(sys, 2, "CRYPT-LUKS2-0a1b\n", (unsigned[]){1}, 1); /* LUKS on it */
    device(sys, 3, "LVM-x\n", (unsigned[]){2}, 1);            /* a logical volume on that */
    device(sys, 4, NULL, (unsigned[]){2, 1}, 2);              /* a RAID of one open disk */
    device(sys, 5, NULL, (unsigned[]){5}, 1);                 /* a ring */
    assert_int_equal(sohoa_device_encrypted(sys, 1, 1), SOHOA_ENCRYPTED_NO);
    assert_int_equal(sohoa_device_encrypted(sys, 1, 2), SOHOA_ENCRYPTED_YES);
    assert_int_equal(sohoa_device_encrypted(sys, 1, 3), SOHOA_ENCRYPTED_YES);
    assert_int_equal(sohoa_device_encrypted(sys, 1, 4), SOHOA_ENCRYPTED_NO);
    assert_int_equal(sohoa_device_encrypted(sys, 1, 5), SOHOA_ENCRYPTED_NO);
    assert_int_equal(sohoa_device_encrypted(sys, 1, 6), SOHOA_ENCRYPTED_UNKNOWN);
    (void)snprintf(clean, sizeof clean, "rm -r %s", sys);
    assert_int_equal(system(clean), 0);
}

static void the_room_left_is_told_and_of_no_folder_is_not_known(void **state)
{
    (void)state;
    assert_true(sohoa_volume_free("/tmp") < UINT64_MAX);
    assert_true(sohoa_volume_free("/no/such/folder") == UINT64_MAX);
    assert_int_equal(sohoa_volume_encrypted("/no/such/folder"), SOHOA_ENCRYPTED_UNKNOWN);
    assert_int_equal(sohoa_volume_encrypted("/proc"), SOHOA_ENCRYPTED_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_dm_crypt_carries_is_encrypted_also_below_other_layers),
        cmocka_unit_test(the_room_left_is_told_and_of_no_folder_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
