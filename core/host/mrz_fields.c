/* mrz_fields.c - reads fields and checks off the characters of a machine-readable zone. Pure
 * functions, any thread. */
#include "host/mrz.h"
#include "sohoa_calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Copies a span without the fillers at its end; those inside become spaces. */
static void copy(const char *zone, struct mrz_span span, char *out, size_t room)
{
    size_t n = span.length < room ? span.length : room - 1;
    while (n > 0 && zone[span.from + n - 1] == '<')
        n--;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(zone[span.from + i] == '<' ? ' ' : zone[span.from + i]);
    out[n] = '\0';
}

static bool all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* A name field that begins with fillers has no surname; "<<" parts surname and given names. */
static void read_name(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret)
{
    char name[64];
    size_t n = layout->name.length;
    memcpy(name, zone + layout->name.from, n);
    name[n] = '\0';
    ret->name_cut = name[n - 1] != '<';
    char *given = strstr(name, "<<");
    struct mrz_span first = {0, (uint8_t)(given ? given - name : (ptrdiff_t)n)};
    copy(name, first, ret->surname, sizeof ret->surname);
    size_t at = given ? (size_t)(given - name) : n;
    while (at < n && name[at] == '<')
        at++;
    struct mrz_span second = {(uint8_t)at, (uint8_t)(n - at)};
    copy(name, second, ret->given, sizeof ret->given);
}

static int two(const char *text)
{
    return all_digits(text, 2) ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

/* YYMMDD to ISO; "<<" for a month or day that is not known. */
static void read_date(const char *text, int century, char out[11])
{
    int year = two(text), month = two(text + 2), day = two(text + 4);
    out[0] = '\0';
    if (year < 0)
        return;
    year += century;
    if (month < 0 || month == 0) {
        if (memcmp(text + 2, "<<", 2) == 0 || memcmp(text + 2, "00", 2) == 0)
            snprintf(out, 11, "%04d", year);
    } else if (day > 0 && day <= sohoa_month_days(year, month)) {
        snprintf(out, 11, "%04d-%02d-%02d", year, month, day);
    } else if (month <= 12 && (memcmp(text + 4, "<<", 2) == 0 || day == 0)) {
        snprintf(out, 11, "%04d-%02d", year, month);
    }
}

/* A birth lies in the past: what would be in the future was a century before. */
static int birth_century(const char *text)
{
    time_t now = time(NULL);
    struct tm tm;
    return two(text) > (gmtime_r(&now, &tm) ? tm.tm_year % 100 : 99) ? 1900 : 2000;
}

static bool holds(const char *zone, const struct mrz_checked *checked)
{
    const char *field = zone + checked->span.from;
    char digit = zone[checked->digit];
    int want = sohoa_mrz_check_digit(field, checked->span.length);
    if (digit == '<') /* an empty optional field may go without */
        return checked->check == SOHOA_MRZ_OPTIONAL && strspn(field, "<") >= checked->span.length;
    return want >= 0 && digit - '0' == want;
}

/* A TD1 or TD2 number of more than nine characters goes on in the optional field, where its check
 * digit follows it (ICAO 9303 part 5, 4.2.4 note j). */
static bool long_number(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret)
{
    const char *more = zone + layout->optional[0].from;
    size_t n = 0, room = layout->optional[0].length;
    if (layout->kind == SOHOA_MRZ_TD3 || layout->vietnam ||
        zone[layout->number.from + layout->number.length] != '<')
        return false;
    while (n < room && more[n] != '<')
        n++;
    if (n < 2 || n > 12)
        return false;
    memcpy(ret->number, zone + layout->number.from, 9);
    memcpy(ret->number + 9, more, n - 1);
    ret->number[8 + n] = '\0';
    if (sohoa_mrz_check_digit(ret->number, 8 + n) == more[n - 1] - '0')
        ret->held |= SOHOA_MRZ_NUMBER;
    return true;
}

static void read_checks(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret)
{
    ret->checks = SOHOA_MRZ_SHAPE;
    ret->held = SOHOA_MRZ_SHAPE;
    for (int i = 0; i < MRZ_CHECKED_MAX && layout->checked[i].check; i++) {
        ret->checks |= layout->checked[i].check;
        ret->held |= holds(zone, &layout->checked[i]) ? layout->checked[i].check : 0;
    }
    if (!layout->composite)
        return;
    char all[SOHOA_MRZ_PLACES_MAX];
    size_t n = 0;
    for (int i = 0; i < MRZ_PARTS_MAX && layout->parts[i].length; i++) {
        memcpy(all + n, zone + layout->parts[i].from, layout->parts[i].length);
        n += layout->parts[i].length;
    }
    ret->checks |= SOHOA_MRZ_COMPOSITE;
    if (sohoa_mrz_check_digit(all, n) == zone[layout->composite] - '0')
        ret->held |= SOHOA_MRZ_COMPOSITE;
}

/* The century of a citizen ID's fourth digit (Decree 137/2015, article 13). */
static int citizen_century(const char *id)
{
    return 1900 + (id[3] - '0') / 2 * 100;
}

static bool citizen_fits(const char *id, const char *birth, char sex)
{
    return memcmp(id + 4, birth, 2) == 0 && sex == ((id[3] - '0') % 2 ? 'F' : 'M');
}

static void read_citizen(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret)
{
    const char *id = zone + MRZ_TWELVE;
    if (layout->vietnam) {
        bool repeats = memcmp(zone + MRZ_NINE, id + 3, 9) == 0;
        ret->checks |= SOHOA_MRZ_REPEAT;
        if (repeats && citizen_fits(id, zone + layout->birth.from, ret->sex))
            ret->held |= SOHOA_MRZ_REPEAT;
    } else if (layout->kind == SOHOA_MRZ_TD3 && strcmp(ret->issuer, "VNM") == 0) {
        id = zone + layout->optional[0].from; /* the passport carries it as personal number */
        if (id[12] != '<')
            return;
    } else {
        return;
    }
    if (all_digits(id, 12)) {
        memcpy(ret->citizen_id, id, 12);
        ret->citizen_id[12] = '\0';
    }
}

void mrz_fields(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret)
{
    *ret = (struct sohoa_mrz){.kind = layout->kind};
    char *out = ret->text;
    for (unsigned line = 0; line < layout->lines; line++) {
        memcpy(out, zone + (size_t)line * layout->length, layout->length);
        out += layout->length;
        *out++ = (char)(line + 1 < layout->lines ? '\n' : '\0');
    }
    copy(zone, (struct mrz_span){0, 2}, ret->document, sizeof ret->document);
    copy(zone, (struct mrz_span){2, 3}, ret->issuer, sizeof ret->issuer);
    copy(zone, layout->nationality, ret->nationality, sizeof ret->nationality);
    ret->sex = zone[layout->sex.from];
    read_checks(layout, zone, ret);
    bool is_long = long_number(layout, zone, ret);
    if (!is_long)
        copy(zone, layout->number, ret->number, sizeof ret->number);
    struct mrz_span rest = layout->optional[is_long ? 1 : 0];
    if (rest.length)
        copy(zone, rest, ret->optional, sizeof ret->optional);
    read_name(layout, zone, ret);
    read_citizen(layout, zone, ret);
    const char *birth = zone + layout->birth.from;
    bool known = *ret->citizen_id && memcmp(ret->citizen_id + 4, birth, 2) == 0;
    read_date(birth, known ? citizen_century(ret->citizen_id) : birth_century(birth), ret->birth);
    read_date(zone + layout->expiry.from, 2000, ret->expiry);
}
