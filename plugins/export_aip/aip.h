/* aip.h - what the files of the archive package share: its layout, its files, XML.
 *
 * Circular 05/2025/TT-BNV, annex I, as far as digests tell it: an OAIS package after the E-ARK
 * common specification (CSIP): METS, EAD3, PREMIS 3, SHA-256, URN identifiers, times at +07:00. */
#ifndef AIP_H
#define AIP_H
#include "sohoa_plugin.h"

#include <jansson.h>
#include <stdio.h>

#define AIP_PATH 4096
#define AIP_NAME 300
#define AIP_FILES_MAX 16384

struct aip_layout { /* options: places in the package, with / between */
    const char *mets, *ead, *premis, *representation, *data, *schemas, *signatures;
};
struct aip_file {
    char name[AIP_NAME]; /* from the package's top, with / between */
    char id[24];         /* of METS, an XML name */
    char sha256[65];
    const char *media, *title; /* title: "" or lent */
    uint64_t bytes;
    uint32_t document; /* from 1; 0 = not of one */
};
struct aip { /* one package being made */
    const struct aip_layout *layout;
    char root[AIP_PATH];
    char urn[256], fonds[64], stamp[40];
    const struct sohoa_dossier *in;
    const struct sohoa_call *call;
    const json_t *object;
    struct aip_file *files;
    size_t count;
    size_t ead, premis, rep, data_first, data_count, schema_first, schema_count, signature_first,
        signature_count; /* in files */
};
const char *aip_text(const json_t *object, const char *key); /* "" when there is none */

/* ---- files (aip_file.c) ---- */
/* The path of a name in the package; folders above it are made. */
int aip_path(const struct aip *aip, const char *name, char ret[AIP_PATH], struct sohoa_err *err);
/* Takes up a file that stands in the package: its size and digest. Gives its place in files. */
int aip_take(struct aip *aip, const char *name, const char *media, const char *title,
             uint32_t document, size_t *ret, struct sohoa_err *err);
/* Opens, calls write, closes, takes up. */
int aip_make(struct aip *aip, const char *name, void (*write)(const struct aip *, FILE *),
             const char *media, size_t *ret, struct sohoa_err *err);
/* A name seen from the folder that another stands in: "../schemas/a.xsd". */
void aip_relative(const char *from, const char *to, char ret[AIP_PATH]);

/* ---- XML (aip_xml.c) ---- */
void aip_put(FILE *file, const char *text); /* escaped for content and attributes */
/* <name>text</name>\n; nothing for "". */
void aip_element(FILE *file, const char *name, const char *text);

/* ---- the documents ---- */
void aip_write_ead(const struct aip *aip, FILE *file);
void aip_write_premis(const struct aip *aip, FILE *file);
void aip_write_rep_mets(const struct aip *aip, FILE *file);
void aip_write_mets(const struct aip *aip, FILE *file);

struct aip_schema {
    const char *name;
    const char *start, *end;
};
extern const struct aip_schema aip_schemas[]; /* ends with { 0 } (aip_schemas.c) */
#endif
