/* driver.c - the pipeline without the command line: what the crash and stress tests kill.
 *
 *   driver STORE import [-t N] [-f] [-a] PATH...   -f: a folder is a dossier, -a: --again
 *   driver STORE scan [-t N] [-n SHEETS] [-d DEVICE] [-s KEY=VALUE]...
 *   driver STORE resume [-t N] [-F]                -F: a scan goes on capturing
 *   driver STORE redo [-t N] [-R]                  all of it; -R: documents are only read again
 *   driver STORE verify
 * -c KEY=VALUE sets a configuration value; -p SECONDS the patience.
 * stdout: `dossier ID`, `already ID`, `alarm TEXT`, `putback N`, at last `result ...`. */
#include "host/config.h"
#include "pipeline/run.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sohoa_stop stop;

static void on_signal(int number)
{
    (void)number;
    sohoa_run_stop(&stop);
}

static void committed(void *arg, const char *dossier, bool already)
{
    (void)arg;
    printf("%s %s\n", already ? "already" : "dossier", dossier);
    (void)fflush(stdout);
}

static void alarmed(void *arg, const char *batch, const char *text)
{
    (void)arg, (void)batch;
    printf("alarm %s\n", text);
    (void)fflush(stdout);
}

static void resumed(void *arg, const char *batch, const char *kind, uint32_t sheet)
{
    (void)arg;
    printf("resumed %s %s\n", kind, batch);
    if (sheet)
        printf("putback %u\n", sheet);
    (void)fflush(stdout);
}

static void problem(void *arg, const char *text)
{
    (void)arg;
    printf("problem %s\n", text);
}

static int fail(const char *what, const struct sohoa_err *err)
{
    (void)fprintf(stderr, "%s: %s\n", what, err->text);
    return 2;
}

struct asked {
    struct sohoa_run_request request;
    struct sohoa_run_device device;
    struct sohoa_setting settings[32];
    bool feed, read;
};

static int set_pair(struct asked *a, char *pair)
{
    char *equals = strchr(pair, '=');
    if (!equals || a->device.count == 32)
        return -1;
    *equals = '\0';
    a->settings[a->device.count++] =
        (struct sohoa_setting){.key = pair, .value = equals + 1, .origin = "-s"};
    return 0;
}

static int options(int argc, char **argv, struct asked *a, struct sohoa_config *config)
{
    struct sohoa_err err = {0};
    a->device.settings = a->settings;
    for (int c; (c = getopt(argc, argv, "t:fan:d:s:FRc:p:m:")) != -1;) {
        switch (c) {
        case 't':
            a->request.threads = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'f':
            a->request.per_folder = true;
            break;
        case 'a':
            a->request.again = true;
            break;
        case 'n':
            a->request.sheets = (uint32_t)strtoul(optarg, NULL, 10);
            break;
        case 'd':
            a->device.name = optarg;
            break;
        case 'F':
            a->feed = true;
            break;
        case 'R':
            a->read = true;
            break;
        case 'm':
            a->request.memory = strtoull(optarg, NULL, 10);
            break;
        case 'p':
            a->request.patience_s = strtod(optarg, NULL);
            break;
        case 's':
            if (set_pair(a, optarg))
                return 2;
            break;
        case 'c':
            if (sohoa_config_set(config, optarg, &err))
                return fail("-c", &err);
            break;
        default:
            return 2;
        }
    }
    a->request.paths = (const char *const *)argv + optind;
    a->request.path_count = (size_t)(argc - optind);
    a->request.devices = &a->device;
    a->request.device_count = 1;
    return 0;
}

static int verify(struct sohoa_records *records)
{
    struct sohoa_err err = {0};
    struct sohoa_verify_report report = {0};
    if (sohoa_verify(records, NULL, problem, NULL, &report, &err))
        return fail("verify", &err);
    printf("verified pages=%llu dossiers=%llu problems=%llu\n", (unsigned long long)report.pages,
           (unsigned long long)report.dossiers, (unsigned long long)report.problems);
    return report.problems ? 4 : 0;
}

struct batches {
    struct sohoa_run_page pages[64];
    size_t count;
    bool read;
};

static bool add_batch(void *arg, const struct sohoa_batch *batch)
{
    struct batches *b = arg;
    struct sohoa_run_page *page = &b->pages[b->count++];
    memcpy(page->batch, batch->id, sizeof page->batch);
    page->read = b->read;
    return b->count < 64;
}

static int redo(const struct asked *a, struct sohoa_run_result *result, struct sohoa_err *err)
{
    static struct batches all;
    all.read = a->read;
    int rc = sohoa_batches_each(a->request.records, NULL, add_batch, &all, err);
    if (rc == SOHOA_OK || rc == SOHOA_END)
        rc = sohoa_run_redo(&a->request, all.pages, all.count, result, err);
    return rc;
}

static int run(const char *command, const struct asked *a)
{
    struct sohoa_err err = {0};
    struct sohoa_run_result result = {0};
    int rc = 0;
    if (strcmp(command, "import") == 0)
        rc = sohoa_run_import(&a->request, &result, &err);
    else if (strcmp(command, "scan") == 0)
        rc = sohoa_run_scan(&a->request, &result, &err);
    else if (strcmp(command, "resume") == 0)
        rc = sohoa_run_resume(&a->request, NULL, a->feed, &result, &err);
    else if (strcmp(command, "redo") == 0)
        rc = redo(a, &result, &err);
    else
        return 2;
    if (rc)
        (void)fail(command, &err);
    printf("result captured=%llu stored=%llu blank=%llu quarantined=%llu already=%llu alarms=%u "
           "putback=%u exit=%d seconds=%.3f\n",
           (unsigned long long)result.ledger.captured, (unsigned long long)result.ledger.stored,
           (unsigned long long)result.ledger.blank, (unsigned long long)result.ledger.quarantined,
           (unsigned long long)result.already, result.alarms, result.put_back, result.exit_code,
           result.seconds);
    return result.exit_code;
}

int main(int argc, char **argv)
{
    struct sohoa_err err = {0};
    struct sohoa_registry *registry = NULL;
    struct sohoa_config *config = NULL;
    struct sohoa_records *records = NULL;
    struct asked asked = {0};
    if (argc < 3)
        return 2;
    const struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    if (sohoa_registry_open(&registry, &err) || sohoa_config_open(NULL, &config, &err))
        return fail("start", &err);
    if (options(argc - 2, argv + 2, &asked, config))
        return 2;
    if (sohoa_records_open(argv[1], SOHOA_OPEN_CREATE, registry, NULL, 0, &records, &err))
        return fail("store", &err);
    asked.request.records = records;
    asked.request.registry = registry;
    asked.request.config = config;
    asked.request.stop = &stop;
    asked.request.calls =
        (struct sohoa_run_calls){.committed = committed, .alarm = alarmed, .resumed = resumed};
    int code = strcmp(argv[2], "verify") == 0 ? verify(records) : run(argv[2], &asked);
    sohoa_records_close(records);
    sohoa_config_close(config);
    sohoa_registry_close(registry);
    return code;
}
