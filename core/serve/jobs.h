/* jobs.h - uploads that are digitised one after the other, in this process, behind the answers.
 *
 * job/<ULID> in the store says what was handed in and how far it is; files lie in
 * STORE/uploads/<ULID> until their masters are in the store. What a stop or a crash left undone is
 * taken up at the next start. */
#ifndef SOHOA_SERVE_JOBS_H
#define SOHOA_SERVE_JOBS_H
#include "serve/service.h"

/* Starts the thread; takes up what is not done. */
int jobs_open(struct service *service, struct jobs **ret, struct sohoa_err *err);
void jobs_close(struct jobs *jobs); /* stops at a page; NULL is fine */
/* Files the upload as a job and forgets it (*upload is NULL then). key: the Idempotency-Key or
 * NULL: with one that this token gave before, ret names the job of then and the upload is left.
 * BAD_DOSSIER: the key came with something else before. */
int jobs_add(struct jobs *jobs, struct upload **upload, const struct sohoa_token *token,
             const char *key, char ret[SOHOA_ID_SIZE], struct sohoa_err *err);
/* The job as an object (new reference). END: none. ret_owner: the hash of the token it came with.
 */
int jobs_object(struct sohoa_records *records, const char *id, json_t **ret,
                char ret_owner[SOHOA_SHA256_SIZE], struct sohoa_err *err);
uint64_t jobs_waiting(struct jobs *jobs);
#endif
