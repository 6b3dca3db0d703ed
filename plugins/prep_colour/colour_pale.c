/* colour_pale.c - in the channel of its own colour, ink is nearly as bright as paper, and black is
 * black; the other channels tell ink that covers black from ink on paper. That channel twice and
 * the others once, stretched so that the ink's usual brightness meets the paper's, take the place
 * of all three wherever the pixel has the ink's tint. */
#include "colour.h"

enum { TINT = 14, STRONG = 40 };

struct ramp {
    enum ink ink;
    uint8_t to[256];
};

static int channel(l_uint32 p, int shift)
{
    return (int)(p >> shift & 255);
}

static int brightness(l_uint32 p, enum ink ink)
{
    int sum = channel(p, 24) + channel(p, 16) + channel(p, 8);
    return (sum + channel(p, ink == INK_RED ? 24 : 8)) / 4;
}

/* How far the ink's channel stands out from red or blue, whichever the ink is not. */
static int tint(l_uint32 p, enum ink ink)
{
    int r = channel(p, 24), g = channel(p, 16), b = channel(p, 8);
    return ink == INK_RED ? r - (g > b ? g : b) + (g > b ? g - b : b - g) / 2 : b - r;
}

int colour_level(const size_t *histogram, double share)
{
    size_t all = 0, seen = 0;
    for (int i = 0; i < 256; i++)
        all += histogram[i];
    for (int i = 0; i < 256; i++)
        if ((double)(seen += histogram[i]) >= share * (double)all && all)
            return i;
    return 255;
}

static struct ramp ramp_of(PIX *image, const struct light *light, enum ink ink, int x, int y, int w,
                           int h)
{
    struct ramp ramp = {.ink = ink};
    size_t inked[256] = {0}, plain[256] = {0};
    for (int v = y; v < y + h; v += 2) {
        const l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)v;
        for (int u = x; u < x + w; u++) {
            l_uint32 p = light_evened(light, u, v, line[u]);
            (tint(p, ink) > STRONG ? inked : plain)[brightness(p, ink)]++;
        }
    }
    int paper = colour_level(plain, 0.6), usual = colour_level(inked, 0.2);
    usual = usual < paper / 3 ? paper / 3 : usual;
    for (int i = 0; i < 256; i++)
        ramp.to[i] = (uint8_t)(i >= usual ? paper : i * paper / usual);
    return ramp;
}

void colour_pale(PIX *image, const struct light *light, const struct spot *spot)
{
    BOX *box = boxClipToRectangle(spot->box, pixGetWidth(image), pixGetHeight(image));
    l_int32 x, y, w, h;
    if (!box)
        return;
    boxGetGeometry(box, &x, &y, &w, &h);
    boxDestroy(&box);
    struct ramp ramp = ramp_of(image, light, spot->ink, x, y, w, h);
    for (int v = y; v < y + h; v++) {
        l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)v;
        for (int u = x; u < x + w; u++) {
            l_uint32 p = light_evened(light, u, v, line[u]);
            if (tint(p, spot->ink) > TINT)
                line[u] = light_taken(light, u, v, ramp.to[brightness(p, ramp.ink)]);
        }
    }
}
