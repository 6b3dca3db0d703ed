/* binarise_ground.c - papers of value are printed on waves and rosettes, thin paper shows the other
 * side: pale ink nearly everywhere, under the text and where there is none. A threshold that
 * follows the paper takes it for print. Faint text is as pale, but stands in few places. So: tiles
 * whose darkest pixel is pale make up a good part of what holds no dark ink, in most parts of the
 * page, and there is text that is much darker. */
#include "binarise.h"

#include <math.h>

enum { LEVELS = 64, PART = 8, DARK = LEVELS / 2, CLEAN = LEVELS * 7 / 8 };
#define PALE (0.6 * LEVELS) /* darker is print, if faint */
#define CONTRAST 0.4        /* of that level is text much darker than the ground */

double binarise_paper(const struct tile *tiles, int cols, int rows, int c, int r)
{
    const struct tile *best = &tiles[(size_t)r * (size_t)cols + (size_t)c];
    for (int y = r > 0 ? r - 1 : 0; y <= r + 1 && y < rows; y++)
        for (int x = c > 0 ? c - 1 : 0; x <= c + 1 && x < cols; x++) {
            const struct tile *t = &tiles[(size_t)y * (size_t)cols + (size_t)x];
            if ((uint64_t)t->sum * best->n > (uint64_t)best->sum * t->n)
                best = t;
        }
    return best->sum > best->n ? (double)best->sum / best->n : 1;
}

/* The darkest of a tile as a share of the paper around it, in levels. */
static int depth_of(const struct tile *tiles, int cols, int rows, int c, int r)
{
    double paper = binarise_paper(tiles, cols, rows, c, r);
    double share = tiles[(size_t)r * (size_t)cols + (size_t)c].least / paper;
    return (int)fmin(LEVELS - 1, share * LEVELS);
}

/* Counts the levels of every fourth tile of one part of the page; true when the pale ones are a
 * part of it to be seen among what is not dark. */
static bool count_part(const struct tile *tiles, int cols, int rows, int c0, int r0, int *levels)
{
    int pale = 0, light = 0;
    for (int r = r0; r < r0 + PART && r < rows; r += 2)
        for (int c = c0; c < c0 + PART && c < cols; c += 2) {
            int level = depth_of(tiles, cols, rows, c, r);
            levels[level]++;
            light += level >= DARK;
            pale += level >= DARK && level < CLEAN;
        }
    return pale * 6 > light;
}

/* The level that `share` of those from..to do not reach. */
static int level_at(const int *levels, int from, int to, double share)
{
    double all = 0, seen = 0;
    for (int i = from; i < to; i++)
        all += levels[i];
    for (int i = from; i < to; i++)
        if ((seen += levels[i]) > all * share)
            return i;
    return to;
}

static int sum_of(const int *levels, int from, int to)
{
    int sum = 0;
    for (int i = from; i < to; i++)
        sum += levels[i];
    return sum;
}

double binarise_ground(const struct tile *tiles, int cols, int rows)
{
    int levels[LEVELS] = {0}, parts = 0, marked = 0;
    for (int r = 0; r < rows; r += PART)
        for (int c = 0; c < cols; c += PART, parts++)
            marked += count_part(tiles, cols, rows, c, r, levels);
    int dark = sum_of(levels, 0, DARK), pale = sum_of(levels, DARK, CLEAN);
    int clean = sum_of(levels, CLEAN, LEVELS);
    double ground = level_at(levels, DARK, CLEAN, 0.2), text = level_at(levels, 0, DARK, 0.5);
    if (dark * 50 < dark + pale + clean || pale * 4 < pale + clean || marked * 10 < parts * 6 ||
        ground < PALE || text > CONTRAST * ground)
        return 1;
    return (ground - 0.2 * (ground - text)) / LEVELS;
}
