/* record_rig.h - a store with invented batches, for the tests of the record layer. */
#ifndef SOHOA_RECORD_RIG_H
#define SOHOA_RECORD_RIG_H
#include "unit.h"

#include "record/keys.h"
#include "record/store.h"
#include "support/support.h"

#define assert_ok(rc, err)                                                                         \
    do {                                                                                           \
        if ((rc) != SOHOA_OK)                                                                      \
            fail_msg("%s", (err).text);                                                            \
    } while (0)

static inline int rig_setup(void **state)
{
    struct support_store *s = malloc(sizeof *s);
    support_store_open(s);
    *state = s;
    return 0;
}

static inline int rig_teardown(void **state)
{
    support_store_close(*state);
    free(*state);
    return 0;
}

#define rig_test(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

static inline struct sohoa_page_record rig_page(struct sohoa_records *r, uint32_t number)
{
    struct sohoa_err err;
    char content[64];
    (void)snprintf(content, sizeof content, "the bytes of master %u", number);
    struct sohoa_blob *blob = sohoa_blob_new(content, strlen(content), "image/tiff");
    struct sohoa_page_record page = {
        .number = number,
        .state = SOHOA_STATE_STORED,
        .source = strdup("box3/0001.tif"),
        .width = 2480,
        .height = 3508,
        .dpi = 300,
        .skew = -0.4,
        .confidence = 0.94,
        .words = 2,
        .codes = sohoa_codes_new(),
    };
    assert_int_equal(
        sohoa_codes_add(page.codes, "QRCode", "000.00.14", (struct sohoa_box){1500, 80, 180, 180}),
        0);
    assert_ok(sohoa_master_put(r, blob, &page.master, &err), err);
    sohoa_blob_unref(blob);
    return page;
}

static inline struct sohoa_text *rig_text(void)
{
    struct sohoa_text *text = sohoa_text_new();
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){10, 10, 300, 40}), 0);
    assert_int_equal(sohoa_text_add_word(text, "Cộng", (struct sohoa_box){10, 12, 80, 38}, 0.96F),
                     0);
    assert_int_equal(sohoa_text_add_word(text, "hòa", (struct sohoa_box){100, 11, 70, 30}, 0.5F),
                     0);
    return text;
}

/* One batch of `pages` stored pages with their texts, in dossiers of `each` pages; the dossiers'
 * ids are written to ids when it is given. Closed, its ledger right. */
static inline void rig_batch(struct sohoa_records *r, uint32_t pages, uint32_t each,
                             char ret_batch[SOHOA_ID_SIZE], char (*ids)[SOHOA_ID_SIZE])
{
    struct sohoa_err err;
    struct sohoa_batch batch = {.kind = strdup("import"), .operator_ = strdup("lan")};
    sohoa_id_new(batch.id);
    sohoa_stamp(0, batch.started);
    sohoa_stamp(0, batch.ended);
    batch.request = json_pack("{s:[s]}", "paths", "box3");
    batch.ledger = (struct sohoa_ledger){
        .captured = pages, .stored = pages, .dossiers = (pages + each - 1) / each};
    struct sohoa_write *w = sohoa_write_new(r);
    struct sohoa_text *text = rig_text();
    assert_ok(sohoa_write_batch(w, &batch, &err), err);
    for (uint32_t n = 1; n <= pages; n++) {
        struct sohoa_page_record page = rig_page(r, n);
        assert_ok(sohoa_write_page(w, batch.id, &page, &err), err);
        assert_ok(sohoa_write_text(w, batch.id, n, 0, text, &err), err);
        sohoa_page_record_clear(&page);
    }
    for (uint32_t first = 1; first <= pages; first += each) {
        struct sohoa_dossier_record d = {.code = strdup("000.00.14.H56-231103-0001"),
                                         .part = strdup("component"),
                                         .state = strdup("complete"),
                                         .source = strdup("box3/0001.tif"),
                                         .first = first,
                                         .last =
                                             first + each - 1 < pages ? first + each - 1 : pages};
        sohoa_id_new(d.id);
        memcpy(d.batch, batch.id, SOHOA_ID_SIZE);
        sohoa_stamp(1795226400, d.captured);
        assert_ok(sohoa_write_dossier(w, &d, &err), err);
        if (ids)
            memcpy(*ids++, d.id, SOHOA_ID_SIZE);
        sohoa_dossier_record_clear(&d);
    }
    assert_ok(sohoa_write_commit(w, &err), err);
    memcpy(ret_batch, batch.id, SOHOA_ID_SIZE);
    sohoa_text_free(text);
    sohoa_write_free(w);
    sohoa_batch_clear(&batch);
}

/* Raw bytes under a key, past all encoding. NULL value deletes. */
static inline void rig_put_raw(struct sohoa_records *r, const char *key, const void *value,
                               size_t size)
{
    struct sohoa_err err;
    struct sohoa_change change = {.key = {key, strlen(key)}, .value = {value, size}};
    assert_ok(r->engine->store->commit(r->engine->self, &change, 1, sizeof change, &err), err);
}

/* A JSON text packed as the store packs it. */
static inline void rig_put_json(struct sohoa_records *r, const char *key, const char *json)
{
    struct sohoa_err err;
    void *value = NULL;
    size_t size = 0;
    assert_ok(sohoa_codec_pack(r->codec, SOHOA_DICT_NONE, json, strlen(json), &value, &size, &err),
              err);
    rig_put_raw(r, key, value, size);
    free(value);
}
/* Bytes that stand in any file of the index. */
static inline bool stands_in_index(struct support_store *s, const char *bytes)
{
    static const char *const names[] = {"search.db", "search.db-wal", "search.db-shm"};
    bool stands = false;
    for (size_t i = 0; i < 3; i++) {
        char path[400];
        struct stat st;
        (void)snprintf(path, sizeof path, "%s/index/%s", s->dir, names[i]);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) != 0)
            continue;
        char *data = malloc((size_t)st.st_size + 1);
        ssize_t n = read(fd, data, (size_t)st.st_size);
        stands = stands || (n > 0 && memmem(data, (size_t)n, bytes, strlen(bytes)));
        free(data);
        close(fd);
    }
    return stands;
}

#endif
