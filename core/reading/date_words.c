/* date_words.c - dates and numbers in Vietnamese words; see date.h. [any] */
#include "reading/date.h"
#include "reading/vi_text.h"

#include <stdio.h>
#include <string.h>

/* Plain number words; the multipliers stand above 9. "năm" is five and year. */
enum { TEN = 10, HUNDRED = 100, THOUSAND = 1000, ODD = 2000 };
static const struct {
    const char *word;
    uint32_t value;
} number_words[] = {
    {"khong", 0},      {"mot", 1},          {"hai", 2},         {"ba", 3},     {"bon", 4},
    {"tu", 4},         {"nam", 5},          {"lam", 5},         {"nham", 5},   {"sau", 6},
    {"bay", 7},        {"tam", 8},          {"chin", 9},        {"muoi", TEN}, {"chuc", TEN},
    {"tram", HUNDRED}, {"nghin", THOUSAND}, {"ngan", THOUSAND}, {"linh", ODD}, {"le", ODD},
};
enum { NUMBER_WORDS = sizeof number_words / sizeof number_words[0], NONE = UINT32_MAX };

/* A word read with one letter wrong is taken when only one number word is that near. */
static uint32_t word_value(const char *word, uint32_t *mended)
{
    uint32_t found = NONE;
    for (size_t i = 0; i < NUMBER_WORDS; i++)
        if (strcmp(word, number_words[i].word) == 0)
            return number_words[i].value;
    if (strlen(word) < 3)
        return NONE;
    for (size_t i = 0; i < NUMBER_WORDS; i++)
        if (strlen(number_words[i].word) >= 3 &&
            sohoa_vi_distance(word, number_words[i].word, 1) == 1) {
            if (found != NONE && found != number_words[i].value)
                return NONE;
            found = number_words[i].value;
        }
    *mended += found != NONE;
    return found;
}

struct scan {
    const char *const *words;
    size_t count, at;
    uint32_t mended;
};

/* The value of the word at an offset from here, NONE past the end. */
static uint32_t peek(struct scan *scan, size_t offset)
{
    uint32_t ignored = 0;
    return scan->at + offset < scan->count ? word_value(scan->words[scan->at + offset], &ignored)
                                           : NONE;
}

static uint32_t step(struct scan *scan)
{
    return word_value(scan->words[scan->at++], &scan->mended);
}

/* Tens and units: "mười hai", "hai mươi mốt", "chín", "linh năm". */
static uint32_t below_hundred(struct scan *scan, bool after_hundreds)
{
    uint32_t value = 0;
    if (peek(scan, 0) == ODD) {
        step(scan);
        return peek(scan, 0) <= 9 ? step(scan) : 0;
    }
    if (peek(scan, 0) == TEN) {
        step(scan);
        return TEN + (peek(scan, 0) >= 1 && peek(scan, 0) <= 9 ? step(scan) : 0);
    }
    if (peek(scan, 0) > 9)
        return NONE;
    value = step(scan);
    if (peek(scan, 0) == TEN) {
        step(scan);
        return value * TEN + (peek(scan, 0) >= 1 && peek(scan, 0) <= 9 ? step(scan) : 0);
    }
    if (value >= 2 && peek(scan, 0) <= 9 && after_hundreds) /* "chín hai": ninety-two, spoken */
        return value * TEN + step(scan);
    if (after_hundreds) /* "linh" is missing, or the tens were not read */
        scan->mended += 3;
    return value;
}

static uint32_t below_thousand(struct scan *scan)
{
    uint32_t hundreds = 0, rest;
    bool had = peek(scan, 0) <= 9 && peek(scan, 1) == HUNDRED;
    if (had) {
        hundreds = step(scan) * HUNDRED;
        step(scan);
        if (peek(scan, 0) == NONE || (peek(scan, 0) > TEN && peek(scan, 0) != ODD))
            return hundreds;
    }
    rest = below_hundred(scan, had);
    return rest == NONE ? (had ? hundreds : NONE) : hundreds + rest;
}

/* "một chín chín không": a year read out digit by digit. */
static bool four_digits(struct scan *scan, uint32_t *ret)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        if (peek(scan, i) > 9)
            return false;
        value = value * 10 + peek(scan, i);
    }
    for (size_t i = 0; i < 4; i++)
        step(scan);
    *ret = value;
    return true;
}

uint32_t sohoa_number_words(const char *const *words, size_t count, size_t *ret_used,
                            uint32_t *ret_mended)
{
    struct scan scan = {.words = words, .count = count};
    uint32_t value = 0;
    if (peek(&scan, 0) <= 9 && peek(&scan, 1) == THOUSAND) {
        value = step(&scan) * THOUSAND;
        step(&scan);
        uint32_t rest = peek(&scan, 0) == NONE ? NONE : below_thousand(&scan);
        value += rest == NONE ? 0 : rest;
    } else if (!four_digits(&scan, &value)) {
        value = below_thousand(&scan);
    }
    *ret_used = value == NONE ? 0 : scan.at;
    *ret_mended = scan.mended;
    return value == NONE ? 0 : value;
}

enum { WORDS_MAX = 64, WORD_MAX = 16, MENDED_BYTES = 1024 };
struct words {
    char text[WORDS_MAX][WORD_MAX];
    const char *at[WORDS_MAX];
    size_t count;
};

