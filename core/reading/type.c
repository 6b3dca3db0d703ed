/* type.c - the table of types, and what is done before and after each; see type.h. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How values of a type are held against each other. */
enum compare { EXACT, TEXT, PLACE, NAME };
static const struct type {
    const char *name;
    sohoa_type_reader *read;
    enum compare compare;
} types[] = {
    {"address", sohoa_type_address, PLACE},
    {"citizen_id", sohoa_type_citizen_id, EXACT},
    {"count", sohoa_type_count, EXACT},
    {"date", sohoa_type_date, EXACT},
    {"datetime", sohoa_type_datetime, EXACT},
    {"dossier_code", sohoa_type_dossier_code, EXACT},
    {"email", sohoa_type_email, TEXT},
    {"ethnicity", sohoa_type_ethnicity, TEXT},
    {"free_text", sohoa_type_free_text, TEXT},
    {"gender", sohoa_type_gender, EXACT},
    {"id_number", sohoa_type_id_number, EXACT},
    {"identity_paper", sohoa_type_identity_paper, TEXT},
    {"issuing_place", sohoa_type_issuing_place, PLACE},
    {"nationality", sohoa_type_nationality, TEXT},
    {"number", sohoa_type_number, TEXT},
    {"old_id", sohoa_type_old_id, EXACT},
    {"person_name", sohoa_type_person_name, NAME},
    {"phone", sohoa_type_phone, EXACT},
    {"place", sohoa_type_address, PLACE},
    {"position", sohoa_type_position, TEXT},
    {"relation", sohoa_type_relation, TEXT},
    {"tax_code", sohoa_type_tax_code, EXACT},
    {"time", sohoa_type_time, EXACT},
};
enum { TYPES = sizeof types / sizeof types[0] };

static int by_name(const void *key, const void *item)
{
    return strcmp(key, ((const struct type *)item)->name);
}

static const struct type *find(const char *name)
{
    return name ? bsearch(name, types, TYPES, sizeof types[0], by_name) : NULL;
}

bool sohoa_type_known(const char *name)
{
    return find(name) != NULL;
}

const char *sohoa_type_name(size_t index)
{
    return index < TYPES ? types[index].name : NULL;
}

void sohoa_typed_set(struct sohoa_typed *typed, const char *value)
{
    sohoa_vi_tidy(value, SOHOA_RAW_BYTES_MAX, typed->value, sizeof typed->value);
}

void sohoa_typed_check(struct sohoa_typed *typed, const char *name, bool held)
{
    for (uint32_t i = 0; i < typed->check_count; i++)
        if (strcmp(typed->checks[i].name, name) == 0) {
            typed->checks[i].held &= held;
            return;
        }
    if (typed->check_count == SOHOA_CHECKS_MAX)
        return;
    struct sohoa_check *check = &typed->checks[typed->check_count++];
    snprintf(check->name, sizeof check->name, "%s", name);
    check->held = held;
}

void sohoa_typed_doubt(struct sohoa_typed *typed, double factor)
{
    typed->plausible = (float)(typed->plausible * factor);
}

bool sohoa_splice(char *text, size_t room, size_t from, size_t to, const char *with)
{
    size_t length = strlen(text), size = strlen(with);
    if (length - (to - from) + size + 1 > room)
        return false;
    memmove(text + from + size, text + to, length - to + 1);
    memcpy(text + from, with, size);
    return true;
}

void sohoa_like_case(const char *with, const char *like, size_t like_size, char *ret, size_t room)
{
    size_t letters = 0, capitals = 0, used = 0, n;
    bool first_capital = false;
    struct sohoa_vi_letter letter;
    for (size_t at = 0; at < like_size; at += n)
        if (sohoa_vi_letter(sohoa_vi_at(like + at, &n), &letter)) {
            first_capital = letters == 0 ? letter.upper : first_capital;
            capitals += letter.upper;
            letters++;
        }
    int32_t c;
    bool all = letters > 1 && capitals == letters, first = true;
    for (; (c = sohoa_vi_at(with, &n)) != 0 && used + 5 < room; with += n) {
        if (all || (first && first_capital))
            c = sohoa_vi_upper(c);
        else if (first && letters > 0)
            c = sohoa_vi_lower(c);
        used += sohoa_vi_put(c, ret + used, room - used);
        first = false;
    }
    ret[used] = '\0';
}

