/* report_parts.h - what the files of the report share. Not for other components. One thread. */
#ifndef SOHOA_REPORT_PARTS_H
#define SOHOA_REPORT_PARTS_H
#include "query/report.h"

/* Everything counted of one group. */
struct tally {
    /* of the register: what was received in the period */
    uint64_t received, finished, results, digitised, on_paper, on_paper_digitised, reused, shared,
        population;
    /* of the store: what was captured in the period */
    uint64_t dossiers, pages, documents, fields, verified, conflicts, lookups, unregistered;
    uint64_t taken_in, asked_again;
    struct sohoa_ledger ledger;
    uint64_t batches, alarms;
    uint32_t *ready; /* seconds from feeder to ready, of each dossier */
    size_t ready_count, ready_room;
    json_t *papers, *devices;
    json_t *procedures; /* of what was received: code -> whether one used population data */
    bool no_memory;
};
void sohoa_tally_clear(struct tally *t);
void sohoa_tally_ready(struct tally *t, uint32_t seconds);
void sohoa_tally_paper(struct tally *t, const char *schema, uint64_t pages);
void sohoa_tally_population(struct tally *t, const char *procedure, bool used);
void sohoa_tally_device(struct tally *t, const char *device, uint64_t pages);

/* What could be counted at all, so that what could not is told as unknown. */
struct known {
    bool registered; /* the register holds dossiers received in the period */
    bool population; /* ... and of one at least whether it used population data */
    bool grouped;    /* ... and they can be told apart by this grouping */
    bool ledgers;    /* batches can be told apart by this grouping */
    bool lookups, lookups_grouped, again;
};
/* {"indicators","papers","devices"}; takes papers and devices along. New reference, NULL: out of
 * memory. whole: the total, which needs no grouping. */
json_t *sohoa_tally_object(struct tally *t, const struct known *known, bool whole);

/* A report being made. */
struct report {
    struct sohoa_records *r;
    const struct sohoa_report_ask *ask;
    struct sohoa_err *err;
    struct tally total;
    struct tally *groups;
    json_t *index; /* name of a group -> its place */
    size_t group_count, group_room;
    json_t *batches; /* id -> {"agency","device"} */
    struct known known;
    int rc;
};
/* Ends the walks with rc; false, which is what stops a walk. */
bool sohoa_report_stop(struct report *p, int rc);
/* The group of that name ("-" where nothing was said); NULL: there are none, or rc is set. */
struct tally *sohoa_report_group(struct report *p, const char *name);
/* The batch of a dossier that counts in this report; NULL: it does not. */
const json_t *sohoa_report_batch(const struct report *p, const struct sohoa_dossier_record *d);
/* The group a dossier is in, by what it says itself, else the register (entry, may be NULL), else
 * its batch. NULL: there are no groups, or rc is set. */
struct tally *sohoa_report_group_of(struct report *p, const struct sohoa_dossier_record *d,
                                    const json_t *batch, const json_t *entry);
/* The register's entry of a dossier, new reference; NULL: it has none, or rc is set. */
json_t *sohoa_report_entry(struct report *p, const struct sohoa_dossier_record *d);
int sohoa_report_ready(struct report *p);   /* the change feed */
int sohoa_report_lookups(struct report *p); /* the access record */

/* Counts the papers of a dossier that were taken in although a valid one of the same person was
 * held (report_again.c). */
int sohoa_report_again(struct sohoa_records *r, const struct sohoa_report_ask *ask,
                       const struct sohoa_dossier_record *d, struct tally *total,
                       struct tally *group, struct sohoa_err *err);
#endif
