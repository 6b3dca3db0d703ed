/* cards_complete.c - on a faint copy a card is seen in pieces, and some of it not at all; but where
 * its QR or its zone was read, its size and place are known. Pure. */
#include "cards.h"

#include <math.h>

/* Millimetres, of a card that is not enlarged: itself, its zone and its QR, and how far the card's
 * middle lies from theirs. Makers differ by two or three. */
#define WIDTH 85.6
#define HEIGHT 54.0
#define ZONE_WIDTH 75.0
#define ZONE_UP 14.5
#define QR_SIDE 17.5
#define QR_LEFT 31.7
#define QR_DOWN 15.5
#define SURELY 0.94 /* of the card: so much of it is its own */
#define NEARLY 0.85 /* of the card: a block as large is whole */
#define SCALE_LEAST 0.6
#define SCALE_MOST 1.6

enum { QUARTER = CARDS_DIRECTIONS / 2 };

static struct cards_card card_at(const struct cards_code *code, double mm, bool on_its_head)
{
    double scale = code->size / mm / (code->zone ? ZONE_WIDTH : QR_SIDE);
    double unit = scale * mm * (on_its_head ? -1 : 1);
    return (struct cards_card){.cx = code->x - (code->zone ? 0 : QR_LEFT) * unit,
                               .cy = code->y + (code->zone ? -ZONE_UP : QR_DOWN) * unit,
                               .w = WIDTH * scale * mm,
                               .h = HEIGHT * scale * mm};
}

static bool holds(const struct cards_card *card, const struct cards_block *block)
{
    double x = (block->low[0] + block->high[0]) / 2;
    double y = (block->low[QUARTER] + block->high[QUARTER]) / 2;
    return fabs(x - card->cx) < card->w / 2 && fabs(y - card->cy) < card->h / 2 &&
           cards_reach(block, 0) < 1.2 * card->w && cards_reach(block, QUARTER) < 1.2 * card->h;
}

static double inked(const struct cards_card *card, const struct cards_block *blocks, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        if (holds(card, &blocks[i]))
            sum += cards_reach(&blocks[i], 0) * cards_reach(&blocks[i], QUARTER);
    return sum;
}

/* A block that is a whole card already, however it lies. */
static bool is_whole(const struct cards_code *code, const struct cards_card *card,
                     const struct cards_block *blocks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct cards_block *b = &blocks[i];
        struct cards_card seen = cards_smallest(b);
        if (code->x > b->low[0] && code->x < b->high[0] && code->y > b->low[QUARTER] &&
            code->y < b->high[QUARTER] && fmax(seen.w, seen.h) > NEARLY * card->w &&
            fmin(seen.w, seen.h) > NEARLY * card->h)
            return true;
    }
    return false;
}

/* All blocks of the card become the first of them, which grows to the card's size. */
static uint32_t unite(const struct cards_card *card, struct cards_block *blocks, uint32_t count)
{
    uint32_t kept = 0, first = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (first != UINT32_MAX && holds(card, &blocks[i])) {
            cards_unite(&blocks[first], &blocks[i]);
            continue;
        }
        if (first == UINT32_MAX && holds(card, &blocks[i]))
            first = kept;
        blocks[kept++] = blocks[i];
    }
    for (int corner = 0; first != UINT32_MAX && corner < 4; corner++)
        cards_extend(&blocks[first], card->cx + (corner & 1 ? 0.5 : -0.5) * SURELY * card->w,
                     card->cy + (corner & 2 ? 0.5 : -0.5) * SURELY * card->h);
    return kept;
}

uint32_t cards_complete(struct cards_block *blocks, uint32_t count, double mm,
                        const struct cards_code *codes, uint32_t code_count)
{
    for (uint32_t i = 0; i < code_count; i++) {
        struct cards_card up = card_at(&codes[i], mm, false), down = card_at(&codes[i], mm, true);
        double scale = up.w / mm / WIDTH;
        if (scale < SCALE_LEAST || scale > SCALE_MOST || is_whole(&codes[i], &up, blocks, count))
            continue;
        bool head = inked(&down, blocks, count) > 1.3 * inked(&up, blocks, count);
        count = unite(head ? &down : &up, blocks, count);
    }
    return count;
}
