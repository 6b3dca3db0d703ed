/* request_file.h - a batch's request that is too large for its record, which every commit rewrites.
 *
 * It lies in STORE/lock/<batch>.json while the batch is open; the record keeps the small members
 * and
 * `"file":true`. */
#ifndef SOHOA_REQUEST_FILE_H
#define SOHOA_REQUEST_FILE_H
#include "record/records.h"

/* What the record keeps of the request (new reference); what is large goes to the file, durably. */
int sohoa_request_save(struct sohoa_records *records, const char *batch, const json_t *request,
                       json_t **ret, struct sohoa_err *err);
/* The whole request (new reference) from what the record keeps. A file that is gone (a store that
 * was restored) leaves it without paths: nothing more is captured. */
json_t *sohoa_request_load(struct sohoa_records *records, const char *batch, const json_t *kept);
void sohoa_request_drop(struct sohoa_records *records, const char *batch, const json_t *kept);
#endif
