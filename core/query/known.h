/* known.h - all that is kept of one subject, gathered for whoever asks: facts with where they are
 * from, in the order in which they count. One owner; everything lent lives until it is cleared.
 *
 * Links by hand are followed. What dossiers say of somebody else who was taken for the subject (a
 * number confirmed in two dossiers, with other names and birth dates) is marked as a stranger's:
 * the better proved and then the newer dossier says who the subject is. */
#ifndef SOHOA_KNOWN_H
#define SOHOA_KNOWN_H
#include "query/person.h"
#include "reading/schema.h"

struct sohoa_known_place { /* a role of a document of a dossier; "" and NULL = not said */
    char dossier[SOHOA_ID_SIZE], person[SOHOA_SUBJECT_SIZE];
    uint32_t document;
    const char *code, *at, *schema, *form, *role, *issued;
    const char *date; /* what counts as its age: issued, else at */
    char until[11];   /* the last day on which it is valid, "" = no end */
    bool ended;       /* that day is past */
    bool spent;       /* and with it what the paper says */
    bool stranger;
};
struct sohoa_known_fact {
    const char *attribute, *value, *state, *source;
    double confidence;
    struct sohoa_bytes page, box; /* JSON as it stands, a number and an array; size 0 = none */
    uint32_t place, order;        /* index in places; as gathered */
    uint32_t group;               /* of its attribute, for sorting */
    const struct sohoa_known_place *at;
    int authority;
};
struct sohoa_known_relation {
    const char *kind, *subject, *name;
    uint32_t place;
};

struct sohoa_known_record { /* what one dossier, or a card shown, says */
    char *text;             /* owned; the rest is lent from it */
    const char *proof, *claim;
    size_t place, place_count; /* its places */
};

struct sohoa_known {
    char subject[SOHOA_SUBJECT_SIZE];
    struct sohoa_known_record *records;
    struct sohoa_known_place *places;
    struct sohoa_known_fact *facts; /* those of one attribute together, what counts first first */
    struct sohoa_known_relation *relations; /* newest paper first */
    size_t record_count, place_count, fact_count, relation_count;
    size_t record_room, place_room, fact_room, relation_room;
    bool linked; /* somebody said of a person or a number that it is the subject */
};

/* schemas NULL: nothing ends. today: ISO date, NULL: now. given adds what its card says and is
 * lent as long as ret lives; NULL: no card. OK also when nothing is known. */
int sohoa_known_load(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                     const char *subject, const struct sohoa_given *given, const char *today,
                     struct sohoa_known *ret, struct sohoa_err *err);
/* The same of one person who claims a number, without following links. */
int sohoa_known_claim(struct sohoa_records *r, const char *person, struct sohoa_known *ret,
                      struct sohoa_err *err);
void sohoa_known_clear(struct sohoa_known *known);

/* The fact that counts first: not a stranger's, not of a paper that has ended. NULL: none. */
const struct sohoa_known_fact *sohoa_known_best(const struct sohoa_known *known,
                                                const char *attribute);
/* The same, be its paper valid or not. */
const struct sohoa_known_fact *sohoa_known_any(const struct sohoa_known *known,
                                               const char *attribute);
/* {"dossier","document","code","schema","form","role","source","page","box","received"}; of a card
 * shown {"source":"qr","received"}. New reference, NULL: out of memory. */
json_t *sohoa_known_from(const struct sohoa_known *known, const struct sohoa_known_fact *fact);
/* Of a place alone. */
json_t *sohoa_known_place_object(const struct sohoa_known_place *place);
/* When the subject died by what a paper says: the fact, NULL: none says so. */
const struct sohoa_known_fact *sohoa_known_death(const struct sohoa_known *known);

/* ---- one record (known_record.c) ----------------------------------------------------------------
 */

/* Adds what the dossier's record of the subject says; takes text (malloc'd). subject lives as long
 * as the call. FATAL: damaged, or out of memory. */
int sohoa_known_add(struct sohoa_known *known, const char *subject, const char *dossier, char *text,
                    struct sohoa_err *err);
/* Adds what a card shown today says; given is lent as long as known lives. */
int sohoa_known_add_card(struct sohoa_known *known, const struct sohoa_given *given,
                         const char *today, struct sohoa_err *err);

/* The first 10 bytes of a day count; NULL: now. */
void sohoa_day(const char *today, char ret[11]);

/* ---- order (authority.c) ----------------------------------------------------------------------
 */

/* How much a fact's paper and source count: verified by a person, card QR or MRZ, original,
 * certified copy, photocopy, declaration, unknown. */
int sohoa_authority(const struct sohoa_known_fact *fact, const struct sohoa_known_place *place);
/* Sorts the facts of known. */
void sohoa_authority_sort(struct sohoa_known *known);
/* Sets until and ended of a place by the validity of its schema. */
void sohoa_validity(const struct sohoa_schemas *schemas, const struct sohoa_known *known,
                    struct sohoa_known_place *place, const char *today);
#endif
