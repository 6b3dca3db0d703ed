/* type_digits.c - types made of digits: citizen and old IDs, tax codes, telephone numbers. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

int sohoa_digit_of(int32_t c, bool *ret_real)
{
    static const char from[] = "OoQDUIlijZzSsBGbTqgA", to[] = "00000111122558667994";
    *ret_real = c >= '0' && c <= '9';
    if (*ret_real)
        return c - '0';
    if (c == '|' || c == '!' || c == ']' || c == '[')
        return 1;
    if (c == '?')
        return 7;
    if (c == 0xD8) /* a zero with a slash */
        return 0;
    if (c == 0x160) /* a five's roof read as a caron */
        return 5;
    if (c == 0x2020) /* a dagger */
        return 1;
    if (c == 0xF3) /* so is a six with a faint belly read */
        return 6;
    struct sohoa_vi_letter letter;
    if (!sohoa_vi_letter(c, &letter) || letter.shape == SOHOA_VI_BAR)
        return -1;
    char plain = (char)(letter.upper ? letter.base - 'a' + 'A' : letter.base);
    const char *at = strchr(from, plain);
    return at ? to[at - from] - '0' : -1;
}

/* A group: characters without space, dot or hyphen between. */
struct group {
    size_t from, to, count, real;
    bool digits; /* all of them digits or taken for such */
};

static bool is_separator(int32_t c)
{
    return c == ' ' || c == '.' || c == '-' || c == 0x2013 || c == 0xB7;
}

static bool is_group_sign(int32_t c)
{
    bool real;
    return sohoa_vi_base(c) || sohoa_digit_of(c, &real) >= 0;
}

static struct group read_group(const char *text, size_t from)
{
    struct group out = {.from = from, .to = from, .digits = true};
    size_t n;
    int32_t c;
    for (; (c = sohoa_vi_at(text + out.to, &n)) != 0 && is_group_sign(c); out.to += n) {
        bool real;
        int digit = sohoa_digit_of(c, &real);
        out.digits &= digit >= 0;
        out.real += real;
        out.count++;
    }
    return out;
}

/* Half of it digits; a lone letter counts when it stands among lone digits (boxes). */
static bool counts(const struct group *group, bool among_boxes)
{
    return group->digits && group->count > 0 &&
           (group->real * 2 >= group->count || (group->count == 1 && among_boxes));
}

static void take(const char *text, const struct group *group, struct sohoa_digits *ret)
{
    size_t n;
    for (size_t at = group->from; at < group->to; at += n) {
        bool real;
        int digit = sohoa_digit_of(sohoa_vi_at(text + at, &n), &real);
        if (ret->count + 1 < sizeof ret->text)
            ret->text[ret->count++] = (char)('0' + digit);
        ret->mended += !real;
    }
    ret->text[ret->count] = '\0';
    ret->to = group->to;
}

/* A group that begins with one letter of a passport: "B1234567". */
static bool is_passport(const char *text, struct group *group, char *ret_letter)
{
    size_t n;
    struct group rest;
    char base = sohoa_vi_base(sohoa_vi_at(text + group->from, &n));
    if (!base || group->to - group->from < 8)
        return false;
    rest = read_group(text, group->from + n);
    if (!rest.digits || rest.real != rest.count || rest.count < 7 || rest.count > 8)
        return false;
    *ret_letter = (char)(base - 'a' + 'A');
    *group = rest;
    return true;
}

bool sohoa_digits_next(const char *text, size_t from, struct sohoa_digits *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t at = from; text[at];) {
        size_t n;
        struct group group = read_group(text, at);
        if (group.count == 0) {
            sohoa_vi_at(text + at, &n);
            if (ret->count > 0 && !(is_separator(sohoa_vi_at(text + at, &n)) && at == ret->to))
                return true;
            at += n;
            continue;
        }
        at = group.to;
        bool first = ret->count == 0;
        if (first && is_passport(text, &group, &ret->before))
            ret->from = group.from;
        else if (first) {
            struct group next = read_group(text, at + (text[at] == ' '));
            if (!counts(&group, next.count == 1 && next.real == 1))
                continue;
            ret->from = group.from;
        } else if (!counts(&group, ret->count >= 2 && group.to - group.from <= 2)) {
            return true;
        }
        take(text, &group, ret);
        if (ret->before)
            return true;
    }
    return ret->count > 0;
}

