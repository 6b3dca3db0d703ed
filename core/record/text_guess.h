/* text_guess.h - guesses a word's box from its letters and the words before it on the page.
 *
 * Writer and reader of a text record guess alike, so that only the differences are kept. This is
 * part of the store's format: the same words must always give the same guesses (integers only). */
#ifndef SOHOA_TEXT_GUESS_H
#define SOHOA_TEXT_GUESS_H
#include "sohoa_plugin.h"

#define SOHOA_GUESS_TOPS 8
#define SOHOA_GUESS_TAILS 4

struct sohoa_guess {
    struct sohoa_box line; /* around the words of this line so far */
    int32_t sure;          /* confidence of the last word in hundredths */
    /* inside */
    int32_t start, right, gap, base, width;
    int32_t tops[SOHOA_GUESS_TOPS], tails[SOHOA_GUESS_TAILS];
    int top, tail, letters;
    bool first;
};
void sohoa_guess_begin(struct sohoa_guess *guess);
/* The guess for the next word; first: it begins a line. text: UTF-8. */
struct sohoa_box sohoa_guess_word(struct sohoa_guess *guess, const char *text, bool first);
/* What the word's box and confidence really were. */
void sohoa_guess_learn(struct sohoa_guess *guess, struct sohoa_box box, int32_t sure);
#endif
