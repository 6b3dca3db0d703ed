/* hand_cells.c - what a pen wrote into the cells of a ruled table, or on a line to write on, and
 * recognition left out whole. A cell is what has a rule on each of its four sides; stages before
 * have taken rules and leaders off the picture and noted where they stood. */
#include "hand.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

/* Shares of the height of the page's letters. */
#define TALL_LEAST 0.5F
#define TALL_MOST 4.0F
#define WIDE_LEAST 0.4F
#define INK_LEAST 0.3F /* ... of the height's square */
#define APART 0.8F     /* how far strokes of one word or line lie from each other, at most */
#define AROUND 0.15F   /* what is left of a word around its box */
#define BREADTH 0.12F  /* what is left of a rule, to each side */
#define LINE_NEAR 0.6F /* between the foot of writing and its line */
#define LINE_HIGH 2.0F /* writing above its line */

struct grid {
    struct sohoa_box *rules; /* and leaders, in the picture */
    struct sohoa_box *marks; /* seals and signatures */
    size_t count, mark_count;
};

static bool is_upright(const struct sohoa_box *box)
{
    return box->h > box->w;
}

static struct grid grid_of(const struct sohoa_page *page)
{
    size_t count = sohoa_marks_count(page->marks);
    struct grid grid = {.rules = calloc(count + 1, sizeof *grid.rules),
                        .marks = calloc(count + 1, sizeof *grid.marks)};
    for (size_t i = 0; grid.rules && grid.marks && i < count; i++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, i);
        struct sohoa_box box = sohoa_page_to_image(page, mark.box);
        if (mark.kind == SOHOA_MARK_RULE || mark.kind == SOHOA_MARK_LEADER)
            grid.rules[grid.count++] = box;
        if (mark.kind == SOHOA_MARK_SEAL || mark.kind == SOHOA_MARK_SIGNATURE)
            grid.marks[grid.mark_count++] = box;
    }
    return grid;
}

/* What the rules stand around, and room above the uppermost, cut to the picture; w is 0: none. */
static struct sohoa_box reach_of(const struct grid *grid, PIX *bits, float height)
{
    int32_t x0 = pixGetWidth(bits), y0 = pixGetHeight(bits), x1 = 0, y1 = 0;
    int32_t wide = x0, high = y0, above = (int32_t)(LINE_HIGH * height);
    int32_t below = (int32_t)(LINE_NEAR * height);
    for (size_t i = 0; i < grid->count; i++) {
        const struct sohoa_box *box = &grid->rules[i];
        x0 = box->x < x0 ? box->x : x0;
        y0 = box->y - above < y0 ? box->y - above : y0;
        x1 = box->x + box->w > x1 ? box->x + box->w : x1;
        y1 = box->y + box->h + below > y1 ? box->y + box->h + below : y1;
    }
    x0 = x0 > 0 ? x0 : 0;
    y0 = y0 > 0 ? y0 : 0;
    x1 = x1 < wide ? x1 : wide;
    y1 = y1 < high ? y1 : high;
    if (x1 <= x0 || y1 <= y0)
        return (struct sohoa_box){0};
    return (struct sohoa_box){x0, y0, x1 - x0, y1 - y0};
}

/* Whether rules stand left and right of the point, and above and below it. */
static bool in_cell(const struct grid *grid, int32_t x, int32_t y)
{
    bool left = false, right = false, above = false, below = false;
    for (size_t i = 0; i < grid->count; i++) {
        const struct sohoa_box *box = &grid->rules[i];
        int32_t mx = box->x + box->w / 2, my = box->y + box->h / 2;
        if (is_upright(box) && y >= box->y && y < box->y + box->h) {
            left |= mx < x;
            right |= mx > x;
        } else if (!is_upright(box) && x >= box->x && x < box->x + box->w) {
            above |= my < y;
            below |= my > y;
        }
    }
    return left && right && above && below;
}

/* Whether most of it stands above a level line, its foot near that. */
static bool on_line(const struct grid *grid, struct sohoa_box word, float height)
{
    for (size_t i = 0; i < grid->count; i++) {
        const struct sohoa_box *box = &grid->rules[i];
        int32_t from = box->x > word.x ? box->x : word.x;
        int32_t end = box->x + box->w, to = end < word.x + word.w ? end : word.x + word.w;
        int32_t below = box->y + box->h / 2 - (word.y + word.h);
        if (!is_upright(box) && (to - from) * 2 > word.w && (float)abs(below) < LINE_NEAR * height)
            return true;
    }
    return false;
}

