/* cards.h - the parts of prep_cards: blocks found on the page, how each lies, the picture put
 * together of them. Pure functions, any thread. */
#ifndef CARDS_H
#define CARDS_H
#include "sohoa_plugin.h"

/* The directions, three degrees apart over half a turn, along which a block's reach is known. */
enum { CARDS_DIRECTIONS = 60 };

/* A block of print that stands by itself, in pixels of the sketch: how far it reaches along each
 * direction. */
struct cards_block {
    double low[CARDS_DIRECTIONS], high[CARDS_DIRECTIONS];
};
/* A block as a rectangle whose lines lie turned by angle degrees clockwise. */
struct cards_card {
    double cx, cy, w, h, angle;
};
/* Its smallest rectangle; level where that is hardly larger. */
struct cards_card cards_smallest(const struct cards_block *block);
/* The rectangle around it that lies turned by angle. */
struct cards_card cards_around(const struct cards_block *block, double angle);

/* Where a card's own code stands: by it up is told from down, and faint parts are put together. */
struct cards_code {
    double x, y, size; /* middle, longer side */
    bool zone;         /* a machine-readable zone: below; else a QR: above, to the right */
};
/* The blocks of a page that holds a few of the size of a card and none larger, from top to bottom,
 * columns apart; mm: pixels of the sketch a millimetre. 0: it is no such page. [any] */
uint32_t cards_find(struct Pix *sketch, double mm, const struct cards_code *codes,
                    uint32_t code_count, struct cards_block ret[SOHOA_PATCHES_MAX]);
/* True when every block has a card's shape, so that a page without a code may still be one of
 * cards and not a form with wide gaps. [any] */
bool cards_shaped(const struct cards_block *blocks, uint32_t count, double mm);
/* How the lines inside the block lie: (-180, 180] degrees clockwise; 0 where nothing tells. */
double cards_angle(struct Pix *sketch, const struct cards_block *block,
                   const struct cards_code *codes, uint32_t count);
/* Replaces the page's image by a gray one of its blocks only, each turned straight and scaled,
 * below each other; factor: pixels of the image a pixel of the sketch. False: no memory, page
 * untouched. */
bool cards_compose(struct sohoa_page *page, const struct cards_card *cards, uint32_t count,
                   double factor, double scale, double margin);

/* ---- for the parts that find ---- */

double cards_reach(const struct cards_block *block, int direction);
void cards_extend(struct cards_block *block, double x, double y); /* so that it holds the point */
void cards_unite(struct cards_block *block, const struct cards_block *other);
/* Puts together what belongs to the cards whose codes were read. Returns the new count. */
uint32_t cards_complete(struct cards_block *blocks, uint32_t count, double mm,
                        const struct cards_code *codes, uint32_t code_count);
#endif
