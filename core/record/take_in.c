/* take_in.c - see take_in.h. What comes is not trusted: every record is decoded by the same code
 * that reads the store, and refused as damaged there. No state, any thread. */
#include "record/take_in.h"

#include "host/lang.h"
#include "record/forms.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct taking {
    struct sohoa_records *r;
    const json_t *object;
    struct sohoa_batch batch;
    struct sohoa_dossier_record dossier;
    struct sohoa_write *write;
    struct sohoa_err *err;
};

const char *sohoa_dossier_object_id(const json_t *object)
{
    const char *id = json_string_value(json_object_get(object, "dossier"));
    return sohoa_id_valid(id) && json_is_array(json_object_get(object, "pages")) ? id : NULL;
}

static int no_dossier(struct sohoa_err *err, const char *what)
{
    return sohoa_fail(err, SOHOA_BAD_DOSSIER, "this is no exported dossier: %s", sohoa_tr(what));
}

/* A copy without members that are null: records leave out what is absent. */
static json_t *without_nulls(const json_t *object)
{
    json_t *copy = json_object(), *value;
    const char *key;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (copy && !json_is_null(value) && json_object_set(copy, key, value) != 0) {
            json_decref(copy);
            copy = NULL;
        }
    }
    return copy;
}

static int put_file(struct sohoa_records *r, const char *path, struct sohoa_err *err)
{
    struct sohoa_master master;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "'%s' cannot be read", path);
    struct sohoa_blob *blob = sohoa_blob_fd(fd, "", err);
    int rc = blob ? sohoa_master_put(r, blob, &master, err) : SOHOA_FATAL;
    sohoa_blob_unref(blob);
    return rc;
}

static int check_master(struct taking *t, const struct sohoa_page_record *page)
{
    char path[SOHOA_PATH_ROOM];
    if (!page->master.sha256[0])
        return SOHOA_OK;
    if (!sohoa_sha256_valid(page->master.sha256))
        return no_dossier(t->err, "a hash is none");
    if (sohoa_master_path(t->r, page->master.sha256, path, sizeof path) != SOHOA_OK ||
        access(path, R_OK) != 0)
        return sohoa_fail(t->err, SOHOA_BAD_DOSSIER,
                          "the master %.12s... of a page is not among the files",
                          page->master.sha256);
    return SOHOA_OK;
}

static void count_page(struct sohoa_ledger *l, enum sohoa_page_state state)
{
    l->captured++;
    l->stored += state == SOHOA_STATE_STORED;
    l->blank += state == SOHOA_STATE_BLANK;
    l->separator += state == SOHOA_STATE_SEPARATOR;
    l->quarantined += state == SOHOA_STATE_QUARANTINED;
}

static int take_page(struct taking *t, const json_t *given, uint32_t number)
{
    struct sohoa_page_record page;
    struct sohoa_key key = sohoa_key_page(t->batch.id, number, 0);
    json_t *object = json_is_object(given) ? without_nulls(given) : NULL;
    if (!object)
        return no_dossier(t->err, "a page is none");
    int rc = sohoa_page_decode(object, key.text, &page, NULL);
    json_decref(object);
    if (rc != SOHOA_OK)
        return no_dossier(t->err, "a page is none");
    page.start = number == 1;
    if (page.state == SOHOA_STATE_PENDING || page.state == SOHOA_STATE_RESCAN)
        rc = no_dossier(t->err, "its pages are not finished");
    else
        rc = check_master(t, &page);
    count_page(&t->batch.ledger, page.state);
    if (rc == SOHOA_OK)
        rc = sohoa_write_page(t->write, t->batch.id, &page, t->err);
    sohoa_page_record_clear(&page);
    return rc;
}

static int take_pages(struct taking *t)
{
    const json_t *pages = json_object_get(t->object, "pages");
    size_t count = json_array_size(pages);
    int rc = count == 0 || count > SOHOA_TAKE_IN_PAGES_MAX ? no_dossier(t->err, "it has no pages")
                                                           : SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = take_page(t, json_array_get(pages, i), (uint32_t)i + 1);
    t->dossier.first = 1;
    t->dossier.last = (uint32_t)count;
    return rc;
}

