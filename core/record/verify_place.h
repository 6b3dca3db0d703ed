/* verify_place.h - what of a store a verify looks at, and how far it came.
 *
 * STORE/lock/verify holds a run that is kept: a line that tells when it began and what it samples,
 * then lines of problems found and of places reached. Problems behind the last place are found
 * again by whoever goes on, so a kill at any instant costs seconds of work and no finding. Its
 * flock is the run's. One owner; lent to one thread. */
#ifndef SOHOA_VERIFY_PLACE_H
#define SOHOA_VERIFY_PLACE_H
#include "record/records.h"

struct sohoa_verify_place;

/* Begins a run, or takes over the one that was interrupted: ret gets its counts, found() its
 * problems. A store that cannot be written keeps nothing. RETRY: another run goes on. */
int sohoa_verify_place_open(struct sohoa_records *r, const struct sohoa_verify_options *o,
                            struct sohoa_verify_place **ret, struct sohoa_verify_report *ret_report,
                            struct sohoa_err *err);
/* done: nothing is left of it, else the next run goes on. NULL is allowed. */
void sohoa_verify_place_close(struct sohoa_verify_place *place, bool done);
/* Where to go on: the last part and key that are done. False: from the start. */
bool sohoa_verify_place_at(const struct sohoa_verify_place *place, size_t *ret_part, char *ret_key,
                           size_t room);
/* Part and key are done, with these problems (an array of texts) and these counts so far. */
void sohoa_verify_place_done(struct sohoa_verify_place *place, size_t part, const char *key,
                             const struct sohoa_verify_report *report, const json_t *problems);
/* Whether the sample holds this key; all keys of one master go together. */
bool sohoa_verify_takes(const struct sohoa_verify_place *place, const char *key);
#endif
