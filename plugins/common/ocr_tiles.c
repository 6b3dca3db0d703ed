/* ocr_tiles.c - large sheets in parts: the engine's layout analysis takes time by the square of
 * what is on a page, minutes for an A0 sheet full of text. A sheet over A3 is cut where it is white
 * from side to side, the widest such place first, until its parts are no larger (G. Nagy and S.
 * Seth, "Hierarchical representation of optically scanned documents", ICPR 1984); so no line is
 * cut, and the parts come in reading order. What goes through everywhere, as a frame does, does not
 * count. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define TILE_INCHES 200.0 /* square, of a part: A3 has 194 */
enum { REDUCED = 8, DEPTH_MAX = 12 };

struct tiles {
    const struct ocr_reader *reader;
    PIX *picture; /* whole */
    PIX *small;   /* its ink, reduced */
    int psm;
    struct ocr_words *words;
    bool done;
};

/* Where to cut, and how wide the white place is, in pixels of the small picture. */
struct place {
    int at, size;
};

/* The widest stretch of the profile's middle four fifths that holds next to no ink. */
static struct place widest(const int *ink, int count)
{
    int from = count / 10, to = count - count / 10, least = ink[from], begin = -1;
    struct place best = {0};
    for (int i = from; i < to; i++)
        least = ink[i] < least ? ink[i] : least;
    for (int i = from; i <= to; i++) {
        bool white = i < to && ink[i] <= least + 1;
        if (white && begin < 0)
            begin = i;
        if (!white && begin >= 0) {
            if (i - begin > best.size)
                best = (struct place){.at = (begin + i) / 2, .size = i - begin};
            begin = -1;
        }
    }
    return best;
}

/* The small picture's ink in the box, by row and by column. */
static bool profiles(const struct tiles *t, const struct sohoa_box *b, int **ret_rows,
                     int **ret_columns)
{
    int *rows = calloc((size_t)b->h + 1, sizeof *rows);
    int *columns = calloc((size_t)b->w + 1, sizeof *columns);
    for (int y = 0; rows && columns && y < b->h; y++) {
        const l_uint32 *line =
            pixGetData(t->small) + (size_t)pixGetWpl(t->small) * (size_t)(b->y + y);
        for (int x = 0; x < b->w; x++) {
            int bit = GET_DATA_BIT(line, b->x + x);
            rows[y] += bit;
            columns[x] += bit;
        }
    }
    *ret_rows = rows;
    *ret_columns = columns;
    return rows && columns;
}

/* Reads one part; boxes on the whole picture. */
static void read_part(struct tiles *t, const struct sohoa_box *b)
{
    size_t word = t->words->count, line = t->words->line_count;
    int32_t left = b->x * REDUCED, top = b->y * REDUCED;
    BOX *clip = boxCreate(left, top, b->w * REDUCED, b->h * REDUCED);
    PIX *cut = clip ? pixClipRectangle(t->picture, clip, NULL) : NULL;
    PIX *clean = cut ? ocr_without_noise(cut) : NULL; /* none: a part of noise */
    if (clean)
        t->done = ocr_read_picture(t->reader, clean, t->psm, NULL, t->words);
    for (; word < t->words->count; word++) {
        t->words->words[word].box.x += left;
        t->words->words[word].box.y += top;
    }
    for (; line < t->words->line_count; line++) {
        t->words->lines[line].box.x += left;
        t->words->lines[line].box.y += top;
    }
    boxDestroy(&clip);
    pixDestroy(&cut);
    pixDestroy(&clean);
}

static double square_inches(const struct tiles *t, const struct sohoa_box *b)
{
    double pixels = (double)b->w * b->h * REDUCED * REDUCED;
    return pixels / ((double)t->reader->dpi * t->reader->dpi);
}

static void read_box(struct tiles *t, struct sohoa_box b, int depth) // NOLINT(misc-no-recursion)
{
    int *rows = NULL, *columns = NULL;
    struct place level = {0}, upright = {0};
    if (!t->done || b.w < 1 || b.h < 1)
        return;
    bool large = depth < DEPTH_MAX && square_inches(t, &b) > TILE_INCHES && b.w > 20 && b.h > 20;
    if (large && profiles(t, &b, &rows, &columns)) {
        level = widest(rows, b.h);
        upright = widest(columns, b.w);
    }
    free(rows);
    free(columns);
    struct sohoa_box first = b, second = b;
    if (level.size >= upright.size) {
        first.h = level.at;
        second.y += level.at;
        second.h -= level.at;
    } else {
        first.w = upright.at;
        second.x += upright.at;
        second.w -= upright.at;
    }
    if (level.size == 0 && upright.size == 0) {
        read_part(t, &b);
        return;
    }
    read_box(t, first, depth + 1);
    read_box(t, second, depth + 1);
}

bool ocr_is_large(const struct ocr_reader *reader, PIX *picture)
{
    double pixels = (double)pixGetWidth(picture) * pixGetHeight(picture);
    return pixels > 1.1 * TILE_INCHES * reader->dpi * reader->dpi;
}

bool ocr_read_tiles(const struct ocr_reader *reader, PIX *picture, int psm, struct ocr_words *out)
{
    struct tiles t = {.reader = reader, .picture = picture, .psm = psm, .words = out, .done = true};
    PIX *bits = pixGetDepth(picture) == 1 ? pixClone(picture) : pixConvertTo1(picture, 128);
    t.small = bits ? pixReduceRankBinaryCascade(bits, 1, 1, 1, 0) : NULL;
    pixDestroy(&bits);
    if (!t.small)
        return false;
    read_box(&t, (struct sohoa_box){.w = pixGetWidth(t.small), .h = pixGetHeight(t.small)}, 0);
    pixDestroy(&t.small);
    return t.done;
}
