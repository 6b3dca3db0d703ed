/* authority.c - which value comes first, and until when a paper's values count: see known.h. No
 * state, any thread. */
#include "query/known.h"
#include "reading/vi_text.h"
#include "sohoa_calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RANK_UNKNOWN = 0,
    RANK_DECLARATION,
    RANK_PHOTOCOPY,
    RANK_CERTIFIED,
    RANK_ORIGINAL,
    RANK_CARD,
    RANK_VERIFIED,
};

#define SURE 0.9 /* DESIGN 7: may be used unseen */
#define DOUBTFUL 0.5

int sohoa_authority(const struct sohoa_known_fact *fact, const struct sohoa_known_place *place)
{
    static const struct {
        const char *form;
        int rank;
    } forms[] = {{"original", RANK_ORIGINAL},
                 {"certified-copy", RANK_CERTIFIED},
                 {"photocopy", RANK_PHOTOCOPY},
                 {"declaration", RANK_DECLARATION}};
    if (strcmp(fact->state, "verified") == 0)
        return RANK_VERIFIED;
    if (strcmp(fact->source, "qr") == 0)
        return RANK_CARD;
    if (strcmp(fact->source, "mrz") == 0) /* which has no tones and cuts long names */
        return strcmp(fact->attribute, "name") == 0 ? RANK_UNKNOWN : RANK_CARD;
    if (strcmp(fact->state, "conflict") == 0) /* two readings, and nobody knows which is right */
        return RANK_UNKNOWN;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(place->form, forms[i].form) == 0)
            return forms[i].rank;
    return RANK_UNKNOWN;
}

/* What changes by itself: the newest word counts whoever said it. */
static bool is_fleeting(const char *attribute)
{
    return strcmp(attribute, "phone") == 0 || strcmp(attribute, "address") == 0 ||
           strcmp(attribute, "email") == 0;
}

/* Hardly read at all: says nothing of what the paper says. */
static bool is_doubtful(const struct sohoa_known_fact *f)
{
    return strcmp(f->state, "verified") != 0 && f->confidence < DOUBTFUL;
}

static bool is_sure(const struct sohoa_known_fact *f)
{
    return strcmp(f->state, "verified") == 0 || f->confidence >= SURE;
}

static bool comes_before(const struct sohoa_known_fact *a, const struct sohoa_known_fact *b)
{
    const struct sohoa_known_place *x = a->at, *y = b->at;
    if (x->stranger != y->stranger)
        return y->stranger;
    if (x->spent != y->spent)
        return y->spent;
    if (is_doubtful(a) != is_doubtful(b))
        return is_doubtful(b);
    int newer = strncmp(x->date, y->date, 10);
    if (is_fleeting(a->attribute) && newer != 0)
        return newer > 0;
    if (a->authority != b->authority)
        return a->authority > b->authority;
    if (newer != 0)
        return newer > 0;
    if (a->confidence > b->confidence || a->confidence < b->confidence)
        return a->confidence > b->confidence;
    return a->order > b->order;
}

/* A few letters of the whole differ: the same thing, read worse. Numbers are never nearly equal. */
static bool is_nearly(const char *a, const char *b)
{
    char x[SOHOA_NAME_SIZE], y[SOHOA_NAME_SIZE];
    sohoa_name_plain(a, x);
    sohoa_name_plain(b, y);
    size_t letters = strlen(x) - strspn(x, "0123456789 ");
    return letters > 1 && sohoa_vi_distance(x, y, (uint32_t)strlen(x) / 6 + 1) <= strlen(x) / 6 + 1;
}

/* Says what best says, but more fully (2001-09-15 for 2001) or read better. */
static bool says_it_better(const struct sohoa_known_fact *f, const struct sohoa_known_fact *best)
{
    size_t length = strlen(best->value);
    bool date = strlen(best->attribute) > 5 &&
                strcmp(best->attribute + strlen(best->attribute) - 5, "_date") == 0;
    if (!is_sure(f))
        return false;
    if (date)
        return length < 10 && strlen(f->value) > length &&
               strncmp(f->value, best->value, length) == 0;
    return !is_sure(best) && is_nearly(best->value, f->value);
}

