/* zone_read.c - reads a zone that was found: both ways round, as each kind of document whose rows
 * are about as long; the likeliest reading counts if it is likely at all. Pure functions. */
#include "zone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LESS = 6, MORE = 10 };
/* A check digit is wrong one time in some hundreds; the classifier never says more than 8. */
#define DOUBT 5.0F
/* Mean -ln p of a character: what is surely a zone; what may be one if few of its characters are
 * clearly something else than what the grammar makes of them. */
#define SURE 0.25
#define LIKELY 1.5
#define CLEARLY 4.0F
/* A kind of zone whose rows are that much longer or shorter than those seen. */
#define OFF_LENGTH 0.1
enum { CONTRADICTED_MOST = 4 };

/* The rows of a zone as one lattice: place i of every row below each other. */
struct rows {
    struct zone_line lines[ZONE_LINES_MAX];
    int count, first, last;
    double height;
};
struct costs {
    float of[ZONE_LINES_MAX][ZONE_CELLS_MAX][ZONE_CLASSES];
};

static double at(const double p[3], double i)
{
    return p[0] + (p[1] + p[2] * i) * i;
}

/* The direction of a row at place i, per place. */
static void along(const struct zone_line *line, double i, double *ret_x, double *ret_y)
{
    *ret_x = line->x[1] + 2 * line->x[2] * i;
    *ret_y = line->y[1] + 2 * line->y[2] * i;
}

/* Moves the numbers of the places: what was by is 0, the other way round when turned. */
static void renumber(struct zone_line *line, int by, bool turned)
{
    double sign = turned ? -1 : 1;
    double *polys[] = {line->x, line->y};
    for (int k = 0; k < 2; k++) {
        double *p = polys[k], a = at(p, by), b = p[1] + 2 * p[2] * by;
        p[0] = a;
        p[1] = sign * b;
    }
    int first = line->first - by, last = line->last - by;
    line->first = turned ? -last : first;
    line->last = turned ? -first : last;
}

static int compare_down(const void *a, const void *b)
{
    const struct zone_line *p = a, *q = b;
    /* down is a quarter turn clockwise from along */
    double mid = (p->first + p->last) / 2.0, other = (q->first + q->last) / 2.0, ux, uy;
    along(p, mid, &ux, &uy);
    double down = (at(q->x, other) - at(p->x, mid)) * -uy + (at(q->y, other) - at(p->y, mid)) * ux;
    return (down < 0) - (down > 0);
}

static struct rows rows_of(const struct zone *zone, bool turned)
{
    struct rows rows = {.count = zone->count};
    for (int i = 0; i < zone->count; i++) {
        rows.lines[i] = zone->lines[i];
        renumber(&rows.lines[i], turned ? rows.lines[i].last : rows.lines[i].first, turned);
        rows.height = fmax(rows.height, rows.lines[i].height);
    }
    qsort(rows.lines, (size_t)rows.count, sizeof *rows.lines, compare_down);
    const struct zone_line *top = &rows.lines[0];
    double ux, uy;
    along(top, 0, &ux, &uy);
    for (int i = 1; i < rows.count; i++) {
        struct zone_line *line = &rows.lines[i];
        double off =
            ((line->x[0] - top->x[0]) * ux + (line->y[0] - top->y[0]) * uy) / (ux * ux + uy * uy);
        renumber(line, -(int)lround(off), false);
    }
    for (int i = 0; i < rows.count; i++) {
        rows.first = rows.lines[i].first < rows.first ? rows.lines[i].first : rows.first;
        rows.last = rows.lines[i].last > rows.last ? rows.lines[i].last : rows.last;
    }
    return rows;
}

/* A row that was not found, as far from one as that is from the other. */
static struct zone_line extrapolate(const struct zone_line *from, const struct zone_line *other,
                                    double factor)
{
    struct zone_line line = *from;
    for (int e = 0; e < 3; e++) {
        line.x[e] += factor * (from->x[e] - other->x[e]);
        line.y[e] += factor * (from->y[e] - other->y[e]);
    }
    return line;
}

static void classify(const struct sohoa_net *net, const struct zone_picture *picture,
                     const struct rows *rows, int from, int count, struct costs *ret)
{
    float cells[ZONE_CELLS_MAX][ZONE_INPUTS];
    for (int l = 0; l < rows->count; l++) {
        for (int i = 0; i < count; i++) {
            double ux, uy, place = from + i;
            along(&rows->lines[l], place, &ux, &uy);
            double pitch = hypot(ux, uy);
            struct zone_cell cell = {.x = at(rows->lines[l].x, place),
                                     .y = at(rows->lines[l].y, place),
                                     .ux = ux / pitch,
                                     .uy = uy / pitch,
                                     .pitch = pitch,
                                     .height = rows->height};
            zone_sample(picture, &cell, cells[i]);
        }
        zone_normalise(cells, count);
        for (int i = 0; i < count; i++)
            sohoa_net_costs(net, cells[i], ret->of[l][i]);
    }
}

