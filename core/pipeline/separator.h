/* separator.h - what the codes of a page say about dossiers: header sheets, separator sheets, a
 * dossier's code on a receipt.
 *
 * A header sheet of ours carries `SOHOA:1:SHEETS:CODE` (1: the version of this line; SHEETS: how
 * many follow, empty = not said). A separator sheet carries one of a few texts (PATCHT unless the
 * configuration names others). A dossier's code is told by its shape (TT 01/2018/TT-VPCP, article
 * 19, and the orders that circulate: AGENCY-YYMMDD-NUMBER) wherever it stands in a text. */
#ifndef SOHOA_SEPARATOR_H
#define SOHOA_SEPARATOR_H
#include "host/config.h"
#include "record/records.h"

enum {
    SOHOA_DOSSIER_CODE_MAX = 64, /* bytes of a code; what is longer is none */
    SOHOA_HEADER_SHEETS_MAX = 9999,
    SOHOA_SEPARATOR_TEXTS_MAX = 16,
};

enum sohoa_separator_kind {
    SOHOA_SEPARATOR_NONE = 0,
    SOHOA_SEPARATOR_PATCH,  /* here another dossier begins */
    SOHOA_SEPARATOR_HEADER, /* ... this one */
};
struct sohoa_separator {
    enum sohoa_separator_kind kind;
    uint32_t sheets;                       /* HEADER: that follow, 0 = not said */
    char code[SOHOA_DOSSIER_CODE_MAX + 1]; /* HEADER: of its dossier; NONE: seen on the page */
    char place[160];                       /* of the page in plain words */
};

/* Which sheets separate, from the configuration: `separators: all` (the default), `scans` (files
 * are left whole) or `none`; `separator_texts: PATCHT, ...`. Plain data. */
struct sohoa_separators {
    bool scans, files;
    size_t count;
    char texts[SOHOA_SEPARATOR_TEXTS_MAX][SOHOA_DOSSIER_CODE_MAX + 1];
};
/* FATAL: the configuration has something else there. [setup] */
int sohoa_separators_read(const struct sohoa_config *config, struct sohoa_separators *ret,
                          struct sohoa_err *err);

/* What codes say. scan: the page came from a scanner. codes may be NULL. False: nothing. [any] */
bool sohoa_separator_read(const struct sohoa_separators *set, bool scan,
                          const struct sohoa_codes *codes, struct sohoa_separator *ret);
/* What a finished page says, its place in plain words with it ("sheet 7", "page 3 of
 * 'box1/0001.pdf'"): malloc'd, NULL when it says nothing. 0, or -1: out of memory. [any] */
int sohoa_separator_of(const struct sohoa_separators *set, bool scan,
                       const struct sohoa_page_record *page, struct sohoa_separator **ret);

/* The text of a header sheet's code. False: the code is empty, too long or not printable. [any] */
bool sohoa_header_text(const char *code, uint32_t sheets, char *buf, size_t room);
/* The first dossier code in a text; the date in it is a real one, not after today. [any] */
bool sohoa_dossier_code_find(const char *text, char ret[SOHOA_DOSSIER_CODE_MAX + 1]);
#endif
