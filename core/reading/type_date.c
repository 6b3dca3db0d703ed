/* type_date.c - the types date, time and datetime. [any] */
#include "reading/date.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void not_understood(const char *text, const char *check, struct sohoa_typed *ret)
{
    sohoa_typed_set(ret, text);
    sohoa_typed_check(ret, check, false);
    sohoa_typed_doubt(ret, 0.02);
    ret->flags |= SOHOA_TYPED_FREE;
}

/* "ngày 2) tháng", "0£ giờ": a sign set to a figure, with more text behind it, was a figure. */
static bool figure_lost(const char *text)
{
    size_t n;
    bool open = false, figure = false;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0; text += n) {
        bool sign = (c == ')' && !open) || (c >= 0xA1 && c < 0xC0 && c != 0xB7) || c == '$' ||
                    c == '{' || c == '}';
        if (figure && sign && text[n] == ' ' && sohoa_vi_base(sohoa_vi_at(text + n + 1, &n)))
            return true;
        sohoa_vi_at(text, &n);
        open = c == '(' || (open && c != ')');
        figure = c >= '0' && c <= '9';
    }
    return false;
}

/* "8 tháng 01 năm": an office writes days and months below ten alike, the day as 08 (Decree
 * 30/2020, annex I); where "ngày" was not read either, a figure was lost with it. */
static bool day_torn(const char *text)
{
    return strspn(text, "0123456789") == 1 && (!strncmp(text + 1, " tháng 0", strlen(" tháng 0")) ||
                                               !strncmp(text + 1, " THÁNG 0", strlen(" THÁNG 0")));
}

/* "năm hai nghìn" and nothing behind it. */
static bool ends_in_thousand(const char *text)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    size_t size = sohoa_vi_plain(text, plain, sizeof plain);
    return (size > 5 && strcmp(plain + size - 5, "nghin") == 0) ||
           (size > 4 && strcmp(plain + size - 4, "ngan") == 0);
}

static void weigh_date(const struct sohoa_type_env *env, const char *text,
                       const struct sohoa_date_reading *date, struct sohoa_typed *ret)
{
    uint32_t now = env->today ? env->today / 10000 : 2026;
    sohoa_typed_check(ret, "date", true);
    if (date->both || date->differ)
        sohoa_typed_check(ret, "words", date->both);
    if (date->differ)
        sohoa_typed_doubt(ret, 0.2);
    if (date->words)
        ret->flags |= SOHOA_TYPED_WORDS;
    if (!date->date.day) {
        ret->flags |= SOHOA_TYPED_PARTIAL;
        sohoa_typed_doubt(ret, date->date.month ? 0.6 : 0.8);
    }
    if (date->short_year || date->uneven)
        sohoa_typed_doubt(ret, 0.5);
    bool torn_off = date->words && !date->both && !date->date.day; /* a line was lost */
    bool thousand = date->words && !date->both && date->date.year == 2000 && date->date.day &&
                    ends_in_thousand(text); /* the rest of the year may stand on another line */
    bool unread = thousand || date->uneven || torn_off || figure_lost(text) || day_torn(text);
    uint32_t lost = unread ? 3 : 0; /* for a person to see */
    if (date->date.year < 1900 || date->date.year > now + 60)
        sohoa_typed_doubt(ret, 0.1);
    ret->corrected = date->mended + lost;
}

/* A sign that no date has: something was not read there. */
static bool has_strange_sign(const char *text)
{
    size_t n;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0; text += n) {
        bool known = sohoa_vi_base(c) || (c >= '0' && c <= '9') || c == 0x2013 ||
                     (c < 0x80 && strchr(" /-.,:;()", c));
        if (!known)
            return true;
    }
    return false;
}

/* The word after a number says what it is; ':' between two numbers does too. */
struct clock {
    uint32_t hour, minute;
    bool has_hour, has_minute;
    uint32_t mended;
};

/* "16 giờ 4 phút, ngày 03/10": where days have their zero, a minute has; a figure was lost. */
static bool lone_minute(const char *plain)
{
    const char *minute = strstr(plain, "gio ");
    return minute && strspn(minute + 4, "0123456789") == 1 && strstr(minute + 5, " 0");
}