/* The stretch whose number of digits is wanted (a or b), else the longest one. */
static bool best_stretch(const char *text, size_t a, size_t b, struct sohoa_digits *ret)
{
    struct sohoa_digits now;
    bool found = false;
    for (size_t from = 0; sohoa_digits_next(text, from, &now); from = now.to) {
        bool wanted = now.count == a || now.count == b;
        if (!found || wanted || now.count > ret->count)
            *ret = now;
        found = true;
        if (wanted)
            return true;
    }
    return found;
}

/* Digits spread over stretches, or rules between boxes read as ones: only all of them together, or
 * without the strokes, are as many as wanted. */
static bool gather(const char *text, size_t wanted, struct sohoa_digits *ret)
{
    struct sohoa_digits out = {0};
    size_t n;
    int32_t c;
    for (size_t at = 0; (c = sohoa_vi_at(text + at, &n)) != 0; at += n) {
        bool real;
        int digit = sohoa_digit_of(c, &real);
        if (!real && (digit < 0 || sohoa_vi_base(c) == 0))
            continue;
        if (!real && !(c == 'O' || c == 'o'))
            return false;
        if (out.count == wanted)
            return false;
        out.text[out.count++] = (char)('0' + digit);
        out.mended += !real;
        out.to = at + n;
    }
    out.mended++;
    if (out.count != wanted)
        return false;
    *ret = out;
    return true;
}

/* "038/19322589": one word of figures and signs is one number. */
static void join_word(const char *text, struct sohoa_digits *ret)
{
    struct sohoa_digits out = {.to = strlen(text)};
    if (strspn(text, "0123456789/.,;:-") != out.to)
        return;
    for (const char *at = text; *at && out.count + 1 < sizeof out.text; at++)
        if (*at >= '0' && *at <= '9')
            out.text[out.count++] = *at;
    if (out.count > ret->count && out.count >= 10)
        *ret = out;
}

static bool has_build(const struct sohoa_type_env *env, const char *id)
{
    int century = id[3] - '0';
    int year = 1900 + century / 2 * 100 + (id[4] - '0') * 10 + (id[5] - '0');
    return strspn(id, "0123456789") == 12 && id[12] == '\0' && id[0] == '0' && century <= 3 &&
           (env->today == 0 || year <= (int)(env->today / 10000)) &&
           sohoa_vocab_province_of_id(env->vocab, id) != NULL;
}

bool sohoa_digits_citizen(const struct sohoa_type_env *env, const char *text,
                          struct sohoa_digits *ret)
{
    struct sohoa_digits out = {0};
    size_t n;
    for (size_t at = 0; text[at];) {
        size_t run = strspn(text + at, "0123456789");
        char id[13] = "";
        if (run == 12)
            snprintf(id, sizeof id, "%.12s", text + at);
        if (run == 12 && has_build(env, id)) {
            if (out.count && strcmp(out.text, id) != 0)
                return false;
            out.from = at;
            out.to = at + run;
            out.count = run;
            memcpy(out.text, id, sizeof id);
        }
        (void)sohoa_vi_at(text + at, &n);
        at += run ? run : n;
    }
    if (!out.count)
        return false;
    bool figures = (out.from > 1 && strchr("0123456789", text[out.from - 2])) ||
                   (text[out.to] && text[out.to + 1] >= '0' && text[out.to + 1] <= '9');
    out.mended = figures ? 3 : 1; /* figures beside it: for a person to see */
    *ret = out;
    return true;
}

/* Thirteen figures of which one was seen twice, when there is but one such number. */
static bool drop_double(const struct sohoa_type_env *env, struct sohoa_digits *digits)
{
    char found[13] = "", now[16];
    if (digits->count != 13)
        return false;
    for (size_t i = 1; i < 13; i++) {
        snprintf(now, sizeof now, "%.*s%s", (int)i, digits->text, digits->text + i + 1);
        if (digits->text[i] != digits->text[i - 1] || !has_build(env, now))
            continue;
        if (found[0] && strcmp(found, now) != 0)
            return false;
        memcpy(found, now, sizeof found);
    }
    if (!found[0])
        return false;
    memcpy(digits->text, found, sizeof found);
    digits->count = 12;
    digits->mended += 3; /* for a person to see */
    return true;
}

