/* crosscheck.c - the fields of one person and of one paper against each other; see crosscheck.h.
 *
 * Structure of the citizen ID: digit 4 century and gender, digits 5-6 the birth year (TT
 * 59/2021/TT-BCA Art 4). [any] */
#include "reading/crosscheck.h"
#include "reading/confidence.h"
#include "reading/date.h"
#include "reading/vi_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The role of a key is all before its last dot: "mother", "members.1". */
static size_t role_length(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot ? (size_t)(dot - key) : 0;
}

static struct sohoa_field *attribute(struct sohoa_field_set *set, const char *role, size_t length,
                                     const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        const char *key = set->fields[i].key;
        if (role_length(key) == length && strncmp(key, role, length) == 0 && key[length] == '.' &&
            strcmp(key + length + 1, name) == 0)
            return &set->fields[i];
    }
    return NULL;
}

static bool is_citizen_id(const struct sohoa_field *field)
{
    return field && strlen(field->value) == 12 && strspn(field->value, "0123456789") == 12;
}

static bool is_free(const struct sohoa_field *field)
{
    return field->features->at[SOHOA_FEATURE_FREE] > 0;
}

static bool date_of(const struct sohoa_field *field, struct sohoa_date *ret)
{
    return field && sohoa_date_parse(field->value, ret);
}

/* ---- number, birth, gender ---- */

static uint32_t year_of_id(const char *id)
{
    return 1900 + (uint32_t)(id[3] - '0') / 2 * 100 + (uint32_t)(id[4] - '0') * 10 +
           (uint32_t)(id[5] - '0');
}

