/* document.c - see document.h. A document is read-only, any thread; fields have one owner. */
#include "reading/document.h"
#include "host/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sohoa_document {
    const struct sohoa_schema *schema;
    size_t count;
    const struct sohoa_page_view *pages[];
};

struct sohoa_document *sohoa_document_new(const struct sohoa_schema *schema,
                                          const struct sohoa_page_view *const *pages, size_t count)
{
    struct sohoa_document *document = malloc(sizeof *document + count * sizeof(*pages));
    if (!document)
        return NULL;
    document->schema = schema;
    document->count = count;
    if (count)
        memcpy(document->pages, pages, count * sizeof(*pages));
    return document;
}

void sohoa_document_free(struct sohoa_document *document)
{
    free(document);
}

size_t sohoa_document_pages(const struct sohoa_document *document)
{
    return document->count;
}

const struct sohoa_page_view *sohoa_document_page(const struct sohoa_document *document,
                                                  size_t index)
{
    return document->pages[index];
}

const struct sohoa_schema *sohoa_document_schema(const struct sohoa_document *document)
{
    return document->schema;
}

struct sohoa_box sohoa_page_view_upright(const struct sohoa_page_view *view, struct sohoa_box box)
{
    double turned[9];
    for (uint32_t i = 0; i < view->patch_count; i++) {
        const struct sohoa_box *in = &view->patches[i].box;
        struct sohoa_box there = sohoa_box_upright(view->patches[i].to_master, box);
        int64_t x = (int64_t)there.x + there.w / 2 - in->x;
        int64_t y = (int64_t)there.y + there.h / 2 - in->y;
        if (x >= 0 && y >= 0 && x < in->w && y < in->h)
            return there;
    }
    if (view->to_master)
        return sohoa_box_upright(view->to_master, box);
    if (view->rotated == 0 && fabsf(view->skew) < 0.01F)
        return box;
    sohoa_upright_turned(view->width, view->height, view->rotated, (double)view->skew, turned);
    return sohoa_box_upright(turned, box);
}

/* ---- readings ----------------------------------------------------------------------------- */

struct sohoa_fields {
    const struct sohoa_schema *schema;
    bool (*known)(const struct sohoa_schema *, const char *key);
    struct sohoa_reading *items;
    size_t count, room;
};

struct sohoa_fields *sohoa_fields_new(const struct sohoa_schema *schema,
                                      bool (*known)(const struct sohoa_schema *, const char *key))
{
    struct sohoa_fields *fields = calloc(1, sizeof *fields);
    if (fields) {
        fields->schema = schema;
        fields->known = known;
    }
    return fields;
}

static void reading_clear(struct sohoa_reading *reading)
{
    free((char *)(uintptr_t)reading->key);
    free((char *)(uintptr_t)reading->raw);
}

void sohoa_fields_free(struct sohoa_fields *fields)
{
    if (!fields)
        return;
    for (size_t i = 0; i < fields->count; i++)
        reading_clear(&fields->items[i]);
    free(fields->items);
    free(fields);
}

const struct sohoa_reading *sohoa_fields_all(const struct sohoa_fields *fields, size_t *ret_count)
{
    *ret_count = fields->count;
    return fields->items;
}

static const char *known_source(const char *source)
{
    static const char *const sources[] = {"ocr", "qr", "mrz", "pdf", "manifest"};
    for (size_t i = 0; source && i < sizeof sources / sizeof *sources; i++)
        if (strcmp(source, sources[i]) == 0)
            return sources[i];
    return NULL;
}

static char *copy_raw(const char *raw)
{
    size_t n = strnlen(raw, SOHOA_READING_RAW_MAX);
    if (n == SOHOA_READING_RAW_MAX)
        while (n > 0 && ((unsigned char)raw[n] & 0xC0) == 0x80)
            n--;
    return strndup(raw, n);
}

static float share(float v)
{
    return v > 0 ? (v < 1 ? v : 1) : 0; /* also what NaN becomes */
}

/* The members that this host knows, of a struct that may be shorter or longer. */
static struct sohoa_reading as_known(const struct sohoa_reading *reading)
{
    struct sohoa_reading own = {0};
    size_t size = reading->size < sizeof own ? reading->size : sizeof own;
    memcpy(&own, reading, size);
    own.size = sizeof own;
    return own;
}

static int make_room(struct sohoa_fields *fields)
{
    if (fields->count < fields->room)
        return 0;
    size_t room = fields->room ? fields->room * 2 : 64;
    struct sohoa_reading *items = realloc(fields->items, room * sizeof *items);
    if (!items)
        return -1;
    fields->items = items;
    fields->room = room;
    return 0;
}

int sohoa_fields_add(struct sohoa_fields *fields, const struct sohoa_reading *reading)
{
    struct sohoa_reading own = as_known(reading);
    own.source = known_source(own.source);
    if (!own.key || !own.raw || !own.source || strlen(own.key) > SOHOA_READING_KEY_MAX ||
        (fields->known && !fields->known(fields->schema, own.key)) ||
        fields->count >= SOHOA_FIELD_READINGS_MAX || make_room(fields))
        return -1;
    own.confidence = share(own.confidence);
    own.place = share(own.place);
    own.key = strdup(own.key);
    own.raw = copy_raw(own.raw);
    if (!own.key || !own.raw) {
        reading_clear(&own);
        return -1;
    }
    fields->items[fields->count++] = own;
    return 0;
}
