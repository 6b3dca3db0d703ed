/* fuzz_procedure - any bytes as a procedure and as the print of a form: no crash, no leak, no hang;
 * mistakes are told, or what was read can be used: a form is drawn. */
#include "query/form_pdf.h"
#include "query/procedure.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char paper[] = "name: card-request\n"
                            "title: Card request\n"
                            "recognise: {titles: [Card request]}\n"
                            "roles: {applicant: person, members: person}\n"
                            "items:\n"
                            "  - {field: applicant.name, label: Name}\n"
                            "  - {field: applicant.id_number, label: ID number}\n"
                            "  - table: members\n"
                            "    columns: [{field: name, label: Name}]\n";

static void count_fault(void *arg, const char *text)
{
    if (!*text)
        abort();
    ++*(size_t *)arg;
}

static void try_procedure(const uint8_t *data, size_t size, const struct sohoa_schemas *schemas)
{
    struct sohoa_procedures *set = NULL;
    struct sohoa_err err = {0};
    size_t faults = 0;
    int rc =
        sohoa_procedure_parse("fuzz.yaml", data, size, schemas, count_fault, &faults, &set, &err);
    if ((rc == SOHOA_OK) != (faults == 0) || (rc == SOHOA_OK) != (set != NULL))
        abort();
    if (set && !sohoa_procedures_find(set, sohoa_procedures_at(set, 0)->code))
        abort();
    sohoa_procedures_close(set);
}

static void draw(const struct sohoa_form_print *print, const struct sohoa_schemas *schemas)
{
    struct sohoa_err err = {0};
    char *pdf = NULL;
    size_t size = 0;
    json_t *prefill = json_pack("{s:{s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s}}}", "fields",
                                "applicant.name", "value", "Nguyễn Thị An", "state", "machine",
                                "applicant.id_number", "value", "038190000001", "state", "verified",
                                "members.2.name", "value", "Lan", "state", "conflict");
    if (sohoa_form_pdf(sohoa_form_of(print), sohoa_schemas_at(schemas, 0), prefill, 1, &pdf, &size,
                       &err) == SOHOA_OK &&
        (size < 9 || memcmp(pdf, "%PDF-1.4\n", 9) != 0))
        abort();
    free(pdf);
    json_decref(prefill);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_form_print *print = NULL;
    struct sohoa_err err = {0};
    size_t faults = 0;
    if (sohoa_schema_parse("paper.yaml", paper, sizeof paper - 1, NULL, NULL, &schemas, &err) !=
        SOHOA_OK)
        abort();
    try_procedure(data, size, schemas);
    int rc = sohoa_form_parse("fuzz.yaml", data, size, schemas, count_fault, &faults, &print, &err);
    if ((rc == SOHOA_OK) != (faults == 0) || (rc == SOHOA_OK) != (print != NULL))
        abort();
    if (print)
        draw(print, schemas);
    sohoa_form_close(print);
    sohoa_schemas_close(schemas);
    return 0;
}
