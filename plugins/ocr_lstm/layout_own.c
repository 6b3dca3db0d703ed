/* layout_own.c - our own way from a picture to the units that the recogniser reads. */
#include "layout_own.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define UNIT_GAP 3.2 /* wider white, in x-heights, ends a unit */
#define ASCENDERS 1.5
#define DESCENDERS 0.5
#define TONE_LEAST 0.2
#define LEVEL 0.12 /* a line of writing that moves by less, in x-heights, is level */
enum { PADDING = 4, SMOOTH = 5 };

static bool make_room(void **items, size_t *room, size_t need, size_t size)
{
    if (need <= *room)
        return true;
    size_t more = *room * 2 > need ? *room * 2 : need + 256;
    void *bigger = realloc(*items, more * size);
    if (!bigger)
        return false;
    *items = bigger;
    *room = more;
    return true;
}

static struct sohoa_box on_picture(const struct sketch *s, double x0, double y0, double x1,
                                   double y1, int pad, PIX *picture)
{
    int w = pixGetWidth(picture), h = pixGetHeight(picture);
    int left = (int)fmax(0, floor(x0 * s->scale) - pad);
    int top = (int)fmax(0, floor(y0 * s->scale) - pad);
    int right = (int)fmin(w, ceil(x1 * s->scale) + pad);
    int bottom = (int)fmin(h, ceil(y1 * s->scale) + pad);
    return (struct sohoa_box){.x = left,
                              .y = top,
                              .w = right > left ? right - left : 0,
                              .h = bottom > top ? bottom - top : 0};
}

static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x0 = a.x < b.x ? a.x : b.x, y0 = a.y < b.y ? a.y : b.y;
    int32_t x1 = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t y1 = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

/* The line of writing under glyph `at`: the mean of what it is under its neighbours, along the
 * row's slope. It steps by whole pixels otherwise. */
static double smooth_base(const struct sketch *s, const struct row *row, size_t at)
{
    const struct glyph *g = row_glyph(s, row, at);
    size_t from = at > SMOOTH ? at - SMOOTH : 0, count = 0;
    double sum = 0;
    for (size_t i = from; i < row->count && i <= at + SMOOTH; i++, count++) {
        const struct glyph *o = row_glyph(s, row, i);
        sum += o->base - row->slope * ((o->x0 + o->x1) / 2.0 - (g->x0 + g->x1) / 2.0);
    }
    return sum / (double)count;
}

/* Where the line of writing runs under the glyphs, when it is not level. */
static bool add_knots(const struct sketch *s, const struct row *row, size_t from, size_t end,
                      struct layout *l, struct layout_unit *u)
{
    double low = INFINITY, high = -INFINITY;
    u->first_knot = l->knot_count;
    if (!make_room((void **)&l->knots, &l->knot_room, l->knot_count + end - from, sizeof *l->knots))
        return false;
    for (size_t i = from; i < end; i++) {
        const struct glyph *g = row_glyph(s, row, i);
        double base = smooth_base(s, row, i);
        low = fmin(low, base);
        high = fmax(high, base);
        l->knots[l->knot_count + i - from] = (struct layout_knot){
            .x = (float)((g->x0 + g->x1) / 2.0 * s->scale), .y = (float)(base * s->scale)};
    }
    if (high - low >= LEVEL * row->x_height)
        u->knots = end - from;
    l->knot_count += u->knots;
    return true;
}

/* Whether a glyph makes its line higher: letters and tones do, no specks and nothing that hangs
 * together with the lines above or below. */
static bool reaches(const struct glyph *g, double x_height)
{
    int32_t w = g->x1 - g->x0, h = g->y1 - g->y0;
    return g->kind == GLYPH_LETTER ||
           (g->kind == GLYPH_MARK && (w > h ? w : h) >= TONE_LEAST * x_height);
}

