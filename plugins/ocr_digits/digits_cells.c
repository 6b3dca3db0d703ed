/* digits_cells.c - numbers in rows of one-digit boxes, figure by figure. Where prep_lines saw only
 * parts of a row they are put together, and the row is followed to both sides as long as there
 * stand figures at its pace. */
#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* USUAL: boxes of a citizen ID; no row is followed beyond as many. */
enum { USUAL = 12, BOXES_MAX = 2 * USUAL + 2, PIECES_MAX = 400 };
#define LEAST_SURE 0.6
#define DISPUTED 0.6F   /* a figure that shows otherwise in its tones */
#define FOLLOW_SURE 0.9 /* figures in boxes that nobody saw */

/* The row being read: `place` on a bilevel image; box i from the left edge of place. */
struct row {
    struct sohoa_box place;
    int count, left; /* left edge of `bits` on the image */
    double step;
    double origin;    /* the left edge of box 0 in `bits` */
    int seen;         /* the first box that was seen, `count` of them */
    int boxes;        /* that have room in `bits` */
    PIX *gray, *bits; /* the row and what lies beside it */
    bool toned;       /* in its tones: each figure has its own */
    int tone;
    struct digits_glyph all[BOXES_MAX]; /* the ink of each box; w = 0: none */
    int height, top;                    /* of its figures; where they begin */
};

static double middle(struct sohoa_box b)
{
    return b.y + b.h / 2.0;
}

/* Parts of one row of boxes. */
static bool belong(const struct row *a, const struct row *b)
{
    double gap = b->place.x - (a->place.x + a->place.w), steps = gap / a->step;
    double all = (b->place.x + b->place.w - a->place.x) / a->step;
    return fabs(a->step - b->step) < 0.08 * a->step && gap > -0.3 * a->step &&
           fabs(middle(a->place) - middle(b->place)) < 0.25 * a->place.h &&
           fabs(steps - round(steps)) < 0.3 && all < USUAL + 0.3;
}

static void join(struct row *a, const struct row *b)
{
    int top = a->place.y < b->place.y ? a->place.y : b->place.y;
    int low_a = a->place.y + a->place.h, low_b = b->place.y + b->place.h;
    a->place.w = b->place.x + b->place.w - a->place.x;
    a->place.y = top;
    a->place.h = (low_a > low_b ? low_a : low_b) - top;
    a->count = (int)lround(a->place.w / a->step);
    a->step = (double)a->place.w / a->count;
}

static int by_place(const void *a, const void *b)
{
    const struct row *p = a, *q = b;
    return p->place.x - q->place.x;
}

static int find_rows(const struct sohoa_page *page, struct row *rows)
{
    int found = 0;
    for (size_t i = 0; i < sohoa_marks_count(page->marks) && found < DIGITS_ROWS_MAX; i++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, i);
        if (mark.kind != SOHOA_MARK_CELLS || mark.count < 2 || mark.count > USUAL)
            continue;
        struct row row = {.place = sohoa_page_to_image(page, mark.box), .count = (int)mark.count};
        bool fits = row.place.w >= 8 * row.count && row.place.h >= 8 && row.place.w < 20000 &&
                    row.place.h < 1000 && abs(row.place.x) < 100000 && abs(row.place.y) < 100000;
        row.step = fits ? (double)row.place.w / row.count : 0;
        if (fits && row.step < 3.0 * row.place.h)
            rows[found++] = row;
    }
    qsort(rows, (size_t)found, sizeof *rows, by_place);
    for (int i = 0; i < found; i++)
        for (int j = i + 1; j < found;) {
            if (!belong(&rows[i], &rows[j])) {
                j++;
                continue;
            }
            join(&rows[i], &rows[j]);
            memmove(&rows[j], &rows[j + 1], (size_t)(found - j - 1) * sizeof *rows);
            found--;
        }
    return found;
}

/* Which box a piece of ink stands in; -1: what is left of a frame, or a speck. */
static int box_of(const struct row *row, const struct digits_glyph *p)
{
    double at = (p->x + p->w / 2.0 - row->origin) / row->step;
    double wall = fabs(at - round(at)) * row->step;
    bool upright = p->w < 0.12 * row->step && wall < 0.15 * row->step;
    bool speck = p->w < 0.1 * row->step && p->h < 0.15 * row->place.h;
    bool frame = p->w > 0.95 * row->step || p->h > 0.95 * row->place.h;
    return upright || speck || frame || at < 0 || at >= row->boxes ? -1 : (int)at;
}

