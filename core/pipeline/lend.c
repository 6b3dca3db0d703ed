/* lend.c - see lend.h: which pages and documents are lent, their object, their digest. */
#include "pipeline/lend.h"
#include "pipeline/lend_parts.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The namespace of the identifiers of outputs: a random UUID, made once. */
static const uint8_t space[16] = {0x5e, 0x0c, 0x9b, 0x7d, 0x2f, 0x41, 0x4c, 0x8a,
                                  0x9d, 0x13, 0x60, 0xe7, 0xb2, 0x58, 0x34, 0xc6};

/* RFC 9562, 5.5: name-based, SHA-1. */
static void write_uuid(const char *name, char ret[UUID_SIZE])
{
    SHA_CTX sha;
    uint8_t digest[SHA_DIGEST_LENGTH];
    (void)SHA1_Init(&sha);
    (void)SHA1_Update(&sha, space, sizeof space);
    (void)SHA1_Update(&sha, name, strlen(name));
    (void)SHA1_Final(digest, &sha);
    digest[6] = (uint8_t)((digest[6] & 0x0F) | 0x50);
    digest[8] = (uint8_t)((digest[8] & 0x3F) | 0x80);
    size_t at = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ret[at++] = '-';
        (void)snprintf(ret + at, 3, "%02x", digest[i]);
        at += 2;
    }
}

static int fill_head(struct sohoa_dossier *lent, uint32_t document, struct sohoa_err *err)
{
    char name[128];
    const char *id = json_string_value(json_object_get(lent->object, "dossier"));
    int n = snprintf(name, sizeof name, "%s", id ? id : "");
    if (document)
        n += snprintf(name + n, sizeof name - (size_t)n, "/%u", document);
    if (lent->part && lent->count > 0)
        (void)snprintf(name + n, sizeof name - (size_t)n, "/%u-%u", lent->pages[0].place,
                       lent->pages[lent->count - 1].place);
    write_uuid(name, lent->uuid);
    lent->json = sohoa_json_line(lent->object);
    lent->name = strdup(id ? id : "");
    if (!lent->json || !lent->name)
        return sohoa_no_memory(err);
    lent->head = (struct sohoa_output){.size = sizeof lent->head,
                                       .json = lent->json,
                                       .name = lent->name,
                                       .uuid = lent->uuid,
                                       .pages = lent->count,
                                       .document = document};
    return SOHOA_OK;
}

static bool collect(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct sohoa_dossier *lent = arg;
    if (lent->count == lent->room) {
        size_t room = lent->room ? lent->room * 2 : 16;
        struct lent_place *bigger = realloc(lent->pages, room * sizeof *bigger);
        if (!bigger) {
            lent->failed = true;
            return false;
        }
        lent->pages = bigger;
        lent->room = room;
    }
    lent->pages[lent->count++] = (struct lent_place){place, page->number, page->part};
    return true;
}

static int load(struct sohoa_dossier *lent, const char *dossier, struct sohoa_err *err)
{
    struct sohoa_records *r = lent->lender->records;
    struct sohoa_dossier_record d = {0};
    int rc = sohoa_dossier_get(r, dossier, &d, err);
    if (rc != SOHOA_OK)
        return rc;
    memcpy(lent->batch, d.batch, sizeof lent->batch);
    rc = sohoa_dossier_pages(r, &d, collect, lent, err);
    if (rc == SOHOA_OK && lent->failed)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK && !(lent->object = sohoa_dossier_object(r, &d, false, err)))
        rc = SOHOA_FATAL;
    sohoa_dossier_record_clear(&d);
    return rc;
}

