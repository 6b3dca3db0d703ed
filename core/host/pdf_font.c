/* pdf_font.c - see pdf_font.h. */
#include "host/pdf_font.h"
#include "host/font_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

struct sohoa_pdf_font {
    struct font_file file;
    char name[64]; /* "LiberationSerif-Bold" */
    /* Of each letter shown, in the order of the first time; 0 is the glyph of what is missing. */
    uint32_t letters[SOHOA_FONT_LETTERS_MAX], glyphs[SOHOA_FONT_LETTERS_MAX];
    size_t count;
};

/* ---- the file ------------------------------------------------------------------------------- */

static int read_file(const char *path, void **ret, size_t *ret_size, struct sohoa_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return SOHOA_END;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SOHOA_FONT_BYTES_MAX) {
        (void)close(fd);
        return sohoa_fail(err, SOHOA_FATAL, "%s is not a TrueType font that can be embedded", path);
    }
    size_t size = (size_t)st.st_size, got = 0;
    char *data = malloc(size + 1);
    for (ssize_t n = 1; data && got < size && n > 0; got += n > 0 ? (size_t)n : 0)
        n = read(fd, data + got, size - got);
    (void)close(fd);
    if (!data || got < size) {
        free(data);
        return sohoa_fail(err, SOHOA_FATAL, data ? "cannot read %s" : "out of memory", path);
    }
    *ret = data;
    *ret_size = size;
    return SOHOA_OK;
}

int sohoa_pdf_font_open(const char *name, const void *data, size_t size,
                        struct sohoa_pdf_font **ret, struct sohoa_err *err)
{
    struct sohoa_pdf_font *font = calloc(1, sizeof *font);
    if (!font)
        return sohoa_no_memory(err);
    int rc = sohoa_font_file_open(name, data, size, &font->file, err);
    if (rc != SOHOA_OK) {
        free(font);
        return rc;
    }
    const char *base = strrchr(name, '/');
    (void)snprintf(font->name, sizeof font->name, "%s", base ? base + 1 : name);
    font->name[strcspn(font->name, ".")] = '\0';
    for (char *c = font->name; *c; c++) /* it becomes a name of PDF */
        if ((*c < 'A' || *c > 'Z') && (*c < 'a' || *c > 'z') && (*c < '0' || *c > '9') && *c != '-')
            *c = '-';
    font->count = 1;
    *ret = font;
    return SOHOA_OK;
}

void sohoa_pdf_font_free(struct sohoa_pdf_font *font)
{
    if (font)
        sohoa_font_file_close(&font->file);
    free(font);
}

int sohoa_pdf_font_usual(enum sohoa_font_face face, struct sohoa_pdf_font **ret,
                         struct sohoa_err *err)
{
    static const char *const names[SOHOA_FACES] = {"Regular", "Bold", "Italic"};
    const char *folders[] = {getenv("SOHOA_FONTS"),
                             "/usr/share/fonts/truetype/liberation2",
                             "/usr/share/fonts/truetype/liberation",
                             "/usr/share/fonts/liberation-serif",
                             "/usr/share/fonts/liberation",
                             "/usr/local/share/fonts"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[PATH_MAX];
        void *data = NULL;
        size_t size = 0;
        if (!folders[i] || (size_t)snprintf(path, sizeof path, "%s/LiberationSerif-%s.ttf",
                                            folders[i], names[face]) >= sizeof path)
            continue;
        int rc = read_file(path, &data, &size, err);
        if (rc == SOHOA_OK)
            rc = sohoa_pdf_font_open(path, data, size, ret, err);
        free(data);
        if (rc != SOHOA_END)
            return rc;
    }
    return sohoa_fail(err, SOHOA_FATAL,
                      "the font Liberation Serif is not installed: package fonts-liberation2, or "
                      "name its folder by $SOHOA_FONTS");
}

/* ---- text ----------------------------------------------------------------------------------- */

