/* hand_words.c - the words of a page where they stand on its picture. */
#include "hand.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

/* Cuts the box to the picture. */
static struct sohoa_box clip(struct sohoa_box box, int32_t width, int32_t height)
{
    int32_t x0 = box.x > 0 ? box.x : 0, y0 = box.y > 0 ? box.y : 0;
    int32_t x1 = box.x + box.w < width ? box.x + box.w : width;
    int32_t y1 = box.y + box.h < height ? box.y + box.h : height;
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

/* Whether a line to write on runs below the word. */
static bool stands_on(struct sohoa_box line, struct sohoa_box word)
{
    int32_t from = line.x > word.x ? line.x : word.x, high = word.h;
    int32_t to = line.x + line.w < word.x + word.w ? line.x + line.w : word.x + word.w;
    int32_t below = line.y + line.h / 2 - (word.y + high);
    return line.w > line.h && (to - from) * 2 > word.w && below * 2 > -high && below * 2 < high;
}

static void find_lined(const struct sohoa_page *page, struct hand_word *words, size_t count)
{
    for (size_t m = 0; m < sohoa_marks_count(page->marks); m++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, m);
        if (mark.kind != SOHOA_MARK_LEADER && mark.kind != SOHOA_MARK_RULE)
            continue;
        struct sohoa_box line = sohoa_page_to_image(page, mark.box);
        for (size_t i = 0; i < count; i++)
            words[i].lined |= stands_on(line, words[i].box);
    }
}

struct hand_word *hand_words(const struct sohoa_page *page, size_t *ret_count)
{
    size_t count = sohoa_text_words(page->text);
    int32_t width = pixGetWidth(page->image), height = pixGetHeight(page->image);
    struct hand_word *words = NULL;
    if (count > 0)
        words = calloc(count, sizeof *words);
    for (size_t i = 0; words && i < count; i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        words[i].box = clip(sohoa_page_to_image(page, word.box), width, height);
        words[i].line = word.line;
        words[i].confidence = word.confidence;
        words[i].text = word.text;
    }
    if (words) {
        find_lined(page, words, count);
        *ret_count = count;
    }
    return words;
}
