/* like.c - see like.h. Pure functions, any thread. */
#include "record/like.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 8192 /* of a page that are looked at */
#define PAIRS_MIN 12   /* fewer say nothing of a sheet: stamps, signatures, noise */
#define NUMBERS_MIN 3
#define WITH_FIGURES (SOHOA_LIKE_FEATURES / 2)
#define BITS 40

/* Hashes, ascending. */
struct bag {
    uint64_t *items;
    size_t count;
};

struct words {
    struct bag plain, figures; /* pairs without and with figures, each once */
    struct bag numbers;        /* all */
};

static void words_free(struct words *w)
{
    free(w->plain.items);
    free(w->figures.items);
    free(w->numbers.items);
}

static uint64_t add(uint64_t hash, const char *text, bool digits)
{
    for (; *text; text++)
        if (!digits || (*text >= '0' && *text <= '9'))
            hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

static uint64_t spread(uint64_t h)
{
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return (h ^ (h >> 31)) >> (64 - BITS);
}

static size_t count_figures(const char *folded)
{
    size_t n = 0;
    for (; *folded; folded++)
        n += *folded >= '0' && *folded <= '9';
    return n;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort(struct bag *bag, bool once)
{
    size_t kept = 0;
    if (bag->count)
        qsort(bag->items, bag->count, sizeof *bag->items, by_value);
    for (size_t i = 0; i < bag->count; i++)
        if (!once || i == 0 || bag->items[i] != bag->items[i - 1])
            bag->items[kept++] = bag->items[i];
    bag->count = kept;
}

static void gather(const struct sohoa_text *text, size_t count, struct words *ret)
{
    char folded[SOHOA_WORD_BYTES_MAX];
    const uint64_t start = 0xcbf29ce484222325u;
    uint64_t before = 0;
    bool had_figures = false;
    for (size_t i = 0; i < count; i++) {
        /* One letter alone is often noise. */
        if (sohoa_fold(sohoa_text_word(text, i).text, folded, NULL, sizeof folded) < 2)
            continue;
        size_t figures = count_figures(folded);
        if (figures >= 2)
            ret->numbers.items[ret->numbers.count++] = add(start, folded, true);
        if (before) {
            struct bag *bag = figures || had_figures ? &ret->figures : &ret->plain;
            bag->items[bag->count++] = spread(add(add(before, " ", false), folded, false));
        }
        before = add(start, folded, false);
        had_figures = figures > 0;
    }
    sort(&ret->plain, true);
    sort(&ret->figures, true);
    sort(&ret->numbers, false);
}

static int words_of(const struct sohoa_text *text, struct words *ret)
{
    size_t count = sohoa_text_words(text), room;
    count = count < WORDS_MAX ? count : WORDS_MAX;
    room = (count + 1) * sizeof(uint64_t);
    *ret = (struct words){
        .plain = {malloc(room), 0}, .figures = {malloc(room), 0}, .numbers = {malloc(room), 0}};
    if (!ret->plain.items || !ret->figures.items || !ret->numbers.items) {
        words_free(ret);
        return -1;
    }
    gather(text, count, ret);
    return 0;
}

int sohoa_like_of(const struct sohoa_text *text, struct sohoa_like *ret)
{
    struct words w;
    *ret = (struct sohoa_like){.count = 0};
    if (sohoa_text_words(text) <= PAIRS_MIN)
        return 0;
    if (words_of(text, &w))
        return -1;
    if (w.plain.count + w.figures.count >= PAIRS_MIN) {
        size_t figures = w.figures.count < WITH_FIGURES ? w.figures.count : WITH_FIGURES;
        size_t plain = SOHOA_LIKE_FEATURES - WITH_FIGURES;
        plain = w.plain.count < plain ? w.plain.count : plain;
        memcpy(ret->features, w.figures.items, figures * sizeof(uint64_t));
        memcpy(ret->features + figures, w.plain.items, plain * sizeof(uint64_t));
        ret->count = figures + plain;
        struct bag all = {ret->features, ret->count};
        sort(&all, true);
        ret->count = all.count;
    }
    words_free(&w);
    return 0;
}

static size_t shared(const struct bag *a, const struct bag *b)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        n += a->items[i] == b->items[j];
        bool a_first = a->items[i] <= b->items[j], b_first = b->items[j] <= a->items[i];
        i += a_first;
        j += b_first;
    }
    return n;
}

static double part(size_t n, size_t a, size_t b)
{
    size_t less = a < b ? a : b;
    return less ? (double)n / (double)less : 0;
}

int sohoa_like_compare(const struct sohoa_text *a, const struct sohoa_text *b, double *ret_share,
                       double *ret_numbers)
{
    struct words of_a, of_b;
    if (words_of(a, &of_a))
        return -1;
    if (words_of(b, &of_b)) {
        words_free(&of_a);
        return -1;
    }
    *ret_share = part(shared(&of_a.plain, &of_b.plain) + shared(&of_a.figures, &of_b.figures),
                      of_a.plain.count + of_a.figures.count, of_b.plain.count + of_b.figures.count);
    bool few = of_a.numbers.count < NUMBERS_MIN || of_b.numbers.count < NUMBERS_MIN;
    *ret_numbers =
        few ? -1
            : part(shared(&of_a.numbers, &of_b.numbers), of_a.numbers.count, of_b.numbers.count);
    words_free(&of_a);
    words_free(&of_b);
    return 0;
}
