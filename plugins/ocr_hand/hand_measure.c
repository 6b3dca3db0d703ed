/* hand_measure.c - what tells a pen from a press: how even the strokes are, which way their edges
 * run, and how alike the letters' heights and feet are. */
#include "hand.h"
#include "wide.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    AREA_MAX = 1 << 18, /* pixels of a word looked at; its left part when there are more */
    PARTS_MAX = 128,
    WIDE_MAX = 96,  /* longest stroke width told apart */
    ANGLES = 16,    /* of 180 degrees */
    BAR = 5,        /* times as high as wide: an upright rule */
    HEIGHT_MIN = 7, /* pixels: less is a speck or a dash */
    RISES = 56,     /* differences at edges of letters up to 60 pixels high are smaller */
};

/* A level stretch of ink; link: the run that stands for its part, at last the first of them. */
struct run {
    int32_t y, x0, x1, link;
};

struct part {
    int x0, y0, x1, y1, first; /* first: the uppermost row of its leftmost column */
};

/* Scratch for one word after the other. */
struct bench {
    uint8_t *ink;  /* a byte a pixel, 1: ink */
    uint8_t *down; /* length of the upright run that it belongs to */
    int32_t *sums; /* summed area, a row and a column more */
    struct run *runs;
    struct part *parts;
    uint8_t rises[RISES][RISES]; /* of small differences: see rise_of */
    int w, h, run_count;
};

static bool bench_open(struct bench *b)
{
    b->ink = malloc(AREA_MAX + 64); /* a row is spread 32 pixels at a time */
    b->down = malloc(AREA_MAX);
    b->sums = malloc(sizeof(int32_t) * (size_t)AREA_MAX * 2);
    b->runs = malloc(sizeof *b->runs * (AREA_MAX / 2 + AREA_MAX / 4 + 1));
    b->parts = malloc(sizeof *b->parts * (AREA_MAX / 2 + AREA_MAX / 4 + 1));
    return b->ink && b->down && b->sums && b->runs && b->parts;
}

static void bench_close(struct bench *b)
{
    free(b->ink);
    free(b->down);
    free(b->sums);
    free(b->runs);
    free(b->parts);
}

/* 32 pixels of a line from x on, the first on top. */
static l_uint32 word_at(const l_uint32 *line, int wpl, int x)
{
    l_uint32 word = line[x >> 5] << (x & 31);
    if ((x & 31) && (x >> 5) + 1 < wpl)
        word |= line[(x >> 5) + 1] >> (32 - (x & 31));
    return word;
}

