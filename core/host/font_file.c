/* font_file.c - see font_file.h. Formats after the OpenType specification (ISO/IEC 14496-22). */
#include "host/font_file.h"

#include <stdlib.h>
#include <string.h>

const char font_tags[FONT_TABLES][5] = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ",
                                        "fpgm", "prep", "cmap", "name", "OS/2", "post"};

uint32_t sohoa_font_u16(struct font_table t, size_t at)
{
    return at + 2 <= t.size ? (uint32_t)t.data[at] << 8 | t.data[at + 1] : 0;
}

int32_t sohoa_font_i16(struct font_table t, size_t at)
{
    return (int16_t)sohoa_font_u16(t, at);
}

uint32_t sohoa_font_u32(struct font_table t, size_t at)
{
    return sohoa_font_u16(t, at) << 16 | sohoa_font_u16(t, at + 2);
}

static struct font_table part(struct font_table t, size_t at, size_t size)
{
    if (at > t.size || size > t.size - at)
        return (struct font_table){0};
    return (struct font_table){.data = t.data + at, .size = size};
}

static void find_tables(struct font_file *f, struct font_table whole)
{
    uint32_t count = sohoa_font_u16(whole, 4);
    for (uint32_t i = 0; i < count; i++) {
        size_t entry = 12 + 16 * (size_t)i;
        if (entry + 16 > whole.size)
            return;
        for (int t = 0; t < FONT_TABLES; t++)
            if (memcmp(whole.data + entry, font_tags[t], 4) == 0)
                f->tables[t] = part(whole, sohoa_font_u32(whole, entry + 8),
                                    sohoa_font_u32(whole, entry + 12));
    }
}

/* The subtable of Unicode's basic plane for Windows (3, 1), in format 4. */
static void find_letters(struct font_file *f)
{
    struct font_table cmap = f->tables[FONT_CMAP];
    uint32_t count = sohoa_font_u16(cmap, 2);
    for (uint32_t i = 0; i < count && 4 + 8 * (size_t)i + 8 <= cmap.size; i++) {
        size_t entry = 4 + 8 * (size_t)i, at = sohoa_font_u32(cmap, entry + 4);
        if (sohoa_font_u16(cmap, entry) != 3 || sohoa_font_u16(cmap, entry + 2) != 1 ||
            at >= cmap.size || sohoa_font_u16(cmap, at) != 4)
            continue;
        f->letters = part(cmap, at, cmap.size - at); /* its own length field is 16 bits short */
    }
}

int sohoa_font_file_open(const char *name, const void *data, size_t size, struct font_file *ret,
                         struct sohoa_err *err)
{
    struct font_file f = {0};
    if (size > SOHOA_FONT_BYTES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: the font is over %d bytes", name,
                          (int)SOHOA_FONT_BYTES_MAX);
    f.bytes = malloc(size ? size : 1);
    if (!f.bytes)
        return sohoa_no_memory(err);
    if (size)
        memcpy(f.bytes, data, size);
    find_tables(&f, (struct font_table){.data = f.bytes, .size = size});
    find_letters(&f);
    f.units = sohoa_font_u16(f.tables[FONT_HEAD], 18);
    f.long_loca = sohoa_font_u16(f.tables[FONT_HEAD], 50) != 0;
    f.glyphs = sohoa_font_u16(f.tables[FONT_MAXP], 4);
    f.metrics = sohoa_font_u16(f.tables[FONT_HHEA], 34);
    bool whole = f.tables[FONT_HEAD].size >= 54 && f.tables[FONT_HHEA].size >= 36 &&
                 f.tables[FONT_MAXP].size >= 6 && f.tables[FONT_GLYF].size > 0 &&
                 f.tables[FONT_HMTX].size >= 4 * (size_t)f.metrics && f.metrics > 0 &&
                 f.tables[FONT_LOCA].size >= ((size_t)f.glyphs + 1) * (f.long_loca ? 4 : 2) &&
                 f.letters.size > 16 && f.units >= 16;
    if (!whole ||
        sohoa_font_u32((struct font_table){.data = f.bytes, .size = size}, 0) != 0x10000) {
        free(f.bytes);
        return sohoa_fail(err, SOHOA_FATAL, "%s is not a TrueType font that can be embedded", name);
    }
    *ret = f;
    return SOHOA_OK;
}

void sohoa_font_file_close(struct font_file *file)
{
    free(file->bytes);
    *file = (struct font_file){0};
}

uint32_t sohoa_font_glyph(const struct font_file *file, uint32_t letter)
{
    struct font_table t = file->letters;
    size_t twice = sohoa_font_u16(t, 6), ends = 14, starts = ends + twice + 2;
    size_t deltas = starts + twice, offsets = deltas + twice;
    if (letter > 0xFFFF)
        return 0;
    for (size_t i = 0; i < twice; i += 2) {
        if (sohoa_font_u16(t, ends + i) < letter)
            continue;
        uint32_t start = sohoa_font_u16(t, starts + i), offset = sohoa_font_u16(t, offsets + i);
        uint32_t delta = sohoa_font_u16(t, deltas + i), glyph = letter;
        if (letter < start)
            return 0;
        if (offset)
            glyph = sohoa_font_u16(t, offsets + i + offset + 2 * (size_t)(letter - start));
        if (offset && glyph == 0)
            return 0;
        glyph = (glyph + delta) & 0xFFFF;
        return glyph < file->glyphs ? glyph : 0;
    }
    return 0;
}

uint32_t sohoa_font_advance(const struct font_file *file, uint32_t glyph)
{
    uint32_t which = glyph < file->metrics ? glyph : file->metrics - 1;
    return sohoa_font_u16(file->tables[FONT_HMTX], 4 * (size_t)which);
}

struct font_table sohoa_font_outline(const struct font_file *file, uint32_t glyph)
{
    struct font_table loca = file->tables[FONT_LOCA];
    size_t from, to;
    if (glyph >= file->glyphs)
        return (struct font_table){0};
    if (file->long_loca) {
        from = sohoa_font_u32(loca, 4 * (size_t)glyph);
        to = sohoa_font_u32(loca, 4 * (size_t)glyph + 4);
    } else {
        from = 2 * (size_t)sohoa_font_u16(loca, 2 * (size_t)glyph);
        to = 2 * (size_t)sohoa_font_u16(loca, 2 * (size_t)glyph + 2);
    }
    return to > from ? part(file->tables[FONT_GLYF], from, to - from) : (struct font_table){0};
}
