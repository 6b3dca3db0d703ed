/* fuzz_manifest - any bytes as the manifest of an import: refused with a message, or whole. */
#include "pipeline/manifest.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_manifest *manifest = NULL;
    struct sohoa_err err = {0};
    if (sohoa_manifest_parse((const char *)data, size, "/nowhere", &manifest, &err) != SOHOA_OK) {
        if (!err.text[0] || manifest)
            abort();
        return 0;
    }
    for (size_t i = 0; i < sohoa_manifest_count(manifest); i++) {
        const struct sohoa_manifest_row *row = sohoa_manifest_at(manifest, i);
        if (!sohoa_manifest_find(manifest, row->file) || !row->line)
            abort();
    }
    if (!sohoa_manifest_notes(manifest))
        abort();
    (void)sohoa_manifest_names_schemas(manifest);
    sohoa_manifest_close(manifest);
    return 0;
}
