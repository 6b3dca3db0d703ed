/* cards_find.c - blocks of print that stand alone on the paper, as copies of cards do. Pure. */
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
#define WORD 10.0 /* what is narrower may go when there are too many blocks: holes, specks */

enum { REDUCED = 4, BLOCKS_MAX = 200 };

static bool fits(double v, double least, double most)
{
    return v >= least && v <= most;
}

static bool card_sized(const struct cards_block *b, double mm)
{
    return fits(b->w / mm, CARD_W_LEAST, CARD_W_MOST) && fits(b->h / mm, CARD_H_LEAST, CARD_H_MOST);
}

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

struct blocks {
    struct cards_block items[BLOCKS_MAX];
    uint32_t count;
    bool other; /* something that belongs to no page of cards */
};

static void add(struct blocks *blocks, const BOX *box)
{
    if (blocks->count == BLOCKS_MAX) {
        blocks->other = true;
        return;
    }
    blocks->items[blocks->count++] = (struct cards_block){.x = (double)box->x * REDUCED,
                                                          .y = (double)box->y * REDUCED,
                                                          .w = (double)box->w * REDUCED,
                                                          .h = (double)box->h * REDUCED};
}

static double gap(double a, double a_size, double b, double b_size)
{
    return fmax(b - a - a_size, a - b - b_size);
}

/* True, and a is both, when they may be parts of one card. */
static bool merge(struct cards_block *a, const struct cards_block *b, double mm)
{
    double x = fmin(a->x, b->x), y = fmin(a->y, b->y);
    double w = fmax(a->x + a->w, b->x + b->w) - x, h = fmax(a->y + a->h, b->y + b->h) - y;
    double apart = fmax(gap(a->x, a->w, b->x, b->w), gap(a->y, a->h, b->y, b->h));
    if (apart > MERGE * mm || w > CARD_W_MOST * mm || h > CARD_H_MOST * mm)
        return false;
    *a = (struct cards_block){x, y, w, h, 0};
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
            if (blocks->items[i].w < blocks->items[least].w)
                least = i;
        blocks->other = blocks->items[least].w > WORD * mm;
        blocks->items[least] = blocks->items[--blocks->count];
    }
}

/* One block, or two cards that lie close together. */
static void add_parted(struct blocks *blocks, PIX *small, BOX *box, double mm)
{
    double w = box->w / mm, h = box->h / mm;
    bool tall = h > CARD_H_MOST && h <= 2 * CARD_H_MOST && w <= CARD_W_MOST;
    bool wide = w > CARD_W_MOST && w <= 2 * CARD_W_MOST && h <= CARD_H_MOST;
    int at = tall || wide ? blank_strip(small, box, tall) : -1;
    BOX first = *box, second = *box;
    if (w < SPECK || h < SPECK)
        return;
    if (at < 0) {
        blocks->other |= w > CARD_W_MOST || h > CARD_H_MOST;
        add(blocks, box);
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
    add(blocks, &first);
    add(blocks, &second);
}

static int by_place(const void *a, const void *b)
{
    const struct cards_block *p = a, *q = b;
    return (p->y > q->y) - (p->y < q->y);
}

uint32_t cards_find(PIX *sketch, double mm, struct cards_block ret[SOHOA_PATCHES_MAX])
{
    struct blocks blocks = {.count = 0};
    PIX *small = pixReduceRankBinaryCascade(sketch, 2, 1, 0, 0);
    double small_mm = mm / REDUCED;
    int brick = (int)(JOIN * small_mm + 0.5);
    PIX *closed =
        small ? pixCloseSafeBrick(NULL, small, brick > 1 ? brick : 2, brick > 1 ? brick : 2) : NULL;
    BOXA *boxes = closed ? pixConnCompBB(closed, 8) : NULL;
    int all = boxes ? boxaGetCount(boxes) : 0;
    bool cards = false;
    for (int i = 0; all <= BLOCKS_MAX && i < all; i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        add_parted(&blocks, small, box, small_mm);
        boxDestroy(&box);
    }
    merge_all(&blocks, mm);
    drop_smallest(&blocks, mm);
    for (uint32_t i = 0; i < blocks.count; i++)
        cards |= card_sized(&blocks.items[i], mm);
    boxaDestroy(&boxes);
    pixDestroy(&closed);
    pixDestroy(&small);
    if (!cards || blocks.other)
        return 0;
    qsort(blocks.items, blocks.count, sizeof *blocks.items, by_place);
    memcpy(ret, blocks.items, blocks.count * sizeof *ret);
    return blocks.count;
}

bool cards_shaped(const struct cards_block *blocks, uint32_t count, double mm)
{
    for (uint32_t i = 0; i < count; i++)
        if (!card_sized(&blocks[i], mm) || !fits(blocks[i].w / blocks[i].h, 1.3, 2.3))
            return false;
    return count > 0;
}