static bool clock_words(const char *plain, struct clock *ret)
{
    char word[3][16];
    int used = 0;
    for (const char *at = plain; *at; at += strcspn(at, " "), at += *at == ' ') {
        unsigned hour = 0, minute = 0;
        if (sscanf(at, "%2u%15[a-z]%n", &hour, word[0], &used) < 2 &&
            sscanf(at, "%2u %15[a-z]%n", &hour, word[0], &used) < 2)
            continue;
        if (strcmp(word[0], "gio") != 0 && strcmp(word[0], "h") != 0 && strcmp(word[0], "g") != 0 &&
            sohoa_vi_distance(word[0], "gio", 1) > 1)
            continue;
        bool lone = at > plain + 1 && at[-2] >= '0' && at[-2] <= '9' &&
                    (at == plain + 2 || at[-3] == ' '); /* "7 7 giờ": of one hour */
        ret->mended += lone ? 3 : 0;
        ret->hour = hour;
        ret->has_hour = true;
        if (sscanf(at + used, " %2u%n", &minute, &used) == 1 &&
            sscanf(at, "%*u %*[a-z] %*u %15[a-z]", word[1]) != 0) {
            bool cut = word[1][0] != 'p' && word[1][0] != 'n'; /* "2đ phút": a figure is lost */
            cut |= lone_minute(at);
            ret->mended += cut ? 3 : 0;
            ret->minute = minute;
            ret->has_minute = true;
        }
        return true;
    }
    return false;
}

static bool clock_colon(const char *text, struct clock *ret)
{
    for (const char *at = text; *at; at++) {
        unsigned hour, minute;
        bool starts = (at == text || at[-1] < '0' || at[-1] > '9') && *at >= '0' && *at <= '9';
        int used = 0; /* "17.00 ngày 26/08/2026" */
        bool dot = at == text && sscanf(at, "%2u.%2u ng%n", &hour, &minute, &used) == 2 && used;
        bool dash = at == text && (sscanf(at, "%2u-%2u ng%n", &hour, &minute, &used) == 2 ||
                                   sscanf(at, "%2u-%2u.ng%n", &hour, &minute, &used) == 2);
        if (starts && dash && used) { /* "12-59 ngày 23/09/2026": for a person to see */
            *ret = (struct clock){hour, minute, true, true, 3};
            return true;
        }
        if (starts && (dot || sscanf(at, "%2u : %2u", &hour, &minute) == 2)) {
            *ret = (struct clock){hour, minute, true, true, 0};
            return true;
        }
    }
    return false;
}

/* One or two letters that may be digits, before "giờ" or "phút". */
static bool counts_time(const char *text)
{
    size_t n, count = 0;
    bool real;
    for (; count < 3 && sohoa_digit_of(sohoa_vi_at(text, &n), &real) >= 0; text += n)
        count++;
    if (!count || count > 2 || *text != ' ')
        return false;
    char first = sohoa_vi_base(sohoa_vi_at(text + 1, &n));
    char second = sohoa_vi_base(sohoa_vi_at(text + 1 + n, &n));
    return (first == 'g' && second == 'i') || (first == 'p' && second == 'h');
}

/* Letters that stand for digits, put right beside digits; all else as it is. */
static void mend_digits(const char *text, char *ret, size_t room, uint32_t *mended)
{
    size_t used = 0, n;
    char last = 0;
    for (const char *at = text; *at && used + 5 < room; at += n) {
        bool real = false;
        int32_t c = sohoa_vi_at(at, &n);
        int digit = sohoa_digit_of(c, &real);
        bool hour = (at == text || at[-1] == ' ') && at[n] >= '0' && at[n] <= '9';
        if (c == 'L' && hour && (at[n + 1] == ' ' || at[n + 1] == ':')) /* "L7 giờ" */
            digit = 1;
        bool beside = (last >= '0' && last <= '9') || (at[n] >= '0' && at[n] <= '9');
        beside |= (at == text || at[-1] == ' ') && counts_time(at); /* "OO giờ", "II giờ" */
        bool slip = digit >= 0 && !real && beside && c != 'g' && c != 'G';
        used += slip ? sohoa_vi_put('0' + digit, ret + used, room - used)
                     : sohoa_vi_put(c, ret + used, room - used);
        *mended += slip;
        last = ret[used - 1];
    }
    ret[used] = '\0';
}

