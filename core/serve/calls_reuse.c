/* calls_reuse.c - what is known fills forms and spares papers: prefill, need, reuse, register. */
#include "query/form_pdf.h"
#include "query/need.h"
#include "query/prefill.h"
#include "query/register.h"
#include "query/reuse.h"
#include "serve/calls.h"
#include "serve/note_reuse.h"
#include "serve/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 200
#define FAULTS_MAX 20

/* {"mother":"038..."} of the body, checked. count 0 with false: a problem was given. */
struct roles {
    size_t count;
    const char *names[SOHOA_PREFILL_ROLES_MAX], *texts[SOHOA_PREFILL_ROLES_MAX];
    struct sohoa_given *given;
};

static bool take_role(struct request *rq, struct roles *roles, const char *name,
                      const json_t *value)
{
    struct sohoa_err err = {0};
    const char *text = json_string_value(value);
    size_t i = roles->count;
    if (!text || i == SOHOA_PREFILL_ROLES_MAX || strlen(name) > NAME_MAX_BYTES) {
        answer_problem(rq, 400, "bad-request",
                       "'roles' must be an object of roles and citizen IDs, at most %d",
                       SOHOA_PREFILL_ROLES_MAX);
        return false;
    }
    int rc = sohoa_person_parse(text, &roles->given[i], &err);
    if (rc != SOHOA_OK) {
        answer_problem(rq, 400, "bad-id", "%s", err.text);
        return false;
    }
    roles->names[i] = name;
    roles->texts[i] = text;
    roles->count++;
    sohoa_whose_add(&rq->whose, roles->given[i].key);
    return true;
}

static bool take_roles(struct request *rq, struct roles *roles)
{
    const char *name;
    json_t *value, *asked = json_object_get(rq->json, "roles");
    *roles = (struct roles){.given = calloc(SOHOA_PREFILL_ROLES_MAX, sizeof *roles->given)};
    if (!roles->given) {
        answer_problem(rq, 503, "no-memory", "out of memory");
        return false;
    }
    if (!json_is_object(asked)) {
        answer_problem(rq, 400, "bad-request",
                       "'roles' must be an object of roles and citizen IDs, at most %d",
                       SOHOA_PREFILL_ROLES_MAX);
        return false;
    }
    json_object_foreach(asked, name, value)
    {
        if (!take_role(rq, roles, name, value))
            return false;
    }
    return true;
}

static bool take_name(struct request *rq, const char *key, const char **ret)
{
    if (!request_text(rq, key, NAME_MAX_BYTES, ret))
        return false;
    if (*ret)
        return true;
    answer_problem(rq, 400, "bad-request", "'%s' is missing", key);
    return false;
}

/* The official form filled; takes object. */
static void answer_form(struct request *rq, const char *name, json_t *object)
{
    const struct sohoa_schema *schema = sohoa_schemas_find(rq->service->decide.schemas, name);
    struct sohoa_form_print *print = NULL;
    struct sohoa_err err = {0};
    char *pdf = NULL;
    size_t size = 0;
    int rc =
        schema ? sohoa_form_usual(service_config(rq->service), schema, &print, &err) : SOHOA_END;
    if (rc == SOHOA_OK)
        rc = sohoa_form_pdf(sohoa_form_of(print), schema, object, 0, &pdf, &size, &err);
    if (rc == SOHOA_OK)
        answer_bytes(rq, 200, "application/pdf", pdf, size);
    else
        answer_fault(rq, rc, &err);
    sohoa_form_close(print);
    json_decref(object);
}

static void prefill(struct request *rq, const char *schema, const struct roles *roles, bool form)
{
    struct sohoa_prefill_role asked[SOHOA_PREFILL_ROLES_MAX];
    struct sohoa_err err = {0};
    json_t *object = NULL;
    for (size_t i = 0; i < roles->count; i++)
        asked[i] = (struct sohoa_prefill_role){.role = roles->names[i], .given = &roles->given[i]};
    int rc = sohoa_prefill_object(rq->service->records, rq->service->decide.schemas, schema, asked,
                                  roles->count, NULL, &object, &err);
    if (rc == SOHOA_END)
        answer_problem(rq, 404, "not-found", "%s", err.text);
    else if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    if (rc != SOHOA_OK)
        return;
    request_persons(rq, object);
    if (!note_reuse(rq, object))
        json_decref(object);
    else if (form)
        answer_form(rq, schema, object);
    else
        answer_json(rq, 200, object);
}

