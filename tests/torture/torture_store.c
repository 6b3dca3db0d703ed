/* torture_store.c - see torture_store.h. */
#include "torture_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void torture_in_memory(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
}

static int put_master(struct sohoa_records *r, const char *batch, uint32_t number,
                      struct sohoa_master *ret, struct sohoa_err *err)
{
    char content[128];
    (void)snprintf(content, sizeof content, "master %u of %s", number, batch);
    struct sohoa_blob *blob = sohoa_blob_new(content, strlen(content), "image/tiff");
    if (!blob)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    int rc = sohoa_master_put(r, blob, ret, err);
    sohoa_blob_unref(blob);
    return rc;
}

static int add_text(struct sohoa_write *w, const char *batch, uint32_t number,
                    struct sohoa_err *err)
{
    struct sohoa_text *text = sohoa_text_new();
    int bad = !text || sohoa_text_add_line(text, 0, (struct sohoa_box){10, 10, 300, 40}) != 0 ||
              sohoa_text_add_word(text, "Cộng", (struct sohoa_box){10, 12, 80, 38}, 0.96F) != 0 ||
              sohoa_text_add_word(text, "hòa", (struct sohoa_box){100, 11, 70, 30}, 0.5F) != 0;
    int rc = bad ? sohoa_fail(err, SOHOA_FATAL, "out of memory")
                 : sohoa_write_text(w, batch, number, 0, text, err);
    sohoa_text_free(text);
    return rc;
}

static int add_pages(struct sohoa_records *r, struct sohoa_write *w, const char *batch,
                     struct sohoa_err *err)
{
    static char source[] = "box 3/0001.tif";
    int rc = SOHOA_OK;
    for (uint32_t n = 1; rc == SOHOA_OK && n <= TORTURE_PAGES; n++) {
        struct sohoa_page_record page = {.number = n,
                                         .state = SOHOA_STATE_STORED,
                                         .source = source,
                                         .width = 2480,
                                         .height = 3508,
                                         .dpi = 300,
                                         .confidence = 0.9,
                                         .words = 2};
        rc = put_master(r, batch, n, &page.master, err);
        if (rc == SOHOA_OK)
            rc = sohoa_write_page(w, batch, &page, err);
        if (rc == SOHOA_OK)
            rc = add_text(w, batch, n, err);
    }
    return rc;
}

static const char documents[] =
    "[{\"schema\":\"to-khai-khai-sinh\",\"pages\":[1],\"form\":\"declaration\",\"fields\":{"
    "\"child.name\":{\"value\":\"Lê Thị Lan\",\"checks\":{\"name\":true}},"
    "\"child.birth_date\":{\"value\":\"2026-01-01\"},"
    "\"mother.name\":{\"value\":\"Nguyễn Thị An\",\"checks\":{\"name\":true}},"
    "\"mother.id_number\":{\"value\":\"038190000001\",\"state\":\"verified\"}}}]";

static int add_dossier(struct sohoa_write *w, const char *batch, struct sohoa_err *err)
{
    static char code[] = "000.00.14.H56-231103-0001", state[] = "complete";
    struct sohoa_dossier_record d = {
        .code = code, .state = state, .first = 1, .last = TORTURE_PAGES};
    sohoa_id_new(d.id);
    memcpy(d.batch, batch, SOHOA_ID_SIZE);
    d.documents = json_loads(documents, 0, NULL); /* with people: facts are filed */
    int rc = d.documents ? sohoa_write_dossier(w, &d, err)
                         : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    json_decref(d.documents);
    return rc;
}

