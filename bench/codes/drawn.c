/* drawn.c - pictures of worn QR codes; see drawn.h. The same number gives the same picture. */
#include "drawn.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <qrencode.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUB = 4, MM_WIDE = 86, MM_HIGH = 54 };
#define CODE_MM 18.0

/* dpi blur noise skew persp glare ink paper jpeg bilevel */
const struct wear wears[] = {
    {"300 clean", 300, 0.6, 4, 1, 0, 0, 40, 230, 0, 0},
    {"300 office", 300, 0.9, 8, 3, 0, 0, 60, 220, 85, 0},
    {"300 worn", 300, 1.4, 14, 5, 0, 0, 80, 205, 70, 0},
    {"300 blurred", 300, 1.9, 8, 5, 0, 0, 60, 215, 80, 0},
    {"300 faint", 300, 1.0, 8, 5, 0, 0, 150, 205, 85, 0},
    {"300 bilevel", 300, 1.0, 10, 5, 0, 0, 60, 220, 0, 140},
    {"300 dark copy", 300, 1.2, 10, 5, 0, 0, 60, 215, 0, 175},
    {"300 light copy", 300, 1.2, 10, 5, 0, 0, 60, 215, 0, 105},
    {"300 photograph", 300, 1.3, 10, 5, 0.12, 110, 50, 200, 75, 0},
    {"200 clean", 200, 0.5, 4, 1, 0, 0, 40, 230, 0, 0},
    {"200 office", 200, 0.7, 8, 3, 0, 0, 60, 220, 85, 0},
    {"200 worn", 200, 0.9, 12, 5, 0, 0, 80, 205, 70, 0},
    {"200 bilevel", 200, 0.6, 8, 5, 0, 0, 60, 220, 0, 140},
    {"200 photograph", 200, 0.8, 8, 5, 0.1, 90, 50, 200, 75, 0},
};
const int wear_count = sizeof wears / sizeof wears[0];

static uint64_t state; /* of the chance below */

static double chance(void) /* 0..1 */
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(chance() + 1e-12)) * cos(2 * M_PI * chance());
}

static void invent(char *text, unsigned room)
{
    static const char *const tails[] = {"||||", "", "|038100009999|||"};
    snprintf(
        text, room,
        "038%03d%06d|%s|Nguyễn Thị Mẫu %c|%02d07%d|Nữ|Thôn %d, Xã Mẫu%s, Thanh Hóa|%02d08202%d%s",
        (int)(chance() * 999), (int)(chance() * 999999), chance() < 0.5 ? "" : "171234567",
        'A' + (int)(chance() * 25), 1 + (int)(chance() * 27), 1950 + (int)(chance() * 60),
        1 + (int)(chance() * 20), chance() < 0.5 ? "" : ", Huyện Mẫu", 1 + (int)(chance() * 27),
        1 + (int)(chance() * 4), tails[(int)(chance() * 2.99)]);
}

struct sheet {
    const QRcode *qr;
    double left, top; /* of the code, mm */
};

/* Ink at a place of the card in mm, 0 or 1. */
static int ink_at(const struct sheet *s, double x, double y)
{
    double module = CODE_MM / s->qr->width;
    double cx = (x - s->left) / module, cy = (y - s->top) / module;
    if (cx >= 0 && cy >= 0 && cx < s->qr->width && cy < s->qr->width)
        return s->qr->data[(int)cy * s->qr->width + (int)cx] & 1;
    if (cx > -5 && cy > -5 && cx < s->qr->width + 5 && cy < s->qr->width + 5)
        return 0;
    if (x < 4 || x > 82 || y < 4 || y > 50)
        return 0;
    /* strokes and gaps of about the size of small print */
    double line = fmod(y, 4.2);
    return line < 1.8 && fmod(x * 1.7 + floor(y / 4.2) * 0.37, 1.0) < 0.35 &&
           fmod(x, 11 + fmod(floor(y / 4.2) * 2.3, 5)) < 9;
}

