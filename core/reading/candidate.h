/* candidate.h - the readings of one document as typed, one candidate a reading and key; of
 * reconcile.c. */
#ifndef SOHOA_CANDIDATE_H
#define SOHOA_CANDIDATE_H
#include "reading/reconcile.h"

enum { SOHOA_CANDIDATE_KEY_MAX = 96 };

/* One typed reading of one key. */
struct sohoa_candidate {
    const struct sohoa_reading *reading; /* lent */
    const char *type;
    char key[SOHOA_CANDIDATE_KEY_MAX];
    char *value; /* owned */
    struct sohoa_check checks[SOHOA_CHECKS_MAX];
    uint32_t check_count, corrected, letters, flags; /* SOHOA_TYPED_* */
    float plausible;
    double alone; /* its confidence by itself */
    bool hand;    /* handwritten, as its reading or its page says */
    bool taken;   /* belongs to a field already made */
};
struct sohoa_candidates {
    struct sohoa_candidate *at;
    size_t count, room;
    float document, trouble; /* how well all of it was read: see enum sohoa_feature */
};

/* Types the readings; types as in sohoa_reconcile. 0, or -1: out of memory. Freed by the caller in
 * both cases. [any] */
int sohoa_candidates_read(const struct sohoa_type_env *env, const struct sohoa_reading *readings,
                          const char *const *types, size_t count, struct sohoa_candidates *ret);
void sohoa_candidates_free(struct sohoa_candidates *all);
bool sohoa_reading_is_from(const struct sohoa_reading *reading, const char *source);
#endif
