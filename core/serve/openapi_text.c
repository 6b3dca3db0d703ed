/* openapi_text.c - openapi.json, which stands beside this file, inside the program. */
#include "serve/serve.h"

__asm__(".section .rodata\n"
        ".global sohoa_openapi_first\n"
        ".global sohoa_openapi_last\n"
        "sohoa_openapi_first:\n"
        ".incbin \"" SOHOA_OPENAPI_FILE "\"\n"
        "sohoa_openapi_last:\n"
        ".byte 0\n"
        ".previous\n");
extern const char sohoa_openapi_first[], sohoa_openapi_last[];

const char *sohoa_serve_openapi(size_t *ret_size)
{
    *ret_size = (size_t)(sohoa_openapi_last - sohoa_openapi_first);
    return sohoa_openapi_first;
}
