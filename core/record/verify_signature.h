/* verify_signature.h - a part of verify.c: the signature of one master. Any thread. */
#ifndef SOHOA_VERIFY_SIGNATURE_H
#define SOHOA_VERIFY_SIGNATURE_H
#include "record/records.h"

/* Checks it if there is one, which is counted. found() hears what is wrong with it. */
void sohoa_verify_signature(struct sohoa_records *r, const char *sha256, uint64_t *count,
                            void (*found)(void *arg, const char *text), void *arg);
/* Whether a master that a batch says was signed has no signature. */
bool sohoa_signature_lacks(struct sohoa_records *r, const char *sha256);
#endif
