/* colour_find.c - looks at one pixel in each half millimetre: is it red, is it blue? Round seals
 * are rings of red 22 to 50 mm across; signatures are blue strokes that hang together over more
 * than any line of writing is high. Red lines of print, red and blue rectangles of received-stamps
 * and values written in blue are none of these, and stay. */
#include "colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRONG = 45, WEAK = 20, SECTORS = 36, NEAR = 3, FAR = 7 /* cells */ };
#define CELL_MM 0.5
#define SEAL_LEAST 22.0 /* mm */
#define SEAL_MOST 50.0
#define PEN_TALL 10.0
#define PEN_WIDE 14.0
#define PEN_MOST 90.0
#define PEN_FULL 0.35 /* of its box that a stroke covers at most */

struct masks {
    PIX *pix[INKS], *bluish;
    int w, h, cell, count[INKS];
};

static bool is_red(l_uint32 p)
{
    int r = (int)(p >> 24), g = (int)(p >> 16 & 255), b = (int)(p >> 8 & 255);
    return r - g > STRONG && r - b > STRONG * 2 / 3;
}

static bool is_blue(l_uint32 p, int strong)
{
    int r = (int)(p >> 24), g = (int)(p >> 16 & 255), b = (int)(p >> 8 & 255);
    return b - r > strong && b - g > strong * 2 / 3;
}

/* Two pixels of each cell, so that thin strokes are not missed too often. */
static void mark_cells(PIX *image, const struct light *light, struct masks *m)
{
    size_t wpl = (size_t)pixGetWpl(image);
    int a = m->cell / 4, b = m->cell - 1 - m->cell / 4;
    for (int y = 0; y < m->h; y++) {
        const l_uint32 *upper = pixGetData(image) + wpl * (size_t)(y * m->cell + a);
        const l_uint32 *lower = pixGetData(image) + wpl * (size_t)(y * m->cell + b);
        for (int x = 0; x < m->w; x++) {
            int u = x * m->cell + a, v = x * m->cell + b;
            l_uint32 p = light_evened(light, u, y * m->cell + a, upper[u]);
            l_uint32 q = light_evened(light, v, y * m->cell + b, lower[v]);
            if (is_red(p) || is_red(q)) {
                pixSetPixel(m->pix[INK_RED], x, y, 1);
                m->count[INK_RED]++;
            } else if (is_blue(p, STRONG) || is_blue(q, STRONG)) {
                pixSetPixel(m->pix[INK_BLUE], x, y, 1);
                m->count[INK_BLUE]++;
            }
            if (is_blue(p, WEAK) || is_blue(q, WEAK))
                pixSetPixel(m->bluish, x, y, 1);
        }
    }
}

static bool inside_mm(int cells, double least, double most)
{
    return cells * CELL_MM >= least && cells * CELL_MM <= most;
}

/* Ink near the rim of the box's ellipse in nearly every direction, and none in its corners. */
static bool is_ring(PIX *mask, int x, int y, int w, int h)
{
    double aspect = (double)w / h;
    int held = 0, corners = 0, cut = w / 9;
    if (aspect < 0.8 || aspect > 1.25)
        return false;
    for (int s = 0; s < SECTORS; s++) {
        bool ink = false;
        for (int fine = 0; fine < 3 && !ink; fine++)
            for (double r = 0.8; r <= 1.0 && !ink; r += 0.03) {
                double turn = 2 * M_PI * (s * 3 + fine) / (3 * SECTORS);
                l_uint32 v = 0;
                pixGetPixel(mask, x + (int)(w / 2.0 * (1 + r * cos(turn))),
                            y + (int)(h / 2.0 * (1 + r * sin(turn))), &v);
                ink = v;
            }
        held += ink;
    }
    for (int v = 0; v < cut; v++)
        for (int u = 0; u < cut - v; u++)
            for (int corner = 0; corner < 4; corner++) {
                l_uint32 ink = 0;
                pixGetPixel(mask, corner & 1 ? x + w - 1 - u : x + u,
                            corner & 2 ? y + h - 1 - v : y + v, &ink);
                corners += (int)ink;
            }
    return held * 10 > SECTORS * 8 && corners < cut * cut / 4;
}

/* The share of ink between two radii of the box's ellipse. */
static double ink_between(PIX *mask, int x, int y, int size, double from, double to)
{
    double ink = 0, all = 0;
    for (double r = from; r <= to; r += 0.04)
        for (int s = 0; s < 3 * SECTORS; s++, all++) {
            double turn = 2 * M_PI * s / (3 * SECTORS);
            l_uint32 v = 0;
            pixGetPixel(mask, x + (int)(size / 2.0 * (1 + r * cos(turn))),
                        y + (int)(size / 2.0 * (1 + r * sin(turn))), &v);
            ink += v;
        }
    return ink / all;
}

/* A rim with little around it; the fine lines on a card's ground go on beyond any circle. */
static bool stands_out(PIX *mask, int x, int y, int size)
{
    return ink_between(mask, x, y, size, 1.08, 1.28) <
           0.4 * ink_between(mask, x, y, size, 0.84, 1.0);
}

static bool is_pen(PIX *part, int w, int h)
{
    l_int32 ink = 0;
    if (!inside_mm(h, PEN_TALL, PEN_MOST) || !inside_mm(w, PEN_WIDE, PEN_MOST))
        return false;
    pixCountPixels(part, &ink, NULL);
    return ink < PEN_FULL * w * h;
}

