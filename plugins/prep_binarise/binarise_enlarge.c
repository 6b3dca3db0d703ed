/* binarise_enlarge.c - low-resolution bilevel scans. The engine scales every line to 36 rows of
 * gray; given hard stair-case contours it reads diacritics wrongly that it reads when they are
 * smoothed first. */
#include "binarise.h"

#include <leptonica/allheaders.h>

PIX *binarise_enlarge(PIX *bilevel, double scale)
{
    PIX *gray = pixConvert1To8(NULL, bilevel, 255, 0);
    PIX *smooth = gray ? pixBlockconvGray(gray, NULL, 1, 1) : NULL;
    pixDestroy(&gray);
    PIX *out = smooth ? pixScaleGrayLI(smooth, (l_float32)scale, (l_float32)scale) : NULL;
    pixDestroy(&smooth);
    return out;
}
