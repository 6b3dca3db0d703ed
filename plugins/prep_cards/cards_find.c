/* cards_find.c - blocks of print that stand alone on the paper, as copies of cards do, however they
 * lie. Pure. */
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Millimetres. A card is 85.6 x 54, its print a little less; copies are enlarged up to 1.4. */
#define CARD_W_LEAST 55
#define CARD_W_MOST 126
#define CARD_H_LEAST 26
#define CARD_H_MOST 84
#define SPECK 3.0
#define JOIN 5.0  /* gaps that do not part a block */
#define MERGE 9.0 /* ... nor a card, if both blocks together are no larger than one */
#define FAINT 24.0
#define CARD_W 88
#define CARD_H 56
#define EDGE 12.0
#define THIN 5.0
#define BAR 15.0
#define BAR_RUNS 4
#define CORNER 0.45
#define HOLLOW 0.2 /* what fills less of its place is an outline, not print */
#define WORD 10.0  /* what is narrower may go when there are too many blocks: holes, specks */

enum { REDUCED = 4, BLOCKS_MAX = 200, QUARTER = CARDS_DIRECTIONS / 2 };
#define STEP (M_PI / CARDS_DIRECTIONS)

static bool fits(double v, double least, double most)
{
    return v >= least && v <= most;
}

double cards_reach(const struct cards_block *block, int direction)
{
    return block->high[direction] - block->low[direction];
}

/* The rectangle whose width runs along a direction; past the half turn low and high change roles.
 */
static struct cards_card along(const struct cards_block *b, int k)
{
    int across = (k + QUARTER) % CARDS_DIRECTIONS;
    double u = (b->low[k] + b->high[k]) / 2, v = (b->low[across] + b->high[across]) / 2;
    v = k + QUARTER < CARDS_DIRECTIONS ? v : -v;
    double c = cos(k * STEP), s = sin(k * STEP);
    return (struct cards_card){.cx = u * c - v * s,
                               .cy = u * s + v * c,
                               .w = cards_reach(b, k),
                               .h = cards_reach(b, across),
                               .angle = k * STEP * 180 / M_PI};
}

struct cards_card cards_smallest(const struct cards_block *block)
{
    struct cards_card best = along(block, 0);
    double least = 0.9 * best.w * best.h;
    for (int k = 1; k < CARDS_DIRECTIONS; k++) {
        struct cards_card card = along(block, k);
        bool wide = card.w >= card.h;
        if (wide && card.w * card.h < least) {
            least = card.w * card.h;
            best = card;
        }
    }
    best.angle -= best.angle > 90 ? 180 : 0;
    return best;
}

struct cards_card cards_around(const struct cards_block *block, double angle)
{
    double turns = angle / 180;
    int k = (int)lround((turns - floor(turns)) * CARDS_DIRECTIONS) % CARDS_DIRECTIONS;
    struct cards_card card = along(block, k);
    card.angle = angle;
    return card;
}

/* May something as large be a card? What lies level may be less than one or enlarged; what lies
 * otherwise must have a card's shape, lest two cards below each other be taken for one. */
static bool no_larger(const struct cards_block *b, double mm)
{
    if (cards_reach(b, 0) <= CARD_W_MOST * mm && cards_reach(b, QUARTER) <= CARD_H_MOST * mm)
        return true;
    struct cards_card card = cards_smallest(b);
    double w = fmax(card.w, card.h), h = fmin(card.w, card.h);
    return w <= CARD_W_MOST * mm && h <= CARD_H_MOST * mm && (h <= 60 * mm || w >= 1.4 * h);
}

static bool card_sized(const struct cards_block *b, double mm)
{
    struct cards_card card = cards_smallest(b);
    double w = fmax(card.w, card.h), h = fmin(card.w, card.h);
    return fits(w / mm, CARD_W_LEAST, CARD_W_MOST) && fits(h / mm, CARD_H_LEAST, CARD_H_MOST);
}