int torture_batch(struct sohoa_records *r, char ret_batch[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    static char kind[] = "scan";
    struct sohoa_batch batch = {
        .kind = kind,
        .ledger = {.captured = TORTURE_PAGES, .stored = TORTURE_PAGES, .dossiers = 1}};
    struct sohoa_write *w = sohoa_write_new(r);
    if (!w)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    sohoa_id_new(batch.id);
    int rc = sohoa_write_batch(w, &batch, err);
    if (rc == SOHOA_OK)
        rc = add_pages(r, w, batch.id, err);
    if (rc == SOHOA_OK)
        rc = add_dossier(w, batch.id, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    if (rc == SOHOA_OK)
        memcpy(ret_batch, batch.id, SOHOA_ID_SIZE);
    return rc;
}

struct reading {
    struct sohoa_records *r;
    struct sohoa_err *err;
    char id[SOHOA_ID_SIZE];
    int rc;
};

static bool read_page(void *arg, const struct sohoa_page_record *page)
{
    struct reading *g = arg;
    struct sohoa_blob *blob = NULL;
    struct sohoa_text *text = NULL;
    g->rc = sohoa_master_open(g->r, &page->master, &blob, g->err);
    if (g->rc == SOHOA_OK)
        g->rc = sohoa_text_get(g->r, g->id, page->number, 0, &text, g->err);
    sohoa_blob_unref(blob);
    sohoa_text_free(text);
    return g->rc == SOHOA_OK;
}

static bool read_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct reading *g = arg;
    json_t *object = sohoa_dossier_object(g->r, dossier, false, g->err);
    char *text = sohoa_json_line(object);
    g->rc = object ? SOHOA_OK : SOHOA_FATAL;
    if (object && !text)
        g->rc = sohoa_fail(g->err, SOHOA_FATAL, "out of memory");
    memcpy(g->id, dossier->id, SOHOA_ID_SIZE);
    free(text);
    json_decref(object);
    return g->rc == SOHOA_OK;
}

static int read_back(struct sohoa_records *r, const char *batch, char ret_dossier[SOHOA_ID_SIZE],
                     struct sohoa_err *err)
{
    struct reading g = {.r = r, .err = err};
    struct sohoa_store_totals totals;
    memcpy(g.id, batch, SOHOA_ID_SIZE);
    int rc = sohoa_pages_each(r, batch, 1, UINT32_MAX, read_page, &g, err);
    if (rc == SOHOA_OK && g.rc == SOHOA_OK)
        rc = sohoa_dossiers_of(r, batch, read_dossier, &g, err);
    if (rc == SOHOA_OK && g.rc == SOHOA_OK)
        rc = sohoa_records_totals(r, &totals, err);
    memcpy(ret_dossier, g.id, SOHOA_ID_SIZE);
    return rc == SOHOA_OK ? g.rc : rc;
}

int torture_work(const char *dir, bool make, struct sohoa_registry *reg,
                 char ret_batch[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    struct sohoa_records *r = NULL;
    struct sohoa_lock *lock = NULL;
    char dossier[SOHOA_ID_SIZE] = "", first[SOHOA_ID_SIZE], second[SOHOA_ID_SIZE];
    int rc = sohoa_records_open(dir, make ? SOHOA_OPEN_CREATE : 0, reg, NULL, 0, &r, err);
    if (rc == SOHOA_OK)
        rc = torture_batch(r, ret_batch, err);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_lock(r, ret_batch, &lock, err);
    if (rc == SOHOA_OK)
        rc = read_back(r, ret_batch, dossier, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_cut(r, dossier, 2, first, second, err);
    sohoa_batch_unlock(lock);
    sohoa_records_close(r);
    return rc;
}

static char problem_text[1024];

static void keep_problem(void *arg, const char *problem)
{
    (void)arg;
    (void)snprintf(problem_text, sizeof problem_text, "%s", problem);
}

static const char *look(struct sohoa_records *r, char (*batches)[SOHOA_ID_SIZE], size_t count)
{
    struct sohoa_err err = {0};
    struct sohoa_verify_report report;
    problem_text[0] = '\0';
    if (sohoa_verify(r, NULL, keep_problem, NULL, &report, &err) != SOHOA_OK)
        (void)snprintf(problem_text, sizeof problem_text, "verify: %s", err.text);
    if (!problem_text[0] && report.pages != TORTURE_PAGES * report.batches)
        (void)snprintf(problem_text, sizeof problem_text, "a batch is half there");
    for (size_t i = 0; !problem_text[0] && i < count; i++) {
        struct sohoa_batch batch;
        if (sohoa_batch_get(r, batches[i], &batch, &err) == SOHOA_OK)
            sohoa_batch_clear(&batch);
        else
            (void)snprintf(problem_text, sizeof problem_text, "batch %s is lost", batches[i]);
    }
    return problem_text[0] ? problem_text : NULL;
}

const char *torture_check(const char *dir, struct sohoa_registry *reg,
                          char (*batches)[SOHOA_ID_SIZE], size_t count)
{
    struct sohoa_err err = {0};
    struct sohoa_records *r = NULL;
    if (sohoa_records_open(dir, 0, reg, NULL, 0, &r, &err) != SOHOA_OK) {
        (void)snprintf(problem_text, sizeof problem_text, "it does not open: %s", err.text);
        return problem_text;
    }
    const char *wrong = look(r, batches, count);
    sohoa_records_close(r);
    return wrong;
}
