/* fuzz_register - any bytes as a register: no crash, no leak, no hang; mistakes are told with their
 * place. Then the same bytes cell by cell: whatever they are, the reading comes to an end. */
#include "host/csv.h"
#include "query/register.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_fault(void *arg, const char *text)
{
    if (!*text)
        abort();
    ++*(size_t *)arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_err err = {0};
    struct sohoa_csv csv;
    struct sohoa_csv_cell cell;
    json_t *answer = NULL;
    size_t faults = 0, cells = 0;
    int rc = sohoa_register_take(NULL, "fuzz.csv", data, size, count_fault, &faults, &answer, &err);
    if ((rc == SOHOA_OK) != (faults == 0) || (rc == SOHOA_OK) != (answer != NULL))
        abort();
    if (rc != SOHOA_OK && !strstr(err.text, "fuzz.csv:"))
        abort();
    json_decref(answer);
    sohoa_csv_begin(&csv, data, size);
    while (sohoa_csv_more(&csv) && sohoa_csv_next(&csv, &cell, &err) == SOHOA_OK)
        if (++cells > size || strlen(cell.text) >= sizeof cell.text || !cell.line || !cell.column)
            abort();
    return 0;
}
