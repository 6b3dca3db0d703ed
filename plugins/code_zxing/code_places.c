/* code_places.c - finds what looks like a code; see code_places.h.
 *
 * Method, our own: the page is sampled about 75 times an inch (single pixels, not averages, so
 * that the two levels stay apart however small a module is). A window of 16 samples looks like a
 * code when its pixels fall into two clear classes of about equal size that change often: in text
 * the ink is an eighth of the window, in a table or a photograph the classes seldom change.
 * Windows that overlap are joined; a code is wider than one window. */
#include "code_places.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 16,
    HOP = 8,
    CONTRAST = 20,    /* levels between the two classes */
    SHARE_LEAST = 68, /* samples of 256 that are dark */
    SHARE_MOST = 200,
    CHANGES_LEAST = 30, /* of 480 neighbours */
    BARS_CHANGES = 40,
    MATRIX_SHARE = 84,
    MATRIX_CHANGES = 14,
    FINE_CHANGES = 60, /* modules so small that a row of paper is chance no more */
    PAPER_INK = 1,
    PAPERS_MOST = 4,
    WINDOWS_LEAST = 3,
    SOLID_LEAST = 6,   /* windows, of which half the box is full: worth a second look */
    SURE_LEAST = 20,   /* windows, of which two thirds are full */
    CUT_OUT = 1000000, /* pixels: on less than that, no page's edge is seen */
    COARSE = 3,
    PIECES_MAX = 512,
};

struct grid {
    uint8_t *at;
    int w, h;
};

struct map { /* windows: 1 looks like a code, 2 taken */
    uint8_t *at;
    int w, h;
};

static unsigned level(const l_uint32 *line, int depth, int x)
{
    if (depth == 8)
        return GET_DATA_BYTE(line, x);
    if (depth == 1)
        return GET_DATA_BIT(line, x) ? 0 : 255;
    l_uint32 rgb = line[x];
    return ((rgb >> 24) + 2 * (rgb >> 16 & 255) + (rgb >> 8 & 255)) / 4;
}

static int sample(PIX *pix, int step, struct grid *ret)
{
    int w = pixGetWidth(pix) / step, h = pixGetHeight(pix) / step, depth = pixGetDepth(pix);
    struct grid g = {.w = w < WINDOW ? WINDOW : w, .h = h < WINDOW ? WINDOW : h};
    g.at = malloc((size_t)g.w * (size_t)g.h);
    if (!g.at)
        return -1;
    memset(g.at, 255, (size_t)g.w * (size_t)g.h);
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(pix) + (size_t)pixGetWpl(pix) * (size_t)(y * step);
        uint8_t *out = g.at + (size_t)y * (size_t)g.w;
        for (int x = 0; x < w; x++)
            out[x] = (uint8_t)level(line, depth, x * step);
    }
    *ret = g;
    return 0;
}

/* The middle between the mean of what is darker than the mean and of what is brighter; 0: they
 * are too close. */
static unsigned threshold(const uint8_t *at, int stride)
{
    unsigned sum = 0, dark = 0, dark_n = 0;
    for (int y = 0; y < WINDOW; y++)
        for (int x = 0; x < WINDOW; x++)
            sum += at[(ptrdiff_t)y * stride + x];
    unsigned mean = sum / (WINDOW * WINDOW);
    for (int y = 0; y < WINDOW; y++)
        for (int x = 0; x < WINDOW; x++) {
            unsigned v = at[(ptrdiff_t)y * stride + x], in = v < mean;
            dark += in * v;
            dark_n += in;
        }
    if (dark_n == 0)
        return 0;
    unsigned low = dark / dark_n, high = (sum - dark) / (WINDOW * WINDOW - dark_n);
    return high - low < CONTRAST ? 0 : (low + high + 1) / 2;
}

/* Rows (or columns) of the window that are paper: text leaves some between its lines. */
static int papers(const unsigned dark[WINDOW])
{
    int count = 0;
    for (int i = 0; i < WINDOW; i++)
        count += dark[i] <= PAPER_INK;
    return count;
}

static bool looks_like_code(const uint8_t *at, int stride)
{
    unsigned middle = threshold(at, stride), share = 0, across = 0, along = 0;
    unsigned rows[WINDOW] = {0}, columns[WINDOW] = {0};
    if (middle == 0)
        return false;
    for (int y = 0; y < WINDOW; y++) {
        const uint8_t *row = at + (ptrdiff_t)y * stride;
        for (int x = 0; x < WINDOW; x++) {
            unsigned in = row[x] < middle;
            rows[y] += in;
            columns[x] += in;
            across += x + 1 < WINDOW ? in ^ (row[x + 1] < middle) : 0;
            along += y + 1 < WINDOW ? in ^ (row[x + stride] < middle) : 0;
        }
        share += rows[y];
    }
    if (share < SHARE_LEAST || share > SHARE_MOST || across + along < CHANGES_LEAST)
        return false;
    unsigned least = across < along ? across : along, most = across < along ? along : across;
    if (most >= BARS_CHANGES && most >= 4 * least) /* bars */
        return true;
    return share >= MATRIX_SHARE && least >= MATRIX_CHANGES &&
           (most < FINE_CHANGES || papers(rows) + papers(columns) <= PAPERS_MOST);
}

