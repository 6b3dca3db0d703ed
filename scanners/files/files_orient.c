/* files_orient.c - the eight orientations of EXIF and TIFF, as a map of coordinates, as degrees
 * and as moves of a PIX. No state. Orientation o says how the stored raster must be moved to stand
 * upright: 2 mirror, 3 half turn, 4 flip, 5 transpose, 6 turn 90 clockwise, 7 transverse,
 * 8 turn 270 clockwise (TIFF 6.0, page 36; EXIF 2.32, 4.6.4). */
#include "files_raster.h"

#include <leptonica/allheaders.h>
#include <string.h>

void files_orientation_map(uint32_t orientation, double w, double h, double ret_map[9])
{
    /* Rows of x and y: factor of X, of Y, and constant, in upright coordinates X, Y. */
    const double maps[9][6] = {{1, 0, 0, 0, 1, 0},   {1, 0, 0, 0, 1, 0},   {-1, 0, w, 0, 1, 0},
                               {-1, 0, w, 0, -1, h}, {1, 0, 0, 0, -1, h},  {0, 1, 0, 1, 0, 0},
                               {0, 1, 0, -1, 0, h},  {0, -1, w, -1, 0, h}, {0, -1, w, 1, 0, 0}};
    memcpy(ret_map, maps[orientation <= 8 ? orientation : 0], sizeof maps[0]);
    ret_map[6] = ret_map[7] = 0;
    ret_map[8] = 1;
}

uint32_t files_orientation_turn(uint32_t orientation)
{
    static const uint16_t turns[9] = {0, 0, 0, 180, 180, 90, 270, 270, 90};
    return turns[orientation <= 8 ? orientation : 0];
}

int files_orientation_apply(struct Pix **pix, uint32_t orientation)
{
    static const struct {
        uint8_t quarters, mirror;
    } moves[9] = {{0, 0}, {0, 0}, {0, 1}, {2, 0}, {2, 1}, {3, 1}, {1, 0}, {1, 1}, {3, 0}};
    if (orientation < 2 || orientation > 8)
        return 0;
    if (moves[orientation].mirror && !pixFlipLR(*pix, *pix))
        return -1;
    if (moves[orientation].quarters == 0)
        return 0;
    PIX *turned = pixRotateOrth(*pix, moves[orientation].quarters);
    if (!turned)
        return -1;
    pixDestroy(pix);
    *pix = turned;
    return 0;
}
