/* pdfa.h - a file of PDF/A-1b (ISO 19005-1): objects, pages, metadata, the colour profile. The
 * drawing is the caller's: it hands content streams over as they stand.
 *
 * What the standard asks for and this writes by itself: version 1.4 without object streams, a file
 * identifier, XMP metadata that says what the information dictionary says, an output intent with
 * an sRGB profile (ICC version 2), no transparency, no encryption. Fonts: see pdf_font.h.
 * One owner, one thread. A lack of memory is remembered and told by finish. */
#ifndef SOHOA_PDFA_H
#define SOHOA_PDFA_H
#include "sohoa_plugin.h"

#include <time.h>

/* Bytes that grow; all zero = empty. failed: out of memory, and nothing more is added. */
struct sohoa_pdf_bytes {
    char *data;
    size_t size, room;
    bool failed;
};
void sohoa_pdf_add(struct sohoa_pdf_bytes *b, const void *data, size_t size);
void sohoa_pdf_addf(struct sohoa_pdf_bytes *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A number as PDF writes it: a point whatever the locale, at most three decimals. */
void sohoa_pdf_number(struct sohoa_pdf_bytes *b, double value);
void sohoa_pdf_free(struct sohoa_pdf_bytes *b);

struct sohoa_pdfa;
struct sohoa_pdfa_about {                                       /* copied; UTF-8; NULL = left out */
    const char *title, *author, *subject, *keywords, *language; /* language: "vi" */
    time_t made;                                                /* 0 = now; shown at +07:00 */
};
struct sohoa_pdfa *sohoa_pdfa_new(const struct sohoa_pdfa_about *about); /* NULL: out of memory */
void sohoa_pdfa_free(struct sohoa_pdfa *pdf);                            /* NULL is fine */

/* A number for an object that is put later, or at once. 0: out of memory. */
uint32_t sohoa_pdfa_reserve(struct sohoa_pdfa *pdf);
/* The object's body as PDF text, without obj and endobj. */
void sohoa_pdfa_put(struct sohoa_pdfa *pdf, uint32_t number, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A stream: entries of its dictionary besides Length and Filter ("" = none). Deflated. */
void sohoa_pdfa_stream(struct sohoa_pdfa *pdf, uint32_t number, const char *entries,
                       const void *data, size_t size);
/* A page of points with its content and the entries of its resources ("/Font <</F1 5 0 R>>"). */
void sohoa_pdfa_page(struct sohoa_pdfa *pdf, double width, double height, const void *content,
                     size_t size, const char *resources);
/* The whole file, which the caller frees; pdf is spent. */
int sohoa_pdfa_finish(struct sohoa_pdfa *pdf, char **ret, size_t *ret_size, struct sohoa_err *err);

/* An update to stand behind a file of `base` bytes that has objects 1..count (ISO 32000-1, 7.5.6):
 * reserve numbers objects behind those, put replaces one of the file's as well. No pages, no
 * metadata. NULL: out of memory. */
struct sohoa_pdfa *sohoa_pdfa_update(size_t base, uint32_t count);
/* The bytes to append, which the caller frees; pdf is spent. trailer: entries besides Size and
 * Prev; prev: where the file's own table of places is. */
int sohoa_pdfa_update_finish(struct sohoa_pdfa *pdf, const char *trailer, size_t prev, char **ret,
                             size_t *ret_size, struct sohoa_err *err);
/* A text string of PDF: UTF-16 with its mark, in hexadecimal (7.9.2.2). */
void sohoa_pdf_text(struct sohoa_pdf_bytes *b, const char *utf8);

/* An sRGB display profile (IEC 61966-2-1), ICC version 2.1: freshly computed, deterministic. */
void sohoa_srgb_profile(struct sohoa_pdf_bytes *b);
#endif
