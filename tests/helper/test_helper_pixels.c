/* test_helper_pixels.c - pictures through shared memory: the same pixels, no copy, no leak. */
#include "helper_fixture.h"
#include "pipeline/helper_core.h"
#include "pipeline/resident.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h> /* needs those above */

static struct sohoa_page decode(struct sohoa_instance *inst, const char *shape)
{
    struct sohoa_page page;
    struct sohoa_err err = {0};
    sohoa_page_init(&page);
    page.source = "";
    page.master = sohoa_blob_new(shape, strlen(shape) + 1, "image/odd");
    if (inst->scanner->decode(inst->self, NULL, &page, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    return page;
}

static struct sohoa_instance *open_odd(void)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plugin(reg, "odd_scanner", NULL, 0, 60000, 0, &err);
    if (!inst)
        fail_msg("%s", err.text);
    return inst;
}

static void a_decoded_picture_has_every_pixel_at_every_depth_and_size(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd();
    static const int depths[] = {1, 8, 32}, sides[] = {1, 31, 500, 1201};
    for (size_t i = 0; i < 12; i++) {
        int depth = depths[i % 3], side = sides[i / 3];
        char shape[64];
        (void)snprintf(shape, sizeof shape, "%d %d %d", side, side, depth);
        struct sohoa_page page = decode(inst, shape), same = make_page(side, side, depth, "");
        l_int32 equal = 0;
        pixEqual(page.image, same.image, &equal);
        assert_true(equal);
        assert_int_equal(page.width, side);
        assert_int_equal(pixGetXRes(page.image), 300);
        sohoa_page_clear(&page);
        sohoa_page_clear(&same);
    }
    sohoa_instance_close(inst);
    assert_int_equal(sohoa_pixels_mapped(), 0);
}

/* One that is copied, and one that stays in the memory it came in. */
static void a_received_picture_can_be_used_as_any_other(void **state)
{
    (void)state;
    static const char *const shapes[] = {"800 600 32", "12000 1000 32"};
    struct sohoa_instance *inst = open_odd();
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_page page = decode(inst, shapes[i]);
        PIX *before = pixCopy(NULL, page.image), *clone = pixClone(page.image);
        pixInvert(page.image, page.image);
        pixInvert(page.image, page.image);
        l_int32 same = 0;
        pixEqual(before, clone, &same);
        assert_true(same);
        pixDestroy(&clone);
        PIX *gray = pixConvertTo8(page.image, 0);
        pixTransferAllData(page.image, &gray, 0, 0); /* Leptonica frees our pixels itself */
        assert_int_equal(pixGetDepth(page.image), 8);
        pixDestroy(&before);
        sohoa_page_clear(&page);
        assert_int_equal(sohoa_pixels_mapped(), 0);
    }
    sohoa_instance_close(inst);
}

/* A0 at 300 dpi in colour: 560 MB pass through once, within 1 GiB for both processes. */
static void the_largest_page_passes_without_being_copied(void **state)
{
    (void)state;
#ifdef SOHOA_SANITIZED
    skip();
#endif
    struct sohoa_instance *inst = open_odd();
    long anonymous = status_kib("RssAnon:");
    struct sohoa_page page = decode(inst, "14000 10000 32");
    struct sohoa_helper_stats stats;
    sohoa_helper_stats(&stats);
    const uint64_t picture = 560000000;
    long grown = status_kib("RssAnon:") - anonymous, shared = status_kib("RssShmem:");
    print_message("helper's peak %llu MB; core: %ld KiB more of its own, %ld KiB shared\n",
                  (unsigned long long)(stats.peak_bytes / 1000000), grown, shared);
    assert_in_range(stats.peak_bytes, picture - (1 << 20), picture + 60000000);
    assert_true(grown < 8 << 10);
    /* The kernel adds up resident pages in batches, a CPU each: what is read may be a little old.
     */
    assert_in_range((uint64_t)shared * 1024, picture - (1 << 20), picture + 8000000);
    assert_int_equal(pixGetData(page.image)[139999999], (uint32_t)(139999999u * 2654435761u));
    sohoa_page_clear(&page);
    assert_true(status_kib("RssShmem:") < 1024);
    sohoa_instance_close(inst);
}