static void blur(double *a, double *tmp, int w, int h, double sigma)
{
    double k[16], sum = 0;
    int r = (int)ceil(3 * sigma);
    r = r > 15 ? 15 : r;
    for (int i = 0; i <= r; i++) {
        k[i] = exp(-i * i / (2 * sigma * sigma));
        sum += i ? 2 * k[i] : k[i];
    }
    for (int pass = 0; pass < 2; pass++) {
        int step = pass ? w : 1;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++) {
                int at = pass ? y : x, end = pass ? h : w;
                double v = 0;
                for (int i = -r; i <= r; i++) {
                    int p = at + i < 0 ? 0 : at + i >= end ? end - 1 : at + i;
                    v += k[abs(i)] * a[y * w + x + (p - at) * step];
                }
                tmp[y * w + x] = v / sum;
            }
        memcpy(a, tmp, (size_t)w * (size_t)h * sizeof *a);
    }
}

/* Paper and ink seen through a turn and a perspective. */
static void expose(const struct sheet *s, const struct wear *wear, double *a, int w, int h)
{
    double turn = (2 * chance() - 1) * wear->skew * M_PI / 180, c = cos(turn), si = sin(turn);
    double px = (2 * chance() - 1) * wear->perspective / w;
    double py = (2 * chance() - 1) * wear->perspective / h;
    double mm = 25.4 / wear->dpi;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            int ink = 0;
            for (int k = 0; k < SUB * SUB; k++) {
                double dx = x + (k % SUB + 0.5) / SUB - w / 2.0;
                double dy = y + (k / SUB + 0.5) / SUB - h / 2.0, z = 1 + px * dx + py * dy;
                dx /= z;
                dy /= z;
                ink += ink_at(s, (c * dx - si * dy) * mm + MM_WIDE / 2.0,
                              (si * dx + c * dy) * mm + MM_HIGH / 2.0);
            }
            a[y * w + x] = wear->paper - (wear->paper - wear->ink) * ink / (SUB * SUB);
        }
}

static PIX *develop(const struct wear *wear, const double *a, int w, int h)
{
    PIX *pix = pixCreate(w, h, 8);
    double gx = w * chance(), gy = h * chance(), radius = w * (0.1 + 0.15 * chance());
    for (int y = 0; pix && y < h; y++)
        for (int x = 0; x < w; x++) {
            double d = ((x - gx) * (x - gx) + (y - gy) * (y - gy)) / (2 * radius * radius);
            double v = a[y * w + x] + wear->glare * exp(-d) + wear->noise * normal();
            v = v < 0 ? 0 : v > 255 ? 255 : v;
            if (wear->bilevel)
                v = v < wear->bilevel ? 0 : 255;
            pixSetPixel(pix, x, y, (l_uint32)v);
        }
    return pix;
}

static PIX *through_jpeg(PIX *pix, int quality)
{
    l_uint8 *data = NULL;
    size_t size = 0;
    if (!pix || !quality || pixWriteMemJpeg(&data, &size, pix, quality, 0) != 0)
        return pix;
    PIX *out = pixReadMemJpeg(data, size, 0, 1, NULL, 0);
    lept_free(data);
    pixDestroy(&pix);
    return out;
}

struct Pix *draw_worn(const struct wear *wear, uint32_t number, char *text, unsigned room)
{
    state = 88172645463325252ULL + number * 2654435761ULL;
    for (int i = 0; i < 8; i++)
        (void)chance();
    invent(text, room);
    QRcode *qr = QRcode_encodeString8bit(text, 0, chance() < 0.5 ? QR_ECLEVEL_L : QR_ECLEVEL_M);
    int w = (int)(MM_WIDE / 25.4 * wear->dpi), h = (int)(MM_HIGH / 25.4 * wear->dpi);
    double *a = malloc((size_t)w * (size_t)h * sizeof *a),
           *tmp = malloc((size_t)w * (size_t)h * sizeof *a);
    PIX *pix = NULL;
    if (qr && a && tmp) {
        const struct sheet s = {qr, 60 + 4 * chance(), 6 + 4 * chance()};
        expose(&s, wear, a, w, h);
        blur(a, tmp, w, h, wear->blur);
        pix = through_jpeg(develop(wear, a, w, h), wear->jpeg);
    }
    free(a);
    free(tmp);
    QRcode_free(qr);
    if (pix)
        pixSetResolution(pix, (l_int32)wear->dpi, (l_int32)wear->dpi);
    return pix;
}
