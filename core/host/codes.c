/* codes.c - barcodes and machine-readable zones of a page. One owner changes it. */
#include "sohoa_plugin.h"

#include <stdlib.h>
#include <string.h>

struct code {
    char *symbology, *text;
    struct sohoa_box box;
};

struct sohoa_codes {
    struct code *items;
    size_t count;
};

struct sohoa_codes *sohoa_codes_new(void)
{
    return calloc(1, sizeof(struct sohoa_codes));
}

void sohoa_codes_free(struct sohoa_codes *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++) {
        free(c->items[i].symbology);
        free(c->items[i].text);
    }
    free(c->items);
    free(c);
}

int sohoa_codes_add(struct sohoa_codes *c, const char *symbology, const char *text,
                    struct sohoa_box box)
{
    if (c->count >= SOHOA_CODES_MAX ||
        strnlen(text, SOHOA_CODE_BYTES_MAX + 1) > SOHOA_CODE_BYTES_MAX)
        return -1;
    struct code *bigger = realloc(c->items, (c->count + 1) * sizeof *bigger);
    if (!bigger)
        return -1;
    c->items = bigger;
    struct code made = {.symbology = strdup(symbology), .text = strdup(text), .box = box};
    if (!made.symbology || !made.text) {
        free(made.symbology);
        free(made.text);
        return -1;
    }
    c->items[c->count++] = made;
    return 0;
}

size_t sohoa_codes_count(const struct sohoa_codes *c)
{
    return c ? c->count : 0;
}

struct sohoa_code sohoa_codes_get(const struct sohoa_codes *c, size_t index)
{
    const struct code *k = &c->items[index];
    return (struct sohoa_code){.symbology = k->symbology, .text = k->text, .box = k->box};
}
