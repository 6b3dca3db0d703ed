/* pdf_meta.h - what a file says of itself: the information dictionary and the same in XMP (ISO
 * 19005-1, 6.7). Times are those of the dossier, so that the file can be made again. */
#ifndef PDF_META_H
#define PDF_META_H
#include "pdf_out.h"

#include <jansson.h>

struct pdf_meta { /* UTF-8; "" = not known */
    char title[1024], subject[2048], creator[256], code[256], stamp[32], received[32];
    char kinds[32][256]; /* what the papers are called */
    size_t kind_count;
};
/* From the dossier's object. */
void pdf_meta_fill(struct pdf_meta *meta, const struct sohoa_dossier *in, const json_t *object);
/* Adds to the subject that these pages' samples were reduced. */
void pdf_meta_reduced(struct pdf_meta *meta, const char *pages);
void pdf_meta_info(const struct pdf_meta *meta, struct pdf_out *o, uint32_t number);
void pdf_meta_xmp(const struct pdf_meta *meta, struct pdf_out *o, uint32_t number);
#endif
