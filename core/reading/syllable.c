/* syllable.c - is a word a Vietnamese syllable? See syllable.h. [any] */
#include "reading/syllable.h"

#include <stdlib.h>
#include <string.h>

/* Rimes as bases and signs, sorted (strcmp); those with c, ch, p, t at the end take only two
 * tones. */
static const char *const rimes[] = {
    "a",     "a(c",   "a(k",  "a(m",   "a(n",   "a(ng",  "a(p",   "a(t",   "a^c",    "a^m",
    "a^n",   "a^ng",  "a^p",  "a^t",   "a^u",   "a^y",   "ac",    "ach",   "ai",     "am",
    "an",    "ang",   "anh",  "ao",    "ap",    "at",    "au",    "ay",    "e",      "e^",
    "e^ch",  "e^m",   "e^n",  "e^ng",  "e^nh",  "e^p",   "e^t",   "e^u",   "ec",     "em",
    "en",    "eng",   "eo",   "ep",    "et",    "i",     "ia",    "ich",   "ie^c",   "ie^m",
    "ie^n",  "ie^ng", "ie^p", "ie^t",  "ie^u",  "im",    "in",    "ing",   "inh",    "ip",
    "it",    "iu",    "o",    "o+",    "o+i",   "o+m",   "o+n",   "o+p",   "o+t",    "o^",
    "o^c",   "o^i",   "o^m",  "o^n",   "o^ng",  "o^p",   "o^t",   "oa",    "oa(c",   "oa(m",
    "oa(n",  "oa(ng", "oa(t", "oac",   "oach",  "oai",   "oam",   "oan",   "oang",   "oanh",
    "oao",   "oap",   "oat",  "oay",   "oc",    "oe",    "oen",   "oeo",   "oet",    "oi",
    "om",    "on",    "ong",  "oong",  "op",    "ot",    "u",     "u+",    "u+a",    "u+c",
    "u+i",   "u+m",   "u+n",  "u+ng",  "u+o+c", "u+o+i", "u+o+m", "u+o+n", "u+o+ng", "u+o+p",
    "u+o+t", "u+o+u", "u+t",  "u+u",   "ua",    "ua^n",  "ua^ng", "ua^t",  "ua^y",   "uc",
    "ue^",   "ue^ch", "ue^n", "ue^nh", "ui",    "um",    "un",    "ung",   "uo+",    "uo^c",
    "uo^i",  "uo^m",  "uo^n", "uo^ng", "uo^t",  "up",    "ut",    "uy",    "uya",    "uych",
    "uye^n", "uye^t", "uyn",  "uynh",  "uyp",   "uyt",   "uyu",   "y",     "ye^m",   "ye^n",
    "ye^ng", "ye^t",  "ye^u",
};
/* Behind "qu", whose u belongs to the onset. */
static const char *const rimes_qu[] = {
    "a",    "a(c", "a(n",  "a(ng", "a(p", "a(t",  "a^n",  "a^ng", "a^t", "a^y", "ac",
    "ach",  "ai",  "an",   "ang",  "anh", "ao",   "at",   "au",   "ay",  "e",   "e^",
    "e^ch", "e^n", "e^nh", "e^t",  "e^u", "en",   "eo",   "et",   "i",   "ich", "in",
    "inh",  "it",  "o^c",  "o+",   "y",   "ye^n", "ye^t", "ynh",  "yt",  "yp",  "ych",
};
static const char *const onsets[] = {
    "b",  "c",   "ch", "d", "D",  "g",  "gh", "gi", "h", "k",  "kh", "l", "m", "n",
    "ng", "ngh", "nh", "p", "ph", "qu", "r",  "s",  "t", "th", "tr", "v", "x",
};

static int by_text(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool has_rime(const char *rime)
{
    return bsearch(rime, rimes, sizeof rimes / sizeof rimes[0], sizeof rimes[0], by_text) != NULL;
}

static bool listed(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, list[i]) == 0)
            return true;
    return false;
}

/* Letters of a word, their tone apart; false when it has others or two tones. */
struct letters {
    struct sohoa_vi_letter at[8];
    size_t count;
    uint8_t tone;
};

static bool read_letters(const char *word, size_t size, struct letters *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t used = 0, n; used < size; used += n) {
        struct sohoa_vi_letter letter;
        if (ret->count == 7 || !sohoa_vi_letter(sohoa_vi_at(word + used, &n), &letter) ||
            (letter.tone && ret->tone))
            return false;
        ret->tone = letter.tone ? letter.tone : ret->tone;
        ret->at[ret->count++] = letter;
    }
    return ret->count > 0;
}