static bool in_mark(const struct grid *grid, int32_t x, int32_t y)
{
    for (size_t i = 0; i < grid->mark_count; i++) {
        const struct sohoa_box *box = &grid->marks[i];
        if (x >= box->x && x < box->x + box->w && y >= box->y && y < box->y + box->h)
            return true;
    }
    return false;
}

/* Whether something is written there: in a cell or on a line, and no seal or signature. */
static bool is_place(const struct grid *grid, struct sohoa_box word, float height)
{
    int32_t x = word.x + word.w / 2, y = word.y + word.h / 2;
    return (in_cell(grid, x, y) || on_line(grid, word, height)) && !in_mark(grid, x, y);
}

static void clear(PIX *pix, struct sohoa_box reach, int32_t x, int32_t y, int32_t w, int32_t h)
{
    pixRasterop(pix, x - reach.x, y - reach.y, w, h, PIX_CLR, NULL, 0, 0);
}

static void clear_uprights(PIX *pix, struct sohoa_box reach, const struct grid *grid, int32_t half)
{
    for (size_t i = 0; i < grid->count; i++) {
        const struct sohoa_box *box = &grid->rules[i];
        if (is_upright(box))
            clear(pix, reach, box->x + box->w / 2 - half, box->y, 2 * half + 1, box->h);
    }
}

/* The ink there that is neither a word's nor a rule's. NULL: no memory. */
static PIX *left_over(PIX *bits, struct sohoa_box reach, const struct grid *grid,
                      const struct hand_word *words, size_t count, float height)
{
    BOX *box = boxCreate(reach.x, reach.y, reach.w, reach.h);
    PIX *ret = box ? pixClipRectangle(bits, box, NULL) : NULL;
    int32_t around = (int32_t)(AROUND * height);
    boxDestroy(&box);
    for (size_t i = 0; ret && i < count; i++)
        clear(ret, reach, words[i].box.x - around, words[i].box.y - around,
              words[i].box.w + 2 * around, words[i].box.h + 2 * around);
    if (ret)
        clear_uprights(ret, reach, grid, (int32_t)(BREADTH * height));
    return ret;
}

/* Strokes joined to words, none across an upright rule. NULL: no memory, or no ink. */
static BOXA *joined(PIX *ink, struct sohoa_box reach, const struct grid *grid, float height)
{
    PIX *wide = pixCloseSafeBrick(NULL, ink, (int)(APART * height) + 1, (int)(height / 4) + 1);
    BOXA *ret = NULL;
    if (wide) {
        clear_uprights(wide, reach, grid, 1);
        ret = pixConnCompBB(wide, 8);
    }
    pixDestroy(&wide);
    return ret;
}

static bool is_word(PIX *ink, BOX *box, float height)
{
    l_int32 w = 0, h = 0, count = 0;
    boxGetGeometry(box, NULL, NULL, &w, &h);
    if ((float)h < TALL_LEAST * height || (float)h > TALL_MOST * height ||
        (float)w < WIDE_LEAST * height)
        return false;
    pixCountPixelsInRect(ink, box, &count, NULL);
    return (float)count >= INK_LEAST * height * height;
}

size_t hand_cells_missed(const struct sohoa_page *page, PIX *bits, const struct hand_word *words,
                         size_t count, int32_t height, struct sohoa_box ret[HAND_CELLS_MAX])
{
    struct grid grid = grid_of(page);
    struct sohoa_box reach = reach_of(&grid, bits, (float)height);
    PIX *ink = NULL;
    BOXA *boxes = NULL;
    size_t found = 0;
    if (reach.w > 0)
        ink = left_over(bits, reach, &grid, words, count, (float)height);
    if (ink)
        boxes = joined(ink, reach, &grid, (float)height);
    for (int i = 0; boxes && i < boxaGetCount(boxes) && found < HAND_CELLS_MAX; i++) {
        l_int32 x, y, w, h;
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        boxGetGeometry(box, &x, &y, &w, &h);
        struct sohoa_box word = {reach.x + x, reach.y + y, w, h};
        if (is_word(ink, box, (float)height) && is_place(&grid, word, (float)height))
            ret[found++] = word;
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixDestroy(&ink);
    free(grid.rules);
    free(grid.marks);
    return found;
}
