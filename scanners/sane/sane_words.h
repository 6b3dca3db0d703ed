/* sane_words.h - what the words mean that vendors give their sources and modes. */
#ifndef SANE_WORDS_H
#define SANE_WORDS_H
#include <stdbool.h>

/* Where the paper lies. */
enum scan_paper { SCAN_PAPER_OTHER, SCAN_FLATBED, SCAN_FEEDER, SCAN_DUPLEX };
/* What a pixel holds. */
enum scan_colour { SCAN_COLOUR_OTHER, SCAN_COLOR, SCAN_GRAY, SCAN_LINEART };

/* The meaning of one word of a list ("ADF Duplex", "24bit Color"), judged on its own. *ret_penalty:
 * 0 for a plain wording, more for a special variant (back side only, dithered, 48 bit), so that the
 * lowest of several entries with one meaning is the usual one. [any] */
enum scan_paper scan_paper_of(const char *word, int *ret_penalty);
enum scan_colour scan_colour_of(const char *word, int *ret_penalty);

/* The index in a NULL-terminated list of the plainest entry with that meaning; -1: none. [any] */
int scan_paper_find(const char *const *list, enum scan_paper paper);
int scan_colour_find(const char *const *list, enum scan_colour colour);
/* The index of the entry that equals the word, upper or lower case; -1: none. [any] */
int scan_word_find(const char *const *list, const char *word);

/* yes/no, on/off, true/false, 1/0 in upper or lower case. False: none of these. [any] */
bool scan_word_bool(const char *word, bool *ret_value);

/* How many single-character edits lie between two names, letters' case aside; names over 63 bytes
 * count as far. [any] */
int scan_word_distance(const char *a, const char *b);
#endif
