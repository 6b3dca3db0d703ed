/* date.c - the calendar, and dates in figures; see date.h. [any] */
#include "reading/date.h"
#include "reading/date_numbers.h"
#include "reading/type_parts.h"
#include "sohoa_calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sohoa_date_valid(struct sohoa_date date)
{
    if (date.year < 1800 || date.year > 2200 || date.month > 12)
        return false;
    return date.day <= (uint32_t)sohoa_month_days((int)date.year, (int)date.month);
}

void sohoa_date_print(struct sohoa_date date, char *ret, size_t room)
{
    if (date.day)
        snprintf(ret, room, "%04u-%02u-%02u", date.year, date.month, date.day);
    else if (date.month)
        snprintf(ret, room, "%04u-%02u", date.year, date.month);
    else
        snprintf(ret, room, "%04u", date.year);
}

bool sohoa_date_parse(const char *iso, struct sohoa_date *ret)
{
    struct sohoa_date out = {0};
    char again[16];
    int n = sscanf(iso, "%4u-%2u-%2u", &out.year, &out.month, &out.day);
    if (n < 1 || !sohoa_date_valid(out))
        return false;
    sohoa_date_print(out, again, sizeof again);
    if (strcmp(again, iso) != 0)
        return false;
    *ret = out;
    return true;
}

bool sohoa_date_is_day(const char *iso)
{
    struct sohoa_date date;
    char day[11];
    size_t length = strlen(iso);
    (void)snprintf(day, sizeof day, "%.10s", iso);
    return sohoa_date_parse(day, &date) && date.day && (length == 10 || iso[10] == 'T');
}

int sohoa_date_compare(struct sohoa_date a, struct sohoa_date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (!a.month || !b.month || a.month != b.month)
        return !a.month || !b.month ? 0 : a.month < b.month ? -1 : 1;
    return !a.day || !b.day ? 0 : a.day < b.day ? -1 : a.day > b.day;
}

static bool near(const char *word, const char *wanted)
{
    size_t length = strlen(word);
    return length >= 3 && sohoa_vi_distance(word, wanted, 1) <= 1;
}

static enum before word_kind(const char *word)
{
    if (near(word, "ngay"))
        return DAY;
    if (near(word, "thang"))
        return MONTH;
    if (strcmp(word, "nam") == 0 || strcmp(word, "narn") == 0)
        return YEAR;
    return WORD;
}

static bool is_clock_word(const char *word)
{
    return strcmp(word, "gio") == 0 || strcmp(word, "phut") == 0 || strcmp(word, "h") == 0 ||
           strcmp(word, "g") == 0 || strcmp(word, "p") == 0 || strcmp(word, "ph") == 0;
}

/* One run of letters and digits; digits win where half of it is digits. */
struct run {
    char plain[32]; /* letters plain, cut */
    char digits[12];
    size_t size, letters, real, mended;
    bool all_digits;
};

/* Three figures: with the stroke before them a year ("[978"). Otherwise a stroke is a table's. */
static bool starts_year(const char *text)
{
    return strspn(text, "0123456789") == 3;
}

static struct run read_run(const char *text)
{
    struct run out = {.all_digits = true};
    size_t n, used = 0, digits = 0, letters = 0;
    int32_t c;
    bool started_real = false;
    for (; (c = sohoa_vi_at(text + used, &n)) != 0; used += n) {
        bool real;
        int digit = sohoa_digit_of(c, &real);
        char base = sohoa_vi_base(c);
        bool rule = (c == '|' || c == '[' || c == ']' || c == '!') && !starts_year(text + n);
        if ((digit < 0 && !base) || (rule && used == 0))
            break;
        bool word_follows = base && digit < 0 && started_real && out.all_digits; /* "02tháng" */
        bool figure_follows =
            real && !started_real && out.real == 0 && !out.all_digits; /* "tháng7" */
        if (used > 0 && (word_follows || figure_follows))
            break;
        started_real = used == 0 ? real : started_real;
        out.all_digits &= digit >= 0;
        out.real += real;
        out.mended += digit >= 0 && !real;
        if (digit >= 0 && c < 0x80 && strchr("gsbzqGB", c)) /* a nine, or an eight? */
            out.mended += 2;
        if (digit >= 0 && digits + 1 < sizeof out.digits)
            out.digits[digits++] = (char)('0' + digit);
        if (base && letters + 1 < sizeof out.plain)
            out.plain[letters++] = base;
    }
    out.size = used;
    out.letters = letters;
    return out;
}

static void add_number(struct sohoa_date_numbers *numbers, const struct run *run,
                       enum before before)
{
    if (numbers->count == NUMBERS_MAX)
        return;
    struct sohoa_date_number *number = &numbers->at[numbers->count++];
    *number = (struct sohoa_date_number){.value = (uint32_t)strtoul(run->digits, NULL, 10),
                                         .count = (uint32_t)strlen(run->digits),
                                         .mended = (uint32_t)run->mended,
                                         .before = before};
    memcpy(number->text, run->digits, sizeof number->text);
}

