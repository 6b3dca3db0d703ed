/* search_words.c - text and queries as words. A word is letters and digits; marks are told apart
 * from letters by the one table of reading/vi_text. No state, any thread. */
#include "query/search_parts.h"
#include "reading/vi_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ---- words of a text ---- */

static bool is_ascii_word(int32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Combining marks belong to the word they stand in. */
static bool is_word(int32_t c, bool inside)
{
    if (c < 0x80)
        return is_ascii_word(c);
    if (sohoa_vi_base(c))
        return true;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    case UTF8PROC_CATEGORY_MN:
        return inside;
    default:
        return false;
    }
}

/* One character at `at` of a text that may hold NULs and need not end in one. */
static int32_t letter_at(const char *text, size_t size, size_t at, size_t *ret_bytes)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(size - at), &c);
    *ret_bytes = n > 0 ? (size_t)n : 1;
    return n > 0 ? c : 0xFFFD;
}

static void put_plain(struct search_word *w, size_t *used, int32_t c)
{
    char base = sohoa_vi_base(c);
    if (c < 0x80)
        base = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (base) {
        if (*used + 1 < sizeof w->plain)
            w->plain[(*used)++] = base;
    } else if (utf8proc_category(c) != UTF8PROC_CATEGORY_MN && *used + 4 < sizeof w->plain) {
        *used += sohoa_vi_put(sohoa_vi_lower(c), w->plain + *used, sizeof w->plain - 1 - *used);
    }
}

static void spell(const char *text, struct search_word *w)
{
    char copy[2 * SEARCH_TOKEN_ROOM];
    size_t size = w->end - w->start;
    if (size >= sizeof copy)
        return;
    memcpy(copy, text + w->start, size);
    copy[size] = '\0';
    w->spelled[0] = '=';
    if (sohoa_vi_spelling(copy, w->spelled + 1, sizeof w->spelled - 1) == 0)
        w->spelled[0] = '\0';
    for (char *p = w->spelled; *p; p++) /* one token, whatever the form has in it */
        if (*p == ' ' || *p == '"')
            *p = '_';
}

bool sohoa_search_word(const char *text, size_t size, size_t *at, struct search_word *ret)
{
    size_t n = 0, used = 0;
    bool marked = false;
    while (*at < size && !is_word(letter_at(text, size, *at, &n), false))
        *at += n;
    if (*at >= size)
        return false;
    struct search_word w = {.start = *at};
    for (int32_t c; *at < size && is_word(c = letter_at(text, size, *at, &n), true); *at += n) {
        struct sohoa_vi_letter letter;
        put_plain(&w, &used, c);
        marked = marked || (sohoa_vi_letter(c, &letter) && (letter.shape || letter.tone));
    }
    w.end = *at;
    w.plain[used] = '\0';
    if (marked)
        spell(text, &w);
    *ret = w;
    return true;
}

/* ---- queries ---- */

/* The words of text[0..size) as one term; they are in quotes, or nothing but signs is between. */
static int add_term(struct search_terms *terms, const char *text, size_t size, bool loose,
                    size_t *words, struct sohoa_err *err)
{
    struct search_term *term = &terms->items[terms->count];
    struct search_word w;
    memset(term, 0, sizeof *term);
    for (size_t at = 0; sohoa_search_word(text, size, &at, &w);) {
        if (++*words > SOHOA_SEARCH_WORDS_MAX)
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a search has at most %d words",
                              SOHOA_SEARCH_WORDS_MAX);
        term->prefix = w.end < size && text[w.end] == '*';
        terms->marked = terms->marked || w.spelled[0];
        /* of a beginning nobody knows the tone */
        const char *token = w.spelled[0] && !loose && !term->prefix ? w.spelled : w.plain;
        memcpy(term->words[term->count++], token, SEARCH_TOKEN_ROOM);
    }
    terms->count += term->count > 0;
    return SOHOA_OK;
}

int sohoa_search_parse(const char *query, bool loose, struct search_terms *ret,
                       struct sohoa_err *err)
{
    char text[SOHOA_SEARCH_QUERY_MAX + 1];
    struct search_terms terms = {0};
    size_t words = 0;
    int rc = SOHOA_OK;
    if (strnlen(query, sizeof text) >= sizeof text)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a search has at most %d bytes",
                          SOHOA_SEARCH_QUERY_MAX);
    size_t size = sohoa_vi_tidy(query, sizeof text, text, sizeof text);
    terms.items = calloc(SOHOA_SEARCH_WORDS_MAX + 1, sizeof *terms.items);
    if (!terms.items)
        return sohoa_no_memory(err);
    for (size_t at = 0; rc == SOHOA_OK && at < size;) {
        bool quoted = text[at] == '"';
        at += quoted;
        size_t n = strcspn(text + at, quoted ? "\"" : " \"");
        rc = add_term(&terms, text + at, n, loose, &words, err);
        at += n;
        at += at < size && (quoted || text[at] == ' ');
    }
    if (rc == SOHOA_OK && terms.count == 0)
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER, "there is no word in what is searched for");
    if (rc == SOHOA_OK)
        *ret = terms;
    else
        free(terms.items);
    return rc;
}

void sohoa_search_terms_clear(struct search_terms *terms)
{
    free(terms->items);
    *terms = (struct search_terms){0};
}

char *sohoa_search_expression(const struct search_terms *terms)
{
    char *out = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&out, &size);
    if (!f)
        return NULL;
    for (size_t i = 0; i < terms->count; i++) {
        const struct search_term *t = &terms->items[i];
        (void)fprintf(f, "%s\"", i ? " AND " : "");
        for (size_t k = 0; k < t->count; k++)
            (void)fprintf(f, "%s%s", k ? " " : "", t->words[k]);
        (void)fprintf(f, "\"%s", t->prefix ? "*" : "");
    }
    if (fclose(f) != 0) {
        free(out);
        return NULL;
    }
    return out;
}

/* ---- a line held against the terms ---- */

static bool same(const struct search_word *w, const char *token, bool prefix)
{
    if (prefix)
        return strncmp(w->plain, token, strlen(token)) == 0;
    return strcmp(token[0] == '=' ? w->spelled : w->plain, token) == 0;
}

/* The term at the word that begins at `at`. */
static bool stands(const struct search_term *t, const char *text, size_t size, size_t at)
{
    struct search_word w;
    for (size_t k = 0; k < t->count; k++)
        if (!sohoa_search_word(text, size, &at, &w) ||
            !same(&w, t->words[k], t->prefix && k + 1 == t->count))
            return false;
    return true;
}

size_t sohoa_search_match(const struct search_terms *terms, const char *text)
{
    size_t size = strlen(text), found = 0;
    for (size_t i = 0; i < terms->count; i++) {
        const struct search_term *t = &terms->items[i];
        struct search_word w;
        size_t best = 0; /* of a phrase that goes over the line's end its first words */
        for (size_t at = 0; best < t->count && sohoa_search_word(text, size, &at, &w);) {
            size_t from = w.start;
            if (stands(t, text, size, from))
                best = t->count;
            else if (best == 0 && same(&w, t->words[0], t->prefix && t->count == 1))
                best = 1;
        }
        found += best;
    }
    return found;
}
