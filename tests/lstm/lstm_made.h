/* lstm_made.h - makes small model files, right or wrong in one place. */
#ifndef LSTM_MADE_H
#define LSTM_MADE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct made {
    int convolved, down, forth, back, last, codes; /* widths */
    uint32_t seed;                                 /* of the weights */
    const char *softmax;                           /* type of the last layer; NULL: right */
    int weight_mode;                               /* 0: right */
    int code_length;                               /* of every character; 0: right */
    const char *script;                            /* NULL: Latin */
    bool without_dawgs;
};
extern const struct made made_small;

enum { MADE_ROOM = 8 << 20 };
/* Writes the file, answers its size. Characters: the space, "Joined", then a, b, c ... 0..9 as far
 * as the codes go, the last code being null; words: "ab", "abc", "b"; punctuation: a word, or a
 * word with c behind it. */
size_t made_write(const struct made *made, uint8_t *ret);

/* The small generator of the tests. */
uint32_t made_random(uint32_t *state);
#endif
