/* embed.c - sohoa.h over the run and record layers. The error text is the object's; a lock keeps
 * runs one at a time. */
#include "host/paths.h"
#include "pipeline/run.h"
#include "sohoa.h"
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sohoa {
    struct sohoa_registry *registry;
    struct sohoa_config *config;
    struct sohoa_records *records;
    struct sohoa_stop stop;
    pthread_mutex_t running;
    struct sohoa_err err;
};

/* ---- opening -------------------------------------------------------------------------------- */

static int open_store(struct sohoa *s, const char *dir)
{
    char usual[PATH_MAX];
    const struct sohoa_setting *settings = NULL;
    if (!dir)
        dir = sohoa_config_text(s->config, "store", NULL);
    if (!dir) {
        if (sohoa_path_store(usual, sizeof usual))
            return sohoa_fail(&s->err, SOHOA_FATAL, "there is no home for a store: name a folder");
        dir = usual;
    }
    size_t count = sohoa_config_settings(
        s->config, sohoa_config_text(s->config, "engine", "store_lmdb"), &settings);
    return sohoa_records_open(dir, SOHOA_OPEN_CREATE, s->registry, settings, count, &s->records,
                              &s->err);
}

int sohoa_open(const char *dir, const char *config, struct sohoa **ret)
{
    struct sohoa *s = calloc(1, sizeof *s);
    *ret = s;
    if (!s)
        return SOHOA_INTERNAL;
    pthread_mutex_init(&s->running, NULL);
    if (sohoa_registry_open(&s->registry, &s->err))
        return SOHOA_INTERNAL;
    if (sohoa_config_open(config, &s->config, &s->err))
        return SOHOA_BAD_REQUEST;
    return open_store(s, dir) ? SOHOA_STORE_FAULT : SOHOA_DONE;
}

void sohoa_close(struct sohoa *s)
{
    if (!s)
        return;
    sohoa_records_close(s->records);
    sohoa_config_close(s->config);
    sohoa_registry_close(s->registry);
    pthread_mutex_destroy(&s->running);
    free(s);
}

const char *sohoa_error(const struct sohoa *s)
{
    return s ? s->err.text : "out of memory";
}

int sohoa_set(struct sohoa *s, const char *assignment)
{
    s->err = (struct sohoa_err){0};
    return sohoa_config_set(s->config, assignment, &s->err) ? SOHOA_BAD_REQUEST : SOHOA_DONE;
}

/* ---- runs ----------------------------------------------------------------------------------- */

struct context {
    struct sohoa *s;
    const struct sohoa_run *run;
};

static void committed(void *arg, const char *dossier, bool already)
{
    const struct context *c = arg;
    if (c->run->committed)
        c->run->committed(c->run->arg, c->s, dossier, already);
}

static void alarmed(void *arg, const char *batch, const char *text)
{
    const struct context *c = arg;
    (void)batch;
    if (c->run->alarm)
        c->run->alarm(c->run->arg, text);
}

static enum sohoa_answer ask(void *arg, enum sohoa_question kind, const char *text)
{
    const struct context *c = arg;
    (void)kind;
    return c->run->mend(c->run->arg, text) ? SOHOA_CONTINUE : SOHOA_STOP_HERE;
}

/* The caller's struct may be an older, shorter one. */
static struct sohoa_run own_run(const struct sohoa_run *run)
{
    struct sohoa_run own = {0};
    if (run)
        memcpy(&own, run, run->size < sizeof own ? run->size : sizeof own);
    own.size = sizeof own;
    return own;
}

static struct sohoa_run_request request_of(struct sohoa *s, const struct sohoa_run *run,
                                           struct context *context)
{
    return (struct sohoa_run_request){
        .records = s->records,
        .registry = s->registry,
        .config = s->config,
        .stop = &s->stop,
        .calls = {.arg = context,
                  .committed = committed,
                  .alarm = alarmed,
                  .operator_ = run->mend ? ask : NULL},
        .threads = run->threads,
        .code = run->code,
        .part = run->part,
        .procedure = run->procedure,
        .operator_ = run->operator_name,
        .per_folder = run->per_folder,
        .again = run->again,
        .sheets = run->sheets,
    };
}

enum which { IMPORT, SCAN, RESUME };

