/* cmd_batches.c - `sohoa batches`: the batches with their ledgers and alarms. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

struct batches {
    bool json, open;
    const char *acknowledge;
};

static const struct arg_option options[] = {
    {"open", 0, ARG_FLAG, offsetof(struct batches, open), "", "only those still open"},
    {"acknowledge", 0, ARG_TEXT, offsetof(struct batches, acknowledge), "B",
     "close the alarms of this batch: a person has looked"},
    {"json", 0, ARG_FLAG, offsetof(struct batches, json), "", "one JSON object a line"},
    {0}};

static void print_alarms(const json_t *alarms)
{
    size_t i;
    json_t *alarm;
    json_array_foreach(alarms, i, alarm)
    {
        const char *text = json_string_value(json_object_get(alarm, "text"));
        const char *seen = json_string_value(json_object_get(alarm, "acknowledged"));
        (void)printf("    %s: %s%s%s\n", sohoa_tr("alarm"), text ? text : "",
                     seen ? sohoa_tr(" - acknowledged ") : "", seen ? seen : "");
    }
}

static bool print_batch(void *arg, const struct sohoa_batch *b)
{
    const struct batches *o = arg;
    if (o->open && !b->open)
        return true;
    if (o->json)
        return cli_json_line(sohoa_batch_object(b)) == CODE_OK;
    const struct sohoa_ledger *l = &b->ledger;
    (void)printf("%s  %-6s %-6s %.16s  %s\n", b->id, b->kind ? b->kind : "",
                 b->open ? sohoa_tr("open") : sohoa_tr("closed"), b->started,
                 b->device ? b->device : "");
    (void)printf(sohoa_tr("    captured %llu = stored %llu + blank %llu + separator %llu + set "
                          "aside %llu + pending %llu%s; dossiers %llu\n"),
                 (unsigned long long)l->captured, (unsigned long long)l->stored,
                 (unsigned long long)l->blank, (unsigned long long)l->separator,
                 (unsigned long long)l->quarantined, (unsigned long long)l->pending,
                 sohoa_ledger_closes(l) ? "" : sohoa_tr("  DOES NOT CLOSE"),
                 (unsigned long long)l->dossiers);
    if (l->rescan)
        (void)printf(sohoa_tr("    to scan again: %llu sides\n"), (unsigned long long)l->rescan);
    print_alarms(b->alarms);
    return true;
}

/* Dossiers of the batch that wait for a person. */
struct release {
    struct sohoa_write *write;
    struct sohoa_err *err;
    int rc;
};

static bool release_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct release *r = arg;
    if (!d->state || strcmp(d->state, "attention") != 0)
        return true;
    struct sohoa_dossier_record done = *d;
    char complete[] = "complete";
    done.state = complete;
    r->rc = sohoa_write_dossier(r->write, &done, r->err);
    return r->rc == SOHOA_OK;
}

static void stamp_alarms(json_t *alarms)
{
    char now[SOHOA_STAMP_SIZE];
    sohoa_stamp(0, now);
    size_t i;
    json_t *alarm;
    json_array_foreach(alarms, i, alarm)
    {
        if (!json_is_string(json_object_get(alarm, "acknowledged")))
            json_object_set_new(alarm, "acknowledged", json_string(now));
    }
}

static int acknowledge(struct cli *cli, const char *id)
{
    struct sohoa_err err = {0};
    struct sohoa_batch batch = {0};
    struct sohoa_lock *lock = NULL;
    int code = CODE_STORE;
    int rc = sohoa_batch_get(cli->records, id, &batch, &err);
    if (rc == SOHOA_END)
        return cli_usage("there is no batch '%s'; `sohoa batches` lists them", id);
    struct release r = {.write = sohoa_write_new(cli->records), .err = &err, .rc = SOHOA_OK};
    if (rc == SOHOA_OK)
        rc = sohoa_batch_lock(cli->records, id, &lock, &err);
    if (rc == SOHOA_OK && !r.write)
        rc = sohoa_fail(&err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_of(cli->records, id, release_dossier, &r, &err);
    if (rc >= 0)
        rc = r.rc;
    stamp_alarms(batch.alarms);
    if (rc == SOHOA_OK)
        rc = sohoa_write_batch(r.write, &batch, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(r.write, &err);
    if (rc == SOHOA_OK)
        code = CODE_OK;
    else
        (void)cli_error(&err, code);
    sohoa_write_free(r.write);
    sohoa_batch_unlock(lock);
    sohoa_batch_clear(&batch);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct batches *o = given;
    int code = cli_store(cli, o->acknowledge ? 0 : SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    if (o->acknowledge)
        return acknowledge(cli, o->acknowledge);
    struct sohoa_err err = {0};
    int rc = sohoa_batches_each(cli->records, NULL, print_batch, given, &err);
    return rc < 0 ? cli_error(&err, CODE_STORE) : CODE_OK;
}

const struct command command_batches = {
    .name = "batches",
    .operands = "",
    .summary = "list batches with their ledgers and alarms",
    .options = options,
    .size = sizeof(struct batches),
    .run = run,
};
