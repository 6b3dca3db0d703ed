/* ink.c - takes a bilevel picture apart into runs and blobs in one pass over its words. */
#include "ink.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

enum { RUNS_MAX = 4000000 };

/* Eight pixels of two words become a byte: the top bit of each says that it is bright. */
static l_uint32 dark_of(l_uint32 left, l_uint32 right)
{
    uint64_t tops = ~((uint64_t)left << 32 | right) & UINT64_C(0x8080808080808080);
    return (l_uint32)((tops >> 7) * UINT64_C(0x0102040810204080) >> 56);
}

PIX *ink_dark(PIX *gray)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray), full = w / 32;
    PIX *out = pixCreate(w, h, 1);
    if (!out)
        return NULL;
    pixCopyResolution(out, gray);
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)pixGetWpl(gray) * (size_t)y;
        l_uint32 *to = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        for (int i = 0; i < full; i++, line += 8)
            to[i] = dark_of(line[0], line[1]) << 24 | dark_of(line[2], line[3]) << 16 |
                    dark_of(line[4], line[5]) << 8 | dark_of(line[6], line[7]);
        for (int x = 0; x < w - 32 * full; x++)
            if (GET_DATA_BYTE(line, x) < 128)
                to[full] |= 0x80000000u >> x;
    }
    return out;
}

static bool add_run(struct ink *ink, size_t *room, int y, int x0, int x1)
{
    if (ink->run_count == *room) {
        size_t more = *room ? *room * 2 : 65536;
        struct run *bigger = realloc(ink->runs, more * sizeof *bigger);
        if (!bigger)
            return false;
        ink->runs = bigger;
        *room = more;
    }
    ink->runs[ink->run_count++] = (struct run){.y = y, .x0 = x0, .x1 = x1};
    return true;
}

/* Ends and beginnings of ink are where a pixel differs from the one before it. */
static bool row_runs(struct ink *ink, size_t *room, const l_uint32 *line, int y, int w)
{
    l_uint32 before = 0;
    int start = -1;
    for (int i = 0; i < (w + 31) / 32; i++) {
        l_uint32 word = line[i];
        if (i == w / 32)
            word &= ~(0xffffffffu >> (w & 31));
        l_uint32 turns = word ^ (word >> 1 | before << 31);
        before = word;
        while (turns) {
            int bit = __builtin_clz(turns);
            turns &= ~(0x80000000u >> bit);
            if (start < 0) {
                start = i * 32 + bit;
            } else {
                if (!add_run(ink, room, y, start, i * 32 + bit))
                    return false;
                start = -1;
            }
        }
    }
    return start < 0 || add_run(ink, room, y, start, w);
}

static uint32_t root(struct run *runs, uint32_t i)
{
    while (runs[i].blob != i) {
        runs[i].blob = runs[runs[i].blob].blob;
        i = runs[i].blob;
    }
    return i;
}

/* Joins the runs from `first` to `end`, one row, with those of the row above that they touch. */
static void join_row(struct run *runs, size_t above, size_t first, size_t end)
{
    size_t a = above;
    for (size_t i = first; i < end; i++) {
        while (a < first && runs[a].x1 < runs[i].x0)
            a++;
        for (size_t k = a; k < first && runs[k].x0 <= runs[i].x1; k++) {
            uint32_t r = root(runs, (uint32_t)k), s = root(runs, (uint32_t)i);
            if (r < s)
                runs[s].blob = r;
            else
                runs[r].blob = s;
        }
    }
}

/* A root comes before all runs of its blob: one pass numbers the blobs and measures them. */
static bool number_blobs(struct ink *ink)
{
    size_t count = 0;
    for (size_t i = 0; i < ink->run_count; i++)
        count += ink->runs[i].blob == i;
    ink->blobs = malloc((count + 1) * sizeof *ink->blobs);
    uint32_t *number = malloc((ink->run_count + 1) * sizeof *number);
    for (size_t i = 0; ink->blobs && number && i < ink->run_count; i++) {
        struct run *r = &ink->runs[i];
        if (r->blob == i) {
            number[i] = (uint32_t)ink->blob_count;
            ink->blobs[ink->blob_count++] =
                (struct blob){.x0 = r->x0, .y0 = r->y, .x1 = r->x1, .y1 = r->y};
        } else {
            number[i] = number[r->blob];
        }
        r->blob = number[i];
        struct blob *b = &ink->blobs[r->blob];
        b->x0 = r->x0 < b->x0 ? r->x0 : b->x0;
        b->x1 = r->x1 > b->x1 ? r->x1 : b->x1;
        b->y1 = r->y + 1;
        b->area += (uint32_t)(r->x1 - r->x0);
    }
    bool ok = ink->blobs && number;
    free(number);
    return ok;
}

int ink_join(struct ink *ink)
{
    struct run *runs = ink->runs;
    size_t above = 0, first = 0;
    for (size_t i = 0; i < ink->run_count; i++)
        runs[i].blob = (uint32_t)i;
    while (first < ink->run_count) {
        size_t end = first;
        while (end < ink->run_count && runs[end].y == runs[first].y)
            end++;
        bool next = first > 0 && runs[above].y + 1 == runs[first].y;
        join_row(runs, next ? above : first, first, end);
        above = first;
        first = end;
    }
    return number_blobs(ink) ? SOHOA_OK : SOHOA_BAD_PAGE;
}

int ink_of(PIX *bits, struct ink *ret_ink)
{
    struct ink ink = {0};
    size_t room = 0;
    int w = pixGetWidth(bits), h = pixGetHeight(bits), rc = SOHOA_OK;
    for (int y = 0; rc == SOHOA_OK && y < h; y++) {
        const l_uint32 *line = pixGetData(bits) + (size_t)pixGetWpl(bits) * (size_t)y;
        if (!row_runs(&ink, &room, line, y, w))
            rc = SOHOA_BAD_PAGE;
        else if (ink.run_count > RUNS_MAX)
            rc = SOHOA_END;
    }
    if (rc == SOHOA_OK)
        rc = ink_join(&ink);
    if (rc == SOHOA_OK)
        *ret_ink = ink;
    else
        ink_free(&ink);
    return rc;
}

void ink_free(struct ink *ink)
{
    free(ink->runs);
    free(ink->blobs);
    *ink = (struct ink){0};
}

void ink_wipe(const struct ink *ink, PIX *bits)
{
    for (size_t i = 0; i < ink->run_count; i++) {
        const struct run *r = &ink->runs[i];
        if (!ink->blobs[r->blob].gone)
            continue;
        l_uint32 *line = pixGetData(bits) + (size_t)pixGetWpl(bits) * (size_t)r->y;
        for (int x = r->x0; x < r->x1; x++)
            CLEAR_DATA_BIT(line, x);
    }
}
