/* type_code.c - numbers with their own shapes: of documents and books, counts; and free text. [any]
 */
#include "reading/date.h"
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers of documents and books ---- */

static bool is_mark_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || c == '$';
}

static bool has_figure(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] >= '0' && text[i] <= '9')
            return true;
    return false;
}

/* Spaces around / and - go; a part with digits in it is all digits. */
static void tighten(const char *text, char *ret, size_t room)
{
    size_t used = 0, n;
    for (; *text && used + 5 < room; text += n) {
        int32_t c = sohoa_vi_at(text, &n);
        if (c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2014 || c == '~' || c == 0xAC)
            c = '-';
        if (c == ':' && used > 0 && text[n] >= '0' && text[n] <= '9')
            c = '/';
        else if (c == ':' && used > 0 && is_mark_letter(text[n]) && has_figure(ret, used))
            c = '-'; /* "03:SCT/CK" */
        if (c == 0xA7 || (c == '$' && (is_mark_letter(text[n]) ||
                                       (used > 0 && ret[used - 1] >= 'A' && ret[used - 1] <= 'Z'))))
            c = 'S';
        if (c == '\'' || c == 0x2019 || c == '"')
            continue;
        bool joint = c == '/' || c == '-';
        if (joint && used > 0 && ret[used - 1] == ' ')
            used--;
        if (c == ' ' && used > 0 && (ret[used - 1] == '/' || ret[used - 1] == '-'))
            continue;
        used += sohoa_vi_put(c, ret + used, room - used);
    }
    ret[used] = '\0';
}

static bool is_year_part(const char *text)
{
    return strspn(text, "0123456789") == 4 && !strncmp(text, "20", 2) && strchr("/-", text[4]);
}

/* "715I2026IXNTTHN": strokes read as letters, where there is no stroke; "754I2025/GBT": before a
 * year anywhere. */
static void mend_strokes(char *text, uint32_t *mended)
{
    bool stroke = strchr(text, '/') != NULL;
    for (char *at = text + (*text != '\0'); at[0] && at[1]; at++) {
        bool before = at[-1] >= '0' && at[-1] <= '9';
        bool after = (at[1] >= '0' && at[1] <= '9') || (at[1] >= 'A' && at[1] <= 'Z');
        if ((*at == 'I' || *at == 'l' || *at == '|') && before && after &&
            (!stroke || is_year_part(at + 1))) {
            *at = '/';
            ++*mended;
        }
    }
}

/* "92-SCT/CK", "đ4/2023-SCT": books of certifications are few, and numbered from 01. */
static void mend_book(char *value, size_t room, uint32_t *mended)
{
    size_t n;
    int32_t c = sohoa_vi_at(value, &n);
    bool zero = c == '9' || c == '8' || c == '6' || c == 0x111 || c == 0x110 || c == 0xF0;
    if (!zero || value[n] < '1' || value[n] > '9' || (value[n + 1] != '-' && value[n + 1] != '/') ||
        !strstr(value, "-SCT") || !sohoa_splice(value, room, 0, n, "0"))
        return;
    *mended += 3; /* for a person to see */
}

static bool is_joint(char c)
{
    return c == '/' || c == '-' || c == '.' || c == ' ' || c == ',';
}

/* Letters for digits inside a part that is mostly digits. */
static void mend_part(char *part, size_t *size, uint32_t *mended)
{
    char out[64];
    size_t used = 0, n, real_count = 0, count = 0, sixes = 0;
    for (size_t at = 0; at < *size; at += n) {
        bool real;
        int32_t c = sohoa_vi_at(part + at, &n);
        int digit = sohoa_digit_of(c, &real);
        sixes += c == 0xF3; /* "8óó": no number has such a letter */
        if (digit < 0 || used + 1 >= sizeof out)
            return;
        out[used++] = (char)('0' + digit);
        real_count += real;
        count++;
    }
    if (real_count == 0 || real_count == count ||
        (real_count * 2 < count && real_count + sixes < count))
        return;
    *mended += (uint32_t)(count - real_count);
    memcpy(part, out, used);
    memmove(part + used, part + *size, strlen(part + *size) + 1);
    *size = used;
}