/* A ring among other ink of its kind, as a signature across a seal in gray: the widest that is one.
 * The box in cells; false: none. */
static bool ring_within(PIX *mask, int x, int y, int w, int h, int ret[4])
{
    int least = (int)(SEAL_LEAST / CELL_MM), most = (int)(SEAL_MOST / CELL_MM);
    int size = w < h ? w : h;
    if (w > 2 * most || h > 2 * most)
        return false;
    for (size = size < most ? size : most; size >= least; size -= 2)
        for (int v = y; v <= y + h - size; v += 2)
            for (int u = x; u <= x + w - size; u += 2)
                if (is_ring(mask, u, v, size, size) && stands_out(mask, u, v, size)) {
                    memcpy(ret, (int[]){u, v, size, size}, 4 * sizeof *ret);
                    return true;
                }
    return false;
}

/* Ink no more than `gap` cells apart hangs together. false: no memory */
static bool search(const struct masks *m, enum ink ink, int gap, bool within, struct spot *ret,
                   int *count)
{
    PIXA *parts = NULL;
    PIX *joined = pixCloseBrick(NULL, m->pix[ink], gap, gap);
    BOXA *boxes = joined ? pixConnComp(joined, &parts, 8) : NULL;
    int margin = m->cell * 2;
    for (int i = 0; boxes && i < boxaGetCount(boxes) && *count < SPOTS_MAX; i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        PIX *part = pixaGetPix(parts, i, L_CLONE);
        bool found = ink == INK_RED ? inside_mm(w, SEAL_LEAST, SEAL_MOST) &&
                                          inside_mm(h, SEAL_LEAST, SEAL_MOST) &&
                                          is_ring(m->pix[ink], x, y, w, h)
                                    : is_pen(part, w, h);
        pixDestroy(&part);
        int ring[4];
        if (!found && within && (found = ring_within(m->pix[ink], x, y, w, h, ring))) {
            x = ring[0];
            y = ring[1];
            w = ring[2];
            h = ring[3];
        }
        if (found)
            ret[(*count)++] =
                (struct spot){ink, boxCreate(x * m->cell - margin, y * m->cell - margin,
                                             w * m->cell + 2 * margin, h * m->cell + 2 * margin)};
    }
    bool done = boxes != NULL;
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    pixDestroy(&joined);
    return done;
}

int colour_cell(double dpi)
{
    int cell = (int)lround(dpi * CELL_MM / 25.4);
    return cell < 1 ? 1 : cell;
}

/* What was signed across seals and is not found yet. */
static void add_signatures(const struct masks *m, struct spot *ret, int *count)
{
    int found = *count;
    for (int i = 0; i < found && *count < SPOTS_MAX; i++) {
        BOX *box = ret[i].ink == INK_RED ? colour_signature(m->bluish, m->cell, ret[i].box) : NULL;
        for (int k = 0; box && k < found; k++) {
            l_int32 meets = 0;
            boxIntersects(box, ret[k].box, &meets);
            if (ret[k].ink == INK_BLUE && meets)
                boxDestroy(&box);
        }
        if (box)
            ret[(*count)++] = (struct spot){INK_BLUE, box};
    }
}

int colour_find(PIX *image, double dpi, const struct light *light, struct spot *ret)
{
    int cell = colour_cell(dpi), count = 0;
    struct masks m = {
        .w = pixGetWidth(image) / cell, .h = pixGetHeight(image) / cell, .cell = cell};
    if (m.w * CELL_MM < SEAL_LEAST || m.h * CELL_MM < PEN_TALL)
        return 0;
    for (int i = 0; i < INKS; i++)
        m.pix[i] = pixCreate(m.w, m.h, 1);
    m.bluish = pixCreate(m.w, m.h, 1);
    if (m.pix[INK_RED] && m.pix[INK_BLUE] && m.bluish)
        mark_cells(image, light, &m);
    else
        count = -1;
    for (int i = 0; i < INKS && count >= 0; i++) {
        bool some = m.count[i] > 20 && m.count[i] < m.w * m.h / 3;
        if (some && !search(&m, (enum ink)i, NEAR, false, ret, &count))
            count = -1;
        /* the thin rim of a seal that lost ink lies in pieces */
        if (some && i == INK_RED && count == 0 && !search(&m, (enum ink)i, FAR, false, ret, &count))
            count = -1;
    }
    if (count > 0)
        add_signatures(&m, ret, &count);
    for (int i = 0; i < INKS; i++)
        pixDestroy(&m.pix[i]);
    pixDestroy(&m.bluish);
    return count;
}

int gray_find(PIX *image, double dpi, const struct tones *tones, struct spot *ret)
{
    int cell = colour_cell(dpi), count = 0;
    struct masks m = {
        .w = pixGetWidth(image) / cell, .h = pixGetHeight(image) / cell, .cell = cell};
    if (m.w * CELL_MM < SEAL_LEAST || m.h * CELL_MM < SEAL_LEAST)
        return 0;
    m.pix[INK_RED] = pixCreate(m.w, m.h, 1);
    if (!m.pix[INK_RED])
        return -1;
    m.count[INK_RED] = gray_cells(image, tones, cell, m.pix[INK_RED]);
    bool some = m.count[INK_RED] > 100 && m.count[INK_RED] < m.w * m.h / 4;
    if (m.count[INK_RED] < 0)
        count = -1;
    if (some && !search(&m, INK_RED, NEAR, true, ret, &count))
        count = -1;
    pixDestroy(&m.pix[INK_RED]);
    return count;
}
