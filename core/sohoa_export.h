/* sohoa_export.h - the calls of an exporter and what it reads: a part of sohoa_plugin.h.
 *
 * A dossier as committed, or one document of it, or some of its pages: exporters need not know
 * which. All lent things live as long as the call they were lent in. Tags as in sohoa_plugin.h. */
#ifndef SOHOA_EXPORT_H
#define SOHOA_EXPORT_H
#include "sohoa_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What one output of an exporter is. */
enum sohoa_export_shape {
    SOHOA_EXPORT_FILE = 0, /* a file a dossier */
    SOHOA_EXPORT_FOLDER,   /* a folder a dossier; begin makes it */
    SOHOA_EXPORT_WHOLE,    /* one file for all dossiers of a run: dossier is called for each */
};
/* An exporter is named export_X: X is what stands behind --format. It writes to the path it is
 * given and nowhere else; that is a temporary name, which the core syncs and renames after end, or
 * removes after a failure (begin may follow again on the same self). What it writes depends on the
 * dossier and its options alone, not on the clock, so that it can be made again. PER_WORKER. */
struct sohoa_exporter {
    uint32_t size;
    int (*begin)(void *self, const char *path, struct sohoa_err *err); /* [one] */
    /* END: it would grow over what its options allow; the core exports it in parts (documents, then
     * pages). BAD_DOSSIER: nothing can be made of this one. RETRY: call is over. FATAL: the output
     * cannot be written. [one] */
    int (*dossier)(void *self, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err);
    int (*end)(void *self, struct sohoa_err *err); /* closes the output; also after a failed
                                                      dossier, then its answer is not heard [one] */
    /* Since ABI 1.2. */
    const char *suffix; /* of the output's name: ".pdf"; "" = none; NULL: "." and the format */
    enum sohoa_export_shape shape;
    const char *name; /* template of its outputs' names when the user gives none; NULL: "{code}" */
};

/* ---- what an exporter reads (since ABI 1.2) --------------------------------------------- */

struct sohoa_output {
    uint32_t size;
    const char *json;  /* the object that `sohoa show --json` prints, with only the pages and
                          documents that are exported; page numbers stay the dossier's */
    const char *name;  /* of the output, without suffix */
    const char *uuid;  /* RFC 9562 version 5, of what is exported: always the same */
    size_t pages;      /* how many follow */
    uint32_t document; /* only this document of the dossier, from 1; 0 = not only one */
};
const struct sohoa_output *sohoa_export_head(const struct sohoa_dossier *in);
/* What the paper of the index-th document in json is called in Vietnamese; its schema's name when
 * no such paper is known; NULL: there are fewer documents. */
const char *sohoa_export_title(const struct sohoa_dossier *in, size_t index);

struct sohoa_output_page {
    uint32_t size;
    const struct sohoa_page_view *view; /* text NULL: none */
    const char *state;                  /* "stored" "blank" "separator" "quarantined" */
    const char *reason;                 /* why it is quarantined, or NULL */
    struct sohoa_blob *master;          /* NULL: it has none, or it is not in the store */
    const char *media, *sha256;         /* "" without a master */
    uint64_t bytes;
    uint32_t image;            /* which image of the master */
    const char *source, *note; /* may be NULL */
};
/* Lends the index-th page until the next call of it. FATAL: the store cannot be read. */
int sohoa_export_page(const struct sohoa_dossier *in, size_t index,
                      const struct sohoa_output_page **ret, struct sohoa_err *err);
/* Decodes the page (in a helper process): *ret is its raster as stored, not turned, 1, 8 or 32 bits
 * a pixel, view->width x height; the caller destroys it. BAD_PAGE: it cannot be decoded. */
int sohoa_export_raster(const struct sohoa_dossier *in, const struct sohoa_call *call, size_t index,
                        struct Pix **ret, struct sohoa_err *err);
/* Since ABI 1.3. The detached signature (CMS, DER) of the index-th page's master, made when it was
 * captured; *ret NULL: it has none; the caller unrefs it. FATAL: the store cannot be read. */
int sohoa_export_signature(const struct sohoa_dossier *in, size_t index, char ret_sha256[65],
                           struct sohoa_blob **ret, struct sohoa_err *err);
/* Lets another exporter write its output of the same pages, or of the document-th document of the
 * dossier (from 1, 0 = all), to path. What that exporter answers; FATAL: there is none. */
int sohoa_export_also(const struct sohoa_dossier *in, const struct sohoa_call *call,
                      const char *exporter, uint32_t document, const char *path,
                      struct sohoa_err *err);

#ifdef __cplusplus
}
#endif
#endif
