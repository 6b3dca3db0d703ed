/* upload.h - a dossier that is being handed in: its files as they arrive, and what is said of it.
 *
 * Files go to STORE/uploads/<job>/NNN-<name>; they and the folder are durable when upload_finish
 * answers. One owner. */
#ifndef SOHOA_SERVE_UPLOAD_H
#define SOHOA_SERVE_UPLOAD_H
#include "record/records.h"

enum { UPLOAD_FIELD_MAX = 200, UPLOAD_OBJECT_MAX = 64 << 20 };
#define UPLOAD_OBJECT "dossier.json"

struct upload_said { /* "" = not said */
    char code[UPLOAD_FIELD_MAX + 1], part[UPLOAD_FIELD_MAX + 1], procedure[UPLOAD_FIELD_MAX + 1];
    char agency[UPLOAD_FIELD_MAX + 1], received[UPLOAD_FIELD_MAX + 1];
};
struct service;
struct upload;
/* BAD_PAGE: not multipart/form-data. */
int upload_begin(struct service *service, const char *content_type, struct upload **ret,
                 struct sohoa_err *err);
/* BAD_PAGE: malformed, a field that is not known, too many files; with sys_errno EFBIG: too large.
 */
int upload_feed(struct upload *upload, const char *data, size_t size, struct sohoa_err *err);
int upload_finish(struct upload *upload, struct sohoa_err *err);
const char *upload_job(const struct upload *upload);
const struct upload_said *upload_words(const struct upload *upload);
/* The names of its files in order, an array; lent. */
const json_t *upload_files(const struct upload *upload);
/* The SHA-256 of all that was handed in, fields and files; once, after upload_finish. */
void upload_digest(struct upload *upload, char ret[SOHOA_SHA256_SIZE]);
/* The object of a whole dossier (the file of the part `dossier`), parsed: new reference. END: there
 * is none; BAD_PAGE: it is no JSON object, or longer than UPLOAD_OBJECT_MAX. */
int upload_object(struct sohoa_records *records, const char *job, json_t **ret,
                  struct sohoa_err *err);
uint64_t upload_bytes(const struct upload *upload);
void upload_keep(struct upload **upload);   /* forgets it; the files stay */
void upload_abandon(struct upload *upload); /* and its files; NULL is fine */
/* Removes a job's folder; what is not there is no fault. [any] */
void upload_remove(struct sohoa_records *records, const char *job);
/* Removes what processes that died left behind more than a day ago, and the jobs that ended more
 * than so many days ago with their Idempotency-Keys; a failed one stays as long as its files, which
 * are for people. What a backup just reads is left for the next time. [any] */
void upload_sweep(struct sohoa_records *records, int64_t days);
/* STORE/uploads/<job>; -1: the path is too long. [any] */
int upload_folder(struct sohoa_records *records, const char *job, char *buf, size_t room);
#endif
