/* fuzz_mrz - any text as a machine-readable zone: no crash, and what is read is within its bounds.
 */
#include "sohoa_plugin.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    struct sohoa_mrz mrz;
    struct sohoa_err err = {0};
    if (sohoa_mrz_read(text, &mrz, &err) != SOHOA_OK) {
        if (!err.text[0])
            abort();
    } else if (mrz.held & ~mrz.checks || !memchr(mrz.text, '\0', sizeof mrz.text) ||
               strspn(mrz.text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<\n") != strlen(mrz.text)) {
        abort();
    }
    free(text);
    return 0;
}
