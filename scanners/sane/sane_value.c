/* sane_value.c - values of SANE options as text; see sane_value.h. No state, any thread. */
#include "sane_value.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LISTED_MAX = 64 }; /* values told of a longer list */
enum { FIXED_SLACK = 7 }; /* 0.0001 in fixed point: as exact as numbers are told */

void scan_append(char *text, size_t room, const char *fmt, ...)
{
    size_t n = strnlen(text, room);
    if (n + 1 >= room)
        return;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text + n, room - n, fmt, args);
    va_end(args);
}

const char *scan_unit_text(SANE_Unit unit)
{
    switch (unit) {
    case SANE_UNIT_PIXEL:
        return " pixels";
    case SANE_UNIT_BIT:
        return " bit";
    case SANE_UNIT_MM:
        return " mm";
    case SANE_UNIT_DPI:
        return " dpi";
    case SANE_UNIT_PERCENT:
        return " %";
    case SANE_UNIT_MICROSECOND:
        return " us";
    case SANE_UNIT_NONE:
    default:
        return "";
    }
}

double scan_word_number(const SANE_Option_Descriptor *about, SANE_Word word)
{
    return about->type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : (double)word;
}

SANE_Word scan_number_word(const SANE_Option_Descriptor *about, double number)
{
    double n =
        round(about->type == SANE_TYPE_FIXED ? number * (1 << SANE_FIXED_SCALE_SHIFT) : number);
    if (!(n > INT_MIN))
        return INT_MIN;
    return n < INT_MAX ? (SANE_Word)n : INT_MAX;
}

static bool in_range(const SANE_Range *range, SANE_Word word)
{
    if (word < range->min || word > range->max)
        return false;
    /* The end of a range need not lie on its grid. */
    return range->quant <= 1 || word == range->max ||
           ((int64_t)word - range->min) % range->quant == 0;
}

bool scan_word_allowed(const SANE_Option_Descriptor *about, SANE_Word word)
{
    if (about->constraint_type == SANE_CONSTRAINT_RANGE)
        return in_range(about->constraint.range, word);
    if (about->constraint_type != SANE_CONSTRAINT_WORD_LIST)
        return true;
    const SANE_Word *list = about->constraint.word_list;
    for (SANE_Word i = 1; i <= list[0]; i++)
        if (list[i] == word)
            return true;
    return false;
}

SANE_Word scan_word_snapped(const SANE_Option_Descriptor *about, double number)
{
    SANE_Word word = scan_number_word(about, number);
    if (about->type != SANE_TYPE_FIXED)
        return word;
    SANE_Word near = scan_word_nearest(about, number, false);
    return llabs((long long)near - word) <= FIXED_SLACK ? near : word;
}

static SANE_Word nearest_in_range(const SANE_Range *range, SANE_Word word, bool upward)
{
    if (word <= range->min)
        return range->min;
    if (word >= range->max)
        return range->max;
    if (range->quant <= 1)
        return word;
    int64_t off = (int64_t)word - range->min;
    int64_t steps =
        upward ? (off + range->quant - 1) / range->quant : (off + range->quant / 2) / range->quant;
    int64_t near = range->min + steps * range->quant;
    return near > range->max ? range->max : (SANE_Word)near;
}

SANE_Word scan_word_nearest(const SANE_Option_Descriptor *about, double number, bool upward)
{
    SANE_Word want = scan_number_word(about, number);
    if (about->constraint_type == SANE_CONSTRAINT_RANGE)
        return nearest_in_range(about->constraint.range, want, upward);
    if (about->constraint_type != SANE_CONSTRAINT_WORD_LIST)
        return want;
    const SANE_Word *list = about->constraint.word_list;
    SANE_Word best = want;
    double least = INFINITY;
    for (SANE_Word i = 1; i <= list[0]; i++) {
        double off = (double)list[i] - want;
        /* Below is worse than any above when upward, whatever its distance. */
        double cost = off >= 0 ? off : -off + (upward ? 1e12 : 0);
        if (cost < least) {
            least = cost;
            best = list[i];
        }
    }
    return best;
}