static int noise_memfd(size_t size, bool sealed)
{
    char *bytes = calloc(1, size);
    int fd = sealed ? sohoa_sealed_copy(bytes, size)
                    : memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (!sealed && write(fd, bytes, size) != (ssize_t)size)
        fail();
    free(bytes);
    return fd;
}

static bool accepted(int fd, struct sohoa_pixels of)
{
    struct sohoa_err err = {0};
    PIX *pix = sohoa_pixels_import(fd, &of, &err);
    bool good = pix != NULL;
    pixDestroy(&pix);
    close(fd);
    return good;
}

static void only_a_sealed_memory_that_is_large_enough_is_mapped(void **state)
{
    (void)state;
    const struct sohoa_pixels of = {.width = 100, .height = 100, .depth = 8, .spp = 1};
    assert_true(accepted(noise_memfd(10000, true), of));
    assert_true(accepted(noise_memfd(20000, true), of));
    assert_false(accepted(noise_memfd(9999, true), of));
    assert_false(accepted(noise_memfd(10000, false), of));
    assert_false(accepted(open("/dev/zero", O_RDONLY | O_CLOEXEC), of));
    char path[] = "/tmp/sohoa-pixels-XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    assert_int_equal(ftruncate(fd, 10000), 0);
    assert_false(accepted(fd, of));
    const struct sohoa_pixels odd[] = {
        {.width = 0, .height = 1, .depth = 8, .spp = 1},
        {.width = 1, .height = 0, .depth = 8, .spp = 1},
        {.width = 1u << 31, .height = 2, .depth = 1, .spp = 1},
        {.width = 10, .height = 10, .depth = 16, .spp = 1},
        {.width = 10, .height = 10, .depth = 8, .spp = 3},
        {.width = 10, .height = 10, .depth = 8, .spp = 1, .xres = -1}};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_false(accepted(noise_memfd(100000, true), odd[i]));
    assert_int_equal(sohoa_pixels_mapped(), 0);
}

static void writing_to_a_received_picture_stays_ours(void **state)
{
    (void)state;
    const struct sohoa_pixels of = {.width = 100, .height = 100, .depth = 8, .spp = 1};
    struct sohoa_err err = {0};
    int fd = noise_memfd(10000, true);
    PIX *pix = sohoa_pixels_import(fd, &of, &err);
    assert_true(sohoa_pixels_same(pix, fd, &of));
    pixSetAll(pix);
    assert_false(sohoa_pixels_same(pix, fd, &of));
    assert_int_equal(ftruncate(fd, 0), -1);
    assert_int_equal(write(fd, "x", 1), -1);
    pixDestroy(&pix);
    close(fd);
}

static void a_stage_s_helper_keeps_no_picture_that_it_was_sent(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plugin(reg, "odd_stage", NULL, 0, 60000, 0, &err);
    if (!inst)
        fail_msg("%s", err.text);
    assert_int_equal(run_act(inst, "", NULL, &err), SOHOA_OK);
    char path[64], line[512];
    int pid = ((const struct sohoa_helper *)inst)->child.pid; /* `seen` is its first member */
    (void)snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "re");
    if (!maps)
        fail_msg("no %s", path);
    for (; fgets(line, sizeof line, maps);)
        if (strstr(line, "memfd:sohoa"))
            fail_msg("still mapped: %s", line);
    (void)fclose(maps);
    sohoa_instance_close(inst);
}

static bool has_large_memory(int pid)
{
    char path[64], line[512];
    (void)snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *statm = fopen(path, "re");
    if (!statm || !fgets(line, sizeof line, statm))
        fail_msg("no %s", path);
    (void)fclose(statm);
    char *pages = strchr(line, ' ');
    return pages && strtol(pages, NULL, 10) * 4096 > 30000000;
}

