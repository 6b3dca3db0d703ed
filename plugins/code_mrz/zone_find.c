/* zone_find.c - where rows of characters of equal pitch stand together, two or three of them.
 *
 * Each connected component of the sketch is linked with its right neighbour of about the same
 * size; of the chains so made those are kept whose members stand on a grid. Ordinary text breaks
 * at words and keeps no pitch; typed text keeps one, but has gaps and more than three lines. Level
 * rows first, then upright ones (the same with x and y exchanged). Pure functions. */
#include "zone.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARTS_MAX = 20000,
    SIZE_LEAST = 5, /* height of a capital in the sketch, pixels */
    SIZE_MOST = 48,
    CHAIN_LEAST = 8, /* members of a chain worth a look */
    ROW_LEAST = 24,  /* places of a row */
    ROW_MOST = 50,
    CHAIN_MOST = 128,
    ROWS_MAX = 48,
};
#define ALIGNED 0.32  /* of the size: how far neighbours may be above each other */
#define OFF_GRID 0.22 /* of the pitch */

struct part {
    float x, y, w, h; /* middle and size */
    int next, prev;
    float gap; /* to next */
};
struct parts {
    struct part *items;
    int count;
};

static int by_height(const void *a, const void *b)
{
    float x = ((const struct part *)a)->y, y = ((const struct part *)b)->y;
    return (x > y) - (x < y);
}

/* Components as high as characters can be, by y. upright: x and y exchanged. */
static bool collect(BOXA *boxes, bool upright, struct parts *ret)
{
    int all = boxaGetCount(boxes);
    ret->items = malloc((size_t)(all ? all : 1) * sizeof *ret->items);
    ret->count = 0;
    for (int i = 0; ret->items && i < all && ret->count < PARTS_MAX; i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        int size = upright ? w : h, width = upright ? h : w;
        if (size < SIZE_LEAST || size > SIZE_MOST || width > 2 * size)
            continue;
        struct part part = {
            (float)x + (float)w / 2, (float)y + (float)h / 2, (float)w, (float)h, -1, -1, 0};
        if (upright)
            part = (struct part){part.y, part.x, part.h, part.w, -1, -1, 0};
        ret->items[ret->count++] = part;
    }
    if (ret->items)
        qsort(ret->items, (size_t)ret->count, sizeof *ret->items, by_height);
    return ret->items != NULL;
}

static bool neighbours(const struct part *a, const struct part *b, float *ret_gap)
{
    float size = a->h > b->h ? a->h : b->h, less = a->h > b->h ? b->h : a->h;
    *ret_gap = b->x - a->x;
    return *ret_gap > 0.4F * size && *ret_gap < 2.7F * size && less > 0.55F * size &&
           fabsf(a->y - b->y) < (float)ALIGNED * size;
}

/* Links each part with the nearest to its right, where that has none nearer to its left. */
static void link_parts(struct parts *parts)
{
    for (int i = 0; i < parts->count; i++) {
        struct part *a = &parts->items[i];
        for (int k = i + 1; k < parts->count; k++) {
            struct part *b = &parts->items[k];
            float gap;
            if (b->y - a->y > (float)ALIGNED * SIZE_MOST)
                break;
            bool right = b->x > a->x;
            struct part *from = right ? a : b, *to = right ? b : a;
            if (!neighbours(from, to, &gap))
                continue;
            if (from->next < 0 || gap < from->gap) {
                from->next = (int)(to - parts->items);
                from->gap = gap;
            }
        }
    }
    for (int i = 0; i < parts->count; i++) {
        struct part *a = &parts->items[i];
        if (a->next < 0)
            continue;
        struct part *b = &parts->items[a->next];
        if (b->prev < 0 || parts->items[b->prev].gap > a->gap)
            b->prev = i;
    }
}

struct member {
    double x, y, h;
    int place;
    bool off; /* not on the grid */
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *values, int count, double share)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[(int)((count - 1) * share + 0.5)];
}

/* Least squares of value over place with a parabola (a straight line when few), places taken from
 * their middle for the numbers' sake. */
