/* calls_dossier.c - dossiers: listed, shown, read as text, put right. */
#include "record/json_read.h"
#include "serve/calls.h"
#include "serve/one_dossier.h"
#include "serve/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_USUAL 100
#define LIST_MAX 1000
#define NAME_MAX_BYTES 200
#define VALUE_MAX_BYTES 8192

/* ---- the list -------------------------------------------------------------------------------- */

struct listing {
    const char *code, *state, *from, *to;
    size_t limit;
    json_t *list;
    char last[SOHOA_ID_SIZE];
    bool more, failed;
};

static json_t *text_or_null(const char *text)
{
    return text && *text ? sohoa_json_text(text) : json_null();
}

static bool wanted(const struct listing *l, const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    const char *day = d->received && *d->received ? d->received : d->captured;
    if (l->state ? strcmp(state, l->state) != 0 : strcmp(state, "superseded") == 0)
        return false;
    return (!l->from || strncmp(day, l->from, 10) >= 0) && (!l->to || strncmp(day, l->to, 10) <= 0);
}

static bool add_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct listing *l = arg;
    if (!wanted(l, d))
        return true;
    if (json_array_size(l->list) == l->limit) {
        l->more = true;
        return false;
    }
    json_int_t pages = d->pages ? (json_int_t)json_array_size(d->pages)
                                : (json_int_t)d->last - (json_int_t)d->first + 1;
    json_t *line = json_pack(
        "{s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:I}", "dossier", d->id, "code",
        text_or_null(d->code), "part", text_or_null(d->part), "state", text_or_null(d->state),
        "agency", text_or_null(d->agency), "procedure", text_or_null(d->procedure), "source",
        text_or_null(sohoa_source_shown(d->source)), "received", text_or_null(d->received),
        "captured", text_or_null(d->captured), "pages", pages);
    l->failed = json_array_append_new(l->list, line) != 0;
    memcpy(l->last, d->id, sizeof l->last);
    return !l->failed;
}

void call_dossiers(struct request *rq)
{
    struct listing l = {.code = target_param(&rq->target, "code"),
                        .state = target_param(&rq->target, "state")};
    const char *after = target_param(&rq->target, "after");
    struct sohoa_err err = {0};
    long limit = 0;
    if (!request_date(rq, "from", &l.from) || !request_date(rq, "to", &l.to) ||
        !request_number(rq, "limit", 1, LIST_MAX, LIST_USUAL, &limit))
        return;
    if (after && !sohoa_id_valid(after)) {
        answer_problem(rq, 400, "bad-request", "'%s' must be the id of a dossier", "after");
        return;
    }
    if (l.state && !sohoa_dossier_state_valid(l.state)) {
        answer_problem(rq, 400, "bad-request", "'%s' is no state of a dossier", l.state);
        return;
    }
    l.limit = (size_t)limit;
    l.list = json_array();
    (void)snprintf(rq->object, sizeof rq->object, "%s", l.code ? l.code : "");
    int rc = sohoa_dossiers_each(rq->service->records, l.code, after, add_dossier, &l, &err);
    if (rc != SOHOA_OK || l.failed) {
        json_decref(l.list);
        answer_fault(rq, SOHOA_FATAL, &err);
        return;
    }
    answer_json(rq, 200,
                json_pack("{s:o,s:o}", "dossiers", l.list, "next",
                          l.more ? json_string(l.last) : json_null()));
}

/* ---- one ------------------------------------------------------------------------------------- */

static void show(struct request *rq, const char *version, const struct sohoa_dossier_record *d)
{
    struct sohoa_err err = {0};
    json_t *object = sohoa_dossier_object(rq->service->records, d, false, &err);
    if (!object) {
        answer_fault(rq, SOHOA_FATAL, &err);
        return;
    }
    answer_json(rq, 200, object);
    (void)snprintf(rq->answer.etag, sizeof rq->answer.etag, "\"%s\"", version);
}

/* The version is read before the dossier: a change in between makes what is shown newer than its
 * tag, and the next PATCH is refused; never the other way round. */
static void show_named(struct request *rq)
{
    char version[SOHOA_VERSION_SIZE] = "";
    struct sohoa_dossier_record d = {0};
    struct sohoa_err err = {0};
    if (sohoa_id_valid(rq->params[0]))
        (void)sohoa_decide_version(rq->service->records, rq->params[0], version, &err);
    if (!take_dossier(rq, false, &d))
        return;
    show(rq, version, &d);
    sohoa_dossier_record_clear(&d);
}

void call_dossier(struct request *rq)
{
    show_named(rq);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void write_text(FILE *out, const struct sohoa_text *text)
{
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        if (l > 0 && line.block != sohoa_text_line(text, l - 1).block)
            (void)fputc('\n', out);
        for (uint32_t i = 0; i < line.count; i++)
            (void)fprintf(out, "%s%s", i ? " " : "", sohoa_text_word(text, line.first + i).text);
        (void)fputc('\n', out);
    }
}

struct texts {
    struct request *rq;
    const char *batch;
    FILE *out;
    long only;
    struct sohoa_err err;
    int rc;
};

