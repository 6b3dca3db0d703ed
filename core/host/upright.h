/* upright.h - the map between a page as it lies on its master and the page upright and straight. */
#ifndef SOHOA_UPRIGHT_H
#define SOHOA_UPRIGHT_H
#include "sohoa_plugin.h"

/* The inverse of a 3x3 map, up to a factor, which a projective map does not feel. */
void sohoa_map_invert(const double map[9], double ret[9]);

/* Where a box of the master lies on the upright page; to_master: upright page -> master, 3x3. A
 * box that was upright comes back as it was, not grown by both turns. Where the map has no inverse
 * the box is returned as it is. [any] */
struct sohoa_box sohoa_box_upright(const double to_master[9], struct sohoa_box in_master);

/* The map of a page of width x height pixels whose content lies turned clockwise by rotated + skew
 * degrees: about the middle, no scaling; the upright page has the sides swapped for a quarter. */
void sohoa_upright_turned(uint32_t width, uint32_t height, uint32_t rotated, double skew,
                          double ret_to_master[9]);

/* True when the page's pixels were moved in a way that rotated and skew do not tell (a photo
 * straightened): then ret is the map upright page -> master in the master's scale, its last number
 * 1. [any] */
bool sohoa_page_projected(const struct sohoa_page *page, double ret_to_master[9]);
/* The patches of a page in the master's scale, for struct sohoa_page_view. Returns how many. [any]
 */
uint32_t sohoa_page_patched(const struct sohoa_page *page,
                            struct sohoa_patch ret[SOHOA_PATCHES_MAX]);
#endif
