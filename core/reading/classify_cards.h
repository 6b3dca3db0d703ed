/* classify_cards.h - sides of cards: found on pages, paired. Not for other components. */
#ifndef SOHOA_CLASSIFY_CARDS_H
#define SOHOA_CLASSIFY_CARDS_H
#include "reading/classify_page.h"

/* A document under way. */
struct sohoa_paper_draft {
    const struct sohoa_schema *schema; /* NULL: unknown */
    double confidence;
    size_t first, last; /* pages, one after the other */
    size_t other;       /* the page of a card's other side, SIZE_MAX = none */
    size_t order;
};

/* A page that shows a card. */
struct sohoa_card_side {
    const struct sohoa_schema *schema;
    const struct sohoa_clue_index *index;
    const struct sohoa_page_score *score;
    size_t page;
    bool front, back;
    double confidence;
    size_t mate; /* index of the page with the other side, SIZE_MAX = none */
};

/* What speaks for a face: title, clues, code; 0 when vetoed. */
double sohoa_face_strength(const struct sohoa_face_score *score);

/* True when the page shows a card, more surely than another paper of the given strength. Fills all
 * but page. */
bool sohoa_card_look(const struct sohoa_clue_index *index, const struct sohoa_page_score *score,
                     double other, struct sohoa_card_side *ret);
/* Sets mate of both pages that show the two sides of one card, and one kind for both. A number that
 * both carry decides; sides without one go to the nearest that lacks its other side. */
void sohoa_cards_pair(struct sohoa_card_side *sides, size_t count);
#endif