/* Glyphs `from` to `end` - 1 of the row. */
static bool add_unit(const struct sketch *s, const struct row *row, size_t from, size_t end,
                     PIX *picture, struct layout *l)
{
    double xh = row->x_height, y0 = INFINITY, y1 = -INFINITY, up = 0, down = 0;
    int32_t x0 = INT32_MAX, x1 = INT32_MIN;
    if (!make_room((void **)&l->units, &l->room, l->count + 1, sizeof *l->units) ||
        !make_room((void **)&l->marks, &l->mark_room, l->mark_count + end - from, sizeof *l->marks))
        return false;
    struct layout_unit *u = &l->units[l->count];
    *u = (struct layout_unit){.first_mark = l->mark_count, .marks = end - from};
    for (size_t i = from; i < end; i++) {
        const struct glyph *g = row_glyph(s, row, i);
        double top = fmin(REACH_UP * xh, g->base - g->y0);
        double bottom = fmin(REACH_DOWN * xh, g->y1 - g->base);
        double high = reaches(g, xh) ? fmax(top, ASCENDERS * xh) : ASCENDERS * xh;
        double low = g->kind == GLYPH_LETTER ? fmax(bottom, DESCENDERS * xh) : DESCENDERS * xh;
        up = fmax(up, high);
        down = fmax(down, low);
        y0 = fmin(y0, g->base - high);
        y1 = fmax(y1, g->base + low);
        x0 = g->x0 < x0 ? g->x0 : x0;
        x1 = g->x1 > x1 ? g->x1 : x1;
        l->marks[l->mark_count++] =
            on_picture(s, g->x0, g->base - top, g->x1, g->base + bottom, 0, picture);
    }
    u->box = on_picture(s, x0, y0, x1, y1, PADDING, picture);
    u->up = (int)ceil(up * s->scale) + PADDING;
    u->down = (int)ceil(down * s->scale) + PADDING;
    u->line = on_picture(s, row->x0, row->y0, row->x1, row->y1, 0, picture);
    u->starts_line = from == 0 && row->starts_line;
    size_t first = l->count++;
    while (first > 0 && !l->units[first].starts_line)
        first--;
    l->units[first].line = around(l->units[first].line, u->line);
    return add_knots(s, row, from, end, l, u);
}

static bool add_row(const struct sketch *s, const struct row *row, PIX *picture, struct layout *l)
{
    int32_t right = INT32_MIN;
    size_t from = 0;
    for (size_t i = 0; i <= row->count; i++) {
        const struct glyph *g = i < row->count ? row_glyph(s, row, i) : NULL;
        if (i > from && (!g || g->x0 - right > UNIT_GAP * row->x_height)) {
            if (!add_unit(s, row, from, i, picture, l))
                return false;
            from = i;
        }
        right = g && g->x1 > right ? g->x1 : right;
    }
    return true;
}

/* A box on the master and back has grown by the page's skew; its middle line is the rule. */
static struct stroke stroke_of(const struct sohoa_box *b, double scale)
{
    int32_t x0 = (int32_t)(b->x / scale), x1 = (int32_t)((b->x + b->w) / scale);
    int32_t y0 = (int32_t)(b->y / scale), y1 = (int32_t)((b->y + b->h) / scale);
    int32_t x = (x0 + x1) / 2, y = (y0 + y1) / 2;
    return b->h > b->w ? (struct stroke){.x0 = x, .y0 = y0, .x1 = x, .y1 = y1}
                       : (struct stroke){.x0 = x0, .y0 = y, .x1 = x1, .y1 = y};
}

bool layout_find_own(PIX *picture, int dpi, const struct sohoa_box *rules, size_t rule_count,
                     struct layout *l)
{
    struct sketch s = {0};
    struct stroke *strokes = calloc(rule_count + 1, sizeof *strokes);
    *l = (struct layout){.own = true};
    bool ok = strokes && sketch_make(picture, dpi, &s);
    for (size_t i = 0; ok && i < rule_count; i++)
        strokes[i] = stroke_of(&rules[i], s.scale);
    s.rules = strokes;
    s.rule_count = ok ? rule_count : 0;
    l->turned = ok && rows_turned(&s);
    ok = ok && (l->turned || (rows_find(&s) && rows_order(&s)));
    for (size_t r = 0; ok && r < s.row_count; r++) {
        size_t first = l->count;
        ok = add_row(&s, &s.rows[r], picture, l);
        if (ok && first < l->count)
            l->units[first].starts_paragraph = r == 0 || s.rows[r].block != s.rows[r - 1].block;
    }
    sketch_free(&s);
    free(strokes);
    return ok;
}

void layout_free(struct layout *l)
{
    free(l->units);
    free(l->marks);
    free(l->knots);
    *l = (struct layout){0};
}