static void spell(const struct letters *letters, size_t from, size_t to, char *ret)
{
    static const char shapes[] = {0, '^', '(', '+', 0};
    size_t used = 0;
    for (size_t i = from; i < to; i++) {
        bool barred = letters->at[i].shape == SOHOA_VI_BAR;
        ret[used++] = barred ? 'D' : letters->at[i].base;
        if (shapes[letters->at[i].shape])
            ret[used++] = shapes[letters->at[i].shape];
    }
    ret[used] = '\0';
}

static bool coda_allows(const char *rime, uint8_t tone)
{
    size_t length = strlen(rime);
    char last = rime[length - 1];
    bool stop = last == 'c' || last == 'p' || last == 't' ||
                (last == 'h' && length > 1 && rime[length - 2] == 'c');
    return !stop || tone == SOHOA_VI_ACUTE || tone == SOHOA_VI_DOT;
}

/* c, g, ng before a, o, u; k, gh, ngh before e, i, y. Names of places keep some older spellings
 * (Bắc Kạn, Kông), so k is let pass. */
static bool spelled_right(const char *onset, const char *rime)
{
    bool front = rime[0] == 'e' || rime[0] == 'i' || rime[0] == 'y';
    if (!strcmp(onset, "c") || !strcmp(onset, "ng"))
        return !front;
    if (!strcmp(onset, "g"))
        return rime[0] != 'e' && rime[0] != 'y';
    if (!strcmp(onset, "gh") || !strcmp(onset, "ngh"))
        return rime[0] == 'e' || rime[0] == 'i';
    return true;
}

static bool try_split(const struct letters *letters, size_t cut, struct sohoa_syllable *ret)
{
    char onset[12], rime[24];
    spell(letters, 0, cut, onset);
    spell(letters, cut, letters->count, rime);
    if (strlen(rime) >= sizeof ret->rime || strlen(onset) >= sizeof ret->onset || !rime[0])
        return false;
    bool qu = strcmp(onset, "qu") == 0;
    if (cut > 0 && !listed(onset, onsets, sizeof onsets / sizeof onsets[0]))
        return false;
    if (qu ? !listed(rime, rimes_qu, sizeof rimes_qu / sizeof rimes_qu[0]) : !has_rime(rime))
        return false;
    if (!spelled_right(onset, rime) || !coda_allows(rime, letters->tone))
        return false;
    memcpy(ret->onset, onset, strlen(onset) + 1);
    memcpy(ret->rime, rime, strlen(rime) + 1);
    ret->tone = letters->tone;
    return true;
}

bool sohoa_syllable_read(const char *word, size_t size, struct sohoa_syllable *ret)
{
    struct letters letters;
    struct sohoa_syllable out;
    if (!read_letters(word, size, &letters))
        return false;
    for (size_t cut = 4; cut-- > 0;) /* the longest onset first: "gia" is gi + a */
        if (cut < letters.count && try_split(&letters, cut, &out)) {
            *ret = out;
            return true;
        }
    return false;
}

/* A word that says nothing about syllables: digits in it, one letter, an abbreviation. */
static bool uncounted(const char *word, size_t size)
{
    uint32_t letters = 0, capitals = 0;
    bool vowel = false;
    for (size_t used = 0, n; used < size; used += n) {
        int32_t c = sohoa_vi_at(word + used, &n);
        struct sohoa_vi_letter letter;
        if (c >= '0' && c <= '9')
            return true;
        if (!sohoa_vi_letter(c, &letter))
            return false;
        letters++;
        capitals += letter.upper;
        vowel |= strchr("aeioy", letter.base) != NULL || letter.tone || letter.shape;
    }
    return letters < 2 || (capitals == letters && letters <= 6 && !vowel);
}

static bool is_word_sign(int32_t c)
{
    struct sohoa_vi_letter letter;
    return c >= 0x80 || sohoa_vi_letter(c, &letter) || (c >= '0' && c <= '9');
}

void sohoa_syllable_count(const char *text, uint32_t *ret_words, uint32_t *ret_valid)
{
    uint32_t words = 0, valid = 0;
    while (*text) {
        size_t size = 0, n;
        while (text[size] && is_word_sign(sohoa_vi_at(text + size, &n)))
            size += n;
        if (size > 0 && !uncounted(text, size)) {
            struct sohoa_syllable syllable;
            words++;
            valid += sohoa_syllable_read(text, size, &syllable);
        }
        if (size == 0)
            sohoa_vi_at(text, &size);
        text += size;
    }
    *ret_words = words;
    *ret_valid = valid;
}
