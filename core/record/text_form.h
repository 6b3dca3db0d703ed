/* text_form.h - recognised text as one JSON object of columns; see text_form.c for the form. */
#ifndef SOHOA_TEXT_FORM_H
#define SOHOA_TEXT_FORM_H
#include "sohoa_plugin.h"

#include <jansson.h>

#define SOHOA_TEXT_CUTS 8

struct sohoa_text_json {
    char *bytes; /* JSON */
    size_t size;
    size_t cuts[SOHOA_TEXT_CUTS]; /* where columns begin: offsets for the compressor */
    size_t cut_count;
};
/* FATAL: out of memory. [any] */
int sohoa_text_encode(const struct sohoa_text *text, struct sohoa_text_json *ret,
                      struct sohoa_err *err);
void sohoa_text_json_clear(struct sohoa_text_json *json);
/* FATAL: damaged (named by key), or out of memory. [any] */
int sohoa_text_decode(const json_t *object, const char *key, struct sohoa_text **ret,
                      struct sohoa_err *err);
#endif
