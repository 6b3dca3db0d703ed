/* prep_blank.c - finds pages with nothing on them worth reading, keeps and flags them.
 *
 * Method, our own: the page's sketch (ink against the paper around it, so show-through of the
 * other side, fainter than ink, is already gone) is taken apart into connected marks. Each mark
 * is weighed as evidence that somebody wrote or printed: a glyph counts fully, a speck, straight
 * line (fold, dust, edge, staple), punch hole or smudge not at all, and the flanks of the page,
 * where binders and dirt are, count less than its centre. One digit on an empty page is enough to
 * keep it. Self is read-only: shared by all workers. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <math.h>

struct blank {
    double evidence; /* glyphs */
};

enum { MARKS_MAX = 4000 }; /* more marks than any dirty blank page has */
#define GLYPH_MM 1.5       /* smaller marks are specks, dots, diacritics */
#define BUSY_SHARE 0.008   /* of the page's centre under ink: certainly not blank */

/* A mark in millimetres. */
struct mark {
    double w, h, area;             /* of its box; of its ink */
    double left, top;              /* of its box, from the page's left top corner */
    double page_w, page_h;         /* of the page */
    double spread_max, spread_min; /* standard deviations along and across its main axis */
};

/* Second moments of the ink about its centre, in pixels. */
static void moments(PIX *pix, double *ret_max, double *ret_min, double *ret_area)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    int w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(pix) + (size_t)wpl * (size_t)y;
        for (int x = 0; x < w; x++) {
            if (!GET_DATA_BIT(line, x))
                continue;
            n++;
            sx += x;
            sy += y;
            sxx += (double)x * x;
            syy += (double)y * y;
            sxy += (double)x * y;
        }
    }
    double vx = sxx / n - sx / n * (sx / n), vy = syy / n - sy / n * (sy / n);
    double vxy = sxy / n - sx / n * (sy / n);
    double mean = (vx + vy) / 2, diff = sqrt((vx - vy) * (vx - vy) / 4 + vxy * vxy);
    *ret_max = sqrt(fmax(mean + diff, 0));
    *ret_min = sqrt(fmax(mean - diff, 0));
    *ret_area = n;
}

/* Distance of the mark's box to the nearest edge of the page. */
static double edge_distance(const struct mark *m)
{
    return fmin(fmin(m->left, m->page_w - m->left - m->w), fmin(m->top, m->page_h - m->top - m->h));
}

static bool is_straight_line(const struct mark *m)
{
    double length = sqrt(12.0) * m->spread_max, thick = sqrt(12.0) * m->spread_min;
    return (length > 6 && thick < 0.9 && length > 10 * thick) || (length > 40 && thick < 2);
}

/* A disk or a ring of 4 to 9 mm near an edge; also a bite out of the paper. */
static bool is_punch_hole(const struct mark *m)
{
    double long_side = fmax(m->w, m->h), short_side = fmin(m->w, m->h);
    if (long_side < 3.5 || long_side > 9.5 || edge_distance(m) > 20)
        return false;
    if (short_side < 0.75 * long_side)
        return edge_distance(m) < 1 && m->area > 0.5 * m->w * m->h;
    double ring = long_side / 2 * 0.7071; /* spread of a thin ring of that size */
    bool disk = m->area > 0.68 * m->w * m->h;
    bool circle = m->spread_min > 0.85 * ring && m->spread_max < 1.15 * ring;
    return disk || circle;
}

static double evidence_of(const struct mark *m)
{
    double long_side = fmax(m->w, m->h);
    if (long_side < GLYPH_MM || edge_distance(m) < 0.7 || is_straight_line(m) || is_punch_hole(m))
        return 0;
    double fill = m->area / (m->w * m->h);
    double weight = 1;
    if (fill > 0.8 && long_side < 4)
        weight = 0.2; /* a smudge has no strokes */
    else if (long_side > 12)
        weight = 2; /* a signature, a stamp, a drawing */
    double flank = fmin(m->left, m->page_w - m->left - m->w);
    double rim = fmin(m->top, m->page_h - m->top - m->h);
    if (flank < 14 && m->page_w > 80)
        weight *= 0.3;
    if (rim < 4 && m->page_h > 80)
        weight *= 0.3;
    return weight;
}

/* Ink in the middle two thirds: a page of text is decided without taking it apart. */
static bool centre_is_busy(PIX *sketch)
{
    int w = pixGetWidth(sketch), h = pixGetHeight(sketch);
    l_int32 ink = 0;
    BOX *box = boxCreate(w / 6, h / 6, w * 2 / 3 + 1, h * 2 / 3 + 1);
    if (!box || pixCountPixelsInRect(sketch, box, &ink, NULL) != 0)
        ink = 0;
    boxDestroy(&box);
    return ink > BUSY_SHARE * (w * 2.0 / 3) * (h * 2.0 / 3);
}

static double weigh(PIX *sketch, BOXA *boxes, PIXA *marks, double mm)
{
    double evidence = 0;
    for (int i = 0; i < pixaGetCount(marks); i++) {
        PIX *pix = pixaGetPix(marks, i, L_CLONE);
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        struct mark m = {.w = w * mm, .h = h * mm, .left = x * mm, .top = y * mm};
        m.page_w = pixGetWidth(sketch) * mm;
        m.page_h = pixGetHeight(sketch) * mm;
        if (pix && fmax(m.w, m.h) >= GLYPH_MM) {
            moments(pix, &m.spread_max, &m.spread_min, &m.area);
            m.spread_max *= mm;
            m.spread_min *= mm;
            m.area *= mm * mm;
            evidence += evidence_of(&m);
        }
        pixDestroy(&pix);
    }
    return evidence;
}

/* Millimetres of a sketch pixel. */
static double pixel_mm(const struct sohoa_page *page, uint32_t factor)
{
    double dpi = sohoa_page_image_dpi(page);
    return 25.4 / dpi * factor;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct blank *set = self;
    if (!page->image || sohoa_call_over(call) || (page->flags & SOHOA_PAGE_BORN_DIGITAL))
        return SOHOA_OK;
    uint32_t factor = 1;
    PIX *sketch = sohoa_page_sketch(page, &factor);
    if (!sketch)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    double mm = pixel_mm(page, factor);
    l_int32 count = 0;
    if (!centre_is_busy(sketch) && pixCountConnComp(sketch, 8, &count) == 0 && count <= MARKS_MAX) {
        PIXA *marks = NULL;
        BOXA *boxes = count ? pixConnComp(sketch, &marks, 8) : NULL;
        if (count == 0 || (boxes && marks && weigh(sketch, boxes, marks, mm) < set->evidence))
            page->flags |= SOHOA_PAGE_BLANK;
        boxaDestroy(&boxes);
        pixaDestroy(&marks);
    }
    pixDestroy(&sketch);
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"evidence", SOHOA_REAL, offsetof(struct blank, evidence), "0.9", 0.1, 1000,
     "A page with marks worth fewer than so many letters in its centre is blank."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_blank", .version = "1.0",
             .summary = "Flags pages with nothing on them worth reading; they are kept.",
             .options = options, .self_size = sizeof(struct blank), .calls = &calls);
