/* prep_deskew.c - finds by how much the text lies turned and turns the page straight.
 *
 * Method: Postl's projection criterion (W. Postl, "Detection of linear oblique structures and
 * skew scan in digitized documents", ICPR 1986) on the lower contour of the ink, as Baird used
 * points instead of pixels (1987): the angle at which the projected points pile up most sharply.
 * Coarse to fine on the page's sketch. Self is read-only: shared by all workers. */
#include "deskew.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

struct deskew {
    double least, most; /* degrees */
};

static int turn(struct sohoa_page *page, double degrees, struct sohoa_err *err)
{
    double new_to_old[9];
    PIX *turned = deskew_rotate(page->image, degrees, new_to_old);
    if (!turned)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    pixDestroy(&page->image);
    page->image = turned;
    sohoa_page_moved(page, new_to_old);
    return SOHOA_OK;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct deskew *set = self;
    if (!page->image || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    uint32_t factor = 1;
    PIX *sketch = sohoa_page_sketch(page, &factor);
    if (!sketch)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    double degrees = 0;
    bool sure = deskew_angle(sketch, set->most, &degrees);
    pixDestroy(&sketch);
    if (!sure)
        return SOHOA_OK;
    page->skew = (float)degrees;
    return fabs(degrees) < set->least ? SOHOA_OK : turn(page, degrees, err);
}

static const struct sohoa_option options[] = {
    {"least", SOHOA_REAL, offsetof(struct deskew, least), "0.15", 0, 16,
     "Smaller angles, in degrees, are noted but not turned."},
    {"most", SOHOA_REAL, offsetof(struct deskew, most), "16", 1, 30,
     "Larger angles, in degrees, are not looked for."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_deskew", .version = "1.0",
             .summary = "Turns a page that was scanned askew straight, to 16 degrees.",
             .options = options, .self_size = sizeof(struct deskew), .calls = &calls);
