/* name_stray.c - what stands among the words of a name and is none of them: lone letters that
 * specks and borders leave, letters torn off their word, a title behind a comma. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 12, WORD_MAX = 64, FOR_EYES = 3 /* so many mended stay below the line */ };

#define RIVAL 0.94
#define SHORT 0.9

struct words {
    char at[WORDS_MAX][WORD_MAX];
    size_t count;
};

static bool split(const char *text, struct words *ret)
{
    ret->count = 0;
    for (size_t size; *text; text += size + (text[size] == ' ')) {
        size = strcspn(text, " ");
        if (size >= WORD_MAX || (size > 0 && ret->count == WORDS_MAX))
            return false;
        if (size > 0)
            snprintf(ret->at[ret->count++], WORD_MAX, "%.*s", (int)size, text);
    }
    return true;
}

static void drop(struct words *words, size_t at)
{
    memmove(words->at[at], words->at[at + 1], (words->count - at - 1) * WORD_MAX);
    words->count--;
}

static bool listed(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *word)
{
    struct sohoa_vocab_match match;
    return sohoa_vocab_find(env->vocab, list, word, NULL, 0, &match) && match.spelled;
}

/* The letter of a word of one letter; false for any other word. */
static bool lone_letter(const char *word, struct sohoa_vi_letter *ret)
{
    size_t n;
    return sohoa_vi_letter(sohoa_vi_at(word, &n), ret) && word[n] == '\0';
}

static bool starts_small(const char *word)
{
    size_t n;
    struct sohoa_vi_letter letter;
    return sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) && !letter.upper;
}

/* "Nguyễn Bảo Ngọc, tạ Chủ tịch": behind a comma a word in small letters is no name. */
static size_t name_size(const char *text)
{
    const char *comma = strchr(text, ',');
    const char *next = comma ? comma + strspn(comma, ", ") : NULL;
    bool whole = comma && memchr(text, ' ', (size_t)(comma - text)) && !starts_small(text);
    return whole && starts_small(next) ? (size_t)(comma - text) : strlen(text);
}

/* "I inh", "J ê": the first letter of a word in small letters, torn off; of strokes an L. */
static bool join_torn(const struct sohoa_type_env *env, struct words *words, size_t at)
{
    char whole[WORD_MAX + 8];
    const char *word = words->at[at];
    bool stroke = !strcmp(word, "I") || !strcmp(word, "l") || !strcmp(word, "J");
    if (at + 1 >= words->count || !starts_small(words->at[at + 1]) ||
        (!stroke && strcmp(word, "L") != 0))
        return false;
    snprintf(whole, sizeof whole, "L%s", words->at[at + 1]);
    if (strlen(whole) >= WORD_MAX ||
        !listed(env, at == 0 ? SOHOA_VOCAB_SURNAME : SOHOA_VOCAB_NAME_COMMON, whole))
        return false;
    memcpy(words->at[at], whole, strlen(whole) + 1);
    drop(words, at + 1);
    return true;
}

/* A small letter among words that begin with large ones, or a vowel with a tone, is no word of a
 * name; Y and Ý are, and letters of clans have no tone. At the end only behind a usual given name.
 */
static bool is_speck(const struct sohoa_type_env *env, const struct words *words, size_t at)
{
    struct sohoa_vi_letter letter;
    if (!lone_letter(words->at[at], &letter) || letter.base == 'y' || words->count < 3)
        return false;
    bool small = !letter.upper && !starts_small(words->at[at == 0 ? 1 : words->count - 2]);
    if (!small && !letter.tone)
        return false;
    const char *before = at > 0 ? words->at[at - 1] : "";
    if (at == 0 && !listed(env, SOHOA_VOCAB_SURNAME, words->at[1])) /* what is left of a surname */
        return false;
    return at + 1 < words->count ||
           (listed(env, SOHOA_VOCAB_NAME_COMMON, before) && !sohoa_vi_same(before, "Thị") &&
            !sohoa_vi_same(before, "Văn"));
}

