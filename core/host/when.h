/* when.h - the conditions of a chain: `when: not blank and depth > 1`.
 *
 * Grammar: or, and, not, parentheses; facts blank, separator, born_digital, back, text, always,
 * never; numbers depth, dpi, width, height, skew, rotated compared with < <= > >= == != to a
 * number. depth is of the image as it now is, width and height of the master. */
#ifndef SOHOA_WHEN_H
#define SOHOA_WHEN_H
#include "sohoa_plugin.h"

struct sohoa_when;
/* Compiles the text; the error names the place and the words there are. NULL text: always. [any] */
int sohoa_when_parse(const char *text, struct sohoa_when **ret, struct sohoa_err *err);
/* NULL when: true. [any] */
bool sohoa_when_holds(const struct sohoa_when *when, const struct sohoa_page *page);
void sohoa_when_free(struct sohoa_when *when);
#endif
