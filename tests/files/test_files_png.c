/* test_files_png.c - PNG of the usual kinds is read a fast way: the pixels are those that were
 * written, whatever the filters, sizes and pieces; what is odd or wrong about a file is told as
 * libpng tells it. */
#include "files_rig.h"

#include <leptonica/allheaders.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { SIDE = 80, FILE_MAX = 64 * 1024, RAW_MAX = SIDE * (SIDE * 3 + 1) };

static struct rig rig;
static char path[] = "/tmp/test_files_png_XXXXXX";

/* A file as it grows, the pixels in it, and what is to be wrong with it. */
struct file {
    uint8_t bytes[FILE_MAX];
    size_t size;
    uint32_t width, height, channels;
    uint8_t pixels[SIDE][SIDE * 3];
    size_t piece;      /* bytes of an IDAT chunk */
    int level, window; /* of deflate */
    int filter;        /* of every row; -1: by chance */
    size_t more, less; /* bytes of rows too many, too few */
    bool bad_sum, bad_filter, no_end, text_between, text_behind;
};

static uint32_t chance(void)
{
    static uint32_t state = 12345;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void put_32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void put_chunk(struct file *f, const char *type, const uint8_t *data, size_t size)
{
    uint8_t *to = f->bytes + f->size;
    assert_true(f->size + size + 12 <= FILE_MAX);
    put_32(to, (uint32_t)size);
    memcpy(to + 4, type, 4);
    if (size > 0)
        memcpy(to + 8, data, size);
    put_32(to + 8 + size, (uint32_t)crc32(0, to + 4, (uInt)size + 4));
    f->size += size + 12;
}

static int nearest(int a, int b, int c)
{
    int pa = abs(b - c), pb = abs(a - c), pc = abs(a + b - 2 * c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/* The rows with their filters, as section 9 of the standard has it. */
static size_t filter_rows(const struct file *f, uint8_t *raw)
{
    size_t row = (size_t)f->width * f->channels, n = f->channels, at = 0;
    for (uint32_t y = 0; y < f->height; y++) {
        int kind = f->filter >= 0 ? f->filter : (int)(chance() % 5);
        raw[at++] = f->bad_filter && y == f->height / 2 ? 5 : (uint8_t)kind;
        for (size_t x = 0; x < row; x++) {
            int a = x >= n ? f->pixels[y][x - n] : 0, b = y > 0 ? f->pixels[y - 1][x] : 0;
            int c = x >= n && y > 0 ? f->pixels[y - 1][x - n] : 0;
            int told[] = {0, a, b, (a + b) / 2, nearest(a, b, c)};
            raw[at++] = (uint8_t)(f->pixels[y][x] - told[kind]);
        }
    }
    return at;
}

static void put_pixels(struct file *f)
{
    static uint8_t raw[RAW_MAX + 100], packed[FILE_MAX];
    size_t size = filter_rows(f, raw) + f->more - f->less;
    z_stream z = {
        .next_in = raw, .avail_in = (uInt)size, .next_out = packed, .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&z, f->level, Z_DEFLATED, f->window, 8, Z_DEFAULT_STRATEGY), 0);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size = sizeof packed - z.avail_out;
    deflateEnd(&z);
    if (f->bad_sum)
        packed[size - 1] ^= 1;
    for (size_t at = 0, count; at < size; at += count) {
        count = size - at < f->piece ? size - at : f->piece;
        put_chunk(f, "IDAT", packed + at, count);
        if (f->text_between && at == 0)
            put_chunk(f, "tEXt", (const uint8_t *)"Title\0x", 7);
    }
}

static void make(struct file *f)
{
    uint8_t head[13] = {0};
    put_32(head, f->width);
    put_32(head + 4, f->height);
    head[8] = 8;
    head[9] = f->channels == 3 ? 2 : 0;
    memcpy(f->bytes, "\x89PNG\r\n\x1A\n", 8);
    f->size = 8;
    put_chunk(f, "IHDR", head, sizeof head);
    put_pixels(f);
    if (f->text_behind) {
        put_chunk(f, "tEXt", (const uint8_t *)"date:create\0x", 13);
        put_chunk(f, "tIME", (const uint8_t *)"\x07\xEA\x0B\x17\x01\x02\x03", 7);
    }
    if (!f->no_end)
        put_chunk(f, "IEND", NULL, 0);
}

/* Half of the bytes by chance, half near their neighbours. */
static struct file *new_file(uint32_t width, uint32_t height, uint32_t channels)
{
    struct file *f = calloc(1, sizeof *f);
    assert_non_null(f);
    *f = (struct file){.width = width,
                       .height = height,
                       .channels = channels,
                       .piece = 1000,
                       .level = 6,
                       .window = 15,
                       .filter = -1};
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE * 3; x++)
            f->pixels[y][x] = (uint8_t)(x > SIDE ? chance() : 100 + x + y + chance() % 8);
    return f;
}

static int decode(const struct file *f, size_t size, struct sohoa_page *page)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(f->bytes, 1, size, out), size);
    fclose(out);
    struct sohoa_blob *master = rig_master(path);
    assert_non_null(master);
    memset(&rig.err, 0, sizeof rig.err);
    int rc = rig_decode(&rig, master, 0, page);
    sohoa_blob_unref(master);
    return rc;
}