static void box_of(const struct rows *rows, int from, int length, struct zone_reading *ret)
{
    ret->x0 = ret->y0 = 1e9;
    ret->x1 = ret->y1 = -1e9;
    for (int l = 0; l < rows->count; l++)
        for (int end = 0; end < 2; end++) {
            double place = end ? from + length - 0.5 : from - 0.5;
            double x = at(rows->lines[l].x, place), y = at(rows->lines[l].y, place);
            ret->x0 = fmin(ret->x0, x);
            ret->x1 = fmax(ret->x1, x);
            ret->y0 = fmin(ret->y0, y);
            ret->y1 = fmax(ret->y1, y);
        }
    double ux, uy, half = rows->height * 0.65;
    along(&rows->lines[0], 0, &ux, &uy);
    bool level = fabs(ux) > fabs(uy);
    ret->x0 -= level ? 0 : half;
    ret->x1 += level ? 0 : half;
    ret->y0 -= level ? half : 0;
    ret->y1 += level ? half : 0;
}

/* Decodes the places from on as a kind of zone; keeps the reading if it is the likeliest so far. */
static void offer(enum sohoa_mrz_kind kind, const struct rows *rows, const struct costs *costs,
                  int skip, int from, struct zone_reading *best)
{
    float places[SOHOA_MRZ_PLACES_MAX][SOHOA_MRZ_SYMBOLS];
    int length = (int)sohoa_mrz_length(kind), n = 0;
    struct zone_reading reading = {.cost = 0};
    for (int l = 0; l < rows->count; l++)
        for (int i = 0; i < length; i++)
            memcpy(places[n++], costs->of[l][skip + i], sizeof *places);
    sohoa_mrz_decode(kind, (const float(*)[SOHOA_MRZ_SYMBOLS])places, DOUBT, &reading.mrz);
    for (int i = 0; i < n; i++) {
        char c = reading.mrz.text[i + i / length];
        int symbol = c == '<' ? 36 : c <= '9' ? c - '0' : c - 'A' + 10;
        reading.cost += (double)places[i][symbol] / n;
        reading.contradicted += places[i][symbol] > CLEARLY;
    }
    int seen = rows->last - rows->first + 1;
    reading.price = reading.cost + OFF_LENGTH * abs(seen - length);
    if (reading.price < best->price) {
        box_of(rows, from, length, &reading);
        *best = reading;
    }
}

static void read_rows(const struct sohoa_net *net, const struct zone_picture *picture,
                      const struct rows *rows, struct zone_reading *best)
{
    static const enum sohoa_mrz_kind kinds[] = {SOHOA_MRZ_TD1, SOHOA_MRZ_TD2, SOHOA_MRZ_TD3};
    struct costs costs;
    int seen = rows->last - rows->first + 1;
    for (int k = 0; k < 3; k++) {
        int length = (int)sohoa_mrz_length(kinds[k]), spare = abs(length - seen);
        if ((int)sohoa_mrz_lines(kinds[k]) != rows->count || length - seen > LESS ||
            seen - length > MORE)
            continue;
        spare = spare ? spare : 1; /* the ends may be a speck, or a faint character */
        int from = length > seen ? rows->last - length + 1 : rows->first;
        from -= length == seen ? 1 : 0;
        int windows = length == seen ? 3 : spare + 1;
        if (length + windows - 1 > ZONE_CELLS_MAX)
            continue;
        classify(net, picture, rows, from, length + windows - 1, &costs);
        for (int w = 0; w < windows; w++)
            offer(kinds[k], rows, &costs, w, from + w, best);
    }
}

/* Three rows of which two were found: above, below, or between them. */
static void read_two(const struct sohoa_net *net, const struct zone_picture *picture,
                     const struct rows *two, struct zone_reading *best)
{
    static const double factors[] = {1, 1, -0.5};
    for (int missing = 0; missing < 3; missing++) {
        struct rows rows = *two;
        rows.count = 3;
        if (missing == 0) {
            rows.lines[0] = extrapolate(&two->lines[0], &two->lines[1], factors[0]);
            rows.lines[1] = two->lines[0];
            rows.lines[2] = two->lines[1];
        } else if (missing == 1) {
            rows.lines[2] = extrapolate(&two->lines[1], &two->lines[0], factors[1]);
        } else {
            rows.lines[1] = extrapolate(&two->lines[0], &two->lines[1], factors[2]);
            rows.lines[2] = two->lines[1];
        }
        read_rows(net, picture, &rows, best);
    }
}

static bool believable(const struct zone_reading *reading)
{
    return reading->cost < LIKELY && reading->contradicted <= CONTRADICTED_MOST;
}

bool zone_read(const struct sohoa_net *net, const struct zone_picture *picture,
               const struct zone *zone, struct zone_reading *ret)
{
    struct zone_reading best = {.cost = 1e9, .price = 1e9};
    for (int turned = 0; turned < 2 && !(turned && best.cost < SURE); turned++) {
        struct rows rows = rows_of(zone, turned);
        read_rows(net, picture, &rows, &best);
        if (rows.count == 2)
            read_two(net, picture, &rows, &best);
    }
    if (!believable(&best))
        return false;
    *ret = best;
    return true;
}
