/* facts_of_dossier.h - the records that a dossier files: a rule of its record and nothing else.
 * [any], one owner. */
#ifndef SOHOA_FACTS_OF_DOSSIER_H
#define SOHOA_FACTS_OF_DOSSIER_H
#include "record/keys.h"

/* Bumped when the rule changes: stores filed by another rule are filed anew when opened. */
#define SOHOA_FILING_RULE 3

struct sohoa_filed {
    char *key;
    json_t *value; /* NULL: the key says it all by being there */
};
struct sohoa_filing {
    struct sohoa_filed *items;
    size_t count, room;
};
/* Empty for a dossier in a state that files nothing. 0, or -1 out of memory. */
int sohoa_filing_of(const struct sohoa_dossier_record *dossier, struct sohoa_filing *ret);
void sohoa_filing_clear(struct sohoa_filing *filing);
/* The record filed under key, or NULL. */
const struct sohoa_filed *sohoa_filing_find(const struct sohoa_filing *filing, const char *key);
#endif
