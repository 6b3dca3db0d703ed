/* page.c - a page's life and its map back to the master raster. One owner at a time. */
#include "host/page.h"
#include "host/upright.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
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
    pixDestroy(&page->tones);
    sohoa_text_free(page->text);
    sohoa_codes_free(page->codes);
    sohoa_marks_free(page->marks);
    free(page->signatures);
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

static bool middle_within(const struct sohoa_box *in, struct sohoa_box b)
{
    int32_t x = b.x + b.w / 2, y = b.y + b.h / 2;
    return x >= in->x && y >= in->y && x < in->x + in->w && y < in->y + in->h;
}

/* The map for a box: that of the patch it lies in, else the page's. */
static const double *map_for(const struct sohoa_page *page, struct sohoa_box b)
{
    for (uint32_t i = 0; i < page->patch_count && i < SOHOA_PATCHES_MAX; i++)
        if (middle_within(&page->patches[i].box, b))
            return page->patches[i].to_master;
    return page->to_master;
}

struct corners {
    double left, top, right, bottom;
};

static struct corners corners_of(const double m[9], struct sohoa_box b)
{
    struct corners c = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        double x = b.x + ((corner & 1) ? b.w : 0), y = b.y + ((corner & 2) ? b.h : 0);
        double w = m[6] * x + m[7] * y + m[8];
        double mx = (m[0] * x + m[1] * y + m[2]) / w, my = (m[3] * x + m[4] * y + m[5]) / w;
        c.left = fmin(c.left, mx);
        c.right = fmax(c.right, mx);
        c.top = fmin(c.top, my);
        c.bottom = fmax(c.bottom, my);
    }
    return c;
}

struct sohoa_box sohoa_page_to_master(const struct sohoa_page *page, struct sohoa_box b)
{
    struct corners c = corners_of(map_for(page, b), b);
    const double slack = 1e-6; /* rounding must not widen an exact map by a pixel */
    int32_t x0 = clip(floor(c.left + slack), page->width),
            y0 = clip(floor(c.top + slack), page->height);
    int32_t x1 = clip(ceil(c.right - slack), page->width);
    int32_t y1 = clip(ceil(c.bottom - slack), page->height);
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

static void compose(double map[9], const double new_to_old[9])
{
    double out[9];
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) {
            out[row * 3 + col] = 0;
            for (int k = 0; k < 3; k++)
                out[row * 3 + col] += map[row * 3 + k] * new_to_old[k * 3 + col];
        }
    memcpy(map, out, sizeof out);
}

void sohoa_page_moved(struct sohoa_page *page, const double new_to_old[9])
{
    double old_to_new[9];
    pixDestroy(&page->tones);
    compose(page->to_master, new_to_old);
    sohoa_map_invert(new_to_old, old_to_new);
    for (uint32_t i = 0; i < page->patch_count && i < SOHOA_PATCHES_MAX; i++) {
        struct sohoa_patch *patch = &page->patches[i];
        struct corners c = corners_of(old_to_new, patch->box);
        compose(patch->to_master, new_to_old);
        patch->box.x = clip(floor(c.left), 0);
        patch->box.y = clip(floor(c.top), 0);
        patch->box.w = clip(ceil(c.right), 0) - patch->box.x;
        patch->box.h = clip(ceil(c.bottom), 0) - patch->box.y;
    }
}

struct sohoa_box sohoa_page_to_image(const struct sohoa_page *page, struct sohoa_box in_master)
{
    for (uint32_t i = 0; i < page->patch_count && i < SOHOA_PATCHES_MAX; i++) {
        struct sohoa_box box = sohoa_box_upright(page->patches[i].to_master, in_master);
        if (middle_within(&page->patches[i].box, box))
            return box;
    }
    return sohoa_box_upright(page->to_master, in_master);
}

#define A4_INCHES 11.7 /* the longer side */

double sohoa_page_image_dpi(const struct sohoa_page *page)
{
    const double *m = page->to_master;
    double scale = sqrt(fabs(m[0] * m[4] - m[1] * m[3]));
    int w = pixGetWidth(page->image), h = pixGetHeight(page->image);
    return page->dpi > 0 && scale > 0 ? (double)page->dpi / scale : (w > h ? w : h) / A4_INCHES;
}

bool sohoa_page_own_image(struct sohoa_page *page)
{
    if (pixGetRefcount(page->image) == 1)
        return true;
    PIX *copy = pixCopy(NULL, page->image);
    if (!copy)
        return false;
    pixDestroy(&page->image);
    page->image = copy;
    return true;
}

/* Where pixels of the picture turned upright (w x h before) come from. */
static void back_map(uint32_t degrees, double w, double h, double map[9])
{
    static const double turns[4][4] = {{1, 0, 0, 1}, {0, -1, 1, 0}, {-1, 0, 0, -1}, {0, 1, -1, 0}};
    const double *t = turns[degrees / 90];
    double x = degrees == 90 || degrees == 180 ? w : 0;
    double y = degrees == 180 || degrees == 270 ? h : 0;
    const double full[9] = {t[0], t[1], x, t[2], t[3], y, 0, 0, 1};
    memcpy(map, full, sizeof full);
}

bool sohoa_page_turn(struct sohoa_page *page, uint32_t degrees)
{
    double map[9];
    degrees = degrees / 90 % 4 * 90;
    PIX *upright = pixRotateOrth(page->image, (int)(360 - degrees) / 90 % 4);
    if (!upright)
        return false;
    back_map(degrees, pixGetWidth(page->image), pixGetHeight(page->image), map);
    pixDestroy(&page->image);
    page->image = upright;
    page->rotated = (page->rotated + degrees) % 360;
    sohoa_page_moved(page, map);
    return true;
}

void sohoa_page_resized(struct sohoa_page *page, PIX *takes)
{
    double sx = (double)pixGetWidth(page->image) / pixGetWidth(takes);
    double sy = (double)pixGetHeight(page->image) / pixGetHeight(takes);
    pixDestroy(&page->image);
    page->image = takes;
    sohoa_page_moved(page, (const double[9]){sx, 0, 0, 0, sy, 0, 0, 0, 1});
}
