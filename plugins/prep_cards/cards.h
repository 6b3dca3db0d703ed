/* cards.h - the parts of prep_cards: blocks found on the page, their angles, the picture put
 * together of them. Pure functions, any thread. */
#ifndef CARDS_H
#define CARDS_H
#include "sohoa_plugin.h"

/* A block of print that stands by itself. */
struct cards_block {
    double x, y, w, h; /* in pixels of the sketch */
    double angle;      /* degrees clockwise by which its lines lie turned */
};
/* The blocks of a page that holds a few of the size of a card and none larger, from top to bottom,
 * columns apart; mm: pixels of the sketch a millimetre. 0: it is no such page. [any] */
uint32_t cards_find(struct Pix *sketch, double mm, struct cards_block ret[SOHOA_PATCHES_MAX]);
/* True when every block has a card's shape, so that a page without a code may still be one of
 * cards and not a form with wide gaps. [any] */
bool cards_shaped(const struct cards_block *blocks, uint32_t count, double mm);
/* The angle of the lines inside the block; 0 where nothing tells. */
double cards_angle(struct Pix *sketch, const struct cards_block *block);
/* Replaces the page's image by a gray one of its blocks only, each turned straight and scaled,
 * below each other; factor: pixels of the image a pixel of the sketch. False: no memory, page
 * untouched. */
bool cards_compose(struct sohoa_page *page, const struct cards_block *blocks, uint32_t count,
                   double factor, double scale, double margin);
#endif
