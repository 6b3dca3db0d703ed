/* lstm_scale.c - makes a bilevel or gray picture smaller by the mean of the area that becomes a
 * pixel, to a sixteenth of a pixel: the same bytes as Leptonica's pixScaleAreaMap, its quantisation
 * and its border included, in two passes (rows first) instead of one look a pixel. */
#include "lstm_image.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 16 }; /* of a pixel */

/* The source pixels of one pixel of the result: `first` with its last parts, whole ones, `last`
 * with its first parts. */
struct cover {
    int first, last, first_parts, last_parts, all;
};

static struct cover cover_of(float step, int i)
{
    int from = (int)(step * (float)i), to = (int)((double)step * (i + 1.0));
    struct cover c = {.first = from / PARTS, .last = to / PARTS, .last_parts = to % PARTS};
    c.first_parts = PARTS - from % PARTS;
    c.all = c.first_parts + PARTS * (c.last - c.first - 1) + c.last_parts;
    return c;
}

/* One row of the source as bytes, white 255. */
static void unpack_row(PIX *source, int y, uint8_t *ret)
{
    const l_uint32 *line = pixGetData(source) + (size_t)y * (size_t)pixGetWpl(source);
    int width = pixGetWidth(source);
    if (pixGetDepth(source) == 8)
        for (int x = 0; x < width; x++)
            ret[x] = (uint8_t)(line[x / 4] >> (24 - x % 4 * 8));
    else
        for (int x = 0; x < width; x++)
            ret[x] = (uint8_t)((line[x / 32] >> (31 - x % 32) & 1) - 1);
}

struct scaler {
    PIX *source, *result;
    uint8_t *row;   /* of the source, the last one unpacked */
    int *columns;   /* sums over the rows of one row of the result */
    uint8_t *first; /* the first row of the cover */
    struct cover *covers;
};

static void add_row(const uint8_t *row, int parts, int width, int *columns)
{
    for (int x = 0; x < width; x++)
        columns[x] += parts * row[x];
}

/* Row `y` of the result out of the sums over its rows. */
static void write_row(const struct scaler *s, int y, const struct cover *rows, bool at_end)
{
    int width = pixGetWidth(s->result), source_width = pixGetWidth(s->source);
    l_uint32 *line = pixGetData(s->result) + (size_t)y * (size_t)pixGetWpl(s->result);
    for (int x = 0; x < width; x++) {
        const struct cover *c = &s->covers[x];
        int value = s->first[c->first];
        if (!at_end && c->last <= source_width - 2) {
            int sum = c->first_parts * s->columns[c->first] + c->last_parts * s->columns[c->last];
            for (int k = c->first + 1; k < c->last; k++)
                sum += PARTS * s->columns[k];
            value = (sum + 128) / (c->all * rows->all);
        }
        SET_DATA_BYTE(line, x, (l_uint8)value);
    }
}

static void scale_rows(struct scaler *s, float step)
{
    int width = pixGetWidth(s->source), height = pixGetHeight(s->source);
    for (int y = 0; y < pixGetHeight(s->result); y++) {
        struct cover c = cover_of(step, y);
        bool at_end = c.last > height - 2;
        memset(s->columns, 0, (size_t)width * sizeof *s->columns);
        unpack_row(s->source, c.first, s->first);
        if (!at_end)
            add_row(s->first, c.first_parts, width, s->columns);
        for (int k = c.first + 1; !at_end && k <= c.last; k++) {
            unpack_row(s->source, k, s->row);
            add_row(s->row, k < c.last ? PARTS : c.last_parts, width, s->columns);
        }
        write_row(s, y, &c, at_end);
    }
}

PIX *lstm_scale_area(PIX *source, float factor)
{
    int width = pixGetWidth(source), height = pixGetHeight(source);
    int wide = (int)(factor * (float)width + 0.5f), high = (int)(factor * (float)height + 0.5f);
    struct scaler s = {.source = source,
                       .result = wide > 0 && high > 0 ? pixCreate(wide, high, 8) : NULL};
    s.row = malloc((size_t)width);
    s.first = malloc((size_t)width);
    s.columns = malloc((size_t)width * sizeof *s.columns);
    s.covers = malloc((size_t)(wide > 0 ? wide : 1) * sizeof *s.covers);
    if (!s.result || !s.row || !s.first || !s.columns || !s.covers) {
        pixDestroy(&s.result);
    } else {
        float step = 16.0f * (float)width / (float)wide;
        for (int x = 0; x < wide; x++)
            s.covers[x] = cover_of(step, x);
        scale_rows(&s, 16.0f * (float)height / (float)high);
    }
    free(s.row);
    free(s.first);
    free(s.columns);
    free(s.covers);
    return s.result;
}
