/* master_sign.h - signatures of masters: STORE/masters/ab/cd/<sha256>.p7s beside the master, mode
 * 0400: a detached CMS signature (CAdES baseline B-B, DER) of its bytes. It lives as long as the
 * master: backups carry it, gc and erasure remove it. Any thread. */
#ifndef SOHOA_MASTER_SIGN_H
#define SOHOA_MASTER_SIGN_H
#include "host/cms.h"
#include "record/records.h"

#define SOHOA_SIGNATURE_ENDING ".p7s"

/* Signs a master that was put; durable on OK. One that is signed soundly stays as it is: the same
 * bytes came before. FATAL: what the signer answers, or the store cannot be written. */
int sohoa_master_sign(struct sohoa_records *r, const char *sha256,
                      const struct sohoa_signer *signer, struct sohoa_err *err);
/* END: it is not signed. BAD_PAGE: what lies there cannot be read as a signature. */
int sohoa_master_signature(struct sohoa_records *r, const char *sha256, struct sohoa_cms_told *ret,
                           struct sohoa_err *err);
/* The signature's bytes; unref them. END: it is not signed. */
int sohoa_signature_open(struct sohoa_records *r, const char *sha256, struct sohoa_blob **ret,
                         struct sohoa_err *err);
/* Where the signature of a master lies. 0, or -1: the path is too long. */
int sohoa_signature_path(struct sohoa_records *r, const char *sha256, char *buf, size_t room);
/* Whether a name below masters is that of a signature; ret: its master. */
bool sohoa_signature_name(const char *name, char ret[SOHOA_SHA256_SIZE]);
#endif