/* Figures that print and wear make alike. */
static bool confusable(char a, char b)
{
    static const char pairs[][3] = {"08", "06", "09", "17", "38", "56", "68", "89",
                                    "39", "35", "14", "27", "58", "69", "12", "47"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if ((a == pairs[i][0] && b == pairs[i][1]) || (a == pairs[i][1] && b == pairs[i][0]))
            return true;
    return false;
}

/* The one place in which two texts of figures differ, when it is easily misread; else -1. */
static int misread_at(const char *a, const char *b, size_t size)
{
    int at = -1;
    for (size_t i = 0; i < size; i++) {
        if (a[i] == b[i])
            continue;
        if (at >= 0 || !confusable(a[i], b[i]))
            return -1;
        at = (int)i;
    }
    return at;
}

static bool may_mend(const struct sohoa_field *field)
{
    return strcmp(field->source, "ocr") == 0 && field->state == SOHOA_FIELD_MACHINE;
}

/* Right more often than not, but never used unseen; nor is the one it was mended by, which might
 * have been the wrong one. */
static void note_mended(struct sohoa_field *field, struct sohoa_field *by)
{
    field->features->at[SOHOA_FEATURE_CORRECTED] = 5;
    by->features->at[SOHOA_FEATURE_CORRECTED] = fmaxf(by->features->at[SOHOA_FEATURE_CORRECTED], 3);
    sohoa_field_check(field, "mended", true);
}

/* The gender that goes with the number: what the paper says, else what the number said. */
static void mend_year(struct sohoa_field *id, struct sohoa_field *birth, bool woman, uint32_t year)
{
    char wanted[4], figures[8];
    snprintf(wanted, sizeof wanted, "%u%02u", (year - 1900) / 100 % 5 * 2 + woman, year % 100);
    bool date_surer = birth->confidence >= id->confidence;
    if (date_surer && may_mend(id) && misread_at(id->value + 3, wanted, 3) >= 0) {
        memcpy(id->value + 3, wanted, 3);
        note_mended(id, birth);
        return;
    }
    snprintf(figures, sizeof figures, "%04u", year_of_id(id->value));
    if (!date_surer && may_mend(birth) && misread_at(birth->value, figures, 4) >= 0) {
        memcpy(birth->value, figures, 4);
        note_mended(birth, id);
    }
}

/* The same ink read once: a card's gender that was taken from its number cannot confirm it, and is
 * not surer than such a figure. */
static bool same_print(const struct sohoa_field *a, const struct sohoa_field *b)
{
    return strcmp(a->source, "ocr") == 0 && strcmp(b->source, "ocr") == 0 && a->page == b->page &&
           a->box.x == b->box.x && a->box.y == b->box.y && a->box.w == b->box.w &&
           a->box.h == b->box.h && a->box.w > 0;
}

static void note_followed(struct sohoa_field *field)
{
    field->features->at[SOHOA_FEATURE_CORRECTED] = 5;
    field->confidence = sohoa_features_confidence(field->features);
}

/* What follows from another field says nothing against that one. */
static void take(struct sohoa_field *field, const char *value)
{
    char *copy = strdup(value);
    if (!copy)
        return;
    free(field->value);
    field->value = copy;
    field->features->at[SOHOA_FEATURE_FREE] = 0;
    field->features->at[SOHOA_FEATURE_IMPLAUSIBLE] = 0.7f;
    note_mended(field, field);
}

/* What could not be read at all and follows from the number: the gender, and the year where no more
 * than a year was printed. */
static void follow_number(struct sohoa_field *id, struct sohoa_field *birth,
                          struct sohoa_field *gender)
{
    char year[8];
    struct sohoa_date date;
    if (gender && may_mend(gender) && is_free(gender))
        take(gender, (id->value[3] - '0') % 2 == 1 ? "Nữ" : "Nam");
    if (birth && may_mend(birth) && is_free(birth) && !date_of(birth, &date) &&
        strlen(birth->value) <= 6 && !strpbrk(birth->value, "/-. ")) {
        (void)snprintf(year, sizeof year, "%04u", year_of_id(id->value));
        take(birth, year);
    }
}

/* "nguyanngocvan90@gmail.com" of Nguyễn Ngọc Vân: the name of the address's owner, but for a letter
 * or two, is that name. */
static void mend_email(struct sohoa_field *email, struct sohoa_field *name)
{
    char plain[SOHOA_VALUE_BYTES_MAX], letters[SOHOA_VALUE_BYTES_MAX], value[SOHOA_VALUE_BYTES_MAX];
    size_t used = 0, user = strcspn(email->value, "0123456789@");
    if (!name || !may_mend(email) || !strchr(email->value, '@') || user >= sizeof letters)
        return;
    sohoa_vi_plain(name->value, plain, sizeof plain);
    for (const char *at = plain; *at; at++)
        if (*at != ' ')
            plain[used++] = *at;
    plain[used] = '\0';
    snprintf(letters, sizeof letters, "%.*s", (int)user, email->value);
    uint32_t distance = used >= 8 ? sohoa_vi_distance(letters, plain, 2) : 0;
    if (distance == 0 || distance > 2)
        return;
    (void)snprintf(value, sizeof value, "%.500s%.500s", plain, email->value + user);
    float implausible = email->features->at[SOHOA_FEATURE_IMPLAUSIBLE];
    take(email, value);
    email->features->at[SOHOA_FEATURE_IMPLAUSIBLE] = implausible;
}

/* "29/2028" registered in 2025: a number and its year, which is the register's (Circular
 * 04/2020/TT-BTP); copies have a mark behind it and a year of their own. */
static void mend_number_year(struct sohoa_field *number, struct sohoa_field *day)
{
    struct sohoa_date date;
    char year[8];
    char *stroke = number->value ? strchr(number->value, '/') : NULL;
    if (!stroke || strspn(stroke + 1, "0123456789") != 4 || stroke[5] || !date_of(day, &date))
        return;
    (void)snprintf(year, sizeof year, "%04u", date.year);
    if (strcmp(stroke + 1, year) == 0)
        return;
    if (may_mend(number) && misread_at(stroke + 1, year, 4) >= 0 &&
        day->confidence >= number->confidence) {
        memcpy(stroke + 1, year, 4);
        note_mended(number, day);
    } else {
        sohoa_field_check(number, "year", false);
    }
}

static void check_person(struct sohoa_field_set *set, struct sohoa_field *id)
{
    size_t length = role_length(id->key);
    struct sohoa_field *birth = attribute(set, id->key, length, "birth_date");
    struct sohoa_field *gender = attribute(set, id->key, length, "gender");
    struct sohoa_date date;
    if (gender && same_print(id, gender)) {
        note_followed(gender);
        gender = NULL;
    }
    follow_number(id, birth, gender);
    bool woman = (id->value[3] - '0') % 2 == 1, has_birth = date_of(birth, &date);
    bool has_gender =
        gender && (strcmp(gender->value, "Nam") == 0 || strcmp(gender->value, "Nữ") == 0);
    if (has_birth && date.year != year_of_id(id->value))
        mend_year(id, birth, has_gender ? gender->value[1] != 'a' : woman, date.year);
    if (has_birth && date_of(birth, &date)) {
        bool held = date.year == year_of_id(id->value);
        sohoa_field_check(id, "birth_date", held);
        sohoa_field_check(birth, "id_number", held);
    }
    if (has_gender) {
        bool held = ((id->value[3] - '0') % 2 == 1) == (gender->value[1] != 'a');
        sohoa_field_check(id, "gender", held);
        sohoa_field_check(gender, "id_number", held);
    }
}

/* A role that says its gender: no mother has a man's number. Where one has, columns were mixed up,
 * or a figure misread: nothing of the role is sure. */
static void check_role_gender(struct sohoa_field_set *set, struct sohoa_field *id)
{
    static const struct {
        const char *role;
        bool woman;
    } roles[] = {{"mother.", true}, {"wife.", true}, {"father.", false}, {"husband.", false}};
    bool woman = (id->value[3] - '0') % 2 == 1;
    size_t length = role_length(id->key);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (strncmp(id->key, roles[i].role, strlen(roles[i].role)) != 0)
            continue;
        sohoa_field_check(id, "gender", woman == roles[i].woman);
        for (size_t j = 0; woman != roles[i].woman && j < set->count; j++)
            if (role_length(set->fields[j].key) == length &&
                strncmp(set->fields[j].key, id->key, length) == 0)
                sohoa_field_check(&set->fields[j], "role", false);
    }
}

