/* digits_comb.c - numbers in one-digit boxes whose frames nobody saw: thin or worn frames stay in
 * the picture, and recognition makes bars and brackets of them ("0|i|9|o[sg[s|4"). Where a line of
 * text holds such, figures of one height that stand at one pace are read from the picture: twelve
 * of them, each sure, are a citizen ID. */
#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES = 12, PIECES_MAX = 400, LEAST_BARS = 3 };
#define LEAST_SURE 0.9F
#define LEAST_PACE 1.2 /* of the height of the figures: more than print has */

/* A part of the picture with its glyphs. */
struct comb {
    PIX *gray;
    struct sohoa_box place;
    struct digits_glyph all[PIECES_MAX], *teeth[PIECES_MAX];
    int count, tooth_count, height;
};

static int bars_of(const char *text)
{
    int bars = 0;
    for (const char *c = text; *c; c++)
        bars += strchr("|[]!", *c) != NULL;
    return bars;
}

/* Where the line's words between its first and its last bar stand in the image, with room for a box
 * on both sides. */
static bool place_of(const struct sohoa_page *page, struct sohoa_line line, struct sohoa_box *ret)
{
    int bars = 0;
    struct sohoa_box all = {0};
    for (size_t i = line.first; i < (size_t)line.first + line.count; i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        int here = bars_of(word.text);
        bool figures = bars && strpbrk(word.text, "0123456789");
        if (!here && !figures)
            continue;
        int32_t right = word.box.x + word.box.w, low = word.box.y + word.box.h;
        if (!bars)
            all = word.box;
        all.w = (right > all.x + all.w ? right : all.x + all.w) - all.x;
        low = low > all.y + all.h ? low : all.y + all.h;
        all.y = word.box.y < all.y ? word.box.y : all.y;
        all.h = low - all.y;
        bars += here;
    }
    struct sohoa_box b = sohoa_page_to_image(page, all);
    *ret = (struct sohoa_box){b.x - 2 * b.h, b.y - b.h / 2, b.w + 4 * b.h, 2 * b.h};
    return bars >= LEAST_BARS && b.h >= 8 && b.h < 500 && b.w > 4 * b.h && abs(b.x) < 100000 &&
           abs(b.y) < 100000 && ret->w <= 2 * pixGetWidth(page->image);
}

static int by_middle(const void *a, const void *b)
{
    const struct digits_glyph *p = *(struct digits_glyph *const *)a,
                              *q = *(struct digits_glyph *const *)b;
    return 2 * p->x + p->w - (2 * q->x + q->w);
}

static double middle(const struct digits_glyph *g)
{
    return g->x + g->w / 2.0;
}

static bool alike(const struct digits_glyph *a, const struct digits_glyph *b)
{
    return abs(a->h - b->h) <= 1 + b->h / 8 && abs(a->y - b->y) <= 1 + b->h / 6 &&
           a->w > 0.15 * b->h && a->w < 1.1 * b->h;
}

/* The most pieces that are of one height in one line. */
static void find_teeth(struct comb *comb)
{
    int best = -1, most = 0,
        least = comb->place.h / 7; /* of the room for a box: lower are dashes */
    for (int i = 0; i < comb->count; i++) {
        int same = 0;
        for (int k = 0; comb->all[i].h >= least && k < comb->count; k++)
            same += alike(&comb->all[k], &comb->all[i]);
        if (same > most) {
            most = same;
            best = i;
        }
    }
    comb->tooth_count = 0;
    for (int k = 0; best >= 0 && k < comb->count; k++)
        if (alike(&comb->all[k], &comb->all[best]))
            comb->teeth[comb->tooth_count++] = &comb->all[k];
    comb->height = best >= 0 ? comb->all[best].h : 0;
    qsort(comb->teeth, (size_t)comb->tooth_count, sizeof *comb->teeth, by_middle);
}

/* The first of twelve teeth at one pace, each in the middle of its box; -1: there are none. */
static int first_tooth(const struct comb *comb, double *ret_pace)
{
    for (int first = 0; first + FIGURES <= comb->tooth_count; first++) {
        struct digits_glyph *const *teeth = comb->teeth + first;
        double pace = (middle(teeth[FIGURES - 1]) - middle(teeth[0])) / (FIGURES - 1);
        bool even = pace >= LEAST_PACE * comb->height && pace <= 4.0 * comb->height;
        for (int i = 1; even && i < FIGURES; i++)
            even = fabs(middle(teeth[i]) - middle(teeth[0]) - i * pace) < 0.2 * pace;
        *ret_pace = pace;
        if (even)
            return first;
    }
    return -1;
}

static bool read_comb(const struct sohoa_net *net, struct comb *comb, struct digits_row *ret)
{
    double pace;
    find_teeth(comb);
    int first = first_tooth(comb, &pace), tone = digits_tone(comb->gray);
    struct digits_glyph *const *teeth = comb->teeth + first;
    for (int i = 0; first >= 0 && i < FIGURES; i++) {
        float ink[DIGITS_INPUTS];
        digits_sample(comb->gray, tone, teeth[i], ink);
        int figure = sohoa_net_classify(net, ink, &ret->sure[i]);
        if (figure == DIGITS_OTHER || ret->sure[i] < LEAST_SURE)
            return false;
        ret->text[i] = (char)('0' + figure);
    }
    if (first < 0)
        return false;
    ret->text[FIGURES] = '\0';
    ret->place = (struct sohoa_box){
        .x = comb->place.x + (int)lround(middle(teeth[0]) - pace / 2),
        .y = comb->place.y + teeth[0]->y - comb->height / 3,
        .w = (int)lround(FIGURES * pace),
        .h = comb->height * 5 / 3,
    };
    return true;
}

/* Its ink at one threshold. */
static void cut(struct comb *comb, int threshold)
{
    PIX *bits = pixThresholdToBinary(comb->gray, threshold);
    BOXA *found = bits ? pixConnCompBB(bits, 8) : NULL;
    comb->count = found ? boxaGetCount(found) : 0;
    comb->count = comb->count > PIECES_MAX ? 0 : comb->count;
    for (int i = 0; i < comb->count; i++) {
        struct digits_glyph *g = &comb->all[i];
        boxaGetBoxGeometry(found, i, &g->x, &g->y, &g->w, &g->h);
    }
    boxaDestroy(&found);
    pixDestroy(&bits);
}

int digits_combs(const struct sohoa_net *net, const struct sohoa_page *page, struct digits_row *ret,
                 int room)
{
    static const int thresholds[] = {128, 190, 80};
    int read = 0;
    for (size_t l = 0; l < sohoa_text_lines(page->text) && read < room; l++) {
        struct comb comb = {.count = 0};
        bool done = false;
        if (!place_of(page, sohoa_text_line(page->text, l), &comb.place))
            continue;
        comb.gray = digits_picture(page->image, comb.place);
        for (int t = 0; comb.gray && !done && t < 3; t++) {
            cut(&comb, thresholds[t]);
            done = read_comb(net, &comb, &ret[read]);
        }
        pixDestroy(&comb.gray);
        read += done;
    }
    return read;
}
