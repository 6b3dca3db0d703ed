/* test_stress_run.c - whole imports in this process at many thread and budget pairs, with a redo,
 * and the callbacks on the caller's thread only. */
#include "unit/unit.h"

#include "pipeline/run.h"
#include "support/support.h"

#include <allheaders.h>
#include <pthread.h>

enum { FILES = 12, PAGES = 4 };

struct told {
    pthread_t thread;
    int committed, already, ticks;
    char last[SOHOA_ID_SIZE];
};

static void committed(void *arg, const char *dossier, bool already)
{
    struct told *told = arg;
    assert_true(pthread_equal(told->thread, pthread_self()));
    told->committed += !already;
    told->already += already;
    (void)snprintf(told->last, sizeof told->last, "%s", dossier);
}

static void progress(void *arg, const struct sohoa_progress *now)
{
    struct told *told = arg;
    assert_true(pthread_equal(told->thread, pthread_self()));
    assert_true(now->done + now->set_aside <= (uint64_t)FILES * PAGES);
    told->ticks++;
}

static void write_input(const char *folder)
{
    for (int f = 0; f < FILES; f++) {
        char path[400];
        (void)snprintf(path, sizeof path, "%s/%02d.tif", folder, f);
        for (int p = 0; p < PAGES; p++) {
            struct Pix *pix = pixCreate(64 + 16 * f, 40 + p, 1);
            pixSetPixel(pix, 3, 3, 1);
            assert_int_equal(pixWriteTiff(path, pix, IFF_TIFF_G4, p ? "a" : "w"), 0);
            pixDestroy(&pix);
        }
    }
}

static void check_store(struct support_store *store)
{
    struct sohoa_err err = {0};
    struct sohoa_verify_report report = {0};
    if (sohoa_verify(store->records, NULL, NULL, NULL, &report, &err))
        fail_msg("%s", err.text);
    assert_int_equal(report.problems, 0);
    assert_int_equal(report.pages, FILES * PAGES);
}

static void import_once(const char *input, struct sohoa_config *config, unsigned threads,
                        uint64_t memory, bool per_folder)
{
    struct support_store store;
    struct told told = {.thread = pthread_self()};
    struct sohoa_run_result result = {0};
    struct sohoa_err err = {0};
    const char *const paths[] = {input};
    support_store_open(&store);
    struct sohoa_run_request request = {
        .records = store.records,
        .registry = store.registry,
        .config = config,
        .calls = {.arg = &told, .committed = committed, .progress = progress},
        .threads = threads,
        .memory = memory,
        .paths = paths,
        .path_count = 1,
        .per_folder = per_folder,
    };
    int dossiers = per_folder ? 1 : FILES;
    if (sohoa_run_import(&request, &result, &err))
        fail_msg("%s", err.text);
    assert_int_equal(result.exit_code, 0);
    assert_int_equal(result.ledger.stored, FILES * PAGES);
    assert_int_equal(told.committed, dossiers);
    check_store(&store);
    assert_int_equal(sohoa_run_import(&request, &result, &err), 0);
    assert_int_equal(told.already, dossiers);
    struct sohoa_dossier_record dossier;
    assert_int_equal(sohoa_dossier_get(store.records, told.last, &dossier, &err), 0);
    struct sohoa_run_page pages[2] = {{.number = dossier.first}, {.number = dossier.last}};
    memcpy(pages[0].batch, dossier.batch, sizeof dossier.batch);
    memcpy(pages[1].batch, dossier.batch, sizeof dossier.batch);
    sohoa_dossier_record_clear(&dossier);
    assert_int_equal(sohoa_run_redo(&request, pages, 2, &result, &err), 0);
    assert_int_equal(result.ledger.stored, 2);
    assert_int_equal(told.committed, dossiers + 1);
    check_store(&store);
    support_store_close(&store);
}

static void imports_store_every_page_once_at_any_threads_and_budget(void **state)
{
    static const unsigned threads[] = {1, 2, 5};
    static const uint64_t memory[] = {1, 200000, 64 << 20};
    char folder[256], file[300];
    struct sohoa_config *config = NULL;
    struct sohoa_err err = {0};
    (void)state;
    support_folder(folder, sizeof folder);
    write_input(folder);
    (void)snprintf(file, sizeof file, "%s/.yaml", folder);
    support_write_file(file, "chain: []\n", 10);
    if (sohoa_config_open(file, &config, &err))
        fail_msg("%s", err.text);
    for (size_t t = 0; t < 3; t++)
        for (size_t m = 0; m < 3; m++)
            import_once(folder, config, threads[t], memory[m], (t + m) % 2 == 1);
    sohoa_config_close(config);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_store_every_page_once_at_any_threads_and_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
