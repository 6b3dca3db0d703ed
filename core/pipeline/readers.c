/* readers.c - see readers.h. Read-only while workers run, but for the lock. */
#include "pipeline/readers.h"
#include "pipeline/helper.h"
#include "reading/extract.h"
#include "reading/schemas_usual.h"
#include "reading/type.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define EXTRACTORS_MAX 64

struct sohoa_readers {
    struct sohoa_registry *registry;
    const struct sohoa_config *config;
    struct sohoa_records *records;
    struct sohoa_schemas *schemas;
    struct sohoa_vocab *vocab;
    struct sohoa_type_env types;
    const struct sohoa_plugin *plugins[EXTRACTORS_MAX];
    struct sohoa_instance *common[EXTRACTORS_MAX]; /* NULL: each reader has its own */
    size_t count;
    bool serial; /* one of them takes one call at a time */
    pthread_mutex_t mutex;
};

struct sohoa_reader {
    struct sohoa_readers *readers;
    struct sohoa_instance *all[EXTRACTORS_MAX];
};

static int open_one(const struct sohoa_readers *r, const struct sohoa_plugin *plugin,
                    struct sohoa_instance **ret, struct sohoa_err *err)
{
    const struct sohoa_setting *settings = NULL;
    size_t count = sohoa_config_settings(r->config, plugin->name, &settings);
    return sohoa_instance_open(r->registry, plugin, settings, count, ret, err);
}

static int open_extractors(struct sohoa_readers *r, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; i < sohoa_registry_count(r->registry) && rc == SOHOA_OK; i++) {
        const struct sohoa_plugin *plugin = sohoa_registry_at(r->registry, i);
        if (plugin->role != SOHOA_EXTRACTOR || !sohoa_config_extracts(r->config, plugin->name))
            continue;
        if (r->count == EXTRACTORS_MAX)
            return sohoa_fail(err, SOHOA_FATAL, "more than %d extractors", EXTRACTORS_MAX);
        r->serial = r->serial || plugin->threads == SOHOA_SERIAL;
        if (plugin->threads != SOHOA_PER_WORKER)
            rc = open_one(r, plugin, &r->common[r->count], err);
        r->plugins[r->count++] = plugin;
    }
    return rc;
}

static uint32_t today(void)
{
    time_t now = time(NULL) + 7 * 3600; /* the day it is where the papers are from */
    struct tm tm;
    if (!gmtime_r(&now, &tm))
        return 0;
    return (uint32_t)((tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday);
}

int sohoa_readers_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                       struct sohoa_records *records, struct sohoa_readers **ret,
                       struct sohoa_err *err)
{
    if (!sohoa_config_reads(config)) {
        *ret = NULL;
        return SOHOA_OK;
    }
    struct sohoa_readers *r = calloc(1, sizeof *r);
    if (!r)
        return sohoa_no_memory(err);
    pthread_mutex_init(&r->mutex, NULL);
    r->registry = registry;
    r->config = config;
    r->records = records;
    int rc = sohoa_schemas_usual(config, &r->schemas, err);
    if (rc == SOHOA_OK)
        rc = sohoa_vocab_open(NULL, &r->vocab, err);
    r->types = (struct sohoa_type_env){.vocab = r->vocab, .today = today()};
    if (rc == SOHOA_OK)
        rc = open_extractors(r, err);
    if (rc)
        sohoa_readers_close(r);
    else
        *ret = r;
    return rc;
}

void sohoa_readers_close(struct sohoa_readers *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++)
        sohoa_instance_close(r->common[i]);
    sohoa_vocab_close(r->vocab);
    sohoa_schemas_close(r->schemas);
    pthread_mutex_destroy(&r->mutex);
    free(r);
}

int sohoa_reader_open(struct sohoa_readers *readers, struct sohoa_reader **ret,
                      struct sohoa_err *err)
{
    struct sohoa_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return sohoa_no_memory(err);
    reader->readers = readers;
    for (size_t i = 0; i < readers->count; i++) {
        reader->all[i] = readers->common[i];
        int rc = reader->all[i] ? SOHOA_OK
                                : open_one(readers, readers->plugins[i], &reader->all[i], err);
        if (rc) {
            sohoa_reader_close(reader);
            return rc;
        }
    }
    *ret = reader;
    return SOHOA_OK;
}

void sohoa_reader_close(struct sohoa_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < reader->readers->count; i++)
        if (!reader->readers->common[i])
            sohoa_instance_close(reader->all[i]);
    free(reader);
}

int sohoa_reader_run(struct sohoa_reader *reader, const struct sohoa_dossier_record *dossier,
                     const struct sohoa_call *call, json_t **ret_documents, struct sohoa_err *err)
{
    struct sohoa_readers *r = reader->readers;
    const struct sohoa_extract_env env = {
        .records = r->records,
        .schemas = r->schemas,
        .types = &r->types,
        .extractors = reader->all,
        .extractor_count = r->count,
    };
    if (r->serial)
        pthread_mutex_lock(&r->mutex);
    int rc = sohoa_extract(&env, dossier, call, ret_documents, err);
    if (r->serial)
        pthread_mutex_unlock(&r->mutex);
    return rc;
}
