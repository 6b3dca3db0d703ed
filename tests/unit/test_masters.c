/* test_masters.c - masters by their hash. */
#include "record_rig.h"

#include "record/hash.h"

#include <dirent.h>

static void a_master_lies_under_the_hash_of_its_bytes(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    struct sohoa_blob *blob = sohoa_blob_new("abc", 3, "image/jpeg"), *back = NULL;
    char path[512];
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    /* the example of FIPS 180-4 */
    assert_string_equal(master.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(master.media, "image/jpeg");
    assert_int_equal(master.bytes, 3);
    assert_int_equal(sohoa_master_path(s->records, master.sha256, path, sizeof path), 0);
    assert_contains(path, "/masters/ba/78/ba7816bf");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0400);
    assert_ok(sohoa_master_open(s->records, &master, &back, &err), err);
    assert_int_equal(sohoa_blob_size(back), 3);
    assert_memory_equal(sohoa_blob_data(back), "abc", 3);
    assert_string_equal(sohoa_blob_media(back), "image/jpeg");
    sohoa_blob_unref(back);
    sohoa_blob_unref(blob);
}

static void a_file_is_copied_whole_and_empty_ones_too(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char path[512], expected[SOHOA_SHA256_SIZE];
    static char content[700001]; /* more than one chunk */
    memset(content, 'x', sizeof content);
    (void)snprintf(path, sizeof path, "%s/in.tif", s->folder);
    const size_t sizes[] = {sizeof content, 1, 0};
    for (size_t i = 0; i < 3; i++) {
        struct sohoa_master master;
        support_write_file(path, content, sizes[i]);
        struct sohoa_blob *blob = sohoa_blob_fd(open(path, O_RDONLY), "image/tiff", &err);
        assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
        sohoa_hash_bytes(content, sizes[i], expected);
        assert_string_equal(master.sha256, expected);
        assert_int_equal(master.bytes, sizes[i]);
        sohoa_blob_unref(blob);
    }
}

static ino_t inode_of(struct sohoa_records *r, const char *sha256)
{
    char path[512];
    struct stat st;
    assert_int_equal(sohoa_master_path(r, sha256, path, sizeof path), 0);
    assert_int_equal(stat(path, &st), 0);
    return st.st_ino;
}

static void a_master_that_is_there_is_never_rewritten(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master first, again;
    struct sohoa_blob *blob = sohoa_blob_new("abc", 3, "image/jpeg");
    assert_ok(sohoa_master_put(s->records, blob, &first, &err), err);
    ino_t inode = inode_of(s->records, first.sha256);
    assert_ok(sohoa_master_put(s->records, blob, &again, &err), err);
    assert_true(inode == inode_of(s->records, first.sha256));
    assert_string_equal(first.sha256, again.sha256);
    sohoa_blob_unref(blob);
}

static void no_temporary_file_stays(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    char path[512];
    struct sohoa_blob *blob = sohoa_blob_new("abc", 3, "image/jpeg");
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    (void)snprintf(path, sizeof path, "%s/masters", s->dir);
    DIR *d = opendir(path);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(d));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(d);
    assert_int_equal(count, 1); /* ba */
    sohoa_blob_unref(blob);
}

static void a_cut_off_master_is_mended_by_the_next_put(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    struct sohoa_blob *blob = sohoa_blob_new("abc", 3, "image/jpeg"), *back = NULL;
    char path[512];
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    assert_int_equal(sohoa_master_path(s->records, master.sha256, path, sizeof path), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 1), 0);
    assert_int_equal(sohoa_master_open(s->records, &master, &back, &err), SOHOA_FATAL);
    assert_contains(err.text, "another size");
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    assert_ok(sohoa_master_open(s->records, &master, &back, &err), err);
    sohoa_blob_unref(back);
    sohoa_blob_unref(blob);
}

static void a_master_that_is_not_there_is_the_end(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_blob *back = NULL;
    struct sohoa_master master = {.media = "image/tiff"};
    assert_int_equal(sohoa_master_open(s->records, &master, &back, &err), SOHOA_END);
    (void)snprintf(master.sha256, sizeof master.sha256, "%064d", 7);
    assert_int_equal(sohoa_master_open(s->records, &master, &back, &err), SOHOA_END);
    (void)snprintf(master.sha256, sizeof master.sha256, "../../../../etc/passwd");
    assert_int_equal(sohoa_master_open(s->records, &master, &back, &err), SOHOA_END);
    assert_null(back);
}

static void a_source_that_cannot_be_read_is_its_own_fault(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC); /* reading at 0 gives EIO */
    assert_true(fd >= 0);
    struct sohoa_blob *blob = sohoa_blob_fd(fd, "image/tiff", &err);
    assert_non_null(blob);
    assert_int_equal(sohoa_master_put(s->records, blob, &master, &err), SOHOA_BAD_PAGE);
    assert_contains(err.text, "cannot be read");
    sohoa_blob_unref(blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_master_lies_under_the_hash_of_its_bytes),
        rig_test(a_file_is_copied_whole_and_empty_ones_too),
        rig_test(a_master_that_is_there_is_never_rewritten),
        rig_test(no_temporary_file_stays),
        rig_test(a_cut_off_master_is_mended_by_the_next_put),
        rig_test(a_master_that_is_not_there_is_the_end),
        rig_test(a_source_that_cannot_be_read_is_its_own_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
