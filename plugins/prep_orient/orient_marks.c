/* orient_marks.c - connected components by runs: each row's runs of ink are joined with those of
 * the row above that they touch (union-find; A. Rosenfeld, J. Pfaltz 1966). No pixel is visited
 * twice and nothing but boxes is kept. No state, any thread. */
#include "orient.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

struct run {
    int16_t from, to; /* to: last pixel */
    int32_t mark;
};

struct labels {
    struct mark *marks;
    int32_t *parent;
    int count, room;
};

static int32_t find(struct labels *l, int32_t i)
{
    while (l->parent[i] != i)
        i = l->parent[i] = l->parent[l->parent[i]];
    return i;
}

static int32_t join(struct labels *l, int32_t a, int32_t b)
{
    a = find(l, a);
    b = find(l, b);
    if (a == b)
        return a;
    if (b < a) {
        int32_t swap = a;
        a = b;
        b = swap;
    }
    struct mark *m = &l->marks[a];
    const struct mark *n = &l->marks[b];
    m->left = m->left < n->left ? m->left : n->left;
    m->top = m->top < n->top ? m->top : n->top;
    m->right = m->right > n->right ? m->right : n->right;
    m->bottom = m->bottom > n->bottom ? m->bottom : n->bottom;
    m->ink += n->ink;
    l->parent[b] = a;
    return a;
}

static int row_runs(const l_uint32 *line, int w, int words, struct run *runs)
{
    int count = 0, x = 0;
    for (int i = 0; i < words; i++) {
        l_uint32 word = line[i];
        if (i == words - 1 && (w & 31))
            word &= ~0u << (32 - (w & 31));
        if (word == 0)
            continue;
        for (x = i * 32; word;) {
            int skip = __builtin_clz(word);
            x += skip;
            word <<= skip;
            int length = ~word ? __builtin_clz(~word) : 32;
            if (count > 0 && runs[count - 1].to == x - 1)
                runs[count - 1].to = (int16_t)(x + length - 1);
            else
                runs[count++] = (struct run){.from = (int16_t)x, .to = (int16_t)(x + length - 1)};
            x += length;
            word = length < 32 ? word << length : 0;
        }
    }
    return count;
}

/* Gives each run of a row its mark: that of the runs it touches above, or a new one. */
static bool label_row(struct labels *l, struct run *runs, int count, const struct run *above,
                      int above_count, int y)
{
    int j = 0;
    for (int i = 0; i < count; i++) {
        struct run *r = &runs[i];
        r->mark = -1;
        while (j < above_count && above[j].to < r->from - 1)
            j++;
        for (int k = j; k < above_count && above[k].from <= r->to + 1; k++)
            r->mark = r->mark < 0 ? find(l, above[k].mark) : join(l, r->mark, above[k].mark);
        if (r->mark < 0) {
            if (l->count == l->room)
                return false;
            r->mark = l->count++;
            l->parent[r->mark] = r->mark;
            l->marks[r->mark] = (struct mark){.left = r->from, .right = r->to, .top = (int16_t)y};
        }
        struct mark *m = &l->marks[r->mark];
        m->left = r->from < m->left ? r->from : m->left;
        m->right = r->to > m->right ? r->to : m->right;
        m->bottom = (int16_t)y;
        m->ink += r->to - r->from + 1;
    }
    return true;
}

static int keep_roots(struct labels *l)
{
    int kept = 0;
    for (int i = 0; i < l->count; i++)
        if (l->parent[i] == i)
            l->marks[kept++] = l->marks[i];
    return kept;
}

int orient_marks(PIX *sketch, int most, struct mark **ret_marks)
{
    int w = pixGetWidth(sketch), h = pixGetHeight(sketch), wpl = pixGetWpl(sketch), count = -1;
    if (w > INT16_MAX || h > INT16_MAX)
        return -1;
    struct labels l = {.room = most};
    struct run *runs = malloc((size_t)(w + 2) * sizeof *runs), *here = runs, *above;
    l.marks = malloc((size_t)most * sizeof *l.marks);
    l.parent = malloc((size_t)most * sizeof *l.parent);
    if (runs && l.marks && l.parent) {
        int above_count = 0, y = 0;
        bool room = true;
        above = runs + w / 2 + 1; /* a row of w pixels has at most (w + 1) / 2 runs */
        for (; y < h && room; y++) {
            int n = row_runs(pixGetData(sketch) + (size_t)wpl * (size_t)y, w, (w + 31) / 32, here);
            room = label_row(&l, here, n, above, above_count, y);
            struct run *swap = above;
            above = here;
            here = swap;
            above_count = n;
        }
        count = room ? keep_roots(&l) : -1;
    }
    free(runs);
    free(l.parent);
    if (count >= 0)
        *ret_marks = l.marks;
    else
        free(l.marks);
    return count;
}
