/* upright.c - see upright.h. No state, any thread. */
#include "host/upright.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#define SLACK 0.003 /* of the page's diagonal: what skew and rounding leave is under it */
#define RADIAN 57.29577951308232

struct point {
    double x, y;
};

/* False: the point has no image. */
static bool map(const double m[9], struct point p, struct point *ret)
{
    double w = m[6] * p.x + m[7] * p.y + m[8];
    if (!(fabs(w) > 1e-9))
        return false;
    *ret =
        (struct point){(m[0] * p.x + m[1] * p.y + m[2]) / w, (m[3] * p.x + m[4] * p.y + m[5]) / w};
    return isfinite(ret->x) && isfinite(ret->y);
}

void sohoa_map_invert(const double m[9], double ret[9])
{
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) {
            int r1 = (col + 1) % 3, r2 = (col + 2) % 3, c1 = (row + 1) % 3, c2 = (row + 2) % 3;
            ret[row * 3 + col] = m[r1 * 3 + c1] * m[r2 * 3 + c2] - m[r1 * 3 + c2] * m[r2 * 3 + c1];
        }
}

/* How the map stretches around p: d(x',y')/d(x,y), row by row. */
static bool stretch(const double m[9], struct point p, double ret[4])
{
    struct point at;
    double w = m[6] * p.x + m[7] * p.y + m[8];
    if (!map(m, p, &at))
        return false;
    ret[0] = (m[0] - at.x * m[6]) / w;
    ret[1] = (m[1] - at.x * m[7]) / w;
    ret[2] = (m[3] - at.y * m[6]) / w;
    ret[3] = (m[4] - at.y * m[7]) / w;
    return true;
}

static int32_t whole(double v)
{
    return (int32_t)lround(fmax(-1e9, fmin(1e9, v)));
}

/* A box of w x h turned by J fills |J| (w, h): solved for w and h. False: turned by half a quarter,
 * where that tells nothing. */
static bool unturn(const double j[4], struct sohoa_box b, double *ret_w, double *ret_h)
{
    double a = fabs(j[0]), c = fabs(j[1]), d = fabs(j[2]), e = fabs(j[3]);
    double det = a * e - c * d;
    if (!(fabs(det) > 0.2 * (a * e + c * d)))
        return false;
    *ret_w = fmax(1, (e * b.w - c * b.h) / det);
    *ret_h = fmax(1, (a * b.h - d * b.w) / det);
    return true;
}

struct sohoa_box sohoa_box_upright(const double to_master[9], struct sohoa_box b)
{
    double back[9], j[4], w = 0, h = 0;
    struct point middle = {b.x + b.w / 2.0, b.y + b.h / 2.0}, at;
    sohoa_map_invert(to_master, back);
    if (!map(back, middle, &at) || !stretch(to_master, at, j))
        return b;
    if (b.w <= 0 || b.h <= 0) {
        w = b.w;
        h = b.h;
    } else if (!unturn(j, b, &w, &h)) {
        w = h = fmax(b.w, b.h);
    }
    return (struct sohoa_box){whole(at.x - w / 2), whole(at.y - h / 2), whole(w), whole(h)};
}

void sohoa_upright_turned(uint32_t width, uint32_t height, uint32_t rotated, double skew,
                          double ret[9])
{
    double angle = (rotated + skew) / RADIAN, c = cos(angle), s = sin(angle);
    bool across = rotated % 180 == 90;
    double x = (across ? height : width) / 2.0, y = (across ? width : height) / 2.0;
    const double m[9] = {c, -s, width / 2.0 - c * x + s * y, s, c, height / 2.0 - s * x - c * y, 0,
                         0, 1};
    memcpy(ret, m, sizeof m);
}

/* The image's pixels in the master's scale: scale tells how many master pixels one of them is. */
static bool in_scale(const struct sohoa_page *page, double w, double h, double ret[9],
                     double *ret_scale)
{
    double j[4];
    if (!stretch(page->to_master, (struct point){w / 2, h / 2}, j))
        return false;
    double scale = sqrt(fabs(j[0] * j[3] - j[1] * j[2]));
    if (!(scale > 1e-6) || !isfinite(scale))
        return false;
    for (int i = 0; i < 9; i++)
        ret[i] = i % 3 == 2 ? page->to_master[i] : page->to_master[i] / scale;
    *ret_scale = scale;
    return true;
}

bool sohoa_page_projected(const struct sohoa_page *page, double ret[9])
{
    double own[9], turned[9], scale = 1;
    if (!page->image || !page->width || !page->height)
        return false;
    double w = pixGetWidth(page->image), h = pixGetHeight(page->image);
    if (!in_scale(page, w, h, own, &scale) || !(fabs(own[8]) > 1e-6))
        return false;
    sohoa_upright_turned(page->width, page->height, page->rotated, (double)page->skew, turned);
    w *= scale;
    h *= scale;
    struct point o, t, shift;
    if (!map(own, (struct point){w / 2, h / 2}, &o) ||
        !map(turned, (struct point){w / 2, h / 2}, &t))
        return false;
    shift = (struct point){o.x - t.x, o.y - t.y};
    double most = 0;
    for (int corner = 0; corner < 4; corner++) {
        struct point p = {(corner & 1) ? w : 0, (corner & 2) ? h : 0};
        if (!map(own, p, &o) || !map(turned, p, &t))
            return false;
        most = fmax(most, hypot(o.x - t.x - shift.x, o.y - t.y - shift.y));
    }
    if (most <= SLACK * hypot(page->width, page->height))
        return false;
    for (int i = 0; i < 9; i++)
        ret[i] = own[i] / own[8];
    return true;
}

uint32_t sohoa_page_patched(const struct sohoa_page *page,
                            struct sohoa_patch ret[SOHOA_PATCHES_MAX])
{
    double own[9], scale = 1;
    uint32_t count = page->patch_count < SOHOA_PATCHES_MAX ? page->patch_count : SOHOA_PATCHES_MAX;
    if (!page->image || count == 0 ||
        !in_scale(page, pixGetWidth(page->image), pixGetHeight(page->image), own, &scale))
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct sohoa_patch *patch = &page->patches[i];
        double x = patch->box.x * scale, y = patch->box.y * scale;
        ret[i].box = (struct sohoa_box){whole(x), whole(y), whole(patch->box.w * scale),
                                        whole(patch->box.h * scale)};
        for (int k = 0; k < 9; k++)
            ret[i].to_master[k] = k % 3 == 2 ? patch->to_master[k] : patch->to_master[k] / scale;
    }
    return count;
}
