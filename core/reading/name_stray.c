/* name_stray.c - what stands among the words of a name and is none of them: lone letters that
 * specks and borders leave, letters torn off their word, a title behind a comma. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 12, WORD_MAX = 64, FOR_EYES = 3 /* so many mended stay below the line */ };

#define RIVAL 0.94
#define RIVAL_MENDED 0.87 /* its marks were misread elsewhere */
#define SHORT 0.9
#define SHORT_MIDDLE 0.6

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
    return sohoa_vocab_knows(env->vocab, list, word, strlen(word)) == SOHOA_VOCAB_SPELLED;
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

/* "Nguyễn Bảo Ngọc, tạ Chủ tịch", "Thào Quang Sơn, Phó": behind a comma what begins small or is no
 * usual name is none. */
static size_t name_size(const struct sohoa_type_env *env, const char *text)
{
    const char *comma = strchr(text, ',');
    const char *next = comma ? comma + strspn(comma, ", ") : NULL;
    bool whole = comma && memchr(text, ' ', (size_t)(comma - text)) && !starts_small(text);
    char word[WORD_MAX];
    if (!whole)
        return strlen(text);
    snprintf(word, sizeof word, "%.*s", (int)(strcspn(next, " ") % WORD_MAX), next);
    struct sohoa_vocab_match match;
    bool usual = sohoa_vocab_find(env->vocab, SOHOA_VOCAB_NAME_COMMON, word, NULL, 0, &match);
    return starts_small(next) || !usual ? (size_t)(comma - text) : strlen(text);
}

/* Bytes of a word that are figures, and whether it has small letters behind the first. */
static size_t figures_in(const char *word)
{
    size_t figures = 0;
    for (; *word; word++)
        figures += *word >= '0' && *word <= '9';
    return figures;
}

/* "Vàng Xuân Việt ah", "VÕ BẢO NGỌC mg", "MAI VĂN HÙNG sư <7": behind two words of a name a word
 * that begins small, or has figures, is no part of it, nor is what follows. The words that are
 * names. */
static size_t names_before(const struct sohoa_type_env *env, const struct words *words)
{
    if (words->count < 3 || starts_small(words->at[0]))
        return words->count;
    for (size_t i = 2; i < words->count; i++) {
        const char *last = words->at[i - 1];
        bool name = listed(env, SOHOA_VOCAB_NAME_SYLLABLE, last) && !sohoa_vi_same(last, "Thị") &&
                    !(sohoa_vi_same(last, "Văn") && i == 2);
        bool whole = sohoa_vi_plain(words->at[i], (char[WORD_MAX]){0}, WORD_MAX) > 1 ||
                     figures_in(words->at[i]) > 0;
        bool other = starts_small(words->at[i]) || figures_in(words->at[i]) > 1 ||
                     strpbrk(words->at[i], "<>=+*#%&");
        if (name && whole && other && !listed(env, SOHOA_VOCAB_NAME_COMMON, words->at[i]))
            return i;
    }
    return words->count;
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
    snprintf(cut, sizeof cut, "%.*s", (int)name_size(env, text), text);
    mended += strlen(cut) < strlen(text) && strlen(text) < sizeof cut ? FOR_EYES : 0;
    snprintf(spaced, sizeof spaced, "%s", cut);
    for (char *sign = spaced; *sign; sign++)
        if (strchr(",.:;", *sign)) /* leaders and specks; initials have no place in these names */
            *sign = ' ';
    snprintf(ret, room, "%s", cut);
    if (!split(spaced, &words))
        return;
    uint32_t words_mended = 0;
    size_t kept = strchr(text, '<') && !strchr(text, ' ') ? words.count : names_before(env, &words);
    words_mended += kept < words.count ? FOR_EYES : 0;
    words.count = kept;
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

bool sohoa_name_whole_surname(const struct sohoa_type_env *env, const char *word, char *ret,
                              size_t room)
{
    static const char *const firsts[] = {"B", "C", "D", "Đ", "G", "H", "K", "L",
                                         "M", "N", "P", "Q", "S", "T", "V"};
    char small[64], whole[64];
    size_t used = 0, n, letters = 0;
    uint32_t found = 0;
    for (size_t at = 0; word[at] && used + 5 < sizeof small; at += n, letters++)
        used += sohoa_vi_put(sohoa_vi_lower(sohoa_vi_at(word + at, &n)), small + used,
                             sizeof small - 1 - used);
    small[used] = '\0';
    if (strcmp(word, "Y") == 0 || listed(env, SOHOA_VOCAB_SURNAME, word) ||
        (letters > 1 && listed(env, SOHOA_VOCAB_NAME_SYLLABLE, word)))
        return false;
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        int size = snprintf(whole, sizeof whole, "%s%s", firsts[i], small);
        if (size < 0 || (size_t)size >= sizeof whole || (size_t)size >= room ||
            !listed(env, SOHOA_VOCAB_SURNAME, whole))
            continue;
        found++;
        memcpy(ret, whole, (size_t)size + 1);
    }
    return found == 1;
}