static bool says_woman(const struct sohoa_field *id)
{
    return (id->value[3] - '0') % 2 == 1;
}

/* Both numbers of a couple say that the roles were given the wrong way round, as when a heading
 * could not be read: the fields change roles. Where there is no memory they stay, doubted. */
static void put_couple_right(struct sohoa_field_set *set, const char *her, const char *his)
{
    const char *const roles[] = {her, his};
    const struct sohoa_field *wife = attribute(set, her, strlen(her), "id_number");
    const struct sohoa_field *husband = attribute(set, his, strlen(his), "id_number");
    if (!is_citizen_id(wife) || !is_citizen_id(husband) || says_woman(wife) || !says_woman(husband))
        return;
    for (size_t i = 0; i < set->count; i++)
        for (size_t r = 0; r < 2; r++) {
            size_t size = strlen(roles[r]);
            char *key = NULL;
            if (strncmp(set->fields[i].key, roles[r], size) != 0 || set->fields[i].key[size] != '.')
                continue;
            if (asprintf(&key, "%s%s", roles[1 - r], set->fields[i].key + size) < 0)
                return;
            free(set->fields[i].key);
            set->fields[i].key = key;
            break;
        }
}

/* ---- dates in their order ---- */

static struct sohoa_date day_of(uint32_t yyyymmdd)
{
    return (struct sohoa_date){yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100};
}

/* first is not later than second. */
static void check_order(struct sohoa_field *first, struct sohoa_field *second, const char *name)
{
    struct sohoa_date a, b;
    if (!date_of(first, &a) || !date_of(second, &b))
        return;
    bool held = sohoa_date_compare(a, b) <= 0;
    sohoa_field_check(first, name, held);
    sohoa_field_check(second, name, held);
}

