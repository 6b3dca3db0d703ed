/* hand_words.c - the words of a page where they stand on its picture. */
#include "hand.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

/* The inverse of a 3x3 matrix but for its scale. False: it has none. */
static bool invert(const double m[9], double ret[9])
{
    double det = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
                 m[2] * (m[3] * m[7] - m[4] * m[6]);
    const double adjoint[9] = {
        m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
        m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
        m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
    if (!(fabs(det) > 1e-12))
        return false;
    for (int i = 0; i < 9; i++)
        ret[i] = adjoint[i] / det;
    return true;
}

/* The box of the picture whose upright hull on the master is `box`. `in` is the inverse of `m`. */
static struct sohoa_box to_image(const double m[9], const double in[9], struct sohoa_box box)
{
    double cx = box.x + box.w / 2.0, cy = box.y + box.h / 2.0;
    double scale = in[6] * cx + in[7] * cy + in[8];
    double x = (in[0] * cx + in[1] * cy + in[2]) / scale;
    double y = (in[3] * cx + in[4] * cy + in[5]) / scale;
    double d = m[6] * x + m[7] * y + m[8];
    /* how the hull grows with the box: W = a w + b h, H = c w + e h */
    double a = fabs((m[0] - cx * m[6]) / d), b = fabs((m[1] - cx * m[7]) / d);
    double c = fabs((m[3] - cy * m[6]) / d), e = fabs((m[4] - cy * m[7]) / d);
    double det = a * e - b * c, w = (e * box.w - b * box.h) / det,
           h = (a * box.h - c * box.w) / det;
    struct sohoa_box none = {0};
    if (!(fabs(x) < 1e6 && fabs(y) < 1e6 && w >= 1 && h >= 1 && w < 1e6 && h < 1e6))
        return none;
    return (struct sohoa_box){.x = (int32_t)lround(x - w / 2),
                              .y = (int32_t)lround(y - h / 2),
                              .w = (int32_t)lround(w),
                              .h = (int32_t)lround(h)};
}

/* Cuts the box to the picture. */
static struct sohoa_box clip(struct sohoa_box box, int32_t width, int32_t height)
{
    int32_t x0 = box.x > 0 ? box.x : 0, y0 = box.y > 0 ? box.y : 0;
    int32_t x1 = box.x + box.w < width ? box.x + box.w : width;
    int32_t y1 = box.y + box.h < height ? box.y + box.h : height;
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

struct hand_word *hand_words(const struct sohoa_page *page, size_t *ret_count)
{
    double inverse[9];
    size_t count = sohoa_text_words(page->text);
    int32_t width = pixGetWidth(page->image), height = pixGetHeight(page->image);
    struct hand_word *words = NULL;
    if (count > 0 && invert(page->to_master, inverse))
        words = calloc(count, sizeof *words);
    for (size_t i = 0; words && i < count; i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        words[i].box = clip(to_image(page->to_master, inverse, word.box), width, height);
        words[i].line = word.line;
        words[i].confidence = word.confidence;
        words[i].text = word.text;
    }
    if (words)
        *ret_count = count;
    return words;
}
