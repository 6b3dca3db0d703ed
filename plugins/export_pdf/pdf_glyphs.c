/* pdf_glyphs.c - see pdf_glyphs.h. */
#include "pdf_glyphs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EM 1000
#define WIDTH 500
#define NAME "SohoaInvisible"
#define TABLES 7
#define CHUNK 100 /* lines of a bfchar section */

void pdf_font_clear(struct pdf_font *font)
{
    free(font->letters);
    memset(font, 0, sizeof *font);
}

static uint16_t find_far(const struct pdf_font *font, uint32_t letter)
{
    for (uint32_t i = 0; i < font->count; i++)
        if (font->letters[i] == letter)
            return (uint16_t)(i + 1);
    return 0;
}

uint16_t pdf_font_glyph(struct pdf_font *font, uint32_t letter)
{
    uint16_t glyph = letter < 0x10000 ? font->known[letter] : find_far(font, letter);
    if (glyph || font->count == PDF_GLYPHS_MAX)
        return glyph;
    if (font->count == font->room) {
        uint32_t room = font->room ? font->room * 2 : 256;
        uint32_t *letters = realloc(font->letters, room * sizeof *letters);
        if (!letters)
            return 0;
        font->letters = letters;
        font->room = room;
    }
    font->letters[font->count++] = letter;
    if (letter < 0x10000)
        font->known[letter] = (uint16_t)font->count;
    return (uint16_t)font->count;
}

/* ---- TrueType -------------------------------------------------------------------------------- */

struct table {
    char tag[5];
    size_t at, size;
};
struct ttf {
    uint8_t *data;
    size_t size;
    struct table tables[TABLES];
    int count;
};

static void put16(struct ttf *f, int v)
{
    f->data[f->size++] = (uint8_t)(v >> 8);
    f->data[f->size++] = (uint8_t)v;
}

static void put32(struct ttf *f, uint32_t v)
{
    put16(f, (int)(v >> 16));
    put16(f, (int)(v & 0xFFFF));
}

static void table(struct ttf *f, const char *tag)
{
    while (f->size % 4)
        f->size++;
    struct table *t = &f->tables[f->count++];
    memcpy(t->tag, tag, sizeof t->tag);
    t->at = f->size;
}

static void table_end(struct ttf *f)
{
    struct table *t = &f->tables[f->count - 1];
    t->size = f->size - t->at;
}

static uint32_t sum(const uint8_t *data, size_t size)
{
    uint32_t total = 0;
    for (size_t i = 0; i < size; i++)
        total += (uint32_t)data[i] << (24 - 8 * (i % 4));
    return total;
}

static void add_head(struct ttf *f)
{
    table(f, "head");
    put32(f, 0x00010000);
    put32(f, 0x00010000); /* revision */
    put32(f, 0);          /* adjustment, later */
    put32(f, 0x5F0F3CF5);
    put16(f, 0x000B);
    put16(f, EM);
    f->size += 16; /* made and changed: not stated */
    put16(f, 0);   /* box around all glyphs */
    put16(f, 0);
    put16(f, WIDTH);
    put16(f, EM);
    put16(f, 0);
    put16(f, 8); /* smallest readable size */
    put16(f, 2);
    put16(f, 0); /* short places in loca */
    put16(f, 0);
    table_end(f);
}

static void add_hhea(struct ttf *f)
{
    table(f, "hhea");
    put32(f, 0x00010000);
    put16(f, 800);
    put16(f, -200);
    put16(f, 0);
    put16(f, WIDTH);
    put16(f, 0);
    put16(f, 0);
    put16(f, 0);
    put16(f, 1);
    f->size += 12;
    put16(f, 0);
    put16(f, 1); /* one width for all that follow */
    table_end(f);
}

static void add_maxp(struct ttf *f, uint32_t glyphs)
{
    table(f, "maxp");
    put32(f, 0x00010000);
    put16(f, (int)glyphs);
    for (int i = 0; i < 4; i++)
        put16(f, 0);
    put16(f, 2); /* zones */
    for (int i = 0; i < 8; i++)
        put16(f, 0);
    table_end(f);
}

static void add_glyphs(struct ttf *f, uint32_t glyphs)
{
    table(f, "glyf");
    f->size += 4; /* a table without bytes would count as missing */
    table_end(f);
    table(f, "hmtx");
    put16(f, WIDTH);
    put16(f, 0);
    f->size += 2 * (size_t)(glyphs - 1);
    table_end(f);
    table(f, "loca");
    f->size += 2 * (size_t)(glyphs + 1);
    table_end(f);
    table(f, "post");
    put32(f, 0x00030000); /* no names of glyphs */
    f->size += 8;
    put32(f, 1); /* all of one width */
    f->size += 16;
    table_end(f);
}

