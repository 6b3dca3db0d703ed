/* type_mend.c - running text (addresses, free text) put right word by word: figures read as
 * letters, letters read as figures, words run together. Only what leaves no choice is touched.
 * [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 96, SHORT = 6 /* letters of a phrase that bears one wrong */ };

/* "I6", "3ó", "12O/4": figures and the few letters that are taken for them. "12A" stays. */
static uint32_t mend_figures(char *word)
{
    char out[WORD_MAX];
    size_t used = 0, n, figures = 0, sixes = 0;
    uint32_t mended = 0;
    for (size_t at = 0; word[at]; at += n) {
        bool real;
        int32_t c = sohoa_vi_at(word + at, &n);
        int digit = sohoa_digit_of(c, &real);
        bool slip = c == 'O' || c == 'o' || c == 'I' || c == 'l' || c == 0xF3 ||
                    (c == 'i' && figures > 0 && !word[at + n]); /* "1i" */
        sixes += c == 0xF3;
        if (!real && !slip && c != '/' && c != '-')
            return 0;
        figures += real;
        mended += slip;
        out[used++] = slip ? (char)('0' + digit) : (char)c;
    }
    out[used] = '\0';
    if (figures == 0 || mended == 0 || (mended > figures && mended > sixes)) /* "3óó" */
        return 0;
    memcpy(word, out, used + 1);
    return mended;
}

/* "5ơn" -> "Sơn", "L0c" -> "Loc": when that makes a syllable. */
static uint32_t mend_letters(char *word)
{
    static const char from[] = "0158", large[] = "OISB", small[] = "olsb";
    struct sohoa_syllable syllable;
    char out[WORD_MAX];
    uint32_t mended = 0;
    size_t length = strlen(word);
    memcpy(out, word, length + 1);
    for (size_t i = 0; i < length; i++) {
        const char *slip = strchr(from, out[i]);
        if (slip) {
            out[i] = i == 0 ? large[slip - from] : small[slip - from];
            mended++;
        }
    }
    if (mended == 0 && out[0] == '6') { /* "6iang" */
        out[0] = 'G';
        mended = 1;
    }
    if (mended != 1 || length < 3 || !sohoa_syllable_read(out, length, &syllable))
        return 0;
    memcpy(word, out, length + 1);
    return mended;
}

static uint32_t split_word(char *word, size_t room)
{
    struct sohoa_syllable syllable;
    char out[2 * WORD_MAX];
    size_t length = strlen(word);
    if (length < 5 || sohoa_syllable_read(word, length, &syllable))
        return 0;
    size_t count = sohoa_syllable_split(word, length, NULL, NULL, out, sizeof out);
    if (count < 2 || strlen(out) >= room)
        return 0;
    memcpy(word, out, strlen(out) + 1);
    return (uint32_t)count - 1;
}

static bool is_edge(int32_t c)
{
    return c == ' ' || c == ',' || c == ';' || c == '.' || c == ':' || c == '(' || c == ')';
}

/* What no syllable has ("Trach"): the only syllable of places with the same letters. */
static uint32_t mend_syllable(const struct sohoa_type_env *env, char *word, size_t room)
{
    struct sohoa_syllable syllable;
    struct sohoa_vocab_match match;
    char better[WORD_MAX];
    uint32_t words, valid;
    sohoa_syllable_count(word, &words, &valid);
    if (words != 1 || valid == 1 || sohoa_syllable_read(word, strlen(word), &syllable) ||
        !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PLACE_WORD, word, NULL, 0, &match) || !match.sole)
        return 0;
    sohoa_like_case(match.name, word, strlen(word), better, sizeof better);
    uint32_t mended = sohoa_vi_changed(word, better);
    if (strlen(better) < room)
        memcpy(word, better, strlen(better) + 1);
    return mended;
}

uint32_t sohoa_mend_words(const struct sohoa_type_env *env, const char *text, char *ret,
                          size_t room)
{
    size_t used = 0, n;
    uint32_t mended = 0;
    while (*text && used + 5 < room) {
        size_t size = 0;
        char word[2 * WORD_MAX];
        while (text[size] && !is_edge(sohoa_vi_at(text + size, &n)))
            size += n;
        if (size == 0 || size >= WORD_MAX) { /* a sign, or nothing that is a word */
            size_t taken = size ? size : 1;
            taken = taken < room - used - 1 ? taken : room - used - 1;
            memcpy(ret + used, text, taken);
            used += taken;
            text += taken;
            continue;
        }
        snprintf(word, sizeof word, "%.*s", (int)size, text);
        uint32_t now = mend_figures(word);
        now = now ? now : mend_letters(word);
        now = now ? now : mend_syllable(env, word, sizeof word);
        mended += now ? now : split_word(word, sizeof word);
        size_t length = strlen(word);
        length = length < room - used - 1 ? length : 0;
        memcpy(ret + used, word, length);
        used += length;
        text += size;
    }
    ret[used] = '\0';
    return mended;
}

/* How many letters a phrase may differ in: long ones more, and more where a word is none. */
static uint32_t phrase_slack(const char *text)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    uint32_t words, valid;
    sohoa_vi_plain(text, plain, sizeof plain);
    sohoa_syllable_count(text, &words, &valid);
    size_t letters = strlen(plain);
    return letters >= 24 && valid < words ? 2 : letters >= (valid < words ? SHORT : 14);
}

uint32_t sohoa_mend_phrase(const struct sohoa_type_env *env, char *text, size_t room)
{
    struct sohoa_vocab_match match;
    char better[SOHOA_VALUE_BYTES_MAX];
    if (!sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PHRASE, text, NULL, phrase_slack(text), &match) ||
        !match.sole || match.spelled)
        return 0;
    sohoa_like_case(match.name, text, strlen(text), better, sizeof better);
    uint32_t mended = sohoa_vi_changed(text, better);
    if (strlen(better) >= room)
        return 0;
    char plain[SOHOA_VALUE_BYTES_MAX];
    bool few = match.distance > 0 && sohoa_vi_plain(better, plain, sizeof plain) < 10;
    memcpy(text, better, strlen(better) + 1);
    return few ? mended + 3 : mended; /* "cià yếu": for a person to see */
}