/* Counts the value's letters and flags those of other alphabets. */
static void look_over(struct sohoa_typed *typed)
{
    size_t n;
    int32_t c;
    bool foreign = false;
    for (const char *at = typed->value; (c = sohoa_vi_at(at, &n)) != 0; at += n) {
        struct sohoa_vi_letter letter;
        bool own = sohoa_vi_letter(c, &letter) || (c >= '0' && c <= '9');
        typed->letters += own;
        foreign |=
            !own && (sohoa_vi_base(c) || c == 0xDF || (c >= 0x370 && c < 0x1E00) || c >= 0x2E80);
    }
    if (foreign) {
        typed->flags |= SOHOA_TYPED_FOREIGN;
        sohoa_typed_check(typed, "alphabet", false);
        sohoa_typed_doubt(typed, 0.2);
    }
    if (typed->letters == 0)
        sohoa_typed_doubt(typed, 0.05);
}

/* "giờ phút, ngày": words of the form around rooms that nobody filled in. One alone may be a name.
 */
static bool is_form_only(const char *text)
{
    static const char *const own[] = {"gio", "phut", "ngay", "thang", "nam"};
    char plain[SOHOA_VALUE_BYTES_MAX];
    size_t words = 0;
    sohoa_vi_plain(text, plain, sizeof plain);
    for (const char *at = plain; *at; words++) {
        size_t size = strcspn(at, " "), i = 0;
        while (i < sizeof own / sizeof *own &&
               (strlen(own[i]) != size || strncmp(at, own[i], size) != 0))
            i++;
        if (i == sizeof own / sizeof *own)
            return false;
        at += size + (at[size] == ' ');
    }
    return words >= 2;
}

size_t sohoa_type_read(const struct sohoa_type_env *env, const char *type, const char *raw,
                       struct sohoa_typed ret[SOHOA_TYPED_MAX])
{
    char text[SOHOA_RAW_BYTES_MAX];
    const struct type *found = find(type);
    sohoa_vi_tidy(raw, SOHOA_RAW_BYTES_MAX, text, sizeof text);
    if (sohoa_vi_strip(text) == 0 || is_form_only(text))
        return 0;
    memset(ret, 0, sizeof *ret);
    ret->plausible = 1;
    size_t count = (found ? found->read : sohoa_type_free_text)(env, text, ret), kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!ret[i].value[0])
            continue;
        if (kept != i)
            ret[kept] = ret[i];
        look_over(&ret[kept++]);
    }
    return kept;
}

/* Without the words for kinds of units, so that a QR's address and the print's are alike. */
static void bare_place(const char *text, char *ret, size_t room)
{
    static const char *const words[] = {"thanh pho", "thi xa", "thi tran", "tinh", "huyen", "quan",
                                        "phuong",    "xa",     "tp",       "tx",   "tt"};
    char spelling[2 * SOHOA_VALUE_BYTES_MAX];
    size_t used = 0;
    sohoa_vi_plain(text, spelling, sizeof spelling);
    for (const char *at = spelling; *at && used + 1 < room;) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            size_t size = strlen(words[i]);
            if (strncmp(at, words[i], size) == 0 && at[size] == ' ') {
                skip = size + 1;
                break;
            }
        }
        at += skip;
        if (skip)
            continue;
        while (*at && *at != ' ' && used + 1 < room)
            ret[used++] = *at++;
        at += *at == ' ';
    }
    ret[used] = '\0';
}

bool sohoa_type_same(const char *type, const char *a, const char *b)
{
    const struct type *found = find(type);
    enum compare compare = found ? found->compare : TEXT;
    if (strcmp(a, b) == 0)
        return true;
    if (compare == EXACT)
        return false;
    if (compare == PLACE) {
        char x[SOHOA_VALUE_BYTES_MAX], y[SOHOA_VALUE_BYTES_MAX];
        bare_place(a, x, sizeof x);
        bare_place(b, y, sizeof y);
        return strcmp(x, y) == 0;
    }
    return sohoa_vi_same(a, b);
}