/* The table of tables (sorted, as they were added but for hhea and hmtx, which are in order) and
 * the sums. */
static void finish(struct ttf *f)
{
    static const char *const order[TABLES] = {"glyf", "head", "hhea", "hmtx",
                                              "loca", "maxp", "post"};
    struct ttf head = {.data = f->data};
    put32(&head, 0x00010000);
    put16(&head, TABLES);
    put16(&head, 64);
    put16(&head, 2);
    put16(&head, TABLES * 16 - 64);
    size_t adjust = 0;
    for (int i = 0; i < TABLES; i++) {
        const struct table *t = f->tables;
        while (strcmp(t->tag, order[i]) != 0)
            t++;
        memcpy(head.data + head.size, t->tag, 4);
        head.size += 4;
        put32(&head, sum(f->data + t->at, t->size));
        put32(&head, (uint32_t)t->at);
        put32(&head, (uint32_t)t->size);
        if (strcmp(t->tag, "head") == 0)
            adjust = t->at + 8;
    }
    while (f->size % 4)
        f->size++;
    struct ttf at = {.data = f->data, .size = adjust};
    put32(&at, 0xB1B0AFBAu - sum(f->data, f->size));
}

static bool make(struct ttf *f, uint32_t glyphs)
{
    f->data = calloc(1, 1024 + (size_t)glyphs * 4);
    if (!f->data)
        return false;
    f->size = 12 + TABLES * 16;
    add_head(f);
    add_hhea(f);
    add_maxp(f, glyphs);
    add_glyphs(f, glyphs);
    finish(f);
    return true;
}

/* ---- objects --------------------------------------------------------------------------------- */

static int add_line(char *buf, size_t room, uint32_t glyph, uint32_t c)
{
    if (c < 0x10000)
        return snprintf(buf, room, "<%04X><%04X>\n", glyph, c);
    return snprintf(buf, room, "<%04X><%04X%04X>\n", glyph, 0xD800 + ((c - 0x10000) >> 10),
                    0xDC00 + ((c - 0x10000) & 0x3FF));
}

static void write_meanings(const struct pdf_font *font, struct pdf_out *o, uint32_t number)
{
    static const char head[] =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry"
        "(Adobe)/Ordering(UCS)/Supplement 0>> def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 "
        "def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
    static const char tail[] = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";
    char line[64];
    pdf_pack_begin(o, number, "");
    pdf_pack_add(o, head, sizeof head - 1);
    for (uint32_t i = 0; i < font->count; i++) {
        uint32_t left = font->count - i;
        int n = 0;
        if (i % CHUNK == 0) {
            n = snprintf(line, sizeof line, "%u beginbfchar\n", left < CHUNK ? left : CHUNK);
            pdf_pack_add(o, line, (size_t)n);
        }
        n = add_line(line, sizeof line, i + 1, font->letters[i]);
        pdf_pack_add(o, line, (size_t)n);
        if (left == 1 || i % CHUNK == CHUNK - 1)
            pdf_pack_add(o, "endbfchar\n", 10);
    }
    pdf_pack_add(o, tail, sizeof tail - 1);
    pdf_pack_end(o);
}

void pdf_font_write(const struct pdf_font *font, struct pdf_out *o, uint32_t number)
{
    char entries[32];
    struct ttf ttf = {0};
    uint32_t below = pdf_reserve(o), descriptor = pdf_reserve(o), file = pdf_reserve(o);
    uint32_t meanings = pdf_reserve(o);
    pdf_object(o, number,
               "<</Type/Font/Subtype/Type0/BaseFont/" NAME "/Encoding/Identity-H"
               "/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
               below, meanings);
    pdf_object(o, below,
               "<</Type/Font/Subtype/CIDFontType2/BaseFont/" NAME
               "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
               "/FontDescriptor %u 0 R/DW %d/CIDToGIDMap/Identity>>",
               descriptor, WIDTH);
    pdf_object(o, descriptor,
               "<</Type/FontDescriptor/FontName/" NAME "/Flags 4/FontBBox[0 -200 %d 800]"
               "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80/FontFile2 %u 0 R>>",
               WIDTH, file);
    if (!make(&ttf, font->count + 1))
        o->why = o->why ? o->why : ENOMEM;
    (void)snprintf(entries, sizeof entries, "/Length1 %zu", ttf.size);
    if (!o->why)
        pdf_packed(o, file, entries, ttf.data, ttf.size);
    write_meanings(font, o, meanings);
    free(ttf.data);
}
