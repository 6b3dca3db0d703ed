/* date_numbers.c - figures of a date that cannot be, put right by the place where they stand; see
 * date_numbers.h. [any] */
#include "reading/date_numbers.h"

#include <stdio.h>
#include <string.h>

/* The second figure of a year is known: 1390 was 1990, 2926 was 2026; so is the first: 7990 and
 * 4990 were 1990, 3026 was 2026.
 * A face whose 2 was once read as 3 has the other one read so, too: 3036 was 2026. */
static void mend_year(struct sohoa_date_number *number, uint32_t today)
{
    char first = number->text[0];
    bool old = (first == '7' || first == '4') && number->text[1] == '9';
    if (number->count == 4 && (old || (first == '3' && number->text[1] == '0'))) {
        number->text[0] = old ? '1' : '2';
        number->value = number->value % 1000 + (old ? 1000 : 2000);
        number->mended += 3;
        if (!old && number->text[2] == '3' && today && number->value > today / 10000) {
            number->text[2] = '2';
            number->value -= 10;
        }
    }
    if (number->count != 4 || (number->text[0] != '1' && number->text[0] != '2'))
        return;
    uint32_t wanted = number->text[0] == '1' ? 9 : 0, found = (uint32_t)(number->text[1] - '0');
    if (found == wanted || (number->text[0] == '1' && found == 8) ||
        (number->text[0] == '2' && found == 1))
        return;
    number->value += wanted * 100 - found * 100;
    number->text[1] = (char)('0' + wanted);
    number->mended += 3;
}

/* "1507.1982": the four figures in front of a year are a day and a month. */
static bool is_day_and_month(const struct sohoa_date_numbers *numbers, size_t at)
{
    const struct sohoa_date_number *next = &numbers->at[at + 1];
    return at + 1 < numbers->count && numbers->at[at].count == 4 && next->count == 4 &&
           next->before <= SEPARATOR;
}

/* "ngày 16 6 tháng 7 năm": behind "ngày" or "tháng" a number was read twice, the second time in
 * part. */
void sohoa_date_drop_repeats(struct sohoa_date_numbers *numbers)
{
    for (size_t i = 0; i + 2 < numbers->count; i++) {
        struct sohoa_date_number *number = &numbers->at[i], *again = number + 1;
        bool counted = (number->before == DAY && again[1].before == MONTH) ||
                       (number->before == MONTH && again[1].before == YEAR);
        if (!counted || again->before != NOTHING || again->count > number->count ||
            strcmp(number->text + number->count - again->count, again->text) != 0)
            continue;
        number->mended += 3;
        memmove(again, again + 1, (numbers->count - i - 2) * sizeof *again);
        numbers->count--;
    }
}

/* 85/07, 21/64: no such day or month; its 0 was read as 6, 8 or 9. */
static void mend_zero(struct sohoa_date_number *number, uint32_t limit)
{
    if (number->count != 2 || number->value <= limit || !strchr("689", number->text[0]) ||
        number->text[1] == '0')
        return;
    number->text[0] = '0';
    number->value %= 10;
    number->mended += 3;
}

static void mend_zeros(struct sohoa_date_numbers *numbers)
{
    for (size_t i = 0; i + 2 < numbers->count; i++)
        if (numbers->at[i + 2].count == 4 && numbers->at[i + 1].before != NOTHING &&
            numbers->at[i + 2].before != NOTHING) {
            mend_zero(&numbers->at[i], 31);
            mend_zero(&numbers->at[i + 1], 12);
        }
}

static void set_number(struct sohoa_date_number *number, uint32_t value, const char *format)
{
    (void)snprintf(number->text, sizeof number->text, format, value);
    number->value = value;
    number->count = (uint32_t)strlen(number->text);
    number->mended += 3; /* for a person to see */
}

/* 75.10, 12/71, 12/18: no such day or month; the 7 was a one, the 8 of an 18 a zero. */
static void mend_ten(struct sohoa_date_number *number, uint32_t limit)
{
    if (number->count != 2 || number->value <= limit)
        return;
    if (number->text[0] == '7' && number->value - 60 <= limit)
        set_number(number, number->value - 60, "%02u");
    else if (limit == 12 && number->text[0] == '1' && strchr("689", number->text[1]))
        set_number(number, 10, "%02u");
}

/* "601 tháng 12": a day of three figures of which just one can go. */
static void mend_long_day(struct sohoa_date_number *number)
{
    uint32_t found = 0,
             now[3] = {number->value % 100, number->value / 100 * 10 + number->value % 10,
                       number->value / 10};
    if (number->count != 3)
        return;
    for (size_t i = 0; i < 3; i++) {
        if (now[i] == 0 || now[i] > 31 || now[i] == found)
            continue;
        if (found)
            return;
        found = now[i];
    }
    if (found)
        set_number(number, found, "%02u");
}

/* "21/07/196711", "năm 226", "02/ 023": where a year stands, and one figure too many or too few. */
static void mend_long_year(struct sohoa_date_number *number, uint32_t today)
{
    uint32_t now = today ? today / 10000 : 2100, year = 0;
    if (number->count == 5 || number->count == 6)
        year = number->value / (number->count == 5 ? 10 : 100);
    else if (number->count == 3 && number->text[0] == '0')
        year = 2000 + number->value;
    else if (number->count == 3 && number->text[0] == '2' && number->text[1] != '0')
        year = 2000 + number->value % 100;
    else if (number->count == 3 && number->value >= 930)
        year = 1000 + number->value; /* "13/03 998" */
    if (year >= 1900 && year <= now)
        set_number(number, year, "%04u");
}

static void mend_places(struct sohoa_date_numbers *numbers, uint32_t today)
{
    struct sohoa_date_number *one = numbers->at;
    bool torn = numbers->count == 2 && one[0].count == 1 && one[0].value == 1 &&
                one[1].before == NOTHING && one[1].count == 3 && one[1].text[0] == '9';
    if (torn) { /* "1 986" */
        set_number(one, 1000 + one[1].value, "%04u");
        numbers->count = 1;
    }
    for (size_t i = 0; i < numbers->count; i++) {
        struct sohoa_date_number *at = numbers->at + i;
        bool third = i >= 2 && at[-1].count <= 2 && at[-2].count <= 2 &&
                     (at->before == SEPARATOR ||
                      (at->before == NOTHING && at->count == 3 && at[-1].before == SEPARATOR));
        if (at->before == YEAR || third || (numbers->count == 1 && at->count == 5))
            mend_long_year(at, today);
        bool day = i == 0 && numbers->count == 3 && at[1].before == SEPARATOR && at[2].count == 4;
        if (day || (i + 1 < numbers->count && at[1].before == MONTH))
            mend_long_day(at);
    }
    for (size_t i = 0; i + 2 < numbers->count; i++) {
        struct sohoa_date_number *at = numbers->at + i;
        if (at[2].count != 4 || at[1].before == NOTHING || at[2].before == NOTHING)
            continue;
        mend_ten(at, 31);
        mend_ten(at + 1, 12);
    }
}

void sohoa_date_mend_numbers(struct sohoa_date_numbers *numbers, uint32_t today)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (!is_day_and_month(numbers, i))
            mend_year(&numbers->at[i], today);
    mend_places(numbers, today);
    mend_zeros(numbers);
}
