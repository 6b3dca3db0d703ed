/* person_find.c - candidates by name, birth date and parent: see person.h. Names are compared
 * folded; whoever has exactly the name (with its tones) comes first. No state, any thread. */
#include "query/known.h"
#include "reading/date.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50, LOOK_AT = 5000 }; /* candidates handed back; index entries looked at */

struct candidate {
    char subject[SOHOA_SUBJECT_SIZE];
    int score;
    json_t *object;
};
struct search {
    struct sohoa_records *r;
    const struct sohoa_find *find;
    char exact[SOHOA_NAME_SIZE], parent[SOHOA_NAME_SIZE], born[11];
    struct candidate *items;
    size_t count, room, looked;
    struct sohoa_err *err;
};

/* As people write it, the day first, or ISO; false: it is neither, or no day of the calendar. */
static bool read_birth(const char *text, char ret[11])
{
    struct sohoa_date date;
    size_t n = strlen(text);
    if (n > 10)
        return false;
    if (n == 10 && text[2] == '/' && text[5] == '/')
        (void)snprintf(ret, 11, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
    else if (n == 7 && text[2] == '/')
        (void)snprintf(ret, 11, "%.4s-%.2s", text + 3, text);
    else
        (void)snprintf(ret, 11, "%s", text);
    return sohoa_date_parse(ret, &date);
}

/* Both ways: who is asked for as born on a day may stand on a paper with the year alone. */
static bool born_fits(const char *asked, const char *birth)
{
    size_t n = strlen(asked), m = strlen(birth);
    return strcmp(birth, "-") == 0 || strncmp(asked, birth, n < m ? n : m) == 0;
}

static int keep_subject(void *arg, const struct sohoa_named *named)
{
    struct search *s = arg;
    if (++s->looked > LOOK_AT)
        return SOHOA_END;
    if (*s->born && !born_fits(s->born, named->birth))
        return SOHOA_OK;
    for (size_t i = s->count; i-- > 0;)
        if (strcmp(s->items[i].subject, named->subject) == 0)
            return SOHOA_OK;
    if (s->count == s->room) {
        size_t room = s->room ? s->room * 2 : 64;
        struct candidate *bigger = realloc(s->items, room * sizeof *bigger);
        if (!bigger)
            return sohoa_no_memory(s->err);
        s->items = bigger;
        s->room = room;
    }
    struct candidate *c = &s->items[s->count++];
    memset(c, 0, sizeof *c);
    (void)snprintf(c->subject, sizeof c->subject, "%s", named->subject);
    return SOHOA_OK;
}

/* ---- what is said of a candidate --------------------------------------------------------------
 */

static bool is_parent(const char *kind)
{
    return strcmp(kind, "mother") == 0 || strcmp(kind, "father") == 0 ||
           strcmp(kind, "parent") == 0;
}

static bool starts_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

static json_t *parents_of(const struct search *s, const struct sohoa_known *k, bool *ret_fits)
{
    json_t *parents = json_array();
    for (size_t i = 0; parents && i < k->relation_count; i++) {
        char plain[SOHOA_NAME_SIZE];
        const struct sohoa_known_relation *one = &k->relations[i];
        if (!is_parent(one->kind) || !*one->name)
            continue;
        sohoa_name_plain(one->name, plain);
        *ret_fits |= *s->parent && starts_with(plain, s->parent);
        bool had = false;
        for (size_t n = 0; n < json_array_size(parents); n++)
            had |= strcmp(json_string_value(json_array_get(parents, n)), one->name) == 0;
        if (!had && json_array_append_new(parents, sohoa_json_text(one->name)) != 0) {
            json_decref(parents);
            return NULL;
        }
    }
    return parents;
}

static json_t *dossiers_of(const struct sohoa_known *k)
{
    json_t *dossiers = json_array();
    for (size_t i = 0; dossiers && i < k->place_count; i++) {
        const char *id = k->places[i].dossier;
        bool had = i > 0 && strcmp(k->places[i - 1].dossier, id) == 0;
        if (!had && json_array_append_new(dossiers, json_string(id)) != 0) {
            json_decref(dossiers);
            return NULL;
        }
    }
    return dossiers;
}

static void put_fact(struct sohoa_put *put, const struct sohoa_known *k, const char *attribute)
{
    const struct sohoa_known_fact *fact = sohoa_known_any(k, attribute);
    if (fact)
        sohoa_put(put, attribute, sohoa_json_text(fact->value));
}

static void put_claim(struct sohoa_put *put, const struct sohoa_known *k)
{
    for (size_t i = 0; i < k->record_count; i++)
        if (k->records[i].claim) {
            sohoa_put(put, "claimed", sohoa_json_text(k->records[i].claim));
            return;
        }
}

static int score_of(const struct search *s, const struct sohoa_known *k, bool parent)
{
    char exact[SOHOA_NAME_SIZE] = "";
    const struct sohoa_known_fact *name = sohoa_known_any(k, "name"),
                                  *birth = sohoa_known_any(k, "birth_date");
    if (name)
        sohoa_name_exact(name->value, exact);
    int score = parent ? 8 : 0;
    score += strcmp(exact, s->exact) == 0 ? 4 : 0;
    return score + (*s->born && birth && strcmp(birth->value, s->born) == 0 ? 2 : 0);
}

/* False in *ret_wanted: not one of those asked for. */
static int describe(struct search *s, struct candidate *c, bool *ret_wanted)
{
    struct sohoa_known k;
    char to[SOHOA_NUMBER_SIZE];
    const char *who = sohoa_key_last(c->subject);
    int linked = sohoa_citizen_id_valid(who) ? SOHOA_END : sohoa_link_get(s->r, who, to, s->err);
    if (linked != SOHOA_OK && linked != SOHOA_END)
        return linked;
    int rc = sohoa_known_load(s->r, NULL, c->subject, NULL, NULL, &k, s->err);
    if (rc != SOHOA_OK)
        return rc;
    bool parent = false;
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, sohoa_citizen_id_valid(who) ? "citizen" : "person", who);
    put_fact(&put, &k, "name");
    put_fact(&put, &k, "birth_date");
    put_fact(&put, &k, "gender");
    put_claim(&put, &k);
    if (linked == SOHOA_OK)
        sohoa_put_text(&put, "linked", to);
    sohoa_put(&put, "parents", parents_of(s, &k, &parent));
    sohoa_put(&put, "dossiers", dossiers_of(&k));
    c->score = score_of(s, &k, parent);
    c->object = sohoa_put_end(&put);
    *ret_wanted = parent || !*s->parent;
    sohoa_known_clear(&k);
    return c->object ? SOHOA_OK : sohoa_no_memory(s->err);
}

