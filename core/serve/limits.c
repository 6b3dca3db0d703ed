/* limits.c - the caps of the service by the same option table that plugins have; see limits.h. */
#include "serve/limits.h"

#include "host/options.h"

#include <errno.h>
#include <unistd.h>

#define AT(member) offsetof(struct limits, member)
#define MIB (1024.0 * 1024.0)

static const struct sohoa_option table[] = {
    {"threads", SOHOA_INT, AT(threads), "0", 0, 64, "event threads (0: as many as CPUs)"},
    {"workers", SOHOA_INT, AT(workers), "0", 0, 64, "threads for slow calls (0: as many as CPUs)"},
    {"connections", SOHOA_INT, AT(connections), "4000", 1, 100000, "connections at once"},
    {"per_address", SOHOA_INT, AT(per_address), "0", 0, 100000,
     "connections at once from one address (0: no limit)"},
    {"idle", SOHOA_INT, AT(idle), "60", 1, 3600, "seconds that a connection may be silent"},
    {"head", SOHOA_INT, AT(head), "70", 1, 3600, "seconds in which a request's head must be there"},
    {"body_time", SOHOA_INT, AT(body_time), "600", 1, 86400,
     "seconds in which a request's body must be there"},
    {"header", SOHOA_INT, AT(header), "32768", 4096, MIB, "bytes of a request's head"},
    {"json", SOHOA_INT, AT(json), "1048576", 1024, 64 * MIB, "bytes of a JSON body"},
    {"body", SOHOA_INT, AT(body), "268435456", 1024, 1024 * 1024 * MIB, "bytes of an upload"},
    {"files", SOHOA_INT, AT(files), "500", 1, 10000, "files of an upload"},
    {"job_days", SOHOA_INT, AT(job_days), "30", 1, 36500,
     "days for which a job that is done can be asked for"},
    {"rate", SOHOA_REAL, AT(rate), "0", 0, 1e6, "requests a second of one token (0: no limit)"},
    {"burst", SOHOA_INT, AT(burst), "20", 1, 1e6, "requests of a token that may come at once"},
    {0}};

static const struct sohoa_plugin serve_options = {
    .abi_major = SOHOA_ABI_MAJOR,
    .size = sizeof(struct sohoa_plugin),
    .name = "serve",
    .options = table,
    .option_size = sizeof *table,
    .self_size = sizeof(struct limits),
};

int limits_read(const struct sohoa_config *config, struct limits *ret, struct sohoa_err *err)
{
    const struct sohoa_setting *settings = NULL;
    char *strings[SOHOA_OPTIONS_MAX] = {NULL};
    struct limits l = {0};
    size_t count = sohoa_config_settings(config, "serve", &settings);
    int rc = sohoa_options_fill(&serve_options, settings, count, &l, strings, err);
    sohoa_options_drop(&serve_options, strings);
    if (rc != SOHOA_OK) {
        if (err)
            err->sys_errno = EINVAL;
        return rc;
    }
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t usual = cpus < 1 ? 1 : cpus > 64 ? 64 : cpus;
    if (l.threads == 0)
        l.threads = usual;
    if (l.workers == 0)
        l.workers = usual;
    *ret = l;
    return SOHOA_OK;
}
