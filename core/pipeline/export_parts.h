/* export_parts.h - what the files of an export share: its state, a worker's. */
#ifndef SOHOA_EXPORT_PARTS_H
#define SOHOA_EXPORT_PARTS_H
#include "pipeline/export.h"
#include "pipeline/export_list.h"
#include "pipeline/export_name.h"
#include "pipeline/lend.h"

#include <pthread.h>
#include <semaphore.h>

#define SET_SIZE 17
#define SETTINGS_MAX 64

struct export_format {
    const char *name; /* "pdf" */
    const struct sohoa_plugin *plugin;
    const struct sohoa_exporter *calls;
    char suffix[32], max_bytes[24], set[SET_SIZE];
    const char *pattern;
    struct sohoa_setting settings[SETTINGS_MAX];
    size_t setting_count;
};

struct exporting {
    const struct sohoa_export_request *request;
    struct export_format formats[SOHOA_EXPORT_FORMATS_MAX];
    size_t format_count, whole_count; /* formats of shape WHOLE come first */
    struct sohoa_export_list *list;
    sem_t turns;          /* as many as may compute at once; who waits for the disk has none */
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t ended;
    size_t next, done; /* jobs: first the WHOLE formats, then the dossiers */
    unsigned running;
    bool failed;
    struct sohoa_err err; /* of the first failure that ends all */
    struct sohoa_export_result result;
};

struct export_worker {
    struct exporting *all;
    struct sohoa_lender lender;
    struct sohoa_call call;
    struct sohoa_instance *instances[SOHOA_EXPORT_FORMATS_MAX];
};

/* One dossier in all formats but the WHOLE ones; one WHOLE format over all dossiers. RETRY: stopped
 * or another thread failed; FATAL: the run cannot go on. (export_dossier.c, export_whole.c) */
int sohoa_export_dossier(struct export_worker *worker, const char *dossier, struct sohoa_err *err);
int sohoa_export_whole(struct export_worker *worker, size_t format, struct sohoa_err *err);

/* Calls each for every unit of a dossier that is asked for: the dossier, or its documents and what
 * belongs to none ("rest"). (export_units.c) */
struct export_unit {
    struct sohoa_dossier *lent;
    char key[SOHOA_EXPORT_UNIT_SIZE];    /* "0" the dossier, "2", "rest", "2/1-40" */
    char behind[SOHOA_EXPORT_UNIT_SIZE]; /* of the name: "", "-d2", "-rest", "-d2-p1-40" */
    uint32_t document;                   /* from 1; 0 = not only one */
};
typedef int export_unit_do(void *arg, struct export_unit *unit, struct sohoa_err *err);
int sohoa_export_units(const struct sohoa_export_request *request, struct sohoa_dossier *whole,
                       export_unit_do *each, void *arg, struct sohoa_err *err);
/* The same for the parts of a unit that is too large: documents, or two halves of its pages. END:
 * it has no parts. */
int sohoa_export_split(const struct export_unit *unit, export_unit_do *each, void *arg,
                       struct sohoa_err *err);

/* The worker's instance of a format, opened by its first use. */
int sohoa_export_instance(struct export_worker *worker, size_t format, struct sohoa_instance **ret,
                          struct sohoa_err *err);
/* An output that is written gets its name, durably, and its line in the list. Lets another worker
 * compute while the disk is waited for. Fills bytes and time of the entry. */
int sohoa_export_settle(struct export_worker *worker, const char *temp,
                        struct sohoa_export_entry *entry, struct sohoa_err *err);
void sohoa_export_tell(struct exporting *all, const struct sohoa_export_told *told, size_t pages);
bool sohoa_export_over(const struct export_worker *worker);
#endif