/* The same, a byte each in the order of memory. */
static void spread_word(l_uint32 word, uint8_t *ret)
{
    for (int i = 0; i < 4; i++, ret += 8) {
        uint64_t each = (word >> (24 - 8 * i) & 255) * UINT64_C(0x0101010101010101);
        each &= UINT64_C(0x0102040810204080);
        each = (each + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
        memcpy(ret, &each, sizeof each);
    }
}

/* Spreads a row of the box, which begins at x of the line, and notes its runs: they begin and end
 * where a pixel differs from the one before it. Returns how many pixels are ink. */
static int spread_row(struct bench *b, const l_uint32 *line, int wpl, int x, int y)
{
    uint8_t *row = b->ink + (size_t)y * (size_t)b->w;
    l_uint32 before = 0;
    int start = -1, count = 0;
    for (int at = 0; at <= b->w; at += 32) {
        l_uint32 word = at < b->w ? word_at(line, wpl, x + at) : 0;
        if (b->w - at < 32)
            word &= ~(0xffffffffU >> (b->w - at));
        spread_word(word, row + at);
        l_uint32 turns = word ^ (word >> 1 | before << 31);
        before = word;
        while (turns) {
            int bit = __builtin_clz(turns);
            turns &= ~(0x80000000U >> bit);
            if (start < 0) {
                start = at + bit;
                continue;
            }
            b->runs[b->run_count++] = (struct run){y, start, at + bit, 0};
            count += at + bit - start;
            start = -1;
        }
    }
    return count;
}

/* Spreads the bits of the box out, a byte each, and notes their runs; returns how many are ink. */
static int spread(struct bench *b, PIX *bits, struct sohoa_box box)
{
    int wpl = pixGetWpl(bits), count = 0;
    b->h = box.h;
    b->w = box.w < AREA_MAX / box.h ? box.w : AREA_MAX / box.h;
    b->run_count = 0;
    for (int y = 0; y < b->h; y++)
        count += spread_row(b, pixGetData(bits) + (size_t)(box.y + y) * (size_t)wpl, wpl, box.x, y);
    return count;
}

/* The lengths of the upright runs of ink that each pixel belongs to: counted downwards, then the
 * last count brought up. */
WIDE static void measure_down(const struct bench *b)
{
    size_t w = (size_t)b->w;
    for (int y = 0; y < b->h; y++) {
        uint8_t *row = b->down + w * (size_t)y;
        const uint8_t *ink = b->ink + w * (size_t)y, *above = y > 0 ? row - w : NULL;
        for (size_t x = 0; x < w; x++) {
            uint8_t more = (uint8_t)((above ? above[x] : 0) + 1);
            more = more < WIDE_MAX ? more : WIDE_MAX - 1;
            row[x] = more & (uint8_t)-ink[x];
        }
    }
    for (int y = b->h - 2; y >= 0; y--) {
        uint8_t *row = b->down + w * (size_t)y;
        const uint8_t *ink = b->ink + w * (size_t)y, *below = row + w;
        for (size_t x = 0; x < w; x++) {
            uint8_t most = row[x] > below[x] ? row[x] : below[x];
            row[x] = most & (uint8_t)-ink[x];
        }
    }
}

/* The widths of strokes, from pixel to pixel, at a quarter, half, three quarters, nine tenths. */
static void stroke_widths(const struct bench *b, int ink, float ret[4])
{
    static const float shares[4] = {0.25F, 0.5F, 0.75F, 0.9F};
    int histogram[WIDE_MAX] = {0}, sum = 0, next = 0;
    measure_down(b);
    for (int i = 0; i < b->run_count; i++) {
        const struct run *r = &b->runs[i];
        const uint8_t *down = b->down + (ptrdiff_t)r->y * b->w;
        int across = r->x1 - r->x0 < WIDE_MAX ? r->x1 - r->x0 : WIDE_MAX - 1;
        for (int x = r->x0; x < r->x1; x++)
            histogram[across < down[x] ? across : down[x]]++;
    }
    for (int i = 1; i < WIDE_MAX && next < 4; i++) {
        int before = sum;
        for (sum += histogram[i]; next < 4 && (float)sum >= shares[next] * (float)ink; next++)
            ret[next] =
                (float)i - 1 + (shares[next] * (float)ink - (float)before) / (float)histogram[i];
    }
}

static int32_t root(struct run *runs, int32_t i)
{
    while (runs[i].link != i) {
        runs[i].link = runs[runs[i].link].link;
        i = runs[i].link;
    }
    return i;
}

/* Joins runs of neighbouring rows that touch (8 neighbours); a part is known by its first run. */
static void join_runs(struct bench *b)
{
    struct run *runs = b->runs;
    int above = 0;
    for (int i = 0; i < b->run_count; i++) {
        runs[i].link = i;
        while (above < i && (runs[above].y < runs[i].y - 1 ||
                             (runs[above].y == runs[i].y - 1 && runs[above].x1 < runs[i].x0)))
            above++;
        for (int k = above; k < i && runs[k].y < runs[i].y && runs[k].x0 <= runs[i].x1; k++) {
            int32_t r = root(runs, k), s = root(runs, i);
            if (r < s)
                runs[s].link = r;
            else
                runs[r].link = s;
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const struct part *p = a, *q = b;
    return p->x0 != q->x0 ? (p->x0 > q->x0) - (p->x0 < q->x0)
                          : (p->first > q->first) - (p->first < q->first);
}

/* What hangs together, from left to right. */
static int take_parts(struct bench *b)
{
    int count = 0;
    join_runs(b);
    for (int i = 0; i < b->run_count; i++) {
        struct run *r = &b->runs[i];
        if (r->link == i) {
            r->link = count;
            b->parts[count++] = (struct part){r->x0, r->y, r->x1, r->y + 1, r->y};
            continue;
        }
        r->link = b->runs[r->link].link; /* that of an earlier run, which is its part by now */
        struct part *p = &b->parts[r->link];
        if (r->x0 < p->x0)
            p->first = r->y;
        p->x0 = r->x0 < p->x0 ? r->x0 : p->x0;
        p->x1 = r->x1 > p->x1 ? r->x1 : p->x1;
        p->y1 = r->y + 1;
    }
    if (count > 1)
        qsort(b->parts, (size_t)count, sizeof *b->parts, by_place);
    return count;
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float quantile(float *values, int count, double share)
{
    if (count <= 0)
        return 0;
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[(int)(share * (count - 1) + 0.5)];
}

/* The letters, or what hangs together of them: parts that reach at least 2/5 of the height that
 * three quarters of the larger ones have, from left to right. */
static int find_parts(struct bench *b, struct part ret[PARTS_MAX], float *ret_height)
{
    float heights[PARTS_MAX];
    int count = take_parts(b), kept = 0;
    count = count < PARTS_MAX ? count : PARTS_MAX;
    for (int i = 0; i < count; i++) {
        ret[i] = b->parts[i];
        heights[i] = (float)(ret[i].y1 - ret[i].y0);
    }
    float tallest = quantile(heights, count, 1);
    for (int i = 0; i < count; i++) {
        struct part part = ret[i];
        if ((float)(part.y1 - part.y0) >= 0.4F * tallest && part.y1 - part.y0 >= HEIGHT_MIN)
            ret[kept++] = part;
    }
    for (int i = 0; i < kept; i++)
        heights[i] = (float)(ret[i].y1 - ret[i].y0);
    *ret_height = quantile(heights, kept, 0.6);
    return kept;
}

/* The share of values that another one is nearly equal to. */
static float twins(const float *values, int count, float near)
{
    int alike = 0;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++)
            if (i != k && fabsf(values[i] - values[k]) <= near) {
                alike++;
                break;
            }
    return count > 0 ? (float)alike / (float)count : 0;
}

/* Mean distance from the median. */
static float deviation(const float *values, int count)
{
    float sorted[PARTS_MAX], sum = 0;
    memcpy(sorted, values, sizeof *values * (size_t)count);
    float middle = quantile(sorted, count, 0.5);
    for (int i = 0; i < count; i++)
        sum += fabsf(values[i] - middle);
    return count > 0 ? sum / (float)count : 0;
}

static void measure_parts(const struct part *parts, int count, float height, int width, float *ret)
{
    float heights[PARTS_MAX], feet[PARTS_MAX], tops[PARTS_MAX], aspects[PARTS_MAX];
    float gaps[PARTS_MAX], near = fmaxf(1, 0.04F * height);
    for (int i = 0; i < count; i++) {
        heights[i] = (float)(parts[i].y1 - parts[i].y0);
        feet[i] = (float)parts[i].y1;
        tops[i] = (float)parts[i].y0;
        aspects[i] = (float)(parts[i].x1 - parts[i].x0) / heights[i];
        gaps[i] = i > 0 ? (float)(parts[i].x0 - parts[i - 1].x1) / height : 0;
    }
    ret[0] = (float)count * height / (float)width;
    ret[1] = deviation(heights, count) / height;
    ret[2] = twins(heights, count, near);
    ret[3] = twins(feet, count, near);
    ret[4] = deviation(feet, count) / height;
    ret[5] = twins(tops, count, near);
    ret[6] = count > 1 ? deviation(gaps + 1, count - 1) : 0;
    ret[7] = count > 1 ? quantile(gaps + 1, count - 1, 0.5) : 0;
    ret[8] = quantile(aspects, count, 0.5);
}

static void sum_areas(const struct bench *b)
{
    int w = b->w, wide = w + 1;
    memset(b->sums, 0, sizeof *b->sums * (size_t)wide);
    for (int y = 0; y < b->h; y++) {
        int32_t row = 0, *out = b->sums + (ptrdiff_t)(y + 1) * wide, *above = out - wide;
        const uint8_t *ink = b->ink + (ptrdiff_t)y * w;
        out[0] = 0;
        for (int x = 0; x < w; x++) {
            row += ink[x];
            out[x + 1] = above[x + 1] + row;
        }
    }
}

/* How many half sectors the direction rises above level; neither is negative. */
static int rise_of(int32_t gx, int32_t gy)
{
    static const float tangents[ANGLES / 2] = {0.0985F, 0.3033F, 0.5345F, 0.8207F,
                                               1.2185F, 1.8709F, 3.2966F, 10.153F};
    int k = 0;
    while (k < ANGLES / 2 && (float)gy > tangents[k] * (float)gx)
        k++;
    return k;
}

/* Which of ANGLES sectors of 180 degrees the direction lies in; sector 0 begins half a sector
 * before (1, 0), the edge of an upright stroke. */
static int angle_of(const struct bench *b, int32_t gx, int32_t gy)
{
    int32_t x = abs(gx), y = abs(gy);
    int k = x < RISES && y < RISES ? b->rises[x][y] : rise_of(x, y);
    return (gx < 0) == (gy < 0) || k == 0 ? k : (ANGLES - k) % ANGLES;
}

/* Ink between columns x0 and x1 of rows of sums. */
static int32_t between(const int32_t *top, const int32_t *bottom, int x0, int x1)
{
    return bottom[x1] - top[x1] - bottom[x0] + top[x0];
}

/* Where edges run, each by how clear it is. */
static void edge_angles(const struct bench *b, float height, float ret[ANGLES])
{
    int r = height > 24 ? (int)(height / 12 + 0.5F) : 2;
    int32_t counts[ANGLES] = {0}, sum = 0;
    for (int i = 0; i < b->run_count; i++) {
        const struct run *run = &b->runs[i];
        int y = run->y, wide = b->w + 1;
        const int32_t *here = b->sums + (ptrdiff_t)y * wide;
        const int32_t *top = b->sums + (ptrdiff_t)(y > r ? y - r : 0) * wide;
        const int32_t *bottom = b->sums + (ptrdiff_t)(y + r + 1 < b->h ? y + r + 1 : b->h) * wide;
        for (int x = run->x0 + ((run->x0 ^ y) & 1); x < run->x1; x += 2) {
            const uint8_t *at = b->ink + (ptrdiff_t)y * b->w + x;
            if (x > run->x0 && x + 1 < run->x1 && y > 0 && y + 1 < b->h && at[-b->w] && at[b->w])
                continue;
            int left = x > r ? x - r : 0, right = x + r + 1 < b->w ? x + r + 1 : b->w;
            int32_t gx = between(top, bottom, x + 1, right) - between(top, bottom, left, x);
            int32_t gy =
                between(here + wide, bottom, left, right) - between(top, here, left, right);
            int32_t weight = abs(gx) + abs(gy);
            counts[angle_of(b, gx, gy)] += weight;
            sum += weight;
        }
    }
    for (int i = 0; i < ANGLES; i++)
        ret[i] = (float)counts[i] / (float)(sum > 0 ? sum : 1);
}

static void measure_edges(const struct bench *b, float height, float *ret)
{
    float angles[ANGLES], entropy = 0, best = 0;
    int at = 0;
    edge_angles(b, height, angles);
    for (int i = 0; i < ANGLES; i++)
        entropy -= angles[i] > 0 ? angles[i] * logf(angles[i]) : 0;
    for (int i = -3; i <= 3; i++) { /* upright strokes may lean by 34 degrees */
        const float *a = angles;
        float here = a[(i + ANGLES - 1) % ANGLES] * 0.5F + a[(i + ANGLES) % ANGLES] +
                     a[(i + ANGLES + 1) % ANGLES] * 0.5F;
        if (here > best) {
            best = here;
            at = i;
        }
    }
    ret[0] = entropy;
    ret[1] = best;
    ret[2] = (float)at;
    ret[3] = angles[ANGLES / 2];
    ret[4] = angles[ANGLES / 2 - 1] + angles[ANGLES / 2 + 1];
    ret[5] = angles[0];
}

/* What kind of sign begins at c: a small letter, a capital, a figure, punctuation, or one that is
 * seldom printed. Of letters with marks the case is not told. */
static char kind_of(const char *c)
{
    unsigned char first = (unsigned char)c[0], second = (unsigned char)c[1];
    if (*c >= '0' && *c <= '9')
        return '0';
    if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z'))
        return *c >= 'a' ? 'a' : 'A';
    if (first < 0x80)
        return strchr(".,:;/-()", *c) ? '.' : '?';
    return (first >= 0xc3 && first <= 0xc9) || (first == 0xe1 && second >= 0xb8) ? 'x' : '?';
}

/* Whether print seldom has the one behind the other: "nT", "K5", "BaTH". */
static bool is_odd(char before, char kind)
{
    bool letter = kind == 'a' || kind == 'A', figure = before == '0';
    return (before == 'a' && kind == 'A') || (figure && letter) ||
           ((before == 'a' || before == 'A') && kind == '0');
}

/* What recognition made of it. */
static void measure_text(const struct hand_word *word, int parts, float *ret)
{
    int letters = 0, counts[128] = {0}, odd = 0;
    char before = 0;
    for (const char *c = word->text; *c; c++) {
        if (((unsigned char)*c & 0xc0) == 0x80)
            continue;
        char kind = kind_of(c);
        letters++;
        counts[(int)kind]++;
        odd += is_odd(before, kind);
        before = kind;
    }
    float all = letters > 0 ? (float)letters : 1;
    ret[0] = logf(all / (float)parts);
    ret[1] = word->confidence;
    ret[2] = (float)counts['0'] / all;
    ret[3] = (float)counts['A'] / all;
    ret[4] = (float)counts['?'] / all;
    ret[5] = (float)odd / all;
}

static void measure_word(struct bench *b, PIX *bits, struct hand_word *word)
{
    struct part parts[PARTS_MAX];
    float height = 0, widths[4] = {1, 1, 1, 1}, *m = word->measures;
    if (word->box.h < HEIGHT_MIN || word->box.w * BAR < word->box.h || word->box.h > AREA_MAX / 4)
        return;
    int ink = spread(b, bits, word->box);
    if (ink < 3 * HEIGHT_MIN)
        return;
    stroke_widths(b, ink, widths);
    int count = find_parts(b, parts, &height);
    if (count == 0 || height < HEIGHT_MIN)
        return;
    sum_areas(b);
    m[0] = logf(widths[1] / height);
    m[1] = logf(widths[2] / widths[0]);
    m[2] = logf(widths[3] / widths[1]);
    m[3] = logf(height);
    m[4] = logf((float)b->h / height);
    measure_parts(parts, count, height, b->w, m + 5);
    m[14] = (float)ink / ((float)b->w * height);
    measure_edges(b, height, m + 15);
    measure_text(word, count, m + 21);
    word->measured = true;
}

bool hand_measure(PIX *bits, struct hand_word *words, size_t count)
{
    struct bench b = {0};
    bool ok = bench_open(&b);
    for (int x = 0; x < RISES; x++)
        for (int y = 0; y < RISES; y++)
            b.rises[x][y] = (uint8_t)rise_of(x, y);
    for (size_t i = 0; ok && i < count; i++)
        measure_word(&b, bits, &words[i]);
    bench_close(&b);
    return ok;
}
