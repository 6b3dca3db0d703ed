/* syllable_split.c - a word that lost its spaces, cut into syllables; see syllable.h. [any] */
#include "reading/syllable.h"

#include <string.h>

enum { LETTERS_MAX = 40, SYLLABLE_LETTERS_MAX = 7 };

/* The fewest syllables that end at each letter, the last of them, and in how many ways. */
struct cuts {
    size_t at[LETTERS_MAX + 1]; /* byte of each letter */
    size_t count;               /* letters */
    uint32_t fewest[LETTERS_MAX + 1], ways[LETTERS_MAX + 1];
    size_t last[LETTERS_MAX + 1];
};

static bool read_letters(const char *word, size_t size, struct cuts *cuts)
{
    size_t used = 0, n;
    struct sohoa_vi_letter letter;
    for (cuts->count = 0; used < size; used += n, cuts->count++) {
        if (cuts->count == LETTERS_MAX || !sohoa_vi_letter(sohoa_vi_at(word + used, &n), &letter))
            return false;
        cuts->at[cuts->count] = used;
    }
    cuts->at[cuts->count] = used;
    return true;
}

/* Behind a small letter a capital begins a word ("xãNga"), and nothing else does. */
static bool may_cut(const char *word, const struct cuts *cuts, size_t letter, bool by_case)
{
    struct sohoa_vi_letter here = {0}, before = {0};
    size_t n;
    if (letter == 0 || letter == cuts->count)
        return true;
    sohoa_vi_letter(sohoa_vi_at(word + cuts->at[letter], &n), &here);
    sohoa_vi_letter(sohoa_vi_at(word + cuts->at[letter - 1], &n), &before);
    return !by_case || (here.upper && !before.upper);
}

static bool has_inner_capital(const char *word, const struct cuts *cuts)
{
    for (size_t i = 1; i < cuts->count; i++)
        if (may_cut(word, cuts, i, true))
            return true;
    return false;
}

static void extend(struct cuts *cuts, size_t from, size_t to)
{
    uint32_t words = cuts->fewest[from] + 1;
    if (cuts->ways[to] && words > cuts->fewest[to])
        return;
    if (!cuts->ways[to] || words < cuts->fewest[to]) {
        cuts->ways[to] = 0;
        cuts->fewest[to] = words;
        cuts->last[to] = from;
    }
    cuts->ways[to] += cuts->ways[from] < 100 ? cuts->ways[from] : 100;
}

size_t sohoa_syllable_split(const char *word, size_t size,
                            bool (*takes)(void *arg, const char *word, size_t size), void *arg,
                            char *ret, size_t room)
{
    struct cuts cuts = {0};
    struct sohoa_syllable syllable;
    size_t places[LETTERS_MAX], words = 0, used = 0;
    if (!read_letters(word, size, &cuts))
        return 0;
    bool by_case = has_inner_capital(word, &cuts);
    cuts.ways[0] = 1;
    for (size_t from = 0; from < cuts.count; from++)
        for (size_t to = from + 2; /* a syllable of one letter says too little */
             cuts.ways[from] && to <= cuts.count && to <= from + SYLLABLE_LETTERS_MAX; to++) {
            const char *part = word + cuts.at[from];
            size_t length = cuts.at[to] - cuts.at[from];
            if (may_cut(word, &cuts, to, by_case) && sohoa_syllable_read(part, length, &syllable) &&
                (!takes || takes(arg, part, length)))
                extend(&cuts, from, to);
        }
    if (cuts.ways[cuts.count] != 1 || cuts.fewest[cuts.count] < 2)
        return 0;
    for (size_t to = cuts.count; to > 0; to = cuts.last[to])
        places[words++] = cuts.last[to];
    if (size + words > room)
        return 0;
    for (size_t i = words; i-- > 0;) {
        size_t from = places[i], to = i > 0 ? places[i - 1] : cuts.count;
        memcpy(ret + used, word + cuts.at[from], cuts.at[to] - cuts.at[from]);
        used += cuts.at[to] - cuts.at[from];
        ret[used++] = i > 0 ? ' ' : '\0';
    }
    return words;
}
