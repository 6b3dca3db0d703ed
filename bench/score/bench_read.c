/* bench_read.c - reads the dossiers of a store again and tells what each confidence was made of.
 *
 * Use: bench_read STORE > LINES
 * A line a dossier: {"source", "documents" as `show` has them, "features":[{KEY:{"value","group",
 * "at":[...]}} a document]}. The store is only read; schemas, vocabularies and extractors are those
 * of this build. One thread. */
#include "host/paths.h"
#include "reading/confidence.h"
#include "reading/extract.h"
#include "reading/reconcile.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EXTRACTORS_MAX = 16 };

struct reading {
    struct sohoa_extract_env env;
    struct sohoa_type_env types;
    struct sohoa_records *records;
    struct sohoa_schemas *schemas;
    struct sohoa_vocab *vocab;
    struct sohoa_instance *extractors[EXTRACTORS_MAX];
    json_t *features; /* of the dossier being read */
    struct sohoa_err err;
    bool failed;
};

static void watch(void *arg, const struct sohoa_field_set *set)
{
    struct reading *r = arg;
    json_t *fields = json_object();
    for (size_t i = 0; i < set->count; i++) {
        const struct sohoa_field *field = &set->fields[i];
        json_t *at = json_array();
        for (size_t j = 0; j < SOHOA_FEATURES; j++)
            (void)json_array_append_new(at, json_real((double)field->features->at[j]));
        (void)json_object_set_new(fields, field->key,
                                  json_pack("{s:s,s:i,s:o}", "value", field->value, "group",
                                            (int)field->features->group, "at", at));
    }
    (void)json_array_append_new(r->features, fields);
}

static bool read_one(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct reading *r = arg;
    json_t *documents = NULL;
    r->features = json_array();
    if (sohoa_extract(&r->env, dossier, NULL, &documents, &r->err) != SOHOA_OK) {
        r->failed = true;
        json_decref(r->features);
        return false;
    }
    json_t *line = json_pack("{s:s,s:o,s:o}", "source", dossier->source ? dossier->source : "",
                             "documents", documents, "features", r->features);
    char *text = sohoa_json_line(line);
    if (text)
        (void)puts(text);
    free(text);
    json_decref(line);
    return true;
}

static uint32_t today(void)
{
    time_t now = time(NULL);
    struct tm tm;
    if (!gmtime_r(&now, &tm))
        return 0;
    return (uint32_t)((tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday);
}

static int open_extractors(struct reading *r, struct sohoa_registry *registry)
{
    size_t count = 0;
    for (size_t i = 0; i < sohoa_registry_count(registry); i++) {
        const struct sohoa_plugin *plugin = sohoa_registry_at(registry, i);
        if (plugin->role != SOHOA_EXTRACTOR || count == EXTRACTORS_MAX)
            continue;
        int rc = sohoa_instance_open(registry, plugin, NULL, 0, &r->extractors[count], &r->err);
        if (rc != SOHOA_OK)
            return rc;
        count++;
    }
    r->env.extractor_count = count;
    return SOHOA_OK;
}

static int open_all(struct reading *r, struct sohoa_registry *registry, const char *store)
{
    char folder[4096];
    const char *folders[1] = {folder};
    if (sohoa_path_schemas(folder, sizeof folder) != 0)
        return sohoa_fail(&r->err, SOHOA_FATAL, "no schemas");
    int rc = sohoa_schemas_open(folders, 1, &r->schemas, &r->err);
    if (rc == SOHOA_OK)
        rc = sohoa_vocab_open(NULL, &r->vocab, &r->err);
    if (rc == SOHOA_OK)
        rc = open_extractors(r, registry);
    if (rc == SOHOA_OK)
        rc =
            sohoa_records_open(store, SOHOA_OPEN_READONLY, registry, NULL, 0, &r->records, &r->err);
    r->types = (struct sohoa_type_env){
        .vocab = r->vocab, .today = today(), .watch = watch, .watch_arg = r};
    r->env.records = r->records;
    r->env.schemas = r->schemas;
    r->env.types = &r->types;
    r->env.extractors = r->extractors;
    return rc;
}

int main(int argc, char **argv)
{
    struct reading r = {0};
    struct sohoa_registry *registry = NULL;
    if (argc != 2) {
        (void)fputs(
            "bench_read STORE: reads its dossiers again, with the features of every field\n",
            stderr);
        return 2;
    }
    int rc = sohoa_registry_open(&registry, &r.err);
    if (rc == SOHOA_OK)
        rc = open_all(&r, registry, argv[1]);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_each(r.records, NULL, NULL, read_one, &r, &r.err);
    if (rc != SOHOA_OK || r.failed)
        (void)fprintf(stderr, "bench_read: %s\n", r.err.text);
    sohoa_records_close(r.records);
    for (size_t i = 0; i < r.env.extractor_count; i++)
        sohoa_instance_close(r.extractors[i]);
    sohoa_vocab_close(r.vocab);
    sohoa_schemas_close(r.schemas);
    sohoa_registry_close(registry);
    return rc != SOHOA_OK || r.failed ? 1 : 0;
}