/* An edge of the paper, a fold: longer than a word and thinner than a card's title. */
static bool is_thin(const struct cards_block *b, double mm)
{
    struct cards_card card = cards_smallest(b);
    return fmin(card.w, card.h) <= THIN * mm && fmax(card.w, card.h) >= 3 * THIN * mm;
}

/* ---- two cards that lie close together ---- */

static bool empty_line(PIX *pix, bool row, int at, int from, int to)
{
    for (int i = from; i < to; i++) {
        l_uint32 v = 0;
        pixGetPixel(pix, row ? i : at, row ? at : i, &v);
        if (v)
            return false;
    }
    return true;
}

/* The middle of the widest blank strip across the middle half of the block, in pixels of the
 * reduced picture; -1: none. */
static int blank_strip(PIX *pix, const BOX *box, bool row)
{
    int from = row ? box->y : box->x, size = row ? box->h : box->w;
    int across = row ? box->x : box->y, width = row ? box->w : box->h;
    int best = 0, at = -1, run = 0;
    for (int i = from + size / 4; i < from + size * 3 / 4; i++) {
        run = empty_line(pix, row, i, across, across + width) ? run + 1 : 0;
        if (run > best) {
            best = run;
            at = i - run / 2;
        }
    }
    return at;
}

/* ---- blocks ---- */

struct blocks {
    struct cards_block items[BLOCKS_MAX];
    uint32_t count;
    bool other; /* something that belongs to no page of cards */
};

/* The directions as unit vectors. */
struct compass {
    double x[CARDS_DIRECTIONS], y[CARDS_DIRECTIONS];
};

static void make_compass(struct compass *ret)
{
    for (int k = 0; k < CARDS_DIRECTIONS; k++) {
        ret->x[k] = cos(k * STEP);
        ret->y[k] = sin(k * STEP);
    }
}

static void extend(struct cards_block *block, const struct compass *compass, double x, double y)
{
    for (int k = 0; k < CARDS_DIRECTIONS; k++) {
        double at = x * compass->x[k] + y * compass->y[k];
        block->low[k] = at < block->low[k] ? at : block->low[k];
        block->high[k] = at > block->high[k] ? at : block->high[k];
    }
}

void cards_extend(struct cards_block *block, double x, double y)
{
    struct compass compass;
    make_compass(&compass);
    extend(block, &compass, x, y);
}

void cards_unite(struct cards_block *block, const struct cards_block *other)
{
    for (int k = 0; k < CARDS_DIRECTIONS; k++) {
        block->low[k] = fmin(block->low[k], other->low[k]);
        block->high[k] = fmax(block->high[k], other->high[k]);
    }
}

static struct cards_block nothing(void)
{
    struct cards_block b;
    for (int k = 0; k < CARDS_DIRECTIONS; k++) {
        b.low[k] = 1e9;
        b.high[k] = -1e9;
    }
    return b;
}

/* The ends of each row of the part's ink that lies inside the box. */
static struct cards_block block_of(PIX *part, const BOX *place, const BOX *in)
{
    struct cards_block b = nothing();
    struct compass compass;
    int width = pixGetWidth(part), height = pixGetHeight(part);
    make_compass(&compass);
    for (int y = 0; y < height; y++) {
        int first = -1, last = -1;
        const l_uint32 *line = pixGetData(part) + (size_t)pixGetWpl(part) * (size_t)y;
        if (place->y + y < in->y || place->y + y >= in->y + in->h)
            continue;
        for (int x = 0; x < width; x++)
            if (place->x + x >= in->x && place->x + x < in->x + in->w && GET_DATA_BIT(line, x)) {
                first = first < 0 ? x : first;
                last = x + 1;
            }
        if (first < 0)
            continue;
        for (int e = 0; e < 4; e++)
            extend(&b, &compass, (place->x + (e & 1 ? last : first)) * (double)REDUCED,
                   (place->y + y + (e & 2 ? 1 : 0)) * (double)REDUCED);
    }
    return b;
}

