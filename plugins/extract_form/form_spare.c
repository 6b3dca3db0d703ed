/* form_spare.c - citizen IDs that stand on a page and were read as nobody's: where the label's
 * words were damaged, or its line went to another field. Twelve figures of that build are given
 * to the role that has no number and whose gender they say; always doubted, for a person to see.
 * After all other values. */
#include "form.h"

#include <string.h>

enum { SPARE_MAX = 4, ID = 12 };
static const float PLACE = 0.4F; /* no label says whose it is */

/* Where in the word twelve figures of a citizen ID begin; -1: nowhere. */
static int id_in(const struct form_word *word)
{
    for (const char *at = word->text; *at;) {
        size_t run = strspn(at, "0123456789");
        if (run == ID && at[0] == '0' && at[3] <= '3')
            return (int)(at - word->text);
        at += run ? run : 1;
    }
    return -1;
}

static bool is_read(const struct form_sheet *sheet, const char *id)
{
    for (uint32_t i = 0; i < sheet->given->id_count; i++)
        if (strncmp(sheet->given->ids[i], id, ID) == 0)
            return true;
    return false;
}

static uint32_t spare_words(const struct form_sheet *sheet, uint32_t *ret)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->kind != FORM_TEXT || id_in(word) < 0 || is_read(sheet, word->text + id_in(word)))
            continue;
        if (count == SPARE_MAX)
            return 0; /* a list of persons that we do not know */
        ret[count++] = i;
    }
    return count;
}

static bool is_given(const struct form_sheet *sheet, const char *key)
{
    for (uint32_t i = 0; i < sheet->given->count; i++)
        if (strcmp(sheet->given->keys[i], key) == 0)
            return true;
    return false;
}

/* Items that hold a person's number, and have none. */
static uint32_t empty_items(const struct form_sheet *sheet, const struct sohoa_schema *schema,
                            const struct sohoa_item **ret)
{
    uint32_t count = 0;
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        const char *end = item->key ? strstr(item->key, ".id_number") : NULL;
        if (!end || strchr(item->key, '*') || is_given(sheet, item->key) || end[10])
            continue;
        bool twice = false;
        for (uint32_t j = 0; j < count; j++)
            twice |= strcmp(ret[j]->key, item->key) == 0;
        if (twice)
            continue;
        if (count == SPARE_MAX)
            return 0;
        ret[count++] = item;
    }
    return count;
}

/* 1: a woman's role, 0: a man's, -1: not said. */
static int gender_of(const char *key)
{
    if (strncmp(key, "wife.", 5) == 0 || strncmp(key, "mother.", 7) == 0)
        return 1;
    return strncmp(key, "husband.", 8) == 0 || strncmp(key, "father.", 7) == 0 ? 0 : -1;
}

static bool give(struct form_sheet *sheet, struct form_word *word, const struct sohoa_item *item,
                 struct sohoa_fields *out)
{
    struct form_value *value = form_alloc(sheet, sizeof *value);
    size_t from = (size_t)id_in(word);
    if (!value)
        return false;
    form_value_word(value, word, from, from + ID);
    if (!form_value_finish(sheet, value))
        return true;
    value->place = PLACE;
    value->flags = (value->flags | SOHOA_READING_DOUBT) & ~(uint32_t)SOHOA_READING_AGREED;
    return form_give(sheet, value, item->key, out);
}

bool form_spares(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 struct sohoa_fields *out)
{
    uint32_t words[SPARE_MAX];
    const struct sohoa_item *items[SPARE_MAX];
    uint32_t word_count = spare_words(sheet, words);
    uint32_t item_count = word_count ? empty_items(sheet, schema, items) : 0;
    for (uint32_t w = 0; w < word_count; w++) {
        struct form_word *word = &sheet->words[words[w]];
        int woman = (word->text[id_in(word) + 3] - '0') % 2;
        uint32_t fits = 0, which = 0;
        for (uint32_t i = 0; i < item_count; i++) {
            int gender = items[i] ? gender_of(items[i]->key) : woman + 2;
            if (gender != woman && gender != -1)
                continue;
            fits++;
            which = i;
        }
        if (fits != 1)
            continue;
        if (!give(sheet, word, items[which], out))
            return false;
        items[which] = NULL;
    }
    return true;
}
