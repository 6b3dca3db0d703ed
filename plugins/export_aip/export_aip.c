/* export_aip.c - a dossier as an archive package: a folder with METS, EAD3, PREMIS, its documents
 * as PDF/A (made by export_pdf) and the schemas to check it all with; see aip.h. The layout stands
 * in the options. Files are written before what holds their digests, the METS of the whole last. */
#include "aip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct self {
    struct aip_layout layout; /* options */
    char *path;
};
#define AT(member) offsetof(struct self, layout.member)
static const struct sohoa_option options[] = {
    {"mets", SOHOA_STRING, AT(mets), "METS.xml", 0, 0, "name of the METS files"},
    {"ead", SOHOA_STRING, AT(ead), "metadata/descriptive/EAD.xml", 0, 0,
     "place of the description in the package"},
    {"premis", SOHOA_STRING, AT(premis), "metadata/preservation/PREMIS.xml", 0, 0,
     "place of the history in the package"},
    {"representation", SOHOA_STRING, AT(representation), "representations/rep1", 0, 0,
     "folder of the representation"},
    {"data", SOHOA_STRING, AT(data), "data", 0, 0, "folder of the PDF files in it"},
    {"schemas", SOHOA_STRING, AT(schemas), "schemas", 0, 0, "folder of the XML schemas"},
    {"signatures", SOHOA_STRING, AT(signatures), "metadata/preservation/signatures", 0, 0,
     "folder of the signatures that masters were captured with"},
    {0}};

const char *aip_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* A place inside of the package: relative, no dots for folders, short. */
static int check_place(const char *name, const char *place, bool plain, struct sohoa_err *err)
{
    bool bad = !*place || *place == '/' || strlen(place) > 120 || strstr(place, "..") ||
               strstr(place, "//") || place[strlen(place) - 1] == '/' ||
               strpbrk(place, "\\:*?\"<>|");
    if (bad || (plain && strchr(place, '/')))
        return sohoa_fail(err, SOHOA_FATAL, "%s is '%s': a place inside of the package", name,
                          place);
    return SOHOA_OK;
}

static int aip_open(void *me, struct sohoa_err *err)
{
    const struct aip_layout *l = &((struct self *)me)->layout;
    int rc = check_place("mets", l->mets, true, err);
    rc = rc ? rc : check_place("ead", l->ead, false, err);
    rc = rc ? rc : check_place("premis", l->premis, false, err);
    rc = rc ? rc : check_place("representation", l->representation, false, err);
    rc = rc ? rc : check_place("data", l->data, false, err);
    rc = rc ? rc : check_place("schemas", l->schemas, false, err);
    return rc ? rc : check_place("signatures", l->signatures, false, err);
}

static void aip_close(void *me)
{
    free(((struct self *)me)->path);
}

static int begin(void *me, const char *path, struct sohoa_err *err)
{
    struct self *self = me;
    free(self->path);
    self->path = strdup(path);
    if (!self->path)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (mkdir(path, 0777) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    return SOHOA_OK;
}

/* ---- data ------------------------------------------------------------------------------------ */

static bool holds(const json_t *documents, json_int_t number)
{
    for (size_t d = 0; d < json_array_size(documents); d++) {
        const json_t *pages = json_object_get(json_array_get(documents, d), "pages");
        for (size_t i = 0; i < json_array_size(pages); i++)
            if (json_integer_value(json_array_get(pages, i)) == number)
                return true;
    }
    return false;
}

/* Whether each page that shows something is in a document: then a file a document holds it all. */
static bool documents_hold_all(const json_t *object)
{
    const json_t *documents = json_object_get(object, "documents");
    const json_t *pages = json_object_get(object, "pages");
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const json_t *page = json_array_get(pages, i);
        if (strcmp(aip_text(page, "state"), "stored") == 0 &&
            !holds(documents, json_integer_value(json_object_get(page, "number"))))
            return false;
    }
    return json_array_size(documents) > 0 && json_array_size(documents) < AIP_FILES_MAX - 32;
}

