/* pdf_pixels.c - decoded pixels as image objects; see pdf_image.h. Colour that is all gray is
 * stored as gray, gray that is all black and white as bilevel: the pixels are the same, the file
 * smaller. Deflated rows have the predictors of PNG (ISO 32000-1, 7.4.4.4). */
#include "pdf_image.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define QUALITY 70

/* ---- what the pixels need -------------------------------------------------------------------- */

static bool is_gray(struct Pix *pix)
{
    int words = pixGetWpl(pix), rows = pixGetHeight(pix), width = pixGetWidth(pix);
    const l_uint32 *data = pixGetData(pix);
    for (int y = 0; y < rows; y++, data += words)
        for (int x = 0; x < width; x++)
            if (((data[x] >> 24) ^ (data[x] >> 16 & 0xFF)) |
                ((data[x] >> 24) ^ (data[x] >> 8 & 0xFF)))
                return false;
    return true;
}

static bool is_bilevel(struct Pix *pix)
{
    int words = pixGetWpl(pix), rows = pixGetHeight(pix), width = pixGetWidth(pix);
    l_uint32 *data = pixGetData(pix);
    for (int y = 0; y < rows; y++, data += words)
        for (int x = 0; x < width; x++) {
            int v = GET_DATA_BYTE(data, x);
            if (v != 0 && v != 255)
                return false;
        }
    return true;
}

/* The same picture in as few bits as it needs. NULL: out of memory. */
static struct Pix *simplify(struct Pix *pix)
{
    struct Pix *gray = NULL, *out;
    if (pixGetDepth(pix) == 32 && is_gray(pix)) {
        if (!(gray = pixGetRGBComponent(pix, COLOR_RED)))
            return NULL;
        pix = gray;
    }
    if (pixGetDepth(pix) == 8 && is_bilevel(pix))
        out = pixThresholdToBinary(pix, 128);
    else
        out = pixClone(pix); /* of this thread only */
    pixDestroy(&gray);
    return out;
}

/* ---- G4 -------------------------------------------------------------------------------------- */

static int code_g4(struct Pix *pix, struct pdf_coded *ret)
{
    l_uint8 *file = NULL;
    size_t size = 0;
    unsigned bits;
    struct pdf_coded coded;
    if (pixWriteMemTiff(&file, &size, pix, IFF_TIFF_G4) != 0 ||
        !pdf_tiff_look(file, size, 0, &coded, &bits)) {
        lept_free(file);
        return -1;
    }
    uint8_t *own = malloc(coded.size);
    if (own)
        memcpy(own, coded.data, coded.size);
    coded.data = own;
    lept_free(file);
    *ret = coded;
    return own ? 0 : -1;
}

/* ---- deflate --------------------------------------------------------------------------------- */

struct rows {
    size_t bytes, step;   /* of a row; of a pixel */
    uint8_t *above, *now; /* both with a pixel of zeroes in front */
    uint8_t *coded[3];    /* with the number of the predictor in front */
};

static int paeth(int a, int b, int c)
{
    int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    if (pa <= pb && pa <= pc)
        return a;
    return pb <= pc ? b : c;
}

/* Codes the row in three ways and gives the one with the smallest differences. */
static const uint8_t *predict(struct rows *r)
{
    static const uint8_t kinds[3] = {1, 2, 4}; /* left, above, Paeth */
    uint64_t sums[3] = {0};
    const uint8_t *now = r->now + r->step, *above = r->above + r->step;
    for (size_t i = 0; i < r->bytes; i++) {
        int left = now[(ptrdiff_t)i - (ptrdiff_t)r->step], up = above[i];
        int corner = above[(ptrdiff_t)i - (ptrdiff_t)r->step];
        const int guess[3] = {left, up, paeth(left, up, corner)};
        for (int k = 0; k < 3; k++) {
            uint8_t d = (uint8_t)(now[i] - guess[k]);
            r->coded[k][i + 1] = d;
            sums[k] += d < 128 ? d : 256u - d;
        }
    }
    int best = sums[1] < sums[0] ? 1 : 0;
    best = sums[2] < sums[best] ? 2 : best;
    r->coded[best][0] = kinds[best];
    return r->coded[best];
}

