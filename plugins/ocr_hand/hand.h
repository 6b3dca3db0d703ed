/* hand.h - the parts of ocr_hand: words of a page in pixels of its picture, what is measured of
 * their ink, and how likely each is handwritten. Nothing is shared between pages. */
#ifndef HAND_H
#define HAND_H
#include "sohoa_plugin.h"

enum {
    HAND_MEASURES = 27,              /* of a word by itself */
    HAND_INPUTS = 2 * HAND_MEASURES, /* ... and how far from the page's print */
    HAND_HEIGHT = 3,                 /* which measure is the height of letters */
    HAND_TWIN_HEIGHTS = 7,           /* ... the share of letters that another is as high as */
    HAND_TWIN_FEET = 8,
    HAND_TWIN_TOPS = 10,
    HAND_HIDDEN = 14,
    HAND_CELLS_MAX = 256, /* words added in cells of tables */
};

/* A word in pixels of the page's picture. */
struct hand_word {
    struct sohoa_box box;
    uint32_t line;
    float confidence; /* of its recognition */
    const char *text; /* lent by the page */
    bool measured;    /* enough ink to tell anything */
    float measures[HAND_MEASURES];
    float score; /* log odds that it is handwritten; 0: not measured */
    bool lined;  /* stands on a line to write on */
    bool value;  /* stands behind a label's colon; on such a line where there are few colons */
    bool hand;
};

struct hand_net {
    float mean[HAND_INPUTS], scale[HAND_INPUTS]; /* of the inputs: (input - mean) * scale */
    float hidden[HAND_HIDDEN][HAND_INPUTS + 1];  /* the last is the bias */
    float out[HAND_HIDDEN + 1];
};
extern const struct hand_net hand_weights;

/* The page's words with their boxes mapped back to its picture; *ret_count of them, to be freed.
 * NULL: none, or no memory. */
struct hand_word *hand_words(const struct sohoa_page *page, size_t *ret_count);

/* Measures the ink in the box of each word. Lengths count against its own height. False: no
 * memory. */
bool hand_measure(struct Pix *bits, struct hand_word *words, size_t count);

/* The typical measures of the page's print: those of its surest half. */
void hand_reference(const struct hand_word *words, size_t count, float ret[HAND_MEASURES]);
void hand_inputs(const struct hand_word *word, const float reference[HAND_MEASURES],
                 float ret[HAND_INPUTS]);
float hand_score(const struct hand_net *net, const float inputs[HAND_INPUTS]);

/* Sets `value` from the places and `hand` from the scores: neighbours in a line are mostly of one
 * kind, and so are pages. Whether the page was written on at all. */
bool hand_decide(struct hand_word *words, size_t count);

/* Ink in the cells of ruled tables and on lines to write on that no word covers, a box a word or
 * line; how many. `height` is that of the page's words. */
size_t hand_cells_missed(const struct sohoa_page *page, struct Pix *bits,
                         const struct hand_word *words, size_t count, int32_t height,
                         struct sohoa_box ret[HAND_CELLS_MAX]);

/* Adds the word "?" wherever there is ink behind a printed label's colon, in a table's cell or on a
 * line to write on that recognition made no word of. Of pages that were written on; what words lend
 * is gone. 0, or -1: out of memory or over the caps, and the text is as it was. */
int hand_add_missed(struct sohoa_page *page, struct Pix *bits, const struct hand_word *words,
                    size_t count);
#endif
