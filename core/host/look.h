/* look.h - what a page looks like from afar, in 64 bits.
 *
 * The signs of the lowest frequencies of the picture's brightness against their median (the DCT
 * hash of C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010):
 * the same sheet scanned twice differs in a few bits, whatever its wear, resolution and depth. */
#ifndef SOHOA_LOOK_H
#define SOHOA_LOOK_H
#include "sohoa_plugin.h"

/* Of page->image, upright and straight as it is by now. 0: there is no picture, or nothing on it.
 * A fraction of a millisecond: a part of the pixels is looked at. [any] */
uint64_t sohoa_page_look(const struct sohoa_page *page);
/* In how many bits two looks differ: 0 to 64. [any] */
unsigned sohoa_look_distance(uint64_t a, uint64_t b);
#endif
