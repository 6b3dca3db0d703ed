/* schema_phrase.c - labels and titles: {a|b} written out, folded for comparing. One thread.
 *
 * "{Họ, chữ đệm, tên|Họ và tên} người mẹ" stands for two labels, "Số{ chứng thực|}" for two: one
 * group after another, none inside another. The first choice of each group comes first. */
#include "reading/schema_load.h"

#include <stdlib.h>
#include <string.h>

enum { EXPANDED_MAX = 2 * SOHOA_SCHEMA_TEXT_MAX, CHOICES_MAX = SOHOA_SCHEMA_PHRASES_MAX };

struct span {
    const char *at;
    size_t length;
};

/* The group that begins behind the '{': its choices, or 0 when it is not closed or has a group in
 * it; *ret_end is behind its '}'. */
static size_t group_choices(const char *at, struct span choices[CHOICES_MAX], const char **ret_end)
{
    size_t count = 0;
    for (const char *from = at;; at++) {
        if (*at == '|' || *at == '}') {
            if (count == CHOICES_MAX)
                return 0;
            choices[count++] = (struct span){from, (size_t)(at - from)};
            from = at + 1;
        }
        if (*at == '}') {
            *ret_end = at + 1;
            return count;
        }
        if (!*at || *at == '{')
            return 0;
    }
}

/* Appends to out what fits, one space where several meet, none at the start. */
static size_t append(char *out, size_t used, struct span piece)
{
    for (size_t i = 0; i < piece.length && used + 1 < EXPANDED_MAX; i++)
        if (piece.at[i] != ' ' || (used && out[used - 1] != ' '))
            out[used++] = piece.at[i];
    return used;
}

/* How many variants the text has; 0 after a mistake. */
static size_t count_variants(struct loader *l, const struct sohoa_yaml *node, const char *text)
{
    size_t variants = 1;
    struct span choices[CHOICES_MAX];
    for (const char *at = text; *at;) {
        size_t n = 1;
        if (*at == '{')
            n = group_choices(at + 1, choices, &at);
        else if (*at++ == '}')
            n = 0;
        if (n == 0) {
            sohoa_load_fault(l, node, "'{' and '}' do not match, or stand in one another");
            return 0;
        }
        variants *= n;
        if (variants > SOHOA_SCHEMA_PHRASES_MAX) {
            sohoa_load_fault(l, node, "more than %d variants of one text",
                             SOHOA_SCHEMA_PHRASES_MAX);
            return 0;
        }
    }
    return variants;
}

/* Writes the variant of a number: its digits, by the sizes of the groups, choose. */
static void write_variant(const char *text, size_t total, size_t number, char out[EXPANDED_MAX])
{
    size_t used = 0;
    struct span choices[CHOICES_MAX];
    for (const char *at = text; *at;) {
        if (*at != '{') {
            used = append(out, used, (struct span){at++, 1});
            continue;
        }
        size_t n = group_choices(at + 1, choices, &at);
        total /= n;
        used = append(out, used, choices[number / total % n]);
    }
    while (used && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
}

static bool make_phrase(struct loader *l, const struct sohoa_yaml *node, const char *text,
                        size_t least, struct sohoa_phrase *ret)
{
    char folded[2 * EXPANDED_MAX];
    size_t length = sohoa_fold(text, folded, NULL, sizeof folded);
    if (length < least) {
        sohoa_load_fault(l, node, "'%s' has fewer than %zu letters: too little to be recognised by",
                         text, least);
        return false;
    }
    ret->text = sohoa_load_copy(l, text, strlen(text));
    ret->folded = sohoa_load_copy(l, folded, length);
    ret->length = (uint32_t)length;
    return ret->text && ret->folded;
}

static bool is_there(const struct sohoa_phrase *items, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].text, text) == 0)
            return true;
    return false;
}

struct sohoa_phrases sohoa_load_phrases(struct loader *l, const struct sohoa_yaml *node,
                                        size_t least)
{
    struct sohoa_phrase *items = NULL;
    size_t count = 0;
    for (size_t i = 0; i < sohoa_load_count(node); i++) {
        const struct sohoa_yaml *each = sohoa_load_each(node, i);
        const char *text = sohoa_load_text(l, each);
        size_t variants = text ? count_variants(l, each, text) : 0;
        for (size_t v = 0; v < variants; v++) {
            char out[EXPANDED_MAX];
            write_variant(text, variants, v, out);
            if (is_there(items, count, out)) {
                sohoa_load_fault(l, each, "'%s' is there twice", out);
                break;
            }
            struct sohoa_phrase *more = sohoa_load_grow(l, items, count, sizeof *items);
            if (!more)
                return (struct sohoa_phrases){NULL, 0};
            items = more;
            if (!make_phrase(l, each, out, least, &items[count]))
                break;
            count++;
        }
    }
    return (struct sohoa_phrases){items, count};
}
