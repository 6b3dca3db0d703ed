/* dict.h - the dictionaries of a store: STORE/dict/<number>.zdict. */
#ifndef SOHOA_DICT_H
#define SOHOA_DICT_H
#include "sohoa_plugin.h"

#define SOHOA_DICT_BYTES_MAX (1024u * 1024)

/* Reads a dictionary, malloc'd. FATAL names the file. [any] */
int sohoa_dict_read(const char *folder, unsigned number, void **ret, size_t *ret_size,
                    struct sohoa_err *err);
#endif