/* "08702,GCS3858225": five figures, GCS, five, two; "464UBND-XNTTHN": a stroke before the mark. */
static void restore_signs(const struct sohoa_type_env *env, char *text, size_t room,
                          uint32_t *mended)
{
    char digits[16], whole[32];
    size_t used = 0;
    struct sohoa_vocab_match match;
    const char *mark = strstr(text, "GCS");
    for (const char *at = text; mark && *at && used < 13; at++)
        if (*at >= '0' && *at <= '9')
            digits[used++] = *at;
    digits[used] = '\0';
    if (mark && used == 12 && strspn(text, "0123456789") == 5) {
        snprintf(whole, sizeof whole, "%.5s.GCS.%.5s.%.2s", digits, digits + 5, digits + 10);
        *mended += sohoa_vi_changed(text, whole);
        if (strlen(whole) < room)
            memcpy(text, whole, strlen(whole) + 1);
        return;
    }
    size_t figures = strspn(text, "0123456789");
    size_t letters = strcspn(text + figures, "/-., 0123456789");
    snprintf(whole, sizeof whole, "%.*s", (int)(letters < 24 ? letters : 0), text + figures);
    if (figures > 0 && letters >= 2 &&
        sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, whole, NULL, 0, &match) &&
        sohoa_splice(text, room, figures, figures, "/"))
        ++*mended;
}

/* A mark behind a number ("S5CT", "QD"): the only one of its letters, or one letter away. */
static const char *better_mark(const struct sohoa_type_env *env, const char *part)
{
    struct sohoa_vocab_match match;
    size_t letters = strlen(part);
    if (sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, part, NULL, 0, &match))
        return match.sole && !match.spelled ? match.name : NULL;
    if (letters < 3 || strspn(part, "0123456789") > 1 ||
        !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, part, NULL, 1, &match))
        return NULL;
    bool one_digit = strpbrk(part, "0123456789") != NULL;
    return match.sole && one_digit ? match.name : NULL;
}

/* What follows the number on its line ("78/2026/GBT Hà Nội, ngày ...") is not of it: a space ends
 * it, but behind a comma and before another mark. */
static size_t number_ends(const struct sohoa_type_env *env, const char *text)
{
    bool digits = false;
    for (size_t at = 0; text[at]; at++) {
        digits |= text[at] >= '0' && text[at] <= '9';
        if (text[at] != ' ' || !digits || text[at - 1] == ',')
            continue;
        char next[32];
        struct sohoa_vocab_match match;
        snprintf(next, sizeof next, "%.*s", (int)strcspn(text + at + 1, " /-,."), text + at + 1);
        bool more = strpbrk(next, "0123456789") ||
                    sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, next, NULL, 0, &match);
        if (!more)
            return at;
    }
    return strlen(text);
}

/* "12/UBND-TNMT-TNMT": a mark that was read twice. */
static void drop_repeat(char *value, uint32_t *mended)
{
    const char *last = strrchr(value, '-');
    size_t size = last ? strlen(last) : 0;
    if (size < 4 || (size_t)(last - value) < size || memcmp(last - size, last, size) != 0)
        return;
    *mended += (uint32_t)size;
    value[last - value] = '\0';
}

/* "228/2924/TLKT": the four figures between strokes are a year, of the last or this century. The
 * second figure of a year in this one is known, and a 3 for its first; else a year that cannot be
 * is doubted. */
static void weigh_year(const struct sohoa_type_env *env, char *value, struct sohoa_typed *ret)
{
    uint32_t now = env->today ? env->today / 10000 : 2100;
    char *at = strchr(value, '/');
    if (!at || strspn(at + 1, "0123456789") != 4 || (at[5] && !is_joint(at[5])))
        return;
    uint32_t year = (uint32_t)strtoul(at + 1, NULL, 10), mended = 2000 + year % 100;
    if (year >= 1900 && year <= now)
        return;
    bool second = at[1] == '2' && at[2] != '0', first = at[1] == '3' && at[2] == '0';
    if ((second || first) && mended <= now) {
        at[1] = '2';
        at[2] = '0';
        ret->corrected += 3; /* for a person to see */
        return;
    }
    sohoa_typed_check(ret, "year", false);
    sohoa_typed_doubt(ret, 0.5);
}