static void check_pixels(const struct file *f, const struct sohoa_page *page)
{
    for (uint32_t y = 0; y < f->height; y++)
        for (uint32_t x = 0; x < f->width; x++) {
            const uint8_t *p = &f->pixels[y][x * f->channels];
            l_uint32 got = 0, want = p[0];
            pixGetPixel(page->image, (l_int32)x, (l_int32)y, &got);
            if (f->channels == 3)
                want = (l_uint32)p[0] << 24 | (l_uint32)p[1] << 16 | (l_uint32)p[2] << 8 | 255;
            if (got != want)
                fail_msg("%u x %u, %u channels: pixel %u %u is %x, not %x", f->width, f->height,
                         f->channels, x, y, got, want);
        }
}

static void expect_pixels(struct file *f)
{
    struct sohoa_page page;
    make(f);
    if (decode(f, f->size, &page) != SOHOA_OK)
        fail_msg("%u x %u, %u channels: %s", f->width, f->height, f->channels, rig.err.text);
    check_pixels(f, &page);
    assert_string_equal(page.note, "");
    sohoa_page_clear(&page);
    free(f);
}

static void expect_refusal(struct file *f, const char *why)
{
    struct sohoa_page page;
    make(f);
    assert_int_equal(decode(f, f->size, &page), SOHOA_BAD_PAGE);
    if (!strstr(rig.err.text, "the PNG cannot be decoded") || !strstr(rig.err.text, why))
        fail_msg("\"%s\" says nothing of \"%s\"", rig.err.text, why);
    sohoa_page_clear(&page);
    free(f);
}

static void pixels_are_those_written_at_every_size_and_filter(void **state)
{
    (void)state;
    for (uint32_t channels = 1; channels <= 3; channels += 2) {
        for (uint32_t width = 1; width < SIDE; width++)
            expect_pixels(new_file(width, 1 + chance() % 20, channels));
        for (uint32_t height = 1; height < 34; height++)
            expect_pixels(new_file(SIDE - height % 9, height, channels));
        for (int filter = 0; filter <= 4; filter++) {
            struct file *f = new_file(SIDE, SIDE, channels);
            f->filter = filter;
            expect_pixels(f);
        }
    }
}

static void pieces_of_any_length_and_texts_behind_them_change_nothing(void **state)
{
    static const size_t pieces[] = {1, 2, 3, 7, 100, FILE_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        for (int level = 0; level <= 9; level += 3) {
            struct file *f = new_file(37, 29, i % 2 ? 1 : 3);
            f->piece = pieces[i];
            f->level = level;
            f->text_behind = i % 2 == 0;
            f->window = level == 9 ? 9 : 15;
            expect_pixels(f);
        }
}

static void what_is_wrong_is_told_as_libpng_tells_it(void **state)
{
    (void)state;
    struct file *f = new_file(50, 40, 1);
    f->bad_sum = true;
    expect_refusal(f, "IDAT: incorrect data check");
    f = new_file(50, 40, 3);
    f->bad_filter = true;
    expect_refusal(f, "bad adaptive filter value");
    f = new_file(50, 40, 1);
    f->less = 51;
    expect_refusal(f, "Not enough image data");
    f = new_file(50, 40, 1);
    f->no_end = true;
    expect_refusal(f, "the file is cut short");
    f = new_file(50, 40, 1);
    f->text_between = true;
    expect_refusal(f, "Not enough image data");
}

static void rows_too_many_leave_a_note(void **state)
{
    struct sohoa_page page;
    struct file *f = new_file(50, 40, 1);
    (void)state;
    f->more = 51;
    make(f);
    assert_int_equal(decode(f, f->size, &page), SOHOA_OK);
    check_pixels(f, &page);
    assert_non_null(strstr(page.note, "Too much image data"));
    sohoa_page_clear(&page);
    free(f);
}

static void a_file_cut_anywhere_or_with_any_byte_changed_is_refused(void **state)
{
    struct sohoa_page page;
    struct file *f = new_file(20, 12, 3);
    (void)state;
    make(f);
    for (size_t size = 33; size < f->size; size += 3) { /* behind its IHDR */
        assert_int_equal(decode(f, size, &page), SOHOA_BAD_PAGE);
        assert_non_null(strstr(rig.err.text, "the file is cut short"));
        sohoa_page_clear(&page);
    }
    for (size_t at = 41; at + 16 < f->size; at += 5) { /* within its one IDAT */
        f->bytes[at] ^= 0x10;
        assert_int_equal(decode(f, f->size, &page), SOHOA_BAD_PAGE);
        assert_non_null(strstr(rig.err.text, "the PNG cannot be decoded"));
        sohoa_page_clear(&page);
        f->bytes[at] ^= 0x10;
    }
    assert_int_equal(decode(f, f->size, &page), SOHOA_OK);
    check_pixels(f, &page);
    sohoa_page_clear(&page);
    free(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_are_those_written_at_every_size_and_filter),
        cmocka_unit_test(pieces_of_any_length_and_texts_behind_them_change_nothing),
        cmocka_unit_test(what_is_wrong_is_told_as_libpng_tells_it),
        cmocka_unit_test(rows_too_many_leave_a_note),
        cmocka_unit_test(a_file_cut_anywhere_or_with_any_byte_changed_is_refused),
    };
    int fd = mkstemp(path);
    if (fd < 0)
        return 1;
    close(fd);
    rig_open(&rig);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close(&rig);
    unlink(path);
    return failed;
}
