/* prep_invert - turns white on black into black on white: the template to copy for a new stage.
 * self is read-only after open, so one serves every worker (SHARED). */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>

struct invert {
    double dark; /* the option's value: the host stores it here before the first page */
};

static const struct sohoa_option options[] = {
    {"dark", SOHOA_REAL, offsetof(struct invert, dark), "0", 0, 1,
     "Invert only pages whose share of dark pixels is at least this; 0 inverts every page"},
    {0},
};

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct invert *in = self;
    (void)call; /* quick: no need to ask sohoa_call_over(call) */
    PIX *bits = pixConvertTo1(page->image, 128);
    l_float32 dark = 0;
    int failed = !bits || pixForegroundFraction(bits, &dark) != 0;
    pixDestroy(&bits);
    if (!failed && (double)dark < in->dark)
        return SOHOA_OK;
    /* A new image, not pixInvert in place: whoever else holds the old one must not see a change. */
    PIX *inverted = failed ? NULL : pixInvert(NULL, page->image);
    if (!inverted)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "page %u: cannot be inverted", page->number);
    pixDestroy(&page->image);
    page->image = inverted;
    return SOHOA_OK;
}

static const struct sohoa_stage stage = {.size = sizeof stage, .run = run};

SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_invert", .version = "1.0",
             .summary = "Inverts the pixels of pages scanned white on black.", .options = options,
             .self_size = sizeof(struct invert), .calls = &stage);