static void add(struct blocks *blocks, PIX *part, const BOX *place, const BOX *in)
{
    if (blocks->count == BLOCKS_MAX) {
        blocks->other = true;
        return;
    }
    struct cards_block b = block_of(part, place, in);
    if (b.high[0] >= b.low[0])
        blocks->items[blocks->count++] = b;
}

static double gap(const struct cards_block *a, const struct cards_block *b, int k)
{
    return fmax(b->low[k] - a->high[k], a->low[k] - b->high[k]);
}

/* True, and a is both, when they may be parts of one card: near each other, or, where much of a
 * card was too faint to be seen, together as large as a card that is not enlarged. */
static bool merge(struct cards_block *a, const struct cards_block *b, double mm)
{
    struct cards_block both = *a;
    double apart = fmax(gap(a, b, 0), gap(a, b, QUARTER));
    if (apart > FAINT * mm)
        return false;
    cards_unite(&both, b);
    bool one = cards_reach(&both, 0) <= CARD_W * mm && cards_reach(&both, QUARTER) <= CARD_H * mm;
    if (apart > MERGE * mm ? !one : !no_larger(&both, mm))
        return false;
    *a = both;
    return true;
}

static void merge_all(struct blocks *blocks, double mm)
{
    for (uint32_t i = 0; i < blocks->count; i++)
        for (uint32_t k = i + 1; k < blocks->count; k++)
            if (merge(&blocks->items[i], &blocks->items[k], mm)) {
                blocks->items[k] = blocks->items[--blocks->count];
                i = UINT32_MAX; /* what has grown may reach others */
                break;
            }
}

/* No more than patches hold: the smallest go, if they can be no words. */
static void drop_smallest(struct blocks *blocks, double mm)
{
    while (blocks->count > SOHOA_PATCHES_MAX && !blocks->other) {
        uint32_t least = 0;
        for (uint32_t i = 1; i < blocks->count; i++)
            if (cards_reach(&blocks->items[i], 0) < cards_reach(&blocks->items[least], 0))
                least = i;
        blocks->other = cards_reach(&blocks->items[least], 0) > WORD * mm &&
                        !is_thin(&blocks->items[least], mm);
        blocks->items[least] = blocks->items[--blocks->count];
    }
}

static bool is_hollow(PIX *part)
{
    l_float32 share = 1;
    return pixForegroundFraction(part, &share) == 0 && share < HOLLOW;
}

/* One block, or two cards that lie close together. */
static void add_parted(struct blocks *blocks, PIX *small, PIX *part, BOX *box, double mm)
{
    double w = box->w / mm, h = box->h / mm;
    if (w < SPECK || h < SPECK)
        return;
    struct cards_block whole = block_of(part, box, box);
    bool one = no_larger(&whole, mm * REDUCED);
    bool tall = !one && h > CARD_H_MOST && h <= 2 * CARD_H_MOST && w <= CARD_W_MOST;
    bool wide = !one && w > CARD_W_MOST && w <= 2 * CARD_W_MOST && h <= CARD_H_MOST;
    int at = tall || wide ? blank_strip(small, box, tall) : -1;
    BOX first = *box, second = *box;
    if (at < 0 && !one && is_hollow(part))
        return;
    if (at < 0) {
        blocks->other |= !one;
        add(blocks, part, box, box);
        return;
    }
    if (tall) {
        first.h = at - box->y;
        second.y = at;
        second.h = box->y + box->h - at;
    } else {
        first.w = at - box->x;
        second.x = at;
        second.w = box->x + box->w - at;
    }
    add(blocks, part, box, &first);
    add(blocks, part, box, &second);
}

static int by_place(const void *a, const void *b)
{
    double p = ((const struct cards_block *)a)->low[QUARTER];
    double q = ((const struct cards_block *)b)->low[QUARTER];
    return (p > q) - (p < q);
}