static void check_citizen_id(const struct sohoa_type_env *env, struct sohoa_typed *ret)
{
    bool format = strlen(ret->value) == 12;
    sohoa_typed_check(ret, "format", format);
    if (!format) {
        sohoa_typed_doubt(ret, 0.05);
        return;
    }
    int century = ret->value[3] - '0';
    int year = 1900 + century / 2 * 100 + (ret->value[4] - '0') * 10 + (ret->value[5] - '0');
    bool lived = century <= 3 && (env->today == 0 || year <= (int)(env->today / 10000));
    sohoa_typed_check(ret, "century", lived);
    if (!lived)
        sohoa_typed_doubt(ret, 0.05);
    if (sohoa_vocab_count(env->vocab, SOHOA_VOCAB_PROVINCE) == 0)
        return;
    bool province = sohoa_vocab_province_of_id(env->vocab, ret->value) != NULL;
    sohoa_typed_check(ret, "province", province); /* else: registered abroad, or misread */
    if (!province)
        sohoa_typed_doubt(ret, 0.3);
}

/* Lost zero at the front: spreadsheets and faint print drop it. */
static bool restore_zero(const struct sohoa_type_env *env, struct sohoa_digits *digits)
{
    char whole[16];
    if (digits->count != 11 || digits->text[0] == '0')
        return false;
    snprintf(whole, sizeof whole, "0%.11s", digits->text);
    if (!sohoa_vocab_province_of_id(env->vocab, whole))
        return false;
    memcpy(digits->text, whole, 13);
    digits->count = 12;
    digits->mended++;
    return true;
}

/* The first digit of a known province is 0, of which worn print makes 6, 8 or 9; no country that
 * others were registered in has a code from 400 on. */
static bool restore_province(const struct sohoa_type_env *env, struct sohoa_digits *digits)
{
    char whole[16];
    if (digits->count != 12 || !strchr("456789", digits->text[0]) ||
        sohoa_vocab_province_of_id(env->vocab, digits->text))
        return false;
    snprintf(whole, sizeof whole, "0%.11s", digits->text + 1);
    if (!sohoa_vocab_province_of_id(env->vocab, whole))
        return false;
    digits->mended += strchr("689", digits->text[0]) ? 1 : 3;
    digits->text[0] = '0';
    return true;
}

/* The fourth figure is the century: 0 to 3. Worn print makes 6, 8 or 9 of a 0, 7 of a 1. */
static bool restore_century(struct sohoa_digits *digits)
{
    char *century = &digits->text[3];
    if (digits->count != 12 || !strchr("6789", *century))
        return false;
    *century = *century == '7' ? '1' : '0';
    digits->mended += 3; /* for a person to see */
    return true;
}

static size_t no_digits(const char *text, struct sohoa_typed *ret)
{
    sohoa_typed_set(ret, text);
    sohoa_typed_check(ret, "format", false);
    sohoa_typed_doubt(ret, 0.02);
    ret->flags |= SOHOA_TYPED_FREE;
    return 1;
}

size_t sohoa_type_citizen_id(const struct sohoa_type_env *env, const char *text,
                             struct sohoa_typed *ret)
{
    struct sohoa_digits digits;
    if (!best_stretch(text, 12, 12, &digits) && !sohoa_digits_citizen(env, text, &digits))
        return no_digits(text, ret);
    if (digits.count != 12 && !gather(text, 12, &digits) &&
        !sohoa_digits_citizen(env, text, &digits))
        join_word(text, &digits);
    bool restored = drop_double(env, &digits);
    restored |= restore_zero(env, &digits) || restore_province(env, &digits);
    restored |= restore_century(&digits);
    sohoa_typed_set(ret, digits.text);
    ret->corrected = digits.mended;
    check_citizen_id(env, ret);
    if (restored)
        sohoa_typed_doubt(ret, 0.3);
    return 1;
}

size_t sohoa_type_old_id(const struct sohoa_type_env *env, const char *text,
                         struct sohoa_typed *ret)
{
    struct sohoa_digits digits;
    if (!best_stretch(text, 9, 12, &digits))
        return no_digits(text, ret);
    if (digits.count != 9 && digits.count != 12)
        gather(text, 9, &digits);
    sohoa_typed_set(ret, digits.text);
    ret->corrected = digits.mended;
    if (digits.count != 9) {
        check_citizen_id(env, ret);
        return 1;
    }
    sohoa_typed_check(ret, "format", true);
    return 1;
}

