/* sheets.h - the pages of a dossier as extractors see them, out of the store. */
#ifndef SOHOA_SHEETS_H
#define SOHOA_SHEETS_H
#include "record/records.h"

/* A page with what its view lends. */
struct sohoa_sheet {
    struct sohoa_page_view view;
    struct sohoa_text *text;
    struct sohoa_codes *codes;
    struct sohoa_marks *marks;
    double to_master[9];
    uint32_t patch_count;
    struct sohoa_patch patches[SOHOA_PATCHES_MAX];
};
struct sohoa_sheets {
    struct sohoa_sheet *items;
    size_t count, room;
};

/* The pages behind place `after` of the dossier that are stored (no blanks, no separators, nothing
 * set aside), at most `most`; each view's number is its place. *ret_next: the place to go on
 * behind, 0 = all were seen. FATAL: the store, or memory. The caller clears. [any] */
int sohoa_sheets_load(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                      uint32_t after, size_t most, struct sohoa_sheets *ret, uint32_t *ret_next,
                      struct sohoa_err *err);
void sohoa_sheets_clear(struct sohoa_sheets *sheets);
#endif
