/* syllable.h - the syllables that Vietnamese can write: onset, rime, tone.
 *
 * By the rules of the orthography (c/k/q, g/gh, ng/ngh; a tone that stops allow), not by a word
 * list: what is no syllable was misread or is a foreign word. Nothing allocates; [any]. */
#ifndef SOHOA_SYLLABLE_H
#define SOHOA_SYLLABLE_H
#include "reading/vi_text.h"

/* One syllable, its tone apart from the letter that carries it. */
struct sohoa_syllable {
    char onset[4]; /* bases; a crossed d is "D" */
    char rime[12]; /* bases, each followed by its shape's sign: "u+o+ng", "uye^n" */
    uint8_t tone;  /* enum sohoa_vi_tone */
};
/* Takes the word (size bytes of NFC) apart. False when it is no syllable: letters of other
 * alphabets, two tones, a rime or onset that Vietnamese does not have, a tone that its coda does
 * not allow. */
bool sohoa_syllable_read(const char *word, size_t size, struct sohoa_syllable *ret);

/* Of the words of a text: how many there are and how many are syllables; words of digits, single
 * letters and words in capitals up to 6 letters that stand for names of offices (UBND, TP) do not
 * count. */
void sohoa_syllable_count(const char *text, uint32_t *ret_words, uint32_t *ret_valid);

/* Puts spaces into a word that lost them ("cầnchứngthực"): where only one way of cutting it gives
 * the fewest syllables, each accepted by takes() (NULL: all are). Writes the words with single
 * spaces and returns how many they are; 0: no such way, or the word is a syllable already. */
size_t sohoa_syllable_split(const char *word, size_t size,
                            bool (*takes)(void *arg, const char *word, size_t size), void *arg,
                            char *ret, size_t room);
#endif
