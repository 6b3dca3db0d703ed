/* cards_angle.c - how the print of a card lies. First roughly, over half a turn: the middles of its
 * letters, projected across their lines, pile up. Then finely: so do their lower edges (Postl 1986,
 * Baird 1987; prep_deskew does the same for pages). Which way is up is told by the card's codes,
 * else by its letters, as of pages (prep_orient). Pure. */
#include "../prep_orient/orient.h"
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 20000, POINTS_LEAST = 150, BINS = 4096, MARKS_MAX = 8000, LETTERS_LEAST = 40 };
#define MOST 6.0 /* degrees */
#define COARSE 0.25
#define FINE 0.05
#define SURE 1.12
#define TURNED 1.25 /* by how much lines that lie across must show more sharply than level ones */
#define UPRIGHT 2.5 /* standard deviations by which letters must stand on their heads */

struct points {
    float x[POINTS_MAX], y[POINTS_MAX];
    int count;
};

static void collect(PIX *print, struct points *ret)
{
    int wpl = pixGetWpl(print), width = pixGetWidth(print), height = pixGetHeight(print);
    for (int y = 0; y + 1 < height; y++) {
        l_uint32 *line = pixGetData(print) + (size_t)wpl * (size_t)y;
        for (int x = 0; x < width; x++)
            if (GET_DATA_BIT(line, x) && !GET_DATA_BIT(line + wpl, x) && ret->count < POINTS_MAX) {
                ret->x[ret->count] = (float)x;
                ret->y[ret->count++] = (float)y;
            }
    }
}

/* How sharply a projection rises and falls. */
static double energy_of(const uint32_t bins[BINS])
{
    double energy = 0;
    for (int i = 1; i < BINS; i++) {
        double change = (double)bins[i] - (double)bins[i - 1];
        energy += change * change;
    }
    return energy;
}

static double sharpness(const struct points *p, double degrees, uint32_t bins[BINS])
{
    float c = (float)cos(degrees * M_PI / 180), s = (float)sin(degrees * M_PI / 180);
    memset(bins, 0, BINS * sizeof *bins);
    for (int i = 0; i < p->count; i++) {
        int at = (int)(p->y[i] * c - p->x[i] * s) + BINS / 4;
        if (at >= 0 && at < BINS)
            bins[at]++;
    }
    return energy_of(bins);
}

/* Lines that lie nearly level. */
static double fine_angle(PIX *print)
{
    struct points *points = calloc(1, sizeof *points);
    uint32_t bins[BINS];
    double best = 0, at = 0, sum = 0;
    int n = 0;
    if (!points)
        return 0;
    collect(print, points);
    for (double a = -MOST; points->count >= POINTS_LEAST && a <= MOST + 1e-9; a += COARSE, n++) {
        double energy = sharpness(points, a, bins);
        sum += energy;
        if (energy > best) {
            best = energy;
            at = a;
        }
    }
    if (n == 0 || best < SURE * sum / n) {
        free(points);
        return 0;
    }
    double around = at;
    for (double a = around - COARSE; a <= around + COARSE + 1e-9; a += FINE) {
        double energy = sharpness(points, a, bins);
        if (energy > best) {
            best = energy;
            at = a;
        }
    }
    free(points);
    return at;
}

/* ---- roughly, and which way up ---- */

static PIX *cut(PIX *sketch, const struct cards_block *b)
{
    int quarter = CARDS_DIRECTIONS / 2;
    BOX *box = boxCreate((int)b->low[0], (int)b->low[quarter], (int)(b->high[0] - b->low[0]) + 1,
                         (int)(b->high[quarter] - b->low[quarter]) + 1);
    PIX *print = box ? pixClipRectangle(sketch, box, NULL) : NULL;
    boxDestroy(&box);
    return print;
}

