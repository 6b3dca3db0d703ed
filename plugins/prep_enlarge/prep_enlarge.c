/* prep_enlarge.c - bilevel pages of low resolution: the engine scales every line to 36 rows of
 * gray; given hard stair-case contours it reads diacritics wrongly that it reads when they are
 * smoothed first. Runs behind prep_lines, which finds a line one pixel thick only while it is one.
 * Self is read-only: shared. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>

struct enlarge {
    double low, scale;
    int64_t huge;
};

/* Smoothed into gray, then enlarged. NULL: no memory. */
static PIX *enlarged(PIX *bilevel, double scale)
{
    PIX *gray = pixConvert1To8(NULL, bilevel, 255, 0);
    PIX *smooth = gray ? pixBlockconvGray(gray, NULL, 1, 1) : NULL;
    pixDestroy(&gray);
    PIX *out = smooth ? pixScaleGrayLI(smooth, (l_float32)scale, (l_float32)scale) : NULL;
    pixDestroy(&smooth);
    return out;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct enlarge *set = self;
    if (!page->image || pixGetDepth(page->image) != 1 || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    double dpi = sohoa_page_image_dpi(page);
    double pixels = (double)pixGetWidth(page->image) * pixGetHeight(page->image);
    if (dpi >= set->low || dpi < 50 || pixels * set->scale * set->scale > (double)set->huge * 1e6)
        return SOHOA_OK;
    PIX *out = enlarged(page->image, set->scale);
    if (!out)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    sohoa_page_resized(page, out);
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"low", SOHOA_REAL, offsetof(struct enlarge, low), "250", 0, 1200,
     "Bilevel pages under so many dpi are smoothed and enlarged."},
    {"scale", SOHOA_REAL, offsetof(struct enlarge, scale), "1.5", 1, 4,
     "By how much those are enlarged."},
    {"huge", SOHOA_INT, offsetof(struct enlarge, huge), "40", 1, 1000,
     "Pages that would have more million pixels are left as they are."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_enlarge", .version = "1.0",
             .summary = "Smooths and enlarges one-bit pages of low resolution.", .options = options,
             .self_size = sizeof(struct enlarge), .calls = &calls);