static bool write_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct texts *t = arg;
    struct sohoa_text *text = NULL;
    if (t->only && place != (uint32_t)t->only)
        return true;
    if (place > 1 && !t->only)
        (void)fputc('\f', t->out);
    int rc =
        sohoa_text_get(t->rq->service->records, t->batch, page->number, page->part, &text, &t->err);
    if (rc == SOHOA_OK)
        write_text(t->out, text);
    else if (rc < 0)
        t->rc = rc;
    sohoa_text_free(text);
    return t->rc == SOHOA_OK;
}

void call_text(struct request *rq)
{
    struct sohoa_dossier_record d = {0};
    struct texts t = {.rq = rq};
    char *text = NULL;
    size_t size = 0;
    if (!request_number(rq, "page", 1, 1000000, 0, &t.only) || !take_dossier(rq, true, &d))
        return;
    t.batch = d.batch;
    t.out = open_memstream(&text, &size);
    int rc = t.out ? sohoa_dossier_pages(rq->service->records, &d, write_page, &t, &t.err)
                   : sohoa_no_memory(&t.err);
    if (rc == SOHOA_OK)
        rc = t.rc;
    if (t.out && fclose(t.out) != 0 && rc == SOHOA_OK)
        rc = sohoa_no_memory(&t.err);
    if (rc == SOHOA_OK) {
        answer_bytes(rq, 200, "text/plain; charset=utf-8", text, size);
    } else {
        free(text);
        answer_fault(rq, rc, &t.err);
    }
    sohoa_dossier_record_clear(&d);
}

/* ---- put right ------------------------------------------------------------------------------- */

/* If-Match: one strong tag into ret; false after a problem. */
static bool take_match(struct request *rq, char ret[SOHOA_VERSION_SIZE])
{
    const char *value = request_header(rq, MHD_HTTP_HEADER_IF_MATCH);
    if (!value) {
        answer_problem(rq, 428, "if-match", "give the ETag that the dossier had: If-Match");
        return false;
    }
    size_t size = strlen(value);
    if (size >= 2 && *value == '"' && value[size - 1] == '"' && size - 2 < SOHOA_VERSION_SIZE) {
        memcpy(ret, value + 1, size - 2);
        ret[size - 2] = '\0';
        return true;
    }
    answer_problem(rq, 412, "changed", "the dossier is no longer the one that If-Match names");
    return false;
}

/* {"document":1,"key":"child.name","value":"..."} or value null. */
static bool take_decision(struct request *rq, const json_t *item, struct sohoa_decision *ret)
{
    const json_t *document = json_object_get(item, "document"),
                 *value = json_object_get(item, "value");
    const char *key = json_string_value(json_object_get(item, "key"));
    json_int_t number = json_integer_value(document);
    if (!json_is_integer(document) || number < 1 || number > UINT32_MAX || !key ||
        strlen(key) > NAME_MAX_BYTES || !(json_is_string(value) || json_is_null(value)) ||
        json_string_length(value) > VALUE_MAX_BYTES) {
        answer_problem(rq, 400, "bad-request",
                       "each of 'fields' is {\"document\":1,\"key\":\"...\",\"value\":\"...\"}");
        return false;
    }
    *ret = (struct sohoa_decision){
        .document = (uint32_t)number, .key = key, .value = json_string_value(value)};
    return true;
}

static void answer_decided(struct request *rq, int rc, const struct sohoa_err *err)
{
    if (rc == SOHOA_RETRY)
        answer_problem(rq, 412, "changed", "the dossier is no longer the one that If-Match names");
    else if (rc == SOHOA_BAD_PAGE)
        answer_problem(rq, 422, "values", "%s", err->text);
    else if (rc == SOHOA_BAD_DOSSIER)
        answer_problem(rq, 409, "conflict", "%s", err->text);
    else
        answer_fault(rq, rc, err);
}

static void decide(struct request *rq, const char *version, const char *operator_,
                   const struct sohoa_decision *decisions, size_t count)
{
    struct sohoa_err err = {0};
    struct sohoa_decide_request asked = {.dossier = rq->params[0],
                                         .operator_ = operator_,
                                         .version = version,
                                         .decisions = decisions,
                                         .count = count};
    int rc = sohoa_decide_set(&rq->service->decide, &asked, NULL, &err);
    if (rc == SOHOA_OK)
        show_named(rq);
    else
        answer_decided(rq, rc, &err);
}

void call_patch(struct request *rq)
{
    char version[SOHOA_VERSION_SIZE];
    struct sohoa_dossier_record d = {0};
    const json_t *fields = json_object_get(rq->json, "fields"), *item;
    const char *by = NULL;
    size_t i, count = json_array_size(fields);
    if (!take_match(rq, version) || !request_text(rq, "by", NAME_MAX_BYTES, &by))
        return;
    if (count == 0 || count > SOHOA_DECIDE_MAX) {
        answer_problem(rq, 400, "bad-request", "'fields' must be an array of 1 to %d",
                       SOHOA_DECIDE_MAX);
        return;
    }
    if (!take_dossier(rq, true, &d))
        return;
    sohoa_dossier_record_clear(&d);
    struct sohoa_decision *decisions = calloc(count, sizeof *decisions);
    bool fine = decisions != NULL;
    if (!fine)
        answer_problem(rq, 503, "no-memory", "out of memory");
    json_array_foreach(fields, i, item) fine = fine && take_decision(rq, item, &decisions[i]);
    if (fine)
        decide(rq, version, by && *by ? by : rq->token.name, decisions, count);
    free(decisions);
}