/* The next letter of a text; what is not UTF-8 counts as one '?'. */
static uint32_t next_letter(const char *utf8, size_t size, size_t *at)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)utf8 + *at, (utf8proc_ssize_t)(size - *at), &c);
    *at += n > 0 ? (size_t)n : 1;
    return n > 0 ? (uint32_t)c : '?';
}

static uint32_t shown(const struct sohoa_pdf_font *font, uint32_t *letter)
{
    uint32_t glyph = sohoa_font_glyph(&font->file, *letter);
    if (glyph == 0) {
        *letter = '?';
        glyph = sohoa_font_glyph(&font->file, '?');
    }
    return glyph;
}

static uint32_t thousandths(const struct sohoa_pdf_font *font, uint32_t glyph)
{
    return (sohoa_font_advance(&font->file, glyph) * 1000 + font->file.units / 2) /
           font->file.units;
}

bool sohoa_pdf_font_used(const struct sohoa_pdf_font *font)
{
    return font->count > 1;
}

uint32_t sohoa_pdf_font_width(const struct sohoa_pdf_font *font, const char *utf8, size_t size)
{
    uint32_t width = 0;
    for (size_t at = 0; at < size;) {
        uint32_t letter = next_letter(utf8, size, &at);
        width += thousandths(font, shown(font, &letter));
    }
    return width;
}

/* The number of a letter in the embedded font; 0 when there is no more room. */
static size_t number_of(struct sohoa_pdf_font *font, uint32_t letter)
{
    uint32_t glyph = shown(font, &letter);
    for (size_t i = 1; i < font->count; i++)
        if (font->letters[i] == letter)
            return i;
    if (font->count == SOHOA_FONT_LETTERS_MAX)
        return 0;
    font->letters[font->count] = letter;
    font->glyphs[font->count] = glyph;
    return font->count++;
}

void sohoa_pdf_font_show(struct sohoa_pdf_font *font, const char *utf8, size_t size,
                         struct sohoa_pdf_bytes *content)
{
    sohoa_pdf_addf(content, "<");
    for (size_t at = 0; at < size;)
        sohoa_pdf_addf(content, "%04zX", number_of(font, next_letter(utf8, size, &at)));
    sohoa_pdf_addf(content, ">");
}

/* ---- embedding ------------------------------------------------------------------------------ */

