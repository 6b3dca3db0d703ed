/* cmd_handover.c - `sohoa handover`: the record with which a batch is handed over. */
#include "cli/cli.h"
#include "cli/cli_sign.h"
#include "cli/commands.h"
#include "host/write_all.h"
#include "query/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct handover {
    const char *output;
    bool json;
    struct sign_options sign;
};

static const struct arg_option options[] = {
    {"output", 'o', ARG_TEXT, offsetof(struct handover, output), "FILE",
     "write the paper to be signed (PDF/A, Vietnamese) to this file, replacing it"},
    {"json", 0, ARG_FLAG, offsetof(struct handover, json), "", "the record as one JSON object"},
    {"sign", 0, ARG_FLAG, offsetof(struct handover, sign.sign), "",
     "sign the paper (PAdES): the operator at the top left, the agency at the top right"},
    SIGN_OPTIONS(struct handover),
    {0}};

/* Under a temporary name, signed there, then in its place. */
static int write_paper(const char *path, const char *data, size_t size,
                       const struct sohoa_seals *seals)
{
    struct sohoa_err err = {0};
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    int fd = n < (int)sizeof temporary
                 ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)
                 : -1;
    int bad = fd < 0 ? errno : sohoa_write_all(fd, data, size);
    if (!bad && fsync(fd) != 0)
        bad = errno;
    if (fd >= 0 && close(fd) != 0 && !bad)
        bad = errno;
    if (bad)
        (void)sohoa_fail_errno(&err, SOHOA_FATAL, bad, "cannot write to %s", path);
    int rc = bad ? SOHOA_FATAL : SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < seals->count; i++)
        rc = sohoa_pdf_sign(temporary, &seals->items[i], time(NULL), &err);
    if (rc == SOHOA_OK && rename(temporary, path) != 0)
        rc = sohoa_fail_errno(&err, SOHOA_FATAL, errno, "cannot write to %s", path);
    if (rc == SOHOA_OK)
        return CODE_OK;
    if (fd >= 0)
        unlink(temporary);
    return cli_error(&err, CODE_USAGE);
}

static int print_plain(const json_t *h)
{
    const json_t *dossiers = json_object_get(h, "dossiers"), *d;
    size_t i;
    json_array_foreach(dossiers, i, d)
    {
        const char *code = json_string_value(json_object_get(d, "code"));
        (void)printf("%s  %s  %4lld  %s\n", json_string_value(json_object_get(d, "sha256")),
                     json_string_value(json_object_get(d, "dossier")),
                     (long long)json_integer_value(json_object_get(d, "pages")), code ? code : "");
    }
    (void)printf(sohoa_tr("%s  the batch: %zu dossiers\n"),
                 json_string_value(json_object_get(h, "sha256")), json_array_size(dossiers));
    return CODE_OK;
}

static int hand_over(struct cli *cli, const struct handover *o, const char *batch,
                     const struct sohoa_seals *seals)
{
    struct sohoa_err err = {0};
    json_t *h = NULL;
    char *data = NULL;
    size_t size = 0;
    int rc = sohoa_handover(cli->records, batch, &h, &err);
    if (rc == SOHOA_END)
        return cli_usage("there is no batch '%s'; `sohoa batches` lists them", batch);
    if (rc != SOHOA_OK)
        return cli_error(&err, rc == SOHOA_BAD_DOSSIER ? CODE_USAGE : CODE_STORE);
    int code = CODE_OK;
    if (o->output) {
        rc = sohoa_handover_pdf(h, &data, &size, &err);
        code = rc == SOHOA_OK ? write_paper(o->output, data, size, seals)
                              : cli_error(&err, CODE_INTERNAL);
        free(data);
    }
    if (code == CODE_OK && o->json)
        code = cli_json_line(json_incref(h));
    else if (code == CODE_OK && !o->output)
        code = print_plain(h);
    json_decref(h);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct handover *o = given;
    struct cli_signers signers = {0};
    (void)count;
    if (o->sign.sign && !o->output)
        return cli_usage("--sign goes with --output");
    int code = cli_sign_open(cli, &o->sign, true, &signers);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "export", operands[0], NULL, "begun");
    if (code == CODE_OK)
        code = hand_over(cli, o, operands[0], &signers.seals);
    cli_sign_close(&signers);
    return code;
}

const struct command command_handover = {
    .name = "handover",
    .operands = "BATCH",
    .summary = "the record with which a batch is handed over: counts, hashes, alarms",
    .options = options,
    .size = sizeof(struct handover),
    .least = 1,
    .most = 1,
    .run = run,
    .more = "A dossier's hash is the SHA-256 of the lines of its masters' hashes in order; the "
            "batch's that of the\nlines \"DOSSIER HASH\".",
};
