/* export.h - one export: dossiers of a store written to a folder by exporter plugins.
 *
 * A run owns its threads and ends them before it returns. It only reads the store. Dossiers are
 * independent: several are written at once; outputs of shape WHOLE are written by one thread, the
 * dossiers in the order given. Each output is made under a temporary name, synced and renamed; what
 * the folder holds from the same inputs already is left alone (export_list.h). */
#ifndef SOHOA_EXPORT_RUN_H
#define SOHOA_EXPORT_RUN_H
#include "host/config.h"
#include "host/pdf_sign.h"
#include "pipeline/run.h"
#include "reading/schema.h"

enum { SOHOA_EXPORT_FORMATS_MAX = 16 };

/* What became of one output, or of a dossier that gave none. Lent for the call. */
struct sohoa_export_told {
    const char *dossier, *format;
    uint32_t document; /* from 1; 0 = not only one */
    const char *name;  /* in the folder; NULL: it failed */
    const char *error; /* NULL: it did not */
    uint64_t bytes;
    bool unchanged;
    uint32_t left_out; /* pages that are set aside and cannot be shown */
};
struct sohoa_export_calls {
    void *arg;
    void (*told)(void *arg, const struct sohoa_export_told *what); /* one at a time [any] */
    /* About five times a second, on the caller's thread. */
    void (*progress)(void *arg, uint64_t done, uint64_t pages, double seconds);
};

struct sohoa_export_request { /* all lent */
    struct sohoa_records *records;
    struct sohoa_registry *registry;
    const struct sohoa_config *config;
    const struct sohoa_schemas *papers; /* may be NULL */
    const struct sohoa_seals *seals;    /* PDFs are signed with; may be NULL */
    struct sohoa_stop *stop;            /* may be NULL */
    struct sohoa_export_calls calls;
    const char (*dossiers)[SOHOA_ID_SIZE];
    size_t count;
    const char *const *formats; /* "pdf", ... */
    size_t format_count;
    const char *dir;
    const char *name;   /* template; NULL: the exporter's */
    const char *schema; /* only documents of this kind; NULL: whatever there is */
    bool per_document;  /* an output a document; else a dossier */
    uint64_t max_bytes; /* of an output; 0 = any. Only exporters with the option max_bytes */
    unsigned threads;   /* 0 = the CPUs */
};
struct sohoa_export_result {
    uint64_t written, unchanged, failed, left_out, pages, bytes;
    double seconds;
};
/* OK: it came to its end, or was stopped; dossiers that failed are counted and told. FATAL: it
 * could not go on, *ret_exit says what to exit with (2 usage, 4 folder or store). */
int sohoa_export_run(const struct sohoa_export_request *request, struct sohoa_export_result *ret,
                     int *ret_exit, struct sohoa_err *err);
#endif