static bool read_clock(const char *text, struct clock *ret)
{
    char plain[512], repaired[512], mended[512];
    struct clock out = {0};
    out.mended = sohoa_date_mend(text, 0, repaired, sizeof repaired);
    mend_digits(repaired, mended, sizeof mended, &out.mended);
    sohoa_vi_plain(mended, plain, sizeof plain);
    if (!clock_words(plain, &out) && !clock_colon(mended, &out))
        return false;
    if (out.minute >= 80 && out.minute <= 99) { /* "17 giờ 99 phút": a round figure was a zero */
        out.minute = out.minute % 11 == 0 ? 0 : out.minute % 10;
        out.mended += 3;
    }
    if (out.hour > 24 || out.minute > 59)
        return false;
    out.hour %= 24;
    *ret = out;
    return true;
}

/* "2. 1-1990": room where a figure may have faded, beside a figure that stands alone. */
static bool torn(const char *text)
{
    for (const char *at = text; (at = strpbrk(at, ".-/")) != NULL; at++) {
        size_t figures = 0;
        if (at[1] != ' ' || at[2] < '0' || at[2] > '9')
            continue;
        while (at - figures > text && at[-1 - (ptrdiff_t)figures] >= '0' &&
               at[-1 - (ptrdiff_t)figures] <= '9')
            figures++;
        if (figures == 1 || strspn(at + 2, "0123456789") == 1)
            return true;
    }
    return false;
}

/* A time of day before the date that there is not: "72 giờ 3 phút". */
static bool bad_clock(const char *text)
{
    struct clock clock;
    return (strstr(text, "giờ") || strstr(text, "GIỜ")) && !read_clock(text, &clock);
}

size_t sohoa_type_date(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    struct sohoa_date_reading date;
    char iso[16];
    if (!sohoa_date_read(text, env->today, &date)) {
        not_understood(text, "date", ret);
        return 1;
    }
    sohoa_date_print(date.date, iso, sizeof iso);
    sohoa_typed_set(ret, iso);
    weigh_date(env, text, &date, ret);
    if (has_strange_sign(text))
        sohoa_typed_doubt(ret, 0.6);
    if (torn(text) || bad_clock(text))
        sohoa_typed_doubt(ret, 0.5);
    return 1;
}

size_t sohoa_type_time(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    struct clock clock;
    char value[16];
    (void)env;
    if (!read_clock(text, &clock)) {
        if (!strncmp(text, "giờ phút", strlen("giờ phút"))) /* the date is filled in, no time is */
            return 0;
        not_understood(text, "time", ret);
        return 1;
    }
    snprintf(value, sizeof value, "%02u:%02u", clock.hour % 100, clock.minute % 100);
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "time", true);
    ret->corrected = clock.mended + (figure_lost(text) ? 3 : 0);
    if (!clock.has_minute)
        sohoa_typed_doubt(ret, 0.5);
    return 1;
}

/* More figures than a day, a month and a year have. */
static bool more_than_date(const char *text)
{
    size_t figures = 0;
    for (; *text; text++)
        figures += *text >= '0' && *text <= '9';
    return figures > 8;
}

/* A moment: with its time of day as RFC 3339 in Vietnam, without one as a date. */
size_t sohoa_type_datetime(const struct sohoa_type_env *env, const char *text,
                           struct sohoa_typed *ret)
{
    struct sohoa_date_reading date;
    struct clock clock = {0};
    char iso[16], value[64];
    if (!sohoa_date_read(text, env->today, &date)) {
        not_understood(text, "date", ret);
        return 1;
    }
    sohoa_date_print(date.date, iso, sizeof iso);
    if (date.date.day && read_clock(text, &clock))
        snprintf(value, sizeof value, "%sT%02u:%02u:00+07:00", iso, clock.hour % 100,
                 clock.minute % 100);
    else
        snprintf(value, sizeof value, "%s", iso);
    sohoa_typed_set(ret, value);
    weigh_date(env, text, &date, ret);
    if (clock.has_hour)
        sohoa_typed_check(ret, "time", true);
    else if (more_than_date(text)) { /* a time was printed, and not read */
        ret->corrected += 3;
        sohoa_typed_doubt(ret, 0.5);
    }
    if (clock.has_hour &&
        (clock.hour < 6 || clock.hour > 20)) /* no office is open: a lost digit? */
        sohoa_typed_doubt(ret, 0.3);
    ret->corrected += clock.mended;
    return 1;
}
