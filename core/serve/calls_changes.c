/* calls_changes.c - the change feed: what became of which dossier, in the order of commits. */
#include "serve/calls.h"
#include "serve/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES_USUAL 100
#define CHANGES_MAX 1000

struct feed {
    json_t *list;
    size_t limit;
    uint64_t last;
    bool failed;
};

static bool add_change(void *arg, const struct sohoa_news *news)
{
    struct feed *f = arg;
    char cursor[24];
    if (json_array_size(f->list) == f->limit)
        return false;
    (void)snprintf(cursor, sizeof cursor, "%" PRIu64, news->seq);
    json_t *change =
        json_pack("{s:s,s:s,s:s,s:s?,s:s?,s:s?}", "cursor", cursor, "kind", news->kind, "dossier",
                  news->dossier, "code", news->code, "by", news->by, "at", news->at);
    f->failed = json_array_append_new(f->list, change) != 0;
    f->last = news->seq;
    return !f->failed;
}

static bool take_cursor(struct request *rq, uint64_t *ret)
{
    const char *text = target_param(&rq->target, "after");
    size_t digits = text ? strspn(text, "0123456789") : 1;
    if (digits == 0 || digits > 16 || (text && text[digits])) {
        answer_problem(rq, 400, "bad-request", "'%s' must be %s", "after",
                       "the `next` of an answer");
        return false;
    }
    *ret = text ? strtoull(text, NULL, 10) : 0;
    return true;
}

void call_changes(struct request *rq)
{
    struct feed f = {.list = NULL};
    struct sohoa_err err = {0};
    char next[24];
    long limit = 0;
    uint64_t after = 0;
    if (!request_number(rq, "limit", 1, CHANGES_MAX, CHANGES_USUAL, &limit) ||
        !take_cursor(rq, &after))
        return;
    f.limit = (size_t)limit;
    f.last = after;
    f.list = json_array();
    int rc = sohoa_changes_each(rq->service->records, after, add_change, &f, &err);
    if (rc != SOHOA_OK || f.failed) {
        json_decref(f.list);
        answer_fault(rq, SOHOA_FATAL, &err);
        return;
    }
    (void)snprintf(next, sizeof next, "%" PRIu64, f.last);
    answer_json(rq, 200, json_pack("{s:o,s:s}", "changes", f.list, "next", next));
}