static bool unit_factor(SANE_Unit unit, const char *suffix, double *ret_factor)
{
    static const struct {
        SANE_Unit unit;
        const char *suffix;
        double factor;
    } known[] = {
        {SANE_UNIT_MM, "mm", 1},     {SANE_UNIT_MM, "cm", 10},   {SANE_UNIT_MM, "in", 25.4},
        {SANE_UNIT_DPI, "dpi", 1},   {SANE_UNIT_PIXEL, "px", 1}, {SANE_UNIT_PIXEL, "pixels", 1},
        {SANE_UNIT_PERCENT, "%", 1}, {SANE_UNIT_BIT, "bit", 1},  {SANE_UNIT_MICROSECOND, "us", 1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].unit == unit && strcasecmp(known[i].suffix, suffix) == 0) {
            *ret_factor = known[i].factor;
            return true;
        }
    return false;
}

bool scan_number_parse(const SANE_Option_Descriptor *about, const char *text, size_t size,
                       double *ret_number)
{
    char copy[64];
    if (size == 0 || size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    while (size > 0 && copy[size - 1] == ' ')
        copy[--size] = '\0';
    char *end;
    double number = strtod(copy, &end);
    if (end == copy || !isfinite(number))
        return false;
    while (*end == ' ')
        end++;
    double factor = 1;
    if (*end && !unit_factor(about->unit, end, &factor))
        return false;
    number *= factor;
    if (about->type == SANE_TYPE_INT && number != round(number))
        return false;
    double limit = about->type == SANE_TYPE_FIXED ? 32768.0 : 2147483648.0;
    if (number < -limit || number >= limit)
        return false;
    *ret_number = number;
    return true;
}

void scan_number_text(double number, char *ret_text, size_t room)
{
    (void)snprintf(ret_text, room, "%.4f", number);
    char *dot = strchr(ret_text, '.');
    if (!dot)
        return;
    char *end = ret_text + strlen(ret_text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
}

static void range_text(const SANE_Option_Descriptor *about, char *text, size_t room)
{
    const SANE_Range *range = about->constraint.range;
    char number[48];
    scan_number_text(scan_word_number(about, range->min), number, sizeof number);
    scan_append(text, room, "%s", number);
    scan_number_text(scan_word_number(about, range->max), number, sizeof number);
    scan_append(text, room, " to %s%s", number, scan_unit_text(about->unit));
    scan_number_text(scan_word_number(about, range->quant), number, sizeof number);
    if (range->quant > 1 && strcmp(number, "0") != 0 &&
        !(about->type == SANE_TYPE_INT && range->quant == 1))
        scan_append(text, room, " in steps of %s", number);
}

static void words_text(const SANE_Option_Descriptor *about, char *text, size_t room)
{
    const SANE_Word *list = about->constraint.word_list;
    for (SANE_Word i = 1; i <= list[0] && i <= LISTED_MAX; i++) {
        char number[48];
        scan_number_text(scan_word_number(about, list[i]), number, sizeof number);
        scan_append(text, room, "%s%s", i > 1 ? ", " : "", number);
    }
    scan_append(text, room, "%s%s", list[0] > LISTED_MAX ? ", ..." : "",
                scan_unit_text(about->unit));
}

void scan_valid_text(const SANE_Option_Descriptor *about, char *ret_text, size_t room)
{
    ret_text[0] = '\0';
    if (about->constraint_type == SANE_CONSTRAINT_RANGE)
        range_text(about, ret_text, room);
    else if (about->constraint_type == SANE_CONSTRAINT_WORD_LIST)
        words_text(about, ret_text, room);
    else if (about->constraint_type == SANE_CONSTRAINT_STRING_LIST)
        for (int i = 0; about->constraint.string_list[i] && i < LISTED_MAX; i++)
            scan_append(ret_text, room, "%s'%s'", i ? ", " : "", about->constraint.string_list[i]);
    else if (about->type == SANE_TYPE_BOOL)
        scan_append(ret_text, room, "yes, no");
    else if (about->type == SANE_TYPE_STRING)
        scan_append(ret_text, room, "a text of up to %d bytes",
                    about->size > 0 ? about->size - 1 : 0);
    else if (about->type == SANE_TYPE_BUTTON)
        scan_append(ret_text, room, "press");
    else
        scan_append(ret_text, room, "%s%s",
                    about->type == SANE_TYPE_INT ? "an integer" : "a number",
                    scan_unit_text(about->unit));
}
