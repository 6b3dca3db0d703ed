/* font_subset.c - a font file cut down to some glyphs: see sohoa_font_subset in font_file.h.
 *
 * Kept are the tables that a PDF reader needs of a CIDFontType2: outlines, metrics and the
 * instructions they are hinted with. Glyphs get new numbers; where one is composed of others, the
 * numbers inside it are changed and the others come along. */
#include "host/font_file.h"

#include <stdlib.h>
#include <string.h>

enum { GLYPHS_MAX = 3 * SOHOA_FONT_LETTERS_MAX, KEPT = 9 };
enum {
    COMPOSED_WORDS = 1 << 0,
    COMPOSED_SCALE = 1 << 3,
    COMPOSED_MORE = 1 << 5,
    COMPOSED_XY = 1 << 6,
    COMPOSED_2X2 = 1 << 7
};

struct subset {
    const struct font_file *file;
    uint32_t glyphs[GLYPHS_MAX]; /* new number -> old one */
    size_t count;
    struct sohoa_pdf_bytes glyf, loca, hmtx;
    bool full;
};

static void put16(struct sohoa_pdf_bytes *b, uint32_t value)
{
    unsigned char bytes[2] = {(unsigned char)(value >> 8), (unsigned char)value};
    sohoa_pdf_add(b, bytes, 2);
}

static void put32(struct sohoa_pdf_bytes *b, uint32_t value)
{
    put16(b, value >> 16);
    put16(b, value & 0xFFFF);
}

