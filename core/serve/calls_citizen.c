/* calls_citizen.c - what is known of a person. The person asked for goes on record whatever is
 * found, and so does everybody else in the answer. */
#include "query/citizen_text.h"
#include "serve/calls.h"
#include "serve/note_reuse.h"
#include "serve/service.h"

#include <stdlib.h>
#include <string.h>

/* The person that is meant; false after a problem. */
static bool take_person(struct request *rq, const char *text, struct sohoa_given *ret)
{
    struct sohoa_err err = {0};
    int rc = sohoa_person_parse(text, ret, &err);
    if (rc == SOHOA_OK) {
        sohoa_whose_add(&rq->whose, ret->key);
        return true;
    }
    if (rc == SOHOA_BAD_DOSSIER)
        answer_problem(rq, 400, "bad-id", "%s", err.text);
    else
        answer_fault(rq, rc, &err);
    return false;
}

/* Nothing known is an answer, too. */
static json_t *nobody(const char *key)
{
    bool number = strlen(key) != SOHOA_ID_SIZE - 1;
    return json_pack("{s:s,s:[],s:[],s:[],s:[],s:[],s:[],s:[]}", number ? "citizen" : "person", key,
                     "names", "facts", "claimed", "aliases", "relations", "documents", "dossiers");
}

static json_t *look_up(struct request *rq, const struct sohoa_given *given)
{
    json_t *object = NULL;
    struct sohoa_err err = {0};
    int rc = sohoa_citizen_object(rq->service->records, rq->service->decide.schemas, given, NULL,
                                  &object, &err);
    if (rc == SOHOA_END)
        object = nobody(given->key);
    else if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    else
        request_persons(rq, object);
    if (!object && rc == SOHOA_END)
        answer_problem(rq, 503, "no-memory", "out of memory");
    return object;
}

/* The usual look-up: written out at once. */
static void answer_text(struct request *rq, const struct sohoa_given *given)
{
    struct sohoa_err err = {0};
    char *text = NULL;
    size_t size = 0;
    int rc = sohoa_citizen_text(rq->service->records, rq->service->decide.schemas, given, NULL,
                                &rq->whose, &text, &size, &err);
    if (rc == SOHOA_OK)
        answer_bytes(rq, 200, "application/json", text, size);
    else if (rc == SOHOA_END)
        answer_json(rq, 200, nobody(given->key));
    else
        answer_fault(rq, rc, &err);
}

static void answer_person(struct request *rq, const char *text)
{
    struct sohoa_given given;
    char code[PURPOSE_MAX + 1];
    if (!take_person(rq, text, &given))
        return;
    if (!purpose_code(rq->purpose, code, sizeof code)) {
        answer_text(rq, &given);
        return;
    }
    json_t *object = look_up(rq, &given);
    if (object && note_reuse(rq, object))
        answer_json(rq, 200, object);
    else
        json_decref(object);
}

void call_citizen(struct request *rq)
{
    answer_person(rq, rq->params[0]);
}

void call_lookup(struct request *rq)
{
    const char *text = NULL;
    if (!request_text(rq, "citizen", SOHOA_GIVEN_MAX, &text))
        return;
    if (text)
        answer_person(rq, text);
    else
        answer_problem(rq, 400, "bad-request", "'%s' is missing", "citizen");
}

static bool wanted(const json_t *paper, const char *schema, bool dated)
{
    const char *is = json_string_value(json_object_get(paper, "schema"));
    return (!schema || (is && strcmp(is, schema) == 0)) &&
           (!dated || json_is_true(json_object_get(paper, "valid")));
}

void call_citizen_documents(struct request *rq)
{
    const char *schema = target_param(&rq->target, "schema"), *day = NULL;
    struct sohoa_given given;
    struct sohoa_err err = {0};
    json_t *papers = NULL, *kept = NULL, *paper;
    size_t i;
    if (!request_date(rq, "valid_on", &day) || !take_person(rq, rq->params[0], &given))
        return;
    int rc = sohoa_citizen_papers(rq->service->records, rq->service->decide.schemas, &given, day,
                                  &papers, &err);
    if (rc != SOHOA_OK && rc != SOHOA_END) {
        answer_fault(rq, rc, &err);
        return;
    }
    kept = json_array();
    json_array_foreach(papers, i, paper)
    {
        if (wanted(paper, schema, day != NULL))
            (void)json_array_append(kept, paper);
    }
    json_decref(papers);
    answer_json(rq, 200, json_pack("{s:s,s:o}", "citizen", given.key, "documents", kept));
}

void call_citizen_dossiers(struct request *rq)
{
    struct sohoa_given given;
    if (!take_person(rq, rq->params[0], &given))
        return;
    json_t *object = look_up(rq, &given);
    if (!object)
        return;
    sohoa_whose_clear(&rq->whose); /* the others are not in this answer */
    sohoa_whose_add(&rq->whose, given.key);
    answer_json(rq, 200,
                json_pack("{s:s,s:O}", "citizen", given.key, "dossiers",
                          json_object_get(object, "dossiers")));
    json_decref(object);
}
