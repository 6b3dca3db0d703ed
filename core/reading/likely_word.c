/* likely_word.c - the word that a strange one was before one letter of it was misread. Letters that
 * print and wear make alike are tried in every place; one known word must come of it, and no other.
 * [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 48, FOUND_MAX = 8 };

/* Recognised letter, then printed one; marks stay as they are. */
static const char *const alike[] = {"rb", "rp", "gc", "cg", "oq", "qo", "uo", "oa", "ao", "an",
                                    "na", "bh", "hb", "vy", "yv", "yx", "ir", "ti", "mh", "hm",
                                    "ec", "ce", "nu", "un", "li", "il", "jl", "tr", "ft", "cq"};

/* The word with the letter at text[at] as another one; false when there is none with its marks. */
static bool with_letter(const char *word, size_t at, char base, char ret[WORD_MAX])
{
    size_t n, used;
    struct sohoa_vi_letter letter;
    if (!sohoa_vi_letter(sohoa_vi_at(word + at, &n), &letter) || strlen(word) + 4 > WORD_MAX)
        return false;
    letter.base = base;
    int32_t c = sohoa_vi_compose(letter);
    if (!c)
        return false;
    memcpy(ret, word, at);
    used = at + sohoa_vi_put(c, ret + at, WORD_MAX - at);
    snprintf(ret + used, WORD_MAX - used, "%s", word + at + n);
    return true;
}

bool sohoa_likely_word(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                       const char *word, char *ret, size_t room)
{
    char found[WORD_MAX] = "", now[WORD_MAX];
    size_t n;
    struct sohoa_vocab_match match;
    struct sohoa_vi_letter letter;
    for (size_t at = 0; word[at]; at += n) {
        if (!sohoa_vi_letter(sohoa_vi_at(word + at, &n), &letter))
            continue;
        for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
            if (alike[i][0] != letter.base || !with_letter(word, at, alike[i][1], now) ||
                !sohoa_vocab_find(env->vocab, list, now, NULL, 0, &match) || !match.spelled)
                continue;
            if (found[0] && !sohoa_vi_same(found, now))
                return false;
            memcpy(found, now, sizeof found);
        }
    }
    if (!found[0] || strlen(found) >= room)
        return false;
    memcpy(ret, found, strlen(found) + 1);
    return true;
}
