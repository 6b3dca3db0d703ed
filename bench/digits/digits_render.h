/* digits_render.h - numbers as a scanner sees them, for training the reader of numbers. */
#ifndef DIGITS_RENDER_H
#define DIGITS_RENDER_H
#include "../../plugins/ocr_digits/digits.h"

#include <leptonica/allheaders.h>

struct digits_chance { /* SplitMix64 */
    uint64_t state;
};
double digits_chance_real(struct digits_chance *chance, double low, double high);
int digits_chance_int(struct digits_chance *chance, int low, int high); /* both included */

/* Draws the text in one of the faces (learnt ones, or those kept for testing), worn, bilevel. The
 * caller destroys it. */
PIX *digits_draw(struct digits_chance *chance, bool kept, const char *text);
#endif