static void split(const char *text, struct words *ret)
{
    char plain[1024];
    ret->count = 0;
    sohoa_vi_plain(text, plain, sizeof plain);
    for (const char *from = plain; *from && ret->count < WORDS_MAX;) {
        size_t size = strcspn(from, " ");
        if (size > 0) {
            snprintf(ret->text[ret->count], WORD_MAX, "%.*s", (int)size, from);
            ret->at[ret->count] = ret->text[ret->count];
            ret->count++;
        }
        from += size + (from[size] == ' ');
    }
}

static bool is_word(const char *word, const char *wanted)
{
    return strcmp(word, wanted) == 0 ||
           (strlen(wanted) >= 4 && sohoa_vi_distance(word, wanted, 1) == 1);
}

/* The day in the words before "tháng": as many of them as make a number. */
static uint32_t day_before(const struct words *words, size_t month, uint32_t *mended)
{
    for (size_t length = 3; length >= 1; length--) {
        size_t used = 0;
        uint32_t wrong = 0;
        if (length > month)
            continue;
        const char *spoken[3];
        memcpy(spoken, words->at + month - length, length * sizeof *spoken);
        uint32_t ignored = 0;
        if (length >= 2 && strcmp(spoken[1], "muoi") == 0 && strlen(spoken[0]) >= 3 &&
            word_value(spoken[0], &ignored) == NONE &&
            sohoa_vi_distance(spoken[0], "hai", 1) <= 1) {
            spoken[0] = "hai"; /* "bai mươi mốt": no other day has such a word */
            wrong = 3;
        }
        uint32_t wrong_here = 0;
        uint32_t day = sohoa_number_words(spoken, length, &used, &wrong_here);
        wrong += wrong_here;
        bool unit = strcmp(spoken[0], "lam") == 0 || strcmp(spoken[0], "nham") == 0;
        wrong += unit ? 3 : 0; /* "lăm, tháng tám": five stands so behind tens alone */
        if (used == length && day >= 1 && day <= 31) {
            *mended += wrong;
            return day;
        }
    }
    return 0;
}

/* One or two words; "tháng năm năm ..." is May of a year. */
static uint32_t month_at(const struct words *words, size_t at, size_t *ret_used, uint32_t *mended)
{
    *ret_used = 1;
    if (at >= words->count)
        return 0;
    if (is_word(words->at[at], "gieng"))
        return 1;
    if (is_word(words->at[at], "chap"))
        return 12;
    for (size_t length = 2; length >= 1; length--) {
        uint32_t wrong = 0;
        bool last = at + length >= words->count;
        if (last || strcmp(words->at[at + length], "nam") != 0)
            continue;
        uint32_t month = sohoa_number_words(words->at + at, length, ret_used, &wrong);
        if (*ret_used == length && month >= 1 && month <= 12) {
            *mended += wrong;
            return month;
        }
    }
    return 0;
}

/* Words that may stand behind a date in words. */
static bool goes_on_plainly(const char *word)
{
    static const char *const usual[] = {"gioi", "dan", "noi", "quoc", "tai", "luc", "ngay"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(word, usual[i]) == 0)
            return true;
    return false;
}

static uint32_t year_at(const struct words *words, size_t at, uint32_t *mended)
{
    size_t used = 0;
    uint32_t wrong = 0;
    if (at + 1 >= words->count || strcmp(words->at[at], "nam") != 0)
        return 0;
    uint32_t year = sohoa_number_words(words->at + at + 1, words->count - at - 1, &used, &wrong);
    if (year < 1800 || year > 2200)
        return 0;
    /* "hai nghìn không trăm tnười chín": what could not be read must not make it the year 2000 */
    if (year % 100 == 0 && at + 1 + used < words->count &&
        !goes_on_plainly(words->at[at + 1 + used]))
        return 0;
    *mended += wrong;
    return year;
}

bool sohoa_date_words(const char *text, struct sohoa_date_reading *ret)
{
    struct words words;
    struct sohoa_date_reading out = {.words = true};
    split(text, &words);
    for (size_t i = 0; i < words.count; i++) {
        size_t used = 0;
        out.mended = 0;
        if (is_word(words.at[i], "thang")) {
            out.date.month = month_at(&words, i + 1, &used, &out.mended);
            out.date.year = year_at(&words, i + 1 + used, &out.mended);
            out.date.day = i > 0 ? day_before(&words, i, &out.mended) : 0;
        } else {
            out.date = (struct sohoa_date){.year = year_at(&words, i, &out.mended)};
        }
        bool month = is_word(words.at[i], "thang");
        if (out.date.year && (!month || out.date.month) && sohoa_date_valid(out.date)) {
            *ret = out;
            return true;
        }
    }
    return false;
}

static bool equal(struct sohoa_date a, struct sohoa_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

bool sohoa_date_read(const char *raw, uint32_t today, struct sohoa_date_reading *ret)
{
    struct sohoa_date_reading figures = {0}, words = {0};
    char text[MENDED_BYTES];
    uint32_t mended = sohoa_date_mend(raw, today, text, sizeof text);
    bool has_figures = sohoa_date_figures(text, today, &figures);
    bool has_words = sohoa_date_words(text, &words);
    if (!has_figures && !has_words)
        return false;
    if (has_figures && has_words) {
        bool same = equal(figures.date, words.date);
        /* Words carry more redundancy than figures: they win unless they are partial. */
        struct sohoa_date_reading out = words.date.day || !figures.date.day ? words : figures;
        out.both = same;
        out.differ = !same;
        out.words = true;
        out.mended += mended;
        *ret = out;
        return true;
    }
    *ret = has_figures ? figures : words;
    ret->mended += mended;
    return true;
}