/* What is left of the lid, the desk, a photo's edges: thin, and at the edge. */
static bool is_edge(const BOX *box, PIX *small, double mm)
{
    int w = pixGetWidth(small), h = pixGetHeight(small), edge = (int)(EDGE * mm);
    return box->x + box->w < edge || box->y + box->h < edge || box->x > w - edge ||
           box->y > h - edge;
}

/* A bar or a corner: long, thin or hollow, and without the gaps that lines of letters have. A
 * sketch shows the edges of paper that lies on something darker so. */
static bool is_bar(PIX *small, PIX *part, const BOX *box, double mm)
{
    struct cards_block block = block_of(part, box, box);
    struct cards_card card = cards_smallest(&block);
    double w = fmax(card.w, card.h) / REDUCED, h = fmin(card.w, card.h) / REDUCED;
    bool level = box->w >= box->h, bar = h <= BAR * mm && w >= 4 * h;
    l_float32 share = 1;
    int most = 0;
    (void)pixForegroundFraction(part, &share);
    if (w < 3 * THIN * mm || (!bar && (share > CORNER || card_sized(&block, mm * REDUCED))))
        return false;
    for (int i = 0; i < (level ? box->h : box->w); i++) {
        l_uint32 before = 0, v = 0;
        int runs = 0;
        for (int k = 0; k < (level ? box->w : box->h); k++, before = v) {
            pixGetPixel(small, box->x + (level ? k : i), box->y + (level ? i : k), &v);
            runs += v && !before;
        }
        most = runs > most ? runs : most;
    }
    return most <= BAR_RUNS;
}

static void gather(struct blocks *blocks, PIX *small, double mm)
{
    int brick = (int)(JOIN * mm + 0.5);
    PIX *closed = pixCloseSafeBrick(NULL, small, brick > 1 ? brick : 2, brick > 1 ? brick : 2);
    PIXA *parts = NULL;
    BOXA *boxes = closed ? pixConnComp(closed, &parts, 8) : NULL;
    int all = boxes ? boxaGetCount(boxes) : 0;
    for (int i = 0; all <= BLOCKS_MAX && i < all; i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        PIX *part = pixaGetPix(parts, i, L_CLONE);
        if (!is_edge(box, small, mm) && !is_bar(small, part, box, mm))
            add_parted(blocks, small, part, box, mm);
        pixDestroy(&part);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    pixDestroy(&closed);
}

uint32_t cards_find(PIX *sketch, double mm, const struct cards_code *codes, uint32_t code_count,
                    struct cards_block ret[SOHOA_PATCHES_MAX])
{
    struct blocks *blocks = calloc(1, sizeof *blocks);
    PIX *reduced = pixReduceRankBinaryCascade(sketch, 2, 1, 0, 0);
    PIX *small = reduced ? pixRemoveBorderConnComps(reduced, 8) : NULL;
    uint32_t count = 0;
    bool cards = false;
    if (blocks && small) {
        gather(blocks, small, mm / REDUCED);
        blocks->count = cards_complete(blocks->items, blocks->count, mm, codes, code_count);
        merge_all(blocks, mm);
        drop_smallest(blocks, mm);
        for (uint32_t i = 0; i < blocks->count; i++)
            cards |= card_sized(&blocks->items[i], mm);
    }
    if (cards && !blocks->other) {
        count = blocks->count;
        qsort(blocks->items, count, sizeof *blocks->items, by_place);
        memcpy(ret, blocks->items, count * sizeof *ret);
    }
    pixDestroy(&reduced);
    pixDestroy(&small);
    free(blocks);
    return count;
}

bool cards_shaped(const struct cards_block *blocks, uint32_t count, double mm)
{
    uint32_t cards = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct cards_card card = cards_smallest(&blocks[i]);
        double w = fmax(card.w, card.h), h = fmin(card.w, card.h);
        bool shaped = card_sized(&blocks[i], mm) && fits(w / h, 1.3, 2.3);
        if (!shaped && !is_thin(&blocks[i], mm))
            return false;
        cards += shaped;
    }
    return cards > 0;
}
