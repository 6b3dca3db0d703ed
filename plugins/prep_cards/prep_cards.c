/* prep_cards.c - copies of cards lie on the sheet each at an angle of its own, their print small.
 * On a page that holds nothing but a few blocks of about a card's size, each block is turned
 * straight by itself and enlarged, and the page's image becomes those blocks below each other; its
 * patches tell where they came from. Every other page is left alone. Self is read-only: shared. */
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#define GRAIN 0.65 /* millimetres: smaller pieces of ink are no letters */
enum { CODES_MAX = 16 };

struct prep_cards {
    double dpi, most;
};

/* Where the cards' own codes stand: a QR code that begins with the twelve digits, a zone. */
static uint32_t card_codes(const struct sohoa_page *page, double factor,
                           struct cards_code ret[CODES_MAX])
{
    uint32_t count = 0;
    for (size_t i = 0; i < sohoa_codes_count(page->codes) && count < CODES_MAX; i++) {
        struct sohoa_code code = sohoa_codes_get(page->codes, i);
        bool zone = strcmp(code.symbology, "MRZ") == 0;
        if (!zone && (strspn(code.text, "0123456789") != 12 || code.text[12] != '|'))
            continue;
        struct sohoa_box box = sohoa_page_to_image(page, code.box);
        ret[count++] = (struct cards_code){.x = (box.x + box.w / 2.0) / factor,
                                           .y = (box.y + box.h / 2.0) / factor,
                                           .size = (box.w > box.h ? box.w : box.h) / factor,
                                           .zone = zone};
    }
    return count;
}

/* Ink where four of nine pixels are, in pieces of the size of letters: strokes stay, grain goes. */
static PIX *without_grain(PIX *sketch, double mm)
{
    int least = (int)fmax(3, GRAIN * mm);
    PIX *dense = pixBlockrank(sketch, NULL, 1, 1, 0.44F);
    PIX *out =
        dense ? pixSelectBySize(dense, least, least, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL)
              : NULL;
    pixDestroy(&dense);
    return out;
}

/* The blocks; where grain joins all to one although a card's code was read, those of the sketch
 * without it, which takes the sketch's place. */
static uint32_t find(PIX **sketch, double mm, const struct cards_code *codes, uint32_t code_count,
                     struct cards_block blocks[SOHOA_PATCHES_MAX])
{
    uint32_t count = cards_find(*sketch, mm, codes, code_count, blocks);
    PIX *clean = count == 0 && code_count > 0 ? without_grain(*sketch, mm) : NULL;
    if (!clean)
        return count;
    pixDestroy(sketch);
    *sketch = clean;
    return cards_find(clean, mm, codes, code_count, blocks);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct prep_cards *set = self;
    struct cards_block blocks[SOHOA_PATCHES_MAX];
    struct cards_card cards[SOHOA_PATCHES_MAX];
    struct cards_code codes[CODES_MAX];
    uint32_t factor = 1;
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((depth != 1 && depth != 8 && depth != 32) || page->patch_count || sohoa_call_over(call) ||
        page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK))
        return SOHOA_OK;
    PIX *sketch = sohoa_page_sketch(page, &factor);
    if (!sketch)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    double dpi = sohoa_page_image_dpi(page), mm = dpi / factor / 25.4;
    uint32_t code_count = card_codes(page, factor, codes);
    uint32_t count = find(&sketch, mm, codes, code_count, blocks);
    if (!code_count && !cards_shaped(blocks, count, mm))
        count = 0;
    for (uint32_t i = 0; i < count; i++)
        cards[i] = cards_around(&blocks[i], cards_angle(sketch, &blocks[i], codes, code_count));
    pixDestroy(&sketch);
    double scale = fmax(1, fmin(set->most, set->dpi / dpi));
    /* A block's corners swing out when it is turned: the margin holds them. */
    if (count)
        (void)cards_compose(page, cards, count, factor, scale, 3 * dpi / 25.4);
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"dpi", SOHOA_REAL, offsetof(struct prep_cards, dpi), "420", 100, 1200,
     "Resolution that blocks of the size of a card are brought to."},
    {"most", SOHOA_REAL, offsetof(struct prep_cards, most), "3", 1, 8,
     "By how much they are enlarged at most."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run, .optional = true};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_cards", .version = "1.0",
             .summary = "Turns the copies of cards on a page straight, each by itself.",
             .options = options, .self_size = sizeof(struct prep_cards), .calls = &calls);