static void set16(unsigned char *at, uint32_t value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void set32(unsigned char *at, uint32_t value)
{
    set16(at, value >> 16);
    set16(at + 2, value & 0xFFFF);
}

/* The new number of a part, which is added when it is not there yet. */
static uint32_t number_of(struct subset *s, size_t letters, uint32_t glyph)
{
    for (size_t i = letters; i < s->count; i++)
        if (s->glyphs[i] == glyph)
            return (uint32_t)i;
    if (s->count == GLYPHS_MAX) {
        s->full = true;
        return 0;
    }
    s->glyphs[s->count] = glyph;
    return (uint32_t)s->count++;
}

/* The parts of a composed glyph renamed, in the copy at data. */
static void rename_parts(struct subset *s, size_t letters, unsigned char *data, size_t size)
{
    struct font_table t = {.data = data, .size = size};
    size_t at = 10;
    for (uint32_t flags = COMPOSED_MORE; (flags & COMPOSED_MORE) && at + 4 <= size;) {
        flags = sohoa_font_u16(t, at);
        set16(data + at + 2, number_of(s, letters, sohoa_font_u16(t, at + 2)));
        at += flags & COMPOSED_WORDS ? 8u : 6u;
        at += flags & COMPOSED_SCALE ? 2u
              : flags & COMPOSED_XY  ? 4u
              : flags & COMPOSED_2X2 ? 8u
                                     : 0u;
    }
}

static void add_glyph(struct subset *s, size_t letters, size_t which)
{
    struct font_table outline = sohoa_font_outline(s->file, s->glyphs[which]);
    size_t start = s->glyf.size;
    put32(&s->loca, (uint32_t)start);
    put16(&s->hmtx, sohoa_font_advance(s->file, s->glyphs[which]));
    put16(&s->hmtx, sohoa_font_u16(outline, 2)); /* the left edge, which is its bearing */
    if (outline.size < 10)
        return;
    sohoa_pdf_add(&s->glyf, outline.data, outline.size);
    while (s->glyf.size % 4 && !s->glyf.failed)
        sohoa_pdf_add(&s->glyf, "", 1);
    if (!s->glyf.failed && sohoa_font_i16(outline, 0) < 0)
        rename_parts(s, letters, (unsigned char *)s->glyf.data + start, outline.size);
}

static uint32_t checksum(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t sum = 0;
    for (size_t at = 0; at < size; at++) /* words of four bytes, the last one padded by zeros */
        sum += (uint32_t)bytes[at] << (24 - 8 * (at % 4));
    return sum;
}

static void write_file(struct subset *s, const struct font_table tables[KEPT],
                       struct sohoa_pdf_bytes *ret)
{
    size_t kept = 0, start = ret->size, head_at = 0;
    for (int i = 0; i < KEPT; i++)
        kept += tables[i].size > 0;
    size_t place = 12 + 16 * kept;
    uint32_t power = 1, log = 0;
    while (power * 2 <= kept) {
        power *= 2;
        log++;
    }
    put32(ret, 0x10000);
    put16(ret, (uint32_t)kept);
    put16(ret, power * 16);
    put16(ret, log);
    put16(ret, (uint32_t)kept * 16 - power * 16);
    static const enum font_tag order[KEPT] = {FONT_CVT,  FONT_FPGM, FONT_GLYF, FONT_HEAD, FONT_HHEA,
                                              FONT_HMTX, FONT_LOCA, FONT_MAXP, FONT_PREP};
    for (int i = 0; i < KEPT; i++) { /* the directory is in the order of the alphabet */
        struct font_table t = tables[order[i]];
        if (t.size == 0)
            continue;
        if (order[i] == FONT_HEAD)
            head_at = place;
        sohoa_pdf_add(ret, font_tags[order[i]], 4);
        put32(ret, checksum(t.data, t.size));
        put32(ret, (uint32_t)place);
        put32(ret, (uint32_t)t.size);
        place += (t.size + 3) / 4 * 4;
    }
    for (int i = 0; i < KEPT; i++) {
        sohoa_pdf_add(ret, tables[order[i]].data, tables[order[i]].size);
        while ((ret->size - start) % 4 && !ret->failed)
            sohoa_pdf_add(ret, "", 1);
    }
    if (!ret->failed)
        set32((unsigned char *)ret->data + start + head_at + 8,
              0xB1B0AFBAu - checksum(ret->data + start, ret->size - start));
    s->full |= ret->failed;
}

static void assemble(struct subset *s, struct sohoa_pdf_bytes *ret)
{
    unsigned char head[54], hhea[36], maxp[32];
    struct font_table tables[KEPT];
    for (int i = 0; i < KEPT; i++)
        tables[i] = s->file->tables[i];
    size_t maxp_size = tables[FONT_MAXP].size < sizeof maxp ? 6 : sizeof maxp;
    memcpy(head, tables[FONT_HEAD].data, sizeof head);
    memcpy(hhea, tables[FONT_HHEA].data, sizeof hhea);
    memcpy(maxp, tables[FONT_MAXP].data, maxp_size);
    set32(head + 8, 0);  /* the sum over the file is set last */
    set16(head + 50, 1); /* long offsets */
    set16(hhea + 34, (uint32_t)s->count);
    set16(maxp + 4, (uint32_t)s->count);
    tables[FONT_HEAD] = (struct font_table){.data = head, .size = sizeof head};
    tables[FONT_HHEA] = (struct font_table){.data = hhea, .size = sizeof hhea};
    tables[FONT_MAXP] = (struct font_table){.data = maxp, .size = maxp_size};
    tables[FONT_HMTX] = (struct font_table){.data = (void *)s->hmtx.data, .size = s->hmtx.size};
    tables[FONT_LOCA] = (struct font_table){.data = (void *)s->loca.data, .size = s->loca.size};
    tables[FONT_GLYF] = (struct font_table){.data = (void *)s->glyf.data, .size = s->glyf.size};
    write_file(s, tables, ret);
}

bool sohoa_font_subset(const struct font_file *file, const uint32_t *glyphs, size_t count,
                       struct sohoa_pdf_bytes *ret, size_t *ret_count)
{
    struct subset *s = count <= SOHOA_FONT_LETTERS_MAX ? calloc(1, sizeof *s) : NULL;
    if (!s)
        return false;
    s->file = file;
    s->count = count;
    memcpy(s->glyphs, glyphs, count * sizeof *glyphs);
    for (size_t i = 0; i < s->count; i++) /* grows while parts are added */
        add_glyph(s, count, i);
    put32(&s->loca, (uint32_t)s->glyf.size);
    if (!s->glyf.failed && !s->glyf.data)
        sohoa_pdf_add(&s->glyf, "\0\0\0", 4); /* only spaces: an empty table is none */
    bool sound = !s->full && !s->glyf.failed && !s->loca.failed && !s->hmtx.failed;
    if (sound)
        assemble(s, ret);
    sound = sound && !s->full;
    *ret_count = s->count;
    sohoa_pdf_free(&s->glyf);
    sohoa_pdf_free(&s->loca);
    sohoa_pdf_free(&s->hmtx);
    free(s);
    return sound;
}
