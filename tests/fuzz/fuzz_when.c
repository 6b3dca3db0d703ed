/* fuzz_when - any text as a condition: no crash, and a compiled one can be asked. */
#include "host/page.h"
#include "host/when.h"

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
    struct sohoa_when *when = NULL;
    struct sohoa_err err = {0};
    if (sohoa_when_parse(text, &when, &err) == 0) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        (void)sohoa_when_holds(when, &page);
    } else if (!err.text[0] || when) {
        abort();
    }
    sohoa_when_free(when);
    free(text);
    return 0;
}