/* A document all of whose pages are set aside or blank may have no file. */
static bool has_shown_page(const struct aip *aip, size_t document)
{
    const json_t *documents = json_object_get(aip->object, "documents");
    const json_t *one = json_array_get(documents, document);
    const json_t *pages = json_object_get(aip->object, "pages");
    json_t *alone = json_pack("[O]", one);
    bool shown = false;
    for (size_t i = 0; i < json_array_size(pages) && alone; i++) {
        const json_t *page = json_array_get(pages, i);
        shown = shown || (strcmp(aip_text(page, "state"), "stored") == 0 &&
                          holds(alone, json_integer_value(json_object_get(page, "number"))));
    }
    json_decref(alone);
    return shown;
}

static int add_pdf(struct aip *aip, uint32_t document, const char *schema, struct sohoa_err *err)
{
    char name[AIP_NAME], path[AIP_PATH];
    size_t at;
    if (document)
        (void)snprintf(name, sizeof name, "%s/%s/%03u-%.60s.pdf", aip->layout->representation,
                       aip->layout->data, document, schema);
    else
        (void)snprintf(name, sizeof name, "%s/%s/dossier.pdf", aip->layout->representation,
                       aip->layout->data);
    int rc = aip_path(aip, name, path, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_also(aip->in, aip->call, "export_pdf", document, path, err);
    if (rc == SOHOA_OK)
        rc =
            aip_take(aip, name, "application/pdf",
                     document ? sohoa_export_title(aip->in, document - 1) : "", document, &at, err);
    return rc;
}

static int add_data(struct aip *aip, struct sohoa_err *err)
{
    const json_t *documents = json_object_get(aip->object, "documents");
    int rc = SOHOA_OK;
    aip->data_first = aip->count;
    if (!documents_hold_all(aip->object)) {
        rc = add_pdf(aip, 0, "", err);
    } else {
        for (size_t i = 0; i < json_array_size(documents) && rc == SOHOA_OK; i++)
            if (has_shown_page(aip, i))
                rc = add_pdf(aip, (uint32_t)i + 1, aip_text(json_array_get(documents, i), "schema"),
                             err);
    }
    aip->data_count = aip->count - aip->data_first;
    return rc;
}

static int add_schemas(struct aip *aip, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    aip->schema_first = aip->count;
    for (const struct aip_schema *s = aip_schemas; s->name && rc == SOHOA_OK; s++) {
        char name[AIP_NAME], path[AIP_PATH];
        size_t at, size = (size_t)(s->end - s->start);
        (void)snprintf(name, sizeof name, "%s/%s", aip->layout->schemas, s->name);
        if ((rc = aip_path(aip, name, path, err)) != SOHOA_OK)
            break;
        FILE *file = fopen(path, "we");
        bool good = file && fwrite(s->start, 1, size, file) == size;
        good = file && fclose(file) == 0 && good;
        if (!good)
            return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
        rc = aip_take(aip, name, strstr(s->name, ".xsd") ? "application/xml" : "text/plain", NULL,
                      0, &at, err);
    }
    aip->schema_count = aip->count - aip->schema_first;
    return rc;
}

/* ---- signatures ------------------------------------------------------------------------------ */

static int write_signature(struct aip *aip, const char *sha256, struct sohoa_blob *blob,
                           struct sohoa_err *err)
{
    char name[AIP_NAME], path[AIP_PATH];
    size_t at, size = sohoa_blob_size(blob);
    (void)snprintf(name, sizeof name, "%s/%s.p7s", aip->layout->signatures, sha256);
    int rc = aip_path(aip, name, path, err);
    if (rc != SOHOA_OK)
        return rc;
    errno = 0;
    FILE *file = fopen(path, "wxe");
    if (!file && errno == EEXIST) /* several images of one master */
        return SOHOA_OK;
    bool good = file && fwrite(sohoa_blob_data(blob), 1, size, file) == size;
    good = file && fclose(file) == 0 && good;
    if (!good)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    return aip_take(aip, name, "application/pkcs7-signature", NULL, 0, &at, err);
}

/* What the masters were signed with when they were captured, named after their digests. */
static int add_signatures(struct aip *aip, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    size_t pages = sohoa_export_head(aip->in)->pages;
    aip->signature_first = aip->count;
    for (size_t i = 0; i < pages && rc == SOHOA_OK; i++) {
        char sha256[65];
        struct sohoa_blob *blob = NULL;
        rc = sohoa_export_signature(aip->in, i, sha256, &blob, err);
        if (rc == SOHOA_OK && blob)
            rc = write_signature(aip, sha256, blob, err);
        sohoa_blob_unref(blob);
    }
    aip->signature_count = aip->count - aip->signature_first;
    return rc;
}

/* ---- the package ----------------------------------------------------------------------------- */

/* urn:<fonds>:uuid:<UUID>; the fonds by the dossier's archive reference, else its agency. */
static void fill_identity(struct aip *aip)
{
    const char *fonds = aip_text(json_object_get(aip->object, "archive"), "fonds");
    if (!*fonds)
        fonds = aip_text(aip->object, "agency");
    (void)snprintf(aip->fonds, sizeof aip->fonds, "%s", *fonds ? fonds : "sohoa");
    for (char *p = aip->fonds; *p; p++) /* what a URN may hold (RFC 8141) */
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", *p))
            *p = '_';
    (void)snprintf(aip->urn, sizeof aip->urn, "urn:%s:uuid:%s", aip->fonds,
                   sohoa_export_head(aip->in)->uuid);
    const char *captured = aip_text(aip->object, "captured");
    (void)snprintf(aip->stamp, sizeof aip->stamp, "%s",
                   strlen(captured) == 25 ? captured : "1970-01-01T07:00:00+07:00");
}

static int write_package(struct aip *aip, struct sohoa_err *err)
{
    char name[AIP_NAME];
    size_t last;
    const struct aip_layout *l = aip->layout;
    fill_identity(aip);
    int rc = add_data(aip, err);
    if (rc == SOHOA_OK)
        rc = add_schemas(aip, err);
    if (rc == SOHOA_OK)
        rc = add_signatures(aip, err);
    if (rc == SOHOA_OK)
        rc = aip_make(aip, l->ead, aip_write_ead, "text/xml", &aip->ead, err);
    if (rc == SOHOA_OK)
        rc = aip_make(aip, l->premis, aip_write_premis, "text/xml", &aip->premis, err);
    (void)snprintf(name, sizeof name, "%s/%s", l->representation, l->mets);
    if (rc == SOHOA_OK)
        rc = aip_make(aip, name, aip_write_rep_mets, "text/xml", &aip->rep, err);
    if (rc == SOHOA_OK)
        rc = aip_make(aip, l->mets, aip_write_mets, "text/xml", &last, err);
    return rc;
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    struct self *self = me;
    json_t *object = json_loads(sohoa_export_head(in)->json, 0, NULL);
    struct aip *aip = calloc(1, sizeof *aip);
    struct aip_file *files = calloc(AIP_FILES_MAX, sizeof *files);
    int rc = SOHOA_OK;
    if (!object || !aip || !files) {
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    } else {
        *aip = (struct aip){
            .layout = &self->layout, .in = in, .call = call, .object = object, .files = files};
        (void)snprintf(aip->root, sizeof aip->root, "%s", self->path);
        rc = write_package(aip, err);
    }
    json_decref(object);
    free(files);
    free(aip);
    return rc;
}

static int end(void *me, struct sohoa_err *err)
{
    (void)me, (void)err;
    return SOHOA_OK;
}

static const struct sohoa_exporter calls = {.size = sizeof calls,
                                            .begin = begin,
                                            .dossier = dossier,
                                            .end = end,
                                            .suffix = "",
                                            .shape = SOHOA_EXPORT_FOLDER,
                                            .name = "urn_{fonds}_uuid_{uuid}"};

SOHOA_PLUGIN(EXPORTER, .name = "export_aip", .version = "1.0",
             .summary = "An archive package (OAIS, E-ARK CSIP): METS, EAD3, PREMIS, PDF/A.",
             .options = options, .self_size = sizeof(struct self), .open = aip_open,
             .close = aip_close, .calls = &calls);