int sohoa_lent_open(struct sohoa_lender *lender, const char *dossier, struct sohoa_dossier **ret,
                    struct sohoa_err *err)
{
    struct sohoa_dossier *lent = calloc(1, sizeof *lent);
    if (!lent)
        return sohoa_no_memory(err);
    lent->lender = lender;
    int rc = load(lent, dossier, err);
    if (rc == SOHOA_OK)
        rc = fill_head(lent, 0, err);
    if (rc == SOHOA_OK)
        *ret = lent;
    else
        sohoa_lent_close(lent);
    return rc;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static bool is_lent(const struct sohoa_dossier *lent, json_int_t place)
{
    size_t low = 0, high = lent->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((json_int_t)lent->pages[middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lent->count && (json_int_t)lent->pages[low].place == place;
}

static int take_places(struct sohoa_dossier *lent, const struct sohoa_dossier *whole,
                       const uint32_t *pages, size_t count)
{
    lent->pages = calloc(count ? count : 1, sizeof *lent->pages);
    if (!lent->pages)
        return -1;
    for (size_t i = 0, k = 0; i < whole->count && k < count; i++) {
        if (whole->pages[i].place != pages[k])
            continue;
        lent->pages[lent->count++] = whole->pages[i];
        k++;
    }
    return 0;
}

static int take_documents(const struct sohoa_dossier *lent, uint32_t document,
                          const json_t *documents, json_t *to)
{
    for (size_t i = 0; i < json_array_size(documents); i++) {
        json_t *one = json_array_get(documents, i);
        const json_t *pages = json_object_get(one, "pages");
        bool wanted = document == i + 1;
        for (size_t p = 0; p < json_array_size(pages) && !document && !wanted; p++)
            wanted = is_lent(lent, json_integer_value(json_array_get(pages, p)));
        if (wanted && json_array_append(to, one) != 0)
            return -1;
    }
    return 0;
}

/* The object with only these pages and documents; everything else is shared. */
static int narrow(struct sohoa_dossier *lent, const json_t *whole, uint32_t document)
{
    json_t *pages = json_array(), *documents = json_array(), *page;
    size_t i;
    bool bad = !pages || !documents || !(lent->object = json_copy((json_t *)(uintptr_t)whole));
    json_array_foreach(json_object_get(whole, "pages"), i, page)
    {
        if (!bad && is_lent(lent, json_integer_value(json_object_get(page, "number"))))
            bad = json_array_append(pages, page) != 0;
    }
    bad = bad || take_documents(lent, document, json_object_get(whole, "documents"), documents);
    bad = bad || json_object_set(lent->object, "pages", pages) != 0 ||
          json_object_set(lent->object, "documents", documents) != 0;
    json_decref(pages);
    json_decref(documents);
    return bad ? -1 : 0;
}

int sohoa_lent_part(const struct sohoa_dossier *whole, uint32_t document, const uint32_t *pages,
                    size_t count, struct sohoa_dossier **ret, struct sohoa_err *err)
{
    struct sohoa_dossier *lent = calloc(1, sizeof *lent);
    if (!lent)
        return sohoa_no_memory(err);
    lent->lender = whole->lender;
    lent->part = true;
    memcpy(lent->batch, whole->batch, sizeof lent->batch);
    int rc = SOHOA_OK;
    if (take_places(lent, whole, pages, count) || narrow(lent, whole->object, document))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = fill_head(lent, document, err);
    if (rc == SOHOA_OK)
        *ret = lent;
    else
        sohoa_lent_close(lent);
    return rc;
}

void sohoa_lent_close(struct sohoa_dossier *lent)
{
    if (!lent)
        return;
    sohoa_lent_drop_page(lent);
    json_decref(lent->object);
    free(lent->json);
    free(lent->name);
    free(lent->pages);
    free(lent);
}

/* ---- what the core asks ---------------------------------------------------------------------- */

int sohoa_lent_name(struct sohoa_dossier *lent, const char *name, struct sohoa_err *err)
{
    char *copy = strdup(name);
    if (!copy)
        return sohoa_no_memory(err);
    free(lent->name);
    lent->head.name = lent->name = copy;
    return SOHOA_OK;
}

const json_t *sohoa_lent_object(const struct sohoa_dossier *lent)
{
    return lent->object;
}

uint32_t sohoa_lent_number(const struct sohoa_dossier *lent, size_t index)
{
    return lent->pages[index].place;
}

static void hash_text(struct sohoa_hash *hash, const char *text)
{
    sohoa_hash_add(hash, text ? text : "", strlen(text ? text : "") + 1);
}

bool sohoa_export_signs(const struct sohoa_exporter *exporter)
{
    return exporter->suffix && strcmp(exporter->suffix, ".pdf") == 0;
}

/* A folder may hold PDFs, which sohoa_export_also makes. */
static void hash_seals(struct sohoa_hash *hash, const struct sohoa_seals *seals,
                       const struct sohoa_exporter *exporter)
{
    unsigned char identity[32];
    if (!seals || (!sohoa_export_signs(exporter) && exporter->shape != SOHOA_EXPORT_FOLDER))
        return;
    sohoa_seals_identity(seals, identity);
    sohoa_hash_add(hash, identity, sizeof identity);
}

int sohoa_lent_digest(const struct sohoa_dossier *lent, const struct sohoa_plugin *exporter,
                      const struct sohoa_setting *settings, size_t count,
                      char ret[SOHOA_SHA256_SIZE], struct sohoa_err *err)
{
    struct sohoa_hash hash;
    sohoa_hash_begin(&hash);
    hash_text(&hash, exporter->name);
    hash_text(&hash, exporter->version);
    for (size_t i = 0; i < count; i++) {
        hash_text(&hash, settings[i].key);
        hash_text(&hash, settings[i].value);
    }
    hash_seals(&hash, lent->lender->seals, exporter->calls);
    hash_text(&hash, lent->json);
    for (size_t i = 0; i < lent->count; i++) {
        const struct lent_place *at = &lent->pages[i];
        struct sohoa_key key = sohoa_key_text(lent->batch, at->number, at->part);
        void *raw = NULL;
        size_t size = 0;
        int rc = sohoa_raw_get(lent->lender->records, key.text, &raw, &size, err);
        if (rc < 0)
            return rc;
        sohoa_hash_add(&hash, &size, sizeof size);
        if (rc == SOHOA_OK)
            sohoa_hash_add(&hash, raw, size);
        free(raw);
    }
    sohoa_hash_end(&hash, ret);
    return SOHOA_OK;
}

int sohoa_lent_write(const struct sohoa_dossier *lent, const struct sohoa_instance *exporter,
                     const struct sohoa_call *call, const char *path, struct sohoa_err *err)
{
    int rc = exporter->exporter->begin(exporter->self, path, err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_err later = {0};
    rc = exporter->exporter->dossier(exporter->self, call, lent, err);
    int end = exporter->exporter->end(exporter->self, rc == SOHOA_OK ? err : &later);
    if (rc == SOHOA_OK)
        rc = end;
    const struct sohoa_seals *seals = lent->lender->seals;
    if (seals && sohoa_export_signs(exporter->exporter))
        for (size_t i = 0; i < seals->count && rc == SOHOA_OK; i++)
            rc = sohoa_pdf_sign(path, &seals->items[i], time(NULL), err);
    return rc;
}
