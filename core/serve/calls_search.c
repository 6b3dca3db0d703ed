/* calls_search.c - pages and fields found by words. Lines of other agencies' pages are not shown:
 * they are the page in letters; their fields are. */
#include "query/search.h"
#include "serve/calls.h"
#include "serve/service.h"

#include <string.h>

#define LIMIT_USUAL 20
#define OFFSET_MAX 1000000

struct hits {
    struct request *rq;
    json_t *list;
    bool failed;
};

static bool add_hit(void *arg, const struct sohoa_search_hit *hit)
{
    struct hits *h = arg;
    json_t *object = sohoa_search_hit_json(hit);
    if (object && !hit->key && !sohoa_token_sees(&h->rq->token, hit->dossier->agency))
        (void)json_object_set_new(object, "line", json_null());
    h->failed = json_array_append_new(h->list, object) != 0;
    sohoa_whose_documents(&h->rq->whose, hit->dossier->documents);
    return !h->failed;
}

static bool take_query(struct request *rq, struct sohoa_search_query *query)
{
    const struct target *t = &rq->target;
    long limit = 0, offset = 0;
    query->text = target_param(t, "q");
    query->schema = target_param(t, "schema");
    query->agency = target_param(t, "agency");
    query->citizen = target_param(t, "citizen");
    query->code = target_param(t, "code");
    if (!request_date(rq, "from", &query->from) || !request_date(rq, "to", &query->to) ||
        !request_number(rq, "limit", 1, SOHOA_SEARCH_LIMIT_MAX, LIMIT_USUAL, &limit) ||
        !request_number(rq, "offset", 0, OFFSET_MAX, 0, &offset))
        return false;
    query->limit = (size_t)limit;
    query->offset = (size_t)offset;
    if (query->text)
        return true;
    answer_problem(rq, 400, "bad-request", "'%s' is missing", "q");
    return false;
}

void call_search(struct request *rq)
{
    struct sohoa_search_query query = {.text = NULL};
    struct sohoa_search_answer found = {0};
    struct hits hits = {.rq = rq};
    struct sohoa_err err = {0};
    if (!take_query(rq, &query))
        return;
    sohoa_whose_add(&rq->whose, query.citizen);
    hits.list = json_array();
    int rc = sohoa_search_run(rq->service->search, &query, add_hit, &hits, &found, &err);
    if (rc != SOHOA_OK || hits.failed) {
        json_decref(hits.list);
        answer_fault(rq, rc != SOHOA_OK ? rc : SOHOA_FATAL, &err);
        return;
    }
    answer_json(rq, 200,
                json_pack("{s:o,s:I,s:b,s:b,s:b}", "hits", hits.list, "found",
                          (json_int_t)found.found, "more", found.more, "loosened", found.loosened,
                          "behind", found.behind));
}
