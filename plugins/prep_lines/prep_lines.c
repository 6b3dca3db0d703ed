/* prep_lines.c - takes dotted leaders, ruled lines and the frames of one-character boxes out of
 * the picture that is read, and keeps where they were as marks of the page. Runs behind
 * prep_binarise; a gray picture is judged at half. Self is read-only: shared. */
#include "lines.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lines {
    bool leaders, rules;
};

struct found {
    struct ink ink;
    struct leaders leaders;
    struct rules rules;
    struct cells cells[CELLS_MAX];
    size_t cell_count;
};

static double pixels_per_mm(const struct sohoa_page *page)
{
    double dpi = sohoa_page_image_dpi(page);
    return fmax(70, fmin(1200, dpi)) / 25.4;
}

static int find(const struct lines *set, PIX *bits, double mm, struct found *f)
{
    int rc = ink_of(bits, &f->ink);
    if (rc == SOHOA_OK && set->rules)
        rc = rules_find(bits, &f->ink, mm, &f->rules, f->cells, &f->cell_count);
    if (rc == SOHOA_OK && set->leaders)
        rc = leaders_find(bits, &f->ink, mm, &f->leaders);
    for (size_t i = 0; rc == SOHOA_OK && i < f->leaders.count; i++)
        leader_judge(bits, &f->ink, &f->leaders, &f->leaders.items[i], mm);
    return rc;
}

static void found_free(struct found *f)
{
    ink_free(&f->ink);
    leaders_free(&f->leaders);
    free(f->rules.items);
}

static void wipe(PIX *bits, struct found *f, double mm)
{
    if (f->leaders.count > 0)
        ink_wipe(&f->ink, bits);
    for (size_t i = 0; i < f->leaders.count; i++)
        leader_wipe(bits, &f->leaders, &f->leaders.items[i]);
    for (size_t i = 0; i < f->rules.count; i++)
        rule_wipe(bits, &f->rules.items[i], mm);
    size_t before = f->rules.count;
    if (before >= 2 && rules_sides(bits, mm, &f->rules) != SOHOA_OK)
        f->rules.count = before;
    for (size_t i = before; i < f->rules.count; i++)
        rule_wipe(bits, &f->rules.items[i], mm);
}

static struct sohoa_box box_of(double x0, double y0, double x1, double y1)
{
    return (struct sohoa_box){.x = (int32_t)floor(x0),
                              .y = (int32_t)floor(y0),
                              .w = (int32_t)ceil(x1 - x0),
                              .h = (int32_t)ceil(y1 - y0)};
}

static bool add_mark(struct sohoa_page *page, enum sohoa_mark_kind kind, uint32_t count,
                     struct sohoa_box in_image)
{
    struct sohoa_mark mark = {.kind = kind, .count = count};
    mark.box = sohoa_page_to_master(page, in_image);
    return sohoa_marks_add(page->marks, mark) == 0;
}

/* More marks than the page can hold are not kept: they are wiped out all the same. */
static int keep_marks(struct sohoa_page *page, const struct found *f)
{
    if (!page->marks)
        page->marks = sohoa_marks_new();
    if (!page->marks)
        return SOHOA_BAD_PAGE;
    bool room = true;
    for (size_t i = 0; room && i < f->cell_count; i++)
        room = add_mark(page, SOHOA_MARK_CELLS, f->cells[i].count, f->cells[i].box);
    for (size_t i = 0; room && i < f->leaders.count; i++) {
        const struct leader *l = &f->leaders.items[i];
        double y0 = l->at + l->slope * l->x0, y1 = l->at + l->slope * l->x1;
        room = add_mark(page, SOHOA_MARK_LEADER, l->count,
                        box_of(l->x0 - l->w / 2, fmin(y0, y1) - l->h / 2, l->x1 + l->w / 2,
                               fmax(y0, y1) + l->h / 2));
    }
    for (size_t i = 0; room && i < f->rules.count; i++) {
        const struct rule *r = &f->rules.items[i];
        if (r->streak)
            continue;
        double a = rule_at(r, r->from), b = rule_at(r, r->to), low = fmin(a, b) - r->thick / 2;
        double high = fmax(a, b) + r->thick / 2;
        room = add_mark(page, SOHOA_MARK_RULE, 0,
                        r->upright ? box_of(low, r->from, high, r->to)
                                   : box_of(r->from, low, r->to, high));
    }
    return SOHOA_OK;
}

