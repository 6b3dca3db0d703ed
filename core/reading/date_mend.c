/* date_mend.c - what recognition makes of the figures of a date, put right before it is read; see
 * date.h. Each rule rests on what stands around a sign in a date: nowhere else is it a figure.
 * [any] */
#include "reading/date.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 16, FOR_EYES = 3 /* so many mended keep a field below the line */ };

/* Text as it is copied, and the plain word before the place where it is. */
struct mend {
    char *out;
    size_t used, room;
    char word[WORD_MAX]; /* last whole word, "" behind a number or a sign that is no stop */
    size_t letters;      /* of the word being read */
    uint32_t mended;
};

static bool is_figure(int32_t c)
{
    return c >= '0' && c <= '9';
}

static size_t figures_at(const char *text)
{
    return strspn(text, "0123456789");
}

static bool ends_word(const char *text)
{
    size_t n;
    int32_t c = sohoa_vi_at(text, &n);
    return !is_figure(c) && !sohoa_vi_base(c);
}

/* A stroke or a letter of strokes, as a one in front of another figure is read. */
static bool like_one(int32_t c)
{
    return c == 'L' || c == 'J' || c == 'T' || c == 'H' || c == 0xA1 || c == '!' || c == ']' ||
           c == '[' || c == '\\' || c == '|' || c == 'I' || c == 'l' || c == 0xCD || c == 0xCC ||
           c == 0xCE || c == 0xEC || c == 0xED;
}

static bool counts_day(const char *word)
{
    return strcmp(word, "ngay") == 0;
}

static bool counts_month(const char *word)
{
    return strcmp(word, "thang") == 0;
}

/* "ngày L7", "J3/07/1994", "tháng ]2": a one, then one more figure; where no word for a day or
 * month stands before, strokes may be a table's rule and only letters are taken. */
static bool tens_one(const struct mend *mend, const char *text, int32_t c, size_t n)
{
    const char *next = text + n;
    bool day = counts_day(mend->word), month = counts_month(mend->word);
    bool letter = c == 'L' || c == 'J' || c == 'T' || c == 'H' || c == 0xA1;
    if (!like_one(c) || figures_at(next) != 1 || (month && *next > '2'))
        return false;
    if (!day && !month) {
        bool day_first = strchr("/-.", next[1]) && next[1] && figures_at(next + 2) >= 1 &&
                         figures_at(next + 2) <= 2;
        bool worded = !strncmp(next + 1, " tháng", strlen(" tháng")) ||
                      !strncmp(next + 1, " THÁNG", strlen(" THÁNG"));
        bool hour = !strncmp(next + 1, " giờ", strlen(" giờ"));
        if (!letter || (!day_first && !worded && !hour))
            return false;
    }
    return ends_word(next + 1);
}

/* "ngày LÍ tháng": two ones, both read as letters of strokes. */
static bool two_ones(const struct mend *mend, const char *text, size_t n, size_t *ret_size)
{
    size_t m;
    int32_t second = sohoa_vi_at(text + n, &m);
    if (text[0] != 'L' || !like_one(second)) /* so there is something behind it */
        return false;
    const char *rest = text + n + m;
    bool counted = counts_day(mend->word) || counts_month(mend->word) ||
                   !strncmp(rest, " giờ", strlen(" giờ"));
    if (!counted || !ends_word(rest))
        return false;
    *ret_size = n + m;
    return true;
}

/* "tháng 1.1 năm", "ngày 2⁄4 tháng", "1.2 giờ": dots of the line, or specks, between the two
 * figures of one number, which stands between its words. */
static bool torn_number(const struct mend *mend, const char *text, size_t *ret_gap)
{
    size_t n, m;
    if (!is_figure(text[0]))
        return false;
    int32_t sign = sohoa_vi_at(text + 1, &n);
    if (sign != '.' && sign != '/' && sign != 0x2044 && sign != ',')
        return false;
    if (figures_at(text + 1 + n) != 1)
        return false;
    const char *rest = text + 2 + n;
    rest += strspn(rest, " .");
    char next = sohoa_vi_base(sohoa_vi_at(rest, &m));
    bool day = counts_day(mend->word) && next == 't' && text[0] <= '3';
    bool month = counts_month(mend->word) && next == 'n' && text[0] <= '1';
    bool hour = (mend->used == 0 || mend->out[mend->used - 1] == ' ') && text[0] <= '2' &&
                !strncmp(rest, "giờ", strlen("giờ"));
    if (!day && !month && !hour)
        return false;
    *ret_gap = n;
    return true;
}

/* "tháng Õ năm": a round letter alone is no zero there, for no month is; a six it is. */
static bool lone_round(const struct mend *mend, const char *text, int32_t c, size_t n)
{
    bool round = c == 0xD5 || c == 0xF5 || c == 0xD3 || c == 0xF3 || c == 0xD6 || c == 0xF6;
    return round && counts_month(mend->word) && text[n] == ' ';
}

