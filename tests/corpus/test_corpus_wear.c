/* test_corpus_wear.c - the corpus maker: what wear leaves of a page. */
#include "unit/unit.h"

#include <allheaders.h>
#include <glib.h>

#define PAGES 6
#define SIDE 33 /* of a square, pixels: a letter and a half at 200 dpi */

static void make(const char *folder, const char *format)
{
    char *command = g_strdup_printf(
        "%s/corpus --seed 65011 --count %d --schema to-khai-khai-sinh --wear office --dpi 200 "
        "--format %s -o %s",
        SOHOA_TEST_BUILD, PAGES, format, folder);
    assert_int_equal(system(command), 0);
    g_free(command);
}

static PIX *page_of(const char *folder, int page, const char *ending)
{
    char *path = g_strdup_printf("%s/%04d.%s", folder, page, ending);
    PIX *pix = pixRead(path);
    if (!pix)
        fail_msg("cannot decode %s", path);
    g_free(path);
    return pix;
}

/* What is clearly darker than the paper in a square of the gray page is in part black. */
static void check_square(PIX *gray, PIX *black, BOX *square)
{
    PIX *before = pixClipRectangle(gray, square, NULL);
    PIX *after = pixClipRectangle(black, square, NULL);
    l_uint32 paper;
    pixGetRankValue(before, 1, 0.7F, &paper);
    PIX *print = pixThresholdToBinary(before, (int)paper - 40);
    l_int32 drawn;
    l_int32 kept;
    pixCountPixels(print, &drawn, NULL);
    pixAnd(print, print, after);
    pixCountPixels(print, &kept, NULL);
    if (paper > 100 && drawn > SIDE * SIDE / 12 && kept < drawn / 5)
        fail_msg("%d of %d pixels stay", kept, drawn);
    pixDestroy(&print);
    pixDestroy(&after);
    pixDestroy(&before);
}

static void print_stays_where_an_office_page_becomes_black_and_white(void **state)
{
    (void)state;
    char *folder = g_dir_make_tmp("corpus-XXXXXX", NULL);
    make(folder, "png");
    make(folder, "g4");
    for (int page = 1; page <= PAGES; page++) {
        PIX *gray = page_of(folder, page, "png");
        PIX *black = page_of(folder, page, "tif");
        for (int y = 0; y + SIDE <= pixGetHeight(gray); y += SIDE) {
            for (int x = 0; x + SIDE <= pixGetWidth(gray); x += SIDE) {
                BOX *square = boxCreate(x, y, SIDE, SIDE);
                check_square(gray, black, square);
                boxDestroy(&square);
            }
        }
        pixDestroy(&gray);
        pixDestroy(&black);
    }
    char *command = g_strdup_printf("rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    g_free(command);
    g_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(print_stays_where_an_office_page_becomes_black_and_white),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
