/* approx.h - how well a short text is found in a longer one that recognition has damaged. */
#ifndef SOHOA_APPROX_H
#define SOHOA_APPROX_H
#include <stddef.h>
#include <stdint.h>

enum { SOHOA_APPROX_MAX = 64 }; /* letters of a pattern that count */

/* A pattern of folded letters (sohoa_fold), made ready: up to 64 of them, with the letters and
 * digits that recognition confuses made the same. */
struct sohoa_approx {
    uint64_t where[36]; /* for each letter: at which places of the pattern it stands */
    uint32_t length;
};
void sohoa_approx_make(struct sohoa_approx *pattern, const char *folded, size_t length);
/* The fewest edits (insert, delete, change) that turn some part of the text into the pattern;
 * *ret_end (may be NULL) is where that part ends. Myers 1999, bit-parallel: one step a letter.
 * Bytes other than A-Z and 0-9 match nothing. [any] */
uint32_t sohoa_approx_find(const struct sohoa_approx *pattern, const char *text, size_t length,
                           size_t *ret_end);
/* 1 - edits / length of the pattern, at least 0; 0 for an empty pattern. */
double sohoa_approx_quality(const struct sohoa_approx *pattern, const char *text, size_t length);
#endif
