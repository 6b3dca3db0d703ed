/* fuzz_take_in - any bytes as a dossier's object that a client hands the service: it is refused and
 * the store is as before, or it is taken in, shown again, and the store is sound. */
#include "../support/support.h"
#include "record/take_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct support_store store;
static char master[300];

static void shut(void)
{
    support_store_close(&store);
}

static void begin(void)
{
    support_store_open(&store);
    (void)snprintf(master, sizeof master, "%s/master", store.folder);
    support_write_file(master, "II*", 3); /* the only file that comes along */
    (void)atexit(shut);
}

static void count(void *arg, const char *text)
{
    (void)text;
    ++*(size_t *)arg;
}

static void must_be_sound(void)
{
    struct sohoa_verify_report report;
    struct sohoa_err err = {0};
    size_t told = 0;
    if (sohoa_verify(store.records, NULL, count, &told, &report, &err) != SOHOA_OK ||
        report.problems || told)
        abort();
}

static void must_be_shown(const char *id)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    if (sohoa_dossier_get(store.records, id, &d, &err) != SOHOA_OK)
        abort();
    json_t *object = sohoa_dossier_object(store.records, &d, false, &err);
    if (!object)
        abort();
    json_decref(object);
    sohoa_dossier_record_clear(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const files[] = {master};
    char id[SOHOA_ID_SIZE], batch[SOHOA_ID_SIZE];
    struct sohoa_err err = {0};
    bool already = false;
    json_t *object = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    if (!store.records)
        begin();
    if (object) {
        int rc = sohoa_dossier_take_in(store.records, object, files, 1, id, batch, &already, &err);
        if (rc == SOHOA_OK)
            must_be_shown(id);
        else if (rc != SOHOA_BAD_DOSSIER || !err.text[0])
            abort();
        if (!already)
            must_be_sound();
    }
    json_decref(object);
    return 0;
}
