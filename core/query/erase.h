/* erase.h - a person's right to be forgotten: what of the store is about him goes, what must stay
 * is told with its reason.
 *
 * An erasure is a record: which pages of which batches go, and of which roles on which pages the
 * fields and words go. It names the person only by a keyed hash. It is written before anything is
 * removed, and doing it twice changes nothing; so a killed one is finished later, and a store that
 * was restored from an older backup gets it again.
 *
 *   erasure/<ULID>  {"time","operator","subject","done","links":[ULID...],"masters":[sha256...],
 *                    "batches":[{"batch","drop":[number...],
 *                                "strip":[{"schema","role","pages":[number...]}]}]}
 *
 * Numbers are the batch's page numbers: they never change, whatever is cut, joined or read again.
 * Any thread; one erasure holds the locks of its batches while it works on them. */
#ifndef SOHOA_ERASE_H
#define SOHOA_ERASE_H
#include "reading/schema.h"
#include "record/facts.h"

/* What an erasure of this citizen would do. *ret_plan: the record as above, "batches" and "links".
 * *ret_stays: array of {"dossier","document","page","reason"}: "others" (named on the page),
 * "retention" ("until" a date or "permanent"), "hold", "claim" (his number was read once and nobody
 * said that it is his), "unread" (a page beside his papers of which nothing is known). subject:
 * the keyed hash. END: nothing is held of him. New references. */
int sohoa_erase_plan(struct sohoa_records *r, const struct sohoa_schemas *schemas, const char *id,
                     const char *subject, const char *operator_, json_t **ret_plan,
                     json_t **ret_stays, struct sohoa_err *err);

struct sohoa_erase_counts {
    uint64_t dossiers, fields, pages, words, masters;
    uint64_t masters_left; /* to go later: see sohoa_master_drop */
};
/* Does what the plan says, durably recorded first; id: his links go as well (NULL: unknown, those
 * named by ULID do). RETRY: a living process works on one of the batches; nothing was changed.
 * BAD_DOSSIER: his hold. */
int sohoa_erase(struct sohoa_records *r, const json_t *plan, const char *id,
                struct sohoa_erase_counts *ret, struct sohoa_err *err);
/* True when it is such a record, whoever wrote it down: every batch, page, role and hash in it is
 * one. [any] */
bool sohoa_erasure_valid(const json_t *record);
/* Does again what a record says, in a store that may be older than it; writes the record. alone:
 * nobody else has the store, so that masters go at once. */
int sohoa_erase_replay(struct sohoa_records *r, const char *erasure, const json_t *record,
                       bool alone, struct sohoa_erase_counts *ret, struct sohoa_err *err);
/* Finishes what was begun and removes masters that were left; adds to ret. */
int sohoa_erase_finish(struct sohoa_records *r, bool alone, struct sohoa_erase_counts *ret,
                       struct sohoa_err *err);

int sohoa_erasures_each(struct sohoa_records *r,
                        bool (*each)(void *arg, const char *erasure, const json_t *record),
                        void *arg, struct sohoa_err *err);
#endif
