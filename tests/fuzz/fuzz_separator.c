/* fuzz_separator.c - texts of codes: header sheets, separators, codes of dossiers. */
#include "pipeline/separator.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_separators set = {.scans = true, .files = true, .count = 1};
    struct sohoa_codes *codes = sohoa_codes_new();
    char *text = malloc(size + 1);
    struct sohoa_separator said;
    memcpy(set.texts[0], "PATCHT", 7);
    if (text && codes) {
        if (size)
            memcpy(text, data, size);
        text[size] = '\0';
        if (sohoa_codes_add(codes, "QRCode", text, (struct sohoa_box){0, 0, 1, 1}) == 0 &&
            sohoa_separator_read(&set, true, codes, &said) &&
            (strlen(said.code) > SOHOA_DOSSIER_CODE_MAX || said.sheets > SOHOA_HEADER_SHEETS_MAX))
            abort();
    }
    free(text);
    sohoa_codes_free(codes);
    return 0;
}
