/* subject_export.h - everything about one person in a folder. Main thread only. */
#ifndef SOHOA_CLI_SUBJECT_EXPORT_H
#define SOHOA_CLI_SUBJECT_EXPORT_H
#include "cli/cli.h"
#include "reading/schema.h"

/* Writes FOLDER (new, or empty): subject.json with what `citizen` tells, each paper's fields of
 * him, where the papers were used again ("reuse"), who said that another number or person is he
 * ("links"), who read or changed it ("access", out of the access record); and the pages of those
 * papers: the original file where all of it is his papers', else the page as PNG. Gives the exit
 * code. */
int subject_export(struct cli *cli, const struct sohoa_schemas *schemas, const char *id,
                   const char *folder);
#endif
