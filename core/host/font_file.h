/* font_file.h - the tables of a TrueType file as bytes, every read checked against their ends.
 * Shared by pdf_font.c and font_subset.c. [any] while nobody changes it. */
#ifndef SOHOA_FONT_FILE_H
#define SOHOA_FONT_FILE_H
#include "host/pdf_font.h"

struct font_table { /* size 0: not there */
    const unsigned char *data;
    size_t size;
};
enum font_tag {
    FONT_HEAD,
    FONT_HHEA,
    FONT_MAXP,
    FONT_HMTX,
    FONT_LOCA,
    FONT_GLYF,
    FONT_CVT,
    FONT_FPGM,
    FONT_PREP,
    FONT_CMAP,
    FONT_NAME,
    FONT_OS2,
    FONT_POST,
    FONT_TABLES
};
struct font_file {
    unsigned char *bytes; /* owned */
    struct font_table tables[FONT_TABLES];
    uint32_t glyphs, metrics; /* of hmtx: so many widths, the last one for all behind it */
    uint32_t units;           /* an em */
    bool long_loca;
    struct font_table letters; /* the format 4 subtable of cmap */
};
extern const char font_tags[FONT_TABLES][5];

/* Numbers at an offset; 0 beyond the end. */
uint32_t sohoa_font_u16(struct font_table t, size_t at);
int32_t sohoa_font_i16(struct font_table t, size_t at);
uint32_t sohoa_font_u32(struct font_table t, size_t at);

/* Takes a copy of the bytes apart. FATAL: not a TrueType font that can be embedded. */
int sohoa_font_file_open(const char *name, const void *data, size_t size, struct font_file *ret,
                         struct sohoa_err *err);
void sohoa_font_file_close(struct font_file *file);
uint32_t sohoa_font_glyph(const struct font_file *file, uint32_t letter);  /* 0: it has none */
uint32_t sohoa_font_advance(const struct font_file *file, uint32_t glyph); /* in units */
/* The outline of a glyph; size 0: it has none (a space), or the file is broken there. */
struct font_table sohoa_font_outline(const struct font_file *file, uint32_t glyph);

/* A font file of these glyphs alone, numbered in this order; parts of composed glyphs are added
 * behind them. *ret_count: glyphs in it. False: out of memory or too many. */
bool sohoa_font_subset(const struct font_file *file, const uint32_t *glyphs, size_t count,
                       struct sohoa_pdf_bytes *ret, size_t *ret_count);
#endif