static void fit(const struct member *m, int count, bool y, double ret[3])
{
    double s[5] = {0}, t[3] = {0}, mid = m[count / 2].place;
    int used = 0;
    for (int i = 0; i < count; i++) {
        if (m[i].off)
            continue;
        double k = m[i].place - mid, v = y ? m[i].y : m[i].x, power = 1;
        for (int e = 0; e < 5; e++, power *= k) {
            s[e] += power;
            if (e < 3)
                t[e] += power * v;
        }
        used++;
    }
    double det = s[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (s[1] * s[4] - s[2] * s[3]) +
                 s[2] * (s[1] * s[3] - s[2] * s[2]);
    double a, b, c = 0;
    if (used >= 14 && fabs(det) > 1e-6) {
        a = (t[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (t[1] * s[4] - s[3] * t[2]) +
             s[2] * (t[1] * s[3] - s[2] * t[2])) /
            det;
        b = (s[0] * (t[1] * s[4] - t[2] * s[3]) - t[0] * (s[1] * s[4] - s[2] * s[3]) +
             s[2] * (s[1] * t[2] - t[1] * s[2])) /
            det;
        c = (s[0] * (s[2] * t[2] - s[3] * t[1]) - s[1] * (s[1] * t[2] - s[2] * t[1]) +
             t[0] * (s[1] * s[3] - s[2] * s[2])) /
            det;
    } else {
        double d = s[0] * s[2] - s[1] * s[1];
        b = fabs(d) > 1e-9 ? (s[0] * t[1] - s[1] * t[0]) / d : 0;
        a = s[0] > 0 ? (t[0] - b * s[1]) / s[0] : 0;
    }
    ret[0] = a - b * mid + c * mid * mid;
    ret[1] = b - 2 * c * mid;
    ret[2] = c;
}

static double at(const double p[3], double i)
{
    return p[0] + (p[1] + p[2] * i) * i;
}

/* Numbers the members by the pitch, fits the row, leaves out who stands off, twice. False: no row.
 */
static bool make_row(struct member *m, int count, struct zone_line *ret)
{
    double gaps[CHAIN_MOST], heights[CHAIN_MOST];
    int off = 0;
    if (count < CHAIN_LEAST)
        return false;
    for (int i = 0; i + 1 < count; i++)
        gaps[i] = m[i + 1].x - m[i].x;
    double pitch = quantile(gaps, count - 1, 0.5);
    m[0].place = 0;
    m[0].off = false;
    for (int i = 1; i < count; i++) {
        m[i].place = m[i - 1].place + (int)lround((m[i].x - m[i - 1].x) / pitch);
        m[i].off = m[i].place == m[i - 1].place;
    }
    for (int round = 0; round < 3; round++) {
        fit(m, count, false, ret->x);
        fit(m, count, true, ret->y);
        off = 0;
        for (int i = 0; i < count; i++) {
            m[i].off = fabs(m[i].x - at(ret->x, m[i].place)) > OFF_GRID * pitch ||
                       fabs(m[i].y - at(ret->y, m[i].place)) > ALIGNED * m[i].h;
            off += m[i].off;
        }
        if (off * 4 > count)
            return false;
    }
    int n = 0;
    for (int i = 0; i < count; i++) {
        if (m[i].off)
            continue;
        ret->first = n ? ret->first : m[i].place;
        ret->last = m[i].place;
        heights[n++] = m[i].h;
    }
    ret->height = n ? quantile(heights, n, 0.75) : 0;
    return n >= CHAIN_LEAST && n * 10 >= (ret->last - ret->first + 1) * 7;
}

/* A row made of two that go on in one another; its places are those of a. */
static bool joins(const struct zone_line *a, const struct zone_line *b, int *ret_shift)
{
    double pitch = a->x[1] + 2 * a->x[2] * a->last, other = b->x[1] + 2 * b->x[2] * b->first;
    double gap = at(b->x, b->first) - at(a->x, a->last);
    double steps = gap / pitch;
    *ret_shift = a->last + (int)lround(steps) - b->first;
    return fabs(other / pitch - 1) < 0.08 && steps > 0.7 && steps < 6.5 &&
           fabs(steps - round(steps)) < 0.3 &&
           fabs(at(a->y, a->last + steps) - at(b->y, b->first)) < 0.4 * a->height &&
           a->last - a->first + b->last - b->first < ROW_MOST;
}

static void join(struct zone_line *a, const struct zone_line *b, int shift)
{
    struct member m[2 * ROW_MOST];
    int n = 0;
    for (int i = a->first; i <= a->last && n < 2 * ROW_MOST; i++)
        m[n++] = (struct member){at(a->x, i), at(a->y, i), a->height, i, false};
    for (int i = b->first; i <= b->last && n < 2 * ROW_MOST; i++)
        m[n++] = (struct member){at(b->x, i), at(b->y, i), b->height, i + shift, false};
    fit(m, n, false, a->x);
    fit(m, n, true, a->y);
    a->last = b->last + shift;
    a->height = a->height > b->height ? a->height : b->height;
}

static int join_rows(struct zone_line *rows, int count)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++) {
            int shift;
            if (i == k || !joins(&rows[i], &rows[k], &shift))
                continue;
            join(&rows[i], &rows[k], shift);
            rows[k] = rows[--count];
            i = -1; /* from the start: what is joined may join again */
            break;
        }
    return count;
}

static int find_rows(const struct parts *parts, struct zone_line rows[ROWS_MAX])
{
    int count = 0;
    for (int i = 0; i < parts->count && count < ROWS_MAX; i++) {
        struct member m[CHAIN_MOST];
        int n = 0, head = i;
        if (parts->items[i].prev >= 0 && parts->items[parts->items[i].prev].next == i)
            continue; /* not the first of its chain */
        for (int p = head; p >= 0 && n < CHAIN_MOST;) {
            const struct part *part = &parts->items[p];
            m[n++] = (struct member){part->x, part->y, part->h, 0, false};
            int next = part->next;
            p = next >= 0 && parts->items[next].prev == p ? next : -1;
        }
        count += make_row(m, n, &rows[count]);
    }
    count = join_rows(rows, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        int places = rows[i].last - rows[i].first + 1;
        if (places >= ROW_LEAST && places <= ROW_MOST)
            rows[kept++] = rows[i];
    }
    return kept;
}