static int better(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->score != y->score ? y->score - x->score : strcmp(x->subject, y->subject);
}

static int choose(struct search *s, json_t **ret)
{
    size_t kept = 0, limit = s->find->limit ? s->find->limit : LIMIT;
    json_t *array = json_array();
    int rc = array ? SOHOA_OK : sohoa_no_memory(s->err);
    for (size_t i = 0; rc == SOHOA_OK && i < s->count; i++) {
        bool wanted = false;
        rc = describe(s, &s->items[i], &wanted);
        if (rc == SOHOA_OK && wanted) {
            struct candidate one = s->items[i];
            s->items[i].object = NULL;
            json_decref(s->items[kept].object);
            s->items[kept++] = one;
        }
    }
    if (rc == SOHOA_OK && kept)
        qsort(s->items, kept, sizeof *s->items, better);
    for (size_t i = 0; rc == SOHOA_OK && i < kept && i < limit; i++)
        if (json_array_append(array, s->items[i].object) != 0)
            rc = sohoa_no_memory(s->err);
    if (rc == SOHOA_OK)
        *ret = array;
    else
        json_decref(array);
    return rc;
}

/* Of a common name only those of the year, and those of whom no date is known. */
static int look_up(struct search *s, const char *plain)
{
    char year[5] = "";
    (void)snprintf(year, sizeof year, "%.4s", s->born);
    int rc = sohoa_names_each(s->r, plain, false, year, keep_subject, s, s->err);
    if (rc == SOHOA_OK && *year)
        rc = sohoa_names_each(s->r, plain, false, "-", keep_subject, s, s->err);
    return rc;
}

int sohoa_find_object(struct sohoa_records *r, const struct sohoa_find *find, json_t **ret,
                      struct sohoa_err *err)
{
    struct search s = {.r = r, .find = find, .err = err};
    char plain[SOHOA_NAME_SIZE];
    sohoa_name_plain(find->name ? find->name : "", plain);
    sohoa_name_exact(find->name ? find->name : "", s.exact);
    sohoa_name_plain(find->parent ? find->parent : "", s.parent);
    if (strlen(plain) < 2)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a name of at least two letters is needed");
    if (find->born && !read_birth(find->born, s.born))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "'%.40s' is no date of birth: write 31/07/1990, 07/1990 or 1990",
                          find->born);
    int rc = look_up(&s, plain);
    if (rc == SOHOA_OK && s.count == 0) /* perhaps the beginning of a name */
        rc = sohoa_names_each(r, plain, true, "", keep_subject, &s, err);
    if (rc == SOHOA_OK)
        rc = choose(&s, ret);
    for (size_t i = 0; i < s.count; i++)
        json_decref(s.items[i].object);
    free(s.items);
    return rc;
}
