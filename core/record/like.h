/* like.h - whether two pages say the same: words as features that find each other again.
 *
 * A feature is two words that stand next to each other, folded (no tones, capitals). Of each page
 * the few with the smallest hashes are filed (bottom-k sketch: Broder, "On the resemblance and
 * containment of documents", 1997), those with figures apart, for figures tell sheets of one form
 * from each other. Pages of one form share the features of its print: a feature that several pages
 * have is full, is filed no more and says nothing, so a look-up costs the same in any store. What
 * is left are values. [any] */
#ifndef SOHOA_LIKE_H
#define SOHOA_LIKE_H
#include "record/records.h"

#define SOHOA_LIKE_FEATURES 16 /* of a page */
#define SOHOA_LIKE_PAGES 8     /* of a feature; one that has so many is full */

struct sohoa_like {
    uint64_t features[SOHOA_LIKE_FEATURES]; /* 40 bits each, ascending */
    size_t count;                           /* 0: too few words to tell */
};
/* 0, or -1: out of memory. text NULL: none. */
int sohoa_like_of(const struct sohoa_text *text, struct sohoa_like *ret);
/* How much of the page with less is on the other as well, of all features and of numbers (two
 * figures or more), 0 to 1. numbers is -1 when one has fewer than three. 0, or -1: out of memory.
 */
int sohoa_like_compare(const struct sohoa_text *a, const struct sohoa_text *b, double *ret_share,
                       double *ret_numbers);
#endif
