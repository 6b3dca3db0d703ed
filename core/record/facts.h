/* facts.h - what the dossiers say of whom.
 *
 * Facts are never written by hand: sohoa_write_dossier files them, in the same commit, by one rule
 * of nothing but the dossier record (facts_of_dossier.h). A dossier in another state than
 * `complete` or `incomplete` files none; writing it again in such a state takes them away. So facts
 * and dossiers cannot differ, `verify` can make them again and compare, and whoever changes, erases
 * or supersedes a dossier has nothing to do but write it.
 *
 * A *subject* is `person/<12 digits>` (a confirmed citizen ID) or `person/<ULID>` (somebody whose
 * number is not known, or only claimed; the same ULID for the same role of the same page however
 * often it is filed). An ID is confirmed by a card's QR, by an MRZ whose check digits hold, by a
 * person, or by two separate agreeing readings in one dossier. An ID read otherwise is a claim.
 *
 *   fact/<subject>/<dossier>              what the dossier says of the subject (see below)
 *   claim/<12 digits>/<ULID>/<dossier>    a person who, read once, has this number
 *   alias/<number>/<subject>/<dossier>    a 9-digit or cancelled number on a paper of the subject
 *   name/<plain name>/<birth>/<subject>/<dossier>   for finding (sohoa_name_plain; birth "-": none)
 *   link/<ULID or number>                 by hand: who this is (reversible, with its history)
 *   linked/<12 digits>/<ULID or number>   the same, the other way round
 *
 * The value of fact/ is an object; all but `in` may be absent:
 *   id      how the number is confirmed: "operator" "qr" "mrz" "twice"; absent: it is not
 *   claim   the 12 digits claimed
 *   code, at       code of the dossier; when it was received, else captured
 *   in      array of the roles [document from 1, schema, form, role, issued or null]
 *   facts   array of [attribute, value, place in `in`, state, confidence, source, page, [x,y,w,h]]
 *   with    relations: array of [kind, subject, name, place in `in`]; kind: "mother" "father"
 *           "parent" "child" "spouse" "household" (of whose household the subject is) "member"
 *
 * Errors and threads as in records.h. */
#ifndef SOHOA_FACTS_H
#define SOHOA_FACTS_H
#include "record/records.h"

#define SOHOA_SUBJECT_SIZE 34 /* "person/" and a ULID with its NUL */
#define SOHOA_NUMBER_SIZE 13  /* 12 or 9 digits with the NUL */
#define SOHOA_NAME_SIZE 256   /* a folded name with its NUL; longer ones are cut */

/* 12 digits, not all of them 0. */
bool sohoa_citizen_id_valid(const char *id);
/* 9 digits. */
bool sohoa_old_id_valid(const char *id);

/* Folds a name for finding: small letters without tones and marks, đ as d, one space between words;
 * whatever is neither letter nor digit parts words. Empty when nothing is left. */
void sohoa_name_plain(const char *name, char ret[SOHOA_NAME_SIZE]);
/* The same with the marks of letters kept and each word's tone at its end, so that "Hòa" and "Hoà"
 * are one and "Hoa" is another. */
void sohoa_name_exact(const char *name, char ret[SOHOA_NAME_SIZE]);

/* What each dossier says of a subject, oldest dossier first; record is lent for the call, no
 * snapshot is held meanwhile. END from each() stops. OK also when there is none. */
int sohoa_facts_each(struct sohoa_records *r, const char *subject,
                     int (*each)(void *arg, const char *dossier, const json_t *record), void *arg,
                     struct sohoa_err *err);
/* The same as JSON text, malloc'd, which each() takes: for whoever reads it by json_scan.h. */
int sohoa_facts_texts(struct sohoa_records *r, const char *subject,
                      int (*each)(void *arg, const char *dossier, char *text), void *arg,
                      struct sohoa_err *err);
/* OK: a dossier says something of the subject; END: none does. */
int sohoa_facts_any(struct sohoa_records *r, const char *subject, struct sohoa_err *err);
/* The persons (ULIDs, with the dossier that says so) who claim a number. */
int sohoa_claims_each(struct sohoa_records *r, const char *id,
                      int (*each)(void *arg, const char *person, const char *dossier), void *arg,
                      struct sohoa_err *err);
/* The subjects on whose papers a 9-digit or cancelled number stands; one may come more than once.
 */
int sohoa_aliases_each(struct sohoa_records *r, const char *number,
                       int (*each)(void *arg, const char *subject, const char *dossier), void *arg,
                       struct sohoa_err *err);
struct sohoa_named {   /* lent for the call */
    const char *name;  /* folded, words joined by '_' */
    const char *birth; /* "-": none */
    const char *subject, *dossier;
};
/* The subjects of this folded name (beginning: whose folded name begins with it), by name, then
 * birth date. birth "": any, else how it begins ("1990" finds 1990-07-02 too); it needs the whole
 * name. */
int sohoa_names_each(struct sohoa_records *r, const char *plain, bool beginning, const char *birth,
                     int (*each)(void *arg, const struct sohoa_named *named), void *arg,
                     struct sohoa_err *err);

/* ---- links, by hand ------------------------------------------------------------------------ */

/* Who `from` (a ULID, a 9-digit or a 12-digit number that is no longer used) is. END: nobody said.
 */
int sohoa_link_get(struct sohoa_records *r, const char *from, char ret_to[SOHOA_NUMBER_SIZE],
                   struct sohoa_err *err);
/* All that are linked to the citizen ID. */
int sohoa_links_each(struct sohoa_records *r, const char *id,
                     int (*each)(void *arg, const char *from), void *arg, struct sohoa_err *err);
/* The link record {"to","operator","time","history":[{"to","operator","time"}]}; `to` is absent
 * when it was taken back. END: there never was one. New reference. */
int sohoa_link_record(struct sohoa_records *r, const char *from, json_t **ret,
                      struct sohoa_err *err);
/* Says who `from` is; to NULL takes it back. What was said before stays in the history. The commit
 * answers RETRY when somebody else linked it meanwhile. */
int sohoa_write_link(struct sohoa_write *w, const char *from, const char *to, const char *operator_,
                     struct sohoa_err *err);
/* Drops links from and to the citizen ID with their history (erasure: facts go by writing the
 * dossiers without the fields). */
int sohoa_write_drop_links(struct sohoa_write *w, const char *id, struct sohoa_err *err);

/* ---- all of it ------------------------------------------------------------------------------ */

/* Makes all facts anew from the dossiers, in commits of some hundred dossiers; runs beside other
 * writers. A store of an older format gets its facts so when it is first opened for writing. */
int sohoa_facts_refile(struct sohoa_records *r, struct sohoa_err *err);
#endif
