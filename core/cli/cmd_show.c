/* cmd_show.c - `sohoa show`: one dossier with its pages, documents and fields; --json gives the
 * dossier object. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "reading/schemas_usual.h"
#include "record/alike.h"
#include "record/json_read.h"

#include <stdio.h>
#include <string.h>

struct show {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct show, json), "", "the dossier object as one JSON line"},
    {0}};

struct shown {
    struct sohoa_records *records;
    const char *batch;
};

static void print_like(const struct shown *shown, const struct sohoa_page_record *p)
{
    struct sohoa_page_name name = {.number = p->number, .part = p->part};
    struct sohoa_alike alike;
    char dossier[SOHOA_ID_SIZE];
    uint32_t place = 0;
    memcpy(name.batch, shown->batch, sizeof name.batch);
    if (sohoa_alike_get(shown->records, &name, &alike, NULL) == SOHOA_OK &&
        sohoa_page_home(shown->records, &alike.like, dossier, &place, NULL) == SOHOA_OK)
        (void)printf(sohoa_tr("      looks like %s page %u%s%s\n"), dossier, place,
                     alike.decided[0] ? ": " : "", alike.decided[0] ? sohoa_tr(alike.decided) : "");
}

/* A signature inside of a PDF: whose, when, what became of it. */
static void print_signature(const json_t *s)
{
    const char *name = json_string_value(json_object_get(s, "name"));
    const char *when = json_string_value(json_object_get(s, "time"));
    const char *why = json_string_value(json_object_get(s, "why"));
    bool valid = json_is_true(json_object_get(s, "valid"));
    (void)printf("      %s: %s", sohoa_tr("signed by"), name ? name : "?");
    if (when)
        (void)printf(", %s", when);
    (void)printf(", %s", sohoa_tr(valid ? "valid" : "not valid"));
    if (why)
        (void)printf(": %s", sohoa_tr(why));
    (void)printf(", %s, %s\n",
                 sohoa_tr(json_is_true(json_object_get(s, "whole")) ? "the whole file"
                                                                    : "not the whole file"),
                 sohoa_tr("trust unknown"));
}

static bool print_page(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    const struct shown *shown = arg;
    (void)printf("%4u  %-11s %5ux%-5u %4.0f dpi", place, sohoa_page_state_name(p->state), p->width,
                 p->height, p->dpi);
    if (p->state == SOHOA_STATE_STORED)
        (void)printf("  %4u %s  %3.0f %%", p->words, sohoa_tr("words"), p->confidence * 100);
    if (p->rotated)
        (void)printf("  %s %u°", sohoa_tr("turned"), p->rotated);
    if (p->sheet)
        (void)printf("  %s %u%s", sohoa_tr("sheet"), p->sheet, p->back ? sohoa_tr(" back") : "");
    (void)printf("  %.12s\n", p->master.sha256);
    if (p->reason)
        (void)printf("      %s: %s\n", sohoa_tr("set aside"), p->reason);
    if (p->note && p->note[0])
        (void)printf("      %s: %s\n", sohoa_tr("note"), p->note);
    print_like(shown, p);
    for (size_t i = 0; i < sohoa_codes_count(p->codes); i++)
        (void)printf("      %s\n", sohoa_codes_get(p->codes, i).symbology);
    for (size_t i = 0; i < json_array_size(p->signatures); i++)
        print_signature(json_array_get(p->signatures, i));
    return true;
}

/* ---- documents ------------------------------------------------------------------------------ */

static double percent(const json_t *object)
{
    return json_number_value(json_object_get(object, "confidence")) * 100;
}

/* The value's readings that are another. */
static void print_readings(const json_t *field)
{
    const json_t *readings = json_object_get(field, "readings");
    for (size_t i = 0; i < json_array_size(readings); i++) {
        const json_t *reading = json_array_get(readings, i);
        (void)printf("%s%s (%s %.0f %%)", i ? " | " : ": ", sohoa_json_member(reading, "value"),
                     sohoa_json_member(reading, "source"), percent(reading));
    }
}

