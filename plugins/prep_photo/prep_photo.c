/* prep_photo.c - a sheet photographed on a desk: finds its outline, takes the perspective out and
 * tells later stages the resolution. A picture without a plain outline is left alone, and so is a
 * scanner's page. Self is read-only: shared by all workers. */
#include "photo.h"
#include "sohoa_plugin.h"

#include <math.h>
#include <stdlib.h>

struct photo {
    double dpi; /* made so fine at most */
};

#define NO_SCAN_DPI 99.0f /* cameras that say anything say 72 or 96 */
#define A4_LONG 11.69     /* inches */
#define CARD_LONG 3.37

struct shape {
    double w, h, dpi; /* as large as in the picture */
};

static double distance(struct point a, struct point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

/* Sheets of the A and ID-1 formats get their true proportions; the resolution follows. Opposite
 * sides differ by their distance: their mean tells the format, the nearer the finest detail. */
static struct shape shape_of(const struct point c[4])
{
    double w1 = distance(c[0], c[1]), w2 = distance(c[3], c[2]);
    double h1 = distance(c[0], c[3]), h2 = distance(c[1], c[2]);
    bool wide = w1 + w2 > h1 + h2;
    double ratio = wide ? (w1 + w2) / (h1 + h2) : (h1 + h2) / (w1 + w2), inches = A4_LONG;
    double longer = wide ? fmax(w1, w2) : fmax(h1, h2);
    if (ratio > 1.3 && ratio < 1.52) {
        ratio = 1.4142;
    } else if (ratio >= 1.52 && ratio < 1.68) {
        ratio = 1.586;
        inches = CARD_LONG;
    }
    return (struct shape){wide ? longer : longer / ratio, wide ? longer / ratio : longer,
                          longer / inches};
}

static int straighten(const struct photo *set, struct sohoa_page *page, const struct point c[4],
                      struct sohoa_err *err)
{
    struct shape s = shape_of(c);
    double scale = fmin(1, set->dpi / s.dpi), map[9];
    int w = (int)lround(s.w * scale), h = (int)lround(s.h * scale);
    photo_map(c, w, h, map);
    PIX *flat = photo_flatten(page->image, map, w, h);
    if (!flat)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    pixDestroy(&page->image);
    page->image = flat;
    sohoa_page_moved(page, map);
    const double *m = page->to_master;
    page->dpi = (float)(s.dpi * scale * sqrt(fabs(m[0] * m[4] - m[1] * m[3])));
    return SOHOA_OK;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((depth != 8 && depth != 32) || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    struct thumb thumb;
    struct point corners[4];
    if (!photo_thumb(page->image, &thumb))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    bool found = photo_outline(&thumb, page->dpi > NO_SCAN_DPI, corners);
    free(thumb.cells);
    return found ? straighten(self, page, corners, err) : SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"dpi", SOHOA_REAL, offsetof(struct photo, dpi), "400", 100, 1200,
     "Photographs finer than so many dpi are reduced to it."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_photo", .version = "1.0",
             .summary = "Finds the sheet in a photograph and takes the perspective out.",
             .options = options, .self_size = sizeof(struct photo), .calls = &calls);
