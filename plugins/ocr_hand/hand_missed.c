/* hand_missed.c - what a pen wrote behind a label and recognition left out: a short word that it
 * took for a blot. A person shall see that something stands there. */
#include "hand.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

/* Shares of the height of the page's letters. */
#define TALL_LEAST 0.5F /* of ink that is a word, and no dots or rule to write on */
#define WIDE_LEAST 0.4F
#define INK_LEAST 0.3F    /* ... of the height's square */
#define ROOM_LEAST 1.2F   /* between the colon and the next word */
#define WIDE_LETTER 0.55F /* of a label, at most and at least */
#define SLIM_LETTER 0.4F
#define GAP_MOST 1.0F /* between letters of one word or line */

static const char unread[] = "?";

static int compare(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The usual height of words; 0: none, or no memory. */
static int32_t usual_height(const struct hand_word *words, size_t count)
{
    int32_t *heights = malloc(sizeof *heights * (count + 1)), ret = 0;
    for (size_t i = 0; heights && i < count; i++)
        heights[i] = words[i].box.h;
    if (heights && count > 0) {
        qsort(heights, count, sizeof *heights, compare);
        ret = heights[count / 2];
    }
    free(heights);
    return ret;
}

static bool ends_label(const struct hand_word *word)
{
    size_t length = strlen(word->text);
    return length > 0 && word->text[length - 1] == ':';
}

static bool ink_at(PIX *bits, int32_t x, int32_t y)
{
    return GET_DATA_BIT(pixGetData(bits) + (ptrdiff_t)y * pixGetWpl(bits), x);
}

/* Where the label ends: recognition may have laid its box around what it left out, too. */
static int32_t label_end(PIX *bits, const struct hand_word *word, int32_t height)
{
    const struct sohoa_box *box = &word->box;
    int32_t letters = 0, blank = 0, end = box->x + box->w;
    for (const char *c = word->text; *c; c++)
        letters += ((unsigned char)*c & 0xc0) != 0x80;
    if (box->w < (int32_t)((float)letters * WIDE_LETTER * (float)height) + height / 2)
        return end;
    for (int32_t x = box->x + (int32_t)((float)letters * SLIM_LETTER * (float)height); x < end;
         x++) {
        bool any = false;
        for (int32_t y = box->y; y < box->y + box->h && !any; y++)
            any = ink_at(bits, x, y);
        blank = any ? 0 : blank + 1;
        if (blank * 4 > height)
            return x;
    }
    return end;
}

/* The room behind the label as far as the next word or, in the last place, as the page's words. */
static struct sohoa_box room_behind(PIX *bits, const struct hand_word *words, size_t count,
                                    size_t index, int32_t height)
{
    const struct sohoa_box *own = &words[index].box;
    int32_t from = own->x + own->w, to = from, near = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct sohoa_box *box = &words[i].box;
        to = box->x + box->w > to ? box->x + box->w : to;
        int32_t top = box->y > own->y ? box->y : own->y;
        int32_t end = box->y + box->h < own->y + own->h ? box->y + box->h : own->y + own->h;
        int32_t lower = box->h < own->h ? box->h : own->h;
        if (i != index && (end - top) * 3 > lower && box->x + box->w > from && box->x < near)
            near = box->x;
    }
    to = near < to ? near : to;
    from = label_end(bits, &words[index], height) + height / 8;
    return (struct sohoa_box){from, own->y - height / 6, to - from, own->h + height / 3};
}

