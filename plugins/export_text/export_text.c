/* export_text.c - the recognised text of a dossier, as `sohoa text` prints it: words by a blank,
 * lines by a newline, an empty line between blocks, U+000C between pages. UTF-8 (NFC). */
#include "sohoa_plugin.h"

#include <errno.h>
#include <stdio.h>

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

static void write_page(FILE *file, const struct sohoa_text *text)
{
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        if (l > 0 && line.block != sohoa_text_line(text, l - 1).block)
            (void)putc('\n', file);
        for (uint32_t i = 0; i < line.count; i++)
            (void)fprintf(file, "%s%s", i ? " " : "", sohoa_text_word(text, line.first + i).text);
        (void)putc('\n', file);
    }
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    struct self *self = me;
    for (size_t i = 0; i < sohoa_export_head(in)->pages; i++) {
        const struct sohoa_output_page *page = NULL;
        if (sohoa_call_over(call))
            return sohoa_fail(err, SOHOA_RETRY, "stopped");
        int rc = sohoa_export_page(in, i, &page, err);
        if (rc != SOHOA_OK)
            return rc;
        if (i > 0)
            (void)putc('\f', self->file);
        write_page(self->file, page->view->text);
    }
    return SOHOA_OK;
}

static int end(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    bool bad = ferror(self->file) != 0;
    int why = bad ? EIO : 0;
    if (fclose(self->file) != 0)
        why = errno;
    self->file = NULL;
    return why ? sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot write the output") : SOHOA_OK;
}

static const struct sohoa_exporter calls = {
    .size = sizeof calls, .begin = begin, .dossier = dossier, .end = end, .suffix = ".txt"};

SOHOA_PLUGIN(EXPORTER, .name = "export_text", .version = "1.0",
             .summary = "Plain text, a form feed between pages.", .self_size = sizeof(struct self),
             .calls = &calls);
