/* prep_binarise.c - makes of the page the picture that the recogniser reads best: black on white,
 * with smooth contours where the page has them; whoever needs one bit cuts it at 128. Gray and
 * colour get a local threshold (binarise_threshold.c); coarse ones are enlarged before, huge pages
 * reduced. Self is read-only: shared. */
#include "binarise.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

struct binarise {
    double k, coarse;
    int64_t huge, steep;
};

static bool too_big(const struct binarise *set, int w, int h)
{
    return (double)w * h > (double)set->huge * 1e6;
}

static PIX *from_bilevel(const struct binarise *set, const struct sohoa_page *page)
{
    PIX *out = pixClone(page->image);
    while (out && too_big(set, pixGetWidth(out), pixGetHeight(out))) {
        PIX *half = pixReduceRankBinary2(out, 2, NULL);
        pixDestroy(&out);
        out = half;
    }
    return out;
}

/* The plane as a picture. */
static PIX *picture_of(struct plane *plane)
{
    if (!plane->in_words)
        pixEndianByteSwap(plane->pix);
    return pixClone(plane->pix);
}

/* ret_tones: what it was made of, unless that was black and white. */
static PIX *from_gray(const struct binarise *set, const struct sohoa_page *page, PIX **ret_tones)
{
    struct plane plane = binarise_gray(page->image);
    if (!plane.pix)
        return NULL;
    while (too_big(set, plane.w, plane.h) && binarise_halve(&plane))
        ;
    bool bilevel = binarise_is_bilevel(&plane);
    double dpi = sohoa_page_image_dpi(page), scale = dpi > 0 ? fmin(3, floor(300 / dpi)) : 1;
    if (!bilevel && dpi < set->coarse && scale > 1 &&
        !too_big(set, (int)(plane.w * scale), (int)(plane.h * scale)))
        binarise_grow(&plane, scale);
    PIX *out = binarise_threshold(&plane, set->k, bilevel ? 0 : (int)set->steep);
    if (out && !bilevel)
        *ret_tones = picture_of(&plane);
    pixDestroy(&plane.pix);
    return out;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct binarise *set = self;
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((depth != 1 && depth != 8 && depth != 32) || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    if (page->patch_count) /* small print, made ready in its tones: no threshold may thin it */
        return SOHOA_OK;
    PIX *tones = NULL;
    PIX *out = depth == 1 ? from_bilevel(set, page) : from_gray(set, page, &tones);
    if (!out)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    sohoa_page_resized(page, out);
    page->tones = tones;
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"k", SOHOA_REAL, offsetof(struct binarise, k), "0.2", 0, 1,
     "Sauvola's k: higher keeps less faint ink and less noise."},
    {"coarse", SOHOA_REAL, offsetof(struct binarise, coarse), "150", 0, 1200,
     "Gray and colour pages under so many dpi are enlarged to about 300, three times at most."},
    {"steep", SOHOA_INT, offsetof(struct binarise, steep), "4", 0, 255,
     "Gray and colour pages keep a ramp of gray so steep around the threshold; 0: one bit."},
    {"huge", SOHOA_INT, offsetof(struct binarise, huge), "40", 1, 1000,
     "Pages over so many million pixels are reduced."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(
    STAGE, .threads = SOHOA_SHARED, .name = "prep_binarise", .version = "1.0",
    .summary = "Makes the black and white picture of about 300 dpi that recognition reads best.",
    .options = options, .self_size = sizeof(struct binarise), .calls = &calls);
