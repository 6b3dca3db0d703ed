/* person.h - whom a caller means: a citizen ID, an old number, a person's ULID, or the text of a
 * card's QR as a desk reader types it. No state, any thread. */
#ifndef SOHOA_PERSON_H
#define SOHOA_PERSON_H
#include "record/facts.h"

#define SOHOA_GIVEN_MAX 512 /* bytes of one argument */

/* What was given. Texts that a QR holds; "" = none. Dates ISO 8601. */
struct sohoa_given {
    char key[SOHOA_ID_SIZE]; /* 12 digits, 9 digits or a ULID */
    bool card;               /* it was the text of a card's QR: what follows is as printed on it */
    char name[256], birth_date[11], gender[8], address[512], issue_date[11];
    char old_id[SOHOA_NUMBER_SIZE], cancelled[SOHOA_NUMBER_SIZE]; /* other numbers of the card */
};
/* Reads "038190000001", "171234567", a ULID, "person/<any of them>", or a card's QR text of 2021 (7
 * fields) or 2024 (11 fields; what is behind the seventh is told by its shape). BAD_DOSSIER:
 * malformed, the message says why (never the whole number). */
int sohoa_person_parse(const char *text, struct sohoa_given *ret, struct sohoa_err *err);

/* Whose facts are meant: follows links by hand, then (for 9 digits and cancelled numbers) aliases.
 * ret: "person/..." . END: nothing is known of it. RETRY: an old number that is on papers of
 * several persons; the message says how many and that a name is needed. */
int sohoa_person_resolve(struct sohoa_records *r, const struct sohoa_given *given,
                         char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err);

/* An ID for logs and messages: "038*****0001". */
void sohoa_id_mask(const char *id, char ret[SOHOA_ID_SIZE]);

/* ---- finding and linking -------------------------------------------------------------------- */

struct sohoa_find {
    const char *name;   /* at least two letters; accents, place of tones, đ and d are forgiven */
    const char *born;   /* "1990", "1990-07", "1990-07-02"; NULL = any */
    const char *parent; /* name of a parent, NULL = any */
    size_t limit;       /* 0 = 50 */
};
/* Candidates, best first: array of {"person":"01K9..."} or {"citizen":"038..."} with "name",
 * "birth_date", "claimed" (an ID read once), "linked" (to whom), "parents":[names],
 * "dossiers":[ids]. BAD_DOSSIER: the name or the date is none. New reference. */
int sohoa_find_object(struct sohoa_records *r, const struct sohoa_find *find, json_t **ret,
                      struct sohoa_err *err);

/* Says that `person` (a ULID, or a number no longer used) is the citizen; unlink takes it back.
 * Durable on OK; gives {"person","citizen","operator","time"}. END: there is no such person;
 * BAD_DOSSIER: malformed, or a person cannot be linked to itself or to one who is linked on. */
int sohoa_person_link(struct sohoa_records *r, const char *person, const char *citizen,
                      const char *operator_, json_t **ret, struct sohoa_err *err);
int sohoa_person_unlink(struct sohoa_records *r, const char *person, const char *operator_,
                        json_t **ret, struct sohoa_err *err);
#endif