/* A picture of 34 MB goes once the core has copied it, without another call. */
static void a_decoder_s_helper_keeps_no_picture_that_was_taken(void **state)
{
    (void)state;
#ifdef SOHOA_SANITIZED
    skip();
#endif
    struct sohoa_instance *inst = open_odd();
    const struct sohoa_helper *h = (const struct sohoa_helper *)inst;
    struct sohoa_page page = decode(inst, "3400 2500 32");
    assert_true(h->resident > 34000000);
    while (has_large_memory(h->child.pid)) /* the test's own time limit ends it */
        usleep(1000);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

/* What lay in a buffer is there again (1), or zeros of fresh memory (0). */
static int was_kept(void)
{
    PIX *colour = pixCreateNoInit(2480, 3508, 32);
    int kept = pixGetData(colour)[2480 * 3507] == 0xC0C0C0C0;
    memset(pixGetData(colour), 0xC0, (size_t)2480 * 3508 * 4);
    pixDestroy(&colour);
    return kept;
}

/* Each colour page is followed by the gray ones that it becomes. */
static void a_colour_page_s_buffer_outlasts_the_gray_pages_that_follow(void **state)
{
    (void)state;
#ifdef SOHOA_SANITIZED
    skip();
#endif
    sohoa_helper_setup();
    sohoa_pixels_rest();
    long before = status_kib("RssAnon:");
    assert_int_equal(was_kept(), 0);
    for (int page = 0; page < 3; page++) {
        PIX *gray[6];
        for (int i = 0; i < 6; i++)
            gray[i] = pixCreate(2480, 3508, 8);
        for (int i = 0; i < 6; i++)
            pixDestroy(&gray[i]);
        assert_int_equal(was_kept(), 1);
    }
    PIX *both[] = {pixCreate(2480, 3508, 32), pixCreate(2480, 3508, 32)};
    pixDestroy(&both[0]);
    pixDestroy(&both[1]);
    long kept = status_kib("RssAnon:") - before; /* one colour page and 28 MiB of gray ones */
    assert_true(kept < (35 + 30) * 1000);
    sohoa_pixels_rest();
    assert_int_equal(was_kept(), 0);
    sohoa_pixels_rest();
}

/* Adds up all bytes of the segments that are never written. */
static int add_up(struct dl_phdr_info *object, size_t size, void *arg)
{
    (void)size;
    uint64_t *sum = arg;
    for (size_t i = 0; strstr(object->dlpi_name, "libcrypto") && i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        const unsigned char *at = (const unsigned char *)(object->dlpi_addr + segment->p_vaddr);
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W))
            continue;
        for (size_t k = 0; k < segment->p_filesz; k++)
            *sum = *sum * 31 + at[k];
    }
    return 0;
}

static void code_that_was_given_back_comes_again_unchanged(void **state)
{
    (void)state;
    uint64_t before = 0, after = 0;
    dl_iterate_phdr(add_up, &before);
    assert_true(before != 0);
    long read_in = status_kib("RssFile:");
    sohoa_resident_trim();
    long left = status_kib("RssFile:");
    print_message("of %ld KiB of files %ld stay resident\n", read_in, left);
    assert_true(left + 3000 < read_in); /* libcrypto alone has 4,500 */
    dl_iterate_phdr(add_up, &after);
    assert_true(before == after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decoded_picture_has_every_pixel_at_every_depth_and_size),
        cmocka_unit_test(a_received_picture_can_be_used_as_any_other),
        cmocka_unit_test(the_largest_page_passes_without_being_copied),
        cmocka_unit_test(only_a_sealed_memory_that_is_large_enough_is_mapped),
        cmocka_unit_test(writing_to_a_received_picture_stays_ours),
        cmocka_unit_test(a_stage_s_helper_keeps_no_picture_that_it_was_sent),
        cmocka_unit_test(a_decoder_s_helper_keeps_no_picture_that_was_taken),
        cmocka_unit_test(a_colour_page_s_buffer_outlasts_the_gray_pages_that_follow),
        cmocka_unit_test(code_that_was_given_back_comes_again_unchanged),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