static void add_piece(struct digits_glyph *glyph, const struct digits_glyph *piece)
{
    int right = piece->x + piece->w, low = piece->y + piece->h, x = piece->x, y = piece->y;
    if (glyph->w > 0) {
        right = right > glyph->x + glyph->w ? right : glyph->x + glyph->w;
        low = low > glyph->y + glyph->h ? low : glyph->y + glyph->h;
        x = x < glyph->x ? x : glyph->x;
        y = y < glyph->y ? y : glyph->y;
    }
    *glyph = (struct digits_glyph){x, y, right - x, low - y};
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* How high the figures are: the median of the highest piece of each box that was seen. */
static int figure_height(const struct row *row, const struct digits_glyph *pieces, int count)
{
    int highest[BOXES_MAX] = {0}, heights[BOXES_MAX], filled = 0;
    for (int i = 0; i < count; i++) {
        int in = box_of(row, &pieces[i]);
        if (in >= 0 && pieces[i].h > highest[in])
            highest[in] = pieces[i].h;
    }
    for (int i = row->seen; i < row->seen + row->count; i++)
        if (highest[i])
            heights[filled++] = highest[i];
    if (!filled)
        return 0;
    qsort(heights, (size_t)filled, sizeof *heights, by_number);
    return heights[filled / 2];
}

/* Marks lie askew on photographs: pace and place of the boxes are those of the figures. */
static void fit_pace(struct row *row, const struct digits_glyph *pieces, int count)
{
    double n = 0, sum_k = 0, sum_kk = 0, sum_x = 0, sum_kx = 0, k = 0, before = 0;
    int tops[PIECES_MAX], figures = 0;
    for (int i = 0; i < count; i++) {
        const struct digits_glyph *p = &pieces[i];
        double x = p->x + p->w / 2.0;
        if (p->h < 0.8 * row->height || p->h > 1.25 * row->height || p->w < 0.15 * row->height ||
            p->w > 1.1 * row->height || x < (row->seen - 0.5) * row->step ||
            x > (row->seen + row->count + 0.5) * row->step)
            continue;
        k += figures ? round((x - before) / row->step) : 0;
        before = x;
        tops[figures++] = p->y;
        n++, sum_k += k, sum_kk += k * k, sum_x += x, sum_kx += k * x;
    }
    double spread = n * sum_kk - sum_k * sum_k;
    if (figures)
        qsort(tops, (size_t)figures, sizeof *tops, by_number);
    row->top = figures ? tops[figures / 2] : 0;
    double step = spread > 0 ? (n * sum_kx - sum_k * sum_x) / spread : 0;
    if (figures < 3 || fabs(step - row->step) > 0.1 * row->step)
        return;
    double first = (sum_x - step * sum_k) / n - step / 2, seen = row->seen * row->step;
    row->origin = first - floor(first / step) * step;
    row->seen = (int)fmax(0, round((seen - row->origin) / step));
    row->step = step;
    row->boxes = (int)((pixGetWidth(row->bits) - row->origin) / step);
    if (row->seen + row->count > row->boxes)
        row->count = row->boxes - row->seen;
}

static int by_left(const void *a, const void *b)
{
    const struct digits_glyph *p = a, *q = b;
    return p->x - q->x;
}

static int pieces_of(PIX *bits, struct digits_glyph *pieces)
{
    BOXA *found = bits ? pixConnCompBB(bits, 8) : NULL;
    int count = 0;
    for (; found && count < boxaGetCount(found) && count < PIECES_MAX; count++)
        boxaGetBoxGeometry(found, count, &pieces[count].x, &pieces[count].y, &pieces[count].w,
                           &pieces[count].h);
    boxaDestroy(&found);
    qsort(pieces, (size_t)count, sizeof *pieces, by_left);
    return count;
}

/* Cuts the row out and sorts its ink into boxes. False: nothing to be read. */
static bool cut_row(const struct sohoa_page *page, int threshold, struct row *row)
{
    struct digits_glyph pieces[PIECES_MAX];
    row->seen = USUAL - row->count + 1;
    row->boxes = row->count + 2 * row->seen;
    row->left = row->place.x - (int)lround(row->seen * row->step);
    struct sohoa_box box = {row->left, row->place.y, (int)lround(row->boxes * row->step),
                            row->place.h};
    row->gray = row->toned ? digits_toned(page, box) : digits_picture(page->image, box);
    row->bits = row->gray ? pixThresholdToBinary(row->gray, threshold) : NULL;
    row->tone = row->gray ? digits_tone(row->gray) : 0;
    int count = pieces_of(row->bits, pieces);
    row->height = figure_height(row, pieces, count);
    if (row->height < 8)
        return false;
    fit_pace(row, pieces, count);
    for (int i = 0; i < count; i++) {
        int in = box_of(row, &pieces[i]);
        double y = pieces[i].y + pieces[i].h / 2.0;
        if (in >= 0 && pieces[i].h <= 1.25 * row->height && pieces[i].w <= 1.1 * row->height &&
            y > row->top - 0.1 * row->height && y < row->top + 1.1 * row->height)
            add_piece(&row->all[in], &pieces[i]);
    }
    return true;
}

/* The figure in a box and how sure it is among figures; 0 when there is none that is sure enough.
 * `other`: how likely it may be that it is none. */
static char figure_in(const struct sohoa_net *net, const struct row *row, int box, double least,
                      double other, float *ret_sure)
{
    const struct digits_glyph *glyph = &row->all[box];
    float ink[DIGITS_INPUTS], costs[DIGITS_CLASSES];
    int best = 0;
    if (glyph->w == 0 || glyph->h < 0.8 * row->height || glyph->h > 1.25 * row->height)
        return 0;
    digits_sample(row->gray, row->toned ? digits_tone_of(row->gray, glyph) : row->tone, glyph, ink);
    sohoa_net_costs(net, ink, costs);
    double none = exp(-(double)costs[DIGITS_OTHER]);
    for (int i = 1; i < DIGITS_OTHER; i++)
        best = costs[i] < costs[best] ? i : best;
    double sure = exp(-(double)costs[best]) / fmax(1 - none, 1e-6);
    *ret_sure = (float)fmin(sure, 1);
    return none <= other && sure >= least ? (char)('0' + best) : 0;
}

/* Reads the boxes that were seen, all of them that hold anything without a gap, then those beside
 * them. */
static bool read_row(const struct sohoa_net *net, struct row *row, struct digits_row *ret)
{
    int first = row->seen, end = row->seen + row->count;
    char text[BOXES_MAX];
    float sure[BOXES_MAX];
    while (first < end && row->all[first].w == 0)
        first++;
    while (end > first && row->all[end - 1].w == 0)
        end--;
    for (int i = first; i < end; i++)
        if (!(text[i] = figure_in(net, row, i, LEAST_SURE, 0.7, &sure[i])))
            return false;
    while (first > 0 && end - first < USUAL &&
           (text[first - 1] = figure_in(net, row, first - 1, FOLLOW_SURE, 0.1, &sure[first - 1])) !=
               0)
        first--;
    while (end < row->boxes && end - first < USUAL &&
           (text[end] = figure_in(net, row, end, FOLLOW_SURE, 0.1, &sure[end])) != 0)
        end++;
    int count = end - first;
    if (count < 4)
        return false;
    memcpy(ret->text, text + first, (size_t)count);
    ret->text[count] = '\0';
    memcpy(ret->sure, sure + first, (size_t)count * sizeof *sure);
    ret->place = (struct sohoa_box){
        .x = row->left + (int)lround(row->origin + first * row->step),
        .y = row->place.y,
        .w = (int)lround(count * row->step),
        .h = row->place.h,
    };
    return true;
}

/* At the threshold that shows most figures; the latter one is for faint print. */
static bool read_at(const struct sohoa_net *net, const struct sohoa_page *page,
                    const struct row *found, bool toned, struct digits_row *ret)
{
    static const int thresholds[] = {128, 190};
    struct digits_row read;
    bool one = !toned && pixGetDepth(page->image) == 1;
    ret->text[0] = '\0';
    for (int t = 0; t < (one ? 1 : 2) && (toned || !ret->text[0]); t++) {
        struct row row = *found;
        row.toned = toned;
        if (cut_row(page, thresholds[t], &row) && read_row(net, &row, &read) &&
            strlen(read.text) > strlen(ret->text))
            *ret = read;
        pixDestroy(&row.gray);
        pixDestroy(&row.bits);
    }
    return ret->text[0];
}

/* Both saw as many figures: each is the surer one, and no surer than the other leaves it. */
static void hold_against(struct digits_row *row, const struct digits_row *toned)
{
    for (size_t i = 0; row->text[i]; i++) {
        if (row->text[i] == toned->text[i]) {
            row->sure[i] = fmaxf(row->sure[i], toned->sure[i]);
            continue;
        }
        if (toned->sure[i] > row->sure[i])
            row->text[i] = toned->text[i];
        row->sure[i] = fminf(fminf(row->sure[i], toned->sure[i]), DISPUTED);
    }
}

int digits_rows(const struct sohoa_net *net, const struct sohoa_page *page,
                struct digits_row ret[DIGITS_ROWS_MAX])
{
    struct row rows[DIGITS_ROWS_MAX];
    int found = find_rows(page, rows), read = 0;
    for (int i = 0; i < found; i++) {
        struct digits_row toned;
        bool done = read_at(net, page, &rows[i], false, &ret[read]);
        bool again = page->tones && read_at(net, page, &rows[i], true, &toned);
        if (done && again && strlen(toned.text) == strlen(ret[read].text))
            hold_against(&ret[read], &toned);
        else if (again && (!done || strlen(toned.text) > strlen(ret[read].text)))
            ret[read] = toned;
        read += done || again;
    }
    return read;
}
