/* cmd_quarantine.c - `sohoa quarantine`: pages set aside are listed, tried again, or their masters
 * handed out. */
#include "cli/commands.h"
#include "cli/redo.h"
#include "host/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct quarantine {
    struct run_options run;
    const char *batch, *output;
};

static const struct arg_option options[] = {
    {"batch", 0, ARG_TEXT, offsetof(struct quarantine, batch), "B", "only this batch"},
    {"output", 'o', ARG_TEXT, offsetof(struct quarantine, output), "FILE",
     "export: where the master goes"},
    RUN_OPTIONS_MACHINE(struct quarantine),
    {0}};

/* What is done with each quarantined page that the walk meets. */
struct walk {
    struct cli *cli;
    const char *only_dossier; /* id, or NULL */
    const struct sohoa_dossier_record *dossier;
    bool json;
    struct page_list *retry; /* NULL: print instead */
    size_t met;
    int code;
};

static int print_page(struct walk *w, uint32_t place, const struct sohoa_page_record *p)
{
    if (w->json)
        return cli_json_line(json_pack(
            "{s:s,s:i,s:s,s:i,s:s?,s:s?,s:s?}", "dossier", w->dossier->id, "page", (int)place,
            "batch", w->dossier->batch, "number", (int)p->number, "source", p->source, "reason",
            p->reason, "sha256", p->master.sha256[0] ? p->master.sha256 : NULL));
    (void)printf("%s %u  ", w->dossier->id, place);
    cli_text(p->source ? p->source : "-");
    (void)printf(": ");
    cli_text(p->reason ? p->reason : "");
    (void)printf("\n");
    return CODE_OK;
}

static bool meet_page(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    struct walk *w = arg;
    if (p->state != SOHOA_STATE_QUARANTINED)
        return true;
    w->met++;
    if (!w->retry)
        w->code = print_page(w, place, p);
    else if (!page_list_add(w->retry, w->dossier->batch, p->number, false))
        w->code = cli_no_memory();
    return w->code == CODE_OK;
}

static bool meet_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct walk *w = arg;
    const char *state = d->state ? d->state : "";
    if (strcmp(state, "superseded") == 0 || strcmp(state, "complete") == 0)
        return true;
    if (w->only_dossier && strcmp(w->only_dossier, d->id) != 0)
        return true;
    struct sohoa_err err = {0};
    w->dossier = d;
    if (sohoa_dossier_pages(w->cli->records, d, meet_page, w, &err) < 0)
        w->code = cli_error(&err, CODE_STORE);
    return w->code == CODE_OK;
}

static int walk_all(struct walk *w, const char *batch)
{
    struct sohoa_err err = {0};
    int rc = batch ? sohoa_dossiers_of(w->cli->records, batch, meet_dossier, w, &err)
                   : sohoa_dossiers_each(w->cli->records, NULL, NULL, meet_dossier, w, &err);
    return rc < 0 ? cli_error(&err, CODE_STORE) : w->code;
}

static int list(struct cli *cli, const struct quarantine *o)
{
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    code = cli_audit(cli, "read", o->batch, NULL, NULL);
    if (code != CODE_OK)
        return code;
    struct walk w = {.cli = cli, .json = o->run.json};
    code = walk_all(&w, o->batch);
    if (code == CODE_OK && w.met == 0 && !o->run.json)
        sohoa_log(SOHOA_INFO, "no page is set aside");
    return code;
}

static int retry(struct cli *cli, const struct quarantine *o, int count, char **names)
{
    struct run run;
    struct page_list pages = {0};
    int code = run_begin(&run, cli, &o->run, 0);
    for (int i = 0; code == CODE_OK && i < (count ? count : 1); i++) {
        struct sohoa_dossier_record d = {0};
        if (count)
            code = cli_dossier(cli, names[i], &d);
        struct walk w = {.cli = cli, .retry = &pages, .only_dossier = count ? d.id : NULL};
        if (code == CODE_OK)
            code = walk_all(&w, count ? d.batch : o->batch);
        sohoa_dossier_record_clear(&d);
    }
    if (code == CODE_OK && pages.count == 0)
        code = cli_usage("no page is set aside there");
    if (code == CODE_OK)
        code = page_list_redo(&run, &pages);
    free(pages.items);
    return code;
}

/* ---- export: the master's bytes, as they came ---- */

static int copy_out(struct sohoa_blob *blob, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return cli_usage("%s cannot be written: %s", path, strerror(errno));
    const void *data = sohoa_blob_data(blob);
    size_t size = sohoa_blob_size(blob);
    int why = size && !data ? EIO : sohoa_write_all(fd, data, size);
    if (!why && fsync(fd) != 0)
        why = errno;
    if (close(fd) != 0 && !why)
        why = errno;
    if (why) {
        (void)unlink(path);
        return cli_usage("%s cannot be written: %s", path, strerror(why));
    }
    return CODE_OK;
}

struct pick {
    uint32_t place;
    struct sohoa_master master;
    bool found;
};

static bool pick_page(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    struct pick *pick = arg;
    if (place != pick->place)
        return true;
    pick->master = p->master;
    pick->found = true;
    return false;
}

static int export_master(struct cli *cli, const struct quarantine *o, int count, char **operands)
{
    if (count < 1 || count > 2 || !o->output)
        return cli_usage("usage: sohoa quarantine export DOSSIER [PAGE] -o FILE");
    long place = count > 1 ? cli_number(operands[1], "the page", 1000000) : 1;
    int code = place < 0 ? CODE_USAGE : cli_store(cli, SOHOA_OPEN_READONLY);
    struct sohoa_dossier_record d = {0};
    if (code == CODE_OK)
        code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct pick pick = {.place = (uint32_t)place};
    struct sohoa_blob *blob = NULL;
    int rc = sohoa_dossier_pages(cli->records, &d, pick_page, &pick, &err);
    if (rc >= 0 && (!pick.found || !pick.master.sha256[0]))
        code = cli_usage("dossier %s has no master for page %ld", d.id, place);
    else if (rc < 0 || sohoa_master_open(cli->records, &pick.master, &blob, &err) != SOHOA_OK)
        code = cli_error(&err, CODE_STORE);
    else if ((code = cli_audit_dossier(cli, "export", &d, NULL)) == CODE_OK)
        code = copy_out(blob, o->output);
    sohoa_blob_unref(blob);
    sohoa_dossier_record_clear(&d);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct quarantine *o = given;
    if (count == 0 || strcmp(operands[0], "list") == 0)
        return list(cli, o);
    if (strcmp(operands[0], "retry") == 0)
        return retry(cli, o, count - 1, operands + 1);
    if (strcmp(operands[0], "export") == 0)
        return export_master(cli, o, count - 1, operands + 1);
    return cli_usage("quarantine knows list, retry and export, not '%s'", operands[0]);
}

const struct command command_quarantine = {
    .name = "quarantine",
    .operands = "[list | retry [DOSSIER]... | export DOSSIER [PAGE] -o FILE]",
    .summary = "list pages set aside, try them again, or hand out their masters",
    .options = options,
    .size = sizeof(struct quarantine),
    .most = -1,
    .run = run,
    .needs = NEEDS_CHAIN,
};