/* A space, then a lone figure: "I 1-09-2024". */
static bool is_digit_next(const char *text)
{
    return text[0] == ' ' && text[1] >= '0' && text[1] <= '9' && text[2] != '\0' &&
           strchr("/-.", text[2]);
}

/* Whether a colon stands where a date has another sign: "17:02-1997", "17:02:1997", "17-02:1997",
 * "17:02,1997". No time is followed so. */
static bool colon_of_date(const char *colon)
{
    size_t month = strspn(colon + 1, "0123456789");
    const char *sign = colon + 1 + month;
    return month == 4 || (month >= 1 && month <= 2 && *sign && strchr("/-.:,", *sign) &&
                          strspn(sign + 1, "0123456789") == 4);
}

static void read_numbers(const char *text, struct sohoa_date_numbers *ret)
{
    enum before before = NOTHING;
    memset(ret, 0, sizeof *ret);
    while (*text) {
        size_t n;
        struct run run = read_run(text);
        int32_t c = sohoa_vi_at(text, &n);
        if (run.size == 0) {
            bool comma = c == ',' && text[1] >= '0' && text[1] <= '9';
            if (c == '/' || comma || c == '-' || c == '.' || c == 0x2013 || c == '\\' ||
                (c == ':' && colon_of_date(text)))
                before = before == NOTHING ? SEPARATOR : before;
            else if (c == ':' && before == NOTHING && ret->count && text[1] >= '0' &&
                     text[1] <= '9') /* not "tháng:04" */
                ret->at[ret->count - 1].clock = true;
            text += n;
            continue;
        }
        size_t figures = strlen(run.digits);
        bool named = before == MONTH || before == DAY; /* "tháng OI" */
        bool lone =
            (figures == 1 && (named || is_digit_next(text + run.size))) || (figures == 2 && named);
        bool number =
            run.all_digits && run.real * 2 + lone * figures >= figures && run.real + lone > 0;
        if (number) {
            bool minutes = ret->count && ret->at[ret->count - 1].clock && before == NOTHING;
            add_number(ret, &run, before);
            ret->at[ret->count - 1].clock |= minutes && ret->count > 1;
            before = NOTHING;
        } else {
            if (ret->count && ret->at[ret->count - 1].count <= 2 && is_clock_word(run.plain) &&
                before == NOTHING)
                ret->at[ret->count - 1].clock = true;
            before = word_kind(run.plain);
        }
        text += run.size;
    }
}

/* "05-1 1-2001": two lone figures between signs are one number. */
static void join_lone(struct sohoa_date_numbers *numbers)
{
    size_t kept = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        struct sohoa_date_number *last = kept ? &numbers->at[kept - 1] : NULL, now = numbers->at[i];
        bool lone = last && last->count == 1 && now.count == 1 && now.before == NOTHING &&
                    !last->clock && !now.clock &&
                    (last->before == SEPARATOR || last->before == DAY || last->before == MONTH ||
                     kept == 1);
        if (lone) {
            last->value = last->value * 10 + now.value;
            last->text[1] = now.text[0];
            last->text[2] = '\0';
            last->count = 2;
            last->mended += now.mended + 1;
        } else {
            numbers->at[kept++] = now;
        }
    }
    numbers->count = kept;
}

/* Drops the numbers of times of day. */
static void drop_clock(struct sohoa_date_numbers *numbers)
{
    size_t kept = 0;
    for (size_t i = 0; i < numbers->count; i++)
        if (!numbers->at[i].clock)
            numbers->at[kept++] = numbers->at[i];
    numbers->count = kept;
}

static bool is_day(const struct sohoa_date_number *number)
{
    return number->count >= 1 && number->count <= 2 && number->value >= 1 && number->value <= 31;
}

/* Two digits mean the latest such year that is not in the future. */
static uint32_t full_year(const struct sohoa_date_number *number, uint32_t today, bool *ret_short)
{
    uint32_t now = today ? today / 10000 : 2100;
    if (number->count == 4)
        return number->value;
    if (number->count != 2)
        return 0;
    *ret_short = true;
    return number->value + (2000 + number->value <= now ? 2000 : 1900);
}

static bool settle(struct sohoa_date date, uint32_t mended, struct sohoa_date_reading *ret)
{
    if (!sohoa_date_valid(date))
        return false;
    ret->date = date;
    ret->mended += mended;
    return true;
}

/* "ngày 02 tháng 7 năm 1990", "tháng 7 năm 1990". */
static bool by_words_between(const struct sohoa_date_numbers *numbers,
                             struct sohoa_date_reading *ret)
{
    for (size_t i = 0; i + 1 < numbers->count; i++) {
        const struct sohoa_date_number *month = &numbers->at[i], *year = month + 1,
                                       *day = month - 1;
        bool worded =
            year->before == YEAR || year->before == WORD; /* "hăm": no other word can be */
        if (month->before != MONTH || !worded || year->count != 4)
            continue;
        struct sohoa_date date = {year->value, month->value, 0};
        uint32_t mended = month->mended + year->mended;
        if (i > 0 && day->before != YEAR && day->before != MONTH && is_day(day)) {
            date.day = day->value;
            mended += day->mended;
        }
        if (settle(date, mended, ret))
            return true;
    }
    return false;
}

