/* pdf_font.h - TrueType fonts measured and embedded in a PDF: only the letters that were used, as
 * a CIDFontType2 whose characters are numbered in the order of their first use (ISO 19005-1, 6.3).
 *
 * One letter a code point: there is no shaping, which NFC Vietnamese does not need. The file is
 * read with every number checked, so that a broken font is an error and never a crash.
 * One owner, one thread. */
#ifndef SOHOA_PDF_FONT_H
#define SOHOA_PDF_FONT_H
#include "host/pdfa.h"

enum {
    SOHOA_FONT_BYTES_MAX = 32 << 20,
    SOHOA_FONT_LETTERS_MAX = 4000, /* different ones in a document */
};
enum sohoa_font_face { SOHOA_FACE_PLAIN = 0, SOHOA_FACE_BOLD, SOHOA_FACE_ITALIC, SOHOA_FACES };

struct sohoa_pdf_font;
/* The face of the family with serifs that official papers ask for: Liberation Serif (metrics of
 * Times New Roman), looked for in $SOHOA_FONTS, then where systems keep it. FATAL: not found, with
 * the package's name, or broken. */
int sohoa_pdf_font_usual(enum sohoa_font_face face, struct sohoa_pdf_font **ret,
                         struct sohoa_err *err);
/* From bytes, copied; name stands for the file in messages. */
int sohoa_pdf_font_open(const char *name, const void *data, size_t size,
                        struct sohoa_pdf_font **ret, struct sohoa_err *err);
void sohoa_pdf_font_free(struct sohoa_pdf_font *font); /* NULL is fine */

/* Width of a text in thousandths of the font's size; a letter that the font lacks counts as '?'. */
uint32_t sohoa_pdf_font_width(const struct sohoa_pdf_font *font, const char *utf8, size_t size);
bool sohoa_pdf_font_used(const struct sohoa_pdf_font *font); /* something was shown */
/* Adds the text as a string of a content stream, "<00010002>", and notes its letters. */
void sohoa_pdf_font_show(struct sohoa_pdf_font *font, const char *utf8, size_t size,
                         struct sohoa_pdf_bytes *content);
/* Puts the font, with the letters shown so far, under `number` (reserved before). */
int sohoa_pdf_font_embed(struct sohoa_pdf_font *font, struct sohoa_pdfa *pdf, uint32_t number,
                         struct sohoa_err *err);
#endif
