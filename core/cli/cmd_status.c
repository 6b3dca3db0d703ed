/* cmd_status.c - `sohoa status`: what the store holds and what waits for somebody. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "host/volume.h"
#include "record/alike.h"

#include <stdio.h>
#include <stdlib.h>

struct status {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct status, json), "", "one JSON object"}, {0}};

/* What `status` tells. */
struct state {
    struct sohoa_store_totals t;
    uint64_t pending, due, alarms, duplicates, free_bytes;
    enum sohoa_encrypted encrypted;
    char *backup, *verify;            /* "TIME TEXT", NULL = never */
    char verifying[SOHOA_STAMP_SIZE]; /* since when a verify goes on or waits, "" = none */
};

static double mebibytes(uint64_t bytes)
{
    return (double)bytes / (1024.0 * 1024.0);
}

static bool add_batch(void *arg, const struct sohoa_batch *batch)
{
    struct state *s = arg;
    size_t i;
    const json_t *alarm;
    s->pending += batch->ledger.pending;
    json_array_foreach(batch->alarms, i, alarm)
    {
        s->alarms += !json_is_true(json_object_get(alarm, "acknowledged"));
    }
    return true;
}

static bool add_due(void *arg, const char *key)
{
    (void)key;
    ((struct state *)arg)->due++;
    return true;
}

static bool add_duplicate(void *arg, const struct sohoa_alike *alike)
{
    ((struct state *)arg)->duplicates += !alike->decided[0];
    return true;
}

static int gather(struct sohoa_records *r, struct state *s, struct sohoa_err *err)
{
    const char *dir = sohoa_records_dir(r);
    int rc = sohoa_records_totals(r, &s->t, err);
    if (rc == SOHOA_OK)
        rc = sohoa_batches_each(r, NULL, add_batch, s, err);
    if (rc >= 0)
        rc = sohoa_records_keys(r, "due/", add_due, s, err);
    if (rc >= 0)
        rc = sohoa_alike_each(r, NULL, add_duplicate, s, err);
    s->free_bytes = sohoa_volume_free(dir);
    if (s->free_bytes == UINT64_MAX)
        s->free_bytes = 0;
    s->encrypted = sohoa_volume_encrypted(dir);
    s->backup = sohoa_kept_last(r, "backup");
    s->verify = sohoa_kept_last(r, "verify");
    (void)sohoa_verify_waits(r, s->verifying);
    return rc < 0 ? rc : SOHOA_OK;
}

static void print_hints(const struct state *s)
{
    if (s->t.open_batches)
        (void)printf("%s\n",
                     sohoa_tr("`sohoa resume` finishes open batches whose process is gone."));
    if (s->t.quarantined)
        (void)printf("%s\n", sohoa_tr("`sohoa quarantine` lists the pages set aside."));
    if (s->alarms)
        (void)printf("%s\n", sohoa_tr("`sohoa batches` tells the alarms."));
    if (s->duplicates)
        (void)printf("%s\n", sohoa_tr("`sohoa duplicates` lists pages that came twice."));
}

static void print_plain(struct cli *cli, const struct state *s)
{
    const struct sohoa_store_totals *t = &s->t;
    (void)printf(sohoa_tr("store        %s\n"), sohoa_records_dir(cli->records));
    (void)printf(sohoa_tr("batches      %llu (%llu open)\n"), (unsigned long long)t->batches,
                 (unsigned long long)t->open_batches);
    (void)printf(sohoa_tr("dossiers     %llu\n"), (unsigned long long)t->dossiers);
    (void)printf(sohoa_tr("pages        %llu (%llu set aside)\n"), (unsigned long long)t->pages,
                 (unsigned long long)t->quarantined);
    (void)printf(sohoa_tr("queue        %llu pages, %llu dossiers to be read\n"),
                 (unsigned long long)s->pending, (unsigned long long)s->due);
    (void)printf(sohoa_tr("alarms       %llu\n"), (unsigned long long)s->alarms);
    (void)printf(sohoa_tr("duplicates   %llu\n"), (unsigned long long)s->duplicates);
    (void)printf(sohoa_tr("database     %.1f MiB of a map of %.0f MiB\n"), mebibytes(t->db_bytes),
                 mebibytes(t->map_bytes));
    (void)printf(sohoa_tr("disk         %.1f GiB free\n"), mebibytes(s->free_bytes) / 1024);
    (void)printf(sohoa_tr("encrypted    %s\n"),
                 sohoa_tr(s->encrypted ? sohoa_encrypted_name(s->encrypted) : "not known"));
    (void)printf(sohoa_tr("last backup  %s\n"), s->backup ? s->backup : sohoa_tr("never"));
    (void)printf(sohoa_tr("last verify  %s\n"), s->verify ? s->verify : sohoa_tr("never"));
    if (s->verifying[0])
        (void)printf(sohoa_tr("verify       begun %s, not finished\n"), s->verifying);
    print_hints(s);
}

static json_t *json_of(struct cli *cli, const struct state *s)
{
    const struct sohoa_store_totals *t = &s->t;
    json_t *object =
        json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "store", sohoa_records_dir(cli->records),
                  "batches", (json_int_t)t->batches, "open_batches", (json_int_t)t->open_batches,
                  "dossiers", (json_int_t)t->dossiers, "pages", (json_int_t)t->pages, "quarantined",
                  (json_int_t)t->quarantined, "db_bytes", (json_int_t)t->db_bytes, "map_bytes",
                  (json_int_t)t->map_bytes, "free_bytes", (json_int_t)s->free_bytes);
    json_t *more = json_pack(
        "{s:I,s:I,s:I,s:I,s:s,s:s?,s:s?,s:s?}", "pending_pages", (json_int_t)s->pending,
        "due_dossiers", (json_int_t)s->due, "alarms", (json_int_t)s->alarms, "duplicates",
        (json_int_t)s->duplicates, "encrypted", sohoa_encrypted_name(s->encrypted), "last_backup",
        s->backup, "last_verify", s->verify, "verify_begun", s->verifying[0] ? s->verifying : NULL);
    if (!object || !more || json_object_update(object, more) != 0) {
        json_decref(object);
        object = NULL;
    }
    json_decref(more);
    return object;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct state s = {0};
    if (gather(cli->records, &s, &err) != SOHOA_OK)
        code = cli_error(&err, CODE_STORE);
    else if (((struct status *)given)->json)
        code = cli_json_line(json_of(cli, &s));
    else
        print_plain(cli, &s);
    free(s.backup);
    free(s.verify);
    return code;
}

const struct command command_status = {
    .name = "status",
    .operands = "",
    .summary = "tell what the store holds and what waits",
    .options = options,
    .size = sizeof(struct status),
    .run = run,
};
