/* Every stage over pages that no scanner should give: nothing crashes, nothing is written where
 * it should not be, a cancelled call leaves the page usable. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const stages[] = {"prep_photo",    "prep_border", "prep_blank",   "prep_orient",
                                     "prep_deskew",   "code_mrz",    "prep_colour",  "prep_cards",
                                     "prep_binarise", "prep_lines",  "prep_enlarge", "ocr_lstm",
                                     "ocr_hand"};
enum { STAGES = sizeof stages / sizeof *stages };

static bool stop(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void run_all(PIX *takes, int dpi)
{
    struct sohoa_page page = rig_page(takes, dpi);
    struct sohoa_err err = {0};
    for (int i = 0; i < STAGES; i++) {
        int rc = rig_run(stages[i], NULL, &page, NULL, &err);
        if (rc != SOHOA_OK)
            fail_msg("%s: %d %s", stages[i], rc, err.text);
        assert_non_null(page.image);
    }
    sohoa_page_clear(&page);
}

static void odd_sizes_depths_and_resolutions_are_survived(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},   {1, 900}, {900, 1}, {2, 3},
                                   {31, 33}, {64, 64}, {700, 40}};
    static const int resolutions[] = {0, 1, 72, 300, 2400};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4)
            for (int ink = 0; ink < 2; ink++) {
                PIX *pix = pixCreate(sizes[s][0], sizes[s][1], depth);
                if (ink)
                    pixSetAll(pix);
                run_all(pix, resolutions[(s + (size_t)depth) % 5]);
            }
}

static void black_white_and_noisy_pages_are_survived(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4)
        for (int kind = 0; kind < 3; kind++) {
            PIX *pix = pixCreate(620, 877, depth);
            unsigned seed = 11;
            if (kind == 1)
                pixSetAll(pix);
            for (int i = 0; kind == 2 && i < pixGetWpl(pix) * 877; i++) {
                seed = seed * 1103515245 + 12345;
                pixGetData(pix)[i] = (seed >> 8) * 2654435761u;
            }
            pixSetPadBits(pix, 0);
            run_all(pix, 75);
        }
}

static void a_page_over_forty_megapixels_is_survived(void **state)
{
    (void)state;
    PIX *pix = pixCreate(6800, 6400, 1);
    rig_fill(pix, 600, 50, 50, 100, 3, 0);
    run_all(pix, 600);
}

static void a_page_without_a_picture_is_passed_on(void **state)
{
    (void)state;
    for (int i = 0; i < STAGES; i++) {
        struct sohoa_page page;
        struct sohoa_err err = {0};
        sohoa_page_init(&page);
        assert_int_equal(rig_run(stages[i], NULL, &page, NULL, &err), SOHOA_OK);
        assert_null(page.image);
        sohoa_page_clear(&page);
    }
}

static void a_cancelled_call_leaves_the_page_whole(void **state)
{
    (void)state;
    for (int i = 0; i < STAGES; i++) {
        struct sohoa_err err = {0};
        struct sohoa_call call = {.size = sizeof call, .stopping = stop};
        struct sohoa_page page = rig_page(rig_prose_page(75, "Serif 12", 8), 75);
        int rc = rig_run(stages[i], NULL, &page, &call, &err);
        assert_true(rc == SOHOA_OK || rc == SOHOA_RETRY);
        assert_non_null(page.image);
        assert_int_equal(page.flags, 0);
        sohoa_page_clear(&page);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    if (!getenv("OMP_THREAD_LIMIT")) {
        setenv("OMP_THREAD_LIMIT", "1", 1);
        execv("/proc/self/exe", argv);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_sizes_depths_and_resolutions_are_survived),
        cmocka_unit_test(black_white_and_noisy_pages_are_survived),
        cmocka_unit_test(a_page_over_forty_megapixels_is_survived),
        cmocka_unit_test(a_page_without_a_picture_is_passed_on),
        cmocka_unit_test(a_cancelled_call_leaves_the_page_whole),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
