/* binarise_grow.c - gray scans of low resolution are enlarged before the threshold, which then
 * falls between the old pixels. */
#include "binarise.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

bool binarise_grow(struct plane *plane, double scale)
{
    PIX *gray = pixCreate(plane->w, plane->h, 8);
    for (int y = 0; gray && y < plane->h; y++) {
        l_uint32 *line = pixGetData(gray) + (size_t)pixGetWpl(gray) * (size_t)y;
        for (int x = 0; x < plane->w; x++)
            SET_DATA_BYTE(line, x, plane->pixels[(size_t)y * (size_t)plane->w + (size_t)x]);
    }
    PIX *large = gray ? pixScaleGrayLI(gray, (l_float32)scale, (l_float32)scale) : NULL;
    pixDestroy(&gray);
    struct plane grown = {0};
    if (large)
        grown = binarise_gray(large);
    pixDestroy(&large);
    if (!grown.pixels)
        return false;
    free(plane->pixels);
    *plane = grown;
    return true;
}
