/* fuzz_pdf_signed - signatures looked for in a PDF from elsewhere (host/pdf_signed.h), and what a
 * helper process tells of them. */
#include "host/pdf_signed.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *found = sohoa_pdf_signed_json(data, size), *text = strndup((const char *)data, size);
    json_t *told = sohoa_pdf_signed_take(found), *lies = sohoa_pdf_signed_take(text);
    if (found && !told)
        abort(); /* what we wrote we can read */
    json_decref(told);
    json_decref(lies);
    free(found);
    free(text);
    return 0;
}
