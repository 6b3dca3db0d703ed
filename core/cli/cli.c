/* cli.c - what several commands share: opening the store, errors, naming dossiers, printing. */
#include "cli/cli.h"

#include "host/paths.h"
#include "reading/date.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int cli_error(const struct sohoa_err *err, int code)
{
    sohoa_log(SOHOA_ERROR, "%s", err->text);
    return code;
}

int cli_usage(const char *fmt, ...)
{
    struct sohoa_err err;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(err.text, sizeof err.text, sohoa_tr(fmt), args);
    va_end(args);
    return cli_error(&err, CODE_USAGE);
}

int cli_no_memory(void)
{
    sohoa_log(SOHOA_ERROR, "out of memory");
    return CODE_INTERNAL;
}

int cli_store(struct cli *cli, unsigned flags)
{
    if (cli->records)
        return CODE_OK;
    char path[4096];
    const char *dir =
        cli->given.store ? cli->given.store : sohoa_config_text(cli->config, "store", NULL);
    if (!dir) {
        if (sohoa_path_store(path, sizeof path) != 0)
            return cli_usage("no store is named: give --store DIR or set SOHOA_STORE");
        dir = path;
    }
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(cli->config, "store_lmdb", &settings);
    struct sohoa_err err = {0};
    int rc = sohoa_records_open(dir, flags, cli->registry, settings, count, &cli->records, &err);
    if (rc == SOHOA_OK)
        return CODE_OK;
    return cli_error(&err, rc == SOHOA_END ? CODE_USAGE : CODE_STORE);
}

int cli_json_line(json_t *value)
{
    char *text = sohoa_json_line(value);
    json_decref(value);
    if (!text)
        return cli_no_memory();
    (void)puts(text);
    (void)fflush(stdout);
    free(text);
    return CODE_OK;
}

struct by_code {
    char id[SOHOA_ID_SIZE];
    size_t count;
};

static bool count_live(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct by_code *found = arg;
    if (dossier->state && strcmp(dossier->state, "superseded") != 0) {
        found->count++;
        memcpy(found->id, dossier->id, sizeof found->id);
    }
    return true;
}

int cli_dossier(struct cli *cli, const char *name, struct sohoa_dossier_record *ret)
{
    struct sohoa_err err = {0};
    char id[SOHOA_ID_SIZE];
    if (sohoa_id_valid(name)) {
        memcpy(id, name, sizeof id);
    } else {
        struct by_code found = {.count = 0};
        int rc = sohoa_dossiers_each(cli->records, name, NULL, count_live, &found, &err);
        if (rc < 0)
            return cli_error(&err, CODE_STORE);
        if (found.count == 0)
            return cli_usage("there is no dossier '%s'; `sohoa list` lists them", name);
        if (found.count > 1)
            return cli_usage("%zu dossiers have the code '%s'; name one by its id (`sohoa list "
                             "--code`)",
                             found.count, name);
        memcpy(id, found.id, sizeof id);
    }
    int rc = sohoa_dossier_get(cli->records, id, ret, &err);
    if (rc == SOHOA_END)
        return cli_usage("there is no dossier '%s'; `sohoa list` lists them", name);
    return rc == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_STORE);
}

int cli_batch(struct cli *cli, const char *name)
{
    struct sohoa_err err = {0};
    struct sohoa_batch batch = {0};
    int rc = sohoa_id_valid(name) ? sohoa_batch_get(cli->records, name, &batch, &err) : SOHOA_END;
    sohoa_batch_clear(&batch);
    if (rc == SOHOA_END)
        return cli_usage("there is no batch '%s'; `sohoa batches` lists them", name);
    return rc == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_STORE);
}

int cli_day(const char *option, const char *text)
{
    struct sohoa_date date;
    if (!text || sohoa_date_parse(text, &date))
        return CODE_OK;
    return cli_usage("--%s is '%s': write a day as 2026-11-03, a month or a year", option, text);
}

long cli_number(const char *text, const char *what, long most)
{
    char *end;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (errno || end == text || *end || n < 1 || n > most) {
        (void)cli_usage("%s must be a whole number from 1 to %ld, not '%s'", what, most, text);
        return -1;
    }
    return n;
}

void cli_text(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text, next = (unsigned char)text[1];
        bool drives = c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next < 0xA0);
        (void)putchar(drives ? ' ' : c);
        text += c == 0xC2 && drives;
    }
}

void cli_pad(const char *text, int width)
{
    int columns = 0;
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t letter;
    for (utf8proc_ssize_t n; *p && (n = utf8proc_iterate(p, -1, &letter)) > 0; p += n)
        columns += utf8proc_charwidth(letter);
    cli_text(text);
    (void)printf("%*s", columns < width ? width - columns : 0, "");
}

void cli_line(const char *name, const char *value)
{
    if (!value || !*value)
        return;
    cli_pad(sohoa_tr(name), 12);
    (void)printf(" ");
    cli_text(value);
    (void)printf("\n");
}
