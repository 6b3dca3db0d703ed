/* restore.h - a store made of a backup, in which what was erased since stays erased. */
#ifndef SOHOA_RESTORE_H
#define SOHOA_RESTORE_H
#include "query/erase.h"

struct sohoa_restore {
    struct sohoa_registry *registry;
    const char *from, *to;  /* a backup (a store); a folder that is absent or empty */
    const json_t *erasures; /* array of records with "erasure", as `subject erasures` prints them;
                               NULL: those that the backup knows */
    const struct sohoa_call *call;
    void (*progress)(void *arg, uint64_t done, uint64_t total);
    void (*found)(void *arg, const char *problem); /* by the check of what was restored */
    void *arg;
};
struct sohoa_restored {
    struct sohoa_verify_report report;
    uint64_t replayed; /* erasures */
};
/* Copies, does erasures again that the backup does not know, then checks every master's hash, every
 * record. BAD_DOSSIER: the folder is not empty, or the list of erasures is none; nothing is
 * written. RETRY: call->stopping. FATAL: it could not be written; what is there is no store or
 * not all of it: begin anew with an empty folder. */
int sohoa_restore(const struct sohoa_restore *restore, struct sohoa_restored *ret,
                  struct sohoa_err *err);
#endif
