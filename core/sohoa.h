/* sohoa.h - digitising from another C program: open a store, run a batch, read a dossier.
 *
 *   #include <sohoa.h>          cc program.c -lsohoa
 *
 * One `struct sohoa` is one open store. Its calls may come from any thread, runs one at a time;
 * several may be open at once, also by other processes (see the design of the store). All strings
 * are UTF-8. Every call that can fail answers a number: SOHOA_DONE, or the exit code that the
 * command `sohoa` would give, with one sentence in sohoa_error().
 *
 * JSON is that of `sohoa show`: one object a dossier. */
#ifndef SOHOA_H
#define SOHOA_H
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SOHOA_DONE = 0,
    SOHOA_SET_ASIDE = 1,   /* a run finished, but pages are quarantined or an alarm is open */
    SOHOA_BAD_REQUEST = 2, /* usage, configuration, no such thing */
    SOHOA_SCANNER_FAULT = 3,
    SOHOA_STORE_FAULT = 4,
    SOHOA_INTERNAL = 5,
    SOHOA_STOPPED = 130, /* by sohoa_stop, after a clean commit; sohoa_resume_all goes on */
};

struct sohoa;

/* Opens the store in folder dir (NULL: the default one), making it when it is not there. config: a
 * configuration file, NULL = the usual ones. On failure *ret is NULL, or an object that only
 * sohoa_error and sohoa_close take. */
int sohoa_open(const char *dir, const char *config, struct sohoa **ret);
void sohoa_close(struct sohoa *s); /* NULL is fine; no run is going on */
/* Why the last call failed, "" = it did not. Lent until the next call. */
const char *sohoa_error(const struct sohoa *s);
/* As --set on the command line: "STAGE.KEY=VALUE" or "KEY=VALUE". Before the first run. */
int sohoa_set(struct sohoa *s, const char *assignment);

/* What a run is told; zeroed members mean the default. The callbacks come on the thread that called
 * the run, one at a time. */
struct sohoa_run {
    size_t size; /* sizeof(struct sohoa_run): the struct grows at its tail */
    const char *code, *part, *procedure, *operator_name; /* of the dossiers */
    bool per_folder; /* import: a folder is a dossier; else a file is */
    bool again;      /* import: anew, also what is there already */
    unsigned threads;
    const char *device; /* scan: NULL = the only or configured one */
    unsigned sheets;    /* scan: expected, 0 = not known */
    void *arg;
    /* A dossier is durable; already: it was there before. */
    void (*committed)(void *arg, struct sohoa *s, const char *dossier, bool already);
    /* Something a person must look at. */
    void (*alarm)(void *arg, const char *text);
    /* A fault of the feeder in plain words: true = it is mended, go on; false = end here. */
    bool (*mend)(void *arg, const char *text);
};
/* Digitise files and folders, or from a scanner. run may be NULL. */
int sohoa_import_paths(struct sohoa *s, const char *const *paths, size_t count,
                       const struct sohoa_run *run);
int sohoa_scan_sheets(struct sohoa *s, const struct sohoa_run *run);
/* Goes on with what killed or stopped runs left. */
int sohoa_resume_all(struct sohoa *s, const struct sohoa_run *run);
/* Stops the run that is going on: first in good order, the second time at once. From any thread,
 * and from a signal handler. */
void sohoa_stop(struct sohoa *s);

/* A dossier as JSON text, malloc'd; NULL: there is none, or a fault. */
char *sohoa_dossier_json(struct sohoa *s, const char *dossier);
/* The recognised text of its page (from 1), lines ended by newlines, malloc'd; NULL as above. */
char *sohoa_dossier_text(struct sohoa *s, const char *dossier, unsigned page);
/* The dossiers with that code (NULL: all, oldest first); each answers false to stop. */
int sohoa_dossiers(struct sohoa *s, const char *code, bool (*each)(void *arg, const char *dossier),
                   void *arg);

#ifdef __cplusplus
}
#endif
#endif
