/* corpus_hand.h - handwriting: script faces letter by letter, digits and marks drawn by strokes.
 *
 * Every letter has its own size, slant and height above the line, so no two are alike. The faces
 * lack most Vietnamese letters; base letters come from the face, the marks (tones, circumflex,
 * breve, horn, bar) are strokes. One owner, one thread. */
#ifndef CORPUS_HAND_H
#define CORPUS_HAND_H
#include "corpus_sheet.h"

struct corpus_hand;

/* A writer with a pen of their own. */
struct corpus_hand *corpus_hand_new(struct corpus_sheet *sheet);
void corpus_hand_free(struct corpus_hand *hand);
double corpus_hand_width(struct corpus_hand *hand, double size, const char *text);
/* Writes from x on, size in points; returns the x behind. */
double corpus_hand_write(struct corpus_hand *hand, double x, double baseline, double size,
                         const char *text);
#endif