static bool by_separators(const struct sohoa_date_numbers *numbers, uint32_t today,
                          struct sohoa_date_reading *ret)
{
    for (size_t i = 0; i + 2 < numbers->count; i++) {
        const struct sohoa_date_number *a = &numbers->at[i], *b = a + 1, *c = a + 2;
        bool joined = (b->before == SEPARATOR || b->before == NOTHING || b->before == MONTH) &&
                      (c->before == SEPARATOR || c->before == NOTHING || c->before == YEAR);
        uint32_t mended = a->mended + b->mended + c->mended;
        if (i > 0 && a->before == SEPARATOR) /* the middle of something else */
            joined = false;
        if (!joined || b->count > 2)
            continue;
        if (a->count == 4 && c->count == 2 &&
            settle((struct sohoa_date){a->value, b->value, c->value}, mended, ret))
            return true;
        bool short_year = false;
        uint32_t year = full_year(c, today, &short_year);
        if (short_year && (b->before != SEPARATOR || c->before != SEPARATOR))
            continue;
        if (is_day(a) && b->value &&
            settle((struct sohoa_date){year, b->value, a->value}, mended, ret)) {
            ret->short_year = short_year;
            ret->uneven = a->count != b->count && (a->text[0] == '0' || b->text[0] == '0');
            return true;
        }
    }
    return false;
}

/* Digits run together, or with strokes that were read as figures: "02071990",
 * "02/071990", "02107/1990", "27/0522018". */
static bool by_places(const struct sohoa_date_numbers *numbers, struct sohoa_date_reading *ret)
{
    char all[32] = "";
    size_t used = 0;
    uint32_t mended = numbers->count > 1;
    for (size_t i = 0; i < numbers->count; i++) {
        size_t length = strlen(numbers->at[i].text);
        if (used + length >= sizeof all || (i > 0 && numbers->at[i].before > SEPARATOR))
            break;
        memcpy(all + used, numbers->at[i].text, length + 1);
        used += length;
        mended += numbers->at[i].mended;
    }
    char *from = all;
    if (used == 9 || used == 10) { /* strokes read as figures: behind the day, the month, or both */
        size_t first = strlen(numbers->at[0].text);
        bool cut = numbers->count == 2 && numbers->at[1].before == SEPARATOR;
        bool day = used == 10 || (cut && first == 5) || (first > 2 && strchr("17", all[2]));
        bool month = used == 10 || (cut && first == 2) || strchr("17", all[4]);
        bool usual = !strncmp(all + used - 4, "19", 2) || !strncmp(all + used - 4, "20", 2);
        if ((!day && !month) || !usual)
            return false;
        if (used == 10 || !day)
            memmove(all + used - 5, all + used - 4, 5);
        if (day)
            memmove(all + 2, all + 3, strlen(all + 3) + 1);
        mended += (uint32_t)(used - 8);
        used = strlen(all);
    }
    if (used != 8)
        return false;
    struct sohoa_date date = {(uint32_t)strtoul(from + 4, NULL, 10), 0, 0};
    from[4] = '\0';
    date.month = (uint32_t)strtoul(from + 2, NULL, 10);
    from[2] = '\0';
    date.day = (uint32_t)strtoul(from, NULL, 10);
    return date.month && date.day && settle(date, mended, ret);
}

/* "7/1990", "tháng 7/1990", "1990". */
static bool by_part(const struct sohoa_date_numbers *numbers, struct sohoa_date_reading *ret)
{
    for (size_t i = 0; i + 1 < numbers->count; i++) {
        const struct sohoa_date_number *month = &numbers->at[i], *year = month + 1;
        if (month->count <= 2 && month->value >= 1 && month->value <= 12 && year->count == 4 &&
            (year->before == SEPARATOR || year->before == NOTHING) &&
            (i == 0 || month->before == MONTH) &&
            settle((struct sohoa_date){year->value, month->value, 0}, month->mended + year->mended,
                   ret))
            return true;
    }
    if (numbers->count == 1 && numbers->at[0].count == 4)
        return settle((struct sohoa_date){numbers->at[0].value, 0, 0}, numbers->at[0].mended, ret);
    return false;
}

bool sohoa_date_figures(const char *text, uint32_t today, struct sohoa_date_reading *ret)
{
    struct sohoa_date_numbers numbers;
    struct sohoa_date_reading out = {0};
    read_numbers(text, &numbers);
    drop_clock(&numbers);
    sohoa_date_drop_repeats(&numbers);
    join_lone(&numbers);
    sohoa_date_mend_numbers(&numbers, today);
    if (!by_words_between(&numbers, &out) && !by_separators(&numbers, today, &out) &&
        !by_places(&numbers, &out) && !by_part(&numbers, &out))
        return false;
    *ret = out;
    return true;
}