static int run_it(struct sohoa *s, enum which which, const char *const *paths, size_t count,
                  const struct sohoa_run *asked)
{
    const struct sohoa_run run = own_run(asked);
    struct context context = {s, &run};
    struct sohoa_run_request request = request_of(s, &run, &context);
    const struct sohoa_run_device device = {.name = run.device};
    struct sohoa_run_result result = {0};
    request.paths = paths;
    request.path_count = count;
    request.devices = &device;
    request.device_count = run.device ? 1 : 0;
    pthread_mutex_lock(&s->running);
    atomic_store(&s->stop.asked, 0);
    s->err = (struct sohoa_err){0};
    if (which == IMPORT)
        (void)sohoa_run_import(&request, &result, &s->err);
    else if (which == SCAN)
        (void)sohoa_run_scan(&request, &result, &s->err);
    else
        (void)sohoa_run_resume(&request, NULL, false, &result, &s->err);
    pthread_mutex_unlock(&s->running);
    return result.exit_code;
}

int sohoa_import_paths(struct sohoa *s, const char *const *paths, size_t count,
                       const struct sohoa_run *run)
{
    return run_it(s, IMPORT, paths, count, run);
}

int sohoa_scan_sheets(struct sohoa *s, const struct sohoa_run *run)
{
    return run_it(s, SCAN, NULL, 0, run);
}

int sohoa_resume_all(struct sohoa *s, const struct sohoa_run *run)
{
    return run_it(s, RESUME, NULL, 0, run);
}

void sohoa_stop(struct sohoa *s)
{
    sohoa_run_stop(&s->stop);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static bool find(struct sohoa *s, const char *id, struct sohoa_dossier_record *ret)
{
    s->err = (struct sohoa_err){0};
    int rc = sohoa_dossier_get(s->records, id, ret, &s->err);
    if (rc == SOHOA_END)
        (void)sohoa_fail(&s->err, rc, "there is no dossier %s", id);
    return rc == SOHOA_OK;
}

char *sohoa_dossier_json(struct sohoa *s, const char *dossier)
{
    struct sohoa_dossier_record record;
    if (!find(s, dossier, &record))
        return NULL;
    json_t *object = sohoa_dossier_object(s->records, &record, false, &s->err);
    char *text = sohoa_json_line(object);
    json_decref(object);
    sohoa_dossier_record_clear(&record);
    return text;
}

static char *lines_of(const struct sohoa_text *text)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&buffer, &size);
    if (!out)
        return NULL;
    for (size_t i = 0; i < sohoa_text_lines(text); i++) {
        struct sohoa_line line = sohoa_text_line(text, i);
        for (uint32_t w = 0; w < line.count; w++)
            (void)fprintf(out, "%s%s", w ? " " : "", sohoa_text_word(text, line.first + w).text);
        (void)fputc('\n', out);
    }
    if (fclose(out)) {
        free(buffer);
        return NULL;
    }
    return buffer;
}

struct wanted {
    uint32_t place; /* in the dossier, from 1 */
    uint32_t number, part;
    bool found;
};

static bool find_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct wanted *w = arg;
    w->found = place == w->place;
    w->number = page->number;
    w->part = page->part;
    return !w->found;
}

char *sohoa_dossier_text(struct sohoa *s, const char *dossier, unsigned page)
{
    struct wanted w = {.place = page};
    struct sohoa_dossier_record record;
    struct sohoa_text *text = NULL;
    char *lines = NULL;
    if (!find(s, dossier, &record))
        return NULL;
    (void)sohoa_dossier_pages(s->records, &record, find_page, &w, &s->err);
    if (!w.found) {
        (void)sohoa_fail(&s->err, SOHOA_END, "dossier %s has no page %u", dossier, page);
    } else {
        int rc = sohoa_text_get(s->records, record.batch, w.number, w.part, &text, &s->err);
        if (rc == SOHOA_OK || rc == SOHOA_END) /* END: a page without text */
            lines = lines_of(text);
    }
    sohoa_text_free(text);
    sohoa_dossier_record_clear(&record);
    return lines;
}

struct listing {
    bool (*each)(void *arg, const char *dossier);
    void *arg;
};

static bool list_one(void *arg, const struct sohoa_dossier_record *dossier)
{
    const struct listing *l = arg;
    return l->each(l->arg, dossier->id);
}

int sohoa_dossiers(struct sohoa *s, const char *code, bool (*each)(void *arg, const char *dossier),
                   void *arg)
{
    struct listing l = {each, arg};
    s->err = (struct sohoa_err){0};
    int rc = sohoa_dossiers_each(s->records, code, NULL, list_one, &l, &s->err);
    return rc == SOHOA_OK || rc == SOHOA_END ? SOHOA_DONE : SOHOA_STORE_FAULT;
}
