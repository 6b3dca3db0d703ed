/* one_dossier.c - the dossier and the page that a request names; see one_dossier.h. */
#include "serve/one_dossier.h"

#include "serve/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES_MAX 100000000

bool take_dossier(struct request *rq, bool images, struct sohoa_dossier_record *ret)
{
    struct sohoa_err err = {0};
    const char *id = rq->params[0];
    if (!sohoa_id_valid(id)) {
        answer_problem(rq, 400, "bad-id", "'%.64s' is not the id of a dossier", id);
        return false;
    }
    (void)snprintf(rq->object, sizeof rq->object, "%s", id);
    int rc = sohoa_dossier_get(rq->service->records, id, ret, &err);
    if (rc == SOHOA_END) {
        answer_problem(rq, 404, "not-found", "there is no dossier %s", id);
        return false;
    }
    if (rc != SOHOA_OK) {
        answer_fault(rq, rc, &err);
        return false;
    }
    sohoa_whose_documents(&rq->whose, ret->documents);
    if (!images || sohoa_token_sees(&rq->token, ret->agency))
        return true;
    rq->refusal = "agency";
    answer_problem(rq, 403, "agency", "the dossier is another agency's: its pages are not shown");
    sohoa_dossier_record_clear(ret);
    return false;
}

struct pick {
    uint32_t place, wanted;
    struct sohoa_page_record *ret;
    uint32_t number, part;
    bool found;
};

static bool pick_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct pick *pick = arg;
    if (place != pick->wanted)
        return true;
    pick->number = page->number;
    pick->part = page->part;
    pick->found = true;
    return false;
}

bool take_page(struct request *rq, const struct sohoa_dossier_record *dossier,
               struct sohoa_page_record *ret)
{
    const char *text = rq->params[1];
    char *end = NULL;
    struct sohoa_err err = {0};
    errno = 0;
    long n = strtol(text, &end, 10);
    if (errno || *text < '0' || *text > '9' || *end || n < 1 || n > PAGES_MAX) {
        answer_problem(rq, 400, "bad-request", "'%.32s' is not a page: 1, 2, ...", text);
        return false;
    }
    struct pick pick = {.wanted = (uint32_t)n};
    int rc = sohoa_dossier_pages(rq->service->records, dossier, pick_page, &pick, &err);
    if (rc == SOHOA_OK && pick.found)
        rc =
            sohoa_page_get(rq->service->records, dossier->batch, pick.number, pick.part, ret, &err);
    else if (rc == SOHOA_OK)
        rc = SOHOA_END;
    if (rc == SOHOA_END)
        answer_problem(rq, 404, "not-found", "the dossier has no page %ld", n);
    else if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    return rc == SOHOA_OK;
}

unsigned document_of_page(const struct sohoa_dossier_record *dossier, unsigned place)
{
    size_t i, k;
    const json_t *document, *page;
    json_array_foreach(dossier->documents, i, document)
    {
        json_array_foreach(json_object_get(document, "pages"), k, page)
        {
            if (json_integer_value(page) == (json_int_t)place)
                return (unsigned)i + 1;
        }
    }
    return 0;
}