size_t sohoa_type_number(const struct sohoa_type_env *env, const char *text,
                         struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX], part[64];
    bool digits = false;
    size_t label = strncmp(text, "Số", strlen("Số")) == 0 ? strlen("Số") : 0;
    label = !label && strncmp(text, "ố:", strlen("ố:")) == 0 ? strlen("ố") : label;
    label = !label && strncmp(text, "Ố:", strlen("Ố:")) == 0 ? strlen("Ố") : label;
    size_t signs = strspn(text + label, ":. ");
    if (label && signs && text[label + signs]) /* "Số:.1723/2016" */
        text += label + signs;
    tighten(text, value, sizeof value);
    mend_strokes(value, &ret->corrected);
    sohoa_number_mend(env, value, sizeof value, ret);
    restore_signs(env, value, sizeof value, &ret->corrected);
    value[number_ends(env, value)] = '\0';
    for (size_t at = 0; value[at];) {
        size_t size = 0;
        while (value[at + size] && !is_joint(value[at + size]))
            size++;
        mend_part(value + at, &size, &ret->corrected);
        snprintf(part, sizeof part, "%.*s", (int)(size < sizeof part ? size : 0), value + at);
        const char *mark =
            strspn(part, "0123456789") == strlen(part) ? NULL : better_mark(env, part);
        if (strlen(part) == 3 && !strncmp(part, "TT", 2) && part[2] >= 'a' && part[2] <= 'z' &&
            part[2] != 'r')
            mark = "TTg"; /* the Prime Minister's; TTr is a report that asks for something */
        digits |= strpbrk(part, "0123456789") != NULL;
        if (mark && sohoa_splice(value, sizeof value, at, at + size, mark)) {
            ret->corrected += sohoa_vi_changed(part, mark);
            size = strlen(mark);
        }
        at += size + (value[at + size] != '\0');
    }
    sohoa_vi_strip(value);
    for (char *twice = strstr(value, "//"); twice; twice = strstr(value, "//")) {
        memmove(twice, twice + 1, strlen(twice));
        ret->corrected++;
    }
    for (char *twice = strstr(value, "--"); twice; twice = strstr(value, "--")) {
        memmove(twice, twice + 1, strlen(twice));
        ret->corrected++;
    }
    sohoa_number_mend_mark(env, value, sizeof value, ret);
    mend_book(value, sizeof value, &ret->corrected);
    drop_repeat(value, &ret->corrected);
    weigh_year(env, value, ret);
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "format", digits);
    if (!digits)
        sohoa_typed_doubt(ret, 0.2);
    if (strlen(value) <= 2) /* the rest of it may not have been read ("63/2025/TLKT-BS") */
        sohoa_typed_doubt(ret, 0.6);
    return 1;
}

/* ---- counts ---- */

/* "0I" -> "01": a value that is all digits but for such letters; a stroke alone is a one. */
static uint32_t mend_number(char *value)
{
    uint32_t real_digits = 0, letters = 0;
    char out[16];
    size_t used = 0, n;
    for (size_t at = 0; value[at]; at += n) {
        bool real = false;
        int32_t c = sohoa_vi_at(value + at, &n);
        bool stroke = sohoa_vi_base(c) == 'i' || c == 'L';
        int digit = stroke ? 1 : sohoa_digit_of(c, &real);
        real = real && sohoa_vi_base(c) != 'i';
        if (digit < 0 || used + 1 >= sizeof out)
            return 0;
        out[used++] = (char)('0' + digit);
        real_digits += real;
        letters += !real;
    }
    if (letters == 0 || (real_digits == 0 && (letters > 1 || out[0] != '1')))
        return 0;
    memcpy(value, out, used);
    value[used] = '\0';
    return letters;
}

/* "Làn 1" -> "Lần 1": the word before the number is always the same. */
static uint32_t mend_times(char *value)
{
    char plain[8];
    size_t size = strcspn(value, " ");
    snprintf(plain, sizeof plain, "%.*s", size < sizeof plain ? (int)size : 0, value);
    bool times = value[size] && !sohoa_vi_same(plain, "Lần");
    const char *word = value[0] == 'l' ? "lần" : "Lần";
    char letters[8];
    sohoa_vi_plain(plain, letters, sizeof letters);
    if (!times || strcmp(letters, "lan") != 0)
        return 0;
    return sohoa_splice(value, SOHOA_VALUE_BYTES_MAX, 0, size, word);
}

/* "Lần I": a one; nobody counts marriages in Roman figures. "Lần thứ nhắt": the ordinal. */
static uint32_t mend_time(char *value)
{
    static const char *const firsts[] = {"I", "l", "|", "Ì", "Í", "ï", "Ï", "ì", "í"};
    char *last = strrchr(value, ' ');
    char word[16], plain[16];
    if (!last || strlen(last + 1) >= sizeof word)
        return 0;
    snprintf(word, sizeof word, "%.*s", (int)(strcspn(value, " ") % sizeof word), value);
    if (!sohoa_vi_same(word, "Lần"))
        return 0;
    size_t at = (size_t)(last + 1 - value);
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (strcmp(last + 1, firsts[i]) == 0 &&
            sohoa_splice(value, SOHOA_VALUE_BYTES_MAX, at, strlen(value), "1"))
            return 3; /* for a person to see */
    sohoa_vi_plain(last + 1, plain, sizeof plain);
    if (strcmp(plain, "nhat") != 0 || sohoa_vi_same(last + 1, "nhất"))
        return 0;
    sohoa_like_case("nhất", last + 1, strlen(last + 1), word, sizeof word);
    return sohoa_splice(value, SOHOA_VALUE_BYTES_MAX, at, strlen(value), word);
}

