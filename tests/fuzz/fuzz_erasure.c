/* fuzz_erasure - any bytes as the record of an erasure (a restore reads them from a file) done
 * again in a store: no crash, what is no record is refused and changes nothing, the store stays
 * sound. */
#include "../support/support.h"
#include "query/erase.h"
#include "record/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char batch[] = "01K8ABCDEFGHJKMNPQRSTVWXYZ";
static struct support_store store;

static void must(int rc)
{
    if (rc != SOHOA_OK)
        abort();
}

static json_t *documents(void)
{
    return json_loads(
        "[{\"schema\":\"can-cuoc\",\"pages\":[1],\"form\":\"original\",\"fields\":"
        "{\"person.id_number\":{\"value\":\"038190000001\",\"page\":1,\"source\":\"qr\","
        "\"box\":[10,10,300,40],\"state\":\"machine\",\"confidence\":0.99}}}]",
        0, NULL);
}

/* One dossier of two pages, as it was before whatever the input before did. */
static void fill(void)
{
    struct sohoa_err err = {0};
    char kind[] = "import", state[] = "complete", part[] = "component";
    struct sohoa_batch b = {.kind = kind, .ledger = {.captured = 2, .stored = 2, .dossiers = 1}};
    struct sohoa_dossier_record d = {.part = part, .state = state, .first = 1, .last = 2};
    struct sohoa_write *w = sohoa_write_new(store.records);
    struct sohoa_text *text = sohoa_text_new();
    memcpy(b.id, batch, sizeof batch);
    memcpy(d.batch, batch, sizeof batch);
    memcpy(d.id, "01K9ABCDEFGHJKMNPQRSTVWXYZ", SOHOA_ID_SIZE);
    sohoa_stamp(1795226400, b.started);
    sohoa_stamp(1795226400, b.ended);
    sohoa_stamp(1795226400, d.captured);
    d.documents = documents();
    if (!w || !text || !d.documents ||
        sohoa_text_add_line(text, 0, (struct sohoa_box){10, 10, 300, 40}) ||
        sohoa_text_add_word(text, "038190000001", (struct sohoa_box){10, 10, 300, 40}, 0.9F))
        abort();
    must(sohoa_write_batch(w, &b, &err));
    for (uint32_t n = 1; n <= 2; n++) {
        struct sohoa_page_record page = {.number = n, .state = SOHOA_STATE_STORED};
        must(sohoa_write_page(w, batch, &page, &err));
        must(sohoa_write_text(w, batch, n, 0, text, &err));
    }
    must(sohoa_write_dossier(w, &d, &err));
    must(sohoa_write_commit(w, &err));
    json_decref(d.documents);
    sohoa_text_free(text);
    sohoa_write_free(w);
}

static void shut(void)
{
    support_store_close(&store);
}

static void replay(const json_t *record)
{
    struct sohoa_err err = {0};
    struct sohoa_erase_counts counts = {0};
    struct sohoa_verify_report report;
    bool valid = sohoa_erasure_valid(record);
    int rc = sohoa_erase_replay(store.records, "01K9ZBCDEFGHJKMNPQRSTVWXYZ", record, true, &counts,
                                &err);
    if (rc != (valid ? SOHOA_OK : SOHOA_BAD_DOSSIER) || (!valid && counts.fields + counts.pages))
        abort();
    must(sohoa_verify(store.records, NULL, NULL, NULL, &report, &err));
    if (report.problems)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *record = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    if (!store.records) {
        support_store_open(&store);
        (void)atexit(shut);
    }
    if (record) {
        fill();
        replay(record);
    }
    json_decref(record);
    return 0;
}
