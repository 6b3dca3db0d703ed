/* card_words.c - the words of a card's pages put side by side into segments. Lines of the
 * recognition are cut where a wide gap shows that two columns or two cards met. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

#define WIDE_GAP 2.2 /* of the words' height */

static int by_place(const void *a, const void *b)
{
    const struct card_segment *p = a, *q = b;
    if (p->page != q->page)
        return p->page < q->page ? -1 : 1;
    return p->y != q->y ? (p->y < q->y ? -1 : 1) : p->box.x - q->box.x;
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int median(int *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[count / 2];
}

/* Where a segment stands, and how high its letters are: specks are lower, and marks between words
 * stand elsewhere. */
static void place_segment(const struct card_print *print, struct card_segment *segment)
{
    int heights[CARD_SEGMENT_MAX], middles[CARD_SEGMENT_MAX], n = 0;
    for (int least = 3; n == 0 && least >= 0; least -= 3)
        for (uint32_t i = 0; i < segment->count && n < CARD_SEGMENT_MAX; i++) {
            const struct card_word *word = &print->words[segment->first + i];
            if (strlen(word->text) < (size_t)least)
                continue;
            heights[n] = word->box.h;
            middles[n++] = word->box.y + word->box.h / 2;
        }
    segment->y = median(middles, n);
    segment->height = median(heights, n);
}

static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, bottom - y};
}

static bool load(struct card_print *print, const struct sohoa_document *in)
{
    size_t all = 0;
    for (size_t p = 0; p < sohoa_document_pages(in); p++)
        all += sohoa_text_words(sohoa_document_page(in, p)->text);
    all = all < CARD_WORDS_MAX ? all : CARD_WORDS_MAX;
    print->words = calloc(all + 1, sizeof *print->words);
    print->segments = calloc(all + 1, sizeof *print->segments);
    return print->words && print->segments;
}

/* Letters of a segment with the way back to its words. */
static void fold_segment(const struct card_print *print, struct card_segment *segment)
{
    for (uint32_t i = 0; i < segment->count; i++) {
        char letters[CARD_SEGMENT_MAX];
        uint32_t from[CARD_SEGMENT_MAX];
        size_t n = sohoa_fold(print->words[segment->first + i].text, letters, from, sizeof letters);
        for (size_t k = 0; k < n && segment->size + 1 < CARD_SEGMENT_MAX; k++) {
            segment->letters[segment->size] = letters[k];
            segment->word[segment->size] = (uint16_t)i;
            segment->offset[segment->size] = (uint16_t)from[k];
            segment->size++;
        }
    }
}

/* Starts a segment at a word that does not go on from the one before. */
static void add_word(struct card_print *print, const struct card_word *word, bool fresh)
{
    struct card_segment *last =
        print->segment_count ? &print->segments[print->segment_count - 1] : NULL;
    if (last && !fresh) {
        const struct card_word *before = &print->words[print->word_count - 1];
        int32_t gap = word->box.x - before->box.x - before->box.w;
        int32_t height = word->box.h > before->box.h ? word->box.h : before->box.h;
        fresh = gap > WIDE_GAP * height || gap < -3 * height;
    }
    if (!last || fresh) {
        last = &print->segments[print->segment_count++];
        *last =
            (struct card_segment){.first = print->word_count, .page = word->page, .box = word->box};
    }
    print->words[print->word_count++] = *word;
    last->count++;
    last->box = around(last->box, word->box);
}

bool card_words(struct card_print *print, const struct sohoa_document *in)
{
    if (!load(print, in))
        return false;
    for (size_t p = 0; p < sohoa_document_pages(in); p++) {
        const struct sohoa_page_view *view = sohoa_document_page(in, p);
        uint32_t line = UINT32_MAX;
        for (size_t i = 0; i < sohoa_text_words(view->text) && print->word_count < CARD_WORDS_MAX;
             i++) {
            struct sohoa_word w = sohoa_text_word(view->text, i);
            struct card_word word = {.text = w.text,
                                     .box = sohoa_page_view_upright(view, w.box),
                                     .master = w.box,
                                     .confidence = w.confidence,
                                     .flags = sohoa_text_word_flags(view->text, i),
                                     .page = (uint32_t)p};
            add_word(print, &word, w.line != line);
            line = w.line;
        }
    }
    for (uint32_t i = 0; i < print->segment_count; i++) {
        fold_segment(print, &print->segments[i]);
        place_segment(print, &print->segments[i]);
    }
    if (print->segment_count)
        qsort(print->segments, print->segment_count, sizeof *print->segments, by_place);
    for (uint32_t i = 0; i < print->segment_count; i++)
        for (uint32_t k = 0; k < print->segments[i].count; k++)
            print->words[print->segments[i].first + k].segment = i;
    return true;
}

void card_print_free(struct card_print *print)
{
    free(print->words);
    free(print->segments);
}
