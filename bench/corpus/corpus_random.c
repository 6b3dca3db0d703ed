/* corpus_random.c - see corpus_random.h. */
#include "corpus_random.h"

uint64_t corpus_random_next(struct corpus_random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct corpus_random corpus_random_new(uint64_t seed, uint64_t stream)
{
    struct corpus_random random = {.state = seed * 0xd1342543de82ef95u + stream};

    corpus_random_next(&random);
    random.state ^= stream << 32;
    corpus_random_next(&random);
    return random;
}

int corpus_random_int(struct corpus_random *random, int low, int high)
{
    uint64_t range = high > low ? (uint64_t)(high - low) + 1 : 1;

    return low + (int)(corpus_random_next(random) % range);
}

double corpus_random_real(struct corpus_random *random, double low, double high)
{
    double unit = (double)(corpus_random_next(random) >> 11) * 0x1p-53;

    return low + unit * (high - low);
}

bool corpus_random_chance(struct corpus_random *random, double probability)
{
    return corpus_random_real(random, 0, 1) < probability;
}

const char *corpus_random_pick(struct corpus_random *random, const char *const *list)
{
    int count = 0;

    while (list[count]) {
        count++;
    }
    return list[corpus_random_int(random, 0, count - 1)];
}

const char *corpus_random_weighted(struct corpus_random *random, const struct corpus_weighted *list)
{
    int total = 0;

    for (const struct corpus_weighted *item = list; item->text; item++) {
        total += item->weight;
    }
    int left = corpus_random_int(random, 0, total - 1);
    for (const struct corpus_weighted *item = list; item->text; item++) {
        left -= item->weight;
        if (left < 0) {
            return item->text;
        }
    }
    return list->text;
}
