/* colour_pen.c - the signature across a seal. The seal takes its thin strokes apart, and blue over
 * red is no blue; but the seal tells where to look, so that pieces of a paler blue are enough.
 * Blue print there is no higher than a line of it, and no word of it is as thin as a stroke. */
#include "colour.h"

#define HALF_MM 0.5
#define LINE_MOST 5.5    /* mm: higher is no line of print */
#define LETTER_LEAST 1.5 /* mm: lower is no word */
#define WORD_LEAST 7.0   /* mm: wider than a letter */
#define STROKE_FULL 0.3  /* of its box that a stroke covers at most */
#define SIGNED_LEAST 8.0 /* mm */

static bool is_stroke(PIX *part, int w, int h)
{
    l_int32 ink = 0;
    if (h * HALF_MM >= LINE_MOST)
        return true;
    if (w * HALF_MM < WORD_LEAST)
        return false;
    pixCountPixels(part, &ink, NULL);
    return h * HALF_MM < LETTER_LEAST || ink < STROKE_FULL * w * h;
}

/* The cells from left of the seal to as far again right of it, from its top to below it. */
static BOX *about(PIX *bluish, int cell, BOX *seal)
{
    l_int32 x, y, w, h;
    boxGetGeometry(seal, &x, &y, &w, &h);
    BOX *wide = boxCreate((x - w / 4) / cell, y / cell, w * 2 / cell, h * 5 / 4 / cell);
    BOX *clipped =
        wide ? boxClipToRectangle(wide, pixGetWidth(bluish), pixGetHeight(bluish)) : NULL;
    boxDestroy(&wide);
    return clipped;
}

/* The box about all strokes among the parts; NULL: too few. */
static BOX *strokes(BOXA *boxes, PIXA *parts)
{
    BOX *all = NULL;
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        PIX *part = pixaGetPix(parts, i, L_CLONE);
        if (is_stroke(part, w, h)) {
            BOX *one = boxCreate(x, y, w, h), *both = all ? boxBoundingRegion(all, one) : one;
            if (all)
                boxDestroy(&one);
            boxDestroy(&all);
            all = both;
        }
        pixDestroy(&part);
    }
    return all;
}

BOX *colour_signature(PIX *bluish, int cell, BOX *seal)
{
    PIXA *parts = NULL;
    BOX *place = about(bluish, cell, seal), *ret = NULL;
    PIX *near = place ? pixClipRectangle(bluish, place, NULL) : NULL;
    PIX *joined = near ? pixCloseSafeBrick(NULL, near, 3, 3) : NULL;
    BOXA *boxes = joined ? pixConnComp(joined, &parts, 8) : NULL;
    BOX *all = boxes ? strokes(boxes, parts) : NULL;
    l_int32 x, y, w, h, left, top;
    if (all) {
        boxGetGeometry(all, &x, &y, &w, &h);
        boxGetGeometry(place, &left, &top, NULL, NULL);
        if (w * HALF_MM >= SIGNED_LEAST)
            ret = boxCreate((left + x - 3) * cell, (top + y - 3) * cell, (w + 6) * cell,
                            (h + 6) * cell);
    }
    boxDestroy(&all);
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    pixDestroy(&joined);
    pixDestroy(&near);
    boxDestroy(&place);
    return ret;
}
