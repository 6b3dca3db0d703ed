/* test_keys.c - the keys of a store. */
#include "unit.h"

#include "record/fs_check.h"
#include "record/keys.h"

static const char id[] = "01K9ABCDEFGHJKMNPQRSTVWXYZ";

static void keys_read_as_documented(void **state)
{
    (void)state;
    assert_string_equal(sohoa_key_page(id, 7, 0).text,
                        "page/01K9ABCDEFGHJKMNPQRSTVWXYZ/00000007/0");
    assert_string_equal(sohoa_key_text(id, 99999999, 1).text,
                        "text/01K9ABCDEFGHJKMNPQRSTVWXYZ/99999999/1");
    assert_string_equal(sohoa_key_of(id, 3, id).text,
                        "of/01K9ABCDEFGHJKMNPQRSTVWXYZ/00000003/01K9ABCDEFGHJKMNPQRSTVWXYZ");
    assert_string_equal(sohoa_key_code("000.00.14.H56-231103-0001", id).text,
                        "code/000.00.14.H56-231103-0001/01K9ABCDEFGHJKMNPQRSTVWXYZ");
    assert_string_equal(sohoa_key_try(id, 12).text, "try/01K9ABCDEFGHJKMNPQRSTVWXYZ/00000012");
}

static void a_code_from_outside_cannot_leave_its_place(void **state)
{
    (void)state;
    assert_string_equal(sohoa_key_code("a/b %\n", "").text, "code/a%2Fb%20%25%0A/");
    assert_string_equal(sohoa_key_code("đơn", "").text, "code/đơn/");
}

static void long_codes_stay_short_and_different(void **state)
{
    (void)state;
    char a[3000], b[3000];
    memset(a, 'x', sizeof a - 1);
    a[sizeof a - 1] = '\0';
    memcpy(b, a, sizeof b);
    b[sizeof b - 2] = 'y';
    struct sohoa_key one = sohoa_key_code(a, id), other = sohoa_key_code(b, id);
    assert_in_range(strlen(one.text), 100, 400);
    assert_string_not_equal(one.text, other.text);
    assert_string_equal(sohoa_key_last(one.text), id);
    memset(a, '/', sizeof a - 1); /* each becomes three bytes */
    assert_in_range(strlen(sohoa_key_code(a, id).text), 100, 400);
}

static void number_and_part_are_read_back(void **state)
{
    (void)state;
    uint32_t number = 0, part = 9;
    assert_true(sohoa_key_page_parts(sohoa_key_page(id, 12345678, 2).text, &number, &part));
    assert_int_equal(number, 12345678);
    assert_int_equal(part, 2);
    static const char *const wrong[] = {"",
                                        "/",
                                        "page",
                                        "page/x/0000000a/0",
                                        "page/x/00000001/",
                                        "page/x/00000001/0x",
                                        "0000001/0",
                                        "/00000001/-"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (sohoa_key_page_parts(wrong[i], &number, &part))
            fail_msg("'%s' was taken for a page", wrong[i]);
}

static void network_file_systems_are_known_by_their_number(void **state)
{
    (void)state;
    assert_string_equal(sohoa_fs_remote(0x6969, NULL), "NFS");
    assert_string_equal(sohoa_fs_remote(0x517B, NULL), "SMB");
    assert_string_equal(sohoa_fs_remote((long)0xFF534D42, NULL), "CIFS");
    assert_string_equal(sohoa_fs_remote((long)(int32_t)0xFF534D42, NULL), "CIFS"); /* sign */
    assert_string_equal(sohoa_fs_remote((long)0xFE534D42, NULL), "SMB2");
    assert_string_equal(sohoa_fs_remote(0x65735546, "fuse.sshfs"), "sshfs");
    assert_string_equal(sohoa_fs_remote(0x65735546, "fuse.rclone"), "rclone");
    assert_string_equal(sohoa_fs_remote(0x65735546, NULL), "FUSE");
    assert_null(sohoa_fs_remote(0x65735546, "fuseblk"));
    assert_null(sohoa_fs_remote(0xEF53, NULL));     /* ext */
    assert_null(sohoa_fs_remote(0x58465342, NULL)); /* xfs */
    assert_null(sohoa_fs_remote(0x01021994, NULL)); /* tmpfs */
    assert_null(sohoa_fs_remote(0x794C7630, NULL)); /* overlay */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_read_as_documented),
        cmocka_unit_test(a_code_from_outside_cannot_leave_its_place),
        cmocka_unit_test(long_codes_stay_short_and_different),
        cmocka_unit_test(number_and_part_are_read_back),
        cmocka_unit_test(network_file_systems_are_known_by_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
