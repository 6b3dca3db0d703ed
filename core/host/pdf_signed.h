/* pdf_signed.h - the signatures inside of a PDF that came from elsewhere, checked: whose, when,
 * whether the bytes that each signs are still those, whether these are the whole file. Whether a
 * certificate is to be trusted is not asked: no list of authorities is kept here.
 *
 * For helper processes: reads untrusted bytes, looks for signature dictionaries in them (a
 * signature cannot stand in a compressed object), believes no number, has caps for all. */
#ifndef SOHOA_PDF_SIGNED_H
#define SOHOA_PDF_SIGNED_H
#include "host/cms.h"

#include <jansson.h>

enum {
    SOHOA_PDF_SIGNATURES_MAX = 32,
    SOHOA_PDF_SIGNED_TEXT_MAX = 32 << 10, /* bytes of the JSON of all */
};
struct sohoa_pdf_signature {
    struct sohoa_cms_told told; /* why is told for what could not be checked as well */
    bool whole;                 /* it signs the file to its end */
};
/* Calls found for each in the order of the file, SOHOA_PDF_SIGNATURES_MAX at most. [any] */
void sohoa_pdf_signed(const void *data, size_t size,
                      void (*found)(void *arg, const struct sohoa_pdf_signature *signature),
                      void *arg);

/* The same as the text of a JSON array: [{"name","time","valid","whole","trust","why"}], members
 * that say nothing left out. The caller frees it. NULL: there is none, or no memory. [any] */
char *sohoa_pdf_signed_json(const void *data, size_t size);
/* Reads such a text from an untrusted process: only what it may hold, cut to its caps. NULL: it
 * holds nothing. [any] */
json_t *sohoa_pdf_signed_take(const char *text);
#endif