/* How far b lies below a, in heights; 0 when they are no lines of one zone. */
static double below(const struct zone_line *a, const struct zone_line *b)
{
    double height = a->height > b->height ? a->height : b->height;
    double mid_a = (a->first + a->last) / 2.0, mid_b = (b->first + b->last) / 2.0;
    double slope = a->y[1] / a->x[1];
    double dx = at(b->x, mid_b) - at(a->x, mid_a);
    double down = (at(b->y, mid_b) - at(a->y, mid_a) - dx * slope) / height;
    double left = at(b->x, b->first) - at(a->x, a->first),
           right = at(b->x, b->last) - at(a->x, a->last);
    double near = fabs(left) < fabs(right) ? left : right;
    bool same = fabs(b->x[1] / a->x[1] - 1) < 0.1 && fabs(near) < 3.5 * a->x[1] &&
                fabs(b->y[1] / b->x[1] - slope) < 0.06;
    return same && fabs(down) > 0.9 && fabs(down) < 6.6 ? down : 0;
}

/* Rows in a stack; one of more than three is a typed text. */
static int stack_rows(const struct zone_line *rows, int count, bool upright,
                      struct zone ret[ZONES_MAX], int found)
{
    bool used[ROWS_MAX] = {false};
    for (int i = 0; i < count && found < ZONES_MAX; i++) {
        struct zone zone = {.count = 0};
        int members[ROWS_MAX], n = 0;
        if (used[i])
            continue;
        members[n++] = i;
        used[i] = true;
        for (int k = 0; k < n; k++)
            for (int j = 0; j < count; j++) {
                double down = used[j] ? 0 : below(&rows[members[k]], &rows[j]);
                if (fabs(down) > 0 && fabs(down) < 3.4) {
                    used[j] = true;
                    members[n++] = j;
                }
            }
        for (int j = 0; n == 1 && j < count; j++) /* the middle line is missing */
            if (!used[j] && fabs(below(&rows[i], &rows[j])) > 0) {
                used[j] = true;
                members[n++] = j;
            }
        if (n < 2 || n > ZONE_LINES_MAX)
            continue;
        for (int k = 0; k < n; k++) {
            struct zone_line line = rows[members[k]];
            if (upright)
                for (int e = 0; e < 3; e++) {
                    double x = line.x[e];
                    line.x[e] = line.y[e];
                    line.y[e] = x;
                }
            zone.lines[zone.count++] = line;
        }
        ret[found++] = zone;
    }
    return found;
}

static int find_in(BOXA *boxes, struct zone ret[ZONES_MAX])
{
    int found = 0;
    for (int upright = 0; boxes && upright < 2; upright++) {
        struct zone_line rows[ROWS_MAX];
        struct parts parts;
        if (collect(boxes, upright, &parts)) {
            link_parts(&parts);
            int count = find_rows(&parts, rows);
            found = stack_rows(rows, count, upright, ret, found);
        }
        free(parts.items);
    }
    return found;
}

/* Looked at again where nothing was found: fat print thinned, broken print closed; the latter only
 * on pages with little on them, as copies of cards are. */
enum { FEW_PARTS = 1600 };

/* Characters that touch make long parts as high as one of them. */
static bool touching(BOXA *boxes)
{
    int all = boxaGetCount(boxes), seen = 0;
    for (int i = 0; i < all; i++) {
        l_int32 w, h;
        boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
        int less = w < h ? w : h, more = w < h ? h : w;
        seen += less >= 2 * SIZE_LEAST && less <= SIZE_MOST && more > 2 * less &&
                more < ROW_MOST * less;
    }
    return seen >= 2;
}

int zone_find(PIX *sketch, struct zone ret[ZONES_MAX])
{
    BOXA *boxes = pixConnCompBB(sketch, 8);
    int found = find_in(boxes, ret), parts = boxes ? boxaGetCount(boxes) : 0;
    bool fat = boxes && touching(boxes);
    for (int again = 0; again < 2 && !found && boxes; again++) {
        if (again == 0 ? !fat : parts > FEW_PARTS)
            continue;
        PIX *mended =
            again == 0 ? pixErodeBrick(NULL, sketch, 3, 1) : pixCloseSafeBrick(NULL, sketch, 3, 3);
        boxaDestroy(&boxes);
        boxes = mended ? pixConnCompBB(mended, 8) : NULL;
        found = find_in(boxes, ret);
        pixDestroy(&mended);
    }
    boxaDestroy(&boxes);
    return found;
}
