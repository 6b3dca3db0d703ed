/* nearest.c - edit distance between short words; see nearest.h. No state, any thread. */
#include "host/nearest.h"

#include <string.h>

enum { WORD_MAX = 63 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned char rows[3][WORD_MAX + 1]; /* the last three rows of the table */
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned char)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned char *row = rows[i % 3], *above = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
        row[0] = (unsigned char)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = above[j - 1] + (a[i - 1] != b[j - 1] ? 1u : 0u);
            best = least(best, least(above[j], row[j - 1]) + 1u);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = least(best, two[j - 2] + 1u);
            row[j] = (unsigned char)best;
        }
    }
    return rows[n % 3][m];
}

const char *sohoa_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t n = strnlen(word, WORD_MAX + 1);
    if (n > WORD_MAX)
        return NULL;
    const char *found = NULL;
    unsigned fewest = WORD_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t m = strnlen(candidates[i], WORD_MAX + 1);
        if (m > WORD_MAX)
            continue;
        unsigned d = distance(word, n, candidates[i], m);
        if (d < fewest && d <= (m + 2) / 3) {
            fewest = d;
            found = candidates[i];
        }
    }
    return found;
}
