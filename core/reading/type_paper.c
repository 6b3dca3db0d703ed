/* type_paper.c - identity_paper: "CCCD số 038190000001, cấp ngày 15/03/2022, nơi cấp Cục ..." in
 * any wording and order, split into number, date and place of issue. [any] */
#include "reading/date.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

/* A byte range of the text. */
struct span {
    size_t from, to;
};

static const char *const place_words[] = {
    "noi cap", "co quan cap", "noi cap the", "cap tai", "cap boi", "do", "tai", "noi  cap",
};
static const char *const date_words[] = {
    "cap ngay", "ngay cap", "ngay thang nam cap", "cap", "ngay",
};
/* What a stretch between the parts may say without being a place. */
static const char *const filler[] = {
    "cccd",
    "cmnd",
    "cmtnd",
    "can cuoc",
    "can cuoc cong dan",
    "the can cuoc",
    "giay cmnd",
    "so",
    "ho chieu",
    "so cccd",
    "so dinh danh ca nhan",
    "cap",
    "ngay cap",
    "cap ngay",
    "ngay",
    "noi cap",
    "do",
    "tai",
    "the cccd",
    "thang",
    "nam",
    "sdd",
    "so dinh danh",
    "the",
    "chung minh nhan dan",
    "so cmnd",
    "cc",
    "va",
    "the can cuoc cong dan so",
    "the can cuoc so",
    "can cuoc cong dan so",
    "can cuoc so",
    "cccd so",
    "cmnd so",
    "cap ngay thang nam",
};

/* Bytes from text[at] that read as the plain words, as whole words; 0 when they do not. */
static size_t reads(const char *text, size_t at, const char *plain)
{
    size_t used = at, n;
    for (; *plain; plain++) {
        int32_t c = sohoa_vi_at(text + used, &n);
        if (*plain == ' ') {
            if (c != ' ' && c != ',' && c != '.')
                return 0;
            while ((c = sohoa_vi_at(text + used, &n)) == ' ' || c == ',' || c == '.')
                used += n;
            continue;
        }
        if (sohoa_vi_base(c) != *plain)
            return 0;
        used += n;
    }
    return sohoa_vi_base(sohoa_vi_at(text + used, &n)) ? 0 : used - at;
}

static bool word_starts(const char *text, size_t at)
{
    size_t n;
    if (at == 0)
        return true;
    size_t before = at - 1;
    while (before > 0 && ((unsigned char)text[before] & 0xC0) == 0x80)
        before--;
    return sohoa_vi_base(sohoa_vi_at(text + before, &n)) == 0;
}

/* The first place at or after from where one of the words stands; its end in ret->to. */
static bool find_word(const char *text, size_t from, const char *const *words, size_t count,
                      struct span *ret)
{
    size_t n;
    for (size_t at = from; text[at]; at += n) {
        size_t best = 0;
        sohoa_vi_at(text + at, &n);
        for (size_t i = 0; word_starts(text, at) && i < count; i++) {
            size_t size = reads(text, at, words[i]);
            best = size > best ? size : best;
        }
        if (best > 0) {
            *ret = (struct span){at, at + best};
            return true;
        }
    }
    return false;
}

/* "038/19322589": one word of figures and signs, too many of them for a date. */
static bool find_word_number(const char *text, struct sohoa_digits *ret)
{
    for (size_t at = 0; text[at];) {
        size_t size = strcspn(text + at, " "), figures = 0;
        for (size_t i = at; i < at + size; i++)
            figures += text[i] >= '0' && text[i] <= '9';
        if (figures >= 10 && figures <= 13 && strspn(text + at, "0123456789/.,;:-") >= size) {
            *ret = (struct sohoa_digits){.from = at, .to = at + size, .count = figures};
            return true;
        }
        at += size + (text[at + size] == ' ');
    }
    return false;
}

/* The number: the first stretch of 12 or 9 digits, or a passport's, or a run that is a citizen's by
 * its build; else the longest. */
static bool find_number(const struct sohoa_type_env *env, const char *text,
                        struct sohoa_digits *ret)
{
    struct sohoa_digits now;
    bool found = false;
    for (size_t from = 0; sohoa_digits_next(text, from, &now); from = now.to) {
        bool whole = now.count == 12 || now.count == 9 || now.before;
        bool date = now.count == 8 || memchr(text + now.from, '/', now.to - now.from + 1) != NULL;
        if (!found || whole || (!date && now.count > ret->count))
            *ret = now;
        found = true;
        if (whole)
            return true;
    }
    if (sohoa_digits_citizen(env, text, &now)) {
        *ret = now;
        return true;
    }
    return (found && ret->count >= 8) || find_word_number(text, ret);
}

/* Where a date begins whose first figure was read as a letter ("ngày I 1-09-2024"). */
static size_t lone_before(const char *text, size_t from, size_t at)
{
    bool lone = at >= from + 3 && text[at - 1] == ' ' && strchr("IlO|[", text[at - 2]) &&
                text[at - 3] == ' ';
    return lone ? at - 2 : at;
}

/* From a date's first digit to its last: digits with signs or the words ngày, tháng, năm between.
 */
