/* code_pictures.c - a place of the page in several guises; see code_pictures.h. */
#include "code_pictures.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEEP_MAX = 512, EDGES = 8 };
#define SQUARE_LEAST 0.34 /* codes seen have 0.35 and more, most seals and signatures less */

static PIX *to_gray(PIX *pix)
{
    switch (pixGetDepth(pix)) {
    case 1:
        return pixConvert1To8(NULL, pix, 255, 0);
    case 32:
        return pixConvertRGBToGray(pix, 0.3F, 0.5F, 0.2F);
    default:
        return pixClone(pix);
    }
}

struct Pix *picture_cut(struct Pix *pix, const struct place *place)
{
    BOX *box = boxCreate(place->x, place->y, place->w, place->h);
    PIX *cut = box ? pixClipRectangle(pix, box, NULL) : NULL;
    PIX *gray = cut ? to_gray(cut) : NULL;
    boxDestroy(&box);
    pixDestroy(&cut);
    return gray;
}

struct Pix *picture_frame(struct Pix *cut)
{
    const int m = PICTURE_MARGIN;
    return pixAddBorderGeneral(cut, m, m, m, m, 255);
}

struct edge {
    int falling, rising, steep; /* along the diagonals; about its length */
};

static struct edge edge_at(const l_uint32 *line, const l_uint32 *below, int x)
{
    int falling = (int)GET_DATA_BYTE(below, x + 1) - (int)GET_DATA_BYTE(line, x);
    int rising = (int)GET_DATA_BYTE(line, x + 1) - (int)GET_DATA_BYTE(below, x);
    int a = abs(falling), b = abs(rising);
    return (struct edge){falling, rising, a > b ? a + b / 2 : b + a / 2};
}

/* How steep the steepest eighth of the picture is at least. */
static int steep_least(PIX *gray)
{
    int counts[STEEP_MAX] = {0}, w = pixGetWidth(gray) - 1, h = pixGetHeight(gray) - 1;
    int wpl = pixGetWpl(gray), left = w * h / EDGES, steep = STEEP_MAX - 1;
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(gray) + (ptrdiff_t)wpl * y;
        for (int x = 0; x < w; x++)
            counts[edge_at(line, line + wpl, x).steep]++;
    }
    while (steep > 1 && (left -= counts[steep]) > 0)
        steep--;
    return steep;
}

/* Length of the mean of the edges' directions, each taken four times: 1 when all run in two
 * directions, one across the other; 0 when they run in all. */
static double squareness(PIX *gray)
{
    int w = pixGetWidth(gray) - 1, h = pixGetHeight(gray) - 1, wpl = pixGetWpl(gray);
    int least = steep_least(gray), count = 0;
    double re = 0, im = 0;
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(gray) + (ptrdiff_t)wpl * y;
        for (int x = 0; x < w; x++) {
            struct edge e = edge_at(line, line + wpl, x);
            if (e.steep < least)
                continue;
            double f = e.falling, r = e.rising, whole = f * f + r * r;
            double along = 2 * f * r / whole, across = (f * f - r * r) / whole;
            re += along * along - across * across;
            im += 2 * along * across;
            count++;
        }
    }
    return count ? sqrt(re * re + im * im) / count : 0;
}

bool picture_square(struct Pix *cut)
{
    PIX *half = pixScaleAreaMap2(cut);
    bool square = !half || squareness(half) >= SQUARE_LEAST || squareness(cut) >= SQUARE_LEAST;
    pixDestroy(&half);
    return square;
}

static PIX *twice(PIX *cut, bool sharpen)
{
    PIX *big = pixScaleGray2xLI(cut);
    if (!big || !sharpen)
        return big;
    PIX *sharp = pixUnsharpMaskingGray(big, 5, 2.0F);
    pixDestroy(&big);
    return sharp;
}

/* Most of a pixel is taken off the edges of ink, and what is left made round. */
static PIX *thin(PIX *framed)
{
    PIX *big = pixScaleGray4xLI(framed);
    PIX *worn = big ? pixDilateGray(big, 7, 7) : NULL; /* what is light grows */
    PIX *out = worn ? pixBlockconvGray(worn, NULL, 3, 3) : NULL;
    pixDestroy(&big);
    pixDestroy(&worn);
    return out;
}

static PIX *turned(PIX *framed, double map[6])
{
    const double c = sqrt(0.5);
    PIX *out = pixRotate(framed, (l_float32)(M_PI / 4), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                         pixGetWidth(framed), pixGetHeight(framed));
    if (!out)
        return NULL;
    double ox = pixGetWidth(out) / 2.0, oy = pixGetHeight(out) / 2.0;
    const double to_framed[6] = {c,  c, pixGetWidth(framed) / 2.0 - c * ox - c * oy,
                                 -c, c, pixGetHeight(framed) / 2.0 + c * ox - c * oy};
    for (int i = 0; i < 6; i++)
        map[i] = to_framed[i];
    return out;
}

static PIX *draw(PIX *framed, enum guise guise, double map[6])
{
    switch (guise) {
    case GUISE_PLAIN:
        return pixCopy(NULL, framed);
    case GUISE_SHARP:
        return twice(framed, true);
    case GUISE_TWICE:
        return twice(framed, false);
    case GUISE_SOFT:
        return pixBlockconvGray(framed, NULL, 1, 1);
    case GUISE_HALF:
        return pixScaleAreaMap2(framed);
    case GUISE_NEGATIVE:
        return pixInvert(NULL, framed);
    case GUISE_THIN:
        return thin(framed);
    case GUISE_TURNED:
        return turned(framed, map);
    }
    return NULL;
}

struct Pix *picture_guise(struct Pix *framed, enum guise guise, double ret_map[6])
{
    double scale = guise == GUISE_SHARP || guise == GUISE_TWICE ? 0.5
                   : guise == GUISE_THIN                        ? 0.25
                   : guise == GUISE_HALF                        ? 2.0
                                                                : 1.0;
    const double plain[6] = {scale, 0, 0, 0, scale, 0};
    memcpy(ret_map, plain, sizeof plain);
    PIX *out = draw(framed, guise, ret_map);
    ret_map[2] -= PICTURE_MARGIN;
    ret_map[5] -= PICTURE_MARGIN;
    return out;
}