/* The head and the documents; pages are those of the new batch. */
static int take_head(struct taking *t, const char *id)
{
    json_t *head = without_nulls(t->object);
    int rc = head ? SOHOA_OK : sohoa_no_memory(t->err);
    if (rc == SOHOA_OK) {
        (void)json_object_del(head, "pages");
        if (sohoa_dossier_decode(head, sohoa_key_dossier(id).text, &t->dossier, NULL) != SOHOA_OK)
            rc = no_dossier(t->err, "its head is damaged");
    }
    json_decref(head);
    if (rc != SOHOA_OK)
        return rc;
    const char *state = t->dossier.state ? t->dossier.state : "";
    if (strcmp(state, "complete") != 0 && strcmp(state, "incomplete") != 0 &&
        strcmp(state, "attention") != 0)
        return no_dossier(t->err, "its state is not that of a finished one");
    if (!t->dossier.captured[0])
        sohoa_stamp(0, t->dossier.captured);
    memcpy(t->dossier.batch, t->batch.id, sizeof t->batch.id);
    return SOHOA_OK;
}

static int begin_batch(struct taking *t, const char *id)
{
    sohoa_id_new(t->batch.id);
    sohoa_stamp(0, t->batch.started);
    sohoa_stamp(0, t->batch.ended);
    t->batch.kind = strdup("import");
    t->batch.request = json_pack("{s:s}", "taken_in", id);
    t->batch.ledger.dossiers = 1;
    t->write = sohoa_write_new(t->r);
    return t->batch.kind && t->batch.request && t->write ? SOHOA_OK : sohoa_no_memory(t->err);
}

static int commit(struct taking *t, const char *id)
{
    int rc = sohoa_write_batch(t->write, &t->batch, t->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_dossier(t->write, &t->dossier, t->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(t->write, sohoa_key_dossier(id).text, NULL, 0, t->err);
    return rc == SOHOA_OK ? sohoa_write_commit(t->write, t->err) : rc;
}

static int here_already(struct sohoa_records *r, const char *id, bool *ret, struct sohoa_err *err)
{
    struct sohoa_dossier_record d;
    int rc = sohoa_dossier_get(r, id, &d, err);
    *ret = rc == SOHOA_OK;
    if (rc == SOHOA_OK)
        sohoa_dossier_record_clear(&d);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

int sohoa_dossier_take_in(struct sohoa_records *r, const json_t *object, const char *const *files,
                          size_t count, char ret_id[SOHOA_ID_SIZE], char ret_batch[SOHOA_ID_SIZE],
                          bool *ret_already, struct sohoa_err *err)
{
    struct taking t = {.r = r, .object = object, .err = err};
    const char *id = sohoa_dossier_object_id(object);
    bool already = false;
    int rc = id ? here_already(r, id, &already, err) : no_dossier(err, "it has no id");
    if (rc == SOHOA_OK && !already) {
        rc = begin_batch(&t, id);
        for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
            rc = put_file(r, files[i], err);
        if (rc == SOHOA_OK)
            rc = take_head(&t, id);
        if (rc == SOHOA_OK)
            rc = take_pages(&t);
        if (rc == SOHOA_OK)
            rc = commit(&t, id);
        if (rc == SOHOA_RETRY) { /* somebody else took it in meanwhile */
            already = true;
            rc = SOHOA_OK;
        }
    }
    if (rc == SOHOA_OK) {
        memcpy(ret_id, id, SOHOA_ID_SIZE);
        memcpy(ret_batch, t.batch.id, SOHOA_ID_SIZE);
        *ret_already = already;
    }
    sohoa_write_free(t.write);
    sohoa_batch_clear(&t.batch);
    sohoa_dossier_record_clear(&t.dossier);
    return rc;
}
