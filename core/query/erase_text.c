/* erase_text.c - a page's words without those that speak of a person. No state.
 *
 * What a field was read from goes by its place; a value that names the person goes wherever else it
 * stands: names of two words and more, and numbers of six digits and more. A page keeps its picture
 * only where others need it; then its words are all that can be searched. */
#include "query/erase_parts.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_LEAST 6

/* ---- what goes ------------------------------------------------------------------------------- */

static void add_value(struct erase_words *words, const json_t *value)
{
    const char *text = json_string_value(value);
    if (!text || !*text)
        return;
    char **bigger = realloc(words->values, (words->value_count + 1) * sizeof *bigger);
    char *copy = bigger ? strdup(text) : NULL;
    words->values = bigger ? bigger : words->values;
    words->failed = words->failed || !copy;
    if (copy)
        words->values[words->value_count++] = copy;
}

static void add_box(struct erase_words *words, const json_t *box)
{
    struct sohoa_box at = {0};
    if (json_unpack((json_t *)(uintptr_t)box, "[i,i,i,i]", &at.x, &at.y, &at.w, &at.h) != 0 ||
        at.w <= 0 || at.h <= 0)
        return;
    struct sohoa_box *bigger = realloc(words->boxes, (words->box_count + 1) * sizeof *bigger);
    words->failed = words->failed || !bigger;
    if (bigger) {
        words->boxes = bigger;
        words->boxes[words->box_count++] = at;
    }
}

void sohoa_erase_words_add(struct erase_words *words, const json_t *field, bool place, bool value)
{
    const json_t *readings = json_object_get(field, "readings");
    if (!field)
        return;
    if (value) {
        add_value(words, json_object_get(field, "value"));
        add_value(words, json_object_get(field, "raw"));
    }
    if (place)
        add_box(words, json_object_get(field, "box"));
    for (size_t i = 0; i < json_array_size(readings); i++)
        sohoa_erase_words_add(words, json_array_get(readings, i), place, value);
    sohoa_erase_words_add(words, json_object_get(field, "machine"), place, value);
}

void sohoa_erase_words_clear(struct erase_words *words)
{
    for (size_t i = 0; i < words->value_count; i++)
        free(words->values[i]);
    free(words->values);
    free(words->boxes);
    memset(words, 0, sizeof *words);
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool lies_in(struct sohoa_box word, struct sohoa_box box)
{
    int32_t x = word.x + word.w / 2, y = word.y + word.h / 2;
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

static size_t digits_of(const char *text, char *ret, size_t room)
{
    size_t used = 0;
    for (; *text && used + 1 < room; text++)
        if (*text >= '0' && *text <= '9')
            ret[used++] = *text;
    ret[used] = '\0';
    return used;
}

/* Both have a long number, and it is the same. */
static bool same_number(const char *word, const char *value)
{
    char a[SOHOA_NAME_SIZE], b[SOHOA_NAME_SIZE];
    return digits_of(value, b, sizeof b) >= DIGITS_LEAST &&
           digits_of(word, a, sizeof a) >= DIGITS_LEAST && strstr(a, b) != NULL;
}

/* How many words from at on say the folded value; 0: they do not. */
static size_t says(const struct sohoa_text *text, size_t at, size_t end, const char *plain)
{
    size_t from = at, count = 0;
    while (*plain && at < end) {
        char word[SOHOA_NAME_SIZE];
        sohoa_name_plain(sohoa_text_word(text, at).text, word);
        size_t size = strlen(word);
        at++;
        if (size == 0 && at - 1 > from)
            continue;
        if (size == 0 || strncmp(plain, word, size) != 0 ||
            (plain[size] != ' ' && plain[size] != '\0'))
            return 0;
        plain += size + (plain[size] == ' ');
        count++;
    }
    return *plain == '\0' && count >= 2 ? at - from : 0;
}

static void mark_value(const struct sohoa_text *text, const char *value, bool *gone)
{
    char plain[SOHOA_NAME_SIZE];
    sohoa_name_plain(value, plain);
    for (size_t i = 0; i < sohoa_text_lines(text); i++) {
        struct sohoa_line line = sohoa_text_line(text, i);
        size_t end = (size_t)line.first + line.count;
        for (size_t at = line.first; at < end; at++) {
            size_t count = says(text, at, end, plain);
            for (size_t k = 0; k < count; k++)
                gone[at + k] = true;
            if (same_number(sohoa_text_word(text, at).text, value))
                gone[at] = true;
        }
    }
}

static void mark_boxes(const struct sohoa_text *text, const struct erase_words *words, bool *gone)
{
    for (size_t at = 0; at < sohoa_text_words(text); at++)
        for (size_t i = 0; i < words->box_count && !gone[at]; i++)
            gone[at] = lies_in(sohoa_text_word(text, at).box, words->boxes[i]);
}

static int copy_kept(const struct sohoa_text *from, const bool *gone, struct sohoa_text *to)
{
    for (size_t i = 0; i < sohoa_text_lines(from); i++) {
        struct sohoa_line line = sohoa_text_line(from, i);
        bool begun = false;
        for (size_t at = line.first; at < (size_t)line.first + line.count; at++) {
            struct sohoa_word word = sohoa_text_word(from, at);
            if (gone[at])
                continue;
            if (!begun && sohoa_text_add_line(to, line.block, line.box))
                return -1;
            begun = true;
            if (sohoa_text_add_word(to, word.text, word.box, word.confidence))
                return -1;
            sohoa_text_flag_word(to, sohoa_text_words(to) - 1, sohoa_text_word_flags(from, at));
        }
    }
    return 0;
}

struct sohoa_text *sohoa_erase_text(const struct sohoa_text *text, const struct erase_words *words,
                                    uint64_t *ret_gone)
{
    size_t count = sohoa_text_words(text);
    bool *gone = calloc(count + 1, sizeof *gone);
    struct sohoa_text *copy = gone ? sohoa_text_new() : NULL;
    if (copy) {
        mark_boxes(text, words, gone);
        for (size_t i = 0; i < words->value_count; i++)
            mark_value(text, words->values[i], gone);
        if (copy_kept(text, gone, copy)) {
            sohoa_text_free(copy);
            copy = NULL;
        }
        for (size_t i = 0; i < count; i++)
            *ret_gone += gone[i];
    }
    free(gone);
    return copy;
}

/* ---- codes ----------------------------------------------------------------------------------- */

static bool code_speaks(const char *code, const struct erase_words *words)
{
    char plain[SOHOA_NAME_SIZE], value[SOHOA_NAME_SIZE];
    sohoa_name_plain(code, plain);
    for (size_t i = 0; i < words->value_count; i++) {
        sohoa_name_plain(words->values[i], value);
        if (same_number(code, words->values[i]) ||
            (strchr(value, ' ') && strstr(plain, value) != NULL))
            return true;
    }
    return false;
}

struct sohoa_codes *sohoa_erase_codes(const struct sohoa_codes *codes,
                                      const struct erase_words *words)
{
    struct sohoa_codes *copy = sohoa_codes_new();
    for (size_t i = 0; copy && i < sohoa_codes_count(codes); i++) {
        struct sohoa_code code = sohoa_codes_get(codes, i);
        if (code_speaks(code.text, words))
            continue;
        if (sohoa_codes_add(copy, code.symbology, code.text, code.box)) {
            sohoa_codes_free(copy);
            return NULL;
        }
    }
    return copy;
}