void sohoa_name_tidy(const struct sohoa_type_env *env, const char *text, char *ret, size_t room,
                     struct sohoa_typed *typed)
{
    char cut[SOHOA_VALUE_BYTES_MAX], spaced[SOHOA_VALUE_BYTES_MAX];
    struct words words;
    uint32_t mended = 0;
    size_t used = 0;
    snprintf(cut, sizeof cut, "%.*s", (int)name_size(text), text);
    mended += strlen(cut) < strlen(text) && strlen(text) < sizeof cut;
    snprintf(spaced, sizeof spaced, "%s", cut);
    for (char *sign = spaced; *sign; sign++)
        if (strchr(",.:;", *sign)) /* leaders and specks; initials have no place in these names */
            *sign = ' ';
    snprintf(ret, room, "%s", cut);
    if (!split(spaced, &words))
        return;
    uint32_t words_mended = 0;
    for (size_t i = 0; i < words.count; i++) {
        if (join_torn(env, &words, i)) {
            words_mended += FOR_EYES;
        } else if (is_speck(env, &words, i)) {
            drop(&words, i--);
            words_mended += FOR_EYES;
        }
    }
    typed->corrected += words_mended + mended;
    for (size_t i = 0; words_mended && i < words.count; i++)
        used += (size_t)snprintf(ret + used, room - used, "%s%s", i ? " " : "", words.at[i]);
}

bool sohoa_name_likely(const struct sohoa_type_env *env, const char *word, bool first, char *ret,
                       size_t room, struct sohoa_typed *typed)
{
    struct sohoa_syllable syllable;
    if (sohoa_syllable_read(word, strlen(word), &syllable) ||
        listed(env, SOHOA_VOCAB_SURNAME, word) || listed(env, SOHOA_VOCAB_NAME_SYLLABLE, word) ||
        !sohoa_likely_word(env, first ? SOHOA_VOCAB_SURNAME : SOHOA_VOCAB_NAME_COMMON, word, ret,
                           room))
        return false;
    typed->corrected += FOR_EYES;
    return true;
}

/* ---- what may be another name ---- */

/* A tone whose mark stands above the letter: accents, hook and tilde, which small or worn print
 * makes alike; 0 for none and for the dot. */
static uint8_t tone_above(const char *word)
{
    size_t n;
    struct sohoa_vi_letter letter;
    for (; *word; word += n)
        if (sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) && letter.tone)
            return letter.tone == SOHOA_VI_DOT ? 0 : letter.tone;
    return 0;
}

static bool same_but_tone(const char *a, const char *b)
{
    size_t n, m;
    struct sohoa_vi_letter x, y;
    for (; *a && *b; a += n, b += m) {
        bool letters =
            sohoa_vi_letter(sohoa_vi_at(a, &n), &x) && sohoa_vi_letter(sohoa_vi_at(b, &m), &y);
        if (!letters || x.base != y.base || x.shape != y.shape)
            return false;
    }
    return *a == *b;
}

struct rivals {
    const char *word;
    uint32_t count;
};

static void note_rival(void *arg, const char *name, const char *owner)
{
    struct rivals *rivals = arg;
    (void)owner;
    rivals->count += same_but_tone(rivals->word, name) && tone_above(name) &&
                     tone_above(name) != tone_above(rivals->word);
}

/* "Thủy" for "Thùy": as usual a name, and only the mark above tells. "Nguyễn Hữu": a name of two
 * words may have lost its third. */
void sohoa_name_doubt(const struct sohoa_type_env *env, const char *value, struct sohoa_typed *ret)
{
    struct words words;
    if (!env->vocab || !split(value, &words))
        return;
    for (size_t i = 1; i < words.count; i++) {
        struct rivals rivals = {.word = words.at[i]};
        if (tone_above(words.at[i]))
            sohoa_vocab_each(env->vocab, SOHOA_VOCAB_NAME_COMMON, words.at[i], note_rival, &rivals);
        if (rivals.count)
            sohoa_typed_doubt(ret, RIVAL);
    }
    if (words.count == 2)
        sohoa_typed_doubt(ret, SHORT);
}