static l_uint32 *row_of(PIX *pix, int y)
{
    return pixGetData(pix) + (size_t)pixGetWpl(pix) * (size_t)y;
}

/* Word i of a row and what is within `by` bits of its ink. */
static l_uint32 spread(const l_uint32 *row, int wpl, int i, int by)
{
    l_uint32 out = row[i], before = i > 0 ? row[i - 1] : 0, after = i + 1 < wpl ? row[i + 1] : 0;
    for (int k = 1; k <= by; k++)
        out |= row[i] >> k | before << (32 - k) | row[i] << k | after >> (32 - k);
    return out;
}

/* ... within `by` pixels, in word i of row y. */
static l_uint32 spread_around(PIX *bits, int y, int i, int by)
{
    l_uint32 out = 0;
    for (int v = y - by; v <= y + by; v++)
        if (v >= 0 && v < pixGetHeight(bits))
            out |= spread(row_of(bits, v), pixGetWpl(bits), i, by);
    return out;
}

/* Of the pixels of word i in row y. */
static void whiten_word(PIX *out, PIX *lost, PIX *after, int y, int i)
{
    l_uint32 mask = spread_around(lost, y, i, 2) & ~spread_around(after, y, i, 1);
    for (; mask; mask &= mask - 1) {
        int x = i * 32 + 31 - __builtin_ctz(mask);
        if (x < pixGetWidth(out))
            SET_DATA_BYTE(row_of(out, y), x, 255);
    }
}

/* A copy of the gray picture with paper where its bilevel shape lost ink, and on the gray fringe
 * of that. NULL: no memory. */
static PIX *whitened(PIX *gray, PIX *before, PIX *after)
{
    PIX *out = pixCopy(NULL, gray), *lost = pixSubtract(NULL, before, after);
    int wpl = pixGetWpl(after), h = pixGetHeight(after);
    l_uint32 *near =
        calloc((size_t)wpl + 2, sizeof *near); /* [i + 1]: lost above or below word i */
    if (!out || !lost || !near)
        pixDestroy(&out);
    for (int y = 0; out && y < h; y++) { /* next to nothing is lost: most words are passed by */
        memset(near, 0, ((size_t)wpl + 2) * sizeof *near);
        for (int v = y > 2 ? y - 2 : 0; v <= y + 2 && v < h; v++) {
            const l_uint32 *row = row_of(lost, v);
            for (int i = 0; i < wpl; i++)
                near[i + 1] |= row[i];
        }
        for (int i = 0; i < wpl; i++)
            if (near[i] | near[i + 1] | near[i + 2])
                whiten_word(out, lost, after, y, i);
    }
    free(near);
    pixDestroy(&lost);
    return out;
}

/* Wipes what was found out of the page's picture; others may hold the present one. */
static int replace(struct sohoa_page *page, PIX *bits, struct found *f, double mm)
{
    PIX *out = pixCopy(NULL, bits);
    if (out)
        wipe(out, f, mm);
    if (out && pixGetDepth(page->image) == 8) {
        PIX *gray = whitened(page->image, bits, out);
        pixDestroy(&out);
        out = gray;
    }
    if (!out)
        return SOHOA_BAD_PAGE;
    pixDestroy(&page->image);
    page->image = out;
    return SOHOA_OK;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((depth != 1 && depth != 8) || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    double mm = pixels_per_mm(page);
    struct found *found = calloc(1, sizeof *found);
    PIX *bits = depth == 1 ? pixClone(page->image) : ink_dark(page->image);
    int rc = found && bits ? find(self, bits, mm, found) : SOHOA_BAD_PAGE;
    if (rc == SOHOA_OK && found->leaders.count + found->rules.count > 0) {
        rc = replace(page, bits, found, mm);
        if (rc == SOHOA_OK)
            rc = keep_marks(page, found);
    }
    pixDestroy(&bits);
    if (found)
        found_free(found);
    free(found);
    return rc == SOHOA_BAD_PAGE ? sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory") : SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"leaders", SOHOA_BOOL, offsetof(struct lines, leaders), "true", 0, 0,
     "Takes out dotted and dashed leaders."},
    {"rules", SOHOA_BOOL, offsetof(struct lines, rules), "true", 0, 0,
     "Takes out ruled lines and the frames of boxes."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_lines", .version = "1.0",
             .summary = "Takes dotted leaders, ruled lines and boxes out of the picture.",
             .options = options, .self_size = sizeof(struct lines), .calls = &calls);
