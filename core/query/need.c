/* need.c - see need.h. */
#include "query/need.h"

#include "host/lang.h"
#include "query/citizen.h"
#include "reading/date.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A role of the procedure that was given, and the papers of whoever has it. */
struct holder {
    const char *role;
    json_t *papers;
};
struct need {
    struct holder *holders;
    size_t count;
    const char *today;
    struct sohoa_err *err;
    bool no_memory;
};

/* ---- one paper ------------------------------------------------------------------------------ */

static bool among(const struct sohoa_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* The role in which the person stands on the paper, of those that count; NULL: in none of them. */
static const char *role_on(const struct sohoa_procedure_paper *wanted, const json_t *paper)
{
    const json_t *roles = json_object_get(paper, "roles");
    for (size_t i = 0; i < json_array_size(roles); i++) {
        const char *role = json_string_value(json_array_get(roles, i));
        if (wanted->as.count == 0 || among(&wanted->as, role))
            return role;
    }
    return NULL;
}

static bool form_fits(unsigned forms, const char *form)
{
    for (int f = SOHOA_FORM_UNKNOWN; f <= SOHOA_FORM_DECLARATION; f++)
        if ((forms & (1u << f)) &&
            strcmp(sohoa_paper_form_name((enum sohoa_paper_form)f), form) == 0)
            return true;
    return forms == 0;
}

/* The last day of so many months from a day on; the end of a month that is shorter. False: the day
 * is not known whole. */
static bool months_later(const char *iso, uint32_t months, char ret[16])
{
    struct sohoa_date d;
    char day[11];
    (void)snprintf(day, sizeof day, "%s", iso);
    if (!sohoa_date_parse(day, &d) || !d.day)
        return false;
    uint32_t total = d.year * 12 + d.month - 1 + months;
    d.year = total / 12;
    d.month = total % 12 + 1;
    while (d.day > 28 && !sohoa_date_valid(d))
        d.day--;
    sohoa_date_print(d, ret, 16);
    return true;
}

/* What is wrong with a paper of the right kind, NULL: nothing. until gets its last day, if any. */
static const char *fault_of(const struct need *n, const struct sohoa_procedure_paper *wanted,
                            const json_t *paper, char until[16])
{
    const char *issued = sohoa_json_member(paper, "issued");
    (void)snprintf(until, 16, "%.10s", sohoa_json_member(paper, "until"));
    if (!form_fits(wanted->forms, sohoa_json_member(paper, "form")))
        return "it is not of a form that is accepted here";
    if (wanted->months) {
        char own[16];
        if (!months_later(issued, wanted->months, own))
            return "the day of its issue is not known";
        if (!*until || strcmp(own, until) < 0)
            memcpy(until, own, sizeof own);
    }
    if (*until && strcmp(until, n->today) < 0)
        return "it is no longer valid";
    return json_is_false(json_object_get(paper, "valid")) ? "it is no longer valid" : NULL;
}

static json_t *paper_object(const struct holder *h, const json_t *paper, const char *as,
                            const char *until, const char *why)
{
    struct sohoa_put put = {.object = json_object()};
    static const char *const keys[] = {"dossier", "document", "code", "schema", "form", "issued"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(paper, keys[i]);
        if (value)
            sohoa_put(&put, keys[i], json_incref(value));
    }
    if (*until)
        sohoa_put_text(&put, "until", until);
    sohoa_put(&put, "valid", json_boolean(why == NULL));
    sohoa_put_text(&put, "as", as);
    sohoa_put_text(&put, "of", h->role);
    sohoa_put_text(&put, "why", why ? sohoa_tr(why) : NULL);
    return sohoa_put_end(&put);
}

/* ---- one component -------------------------------------------------------------------------- */

struct found {
    json_t *papers; /* valid ones first, each the newest first */
    size_t valid;
};

static bool is_told(const json_t *papers, const json_t *paper)
{
    for (size_t i = 0; i < json_array_size(papers); i++) {
        const json_t *told = json_array_get(papers, i);
        if (strcmp(sohoa_json_member(told, "dossier"), sohoa_json_member(paper, "dossier")) == 0 &&
            json_equal(json_object_get(told, "document"), json_object_get(paper, "document")))
            return true;
    }
    return false;
}

static void add_paper(struct need *n, const struct holder *h, const json_t *paper,
                      const struct sohoa_procedure_paper *wanted, const char *as,
                      struct found *found)
{
    char until[16];
    const char *why = fault_of(n, wanted, paper, until);
    json_t *object = paper_object(h, paper, as, until, why);
    size_t at = why ? json_array_size(found->papers) : 0;
    if (!object || json_array_insert_new(found->papers, at, object) != 0)
        n->no_memory = true;
    found->valid += why == NULL;
}

/* Goes through the papers of everybody whose paper it may be. */
static void find_papers(struct need *n, const struct sohoa_component *c, struct found *found)
{
    size_t i;
    json_t *paper;
    for (size_t h = 0; h < n->count; h++) {
        if (!among(&c->roles, n->holders[h].role))
            continue;
        json_array_foreach(n->holders[h].papers, i, paper)
        {
            for (size_t p = 0; p < c->paper_count; p++) {
                const struct sohoa_procedure_paper *wanted = &c->papers[p];
                const char *as = strcmp(wanted->schema, sohoa_json_member(paper, "schema")) == 0
                                     ? role_on(wanted, paper)
                                     : NULL;
                if (!as || is_told(found->papers, paper))
                    continue;
                add_paper(n, &n->holders[h], paper, wanted, as, found);
                break;
            }
        }
    }
}

static bool is_given(const struct need *n, const struct sohoa_component *c)
{
    bool given = c->roles.count == 0;
    for (size_t h = 0; h < n->count; h++)
        given |= among(&c->roles, n->holders[h].role);
    return given;
}

/* The notice of a birth on which the mother who was given is named: it may be the child's that is
 * meant, or another's, so it is told and not counted. */
static void find_of_others(struct need *n, const struct sohoa_component *c, struct found *found)
{
    static const char why[] = "it is somebody else's: give the role to have it counted";
    for (size_t h = 0; h < n->count; h++) {
        const struct holder *holder = &n->holders[h];
        for (size_t i = 0; i < json_array_size(holder->papers); i++) {
            const json_t *paper = json_array_get(holder->papers, i);
            const json_t *roles = json_object_get(paper, "roles");
            for (size_t p = 0; p < c->paper_count; p++) {
                if (strcmp(c->papers[p].schema, sohoa_json_member(paper, "schema")) != 0 ||
                    role_on(&c->papers[p], paper) || is_told(found->papers, paper))
                    continue;
                json_t *object = paper_object(holder, paper,
                                              json_string_value(json_array_get(roles, 0)), "", why);
                if (!object || json_array_append_new(found->papers, object) != 0)
                    n->no_memory = true;
            }
        }
    }
}

static const char *state_of(const struct need *n, const struct sohoa_component *c,
                            const struct found *found)
{
    switch (c->kind) {
    case SOHOA_COMPONENT_FILLED:
        return "fill";
    case SOHOA_COMPONENT_SHOWN:
        return "show";
    case SOHOA_COMPONENT_NEW:
        return "bring";
    default:
        return found->valid                     ? "held"
               : !is_given(n, c)                ? "unknown"
               : json_array_size(found->papers) ? "ended"
                                                : "bring";
    }
}

static json_t *names_array(const struct sohoa_names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < names->count; i++)
        if (json_array_append_new(list, json_string(names->items[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *accepts(const struct sohoa_component *c)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < c->paper_count; i++)
        if (json_array_append_new(list, json_string(c->papers[i].schema)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* The component as an object; its name goes into `bring` when it must be brought. */
static json_t *component_object(struct need *n, const struct sohoa_component *c, json_t *bring)
{
    struct found found = {.papers = json_array()};
    struct sohoa_put put = {.object = json_object()};
    if (found.papers)
        find_papers(n, c, &found);
    if (found.papers && c->kind == SOHOA_COMPONENT_HELD && !is_given(n, c))
        find_of_others(n, c, &found);
    const char *state = state_of(n, c, &found);
    bool missing = strcmp(state, "bring") == 0 || strcmp(state, "ended") == 0;
    sohoa_put_text(&put, "component", c->name);
    sohoa_put_text(&put, "name", sohoa_words_say(c->title));
    sohoa_put_text(&put, "kind", sohoa_component_kind_name(c->kind));
    if (c->roles.count)
        sohoa_put(&put, "roles", names_array(&c->roles));
    sohoa_put_text(&put, "when", sohoa_words_say(c->when));
    sohoa_put_text(&put, "note", sohoa_words_say(c->note));
    sohoa_put_text(&put, "state", state);
    sohoa_put(&put, "papers", found.papers);
    sohoa_put(&put, "accepts", accepts(c));
    if (missing && json_array_append_new(bring, json_string(c->name)) != 0)
        n->no_memory = true;
    return sohoa_put_end(&put);
}

/* ---- the question --------------------------------------------------------------------------- */

static bool has_role(const struct sohoa_procedure *p, const char *role)
{
    for (size_t i = 0; i < p->role_count; i++)
        if (strcmp(p->roles[i].name, role) == 0)
            return true;
    return false;
}

static int load_holders(struct need *n, struct sohoa_records *r,
                        const struct sohoa_schemas *schemas, const struct sohoa_procedure *p,
                        const struct sohoa_role_id *roles, size_t count)
{
    n->holders = calloc(count + 1, sizeof *n->holders);
    if (!n->holders)
        return sohoa_no_memory(n->err);
    for (size_t i = 0; i < count; i++) {
        struct sohoa_given given;
        if (!has_role(p, roles[i].role))
            return sohoa_fail(n->err, SOHOA_BAD_DOSSIER, "the procedure %s has no role '%.60s'",
                              p->code, roles[i].role);
        int rc = sohoa_person_parse(roles[i].citizen, &given, n->err);
        if (rc == SOHOA_OK)
            rc = sohoa_citizen_papers(r, schemas, &given, n->today, &n->holders[i].papers, n->err);
        if (rc != SOHOA_OK)
            return rc;
        n->holders[i].role = roles[i].role;
        n->count = i + 1;
    }
    return SOHOA_OK;
}

static const char *basis_of(const struct sohoa_procedure *p, const char *today)
{
    const char *basis = NULL;
    for (size_t i = 0; i < p->version_count; i++) {
        const struct sohoa_schema_version *v = &p->versions[i];
        if (v->basis && (!v->from || strcmp(v->from, today) <= 0) &&
            (!v->to || strcmp(v->to, today) >= 0))
            basis = v->basis;
    }
    return basis;
}

static json_t *answer_of(struct need *n, const struct sohoa_procedure *p)
{
    struct sohoa_put put = {.object = json_object()};
    json_t *components = json_array(), *bring = json_array();
    if (!components || !bring)
        n->no_memory = true;
    for (size_t i = 0; !n->no_memory && i < p->component_count; i++)
        if (json_array_append_new(components, component_object(n, &p->components[i], bring)) != 0)
            n->no_memory = true;
    sohoa_put_text(&put, "procedure", p->code);
    sohoa_put_text(&put, "name", sohoa_words_say(p->title));
    sohoa_put_text(&put, "authority", p->authority);
    sohoa_put_text(&put, "basis", basis_of(p, n->today));
    sohoa_put(&put, "components", components);
    sohoa_put(&put, "bring", bring);
    put.failed |= n->no_memory;
    return sohoa_put_end(&put);
}

int sohoa_need(struct sohoa_records *r, const struct sohoa_schemas *schemas,
               const struct sohoa_procedures *procedures, const char *procedure,
               const struct sohoa_role_id *roles, size_t count, const char *today, json_t **ret,
               struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    char stamp[SOHOA_STAMP_SIZE];
    struct need n = {.err = err ? err : &own};
    const struct sohoa_procedure *p = sohoa_procedures_find(procedures, procedure);
    if (!p)
        return sohoa_fail(n.err, SOHOA_END, "there is no procedure '%.60s'", procedure);
    if (count > SOHOA_PROCEDURE_ROLES_MAX)
        return sohoa_fail(n.err, SOHOA_BAD_DOSSIER, "more than %d roles",
                          SOHOA_PROCEDURE_ROLES_MAX);
    sohoa_stamp(0, stamp);
    stamp[10] = '\0';
    n.today = today ? today : stamp;
    json_t *answer = NULL;
    int rc = load_holders(&n, r, schemas, p, roles, count);
    if (rc == SOHOA_OK && !(answer = answer_of(&n, p)))
        rc = sohoa_no_memory(n.err);
    if (rc == SOHOA_OK)
        *ret = answer;
    for (size_t i = 0; n.holders && i < count; i++)
        json_decref(n.holders[i].papers);
    free(n.holders);
    return rc;
}
