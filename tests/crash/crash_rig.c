/* crash_rig.c - see crash_rig.h. */
#include "crash_rig.h"

#include "pipeline/run.h"

#include <allheaders.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>

#define DOTS 10
#define DOT 8

static uint64_t seed;

unsigned rig_random(void)
{
    if (!seed) {
        const char *given = getenv("SOHOA_TEST_SEED");
        seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) ^ (uint64_t)getpid() << 20;
        seed = seed ? seed : 1;
        print_message("SOHOA_TEST_SEED=%llu\n", (unsigned long long)seed);
    }
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33);
}

int rig_rounds(int few, int many)
{
    const char *asked = getenv("SOHOA_TEST_LONG");
    return asked && *asked == '1' ? many : few;
}

void rig_begin(struct crash_rig *rig)
{
    struct sohoa_err err = {0};
    memset(rig, 0, sizeof *rig);
    support_folder(rig->folder, sizeof rig->folder);
    (void)snprintf(rig->store, sizeof rig->store, "%s/store", rig->folder);
    (void)snprintf(rig->input, sizeof rig->input, "%s/input", rig->folder);
    (void)snprintf(rig->config, sizeof rig->config, "%s/sohoa.yaml", rig->folder);
    (void)snprintf(rig->log, sizeof rig->log, "%s/log", rig->folder);
    assert_int_equal(mkdir(rig->input, 0700), 0);
    (void)setenv("SOHOA_PLUGIN_PATH", SOHOA_TEST_BUILD "/tests/crash-plugins", 1);
    (void)setenv("SOHOA_CONFIG", rig->config, 1);
    rig_configure(rig, "{}");
    if (sohoa_registry_open(&rig->registry, &err))
        fail_msg("%s", err.text);
}

void rig_end(struct crash_rig *rig)
{
    sohoa_registry_close(rig->registry);
    support_remove(rig->folder);
}

static struct Pix *marked(int mark)
{
    struct Pix *pix = pixCreate(DOTS * DOT * 2, 64, 1);
    for (int i = 0; i < DOTS; i++)
        if (mark & 1 << i)
            pixRasterop(pix, i * DOT * 2, 0, DOT, DOT, PIX_SET, NULL, 0, 0);
    pixSetResolution(pix, 100, 100);
    return pix;
}

void rig_picture(const struct crash_rig *rig, const char *name, int first, int count)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", rig->input, name);
    for (int i = 0; i < count; i++) {
        struct Pix *pix = marked(first + i);
        assert_int_equal(pixWriteTiff(path, pix, IFF_TIFF_G4, i == 0 ? "w" : "a"), 0);
        pixDestroy(&pix);
    }
}

void rig_sheet(const struct crash_rig *rig, const char *name, int mark)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", rig->input, name);
    struct Pix *pix = pixCreate(620, 877, 8), *mark_pix = marked(mark);
    struct Pix *dots = pixConvert1To8(NULL, mark_pix, 255, 0);
    struct Pix *wide =
        pixScaleBySampling(dots, 620.0F / (DOTS * DOT * 2), 620.0F / (DOTS * DOT * 2));
    pixSetBlackOrWhite(pix, L_SET_WHITE);
    pixRasterop(pix, 0, 0, 620, pixGetHeight(wide), PIX_SRC, wide, 0, 0);
    pixSetResolution(pix, 75, 75);
    assert_int_equal(pixWrite(path, pix, IFF_PNG), 0);
    pixDestroy(&pix);
    pixDestroy(&mark_pix);
    pixDestroy(&dots);
    pixDestroy(&wide);
}

static void configure(struct crash_rig *rig, const char *stage, const char *title,
                      const char *extractor)
{
    char text[2048];
    int n = snprintf(text, sizeof text,
                     "chain:\n  - tally: %s\nextract: [tally_extract]\noptions:\n"
                     "  tally: {log: \"%s\", title: \"%s\"}\n"
                     "  tally_extract:\n    log: \"%s\"\n%s",
                     stage, rig->log, title, rig->log, extractor);
    support_write_file(rig->config, text, (size_t)n);
}

void rig_configure(struct crash_rig *rig, const char *options)
{
    configure(rig, options, "", "");
}

void rig_configure_reading(struct crash_rig *rig, const char *option)
{
    configure(rig, "{}", "TỜ KHAI ĐĂNG KÝ KHAI SINH", option);
}

/* ---- processes --------------------------------------------------------------------------------
 */

static pid_t start(struct crash_rig *rig, const char *const *arguments, int *ret_out)
{
    const char *argv[64] = {SOHOA_TEST_BUILD "/sohoa-driver", rig->store};
    int pipes[2];
    for (int i = 0; arguments[i] && i < 60; i++)
        argv[i + 2] = arguments[i];
    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipes[1], 1);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(pipes[1]);
    *ret_out = pipes[0];
    return child;
}

