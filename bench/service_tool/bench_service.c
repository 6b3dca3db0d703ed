/* bench_service.c - a store of invented citizens, and the service over it without its audit log.
 *
 * Use: bench_service fill STORE COUNT          a dossier with an identity card a citizen, 5 facts
 *      bench_service body STORE CITIZEN        the bytes that a look-up answers
 *      bench_service serve STORE HOST:PORT     the service, unaudited, until its input ends
 * The program itself has no such switch. */
#include "query/citizen.h"
#include "reading/schemas_usual.h"
#include "serve/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_COMMIT = 1000 };

static const char *const family[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"};
static const char *const given[] = {"Lan", "Hương", "Minh", "Quân", "Thảo", "Đức", "Ngọc", "Sơn"};

static int die(const struct sohoa_err *err)
{
    (void)fprintf(stderr, "bench_service: %s\n", err->text);
    return 1;
}

static json_t *field(const char *value, int y)
{
    return json_pack("{s:s,s:s,s:f,s:i,s:[i,i,i,i],s:s,s:{},s:s}", "value", value, "raw", value,
                     "confidence", 0.99, "page", 1, "box", 700, y, 512, 44, "source", "qr",
                     "checks", "state", "machine");
}

/* The identity card of citizen n: a number confirmed by its QR, and five facts. */
static json_t *card(unsigned n)
{
    char id[16], name[64], birth[16], address[128];
    (void)snprintf(id, sizeof id, "038%09u", 190000000 + n);
    (void)snprintf(name, sizeof name, "%s Thị %s", family[n % 8], given[n / 8 % 8]);
    (void)snprintf(birth, sizeof birth, "1990-%02u-%02u", n % 12 + 1, n % 28 + 1);
    (void)snprintf(address, sizeof address, "Thôn %u, xã Mỹ Minh, huyện Hoằng Hóa, tỉnh Thanh Hóa",
                   n % 97 + 1);
    json_t *fields =
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "person.id_number", field(id, 300), "person.name",
                  field(name, 400), "person.birth_date", field(birth, 500), "person.gender",
                  field("female", 600), "person.address", field(address, 700),
                  "person.id_issue_date", field("2022-03-15", 800));
    return json_pack("[{s:s,s:[i],s:f,s:s,s:o}]", "schema", "cccd", "pages", 1, "confidence", 0.99,
                     "form", "photocopy", "fields", fields);
}

static int add_dossier(struct sohoa_write *w, unsigned n, struct sohoa_err *err)
{
    char code[64];
    (void)snprintf(code, sizeof code, "H56.14-261122-%07u", n);
    struct sohoa_dossier_record d = {.code = code,
                                     .part = (char[]){"component"},
                                     .state = (char[]){"complete"},
                                     .agency = (char[]){"H56.14"},
                                     .received = (char[]){"2026-11-22"},
                                     .first = n + 1,
                                     .last = n + 1,
                                     .documents = card(n)};
    sohoa_id_new(d.id);
    (void)snprintf(d.batch, sizeof d.batch, "%s", "01K00000000000000000000000");
    sohoa_stamp(0, d.captured);
    int rc = d.documents ? sohoa_write_dossier(w, &d, err) : SOHOA_FATAL;
    json_decref(d.documents);
    return rc;
}

static int fill(struct sohoa_records *r, unsigned count)
{
    struct sohoa_err err = {0};
    struct sohoa_write *w = sohoa_write_new(r);
    int rc = w ? SOHOA_OK : SOHOA_FATAL;
    for (unsigned n = 0; rc == SOHOA_OK && n < count; n++) {
        rc = add_dossier(w, n, &err);
        if (rc == SOHOA_OK && ((n + 1) % PER_COMMIT == 0 || n + 1 == count))
            rc = sohoa_write_commit(w, &err);
    }
    sohoa_write_free(w);
    return rc == SOHOA_OK ? 0 : die(&err);
}

static int body(struct sohoa_records *r, const struct sohoa_config *config, const char *id)
{
    struct sohoa_given who;
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_err err = {0};
    json_t *object = NULL;
    int rc = sohoa_person_parse(id, &who, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_schemas_usual(config, &schemas, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_citizen_object(r, schemas, &who, NULL, &object, &err);
    char *text = rc == SOHOA_OK ? sohoa_json_line(object) : NULL;
    if (text)
        (void)fputs(text, stdout);
    free(text);
    json_decref(object);
    sohoa_schemas_close(schemas);
    return text ? 0 : die(&err);
}

static int serve(struct sohoa_records *r, struct sohoa_registry *registry,
                 struct sohoa_config *config, const char *address)
{
    struct sohoa_err err = {0};
    struct sohoa_serve *service = NULL;
    struct sohoa_serve_request request = {
        .records = r, .registry = registry, .config = config, .listen = address, .unaudited = true};
    (void)signal(SIGPIPE, SIG_IGN);
    if (sohoa_serve_open(&request, &service, &err) != SOHOA_OK)
        return die(&err);
    (void)printf("%s\n", sohoa_serve_url(service));
    (void)fflush(stdout);
    while (getchar() != EOF)
        continue;
    sohoa_serve_close(service);
    return 0;
}

static int run(struct sohoa_records *r, struct sohoa_registry *registry,
               struct sohoa_config *config, const char *what, const char *operand)
{
    if (strcmp(what, "fill") == 0)
        return fill(r, (unsigned)strtoul(operand, NULL, 10));
    if (strcmp(what, "body") == 0)
        return body(r, config, operand);
    return serve(r, registry, config, operand);
}

int main(int argc, char **argv)
{
    struct sohoa_registry *registry = NULL;
    struct sohoa_config *config = NULL;
    struct sohoa_records *r = NULL;
    struct sohoa_err err = {0};
    if (argc != 4) {
        (void)fprintf(stderr, "usage: bench_service fill|body|serve STORE COUNT|CITIZEN|ADDRESS\n");
        return 2;
    }
    int code = 1;
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK ||
        sohoa_config_open(NULL, &config, &err) != SOHOA_OK ||
        sohoa_records_open(argv[2], SOHOA_OPEN_CREATE, registry, NULL, 0, &r, &err) != SOHOA_OK)
        (void)die(&err);
    else
        code = run(r, registry, config, argv[1], argv[3]);
    sohoa_records_close(r);
    sohoa_config_close(config);
    sohoa_registry_close(registry);
    return code;
}
