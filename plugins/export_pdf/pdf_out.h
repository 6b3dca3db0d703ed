/* pdf_out.h - a PDF 1.4 file written from front to back (ISO 32000-1, 7.5; ISO 19005-1, 6.1):
 * objects as they come, memory only for their places. One owner, one thread. A failed write or a
 * lack of memory is remembered and told by pdf_finish; what is written behind it is dropped. */
#ifndef PDF_OUT_H
#define PDF_OUT_H
#include "sohoa_plugin.h"

#include <stdio.h>
#include <zlib.h>

struct pdf_out {
    FILE *file;        /* lent */
    uint64_t at, most; /* bytes written; most allowed, 0 = any */
    uint64_t *places;  /* of objects 1.. */
    uint32_t count, room;
    int why; /* errno of the first failure; 0 = none */
    z_stream pack;
    uint32_t length; /* the object with the length of the packed stream that is open */
    uint64_t start;
};
void pdf_start(struct pdf_out *o, FILE *file, uint64_t most);
void pdf_clear(struct pdf_out *o);
/* More has been written than is allowed. */
bool pdf_is_over(const struct pdf_out *o);

uint32_t pdf_reserve(struct pdf_out *o); /* a number for an object that is written later */
void pdf_begin(struct pdf_out *o, uint32_t number);
void pdf_end(struct pdf_out *o);
void pdf_put(struct pdf_out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void pdf_bytes(struct pdf_out *o, const void *data, size_t size);
/* An object of one piece. */
void pdf_object(struct pdf_out *o, uint32_t number, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A stream as it stands; entries of its dictionary besides Length. */
void pdf_stream(struct pdf_out *o, uint32_t number, const char *entries, const void *data,
                size_t size);
/* The same, deflated. */
void pdf_packed(struct pdf_out *o, uint32_t number, const char *entries, const void *data,
                size_t size);
/* A deflated stream in pieces. */
void pdf_pack_begin(struct pdf_out *o, uint32_t number, const char *entries);
void pdf_pack_add(struct pdf_out *o, const void *data, size_t size);
void pdf_pack_end(struct pdf_out *o);
/* A number with a point and at most `digits` decimals, none that say nothing. At most 31 bytes. */
int pdf_number(char *buf, size_t room, double value, int digits);
/* A text string: UTF-16 with its mark, in hexadecimal (7.9.2.2). */
void pdf_text(struct pdf_out *o, const char *utf8);
/* Table of places and trailer. OK, or FATAL: something could not be written. */
int pdf_finish(struct pdf_out *o, uint32_t root, uint32_t info, const uint8_t id[16],
               struct sohoa_err *err);
#endif