/* Reads what the driver prints until it ends. */
static int finish(struct crash_rig *rig, pid_t child, int out)
{
    size_t used = 0;
    int status = 0;
    for (ssize_t n; (n = read(out, rig->out + used, sizeof rig->out - 1 - used)) != 0;) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        used += (size_t)n;
    }
    rig->out[used] = '\0';
    close(out);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int rig_run(struct crash_rig *rig, const char *const *arguments)
{
    int out = -1;
    pid_t child = start(rig, arguments, &out);
    return finish(rig, child, out);
}

static void wait_ms(unsigned ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
}

int rig_run_killed(struct crash_rig *rig, const char *const *arguments, int signal_number,
                   unsigned ms, unsigned again_ms)
{
    int out = -1;
    pid_t child = start(rig, arguments, &out);
    wait_ms(ms);
    kill(child, signal_number); /* not yet waited for: the id is still its own */
    if (again_ms) {
        wait_ms(again_ms);
        kill(child, signal_number);
    }
    return finish(rig, child, out);
}

/* ---- what is in the store ------------------------------------------------------------------ */

struct looking {
    struct crash_rig *rig;
    struct sohoa_records *records;
    const struct sohoa_batch *batch;
};

static bool look_page(void *arg, const struct sohoa_page_record *page)
{
    struct looking *l = arg;
    struct sohoa_text *text = NULL;
    l->rig->crashes += page->reason && strcmp(page->reason, "crash") == 0;
    if (page->state != SOHOA_STATE_STORED)
        return true;
    assert_int_equal(
        sohoa_text_get(l->records, l->batch->id, page->number, page->part, &text, NULL), SOHOA_OK);
    assert_true(sohoa_text_words(text) >= 1); /* and the title's, where there is one */
    long mark = strtol(sohoa_text_word(text, 0).text, NULL, 10);
    assert_in_range(mark, 1, RIG_PAGES_MAX - 1);
    l->rig->now[mark]++;
    l->rig->finished[mark] = 1;
    sohoa_text_free(text);
    return true;
}

static bool look_batch(void *arg, const struct sohoa_batch *batch)
{
    struct looking *l = arg;
    struct sohoa_ledger *sum = &l->rig->ledger;
    const struct sohoa_ledger *one = &batch->ledger;
    l->batch = batch;
    assert_true(sohoa_ledger_closes(one));
    sum->captured += one->captured;
    sum->stored += one->stored;
    sum->quarantined += one->quarantined;
    sum->pending += one->pending;
    sum->rescan += one->rescan;
    sum->sheets += one->sheets;
    sum->dossiers += one->dossiers;
    l->rig->open_batches += batch->open;
    (void)sohoa_pages_each(l->records, batch->id, 1, UINT32_MAX, look_page, l, NULL);
    return true;
}

static bool look_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct crash_rig *rig = arg;
    const json_t *document = json_array_get(dossier->documents, 0);
    rig->dossiers++;
    rig->read += json_object_get(json_object_get(document, "fields"), "child.name") != NULL;
    rig->incomplete += strcmp(dossier->state, "incomplete") == 0;
    rig->attention += strcmp(dossier->state, "attention") == 0;
    rig->open_dossiers += strcmp(dossier->state, "open") == 0;
    return true;
}

static void read_log(struct crash_rig *rig)
{
    char line[64];
    FILE *file = fopen(rig->log, "re");
    memset(rig->worked, 0, sizeof rig->worked);
    while (file && fgets(line, sizeof line, file))
        rig->worked[strtol(line, NULL, 10) % RIG_PAGES_MAX]++;
    if (file)
        (void)fclose(file);
}

void rig_look(struct crash_rig *rig)
{
    struct sohoa_err err = {0};
    struct looking l = {.rig = rig};
    memset(rig->now, 0, sizeof rig->now);
    memset(rig->finished, 0, sizeof rig->finished);
    rig->ledger = (struct sohoa_ledger){0};
    rig->open_batches = rig->dossiers = rig->incomplete = rig->attention = 0;
    rig->open_dossiers = rig->crashes = rig->read = 0;
    read_log(rig);
    if (sohoa_records_open(rig->store, SOHOA_OPEN_CREATE, rig->registry, NULL, 0, &l.records, &err))
        fail_msg("%s", err.text);
    (void)sohoa_batches_each(l.records, NULL, look_batch, &l, NULL);
    (void)sohoa_dossiers_each(l.records, NULL, NULL, look_dossier, rig, NULL);
    sohoa_records_close(l.records);
}

void rig_check_whole(struct crash_rig *rig)
{
    const char *const verify[] = {"verify", NULL};
    if (rig_run(rig, verify) != 0)
        fail_msg("verify: %s", rig->out);
    rig_look(rig);
    assert_int_equal(rig->open_batches, 0);
    assert_int_equal(rig->open_dossiers, 0);
    assert_int_equal(rig->ledger.pending, 0);
    for (int mark = 1; mark <= rig->pages; mark++)
        if (rig->now[mark] != 1)
            fail_msg("page %d is %d times in the store", mark, rig->now[mark]);
}