static void take_row(struct rows *r, const l_uint32 *words)
{
    uint8_t *at = r->now + r->step;
    if (r->step == 1) {
        for (size_t i = 0; i < r->bytes; i++)
            at[i] = (uint8_t)(words[i / 4] >> (24 - 8 * (i % 4)));
        return;
    }
    for (size_t i = 0; i < r->bytes; i += 3, words++) {
        at[i] = (uint8_t)(*words >> 24);
        at[i + 1] = (uint8_t)(*words >> 16);
        at[i + 2] = (uint8_t)(*words >> 8);
    }
}

static int write_deflated(struct pdf_out *o, uint32_t number, uint32_t colour, struct Pix *pix)
{
    char entries[256];
    const l_uint32 *data = pixGetData(pix);
    int width = pixGetWidth(pix), height = pixGetHeight(pix), words = pixGetWpl(pix);
    struct rows r = {.step = pixGetDepth(pix) == 32 ? 3 : 1};
    r.bytes = (size_t)width * r.step;
    uint8_t *memory = calloc(5, r.bytes + 8);
    if (!memory)
        return -1;
    r.above = memory;
    r.now = memory + r.bytes + 8;
    for (size_t k = 0; k < 3; k++)
        r.coded[k] = memory + (k + 2) * (r.bytes + 8);
    (void)snprintf(
        entries, sizeof entries,
        "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace %u "
        "0 R/DecodeParms<</Predictor 15/Colors %zu/Columns %d>>",
        width, height, colour, r.step, width);
    pdf_pack_begin(o, number, entries);
    for (int y = 0; y < height; y++, data += words) {
        take_row(&r, data);
        pdf_pack_add(o, predict(&r), r.bytes + 1);
        uint8_t *above = r.above;
        r.above = r.now;
        r.now = above;
    }
    pdf_pack_end(o);
    free(memory);
    return 0;
}

int pdf_pixels_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                     struct Pix *pix)
{
    struct pdf_coded coded = {0};
    struct Pix *simple = simplify(pix);
    if (!simple)
        return -1;
    int bad = 0, depth = pixGetDepth(simple);
    if (depth != 1) {
        bad = write_deflated(o, number, depth == 8 ? pdf_gray(o, colours) : colours->rgb, simple);
    } else if ((bad = code_g4(simple, &coded)) == 0) {
        pdf_coded_write(o, number, colours, &coded);
        free((uint8_t *)(uintptr_t)coded.data);
    }
    pixDestroy(&simple);
    return bad;
}

/* ---- with loss ------------------------------------------------------------------------------- */

static int code_jpeg(struct Pix *pix, struct pdf_coded *ret)
{
    l_uint8 *file = NULL;
    size_t size = 0;
    struct pdf_coded coded;
    if (pixWriteMemJpeg(&file, &size, pix, QUALITY, 0) != 0 || !pdf_jpeg_look(file, size, &coded)) {
        lept_free(file);
        return -1;
    }
    uint8_t *own = malloc(size);
    if (own)
        memcpy(own, file, size);
    lept_free(file);
    coded.data = own;
    *ret = coded;
    return own ? 0 : -1;
}

int pdf_pixels_reduce(struct Pix *pix, double factor, struct pdf_coded *ret_coded)
{
    struct Pix *simple = simplify(pix), *scaled = NULL, *bilevel = NULL;
    int bad = -1;
    float f = (float)factor;
    if (!simple)
        return -1;
    bool one = pixGetDepth(simple) == 1;
    if (factor >= 0.99)
        scaled = pixClone(simple);
    else
        scaled = one ? pixScaleToGray(simple, f) : pixScaleAreaMap(simple, f, f);
    if (scaled && one && pixGetDepth(scaled) == 8)
        bilevel = pixThresholdToBinary(scaled, 150);
    if (scaled && one)
        bad = code_g4(bilevel ? bilevel : scaled, ret_coded);
    else if (scaled)
        bad = code_jpeg(scaled, ret_coded);
    pixDestroy(&bilevel);
    pixDestroy(&scaled);
    pixDestroy(&simple);
    return bad;
}
