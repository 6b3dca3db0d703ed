/* mention.h - the people that the documents of a dossier speak of, and which of them are one.
 *
 * A mention is one role of one document ("mother" of document 2). Mentions of one dossier that are
 * the same person make a person; whose number it is follows from how it was read. All of it is a
 * rule of the documents and nothing else. One owner; [any].
 *
 * The rule is careful: a wrong person's number hands his facts to somebody else, two persons where
 * there is one only cost a link by hand. */
#ifndef SOHOA_MENTION_H
#define SOHOA_MENTION_H
#include "record/facts.h"

enum sohoa_id_proof { /* how a number was read, the weakest first */
                      SOHOA_PROOF_NONE = 0,
                      SOHOA_PROOF_READ,  /* once, by recognition, or in conflict */
                      SOHOA_PROOF_TWICE, /* two separate agreeing readings */
                      SOHOA_PROOF_MRZ,   /* its check digits hold */
                      SOHOA_PROOF_QR,
                      SOHOA_PROOF_OPERATOR,
};

struct sohoa_mention { /* texts lent from the documents */
    uint32_t document; /* from 1 */
    const json_t *fields;
    const char *schema, *form, *issued; /* issued may be NULL */
    char role[72];                      /* "mother", "members.1" */
    const char *name, *birth, *relation, *address;
    char plain[SOHOA_NAME_SIZE], exact[SOHOA_NAME_SIZE]; /* of name; "" = none */
    char gender;                                         /* 'm', 'f' or 0 */
    const char *id;                                      /* 12 digits or NULL */
    const json_t *id_field;
    enum sohoa_id_proof proof;
    uint32_t person; /* index in persons */
};

struct sohoa_known_person {
    const char *id;            /* confirmed or claimed, NULL = none */
    enum sohoa_id_proof proof; /* TWICE and above: confirmed */
    const char *name, *birth;  /* the fullest of its mentions, may be NULL */
    char subject[SOHOA_SUBJECT_SIZE];
    char ulid[SOHOA_ID_SIZE]; /* what it is called while its number is not confirmed */
};

struct sohoa_people {
    struct sohoa_mention *mentions; /* in the order of documents and their fields */
    struct sohoa_known_person *persons;
    size_t count, room, person_count;
};

/* The people of a dossier's documents. 0, or -1 out of memory. */
int sohoa_people_of(const struct sohoa_dossier_record *dossier, struct sohoa_people *ret);
void sohoa_people_clear(struct sohoa_people *people);

/* Mentions without persons, the first step of it (mention.c), and the second (same_person.c). */
int sohoa_mentions_of(const struct sohoa_dossier_record *dossier, struct sohoa_people *ret);
int sohoa_mentions_join(struct sohoa_people *people);

/* Which role of the same document a relation names ("Mẹ đẻ": "mother"); NULL: none. */
const char *sohoa_relation_role(const char *relation);
/* The text of a field of a mention; NULL when it has none. */
const char *sohoa_mention_text(const struct sohoa_mention *mention, const char *attribute,
                               const json_t **ret_field);
bool sohoa_id_confirmed(enum sohoa_id_proof proof);
#endif