/* Of the facts from group to end puts the one first that says better what the first one says. */
static void prefer(struct sohoa_known *k, size_t group, size_t end)
{
    const struct sohoa_known_place *place = &k->places[k->facts[group].place];
    for (size_t i = group + 1; i < end; i++) {
        const struct sohoa_known_place *other = &k->places[k->facts[i].place];
        if (other->stranger != place->stranger || other->spent != place->spent ||
            !says_it_better(&k->facts[i], &k->facts[group]))
            continue;
        struct sohoa_known_fact one = k->facts[i];
        memmove(k->facts + group + 1, k->facts + group, (i - group) * sizeof one);
        k->facts[group] = one;
        return;
    }
}

enum { GROUPS = 128 };

static int in_order(const void *a, const void *b)
{
    const struct sohoa_known_fact *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    int name = strcmp(x->attribute, y->attribute); /* more attributes than groups */
    if (name != 0)
        return name;
    return comes_before(x, y) ? -1 : comes_before(y, x) ? 1 : 0;
}

/* Attributes stand in the order in which they were first gathered. */
static void number_groups(struct sohoa_known *k)
{
    const char *names[GROUPS];
    uint32_t count = 0;
    for (size_t i = 0; i < k->fact_count; i++) {
        struct sohoa_known_fact *f = &k->facts[i];
        f->at = &k->places[f->place];
        f->group = 0;
        while (f->group < count && strcmp(names[f->group], f->attribute) != 0)
            f->group++;
        if (f->group == count && count < GROUPS)
            names[count++] = f->attribute;
    }
}

void sohoa_authority_sort(struct sohoa_known *k)
{
    number_groups(k);
    if (k->fact_count > 1)
        qsort(k->facts, k->fact_count, sizeof *k->facts, in_order);
    for (size_t group = 0, end; group < k->fact_count; group = end) {
        end = group + 1;
        while (end < k->fact_count &&
               strcmp(k->facts[end].attribute, k->facts[group].attribute) == 0)
            end++;
        prefer(k, group, end);
    }
}

/* ---- validity ------------------------------------------------------------------------------- */

/* The same day of the month so many months on; the last one of a month that has none. */
static void months_on(const char *from, uint32_t months, char ret[11])
{
    char *rest = NULL;
    long year = strtol(from, &rest, 10), month = 1, day = 1;
    if (*rest == '-')
        month = strtol(rest + 1, &rest, 10);
    if (*rest == '-')
        day = strtol(rest + 1, &rest, 10);
    if (year < 1800 || year > 9000 || month < 1 || month > 12 || day < 1 || day > 31)
        return;
    long count = year * 12 + month - 1 + (long)months;
    year = count / 12;
    month = count % 12;
    long last = sohoa_month_days((int)year, (int)month + 1);
    char text[64];
    (void)snprintf(text, sizeof text, "%04ld-%02ld-%02ld", year, month + 1,
                   day < last ? day : last);
    memcpy(ret, text, 10);
    ret[10] = '\0';
}

void sohoa_validity(const struct sohoa_schemas *schemas, const struct sohoa_known *known,
                    struct sohoa_known_place *place, const char *today)
{
    const struct sohoa_schema *schema =
        schemas && *place->dossier ? sohoa_schemas_find(schemas, place->schema) : NULL;
    if (!schema || (!schema->validity.months && !schema->validity.until))
        return;
    if (schema->validity.months)
        months_on(place->date, schema->validity.months, place->until);
    const char *dot = schema->validity.until ? strrchr(schema->validity.until, '.') : NULL;
    for (size_t i = 0; dot && i < known->fact_count; i++) {
        const struct sohoa_known_fact *f = &known->facts[i];
        const struct sohoa_known_place *at = &known->places[f->place];
        if (strcmp(f->attribute, dot + 1) == 0 && at->document == place->document &&
            strcmp(at->dossier, place->dossier) == 0 && strlen(f->value) == 10)
            (void)snprintf(place->until, sizeof place->until, "%.10s", f->value);
    }
    place->ended = *place->until && strcmp(today, place->until) > 0;
    place->spent = place->ended && !schema->validity.keep;
}
