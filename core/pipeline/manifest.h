/* manifest.h - a CSV that says what paper does not: one row a file or folder.
 *
 * First row: the column names in any order. `path` (or `file`) is required: relative to the CSV's
 * folder. Others: code, part (component, supplement, result), procedure, received (ISO date or
 * dd/mm/yyyy), agency, operator, schema, archive.fonds, archive.inventory, archive.box,
 * archive.file, and fields of the schema (mother.name). An empty cell means not given. A citizen ID
 * of eleven digits is noted and not used. RFC 4180 quoting; comma or
 * semicolon (whichever the first row holds); UTF-8 with or without a byte order mark. A file takes
 * the row of its own path, else that of the nearest folder above it. Read-only once open. */
#ifndef SOHOA_MANIFEST_H
#define SOHOA_MANIFEST_H
#include "reading/schema.h"
#include <jansson.h>

enum { SOHOA_MANIFEST_KEY_MAX = 96 };

struct sohoa_manifest;
struct sohoa_manifest_row { /* NULL = not given; lent until close */
    const char *file;       /* absolute, real path */
    const char *given;      /* as it stands in the CSV */
    const char *code, *part, *procedure, *received, *agency, *operator_, *schema;
    /* {"archive":{"box":..},"fields":{"mother.name":..},"flagged":{"mother.id_number":why}} */
    const json_t *says;
    unsigned line; /* where the row begins */
};
/* The text of a CSV file, at most 64 MiB, and the folder it lies in (both malloc'd). [any] */
int sohoa_manifest_read(const char *path, char **ret_text, char **ret_folder,
                        struct sohoa_err *err);
/* folder: what relative paths are relative to. FATAL: the error names the line. [any] */
int sohoa_manifest_parse(const char *text, size_t size, const char *folder,
                         struct sohoa_manifest **ret, struct sohoa_err *err);
/* What a person must look at, a line each; "" = nothing. Lent until close. */
const char *sohoa_manifest_notes(const struct sohoa_manifest *manifest);
/* Whether a row names a schema or gives a field. */
bool sohoa_manifest_names_schemas(const struct sohoa_manifest *manifest);
/* Holds schemas and fields against those there are. FATAL: the error names the line. [any] */
int sohoa_manifest_check(const struct sohoa_manifest *manifest, const struct sohoa_schemas *schemas,
                         struct sohoa_err *err);
void sohoa_manifest_close(struct sohoa_manifest *manifest);
size_t sohoa_manifest_count(const struct sohoa_manifest *manifest); /* NULL: 0 */
const struct sohoa_manifest_row *sohoa_manifest_at(const struct sohoa_manifest *manifest,
                                                   size_t index); /* sorted by file */
/* The row for a path (a file that need not exist any more), or NULL. [any] */
const struct sohoa_manifest_row *sohoa_manifest_find(const struct sohoa_manifest *manifest,
                                                     const char *path);
#endif
