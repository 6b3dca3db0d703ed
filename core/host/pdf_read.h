/* pdf_read.h - objects of a PDF that this program wrote (pdfa.h, export_pdf), as text: for
 * updating it. Knows tables of places and updates, no object streams and no encryption; a file of
 * another make is an error, never a crash: every number is checked, every size has a cap.
 * One owner, one thread. */
#ifndef SOHOA_PDF_READ_H
#define SOHOA_PDF_READ_H
#include "sohoa_plugin.h"

enum {
    SOHOA_PDF_OBJECT_MAX = 1 << 20, /* bytes of an object that is read */
    SOHOA_PDF_UPDATES_MAX = 64,
};

struct sohoa_pdf_file {
    int fd;            /* lent; readable */
    size_t size, xref; /* bytes; where the last table of places is */
    uint32_t count;    /* objects 1..count */
    uint32_t root, info;
    char id[80]; /* the array as it stands */
};
/* FATAL: it cannot be read, or is not such a file. */
int sohoa_pdf_file_open(int fd, struct sohoa_pdf_file *ret, struct sohoa_err *err);
/* The body of an object, without obj and endobj, ended with a zero; the caller frees it. */
int sohoa_pdf_object(const struct sohoa_pdf_file *file, uint32_t number, char **ret,
                     struct sohoa_err *err);
/* The first page's object. */
int sohoa_pdf_first_page(const struct sohoa_pdf_file *file, uint32_t *ret, struct sohoa_err *err);

/* The value of a dictionary's key, as it stands: "12 0 R", "[0 0 595 842]". NULL: it has none, or
 * the text is no dictionary. Lent of dict. [any] */
const char *sohoa_pdf_entry(const char *dict, const char *key, size_t *ret_size);
/* The object that a value refers to; 0: it is no reference. [any] */
uint32_t sohoa_pdf_reference(const char *value, size_t size);
/* Up to count numbers of an array; how many there were. [any] */
size_t sohoa_pdf_numbers(const char *value, size_t size, double *ret, size_t count);
#endif
