/* cmd_resume.c - `sohoa resume`: goes on with batches whose process is gone. */
#include "cli/cli_sign.h"
#include "cli/commands.h"
#include "cli/runs.h"

struct resume {
    struct run_options run;
    bool feed;
    struct sign_options sign;
};

static const struct arg_option options[] = {
    {"feed", 0, ARG_FLAG, offsetof(struct resume, feed), "",
     "go on scanning into the same batch once the sheets named are back in the feeder"},
    {"sign", 0, ARG_FLAG, offsetof(struct resume, sign.sign), "",
     "with --feed: sign each master, as the scan did"},
    SIGN_OPTIONS(struct resume),
    RUN_OPTIONS_MACHINE(struct resume),
    {0}};

static int run_resume(struct cli *cli, void *given, int count, char **operands)
{
    const struct resume *o = given;
    struct run run;
    struct cli_signers signers = {0};
    int code = cli_sign_open(cli, &o->sign, false, &signers);
    if (code == CODE_OK)
        code = run_begin(&run, cli, &o->run, 0);
    if (code == CODE_OK && count)
        code = cli_batch(cli, operands[0]);
    if (code == CODE_OK) {
        struct sohoa_err err = {0};
        struct sohoa_run_result result = {0};
        run.request.signer = signers.signers[SOHOA_SEAL_OPERATOR];
        int rc = sohoa_run_resume(&run.request, count ? operands[0] : NULL, o->feed, &result, &err);
        code = run_end(&run, rc, &result, &err);
    }
    cli_sign_close(&signers);
    return code;
}

const struct command command_resume = {
    .name = "resume",
    .operands = "[BATCH]",
    .summary = "go on with batches that were cut off; names the sheets to put back",
    .options = options,
    .size = sizeof(struct resume),
    .most = 1,
    .run = run_resume,
    .needs = NEEDS_CHAIN,
};
