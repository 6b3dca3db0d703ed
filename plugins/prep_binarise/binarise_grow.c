/* binarise_grow.c - gray scans of low resolution are enlarged before the threshold, which then
 * falls between the old pixels. */
#include "binarise.h"

#include <leptonica/allheaders.h>

bool binarise_grow(struct plane *plane, double scale)
{
    struct plane grown = {.in_words = true};
    PIX *gray = plane->in_words ? pixClone(plane->pix) : pixCreate(plane->w, plane->h, 8);
    for (int y = 0; gray && !plane->in_words && y < plane->h; y++) {
        l_uint32 *line = pixGetData(gray) + (size_t)pixGetWpl(gray) * (size_t)y;
        const uint8_t *row = binarise_row(plane, y, NULL);
        for (int x = 0; x < plane->w; x++)
            SET_DATA_BYTE(line, x, row[x]);
    }
    grown.pix = gray ? pixScaleGrayLI(gray, (l_float32)scale, (l_float32)scale) : NULL;
    pixDestroy(&gray);
    if (!grown.pix)
        return false;
    grown.w = pixGetWidth(grown.pix);
    grown.h = pixGetHeight(grown.pix);
    pixDestroy(&plane->pix);
    *plane = grown;
    return true;
}