static void print_field(const char *key, const json_t *field)
{
    const char *state = sohoa_json_member(field, "state"), *name;
    json_t *held;
    (void)printf("      ");
    cli_pad(key, 26);
    (void)printf(" ");
    cli_pad(sohoa_json_member(field, "value"), 36);
    (void)printf(" %3.0f %%  %s", percent(field), sohoa_json_member(field, "source"));
    if (json_is_true(json_object_get(field, "hand")))
        (void)printf("  %s", sohoa_tr("handwritten"));
    json_object_foreach(json_object_get(field, "checks"), name, held)
    {
        if (json_is_false(held))
            (void)printf("  %s: %s", sohoa_tr("check failed"), name);
    }
    if (strcmp(state, "verified") == 0)
        (void)printf("  %s", sohoa_tr("verified"));
    if (strcmp(state, "conflict") == 0) {
        (void)printf("  %s", sohoa_tr("in conflict"));
        print_readings(field);
    }
    (void)printf("\n");
}

/* The paper's title in the language of talk; its name where that is not known. */
static const char *title_of(const struct sohoa_schemas *papers, const char *name)
{
    const struct sohoa_schema *paper = papers ? sohoa_schemas_find(papers, name) : NULL;
    if (!paper)
        return sohoa_tr(name);
    const char *title = sohoa_lang_get() == SOHOA_VI || !paper->en ? paper->vi : paper->en;
    return title ? title : name;
}

static void print_document(const struct sohoa_schemas *papers, size_t number,
                           const json_t *document)
{
    const json_t *pages = json_object_get(document, "pages");
    const char *key, *note = sohoa_json_member(document, "note");
    json_t *field;
    (void)printf("\n%4zu  %s  %3.0f %%  %s", number,
                 title_of(papers, sohoa_json_member(document, "schema")), percent(document),
                 sohoa_tr("pages"));
    for (size_t i = 0; i < json_array_size(pages); i++)
        (void)printf("%s%d", i ? ", " : " ", (int)json_integer_value(json_array_get(pages, i)));
    (void)printf("\n");
    if (*note)
        (void)printf("      %s: %s\n", sohoa_tr("note"), note);
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        print_field(key, field);
    }
}

static void print_documents(struct cli *cli, const json_t *documents)
{
    struct sohoa_err err = {0};
    struct sohoa_schemas *papers = NULL;
    if (json_array_size(documents) > 0 && sohoa_schemas_usual(cli->config, &papers, &err))
        sohoa_log(SOHOA_WARN, "%s", err.text); /* names will do */
    for (size_t i = 0; i < json_array_size(documents); i++)
        print_document(papers, i + 1, json_array_get(documents, i));
    sohoa_schemas_close(papers);
}

static int print_plain(struct cli *cli, const struct sohoa_dossier_record *d)
{
    struct sohoa_err err = {0};
    cli_line("dossier", d->id);
    cli_line("code", d->code);
    cli_line("part", d->part);
    cli_line("state", d->state);
    cli_line("by", d->by);
    cli_line("batch", d->batch);
    cli_line("agency", d->agency);
    cli_line("procedure", d->procedure);
    cli_line("operator", d->operator_);
    cli_line("source", d->source);
    cli_line("received", d->received);
    cli_line("captured", d->captured);
    (void)printf("\n");
    struct shown shown = {cli->records, d->batch};
    int rc = sohoa_dossier_pages(cli->records, d, print_page, &shown, &err);
    print_documents(cli, d->documents);
    return rc < 0 ? cli_error(&err, CODE_STORE) : CODE_OK;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct show *o = given;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_dossier_record d = {0};
    code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    code = cli_audit_dossier(cli, "read", &d, NULL);
    if (code != CODE_OK) {
        sohoa_dossier_record_clear(&d);
        return code;
    }
    if (o->json) {
        struct sohoa_err err = {0};
        json_t *object = sohoa_dossier_object(cli->records, &d, false, &err);
        code = object ? cli_json_line(object) : cli_error(&err, CODE_STORE);
    } else {
        code = print_plain(cli, &d);
    }
    sohoa_dossier_record_clear(&d);
    return code;
}

const struct command command_show = {
    .name = "show",
    .operands = "DOSSIER",
    .summary = "show a dossier: its pages, documents and fields",
    .options = options,
    .size = sizeof(struct show),
    .least = 1,
    .most = 1,
    .run = run,
};
