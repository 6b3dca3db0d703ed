/* digits_render.h - numbers as a scanner sees them, for training the reader of numbers. */
#ifndef DIGITS_RENDER_H
#define DIGITS_RENDER_H
#include "../../plugins/ocr_digits/digits.h"
#include "../training/chance.h"

#include <leptonica/allheaders.h>

/* Draws the text in one of the faces (learnt ones, or those kept for testing), worn, as a page is
 * when it is recognised (8 bpp). The caller destroys it. */
PIX *digits_draw(struct chance *chance, bool kept, const char *text);
#endif
