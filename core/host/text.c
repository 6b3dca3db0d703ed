/* text.c - recognised text of a page: lines of words, words' bytes in one growing arena.
 * One owner changes it; any thread may read while nobody changes it. */
#include "sohoa_plugin.h"

#include <stdlib.h>
#include <string.h>

struct word {
    size_t offset; /* into bytes: the arena moves when it grows */
    struct sohoa_box box;
    float confidence;
    uint32_t line, flags;
};

struct sohoa_text {
    struct word *words;
    struct sohoa_line *lines;
    char *bytes;
    size_t word_count, word_room, line_count, line_room, byte_count, byte_room;
};

/* Makes room for one more of `need` items of `item` bytes; doubles. 0, or -1 out of memory. */
static int grow(void **array, size_t *room, size_t need, size_t item)
{
    if (need <= *room)
        return 0;
    size_t wanted = *room ? *room * 2 : 64;
    while (wanted < need)
        wanted *= 2;
    void *bigger = realloc(*array, wanted * item);
    if (!bigger)
        return -1;
    *array = bigger;
    *room = wanted;
    return 0;
}

struct sohoa_text *sohoa_text_new(void)
{
    return calloc(1, sizeof(struct sohoa_text));
}

void sohoa_text_free(struct sohoa_text *t)
{
    if (!t)
        return;
    free(t->words);
    free(t->lines);
    free(t->bytes);
    free(t);
}

int sohoa_text_add_line(struct sohoa_text *t, uint32_t block, struct sohoa_box box)
{
    if (t->line_count >= SOHOA_TEXT_WORDS_MAX ||
        grow((void **)&t->lines, &t->line_room, t->line_count + 1, sizeof *t->lines) != 0)
        return -1;
    t->lines[t->line_count++] =
        (struct sohoa_line){.box = box, .block = block, .first = (uint32_t)t->word_count};
    return 0;
}

int sohoa_text_add_word(struct sohoa_text *t, const char *utf8, struct sohoa_box box,
                        float confidence)
{
    size_t n = strnlen(utf8, SOHOA_WORD_BYTES_MAX + 1);
    if (n > SOHOA_WORD_BYTES_MAX) {
        n = SOHOA_WORD_BYTES_MAX;
        while (n > 0 && ((unsigned char)utf8[n] & 0xC0) == 0x80)
            n--;
    }
    if (n == 0 || t->word_count >= SOHOA_TEXT_WORDS_MAX)
        return -1;
    if (t->line_count == 0 && sohoa_text_add_line(t, 0, box) != 0)
        return -1;
    if (grow((void **)&t->words, &t->word_room, t->word_count + 1, sizeof *t->words) != 0 ||
        grow((void **)&t->bytes, &t->byte_room, t->byte_count + n + 1, 1) != 0)
        return -1;
    memcpy(t->bytes + t->byte_count, utf8, n);
    t->bytes[t->byte_count + n] = '\0';
    float sure = confidence > 0 ? confidence : 0; /* also what NaN becomes */
    t->words[t->word_count++] = (struct word){.offset = t->byte_count,
                                              .box = box,
                                              .confidence = sure < 1 ? sure : 1,
                                              .line = (uint32_t)t->line_count - 1};
    t->byte_count += n + 1;
    t->lines[t->line_count - 1].count++;
    return 0;
}

size_t sohoa_text_lines(const struct sohoa_text *t)
{
    return t ? t->line_count : 0;
}

size_t sohoa_text_words(const struct sohoa_text *t)
{
    return t ? t->word_count : 0;
}

struct sohoa_line sohoa_text_line(const struct sohoa_text *t, size_t index)
{
    return t->lines[index];
}

struct sohoa_word sohoa_text_word(const struct sohoa_text *t, size_t index)
{
    const struct word *w = &t->words[index];
    return (struct sohoa_word){
        .text = t->bytes + w->offset, .box = w->box, .confidence = w->confidence, .line = w->line};
}

double sohoa_text_confidence(const struct sohoa_text *t)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < sohoa_text_words(t); i++) {
        double n = (double)strlen(t->bytes + t->words[i].offset);
        sum += n * (double)t->words[i].confidence;
        weight += n;
    }
    return weight > 0 ? sum / weight : 0;
}

void sohoa_text_flag_word(struct sohoa_text *t, size_t index, uint32_t flags)
{
    t->words[index].flags |= flags;
}

uint32_t sohoa_text_word_flags(const struct sohoa_text *t, size_t index)
{
    return t->words[index].flags;
}