void call_prefill(struct request *rq)
{
    const char *schema = NULL, *format = NULL;
    struct roles roles = {.count = 0};
    if (!take_name(rq, "schema", &schema) || !request_text(rq, "format", 16, &format))
        return;
    bool form = format && strcmp(format, "pdf") == 0;
    if (format && !form && strcmp(format, "json") != 0) {
        answer_problem(rq, 400, "bad-request", "'%s' must be %s", "format", "json, pdf");
        return;
    }
    if (take_roles(rq, &roles))
        prefill(rq, schema, &roles, form);
    free(roles.given);
}

void call_need(struct request *rq)
{
    const char *procedure = NULL;
    struct roles roles = {.count = 0};
    struct sohoa_role_id asked[SOHOA_PREFILL_ROLES_MAX];
    struct sohoa_err err = {0};
    json_t *object = NULL;
    if (!take_name(rq, "procedure", &procedure))
        return;
    if (take_roles(rq, &roles)) {
        for (size_t i = 0; i < roles.count; i++)
            asked[i] = (struct sohoa_role_id){.role = roles.names[i], .citizen = roles.texts[i]};
        int rc =
            sohoa_need(rq->service->records, rq->service->decide.schemas, rq->service->procedures,
                       procedure, asked, roles.count, NULL, &object, &err);
        if (rc == SOHOA_OK)
            answer_json(rq, 200, object);
        else
            answer_fault(rq, rc, &err);
    }
    free(roles.given);
}

/* An array of texts in the body; count -1 after a problem. */
static int take_list(struct request *rq, const char *key, const char **list)
{
    const json_t *asked = json_object_get(rq->json, key), *item;
    size_t i, count = json_array_size(asked);
    bool fine = !asked || (json_is_array(asked) && count <= SOHOA_REUSE_MAX);
    json_array_foreach(asked, i, item)
    {
        const char *text = json_string_value(item);
        fine = fine && text && strlen(text) <= NAME_MAX_BYTES;
        if (fine)
            list[i] = text;
    }
    if (fine)
        return (int)count;
    answer_problem(rq, 400, "bad-request", "'%s' must be an array of at most %d texts", key,
                   SOHOA_REUSE_MAX);
    return -1;
}

void call_reuse(struct request *rq)
{
    const char *papers[SOHOA_REUSE_MAX], *fields[SOHOA_REUSE_MAX];
    struct sohoa_reuse_ask ask = {.operator_ = rq->token.name};
    struct sohoa_err err = {0};
    json_t *object = NULL;
    int paper_count = -1, field_count = -1;
    if (!take_name(rq, "code", &ask.code) || (paper_count = take_list(rq, "papers", papers)) < 0 ||
        (field_count = take_list(rq, "fields", fields)) < 0 ||
        !request_text(rq, "shared", NAME_MAX_BYTES, &ask.shared) ||
        !request_text(rq, "schema", NAME_MAX_BYTES, &ask.schema))
        return;
    ask.papers = papers;
    ask.paper_count = (size_t)paper_count;
    ask.fields = fields;
    ask.field_count = (size_t)field_count;
    (void)snprintf(rq->object, sizeof rq->object, "%s", ask.code);
    int rc = sohoa_reuse_add(rq->service->records, &ask, &object, &err);
    if (rc == SOHOA_OK)
        answer_json(rq, 200, object);
    else
        answer_fault(rq, rc, &err);
}

static void add_fault(void *arg, const char *text)
{
    if (json_array_size(arg) < FAULTS_MAX)
        (void)json_array_append_new(arg, json_string(text));
}

/* The mistakes go along with the problem. */
static void answer_faults(struct request *rq, const char *text, json_t *faults)
{
    answer_problem(rq, 400, "register", "%s", text);
    json_t *problem =
        rq->answer.body ? json_loadb(rq->answer.body, rq->answer.size, 0, NULL) : NULL;
    if (json_is_object(problem) && json_object_set(problem, "faults", faults) == 0) {
        char *body = sohoa_json_line(problem);
        if (body)
            answer_bytes(rq, 400, rq->answer.type, body, strlen(body));
    }
    json_decref(problem);
}

void call_register(struct request *rq)
{
    struct sohoa_err err = {0};
    json_t *object = NULL, *faults = json_array();
    int rc = sohoa_register_take(rq->service->records, "register", rq->text ? rq->text : "",
                                 rq->text_size, add_fault, faults, &object, &err);
    if (rc == SOHOA_OK)
        answer_json(rq, 200, object);
    else if (rc == SOHOA_BAD_DOSSIER)
        answer_faults(rq, err.text, faults);
    else
        answer_fault(rq, rc, &err);
    json_decref(faults);
}
