/* lstm_image.c - scaling and contrast of a line image, as Leptonica does it, with its sharpening:
 * the models were trained on what it gives. */
#include "lstm_image.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Doubles, as there: the float nearest to 0.2 is above it (lines of 180 rows). */
#define AREA_BELOW 0.7 /* means of areas; above it straight lines between pixels */
#define SHARPEN_LEAST 0.2
#define SHARPEN 0.2f

/* By Leptonica, whatever the picture. */
static PIX *scale_any(PIX *piece, float factor, bool negative)
{
    PIX *deep = pixGetDepth(piece) < 8 ? pixConvertTo8(piece, 0) : pixClone(piece);
    PIX *scaled = deep ? pixScale(deep, factor, factor) : NULL;
    if (scaled && negative)
        pixInvert(scaled, scaled);
    PIX *gray = scaled ? pixConvertTo8(scaled, 0) : NULL;
    pixDestroy(&deep);
    pixDestroy(&scaled);
    return gray;
}

/* What pixScale does with gray pictures that become smaller, with a scaler of our own. */
static PIX *scale_down(PIX *piece, float factor)
{
    PIX *scaled = lstm_scale_area(piece, factor);
    PIX *sharp = scaled && (double)factor > SHARPEN_LEAST ? pixUnsharpMasking(scaled, 1, SHARPEN)
                                                          : pixClone(scaled);
    pixDestroy(&scaled);
    return sharp;
}

/* Halves, quarters and so on Leptonica does in another way, with other roundings. */
static bool is_power_of_half(int height)
{
    for (int h = LSTM_HEIGHT; h <= height; h *= 2)
        if (h == height)
            return true;
    return false;
}

static PIX *scale(PIX *piece, bool negative)
{
    int height = pixGetHeight(piece), width = pixGetWidth(piece);
    float factor = (float)LSTM_HEIGHT / (float)height;
    if ((double)width * (double)factor > LSTM_WIDTH_MAX || (double)factor > LSTM_HEIGHT)
        return NULL;
    bool down = (double)factor < AREA_BELOW && pixGetDepth(piece) <= 8 && !is_power_of_half(height);
    PIX *gray = down ? scale_down(piece, factor) : scale_any(piece, factor, negative);
    if (gray && (pixGetWidth(gray) < LSTM_POOL || pixGetHeight(gray) != LSTM_HEIGHT))
        pixDestroy(&gray);
    return gray;
}

PIX *lstm_image_scale(PIX *piece)
{
    return scale(piece, false);
}

PIX *lstm_image_negative(PIX *piece, PIX *scaled)
{
    return pixGetDepth(piece) == 32 ? scale(piece, true) : pixInvert(NULL, scaled);
}

/* The value below which `share` of the counted lie, between two in a straight line. */
static float percentile(const int counts[256], double share, float without)
{
    int all = 0, sum = 0, at = 0;
    for (int i = 0; i < 256; i++)
        all += counts[i];
    if (all == 0)
        return without;
    double target = fmax(1, share * all);
    for (; at < 256 && sum < target; at++)
        sum += counts[at];
    return (float)(at - (sum - target) / counts[at - 1]);
}

/* Black and white points: a quarter of the dips along the middle row are darker than the one, a
 * quarter of the peaks lighter than the other. A row without any, of a scrawl that does not cross
 * it, counts as one with a dip of 0 and a peak of 255, whose upper ends 1 and 256 are. */
static void find_contrast(const uint8_t *row, int width, float *ret_black, float *ret_span)
{
    int dips[256] = {0}, peaks[256] = {0};
    for (int x = 1; x + 1 < width; x++) {
        int before = row[x - 1], now = row[x], after = row[x + 1];
        dips[now] += (now < before && now <= after) || (now <= before && now < after);
        peaks[now] += (now > before && now >= after) || (now >= before && now > after);
    }
    float black = percentile(dips, 0.25, 1), white = percentile(peaks, 0.75, 256);
    float span = (white - black) / 2;
    *ret_black = black;
    *ret_span = span <= 0 ? 1 : span;
}

static void fill_levels(float black, float span, int8_t levels[256])
{
    for (int i = 0; i < 256; i++) {
        float v = 128 * (((float)i - black) / span - 1);
        levels[i] = (int8_t)fmaxf(-127, fminf(127, roundf(v)));
    }
}

bool lstm_image_line(PIX *scaled, struct lstm_line *line)
{
    int width = pixGetWidth(scaled), wpl = pixGetWpl(scaled);
    const l_uint32 *data = pixGetData(scaled);
    int8_t *pixels = realloc(line->pixels, (size_t)width * LSTM_COLUMN);
    uint8_t *row = malloc((size_t)width);
    int8_t levels[256];
    float black = 0, span = 1;
    if (pixels)
        line->pixels = pixels;
    if (!pixels || !row) {
        free(row);
        return false;
    }
    for (int x = 0; x < width; x++)
        row[x] = GET_DATA_BYTE(data + (size_t)wpl * (LSTM_HEIGHT / 2), x);
    find_contrast(row, width, &black, &span);
    fill_levels(black, span, levels);
    line->width = width;
    memset(pixels, 0, (size_t)width * LSTM_COLUMN);
    for (int y = 0; y < LSTM_HEIGHT; y++, data += wpl)
        for (int x = 0; x < width; x++)
            pixels[(size_t)x * LSTM_COLUMN + 1 + (size_t)y] = levels[GET_DATA_BYTE(data, x)];
    free(row);
    return true;
}
