/* type_dossier.c - dossier codes: AAA.BB.CC.H56-YYMMDD-NNNN (TT 01/2018/TT-VPCP Art 19), either
 * order. [any] */
#include "reading/date.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_MAX = 12 };

/* Whether a dot was lost at this space: "000.38.24 H56", "000 13 36 H56"; both sides are parts of
 * an agency's code, before any hyphen. */
static bool lost_dot(const char *before, size_t used, const char *space)
{
    size_t last = 0, next = 0;
    bool figure = false;
    if (memchr(before, '-', used))
        return false;
    for (; last < used && before[used - 1 - last] != '.'; last++)
        figure |= before[used - 1 - last] >= '0' && before[used - 1 - last] <= '9';
    size_t n;
    const char *at = space + 1;
    for (int32_t c; (c = sohoa_vi_at(at, &n)) != 0; at += n, next++) {
        bool digit = (c >= '0' && c <= '9') || c == 0xF3; /* squeeze reads that as a six */
        if (!digit && !(next == 0 && c == 'H'))
            break;
    }
    return figure && (last == 2 || last == 3) && (next == 2 || next == 3);
}

/* Letters, digits, dots, hyphens; commas are dots, spaces nothing. */
static void squeeze(const char *text, char *ret, size_t room)
{
    size_t used = 0, n;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used + 1 < room; text += n) {
        struct sohoa_vi_letter letter;
        if (c >= '0' && c <= '9')
            ret[used++] = (char)c;
        else if (c == 0xF3) /* a six with a faint belly */
            ret[used++] = '6';
        else if (c == '.' || c == ',' || c == 0xB7 || (c == ' ' && lost_dot(ret, used, text)))
            ret[used++] = '.';
        else if (c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013 ||
                 c == 0x2014 || c == '_' || c == '~')
            ret[used++] = '-';
        else if (c == '|' || c == '!')
            ret[used++] = '1';
        else if (sohoa_vi_letter(c, &letter))
            ret[used++] = (char)(letter.upper ? letter.base - 'a' + 'A' : letter.base);
    }
    ret[used] = '\0';
}

/* The digits of size letters, letters that stand for digits put right; false when others are there.
 */
static bool digits_of(const char *text, size_t size, char *ret, uint32_t *mended)
{
    for (size_t i = 0; i < size; i++) {
        bool real;
        int digit = sohoa_digit_of(text[i], &real);
        if (digit < 0)
            return false;
        ret[i] = (char)('0' + digit);
        *mended += !real;
    }
    ret[size] = '\0';
    return true;
}

static bool is_day_code(const char *yymmdd, uint32_t today)
{
    uint32_t n = (uint32_t)strtoul(yymmdd, NULL, 10);
    struct sohoa_date date = {2000 + n / 10000, n / 100 % 100, n % 100};
    return date.month && date.day && sohoa_date_valid(date) &&
           (today == 0 || date.year * 10000 + date.month * 100 + date.day <= today);
}

/* One part of the agency's identifier: all digits, or H (of a ministry G) and digits. */
static bool agency_part(const char *part, size_t size, bool ministry, char *ret, uint32_t *mended)
{
    if (size == 0 || size > 4)
        return false;
    if (size == 3 && part[0] == 'G' && strspn(part + 1, "0123456789") >= 2) {
        memcpy(ret, part, size);
        ret[size] = '\0';
        return true;
    }
    if (part[0] >= '0' && part[0] <= '9' && digits_of(part, size, ret, mended))
        return true;
    if ((part[0] == 'H' || part[0] == 'h') && digits_of(part + 1, size - 1, ret + 1, mended)) {
        ret[0] = 'H';
        return size > 1;
    }
    if (digits_of(part, size, ret, mended))
        return true;
    memcpy(ret, part, size);
    ret[size] = '\0';
    return ministry;
}

struct code {
    char agency[64], day[8], serial[8];
    uint32_t mended;
};

