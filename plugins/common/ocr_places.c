/* ocr_places.c - where things are: from the master to the image, and among the words. */
#include "ocr.h"

#include <math.h>

/* The inverse of a 3x3, up to a factor, which does not matter here. */
static void invert(const double m[9], double out[9])
{
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++) {
            int a = (c + 1) % 3, b = (c + 2) % 3, p = (r + 1) % 3, q = (r + 2) % 3;
            out[r * 3 + c] = m[a * 3 + p] * m[b * 3 + q] - m[a * 3 + q] * m[b * 3 + p];
        }
}

static double within(double v)
{
    return fmax(-1e6, fmin(1e6, isnan(v) ? 0 : v));
}

struct sohoa_box ocr_to_image(const struct sohoa_page *page, struct sohoa_box b)
{
    double m[9], x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    if (page->patch_count > 0)
        return sohoa_page_to_image(page, b);
    invert(page->to_master, m);
    for (int corner = 0; corner < 4; corner++) {
        double x = b.x + (corner & 1 ? b.w : 0), y = b.y + (corner & 2 ? b.h : 0);
        double w = m[6] * x + m[7] * y + m[8];
        double ix = within((m[0] * x + m[1] * y + m[2]) / w);
        double iy = within((m[3] * x + m[4] * y + m[5]) / w);
        x0 = fmin(x0, ix);
        x1 = fmax(x1, ix);
        y0 = fmin(y0, iy);
        y1 = fmax(y1, iy);
    }
    return (struct sohoa_box){.x = (int32_t)floor(x0),
                              .y = (int32_t)floor(y0),
                              .w = (int32_t)ceil(x1 - x0),
                              .h = (int32_t)ceil(y1 - y0)};
}

bool ocr_words_place(const struct ocr_words *w, double x, double y, uint32_t *ret_line,
                     size_t *ret_at)
{
    double best = INFINITY;
    for (size_t i = 0; i < w->line_count; i++) {
        const struct sohoa_box *b = &w->lines[i].box;
        double off = fabs(y - (b->y + b->h / 2.0));
        double aside = fmax(0, fmax(b->x - x, x - (b->x + b->w)));
        if (off < b->h / 2.0 + 2 && off + aside / 8 < best) {
            best = off + aside / 8;
            *ret_line = (uint32_t)i;
        }
    }
    if (isinf(best))
        return false;
    size_t at = 0;
    while (at < w->count && (w->words[at].line < *ret_line ||
                             (w->words[at].line == *ret_line && w->words[at].box.x < x)))
        at++;
    *ret_at = at;
    return true;
}
