/* export_json.c - the dossier object, the same that `sohoa show --json` prints: one line of JSON.
 */
#include "sohoa_plugin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct self {
    FILE *file;
};

static int begin(void *me, const char *path, struct sohoa_err *err)
{
    struct self *self = me;
    self->file = fopen(path, "we");
    return self->file ? SOHOA_OK
                      : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    (void)call, (void)err;
    struct self *self = me;
    (void)fprintf(self->file, "%s\n", sohoa_export_head(in)->json);
    return SOHOA_OK;
}

static int end(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    int why = ferror(self->file) ? EIO : 0;
    if (fclose(self->file) != 0)
        why = errno;
    self->file = NULL;
    return why ? sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot write the output") : SOHOA_OK;
}

static const struct sohoa_exporter calls = {
    .size = sizeof calls, .begin = begin, .dossier = dossier, .end = end, .suffix = ".json"};

SOHOA_PLUGIN(EXPORTER, .name = "export_json", .version = "1.0",
             .summary = "The dossier object, as `sohoa show --json` prints it.",
             .self_size = sizeof(struct self), .calls = &calls);
