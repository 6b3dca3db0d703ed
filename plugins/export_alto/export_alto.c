/* export_alto.c - the recognised text as ALTO 4.4 (Library of Congress), a file a page in the
 * dossier's folder: 0001.xml is page 1. Places are in pixels of the master's raster, as it is
 * stored (before any turn), words carry their confidence, blocks and lines are those of the
 * recognition. Pages that are set aside have no file; a page without text has one without words. */
#include "sohoa_plugin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct self {
    char *path;
};

static int begin(void *me, const char *path, struct sohoa_err *err)
{
    struct self *self = me;
    free(self->path);
    self->path = strdup(path);
    if (!self->path)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (mkdir(path, 0777) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    return SOHOA_OK;
}

/* ---- XML ------------------------------------------------------------------------------------- */

static void put_xml(FILE *file, const char *text)
{
    for (const char *p = text ? text : ""; *p; p++) {
        const char *name = *p == '&'    ? "&amp;"
                           : *p == '<'  ? "&lt;"
                           : *p == '>'  ? "&gt;"
                           : *p == '"'  ? "&quot;"
                           : *p == '\t' ? " "
                                        : NULL;
        if (name)
            (void)fputs(name, file);
        else if ((unsigned char)*p >= ' ')
            (void)putc(*p, file);
    }
}

static void put_box(FILE *file, struct sohoa_box box)
{
    (void)fprintf(file, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", box.x, box.y, box.w,
                  box.h);
}

/* The smallest box around both. */
static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t below = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, below - y};
}

/* ---- the page -------------------------------------------------------------------------------- */

static void put_word(FILE *file, const struct sohoa_text *text, uint32_t index)
{
    struct sohoa_word word = sohoa_text_word(text, index);
    double sure = (double)word.confidence;
    (void)fprintf(file, "<String ID=\"w%u\"", index + 1);
    put_box(file, word.box);
    (void)fprintf(file, " WC=\"%.3f\" CONTENT=\"", sure < 0 ? 0 : (sure > 1 ? 1 : sure));
    put_xml(file, word.text);
    (void)fputs("\"/>", file);
}

static void put_line(FILE *file, const struct sohoa_text *text, size_t index)
{
    struct sohoa_line line = sohoa_text_line(text, index);
    if (line.count == 0) /* the schema wants a word in each */
        return;
    (void)fprintf(file, "<TextLine ID=\"l%zu\"", index + 1);
    put_box(file, line.box);
    (void)fputs(">\n", file);
    for (uint32_t i = 0; i < line.count; i++) {
        if (i > 0)
            (void)fputs("<SP/>", file);
        put_word(file, text, line.first + i);
    }
    (void)fputs("\n</TextLine>\n", file);
}

static void put_blocks(FILE *file, const struct sohoa_text *text)
{
    size_t lines = sohoa_text_lines(text);
    for (size_t first = 0, next; first < lines; first = next) {
        struct sohoa_line line = sohoa_text_line(text, first);
        struct sohoa_box box = line.box;
        for (next = first + 1; next < lines; next++) {
            struct sohoa_line more = sohoa_text_line(text, next);
            if (more.block != line.block)
                break;
            box = around(box, more.box);
        }
        (void)fprintf(file, "<TextBlock ID=\"b%zu\"", first + 1);
        put_box(file, box);
        (void)fputs(">\n", file);
        for (size_t i = first; i < next; i++)
            put_line(file, text, i);
        (void)fputs("</TextBlock>\n", file);
    }
}

static void put_head(FILE *file, const struct sohoa_output_page *page)
{
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\""
                " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" SCHEMAVERSION=\"4.4\""
                " xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4#"
                " http://www.loc.gov/standards/alto/v4/alto-4-4.xsd\">\n"
                "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n"
                "<sourceImageInformation>\n<fileName>",
                file);
    put_xml(file, page->source);
    (void)fputs("</fileName>\n", file);
    if (*page->sha256)
        (void)fprintf(file,
                      "<fileIdentifier fileIdentifierLocation=\"sha256, image %u\">%s"
                      "</fileIdentifier>\n",
                      page->image, page->sha256);
    (void)fputs("</sourceImageInformation>\n<Processing ID=\"p1\">\n"
                "<processingSoftware><softwareCreator>sohoa</softwareCreator>"
                "<softwareName>sohoa</softwareName></processingSoftware>\n"
                "</Processing>\n</Description>\n",
                file);
}

static void put_page(FILE *file, const struct sohoa_output_page *page)
{
    const struct sohoa_page_view *view = page->view;
    put_head(file, page);
    (void)fprintf(file,
                  "<Layout>\n<Page ID=\"page%u\" PHYSICAL_IMG_NR=\"%u\" WIDTH=\"%u\" HEIGHT=\"%u\""
                  " LANG=\"vi\"",
                  view->number, view->number, view->width, view->height);
    if (sohoa_text_words(view->text) > 0)
        (void)fprintf(file, " PC=\"%.3f\"", sohoa_text_confidence(view->text));
    if (view->rotated)
        (void)fprintf(file, " ROTATION=\"%u\"", view->rotated);
    (void)fprintf(file, ">\n<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"%u\" HEIGHT=\"%u\">\n",
                  view->width, view->height);
    put_blocks(file, view->text);
    (void)fputs("</PrintSpace>\n</Page>\n</Layout>\n</alto>\n", file);
}

static int write_page(const struct self *self, const struct sohoa_output_page *page,
                      struct sohoa_err *err)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%04u.xml", self->path, page->view->number);
    FILE *file = fopen(path, "we");
    if (!file)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    put_page(file, page);
    int why = ferror(file) ? EIO : 0;
    if (fclose(file) != 0)
        why = errno;
    return why ? sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot write the output") : SOHOA_OK;
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; i < sohoa_export_head(in)->pages && rc == SOHOA_OK; i++) {
        const struct sohoa_output_page *page = NULL;
        if (sohoa_call_over(call))
            return sohoa_fail(err, SOHOA_RETRY, "stopped");
        rc = sohoa_export_page(in, i, &page, err);
        if (rc == SOHOA_OK && strcmp(page->state, "quarantined") != 0)
            rc = write_page(me, page, err);
    }
    return rc;
}

static int end(void *me, struct sohoa_err *err)
{
    (void)me, (void)err;
    return SOHOA_OK;
}

static void alto_close(void *me)
{
    free(((struct self *)me)->path);
}

static const struct sohoa_exporter calls = {.size = sizeof calls,
                                            .begin = begin,
                                            .dossier = dossier,
                                            .end = end,
                                            .suffix = ".alto",
                                            .shape = SOHOA_EXPORT_FOLDER};

SOHOA_PLUGIN(EXPORTER, .name = "export_alto", .version = "1.0",
             .summary = "ALTO 4.4, a file a page: words with places and confidence.",
             .self_size = sizeof(struct self), .close = alto_close, .calls = &calls);