/* The first stretch of ink in the room, that no wide gap parts; false when it is no word. */
static bool find_ink(PIX *bits, struct sohoa_box room, int32_t height, struct sohoa_box *ret)
{
    int32_t x0 = -1, x1 = 0, y0 = INT32_MAX, y1 = 0, wide = pixGetWidth(bits);
    int32_t top = room.y > 0 ? room.y : 0, high = pixGetHeight(bits), ink = 0;
    int32_t bottom = room.y + room.h < high ? room.y + room.h : high;
    for (int32_t x = room.x > 0 ? room.x : 0; x < room.x + room.w && x < wide; x++) {
        bool any = false;
        for (int32_t y = top; y < bottom; y++) {
            if (!ink_at(bits, x, y))
                continue;
            any = true;
            ink++;
            y0 = y < y0 ? y : y0;
            y1 = y >= y1 ? y + 1 : y1;
        }
        if (any) {
            x0 = x0 < 0 ? x : x0;
            x1 = x + 1;
        } else if (x0 >= 0 && x - x1 > (int32_t)(GAP_MOST * (float)height)) {
            break;
        }
    }
    if (x0 < 0 || (float)(y1 - y0) < TALL_LEAST * (float)height ||
        (float)(x1 - x0) < WIDE_LEAST * (float)height ||
        (float)ink < INK_LEAST * (float)height * (float)height)
        return false;
    *ret = (struct sohoa_box){x0, y0, x1 - x0, y1 - y0};
    return true;
}

static int add_unread(struct sohoa_text *text, struct sohoa_box box)
{
    if (sohoa_text_add_word(text, unread, box, 0) != 0)
        return -1;
    sohoa_text_flag_word(text, sohoa_text_words(text) - 1, SOHOA_WORD_HAND);
    return 0;
}

/* The page's text with what was missed (w > 0) behind its words, and the cells as lines of their
 * own; NULL: no memory or over the caps. */
static struct sohoa_text *completed(const struct sohoa_page *page, const struct sohoa_box *missed,
                                    const struct sohoa_box *cells, size_t cell_count)
{
    struct sohoa_text *made = sohoa_text_new();
    int rc = made ? 0 : -1;
    for (size_t l = 0; rc == 0 && l < sohoa_text_lines(page->text); l++) {
        struct sohoa_line line = sohoa_text_line(page->text, l);
        rc = sohoa_text_add_line(made, line.block, line.box);
        for (size_t i = line.first; rc == 0 && i < (size_t)line.first + line.count; i++) {
            struct sohoa_word word = sohoa_text_word(page->text, i);
            rc = sohoa_text_add_word(made, word.text, word.box, word.confidence);
            if (rc == 0)
                sohoa_text_flag_word(made, sohoa_text_words(made) - 1,
                                     sohoa_text_word_flags(page->text, i));
            if (rc == 0 && missed[i].w > 0)
                rc = add_unread(made, sohoa_page_to_master(page, missed[i]));
        }
    }
    for (size_t i = 0; rc == 0 && i < cell_count; i++) {
        struct sohoa_box box = sohoa_page_to_master(page, cells[i]);
        rc = sohoa_text_add_line(made, 0, box);
        if (rc == 0)
            rc = add_unread(made, box);
    }
    if (rc == 0)
        return made;
    sohoa_text_free(made);
    return NULL;
}

int hand_add_missed(struct sohoa_page *page, PIX *bits, const struct hand_word *words, size_t count)
{
    struct sohoa_box *missed = calloc(count + 1, sizeof *missed), cells[HAND_CELLS_MAX];
    struct sohoa_text *made = NULL;
    int32_t height = usual_height(words, count);
    size_t cell_count = 0;
    bool any = false;
    for (size_t i = 0; missed && i < count && height > 0; i++) {
        if (!ends_label(&words[i]))
            continue;
        struct sohoa_box room = room_behind(bits, words, count, i, height);
        any |=
            (float)room.w >= ROOM_LEAST * (float)height && find_ink(bits, room, height, &missed[i]);
    }
    if (missed && height > 0)
        cell_count = hand_cells_missed(page, bits, words, count, height, cells);
    any |= cell_count > 0;
    if (any)
        made = completed(page, missed, cells, cell_count);
    free(missed);
    if (made) {
        sohoa_text_free(page->text);
        page->text = made;
    }
    return made || !any ? 0 : -1;
}
