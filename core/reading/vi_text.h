/* vi_text.h - Vietnamese text, letter by letter: tidied, taken apart, compared.
 *
 * Input may be any bytes: composed, decomposed, half composed with marks in any order, with the
 * look-alikes Ð and Ɖ for Đ, or not UTF-8 at all. Output is NFC. Nothing allocates; all [any]. */
#ifndef SOHOA_VI_TEXT_H
#define SOHOA_VI_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sohoa_vi_shape {
    SOHOA_VI_BARE = 0,
    SOHOA_VI_HAT,
    SOHOA_VI_BREVE,
    SOHOA_VI_HORN,
    SOHOA_VI_BAR
};
enum sohoa_vi_tone {
    SOHOA_VI_LEVEL = 0,
    SOHOA_VI_GRAVE, /* huyền */
    SOHOA_VI_ACUTE, /* sắc */
    SOHOA_VI_HOOK,  /* hỏi */
    SOHOA_VI_TILDE, /* ngã */
    SOHOA_VI_DOT,   /* nặng */
};
/* A letter of the Vietnamese alphabet or of ASCII. */
struct sohoa_vi_letter {
    char base; /* 'a'..'z' */
    uint8_t shape, tone;
    bool upper;
};

/* Takes a code point apart; false when it is neither of the Vietnamese alphabet nor an ASCII
 * letter. */
bool sohoa_vi_letter(int32_t c, struct sohoa_vi_letter *ret);
/* The code point of a letter; 0 when there is none ("b" with a tone). */
int32_t sohoa_vi_compose(struct sohoa_vi_letter letter);

/* The ASCII letter (small) that any Latin letter with marks stands on ("ö" -> 'o'), or 0. */
char sohoa_vi_base(int32_t c);

/* The code point at text (NUL-terminated UTF-8) and, in *ret_bytes, its length; 0 at the end. A
 * byte that is not UTF-8 counts as U+FFFD. */
int32_t sohoa_vi_at(const char *text, size_t *ret_bytes);
/* Writes the code point as UTF-8 (no NUL) when room is left; returns its bytes, else 0. */
size_t sohoa_vi_put(int32_t c, char *ret, size_t room);

/* Composes (marks in any order, Ð -> Đ), drops what is invisible or not UTF-8, makes every run of
 * white space one space, none at the ends. Reads at most limit bytes of raw, writes at most
 * room - 1 and a NUL. Returns the bytes written. */
size_t sohoa_vi_tidy(const char *raw, size_t limit, char *ret, size_t room);
/* Strips in place what forms leave around a value: leaders (dots, underscores, ellipses), note
 * marks
 * "(1)" in front, colons, stray punctuation at both ends; leaders inside become one space. Returns
 * the new length. */
size_t sohoa_vi_strip(char *text);

/* Upper or lower case of a code point by Unicode. */
int32_t sohoa_vi_upper(int32_t c);
int32_t sohoa_vi_lower(int32_t c);

/* Letters without tones and shapes, small; digits as they are; everything else (runs of it) one
 * space; none at the ends: "Hoà,  Bình" -> "hoa binh". Returns the bytes written. */
size_t sohoa_vi_plain(const char *text, char *ret, size_t room);
/* The same with tones and shapes kept apart from the place of the tone mark: each word's letters as
 * base and shape, then its tone as a digit: "Hoà" and "Hòa" -> "hoa1", "Đức" -> "d-u+c2". For
 * comparing spellings, not for reading. */
size_t sohoa_vi_spelling(const char *text, char *ret, size_t room);
/* True when both have the same spelling. */
bool sohoa_vi_same(const char *a, const char *b);

/* Edits (insert, delete, change a byte, swap neighbours) from a to b, up to limit; limit + 1 when
 * there are more. Strings over 127 bytes are compared only for equality. */
uint32_t sohoa_vi_distance(const char *a, const char *b, uint32_t limit);
/* Characters that differ between two tidied texts, up to 255: how much was mended. */
uint32_t sohoa_vi_changed(const char *a, const char *b);
#endif
