/* code_pictures.c - a place of the page in several guises; see code_pictures.h. */
#include "code_pictures.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

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

static PIX *twice(PIX *cut, bool sharpen)
{
    PIX *big = pixScaleGray2xLI(cut);
    if (!big || !sharpen)
        return big;
    PIX *sharp = pixUnsharpMaskingGray(big, 5, 2.0F);
    pixDestroy(&big);
    return sharp;
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
    case GUISE_TURNED:
        return turned(framed, map);
    }
    return NULL;
}

struct Pix *picture_guise(struct Pix *framed, enum guise guise, double ret_map[6])
{
    double scale = guise == GUISE_SHARP || guise == GUISE_TWICE ? 0.5
                   : guise == GUISE_HALF                        ? 2.0
                                                                : 1.0;
    const double plain[6] = {scale, 0, 0, 0, scale, 0};
    memcpy(ret_map, plain, sizeof plain);
    PIX *out = draw(framed, guise, ret_map);
    ret_map[2] -= PICTURE_MARGIN;
    ret_map[5] -= PICTURE_MARGIN;
    return out;
}
