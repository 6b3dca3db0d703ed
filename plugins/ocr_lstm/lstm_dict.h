/* lstm_dict.h - where a word being read may stand in the model's word graphs. A place is a set of
 * positions: in the punctuation graph before the word, in a word or number graph, or in the
 * punctuation behind it. */
#ifndef LSTM_DICT_H
#define LSTM_DICT_H
#include "lstm_model.h"

enum { DICT_NOWHERE = -1, DICT_POSITIONS_MAX = 32 };

/* Which graph carried a word; the larger is the better. */
enum dict_kind {
    DICT_NONE = 0,
    DICT_PUNCTUATION = 1,
    DICT_FREE = 2,
    DICT_NUMBER = 6,
    DICT_WORD = 8
};

struct dict_position {
    int8_t graph;       /* LSTM_DAWG_WORD, _NUMBER; DICT_NOWHERE: only punctuation so far */
    bool behind;        /* in the punctuation behind the word: no letter may follow */
    bool punctuated;    /* `mark` means something */
    int32_t edge, mark; /* edges last taken in the graph, in the punctuation graph; or none */
};
struct dict_place {
    int count;
    struct dict_position at[];
};
/* What a letter did. */
struct dict_step {
    enum dict_kind kind; /* DICT_NONE: the letter cannot follow */
    bool ends;           /* a word may end behind it */
    int count;
    struct dict_position at[DICT_POSITIONS_MAX];
};

bool dict_exists(const struct lstm_model *model);
/* Before a word. */
void dict_start(const struct lstm_model *model, struct dict_step *ret);
/* From the place by one letter (a character id above 0). */
void dict_follow(const struct lstm_model *model, const struct dict_position *at, int count,
                 int letter, struct dict_step *ret);
#endif
