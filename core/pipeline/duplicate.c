/* duplicate.c - see duplicate.h. */
#include "pipeline/duplicate.h"
#include "host/log.h"
#include "record/alike.h"

struct look {
    struct sohoa_records *records;
    const struct sohoa_dossier_record *dossier;
    struct sohoa_write *write;
    struct sohoa_err *err;
    int rc;
};

static bool look_at(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct look *l = arg;
    bool found = false;
    (void)place;
    l->rc = sohoa_alike_look(l->records, l->dossier->batch, page, l->write, NULL, &found, l->err);
    if (l->rc == SOHOA_OK && found)
        sohoa_log(SOHOA_WARN,
                  "page %u of '%s' looks like a sheet digitised before: `sohoa "
                  "duplicates` shows both",
                  page->number, page->source ? page->source : "");
    return l->rc == SOHOA_OK;
}

int sohoa_duplicates_look(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                          struct sohoa_write *w, struct sohoa_err *err)
{
    struct look l = {.records = records, .dossier = dossier, .write = w, .err = err};
    int rc = sohoa_dossier_pages(records, dossier, look_at, &l, err);
    return rc < 0 ? rc : l.rc;
}
