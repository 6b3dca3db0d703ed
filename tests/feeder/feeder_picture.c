/* feeder_picture.c - a side of a sheet as the virtual feeder sees it; see feeder_picture.h.
 * At the picture's own resolution no pixel is touched. */
#include "feeder_picture.h"

#include <allheaders.h>
#include <math.h>
#include <string.h>

enum { USUAL_DPI = 300 };

static l_int32 pixels(double mm, int dpi)
{
    return (l_int32)lround(mm * dpi / 25.4);
}

/* Takes pix. */
static PIX *replace(PIX *pix, PIX *with)
{
    pixDestroy(&pix);
    return with;
}

static PIX *to_mode(PIX *pix, enum feeder_mode mode)
{
    if (pixGetColormap(pix))
        pix = replace(pix, pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC));
    if (!pix)
        return NULL;
    if (mode == FEEDER_COLOR)
        return replace(pix, pixConvertTo32(pix));
    if (mode == FEEDER_GRAY)
        return replace(pix, pixConvertTo8(pix, 0));
    return pixGetDepth(pix) == 1 ? pix : replace(pix, pixConvertTo1(pix, 128));
}

static PIX *at_resolution(PIX *pix, int dpi)
{
    l_int32 own = pixGetXRes(pix) > 0 ? pixGetXRes(pix) : USUAL_DPI;
    if (own == dpi)
        return pix;
    l_float32 scale = (l_float32)dpi / (l_float32)own;
    return replace(pix, pixScale(pix, scale, scale));
}

static PIX *read_side(const char *path, const struct feeder_view *view)
{
    PIX *pix = pixRead(path);
    if (pix)
        pix = at_resolution(pix, view->dpi);
    return pix ? to_mode(pix, view->mode) : NULL;
}

PIX *feeder_picture(const char *path, const struct feeder_view *view)
{
    PIX *side = path ? read_side(path, view) : NULL;
    if (path && !side)
        return NULL;
    l_int32 left = pixels(view->x, view->dpi);
    l_int32 top = pixels(view->y, view->dpi);
    l_int32 width = pixels(view->width, view->dpi);
    l_int32 height = pixels(view->height, view->dpi);
    if (view->to_end && side && pixGetHeight(side) > top)
        height = pixGetHeight(side) - top;
    l_int32 depth = view->mode == FEEDER_COLOR ? 32 : view->mode == FEEDER_GRAY ? 8 : 1;
    PIX *area = pixCreate(width > 0 ? width : 1, height > 0 ? height : 1, depth);
    if (area) {
        (void)pixSetResolution(area, view->dpi, view->dpi);
        (void)pixSetBlackOrWhite(area, L_SET_WHITE);
        if (side)
            (void)pixRasterop(area, 0, 0, width, height, PIX_SRC, side, left, top);
    }
    pixDestroy(&side);
    return area;
}

size_t feeder_row_bytes(const struct feeder_view *view, int width)
{
    size_t w = (size_t)width;
    if (view->mode == FEEDER_LINEART)
        return (w + 7) / 8;
    return w * (view->mode == FEEDER_COLOR ? 3 : 1) * (view->depth == 16 ? 2 : 1);
}

static uint8_t *put_sample(uint8_t *out, unsigned value, int depth)
{
    *out++ = (uint8_t)value;
    if (depth == 16)
        *out++ = (uint8_t)value; /* v * 257 in either byte order */
    return out;
}

void feeder_row(PIX *pix, const struct feeder_view *view, int y, uint8_t *out)
{
    l_int32 width = pixGetWidth(pix);
    const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    if (view->mode == FEEDER_LINEART) {
        size_t bytes = feeder_row_bytes(view, width);
        for (size_t i = 0; i < bytes; i++)
            out[i] = (uint8_t)GET_DATA_BYTE(line, i);
        return;
    }
    for (l_int32 x = 0; x < width; x++) {
        if (view->mode == FEEDER_GRAY) {
            out = put_sample(out, GET_DATA_BYTE(line, x), view->depth);
            continue;
        }
        l_int32 r, g, b;
        extractRGBValues(line[x], &r, &g, &b);
        out = put_sample(out, (unsigned)r, view->depth);
        out = put_sample(out, (unsigned)g, view->depth);
        out = put_sample(out, (unsigned)b, view->depth);
    }
}