/* sheet: the outermost windows see the edge of the paper and the scanner's lid. */
static int look(const struct grid *g, bool sheet, struct map *ret)
{
    /* the last window of a row or column ends at the edge */
    struct map m = {.w = (g->w - WINDOW + HOP - 1) / HOP + 1,
                    .h = (g->h - WINDOW + HOP - 1) / HOP + 1};
    m.at = calloc((size_t)m.w, (size_t)m.h);
    if (!m.at)
        return -1;
    int rim = sheet ? 1 : 0;
    for (int r = rim; r < m.h - rim; r++)
        for (int c = rim; c < m.w - rim; c++) {
            int x = c * HOP + WINDOW > g->w ? g->w - WINDOW : c * HOP;
            int y = r * HOP + WINDOW > g->h ? g->h - WINDOW : r * HOP;
            m.at[r * m.w + c] = looks_like_code(g->at + (ptrdiff_t)y * g->w + x, g->w);
        }
    *ret = m;
    return 0;
}

/* The windows that hang together with window (c, r), as a box in windows; takes them. */
static struct place gather(struct map *m, int c, int r, int *stack)
{
    int x0 = c, x1 = c, y0 = r, y1 = r, depth = 0, count = 0;
    stack[depth++] = r * m->w + c;
    m->at[r * m->w + c] = 2;
    while (depth > 0) {
        int at = stack[--depth], x = at % m->w, y = at / m->w;
        count++;
        x0 = x < x0 ? x : x0;
        x1 = x > x1 ? x : x1;
        y0 = y < y0 ? y : y0;
        y1 = y > y1 ? y : y1;
        for (int ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < m->h; ny++)
            for (int nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < m->w; nx++)
                if (m->at[ny * m->w + nx] == 1) {
                    m->at[ny * m->w + nx] = 2;
                    stack[depth++] = ny * m->w + nx;
                }
    }
    int box = (x1 - x0 + 1) * (y1 - y0 + 1);
    int solid = count >= SURE_LEAST && 3 * count >= 2 * box ? 2
                : count >= SOLID_LEAST && 2 * count >= box  ? 1
                                                            : 0;
    return (struct place){
        .x = x0, .y = y0, .w = x1 - x0 + 1, .h = y1 - y0 + 1, .windows = count, .solid = solid};
}

/* From windows to pixels, with the width of a window around it as quiet zone. */
static struct place widen(struct place p, int step, int w, int h)
{
    int x0 = (p.x * HOP - WINDOW) * step, y0 = (p.y * HOP - WINDOW) * step;
    int x1 = ((p.x + p.w - 1) * HOP + 2 * WINDOW) * step;
    int y1 = ((p.y + p.h - 1) * HOP + 2 * WINDOW) * step;
    x0 = x0 < 0 ? 0 : x0;
    y0 = y0 < 0 ? 0 : y0;
    x1 = x1 > w ? w : x1;
    y1 = y1 > h ? h : y1;
    return (struct place){
        .x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0, .windows = p.windows, .solid = p.solid};
}

static bool meet(const struct place *a, const struct place *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static void join(struct place *a, const struct place *b)
{
    int x1 = a->x + a->w > b->x + b->w ? a->x + a->w : b->x + b->w;
    int y1 = a->y + a->h > b->y + b->h ? a->y + a->h : b->y + b->h;
    a->x = a->x < b->x ? a->x : b->x;
    a->y = a->y < b->y ? a->y : b->y;
    a->w = x1 - a->x;
    a->h = y1 - a->y;
    a->windows += b->windows;
    a->solid = a->solid > b->solid ? a->solid : b->solid;
}

static int join_all(struct place *pieces, int count)
{
    for (int i = 0; i < count;) {
        int k = i + 1;
        while (k < count && !meet(&pieces[i], &pieces[k]))
            k++;
        if (k == count) {
            i++;
            continue;
        }
        join(&pieces[i], &pieces[k]);
        pieces[k] = pieces[--count];
        i = 0;
    }
    return count;
}

static int heavier(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return (y->windows > x->windows) - (y->windows < x->windows);
}

/* Adds what windows of so many pixels a sample find. Returns the new count, -1: out of memory. */
static int find_at(struct Pix *pix, int step, struct place *pieces, int count)
{
    struct grid g = {0};
    struct map m = {0};
    int *stack = NULL;
    bool sheet = (int64_t)pixGetWidth(pix) * pixGetHeight(pix) > CUT_OUT;
    bool good = sample(pix, step, &g) == 0 && look(&g, sheet, &m) == 0;
    good = good && (stack = malloc((size_t)m.w * (size_t)m.h * sizeof *stack));
    for (int i = 0; good && i < m.w * m.h && count < PIECES_MAX; i++) {
        if (m.at[i] != 1)
            continue;
        struct place p = gather(&m, i % m.w, i / m.w, stack);
        if (p.windows >= WINDOWS_LEAST)
            pieces[count++] = widen(p, step, pixGetWidth(pix), pixGetHeight(pix));
    }
    free(stack);
    free(m.at);
    free(g.at);
    return good ? count : -1;
}

int places_find(struct Pix *pix, int step, struct place ret[PLACES_MAX])
{
    static const size_t piece = sizeof(struct place);
    struct place *pieces = malloc(PIECES_MAX * piece);
    if (!pieces)
        return -1;
    int count = find_at(pix, step, pieces, 0);
    if (count >= 0) /* a code over half of a sheet has modules of some millimetres */
        count = find_at(pix, COARSE * step, pieces, count);
    if (count > 0) {
        count = join_all(pieces, count);
        qsort(pieces, (size_t)count, piece, heavier);
        count = count > PLACES_MAX ? PLACES_MAX : count;
        memcpy(ret, pieces, (size_t)count * piece);
    }
    free(pieces);
    return count;
}