/* A decade ahead: the 2 of "202." was read as a 3, which no date of the past allows. */
static void mend_decade(struct sohoa_field *field, uint32_t today)
{
    struct sohoa_date date;
    if (!may_mend(field) || !date_of(field, &date) || strncmp(field->value, "203", 3) != 0)
        return;
    date.year -= 10;
    if (!sohoa_date_valid(date) || sohoa_date_compare(date, day_of(today)) > 0)
        return;
    field->value[2] = '2';
    note_mended(field, field);
}

/* What has happened lies behind us; a paper that is filed has been written. */
static void check_past(const struct sohoa_type_env *env, struct sohoa_field *field)
{
    static const char *const past[] = {"birth_date", "id_issue_date", "death_date", "register_date",
                                       "incoming_date"};
    const char *dot = strrchr(field->key, '.');
    struct sohoa_date date;
    if (!dot || env->today == 0 || !date_of(field, &date))
        return;
    if (strcmp(dot + 1, "date") == 0)
        mend_decade(field, env->today);
    for (size_t i = 0; i < sizeof past / sizeof past[0]; i++)
        if (strcmp(dot + 1, past[i]) == 0) {
            mend_decade(field, env->today);
            (void)date_of(field, &date);
            sohoa_field_check(field, "past", sohoa_date_compare(date, day_of(env->today)) <= 0);
        }
}

/* Numbers of 12 digits are issued since 2012. */
static void check_issue(struct sohoa_field_set *set, struct sohoa_field *issue)
{
    size_t length = role_length(issue->key);
    struct sohoa_field *id = attribute(set, issue->key, length, "id_number");
    struct sohoa_date date;
    if (is_citizen_id(id) && date_of(issue, &date))
        sohoa_field_check(issue, "issued", date.year >= 2012);
    check_order(attribute(set, issue->key, length, "birth_date"), issue, "order");
    check_order(issue, attribute(set, issue->key, length, "id_expiry_date"), "order");
}

static void check_parents(struct sohoa_field_set *set)
{
    static const char *const parents[] = {"mother", "father"};
    struct sohoa_field *child = attribute(set, "child", 5, "birth_date");
    struct sohoa_date born, date;
    for (size_t i = 0; date_of(child, &born) && i < 2; i++) {
        struct sohoa_field *parent = attribute(set, parents[i], 6, "birth_date");
        if (!date_of(parent, &date))
            continue;
        bool held = born.year >= date.year + 12 && born.year <= date.year + 80;
        sohoa_field_check(parent, "parent", held);
        if (!held)
            sohoa_field_check(child, "parent", false);
    }
}

void sohoa_crosscheck(const struct sohoa_type_env *env, struct sohoa_field_set *set)
{
    sohoa_crosscheck_numbers(env, set);
    put_couple_right(set, "wife", "husband");
    put_couple_right(set, "mother", "father");
    for (size_t i = 0; i < set->count; i++) {
        struct sohoa_field *field = &set->fields[i];
        const char *dot = strrchr(field->key, '.');
        const char *name = dot ? dot + 1 : field->key;
        if (strcmp(name, "id_number") == 0 && is_citizen_id(field)) {
            check_role_gender(set, field);
            check_person(set, field);
        } else if (strcmp(name, "email") == 0) {
            mend_email(field, attribute(set, field->key, role_length(field->key), "name"));
        } else if (strcmp(field->key, "certificate.number") == 0) {
            mend_number_year(field, attribute(set, "certificate", 11, "register_date"));
        } else if (strcmp(name, "id_issue_date") == 0) {
            check_issue(set, field);
        } else if (strcmp(name, "death_date") == 0) {
            check_order(attribute(set, field->key, role_length(field->key), "birth_date"), field,
                        "order");
        }
        check_past(env, field);
    }
    check_parents(set);
}
