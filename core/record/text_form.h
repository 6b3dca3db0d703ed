/* text_form.h - recognised text as one JSON object of columns; see text_form.c for the form. */
#ifndef SOHOA_TEXT_FORM_H
#define SOHOA_TEXT_FORM_H
#include "sohoa_plugin.h"

#include <jansson.h>

/* JSON text, malloc'd, with a NUL behind it. FATAL: out of memory. [any] */
int sohoa_text_encode(const struct sohoa_text *text, char **ret, size_t *ret_size,
                      struct sohoa_err *err);
/* FATAL: damaged (named by key), or out of memory. [any] */
int sohoa_text_decode(const json_t *object, const char *key, struct sohoa_text **ret,
                      struct sohoa_err *err);
#endif