static void add_unicode(const struct sohoa_pdf_font *font, struct sohoa_pdf_bytes *b)
{
    sohoa_pdf_addf(b, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t i = 1; i < font->count; i += 100) {
        size_t end = i + 100 < font->count ? i + 100 : font->count;
        sohoa_pdf_addf(b, "%zu beginbfchar\n", end - i);
        for (size_t k = i; k < end; k++)
            sohoa_pdf_addf(b, "<%04zX><%04X>\n", k, font->letters[k]);
        sohoa_pdf_addf(b, "endbfchar\n");
    }
    sohoa_pdf_addf(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}

static int scaled(const struct sohoa_pdf_font *font, int32_t units)
{
    return (int)((int64_t)units * 1000 / (int32_t)font->file.units);
}

/* The descriptor's numbers (ISO 32000, table 122) out of head, OS/2 and post. */
static void put_descriptor(const struct sohoa_pdf_font *font, struct sohoa_pdfa *pdf,
                           uint32_t number, const char *tag, uint32_t file, uint32_t set)
{
    const struct font_table *t = font->file.tables;
    int32_t angle = (int32_t)sohoa_font_u32(t[FONT_POST], 4) / 65536;
    int ascent = scaled(font, sohoa_font_i16(t[FONT_HHEA], 4));
    int capitals = t[FONT_OS2].size >= 90 ? scaled(font, sohoa_font_i16(t[FONT_OS2], 88)) : ascent;
    int weight = (int)sohoa_font_u16(t[FONT_OS2], 4);
    sohoa_pdfa_put(pdf, number,
                   "<</Type/FontDescriptor/FontName/%s+%s/Flags %d/FontBBox[%d %d %d %d]"
                   "/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d"
                   "/FontFile2 %u 0 R/CIDSet %u 0 R>>",
                   tag, font->name, 4 + 2 + (angle ? 64 : 0),
                   scaled(font, sohoa_font_i16(t[FONT_HEAD], 36)),
                   scaled(font, sohoa_font_i16(t[FONT_HEAD], 38)),
                   scaled(font, sohoa_font_i16(t[FONT_HEAD], 40)),
                   scaled(font, sohoa_font_i16(t[FONT_HEAD], 42)), angle, ascent,
                   scaled(font, sohoa_font_i16(t[FONT_HHEA], 6)), capitals,
                   weight >= 600 ? 140 : 80, file, set);
}

/* One bit a glyph that is in the file, the highest first: all of them are. */
static bool put_set(struct sohoa_pdfa *pdf, uint32_t number, size_t count)
{
    size_t size = (count + 7) / 8;
    unsigned char *bits = calloc(1, size);
    for (size_t i = 0; bits && i < count; i++)
        bits[i / 8] |= (unsigned char)(0x80 >> (i % 8));
    if (bits)
        sohoa_pdfa_stream(pdf, number, "", bits, size);
    free(bits);
    return bits != NULL;
}

/* Six capitals before the name say that it is a part of the font; they follow from the letters. */
static void make_tag(const struct sohoa_pdf_font *font, char ret[7])
{
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < font->count; i++)
        sum = (sum ^ font->letters[i]) * 16777619u;
    for (int i = 0; i < 6; i++, sum /= 26)
        ret[i] = (char)('A' + sum % 26);
    ret[6] = '\0';
}

int sohoa_pdf_font_embed(struct sohoa_pdf_font *font, struct sohoa_pdfa *pdf, uint32_t number,
                         struct sohoa_err *err)
{
    struct sohoa_pdf_bytes program = {0}, unicode = {0}, widths = {0};
    char tag[7], length[32];
    size_t glyphs = 0;
    bool sound = sohoa_font_subset(&font->file, font->glyphs, font->count, &program, &glyphs);
    uint32_t below = sohoa_pdfa_reserve(pdf), descriptor = sohoa_pdfa_reserve(pdf);
    uint32_t file = sohoa_pdfa_reserve(pdf), map = sohoa_pdfa_reserve(pdf);
    uint32_t set = sohoa_pdfa_reserve(pdf);
    make_tag(font, tag);
    add_unicode(font, &unicode);
    for (size_t i = 0; i < font->count; i++)
        sohoa_pdf_addf(&widths, "%u ", thousandths(font, font->glyphs[i]));
    sound = sound && put_set(pdf, set, glyphs) && !unicode.failed && !widths.failed;
    if (sound) {
        (void)snprintf(length, sizeof length, "/Length1 %zu", program.size);
        sohoa_pdfa_stream(pdf, file, length, program.data, program.size);
        sohoa_pdfa_stream(pdf, map, "", unicode.data, unicode.size);
        put_descriptor(font, pdf, descriptor, tag, file, set);
        sohoa_pdfa_put(pdf, below,
                       "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s+%s/CIDSystemInfo"
                       "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %u 0 R"
                       "/CIDToGIDMap/Identity/W[0[%s]]>>",
                       tag, font->name, descriptor, widths.data);
        sohoa_pdfa_put(pdf, number,
                       "<</Type/Font/Subtype/Type0/BaseFont/%s+%s/Encoding/Identity-H"
                       "/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
                       tag, font->name, below, map);
    }
    sohoa_pdf_free(&program);
    sohoa_pdf_free(&unicode);
    sohoa_pdf_free(&widths);
    return sound ? SOHOA_OK
                 : sohoa_fail(err, SOHOA_FATAL, "the font %s cannot be embedded", font->name);
}
