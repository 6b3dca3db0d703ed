/* digits_comb.c - numbers in one-digit boxes whose frames nobody saw: thin or worn frames stay in
 * the picture, and recognition makes bars and brackets of them ("0|i|9|o[sg[s|4"); or they were
 * wiped as rules, and recognition sees figures that stand alone ("0 8 9 7"); or of a row only some
 * boxes were found. There, figures of one height that stand at one pace are read from the picture:
 * twelve of them, most of them sure, are a citizen ID. */
#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES = 12, MOST = 9, PIECES_MAX = 400, LEAST_BARS = 3, LEAST_SINGLE = 4 };
#define LEAST_SURE 0.6F
#define SURE 0.9F      /* most of them are */
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

static void widen(struct sohoa_box *all, struct sohoa_box b)
{
    int32_t right = b.x + b.w, low = b.y + b.h;
    all->w = (right > all->x + all->w ? right : all->x + all->w) - all->x;
    low = low > all->y + all->h ? low : all->y + all->h;
    all->y = b.y < all->y ? b.y : all->y;
    all->h = low - all->y;
}

static bool can_be(const struct sohoa_page *page, struct sohoa_box b)
{
    return b.h >= 16 && b.h < 1000 && b.w > 2 * b.h && abs(b.x) < 100000 && abs(b.y) < 100000 &&
           b.w <= 2 * pixGetWidth(page->image);
}

static bool is_single(const char *text)
{
    return text[0] >= '0' && text[0] <= '9' && !text[1];
}

/* Where figures are that stand alone beside this one, the first of them, and where twelve of them
 * would be. */
static bool place_of_single(const struct sohoa_page *page, size_t first, struct sohoa_box *ret)
{
    struct sohoa_box from = sohoa_page_to_image(page, sohoa_text_word(page->text, first).box);
    struct sohoa_box all = from;
    int count = 0, pace = 0;
    for (size_t i = 0; i < sohoa_text_words(page->text); i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        if (!is_single(word.text))
            continue;
        struct sohoa_box b = sohoa_page_to_image(page, word.box);
        int step = b.x + b.w / 2 - (from.x + from.w / 2);
        if (abs(b.y + b.h / 2 - from.y - from.h / 2) > from.h / 2 || abs(step) > 60 * from.h)
            continue;
        if (step < 0)
            return false;
        pace = step && (!pace || step < pace) ? step : pace;
        widen(&all, b);
        count++;
    }
    int room = FIGURES * pace - all.w;
    room = room > 0 ? room + pace / 2 : pace / 2;
    *ret = (struct sohoa_box){all.x - room, all.y - all.h / 2, all.w + 2 * room, 2 * all.h};
    return count >= LEAST_SINGLE && can_be(page, *ret);
}

/* Where twelve boxes would be of which some were found. */
static bool place_of_cells(const struct sohoa_page *page, struct sohoa_mark mark,
                           struct sohoa_box *ret)
{
    if (mark.kind != SOHOA_MARK_CELLS || mark.count < 3 || mark.count > FIGURES)
        return false;
    struct sohoa_box b = sohoa_page_to_image(page, mark.box);
    int step = b.w / (int)mark.count, room = (FIGURES + 1 - (int)mark.count) * step;
    *ret = (struct sohoa_box){b.x - room, b.y - b.h / 10, b.w + 2 * room, b.h + b.h / 5};
    return step < 3 * b.h && can_be(page, *ret);
}

/* Where the line's words between its first and its last bar stand in the image, with room for a box
 * on both sides. */
static bool place_of_bars(const struct sohoa_page *page, struct sohoa_line line,
                          struct sohoa_box *ret)
{
    int bars = 0;
    struct sohoa_box all = {0};
    for (size_t i = line.first; i < (size_t)line.first + line.count; i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        int here = bars_of(word.text);
        bool figures = bars && strpbrk(word.text, "0123456789");
        if (!here && !figures)
            continue;
        if (!bars)
            all = word.box;
        widen(&all, word.box);
        bars += here;
    }
    struct sohoa_box b = sohoa_page_to_image(page, all);
    *ret = (struct sohoa_box){b.x - 2 * b.h, b.y - b.h / 2, b.w + 4 * b.h, 2 * b.h};
    return bars >= LEAST_BARS && b.w > 4 * b.h && can_be(page, *ret);
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
    int first = first_tooth(comb, &pace);
    struct digits_glyph *const *teeth = comb->teeth + first;
    int sure = 0;
    for (int i = 0; first >= 0 && i < FIGURES; i++) {
        float ink[DIGITS_INPUTS];
        digits_sample(comb->gray, digits_tone_of(comb->gray, teeth[i]), teeth[i], ink);
        int figure = sohoa_net_classify(net, ink, &ret->sure[i]);
        if (figure == DIGITS_OTHER || ret->sure[i] < LEAST_SURE)
            return false;
        ret->text[i] = (char)('0' + figure);
        sure += ret->sure[i] >= SURE;
    }
    if (first < 0 || sure < MOST)
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

static bool read_place(const struct sohoa_net *net, const struct sohoa_page *page,
                       struct sohoa_box place, struct digits_row *ret)
{
    static const int thresholds[] = {128, 190, 80, 128, 190};
    enum { WAYS = sizeof thresholds / sizeof *thresholds, TONED = 3 }; /* from there: its tones */
    bool done = false;
    for (int i = 0; i < WAYS && !done; i++) {
        struct comb comb = {.place = place};
        bool toned = i >= TONED;
        comb.gray = toned ? digits_toned(page, place) : digits_picture(page->image, place);
        if (comb.gray) {
            cut(&comb, thresholds[i]);
            done = read_comb(net, &comb, ret);
        }
        pixDestroy(&comb.gray);
    }
    return done;
}

int digits_combs(const struct sohoa_net *net, const struct sohoa_page *page, struct digits_row *ret,
                 int room)
{
    int read = 0;
    struct sohoa_box place;
    for (size_t l = 0; l < sohoa_text_lines(page->text) && read < room; l++)
        if (place_of_bars(page, sohoa_text_line(page->text, l), &place))
            read += read_place(net, page, place, &ret[read]);
    for (size_t i = 0; i < sohoa_text_words(page->text) && read < room; i++)
        if (is_single(sohoa_text_word(page->text, i).text) && place_of_single(page, i, &place))
            read += read_place(net, page, place, &ret[read]);
    for (size_t i = 0; i < sohoa_marks_count(page->marks) && read < room; i++)
        if (place_of_cells(page, sohoa_marks_get(page->marks, i), &place))
            read += read_place(net, page, place, &ret[read]);
    return read;
}
