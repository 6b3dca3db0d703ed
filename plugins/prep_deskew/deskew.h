/* deskew.h - the two halves of prep_deskew: find the angle, turn the pixels. */
#ifndef DESKEW_H
#define DESKEW_H
#include "sohoa_plugin.h"

/* Degrees clockwise by which the text of a 1-bit picture lies turned, looked for in -most..most.
 * False (output untouched) when nothing in it tells. [any] */
bool deskew_angle(struct Pix *sketch, double most, double *ret_degrees);

/* The image turned back by that angle about its centre, grown so that no corner is cut, white
 * where there was nothing. 8 and 32 bpp bilinear; 1 bpp bit by bit. new_to_old maps its pixels
 * to the old ones. NULL: no memory, or not 1, 8 or 32 bpp. [any] */
struct Pix *deskew_rotate(struct Pix *image, double degrees, double new_to_old[9]);
#endif