static bool find_date(const char *text, size_t from, size_t stop, struct span *ret)
{
    static const char *const between[] = {"ngay", "thang", "nam"};
    size_t at = from, n, last = 0;
    struct span out = {0};
    for (; at < stop && text[at]; at += n) {
        bool real;
        int32_t c = sohoa_vi_at(text + at, &n);
        sohoa_digit_of(c, &real);
        if (real) {
            out.from = last ? out.from : lone_before(text, from, at);
            last = at + n;
        } else if (sohoa_vi_base(c) && last) {
            size_t word = 0;
            for (size_t i = 0; word == 0 && i < 3; i++)
                word = word_starts(text, at) ? reads(text, at, between[i]) : 0;
            bool letter = at == last && sohoa_digit_of(c, &real) >= 0;
            if (word == 0 && !letter)
                break;
            n = word ? word : n;
        } else if (last == at && c == ',' && text[at + 1] >= '0' && text[at + 1] <= '9') {
            continue; /* "05,10,2023" */
        } else if (last && (c == ',' || c == ';' || c == '(' || c == ')')) {
            break;
        }
    }
    out.to = last;
    if (last == 0)
        return false;
    *ret = out;
    return true;
}

/* Reads a part with its own type; what it gives gets the suffix. */
static size_t add_part(const struct sohoa_type_env *env, const char *text, struct span span,
                       sohoa_type_reader *reader, const char *suffix, struct sohoa_typed *ret)
{
    char part[SOHOA_VALUE_BYTES_MAX];
    size_t size = span.to > span.from ? span.to - span.from : 0;
    if (size == 0 || size >= sizeof part)
        return 0;
    memcpy(part, text + span.from, size);
    part[size] = '\0';
    if (sohoa_vi_strip(part) == 0)
        return 0;
    memset(ret, 0, sizeof *ret);
    ret->plausible = 1;
    snprintf(ret->suffix, sizeof ret->suffix, "%s", suffix);
    return reader(env, part, ret);
}

static bool is_filler(const char *part)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    size_t letters = sohoa_vi_plain(part, plain, sizeof plain);
    if (letters < 4)
        return true;
    for (size_t i = 0; i < sizeof filler / sizeof filler[0]; i++)
        if (strcmp(plain, filler[i]) == 0)
            return true;
    return false;
}

/* "... cấp ngày" 15/03: what leads to the date is not of the place before it. */
static void drop_date_words(const char *text, struct span *place)
{
    struct span tail;
    while (
        place->to > place->from &&
        find_word(text, place->from, date_words, sizeof date_words / sizeof date_words[0], &tail) &&
        tail.from < place->to && tail.to + 3 >= place->to)
        place->to = tail.from;
}

static bool says_more(const char *text, struct span span, struct span *ret)
{
    char part[SOHOA_VALUE_BYTES_MAX];
    drop_date_words(text, &span);
    snprintf(part, sizeof part, "%.*s", (int)(span.to - span.from), text + span.from);
    if (is_filler(part))
        return false;
    *ret = span;
    return true;
}

/* The place of issue: behind its word, else whatever says more than filler behind the date or
 * between number and date. */
static bool find_place(const char *text, const struct span *number, const struct span *date,
                       struct span *ret)
{
    struct span word, out;
    size_t after = 0;
    char part[SOHOA_VALUE_BYTES_MAX];
    while (find_word(text, after, place_words, sizeof place_words / sizeof place_words[0], &word)) {
        size_t n;
        after = word.to;
        out = (struct span){word.to, strlen(text)};
        if (date->to > date->from && date->from >= out.from)
            out.to = date->from;
        if (number->to > number->from && number->from >= out.from && number->from < out.to)
            out.to = number->from;
        while (sohoa_vi_at(text + out.from, &n) == ' ' || text[out.from] == ':')
            out.from += n;
        drop_date_words(text, &out);
        snprintf(part, sizeof part, "%.*s", (int)(out.to - out.from), text + out.from);
        if (!is_filler(part)) {
            *ret = out;
            return true;
        }
    }
    const struct span behind = {date->to > number->to ? date->to : number->to, strlen(text)};
    struct span between = {number->to, date->from > number->to ? date->from : number->to};
    while (between.to > between.from &&
           find_word(text, between.from, date_words, sizeof date_words / sizeof date_words[0],
                     &word) &&
           word.from > between.from && word.from < between.to &&
           word.to + 3 >= between.to) /* "Công an cấp ngày" 07/08 */
        between.to = word.from;
    return says_more(text, behind, ret) || says_more(text, between, ret);
}

size_t sohoa_type_identity_paper(const struct sohoa_type_env *env, const char *text,
                                 struct sohoa_typed *ret)
{
    struct sohoa_digits digits = {0};
    struct span number = {0}, date = {0}, place, word = {0};
    size_t count = 0;
    if (find_number(env, text, &digits)) {
        number = (struct span){digits.before ? digits.from - 1 : digits.from, digits.to};
        count += add_part(env, text, number, sohoa_type_id_number, "id_number", &ret[count]);
        if (count && digits.count == 12 && ret->corrected < digits.mended)
            ret->corrected = digits.mended;
    }
    bool after_word = find_word(text, 0, date_words, 3, &word) && word.from >= number.to;
    if (!find_date(text, after_word ? word.to : number.to, strlen(text), &date) && number.from > 0)
        find_date(text, 0, number.from, &date);
    if (date.to > date.from) {
        struct sohoa_typed part;
        if (add_part(env, text, date, sohoa_type_date, "id_issue_date", &part)) {
            if (!(part.flags & SOHOA_TYPED_PARTIAL) || part.plausible > 0.5f)
                ret[count++] = part;
        }
    }
    if (count > 0 && find_place(text, &number, &date, &place))
        count +=
            add_part(env, text, place, sohoa_type_issuing_place, "id_issue_place", &ret[count]);
    if (count == 0) {
        snprintf(ret->suffix, sizeof ret->suffix, "id_number");
        count = sohoa_type_id_number(env, text, ret);
    }
    return count;
}
