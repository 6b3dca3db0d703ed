/* lstm_doubt.h - lines whose words are not all sure, read again where they are not. */
#ifndef LSTM_DOUBT_H
#define LSTM_DOUBT_H
#include "lstm_reader.h"

/* As lstm_word, with a text of its own. */
struct lstm_saying {
    char *text;
    double confidence; /* 0..100 */
    int left, right;   /* in pixels of the piece */
    bool doubted;      /* two looks saw other figures */
};

struct lstm_sayings {
    struct lstm_saying *words; /* from left to right */
    int count, room;
};

/* Reads the piece as lstm_reader_read does; with `again` its unsure words from other pictures of
 * the same place too: of every word the surest reading stays. Adds to *ret, which is empty. False:
 * no memory; a piece too small or large has no words. */
bool lstm_doubt_read(struct lstm_reader *reader, struct Pix *piece, const bool *only, bool again,
                     struct lstm_sayings *ret);
/* *a becomes the surer of both readings of one piece, place by place; *b is empty then. */
bool lstm_sayings_settle(struct lstm_sayings *a, struct lstm_sayings *b);
void lstm_sayings_free(struct lstm_sayings *sayings);
#endif
