/* lend.h - what an exporter is lent: a committed dossier, one document of it, or some pages.
 *
 * A lender is one thread's: it holds the decoder's helper process and exporters that exporters
 * asked for, each started by its first use. A lent dossier reads the store when it is made and
 * when a page is asked for; it holds one page at a time. sohoa_export.h is the exporters' side. */
#ifndef SOHOA_LEND_H
#define SOHOA_LEND_H
#include "host/config.h"
#include "host/pdf_sign.h"
#include "reading/schema.h"
#include "record/records.h"

struct sohoa_lender {
    struct sohoa_records *records; /* all lent */
    struct sohoa_registry *registry;
    const struct sohoa_config *config;
    const struct sohoa_schemas *papers; /* for titles; NULL: names will do */
    const struct sohoa_seals *seals;    /* what PDFs are signed with; NULL: nothing */
    struct sohoa_instance *decoder, *also;
};
/* Ends what the lender has started. */
void sohoa_lender_clear(struct sohoa_lender *lender);

/* The whole dossier. END: there is none; FATAL: store or memory. */
int sohoa_lent_open(struct sohoa_lender *lender, const char *dossier, struct sohoa_dossier **ret,
                    struct sohoa_err *err);
/* Part of one that stays open meanwhile: the pages listed (numbers in the dossier, ascending). With
 * document (from 1) it alone is told of the documents, else those that lie on these pages. */
int sohoa_lent_part(const struct sohoa_dossier *whole, uint32_t document, const uint32_t *pages,
                    size_t count, struct sohoa_dossier **ret, struct sohoa_err *err);
void sohoa_lent_close(struct sohoa_dossier *lent); /* NULL is fine */

/* What the output is called, for the exporter to read; kept until it is set again. */
int sohoa_lent_name(struct sohoa_dossier *lent, const char *name, struct sohoa_err *err);
const json_t *sohoa_lent_object(const struct sohoa_dossier *lent);
/* The numbers in the dossier of the pages lent. */
uint32_t sohoa_lent_number(const struct sohoa_dossier *lent, size_t index);
/* Its outputs are PDFs, which can be signed. [any] */
bool sohoa_export_signs(const struct sohoa_exporter *exporter);
/* Digest of all that an output is made from: exporter, its settings, object, texts, whose
 * signatures it bears. Masters are named by their hashes. */
int sohoa_lent_digest(const struct sohoa_dossier *lent, const struct sohoa_plugin *exporter,
                      const struct sohoa_setting *settings, size_t count,
                      char ret[SOHOA_SHA256_SIZE], struct sohoa_err *err);
/* begin, dossier, end; a PDF is then signed. What the first that failed answers. */
int sohoa_lent_write(const struct sohoa_dossier *lent, const struct sohoa_instance *exporter,
                     const struct sohoa_call *call, const char *path, struct sohoa_err *err);
#endif
