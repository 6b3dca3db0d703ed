/* calls_upload.c - dossiers handed in, and how far their digitising is. */
#include "record/take_in.h"
#include "serve/calls.h"
#include "serve/jobs.h"
#include "serve/service.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 200

static bool take_key(struct request *rq, const char **ret)
{
    const char *key = request_header(rq, "Idempotency-Key");
    *ret = key;
    if (!key || (*key && strlen(key) <= KEY_MAX && target_text_ok(key, strlen(key))))
        return true;
    answer_problem(rq, 400, "bad-request", "Idempotency-Key is 1 to %d bytes of text", KEY_MAX);
    return false;
}

static bool take_agency(struct request *rq)
{
    const struct upload_said *said = upload_words(rq->upload);
    if (!said->agency[0] || sohoa_token_sees(&rq->token, said->agency))
        return true;
    rq->refusal = "agency";
    answer_problem(rq, 403, "agency", "the token is not of the agency '%s'", said->agency);
    return false;
}

/* A whole dossier brings fields that somebody verified: it is for those who may verify. */
static bool take_object(struct request *rq)
{
    json_t *object = NULL;
    struct sohoa_err err = {0};
    int rc = upload_object(rq->service->records, upload_job(rq->upload), &object, &err);
    if (rc == SOHOA_END)
        return true;
    const char *agency = json_string_value(json_object_get(object, "agency"));
    bool fine = rc == SOHOA_OK && sohoa_dossier_object_id(object);
    if (!fine)
        answer_problem(rq, 400, "bad-request", "the part 'dossier' is no dossier's object");
    else if (rq->token.role == SOHOA_SCANNER_ROLE || !sohoa_token_sees(&rq->token, agency)) {
        rq->refusal = "agency";
        answer_problem(rq, 403, "agency", "the token may not hand in this whole dossier");
        fine = false;
    } else {
        sohoa_whose_documents(&rq->whose, json_object_get(object, "documents"));
    }
    json_decref(object);
    return fine;
}

void call_upload(struct request *rq)
{
    struct sohoa_err err = {0};
    const char *key = NULL;
    char job[SOHOA_ID_SIZE];
    if (!take_key(rq, &key))
        return;
    int rc = upload_finish(rq->upload, &err);
    if (rc != SOHOA_OK) {
        answer_fault(rq, rc, &err);
        return;
    }
    if (!take_agency(rq) || !take_object(rq))
        return;
    (void)snprintf(rq->object, sizeof rq->object, "%s", upload_words(rq->upload)->code);
    rc = jobs_add(rq->service->jobs, &rq->upload, &rq->token, key, job, &err);
    if (rc == SOHOA_BAD_DOSSIER) {
        answer_problem(rq, 422, "idempotency", "%s", err.text);
        return;
    }
    if (rc != SOHOA_OK) {
        answer_fault(rq, rc, &err);
        return;
    }
    (void)snprintf(rq->object, sizeof rq->object, "%s", job);
    answer_json(rq, 202, json_pack("{s:s,s:s}", "job", job, "state", "waiting"));
    (void)snprintf(rq->answer.location, sizeof rq->answer.location, "/v1/jobs/%s", job);
}

void call_job(struct request *rq)
{
    char owner[SOHOA_SHA256_SIZE] = "";
    struct sohoa_err err = {0};
    json_t *job = NULL;
    const char *id = rq->params[0];
    if (!sohoa_id_valid(id)) {
        answer_problem(rq, 400, "bad-id", "'%.64s' is not the id of a job", id);
        return;
    }
    (void)snprintf(rq->object, sizeof rq->object, "%s", id);
    int rc = jobs_object(rq->service->records, id, &job, owner, &err);
    if (rc != SOHOA_OK && rc != SOHOA_END) {
        answer_fault(rq, rc, &err);
        return;
    }
    /* another's job is as good as none */
    bool mine = rc == SOHOA_OK &&
                (strcmp(owner, rq->token.hash) == 0 || rq->token.role == SOHOA_ADMIN_ROLE);
    if (mine) {
        answer_json(rq, 200, job);
    } else {
        json_decref(job);
        answer_problem(rq, 404, "not-found", "there is no job %s", id);
    }
}
