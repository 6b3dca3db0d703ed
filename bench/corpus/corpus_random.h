/* corpus_random.h - the only source of chance in the corpus maker.
 *
 * One generator a page, seeded from (seed, page number): a page looks the same however many
 * others are made before it. Not thread-safe: one owner. */
#ifndef CORPUS_RANDOM_H
#define CORPUS_RANDOM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct corpus_random {
    uint64_t state;
};

struct corpus_random corpus_random_new(uint64_t seed, uint64_t stream);
/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t corpus_random_next(struct corpus_random *random);
/* A whole number from low to high, both included. */
int corpus_random_int(struct corpus_random *random, int low, int high);
double corpus_random_real(struct corpus_random *random, double low, double high);
bool corpus_random_chance(struct corpus_random *random, double probability);

/* One of a list of strings that ends with NULL. */
const char *corpus_random_pick(struct corpus_random *random, const char *const *list);

struct corpus_weighted {
    const char *text;
    int weight;
};
/* One of a list that ends with {NULL, 0}, by weight. */
const char *corpus_random_weighted(struct corpus_random *random,
                                   const struct corpus_weighted *list);
#endif