/* ---- what may be another name ---- */

static uint8_t tone_of(const char *word)
{
    size_t n;
    struct sohoa_vi_letter letter;
    for (; *word; word += n)
        if (sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) && letter.tone)
            return letter.tone;
    return 0;
}

struct same_tone {
    uint8_t tone;
    const char *found;
    bool several;
};

static void note_same_tone(void *arg, const char *name, const char *owner)
{
    struct same_tone *same = arg;
    (void)owner;
    if (tone_of(name) != same->tone || (same->found && sohoa_vi_same(same->found, name)))
        return;
    same->several |= same->found != NULL;
    same->found = name;
}

const char *sohoa_name_same_tone(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                                 const char *word)
{
    struct same_tone same = {.tone = tone_of(word)};
    if (!env->vocab || same.tone == 0 || listed(env, list, word))
        return NULL;
    sohoa_vocab_each(env->vocab, list, word, note_same_tone, &same);
    return same.several ? NULL : same.found;
}

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

/* Syllables that are the middle of a name far more often than its end. */
static bool is_middle(const char *word)
{
    static const char *const middle[] = {"Hữu",  "Đình", "Bá",  "Viết", "Thế",   "Công",
                                         "Quốc", "Gia",  "Kim", "Ngọc", "Hoàng", "Hồng"};
    for (size_t i = 0; i < sizeof middle / sizeof *middle; i++)
        if (sohoa_vi_same(word, middle[i]))
            return true;
    return false;
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
            sohoa_typed_doubt(ret, ret->corrected ? RIVAL_MENDED : RIVAL);
    }
    if (words.count == 2)
        sohoa_typed_doubt(ret, ret->corrected || is_middle(words.at[1]) ||
                                       sohoa_vi_same(words.at[0], "Văn")
                                   ? SHORT_MIDDLE
                                   : SHORT);
}

/* ---- marks ---- */

/* Marks without a letter, and signs: "Hà\u02C6" is what a speck behind the name was read as. */
bool sohoa_name_stray(int32_t c)
{
    return c == 0xD7 || c == 0xF7 || (c >= 0x2B0 && c < 0x370) || (c >= 0x2000 && c < 0x2C00) ||
           (c >= 0x3000 && c < 0x3040);
}

/* "Thùỷ": no syllable has two tones. */
bool sohoa_name_two_tones(const char *word)
{
    size_t n, tones = 0;
    struct sohoa_vi_letter letter;
    for (; *word; word += n)
        tones += sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) && letter.tone;
    return tones > 1;
}

bool sohoa_name_has_marks(const char *text)
{
    size_t n;
    int32_t c;
    struct sohoa_vi_letter letter;
    for (; (c = sohoa_vi_at(text, &n)) != 0; text += n)
        if (sohoa_vi_letter(c, &letter) && (letter.tone || letter.shape))
            return true;
    return false;
}

/* A mark in front of a letter was a letter ("““uấn"); one behind a name is a speck. */
void sohoa_name_weigh_marks(const char *text, struct sohoa_typed *ret)
{
    size_t n, m;
    int32_t c;
    for (bool space = true; (c = sohoa_vi_at(text, &n)) != 0; text += n) {
        bool stray =
            sohoa_name_stray(c) && c != 0x2018 && c != 0x2019 && c != 0x2010 && c != 0x2013;
        bool letter = sohoa_vi_base(sohoa_vi_at(text + n, &m)) != 0;
        ret->corrected += stray ? (letter ? 3 : !space) : 0;
        if (stray && letter)
            sohoa_typed_doubt(ret, 0.3);
        space = c == ' ' || stray;
    }
}

/* The surnames of nine people in ten (Lê Trung Hoa). A word that becomes another one might have
 * been one of these, too: "Thần" is "Trần" rather than "Thân". */
bool sohoa_name_usual_surname(const char *word)
{
    static const char *const usual[] = {"Nguyễn", "Trần", "Lê",    "Phạm", "Hoàng", "Huỳnh",
                                        "Phan",   "Vũ",   "Võ",    "Đặng", "Bùi",   "Đỗ",
                                        "Hồ",     "Ngô",  "Dương", "Lý"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcmp(word, usual[i]) == 0)
            return true;
    return false;
}
