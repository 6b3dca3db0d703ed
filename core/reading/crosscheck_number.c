/* crosscheck_number.c - citizen IDs that were not read whole, put right by the other fields of the
 * document: the same person's number in another role, the person's year of birth and gender. What
 * is put right stays below the line for a person to see. See crosscheck.h. [any] */
#include "reading/confidence.h"
#include "reading/crosscheck.h"
#include "reading/date.h"
#include "reading/type_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID = 12, NUMBERS_MAX = 64, FIGURES_MAX = 24 };

/* The number of one role. */
struct number {
    struct sohoa_field *id, *name;
    char figures[FIGURES_MAX]; /* of the value, cut when there are more */
    size_t count;
    bool whole; /* twelve figures with the build of a citizen ID */
    bool lost;  /* in no format that such a number has */
};

static struct sohoa_field *beside(struct sohoa_field_set *set, const struct sohoa_field *id,
                                  const char *name)
{
    size_t role = strlen(id->key) - strlen("id_number");
    for (size_t i = 0; i < set->count; i++)
        if (strncmp(set->fields[i].key, id->key, role) == 0 &&
            strcmp(set->fields[i].key + role, name) == 0)
            return &set->fields[i];
    return NULL;
}

static bool held(const struct sohoa_field *field, const char *name)
{
    for (uint32_t i = 0; i < field->check_count; i++)
        if (strcmp(field->checks[i].name, name) == 0)
            return field->checks[i].held;
    return false;
}

static size_t find_numbers(struct sohoa_field_set *set, struct number *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < set->count && count < NUMBERS_MAX; i++) {
        struct sohoa_field *field = &set->fields[i];
        const char *dot = strrchr(field->key, '.');
        if (!dot || strcmp(dot, ".id_number") != 0 || strcmp(field->source, "ocr") != 0 ||
            field->state != SOHOA_FIELD_MACHINE)
            continue;
        struct number *now = &ret[count++];
        *now = (struct number){.id = field, .name = beside(set, field, "name")};
        for (const char *at = field->value; *at && now->count + 1 < FIGURES_MAX; at++)
            if (*at >= '0' && *at <= '9')
                now->figures[now->count++] = *at;
        now->whole = strlen(field->value) == ID && now->count == ID && held(field, "format") &&
                     held(field, "century") && held(field, "province");
        now->lost = !held(field, "format");
    }
    return count;
}

/* The most figures that both have in the same order. */
static size_t common(const struct number *a, const struct number *b)
{
    size_t row[FIGURES_MAX + 1] = {0};
    for (size_t i = 0; i < a->count; i++) {
        size_t corner = 0;
        for (size_t j = 0; j < b->count; j++) {
            size_t above = row[j + 1];
            row[j + 1] = a->figures[i] == b->figures[j] ? corner + 1
                         : above > row[j]               ? above
                                                        : row[j];
            corner = above;
        }
    }
    return row[b->count];
}

static void put(struct sohoa_field *field, const char *id)
{
    char *value = strdup(id);
    if (!value)
        return;
    free(field->value);
    field->value = value;
    field->check_count = 0;
    field->features->at[SOHOA_FEATURE_IMPLAUSIBLE] = 0;
    field->features->at[SOHOA_FEATURE_FREE] = 0;
    field->features->at[SOHOA_FEATURE_CORRECTED] = 5; /* never used unseen */
    sohoa_field_check(field, "format", true);
    sohoa_field_check(field, "mended", true);
}

static void doubt(struct sohoa_field *field)
{
    field->features->at[SOHOA_FEATURE_CORRECTED] =
        fmaxf(field->features->at[SOHOA_FEATURE_CORRECTED], 3);
    sohoa_field_check(field, "mended", true);
}

/* A person stands on a paper twice (the mother who asks for it, the head of the household): where
 * one of the two numbers was lost the other one is it; of two that differ in a figure or two, the
 * surer one. */
static void match_roles(struct number *a, struct number *b)
{
    bool named =
        a->name && b->name && sohoa_type_same("person_name", a->name->value, b->name->value);
    size_t same = common(a, b);
    if (a->whole && b->lost) {
        bool alike = same >= 8 && same * 5 >= b->count * 4;
        if (named || alike)
            put(b->id, a->id->value);
        return;
    }
    if (!a->whole || !b->whole || !named || strcmp(a->id->value, b->id->value) == 0)
        return;
    size_t differ = 0;
    for (size_t i = 0; i < ID; i++)
        differ += a->figures[i] != b->figures[i];
    if (differ > 2 || a->id->confidence < b->id->confidence)
        return;
    put(b->id, a->id->value);
    doubt(a->id);
}

/* ---- a figure too many or too few ---- */

/* What is known of the person: -1, or 0 and more. */
struct known {
    int century, year; /* the fourth figure; the fifth and sixth as a number */
};

static struct known known_of(struct sohoa_field_set *set, const struct sohoa_field *id)
{
    struct sohoa_field *birth = beside(set, id, "birth_date"), *gender = beside(set, id, "gender");
    struct sohoa_date date;
    struct known out = {-1, -1};
    bool woman = strncmp(id->key, "mother.", 7) == 0 || strncmp(id->key, "wife.", 5) == 0 ||
                 (gender && strcmp(gender->value, "Nữ") == 0);
    bool man = strncmp(id->key, "father.", 7) == 0 || strncmp(id->key, "husband.", 8) == 0 ||
               (gender && strcmp(gender->value, "Nam") == 0);
    if (!birth || !sohoa_date_parse(birth->value, &date) || woman == man)
        return out;
    out.century = ((int)date.year - 1900) / 100 * 2 + woman;
    out.year = (int)date.year % 100;
    return out;
}

/* The one number with the person's province, century and year that is a figure away. */
static void match_birth(const struct sohoa_type_env *env, struct sohoa_field_set *set,
                        const struct number *number)
{
    struct known known = known_of(set, number->id);
    char found[ID + 1] = "", now[FIGURES_MAX + 2];
    if (known.century < 0 || (number->count != ID - 1 && number->count != ID + 1))
        return;
    bool more = number->count == ID - 1;
    for (size_t at = 0; at < number->count + more; at++)
        for (int figure = 0; figure < (more ? 10 : 1); figure++) {
            char put_in[2] = {more ? (char)('0' + figure) : '\0', '\0'};
            snprintf(now, sizeof now, "%.*s%s%s", (int)at, number->figures, put_in,
                     number->figures + at + !more);
            if (now[0] != '0' || now[3] - '0' != known.century ||
                (now[4] - '0') * 10 + now[5] - '0' != known.year ||
                !sohoa_vocab_province_of_id(env->vocab, now))
                continue;
            if (found[0] && strcmp(found, now) != 0)
                return;
            memcpy(found, now, sizeof found);
        }
    if (found[0])
        put(number->id, found);
}

void sohoa_crosscheck_numbers(const struct sohoa_type_env *env, struct sohoa_field_set *set)
{
    struct number numbers[NUMBERS_MAX];
    size_t count = find_numbers(set, numbers);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j)
                match_roles(&numbers[i], &numbers[j]);
    for (size_t i = 0; i < count; i++)
        if (!held(numbers[i].id, "format"))
            match_birth(env, set, &numbers[i]);
}