static PIX *turned(PIX *print, double angle)
{
    return pixRotate(print, (l_float32)(-angle * M_PI / 180), L_ROTATE_SAMPLING, L_BRING_IN_WHITE,
                     pixGetWidth(print), pixGetHeight(print));
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int larger(const struct mark *m)
{
    int w = m->right - m->left, h = m->bottom - m->top;
    return 1 + (w > h ? w : h);
}

/* The marks of a letter's size, first in the array; how many, and their usual size. */
static int keep_letters(struct mark *marks, int count, int *ret_size)
{
    int *sizes = malloc(((size_t)count + 1) * sizeof *sizes), n = 0, kept = 0;
    for (int i = 0; sizes && i < count; i++)
        if (larger(&marks[i]) >= 5 && larger(&marks[i]) <= 60)
            sizes[n++] = larger(&marks[i]);
    if (n > 0)
        qsort(sizes, (size_t)n, sizeof *sizes, compare);
    *ret_size = n > 0 ? sizes[n / 2] : 0;
    free(sizes);
    for (int i = 0; i < count; i++)
        if (larger(&marks[i]) * 10 >= 6 * *ret_size && larger(&marks[i]) <= 3 * *ret_size)
            marks[kept++] = marks[i];
    return n > 0 ? kept : 0;
}

static double pile(const struct mark *letters, int count, double degrees, double bin)
{
    static const int middle = BINS / 2;
    uint32_t bins[BINS] = {0};
    double c = cos(degrees * M_PI / 180), s = sin(degrees * M_PI / 180);
    for (int i = 0; i < count; i++) {
        double x = (letters[i].left + letters[i].right) / 2.0;
        double y = (letters[i].top + letters[i].bottom) / 2.0;
        int at = middle + (int)floor((y * c - x * s) / bin);
        if (at >= 0 && at < BINS)
            bins[at]++;
    }
    return energy_of(bins);
}

/* (-90, 90]; 0 when nothing tells, or what is nearly level tells about as much. */
static double rough_angle(PIX *print)
{
    struct mark *marks = NULL;
    double best = 0, at = 0, level = 0;
    int size = 0, count = orient_marks(print, MARKS_MAX, &marks);
    int letters = count > 0 ? keep_letters(marks, count, &size) : 0;
    for (int a = -89; letters >= LETTERS_LEAST && a <= 90; a++) {
        double energy = pile(marks, letters, a, size / 3.0);
        level = a >= -MOST && a <= MOST ? fmax(level, energy) : level;
        if (energy > best) {
            best = energy;
            at = a;
        }
    }
    if (count >= 0)
        free(marks);
    return best > TURNED * level ? at : 0;
}

/* +: the codes stand where they do on an upright card whose lines lie so; -: where they do when it
 * stands on its head; 0: there is none. */
static int codes_say(const struct cards_card *card, const struct cards_code *codes, uint32_t count)
{
    double c = cos(card->angle * M_PI / 180), s = sin(card->angle * M_PI / 180);
    int votes = 0;
    for (uint32_t i = 0; i < count; i++) {
        double dx = codes[i].x - card->cx, dy = codes[i].y - card->cy;
        double u = dx * c + dy * s, v = dy * c - dx * s;
        if (fabs(u) > card->w / 2 || fabs(v) > card->h / 2)
            continue;
        if (codes[i].zone)
            votes += v > 0 ? 1 : -1;
        else if (fabs(u) > card->w / 6)
            votes += u > 0 ? 1 : -1;
    }
    return votes;
}

static bool on_its_head(PIX *straight)
{
    struct mark *marks = NULL;
    struct verdict verdict = {.letters = 0};
    int count = orient_marks(straight, MARKS_MAX, &marks);
    bool told = count > 0 &&
                orient_judge(marks, count, pixGetWidth(straight), pixGetHeight(straight), &verdict);
    if (count >= 0)
        free(marks);
    return told && verdict.rotated == 180 && verdict.upright >= UPRIGHT;
}

double cards_angle(PIX *sketch, const struct cards_block *block, const struct cards_code *codes,
                   uint32_t count)
{
    PIX *print = cut(sketch, block), *straight = NULL;
    if (!print)
        return 0;
    double angle = rough_angle(print);
    straight = fabs(angle) > 0 ? turned(print, angle) : pixClone(print);
    angle += straight ? fine_angle(straight) : 0;
    pixDestroy(&straight);
    struct cards_card card = cards_around(block, angle);
    int votes = codes_say(&card, codes, count);
    if (votes == 0) {
        straight = turned(print, angle);
        votes = straight && on_its_head(straight) ? -1 : 0;
        pixDestroy(&straight);
    }
    pixDestroy(&print);
    return votes < 0 ? angle + (angle > 0 ? -180 : 180) : angle;
}
