/* classify_page.h - what one page says for each paper. Not for other components. */
#ifndef SOHOA_CLASSIFY_PAGE_H
#define SOHOA_CLASSIFY_PAGE_H
#include "reading/classify_index.h"
#include "reading/page_lines.h"

/* What speaks for one face. */
struct sohoa_face_score {
    double title;   /* how surely its title stands on the page as a title, 0..1; under 0.7: 0 */
    double covered; /* share of its clues (by weight) that are there, of the best layout */
    bool code;      /* a code of its own was read */
    bool vetoed;    /* the title of a paper that it is not stands there */
    float title_at; /* height of the title on the page's text, 0 = top, 1 = bottom */
    size_t layout;  /* index of the best */
    uint32_t lines; /* how many of its line patterns fit a line in the upper part */
    bool head;      /* an anchor stands in the upper part */
};
struct sohoa_page_score {
    struct sohoa_page_lines lines;
    struct sohoa_face_score *faces; /* one for each of the index */
    char number[13];                /* a citizen ID on it, "" = none; that of a code first */
    bool starts;                    /* something at its top looks like the beginning of a paper */
};

/* Looks at a page; all lives in the arena. 0, or -1: out of memory. [any] */
int sohoa_page_score(const struct sohoa_clue_index *index, const struct sohoa_page_view *view,
                     struct sohoa_arena *arena, struct sohoa_page_score *ret);
#endif
