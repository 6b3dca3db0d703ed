/* pdf_icc.h - colour profiles (ICC.1:1998-09, version 2.1): sRGB (IEC 61966-2-1), and gray with its
 * tone curve. Computed, so nobody's licence goes with them; always the same bytes. */
#ifndef PDF_ICC_H
#define PDF_ICC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_ICC_MAX 2048
size_t pdf_icc(bool gray, uint8_t ret[PDF_ICC_MAX]); /* the number of bytes */
#endif
