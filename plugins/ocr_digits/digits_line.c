/* digits_line.c - see digits_line.h. */
#include "digits_line.h"

#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 300, ROWS = DIGITS_LINE_ROWS, HALF = DIGITS_LINE_COLUMNS / 2 };
enum { ROOM_MOST = 1200, TALL_LEAST = 8 };           /* pixels */
enum { PACE_LEAST = 10, PACE_MOST = 26, SLACK = 2 }; /* cells */
#define STRAY 0.12F    /* cost of a cell beside the pace, times its square */
#define COST_MOST 7.0F /* of a figure: one place that is spoilt does not decide */
#define END_MOST 5.0F  /* of a figure that goes on before the first or behind the last */

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

/* The boxes of pieces in the middle of the line. */
static int pieces_of(PIX *bits, int rim, int left, int right, struct sohoa_box *ret)
{
    BOXA *boxes = pixConnCompBB(bits, 8);
    int count = boxes ? boxaGetCount(boxes) : 0, kept = 0;
    for (int i = 0; i < count && kept < PIECES_MAX; i++) {
        int x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        int across = x + w / 2, middle = y + h / 2;
        if (across >= left && across < right && middle >= rim && middle < pixGetHeight(bits) - rim)
            ret[kept++] = (struct sohoa_box){x, y, w, h};
    }
    boxaDestroy(&boxes);
    return kept;
}

/* The slope of the line and the top of its figures by pieces about as high as they are. */
static bool by_pieces(const struct sohoa_box *pieces, int count, double height,
                      struct digits_line_place *ret)
{
    double values[PIECES_MAX], slope = 0;
    int used = 0;
    for (int i = 0; i < count; i++) /* like Theil and Sen: the median of all slopes, far apart */
        for (int k = i + 1; k < count && used < PIECES_MAX; k++)
            if (fabs(pieces[i].h - height) < 0.2 * height &&
                fabs(pieces[k].h - height) < 0.2 * height &&
                abs(pieces[k].x - pieces[i].x) > 3 * height)
                values[used++] =
                    (double)(pieces[k].y - pieces[i].y) / (double)(pieces[k].x - pieces[i].x);
    if (used >= 6)
        slope = median(values, used);
    if (fabs(slope) > 0.1)
        slope = 0;
    used = 0;
    for (int i = 0; i < count; i++)
        if (fabs(pieces[i].h - height) < 0.25 * height)
            values[used++] = pieces[i].y - slope * (pieces[i].x + pieces[i].w / 2.0);
    if (used)
        *ret = (struct digits_line_place){median(values, used), slope, height};
    return used > 0;
}

/* Rows with a fair share of ink, for print whose figures hang together or fall to pieces. */
static bool by_rows(PIX *bits, int rim, int left, int right, struct digits_line_place *ret)
{
    int rows = pixGetHeight(bits), most = 0, from = -1, to = -1, ink[ROOM_MOST];
    if (rows > ROOM_MOST || left < 0 || right > pixGetWidth(bits))
        return false;
    for (int y = rim; y < rows - rim; y++) {
        ink[y] = 0;
        for (int x = left; x < right; x++)
            ink[y] += GET_DATA_BIT(pixGetData(bits) + (ptrdiff_t)y * pixGetWpl(bits), x) != 0;
        most = ink[y] > most ? ink[y] : most;
    }
    for (int y = rim; y < rows - rim; y++)
        if (4 * ink[y] > most) {
            from = from < 0 ? y : from;
            to = y + 1;
        }
    *ret = (struct digits_line_place){from, 0, to - from};
    return most > 0 && ret->height >= TALL_LEAST;
}

bool digits_line_find(PIX *bits, int rim, int left, int right, struct digits_line_place *ret)
{
    struct sohoa_box pieces[PIECES_MAX];
    double heights[PIECES_MAX];
    int count = pieces_of(bits, rim, left, right, pieces), tall = 0;
    double room = pixGetHeight(bits) - 2 * rim;
    for (int i = 0; i < count; i++)
        if (pieces[i].h >= 0.45 * room)
            heights[tall++] = pieces[i].h;
    double height = tall >= 3 ? median(heights, tall) : 0;
    return (height >= TALL_LEAST && by_pieces(pieces, count, height, ret)) ||
           by_rows(bits, rim, left, right, ret);
}

void digits_line_strip(PIX *gray, int tone, const struct digits_line_place *place, double left,
                       double right, struct digits_strip *ret)
{
    double unit = place->height / DIGITS_LINE_TALL;
    int columns = (int)fmin((right - left) / unit, DIGITS_LINE_CELLS_MAX);
    ret->columns = columns > 0 ? columns : 0;
    for (int c = 0; c < ret->columns; c++) {
        double x = left + c * unit;
        double top = place->top + place->slope * x - unit * (ROWS - DIGITS_LINE_TALL) / 2;
        for (int r = 0; r < ROWS; r++) {
            double y = top + r * unit, ink = digits_mean(gray, x, y, x + unit, y + unit);
            ret->ink[c * ROWS + r] = (float)fmin(ink / (255 - tone), 1);
        }
    }
}

enum { BEFORE = PACE_MOST + 1 + SLACK }; /* cells before a strip that a row may ask for */

/* What the net says of every place of a strip where a whole window fits. Arrays of `beside` hold
 * what is beyond the strip as well, so that loops over it need not ask where it ends. */
struct said {
    int places;
    float costs[DIGITS_LINE_CELLS_MAX][DIGITS_LINE_CLASSES];
    float best[DIGITS_LINE_CELLS_MAX];                     /* cost of a figure; never below 0 */
    float beside[BEFORE + DIGITS_LINE_CELLS_MAX + BEFORE]; /* of any, whichever; 0 beyond */
    /* Of a row's first figures, the last of them at each place; beyond: none can stand there. */
    float rows[DIGITS_LINE_FIGURES_MAX][BEFORE + DIGITS_LINE_CELLS_MAX];
};

