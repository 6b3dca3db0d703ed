/* photo_flatten.c - straightens a quadrilateral: P. Heckbert, "Fundamentals of texture mapping and
 * image warping" (1989), 2.2.3, and bilinear sampling. Coordinates are those of pixel corners. */
#include "photo.h"

#include <math.h>

void photo_map(const struct point c[4], double w, double h, double ret[9])
{
    double dx1 = c[1].x - c[2].x, dx2 = c[3].x - c[2].x, dx3 = c[0].x - c[1].x + c[2].x - c[3].x;
    double dy1 = c[1].y - c[2].y, dy2 = c[3].y - c[2].y, dy3 = c[0].y - c[1].y + c[2].y - c[3].y;
    double det = dx1 * dy2 - dy1 * dx2;
    double g = (dx3 * dy2 - dy3 * dx2) / det, k = (dx1 * dy3 - dy1 * dx3) / det;
    double m[9] = {c[1].x - c[0].x + g * c[1].x,
                   c[3].x - c[0].x + k * c[3].x,
                   c[0].x,
                   c[1].y - c[0].y + g * c[1].y,
                   c[3].y - c[0].y + k * c[3].y,
                   c[0].y,
                   g,
                   k,
                   1};
    for (int i = 0; i < 9; i++)
        ret[i] = i % 3 == 0 ? m[i] / w : i % 3 == 1 ? m[i] / h : m[i];
}

struct source {
    const l_uint32 *data;
    size_t wpl;
    int w, h;
};

static unsigned mix(unsigned a, unsigned b, unsigned c, unsigned d, unsigned fx, unsigned fy)
{
    unsigned above = a * (256 - fx) + b * fx, below = c * (256 - fx) + d * fx;
    return (above * (256 - fy) + below * fy + 32768) >> 16;
}

/* The four pixels around a place, and where between them it lies, in 1/256. */
struct spot {
    const l_uint32 *above, *below;
    int x0, x1;
    unsigned fx, fy;
};

static struct spot spot_at(const struct source *s, double x, double y)
{
    x = fmin(fmax(x - 0.5, 0), s->w - 1);
    y = fmin(fmax(y - 0.5, 0), s->h - 1);
    int x0 = (int)x, y0 = (int)y, y1 = y0 + 1 < s->h ? y0 + 1 : y0;
    return (struct spot){.above = s->data + s->wpl * (size_t)y0,
                         .below = s->data + s->wpl * (size_t)y1,
                         .x0 = x0,
                         .x1 = x0 + 1 < s->w ? x0 + 1 : x0,
                         .fx = (unsigned)((x - x0) * 256),
                         .fy = (unsigned)((y - y0) * 256)};
}

static l_uint32 colour_at(const struct spot *p)
{
    l_uint32 a = p->above[p->x0], b = p->above[p->x1], c = p->below[p->x0], d = p->below[p->x1];
    l_uint32 out = 0;
    for (int shift = 8; shift < 32; shift += 8)
        out |= mix(a >> shift & 255, b >> shift & 255, c >> shift & 255, d >> shift & 255, p->fx,
                   p->fy)
               << shift;
    return out;
}

static unsigned gray_at(const struct spot *p)
{
    return mix(GET_DATA_BYTE(p->above, p->x0), GET_DATA_BYTE(p->above, p->x1),
               GET_DATA_BYTE(p->below, p->x0), GET_DATA_BYTE(p->below, p->x1), p->fx, p->fy);
}

PIX *photo_flatten(PIX *image, const double m[9], int w, int h)
{
    int depth = pixGetDepth(image);
    struct source s = {pixGetData(image), (size_t)pixGetWpl(image), pixGetWidth(image),
                       pixGetHeight(image)};
    PIX *out = pixCreate(w, h, depth);
    for (int y = 0; out && y < h; y++) {
        l_uint32 *line = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        double cy = y + 0.5, u = m[1] * cy + m[2], v = m[4] * cy + m[5], q = m[7] * cy + m[8];
        for (int x = 0; x < w; x++) {
            double cx = x + 0.5, scale = 1 / (m[6] * cx + q);
            struct spot p = spot_at(&s, (m[0] * cx + u) * scale, (m[3] * cx + v) * scale);
            if (depth == 32)
                line[x] = colour_at(&p);
            else
                SET_DATA_BYTE(line, x, (l_uint8)gray_at(&p));
        }
    }
    return out;
}