/* A small number however it is printed ("01", "Lần 1", "Lần thứ nhất", "hai"), kept as printed. */
size_t sohoa_type_count(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    static const char *const ordinals[] = {"nhat", "nhi"};
    char plain[SOHOA_VALUE_BYTES_MAX], value[SOHOA_VALUE_BYTES_MAX];
    bool number = false;
    (void)env;
    snprintf(value, sizeof value, "%.*s", (int)sizeof value - 1, text);
    ret->corrected = mend_number(value) + mend_times(value) + mend_time(value);
    sohoa_vi_plain(value, plain, sizeof plain);
    for (const char *at = plain; *at && !number; at += strcspn(at, " "), at += *at == ' ') {
        char word[16];
        const char *words[1] = {word};
        size_t used;
        uint32_t mended;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        (void)sohoa_number_words(words, 1, &used, &mended);
        number = (used && !mended) || strcmp(word, ordinals[0]) == 0 ||
                 strcmp(word, ordinals[1]) == 0 || strspn(word, "0123456789") == strlen(word);
    }
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "number", number);
    if (!number || strlen(plain) > 24)
        sohoa_typed_doubt(ret, 0.1);
    return 1;
}

/* ---- free text ---- */

/* "Đăng ký tạm trú tại Thôn 2, xã Tân Lập, tỉnh Khánh Hòa": behind "tại" stands an address, and is
 * read as one when it ends in a province. False: it is not so. */
static bool says_where(const struct sohoa_type_env *env, const char *text, char *ret, size_t room,
                       struct sohoa_typed *typed)
{
    char head[SOHOA_VALUE_BYTES_MAX], plain[8], where[16];
    struct sohoa_typed place = {.plausible = 1};
    const char *at = strchr(text, ' ');
    for (; at; at = strchr(at + 1, ' ')) {
        snprintf(plain, sizeof plain, "%.*s", (int)strcspn(at + 1, " "), at + 1);
        if (sohoa_vi_same(plain, "tại") || strcmp(plain, "tai") == 0)
            break;
    }
    const char *rest = at ? strchr(at + 1, ' ') : NULL;
    if (!rest || !strchr(rest, ',') || (size_t)(at - text) >= sizeof head / 2)
        return false;
    sohoa_type_address(env, rest + 1, &place);
    bool whole = false;
    for (uint32_t i = 0; i < place.check_count; i++)
        whole |= strcmp(place.checks[i].name, "province") == 0 && place.checks[i].held;
    if (!whole)
        return false;
    snprintf(ret, room, "%.*s", (int)(at - text), text);
    uint32_t mended = sohoa_mend_words(env, ret, head, sizeof head);
    mended += sohoa_mend_phrase(env, head, sizeof head);
    mended += !sohoa_vi_same(plain, "tại");
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(at + 1, " "), at + 1);
    sohoa_like_case("tại", plain, strlen(plain), where, sizeof where);
    int n = snprintf(ret, room, "%.480s %s %.512s", head, where, place.value);
    if (n < 0 || (size_t)n >= room || strlen(place.value) > 512 || strlen(head) > 480)
        return false;
    mended += place.corrected;
    typed->corrected = mended + (mended > 1); /* a line that was misread twice was so elsewhere */
    typed->plausible = place.plausible;
    return true;
}

size_t sohoa_type_free_text(const struct sohoa_type_env *env, const char *text,
                            struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX];
    uint32_t words = 0, valid = 0;
    if (!says_where(env, text, value, sizeof value, ret)) {
        ret->corrected = sohoa_mend_words(env, text, value, sizeof value);
        ret->corrected += sohoa_mend_phrase(env, value, sizeof value);
        sohoa_place_committee(value, sizeof value, ret);
    }
    sohoa_typed_set(ret, value);
    sohoa_syllable_count(value, &words, &valid);
    if (words > 0)
        sohoa_typed_doubt(ret, 0.2 + 0.8 * valid / words);
    return 1;
}