static struct said *listen(const struct sohoa_net *net, const struct digits_strip *strip)
{
    struct said *said = malloc(sizeof *said);
    int places = strip->columns - DIGITS_LINE_COLUMNS;
    if (!said || places < 1) {
        free(said);
        return NULL;
    }
    said->places = places;
    memset(said->beside, 0, sizeof said->beside);
    for (int i = 0; i < DIGITS_LINE_FIGURES_MAX; i++)
        for (int at = 0; at < BEFORE; at++)
            said->rows[i][at] = INFINITY;
    for (int at = 0; at < places; at++) {
        float *costs = said->costs[at], none;
        sohoa_net_costs(net, strip->ink + at * ROWS, costs);
        said->best[at] = costs[0];
        for (int d = 1; d < 10; d++)
            said->best[at] = fminf(said->best[at], costs[d]);
        said->best[at] = fminf(said->best[at], COST_MOST);
        none = expf(-costs[DIGITS_LINE_NONE]);
        said->beside[BEFORE + at] = fminf(-logf(fmaxf(none, 1e-6F)), END_MOST);
    }
    return said;
}

/* A row of figures at one pace. */
struct row {
    int at[DIGITS_LINE_FIGURES_MAX];
    float cost;
};

enum { STEPS = 2 * SLACK + 1 };

/* The cheapest way to each place from those before it; `shortest` is the first of the steps. False:
 * all cost `most` or more. */
static bool step_on(const float *restrict before, const float *restrict here, int n, int shortest,
                    const float prices[STEPS], float most, float *restrict now)
{
    int some = 0;
    for (int at = 0; at < n; at++) {
        float least = INFINITY;
        for (int s = 0; s < STEPS; s++) {
            float c = before[at - shortest - s] + prices[s];
            least = c < least ? c : least;
        }
        least += here[at];
        now[at] = least;
        some |= least < most;
    }
    return some;
}

/* The first of the cheapest steps that lead to this place. */
static int step_to(const float *before, int at, int shortest, const float prices[STEPS])
{
    float least = INFINITY;
    int best = shortest;
    for (int s = 0; s < STEPS; s++) {
        float c = before[at - shortest - s] + prices[s];
        if (c < least) {
            least = c;
            best = shortest + s;
        }
    }
    return best;
}

/* The cheapest row at about this pace (shortest path, place by place). */
static void row_at_pace(struct said *said, int count, float pace, struct row *best)
{
    float prices[STEPS], here[DIGITS_LINE_CELLS_MAX];
    int whole = (int)lroundf(pace), n = said->places, end = -1;
    const float *beside = said->beside + BEFORE;
    for (int s = 0; s < STEPS; s++) {
        float stray = (float)(whole - SLACK + s) - pace;
        prices[s] = STRAY * stray * stray;
    }
    for (int at = 0; at < n; at++) {
        here[at] = said->best[at] + beside[at - whole / 2] / 2;
        said->rows[0][BEFORE + at] = said->best[at] + beside[at - whole];
    }
    for (int i = 1; i < count; i++) /* no cost is below 0: what costs too much stays so */
        if (!step_on(said->rows[i - 1] + BEFORE, here, n, whole - SLACK, prices, best->cost,
                     said->rows[i] + BEFORE))
            return;
    for (int at = 0; at < n; at++) {
        float c = said->rows[count - 1][BEFORE + at] + beside[at + whole];
        if (c < best->cost) {
            best->cost = c;
            end = at;
        }
    }
    for (int i = count - 1; end >= 0 && i >= 0; i--) {
        best->at[i] = end;
        if (i > 0)
            end -= step_to(said->rows[i - 1] + BEFORE, end, whole - SLACK, prices);
    }
}

/* What is said at a place and beside it, as one. */
static void weigh(const struct said *said, int at, float ret[10])
{
    float least = INFINITY, sum = 0;
    for (int d = 0; d < 10; d++) {
        float all = 0;
        int seen = 0;
        for (int p = at - 1; p <= at + 1; p++)
            if (p >= 0 && p < said->places) {
                all += said->costs[p][d];
                seen++;
            }
        ret[d] = all / (float)seen;
        least = fminf(least, ret[d]);
    }
    for (int d = 0; d < 10; d++)
        sum += expf(least - ret[d]);
    for (int d = 0; d < 10; d++)
        ret[d] += logf(sum) - least;
}

bool digits_line_read(const struct sohoa_net *net, const struct digits_strip *strip, int count,
                      struct digits_string *ret)
{
    struct said *said = count >= 2 && count <= DIGITS_LINE_FIGURES_MAX ? listen(net, strip) : NULL;
    struct row row = {.cost = INFINITY};
    for (float pace = PACE_LEAST; said && pace <= PACE_MOST; pace += 0.5F)
        row_at_pace(said, count, pace, &row);
    bool ok = said && row.cost < INFINITY;
    for (int i = 0; ok && i < count; i++) {
        int best = 0;
        weigh(said, row.at[i], ret->costs[i]);
        for (int d = 1; d < 10; d++)
            best = ret->costs[i][d] < ret->costs[i][best] ? d : best;
        ret->text[i] = (char)('0' + best);
    }
    if (ok) {
        ret->text[count] = '\0';
        ret->cost = row.cost / (float)count;
        ret->from = (float)(row.at[0] + HALF);
        ret->to = (float)(row.at[count - 1] + HALF);
    }
    free(said);
    return ok;
}
