/* lstm_image.h - from a piece of a page to what the network sees: scaled to 36 rows, black and
 * white points found, -127 to 127. */
#ifndef LSTM_IMAGE_H
#define LSTM_IMAGE_H
#include "lstm_forward.h"

/* A gray picture of 36 rows, 8 bits a pixel; the caller destroys it. Lends `piece` (1, 8 or 32 bpp,
 * no colour map). NULL: no memory, or too narrow or wide to be read. */
struct Pix *lstm_image_scale(struct Pix *piece);
/* The same of the piece's negative, for light text on dark, given what lstm_image_scale gave.
 * Colours are inverted before they become gray, as Tesseract does: other values are rounded up. */
struct Pix *lstm_image_negative(struct Pix *piece, struct Pix *scaled);
/* Such a picture as the network sees it. Reuses line->pixels (NULL at first, free at the end).
 * False: no memory. */
bool lstm_image_line(struct Pix *scaled, struct lstm_line *line);
/* The picture (1 or 8 bpp, lent) smaller by the factor, which must be under 0.7: gray, the same as
 * pixScaleAreaMap gives. NULL: no memory, or nothing is left. The caller destroys it. */
struct Pix *lstm_scale_area(struct Pix *source, float factor);
#endif
