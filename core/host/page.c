/* page.c - a page's life and its map back to the master raster. One owner at a time. */
#include "host/page.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

void sohoa_page_init(struct sohoa_page *page)
{
    memset(page, 0, sizeof *page);
    page->size = sizeof *page;
    page->to_master[0] = page->to_master[4] = page->to_master[8] = 1;
}

void sohoa_page_clear(struct sohoa_page *page)
{
    if (!page)
        return;
    pixDestroy(&page->image);
    sohoa_text_free(page->text);
    sohoa_codes_free(page->codes);
    sohoa_marks_free(page->marks);
    sohoa_blob_unref(page->master);
    sohoa_page_init(page);
}

static int32_t clip(double v, uint32_t limit)
{
    double top = limit ? (double)limit : 1e9;
    double in = v < -1e9 || isnan(v) ? -1e9 : v;
    if (limit && in < 0)
        in = 0;
    return (int32_t)(in > top ? top : in);
}

struct sohoa_box sohoa_page_to_master(const struct sohoa_page *page, struct sohoa_box b)
{
    const double *m = page->to_master;
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double x = b.x + ((corner & 1) ? b.w : 0), y = b.y + ((corner & 2) ? b.h : 0);
        double w = m[6] * x + m[7] * y + m[8];
        double mx = (m[0] * x + m[1] * y + m[2]) / w, my = (m[3] * x + m[4] * y + m[5]) / w;
        left = fmin(left, mx);
        right = fmax(right, mx);
        top = fmin(top, my);
        bottom = fmax(bottom, my);
    }
    const double slack = 1e-6; /* rounding must not widen an exact map by a pixel */
    int32_t x0 = clip(floor(left + slack), page->width),
            y0 = clip(floor(top + slack), page->height);
    int32_t x1 = clip(ceil(right - slack), page->width);
    int32_t y1 = clip(ceil(bottom - slack), page->height);
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

void sohoa_page_moved(struct sohoa_page *page, const double new_to_old[9])
{
    double out[9];
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) {
            out[row * 3 + col] = 0;
            for (int k = 0; k < 3; k++)
                out[row * 3 + col] += page->to_master[row * 3 + k] * new_to_old[k * 3 + col];
        }
    memcpy(page->to_master, out, sizeof out);
}