/* Reads the tail (day and serial) from the end: hyphens may be lost. */
static bool read_tail(char *text, uint32_t today, struct code *ret)
{
    char digits[16];
    size_t length = strlen(text);
    for (size_t serial = 7; serial >= 4; serial--)
        for (size_t hyphens = 0; hyphens < 4; hyphens++) {
            size_t before_serial = hyphens & 1, before_day = hyphens >> 1;
            size_t tail = serial + before_serial + 6 + before_day;
            uint32_t mended = 0;
            if (length <= tail)
                continue;
            const char *at = text + length - tail;
            if ((before_day && at[0] != '-') || (before_serial && at[before_day + 6] != '-') ||
                (!before_day && text[length - tail - 1] == '-'))
                continue;
            if (!digits_of(at + before_day, 6, digits, &mended) || !is_day_code(digits, today))
                continue;
            memcpy(ret->day, digits, 7);
            if (!digits_of(at + before_day + 6 + before_serial, serial, digits, &mended))
                continue;
            memcpy(ret->serial, digits, serial + 1);
            ret->mended += mended + (2 - (uint32_t)(before_day + before_serial));
            text[length - tail] = '\0';
            return true;
        }
    return false;
}

static bool read_agency(const char *text, struct code *ret)
{
    size_t used = 0, parts = 0;
    while (*text) {
        char part[PART_MAX];
        size_t size = strcspn(text, ".-");
        if (++parts > 5 || !agency_part(text, size, parts == 1, part, &ret->mended))
            return false;
        used += (size_t)snprintf(ret->agency + used, sizeof ret->agency - used, "%s%s",
                                 parts > 1 ? "." : "", part);
        ret->mended += text[size] == '-';
        text += size + (text[size] != '\0');
    }
    return parts > 0;
}

/* The province's part is H and two digits; H is read as 11, 1I, M, N: "1156" for "H56". */
static void restore_h(struct code *code)
{
    char *last = strrchr(code->agency, '.');
    char *at = last ? last + 1 : code->agency;
    bool has_h = strchr(code->agency, 'H') != NULL;
    if (has_h || !last)
        return;
    for (int end = 0; end < 2; end++, at = code->agency) {
        size_t size = strcspn(at, ".");
        bool eleven = size == 4 && at[0] == '1' && at[1] == '1';
        bool letter = size == 3 && (at[0] == 'M' || at[0] == 'N' || at[0] == 'I');
        if (!eleven && !letter)
            continue;
        at[0] = 'H';
        if (eleven)
            memmove(at + 1, at + 2, strlen(at + 2) + 1);
        code->mended++;
        return;
    }
}

/* An agency has one part with a letter, H and the province's two figures (a ministry's is G's);
 * all other parts have two or three figures. Without the letter, three parts of two begin with the
 * province's, and it is put back; other shapes lost more than can be told. */
static bool complete(struct code *code)
{
    const char *at = code->agency;
    size_t parts = 0, pairs = 0, odd = 0, letters = 0, size;
    for (; *at; at += size + (at[size] == '.'), parts++) {
        size = strcspn(at, ".");
        bool letter = at[0] < '0' || at[0] > '9';
        letters += letter;
        pairs += !letter && size == 2;
        odd += size < 2 || size > 3 || (at[0] == 'H' && size != 3);
    }
    if (letters == 0 && parts == 3 && pairs == 3 &&
        sohoa_splice(code->agency, sizeof code->agency, 0, 0, "H")) {
        code->mended += 3; /* for a person to see */
        return true;
    }
    return letters == 1 && odd == 0;
}

/* The code may stand in a longer text (a label, a QR's): it begins with a word. */
static bool find_code(const char *text, uint32_t today, struct code *ret)
{
    char whole[512];
    for (size_t from = 0, tries = 0; text[from] && tries < 64; from++, tries++) {
        struct code code = {0};
        squeeze(text + from, whole, sizeof whole);
        if (read_tail(whole, today, &code) && read_agency(whole, &code)) {
            restore_h(&code);
            *ret = code;
            return true;
        }
        from += strcspn(text + from, " :|;\n");
        if (!text[from])
            break;
    }
    return false;
}

size_t sohoa_type_dossier_code(const struct sohoa_type_env *env, const char *text,
                               struct sohoa_typed *ret)
{
    struct code code;
    char value[128];
    if (!find_code(text, env->today, &code)) {
        sohoa_typed_set(ret, text);
        sohoa_typed_check(ret, "format", false);
        sohoa_typed_doubt(ret, 0.1);
        ret->flags |= SOHOA_TYPED_FREE;
        return 1;
    }
    bool whole = complete(&code);
    snprintf(value, sizeof value, "%s-%s-%s", code.agency, code.day, code.serial);
    sohoa_typed_set(ret, value);
    ret->corrected = code.mended;
    sohoa_typed_check(ret, "format", whole);
    sohoa_typed_check(ret, "date", true);
    return 1;
}
