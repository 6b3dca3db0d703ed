/* pdf_seal.h - what a signature looks like on its page: a part of pdf_sign.c. */
#ifndef SOHOA_PDF_SEAL_H
#define SOHOA_PDF_SEAL_H
#include "host/pdf_sign.h"
#include "host/pdfa.h"

struct sohoa_pdf_seal_at {
    const struct sohoa_seal *seal;
    const char *page; /* its dictionary */
    uint32_t page_number, field, signature;
    const char *name, *stamp; /* of the field; RFC 3339 */
};
/* Puts the field `field`: an annotation of the page with its appearance and the font for that. */
int sohoa_pdf_seal_draw(struct sohoa_pdfa *update, const struct sohoa_pdf_seal_at *at,
                        struct sohoa_err *err);
#endif