/* "o¡.o7.2025", "16/os/2004": two letters that stand for figures, right before a sign of dates. */
static bool letter_pair(const struct mend *mend, const char *text, char ret[3], size_t *ret_size)
{
    size_t used = 0, count = 0, n, letters = 0;
    char before = mend->used ? mend->out[mend->used - 1] : ' ';
    if (!strchr(" /-.", before))
        return false;
    for (; count < 2; used += n, count++) {
        int32_t c = sohoa_vi_at(text + used, &n);
        bool real;
        int digit = c == 0xA1 ? 1 : c < 0x80 ? sohoa_digit_of(c, &real) : -1;
        if (digit < 0)
            return false;
        letters += !is_figure(c);
        ret[count] = (char)('0' + digit);
    }
    const char *rest = text + used;
    if (letters < 2 || !*rest || !strchr("/-.", *rest) || ret[0] > '3')
        return false;
    bool first = figures_at(rest + 1) || rest[1] == 'o' || rest[1] == 'O';
    size_t gap = strspn(rest + 1, " ");
    if (before == ' ' ? !first : figures_at(rest + 1 + gap) != 4)
        return false;
    ret[2] = '\0';
    *ret_size = used;
    return true;
}

/* "20925", "20425": five figures where a year stands, and only one of them can go. */
bool sohoa_year_of_five(const char *text, uint32_t today, char ret[5])
{
    uint32_t now = today ? today / 10000 : 2100, found = 0;
    if (figures_at(text) != 5 || text[0] != '2' || text[1] != '0')
        return false;
    for (size_t drop = 2; drop < 5; drop++) {
        uint32_t year = 0;
        for (size_t i = 0; i < 5; i++)
            year = i == drop ? year : year * 10 + (uint32_t)(text[i] - '0');
        if (year > now || year == found)
            continue;
        if (found)
            return false;
        found = year;
    }
    if (!found)
        return false;
    for (size_t i = 4; i-- > 0; found /= 10)
        ret[i] = (char)('0' + found % 10);
    ret[4] = '\0';
    return true;
}

/* Whether what has been copied ends where a year begins: behind "năm" or the sign behind a month.
 */
static bool awaits_year(const struct mend *mend)
{
    size_t at = mend->used;
    while (at > 0 && strchr(" .", mend->out[at - 1]))
        at--;
    bool word = strcmp(mend->word, "nam") == 0;
    bool sign = at > 3 && at == mend->used && strchr("/-", mend->out[at - 1]) &&
                is_figure(mend->out[at - 2]) && mend->used >= 5;
    return word || sign ||
           (mend->used > 5 && mend->out[mend->used - 1] == '.' &&
            is_figure(mend->out[mend->used - 2]));
}

static void put(struct mend *mend, const char *text, size_t size)
{
    if (mend->used + size + 1 > mend->room)
        return;
    memcpy(mend->out + mend->used, text, size);
    mend->used += size;
}

/* The word before: a number ends what it counted. */
static void note(struct mend *mend, int32_t c)
{
    char base = sohoa_vi_base(c);
    if (base) {
        if (mend->letters == 0)
            mend->word[0] = '\0';
        if (mend->letters + 1 < WORD_MAX) {
            mend->word[mend->letters++] = base;
            mend->word[mend->letters] = '\0';
        }
        return;
    }
    mend->letters = 0;
    if (is_figure(c))
        mend->word[0] = '\0';
}

/* Puts one place right; the bytes of it, 0 = it is as it should be. */
static size_t mend_at(struct mend *mend, const char *text, uint32_t today)
{
    size_t n, size, gap;
    char figures[5];
    int32_t c = sohoa_vi_at(text, &n);
    bool starts = mend->letters == 0 && (mend->used == 0 || !is_figure(mend->out[mend->used - 1]));
    if (!starts)
        return 0;
    if (tens_one(mend, text, c, n)) {
        put(mend, "1", 1);
        mend->mended += FOR_EYES;
        return n;
    }
    if (two_ones(mend, text, n, &size)) {
        put(mend, "11", 2);
        mend->mended += FOR_EYES;
        return size;
    }
    if (torn_number(mend, text, &gap)) {
        put(mend, text, 1);
        put(mend, text + 1 + gap, 1);
        mend->word[0] = '\0';
        mend->mended += FOR_EYES;
        return 2 + gap;
    }
    if (lone_round(mend, text, c, n)) {
        put(mend, "6", 1);
        mend->mended += FOR_EYES;
        return n;
    }
    if (letter_pair(mend, text, figures, &size)) {
        put(mend, figures, 2);
        mend->mended += FOR_EYES;
        return size;
    }
    if (awaits_year(mend) && sohoa_year_of_five(text, today, figures)) {
        put(mend, figures, 4);
        mend->mended += FOR_EYES;
        return 5;
    }
    if (awaits_year(mend) && figures_at(text) == 3 && text[0] == '0') { /* "năm 006" */
        put(mend, "2", 1);
        put(mend, text, 3);
        mend->mended += FOR_EYES;
        return 3;
    }
    if (c == '1' && !strncmp(text + 1, "ăm", strlen("ăm"))) { /* "hai mươi 1ăm" */
        put(mend, "lăm", strlen("lăm"));
        mend->mended++;
        return 1 + strlen("ăm");
    }
    return 0;
}

uint32_t sohoa_date_mend(const char *text, uint32_t today, char *ret, size_t room)
{
    struct mend mend = {.out = ret, .room = room};
    size_t n;
    while (*text) {
        size_t taken = mend_at(&mend, text, today);
        if (taken) {
            mend.letters = 0;
            mend.word[0] = '\0';
            text += taken;
            continue;
        }
        int32_t c = sohoa_vi_at(text, &n);
        note(&mend, c);
        put(&mend, text, n);
        text += n;
    }
    ret[mend.used] = '\0';
    return mend.mended;
}
