/* lstm_beam.h - the most probable text of a line of code probabilities, with the help of the
 * dictionary: a search that keeps the best few ways to read the line up to each step. The order in
 * which equal scores meet is part of the result. One line at a time. */
#ifndef LSTM_BEAM_H
#define LSTM_BEAM_H
#include "lstm_dict.h"

enum {
    BEAM_WIDTH = 5, /* best ways kept of each kind */
    BEAM_KINDS = 6, /* without and with the dictionary; what may follow */
    BEAM_NO_CHARACTER = -1,
    BEAM_SPACE = 0,
};

/* Codes by their probability in a step; tried group by group until there is a way on. */
enum beam_group { GROUP_TOP2, GROUP_TOP5, GROUP_REST, GROUPS };

/* One way to read the line up to a step. */
struct beam_node {
    const struct beam_node *before; /* NULL: the first step */
    const struct dict_place *place; /* in the dictionary; NULL: nowhere */
    uint64_t history;               /* of the codes up to here */
    double key;                     /* the score, as the heap sorts it */
    float certainty, score;         /* of this step; of all up to it */
    int32_t code, character;        /* character: BEAM_NO_CHARACTER of the null code */
    uint8_t kind;                   /* enum dict_kind */
    bool starts_dictionary, starts_word, ends_word, repeats;
};

struct beam_heap {
    int count;
    struct beam_node nodes[BEAM_WIDTH + 1];
};

struct beam_step {
    struct beam_heap heaps[BEAM_KINDS];
};

struct beam_block;
struct beam {
    const struct lstm_model *model;
    const bool *only; /* by character: which may be read; NULL: all. Lent until the next search */
    bool dictionary;
    struct beam_step *steps;
    int step_count, step_room;
    const struct dict_place *start; /* before a word */
    struct beam_block *first, *block;
    /* of the step at hand: the group of each code, the codes of the groups */
    uint8_t *groups;
    int listed[GROUP_REST][BEAM_WIDTH + 1], listed_count[GROUP_REST], *rest;
    int best, second;
};

bool beam_make(struct beam *b, const struct lstm_model *model); /* lends it; false: no memory */
void beam_free(struct beam *b);
/* Searches the probabilities: steps x codes. False: no memory. */
bool beam_search(struct beam *b, const float *probabilities, int steps);
/* The best way through the whole line, by step: what beam_search left. False: there is none. */
bool beam_path(const struct beam *b, const struct beam_node **ret_nodes);

/* Puts a node into a full or growing heap when it is good enough. */
void beam_heap_offer(struct beam_heap *heap, const struct beam_node *node);
#endif
