/* header_sheet.h - header sheets on paper: one A4 page a dossier, as PDF. Main thread only. */
#ifndef SOHOA_HEADER_SHEET_H
#define SOHOA_HEADER_SHEET_H
#include "sohoa_plugin.h"

#include <stdio.h>

struct header_sheet {
    const char *code; /* of the dossier */
    uint32_t sheets;  /* that follow, 0 = not said */
};
/* Writes the sheets to the file, each with its back side left empty when duplex. FATAL: a code that
 * cannot stand on a sheet (named), no memory, or the file cannot be written. */
int header_sheets_print(FILE *to, const struct header_sheet *sheets, size_t count, bool duplex,
                        struct sohoa_err *err);
#endif