size_t sohoa_type_id_number(const struct sohoa_type_env *env, const char *text,
                            struct sohoa_typed *ret)
{
    struct sohoa_digits digits, citizen;
    if (!best_stretch(text, 12, 9, &digits))
        return sohoa_digits_citizen(env, text, &citizen) ? sohoa_type_citizen_id(env, text, ret)
                                                         : no_digits(text, ret);
    if (digits.before && digits.count <= 8) {
        char passport[16];
        snprintf(passport, sizeof passport, "%c%.8s", digits.before, digits.text);
        sohoa_typed_set(ret, passport);
        sohoa_typed_check(ret, "format", true);
        sohoa_typed_doubt(ret, 0.8);
        return 1;
    }
    size_t count = digits.count == 9 ? sohoa_type_old_id(env, text, ret)
                                     : sohoa_type_citizen_id(env, text, ret);
    if (strstr(text, "thoại") || strstr(text, "THOẠI")) /* another field's label and number */
        sohoa_typed_check(ret, "label", false);
    return count;
}

/* Mã số thuế: nine digits and a check digit, 10 - (sum mod 11) with the weights below (TT
 * 105/2020/TT-BTC; a remainder that gives 10 is not issued), then perhaps -nnn of a branch. */
static bool tax_check_digit(const char *digits)
{
    static const int weights[9] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    int sum = 0;
    for (size_t i = 0; i < 9; i++)
        sum += weights[i] * (digits[i] - '0');
    return 10 - sum % 11 == digits[9] - '0';
}

size_t sohoa_type_tax_code(const struct sohoa_type_env *env, const char *text,
                           struct sohoa_typed *ret)
{
    struct sohoa_digits digits;
    char value[20];
    if (!best_stretch(text, 10, 13, &digits))
        return no_digits(text, ret);
    ret->corrected = digits.mended;
    if (digits.count == 12) /* from 01/07/2025 a person's tax code is the citizen ID */
        return sohoa_type_citizen_id(env, text, ret);
    bool format = digits.count == 10 || digits.count == 13;
    if (digits.count == 13)
        snprintf(value, sizeof value, "%.10s-%.3s", digits.text, digits.text + 10);
    else
        snprintf(value, sizeof value, "%.19s", digits.text);
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "format", format);
    if (format)
        sohoa_typed_check(ret, "check_digit", tax_check_digit(digits.text));
    if (!format || !tax_check_digit(digits.text))
        sohoa_typed_doubt(ret, 0.05);
    return 1;
}

/* 0 and nine digits (mobile: 03 05 07 08 09), 02 and nine (fixed); +84 stands for the 0. */
size_t sohoa_type_phone(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    struct sohoa_digits digits;
    (void)env;
    if (!best_stretch(text, 10, 11, &digits))
        return no_digits(text, ret);
    if (digits.count == 11 && strncmp(digits.text, "84", 2) == 0) {
        memmove(digits.text + 1, digits.text + 2, digits.count - 1);
        digits.text[0] = '0';
        digits.count--;
    }
    if (digits.count == 11 && strncmp(digits.text, "02", 2) != 0) {
        digits.text[--digits.count] = '\0'; /* the number of the next item, or a note mark */
        digits.mended++;
        sohoa_typed_doubt(ret, 0.5);
    }
    if (digits.count == 9 && strchr("35789", digits.text[0])) { /* the 0 was not read */
        memmove(digits.text + 1, digits.text, digits.count + 1);
        digits.text[0] = '0';
        digits.count++;
        digits.mended++;
        sohoa_typed_doubt(ret, 0.5);
    }
    bool mobile = digits.count == 10 && digits.text[0] == '0' && strchr("35789", digits.text[1]);
    bool fixed = digits.count == 11 && strncmp(digits.text, "02", 2) == 0;
    sohoa_typed_set(ret, digits.text);
    ret->corrected = digits.mended;
    sohoa_typed_check(ret, "format", mobile || fixed);
    if (!mobile && !fixed)
        sohoa_typed_doubt(ret, 0.1);
    return 1;
}
