/* pdf_glyphs.h - the font of the invisible text: a TrueType font of empty glyphs, half an em wide,
 * one for each character that the file uses, in the order of their first use. It is made for the
 * file and embedded, as PDF/A asks (ISO 19005-1, 6.3); what its glyphs mean tells ToUnicode. */
#ifndef PDF_GLYPHS_H
#define PDF_GLYPHS_H
#include "pdf_out.h"

#define PDF_GLYPH_WIDTH 0.5 /* of the font's size */
#define PDF_GLYPHS_MAX 65000u

struct pdf_font {
    uint16_t known[0x10000]; /* glyph of each character of the basic plane, 0 = none yet */
    uint32_t *letters;       /* character of each glyph from 1 */
    uint32_t count, room;
};
void pdf_font_clear(struct pdf_font *font);
/* The glyph of a character, taken up when it is new; 0: out of memory or of glyphs. */
uint16_t pdf_font_glyph(struct pdf_font *font, uint32_t letter);
/* Writes the font as object `number` with all it needs. */
void pdf_font_write(const struct pdf_font *font, struct pdf_out *o, uint32_t number);
#endif
