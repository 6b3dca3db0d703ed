/* whose.c - the persons in an answer, each once; see audit.h. One owner a list. */
#include "query/audit.h"

#include <stdlib.h>
#include <string.h>

#define ID_DIGITS 12

/* Where the id stands, or would stand. */
static size_t place(const struct sohoa_whose *whose, const char *id, bool *ret_there)
{
    size_t low = 0, high = whose->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(whose->ids[middle], id);
        if (order == 0) {
            *ret_there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_there = false;
    return low;
}

static bool make_room(struct sohoa_whose *whose)
{
    if (whose->count < whose->room)
        return true;
    size_t room = whose->room ? whose->room * 2 : 8;
    char **ids =
        whose->count < SOHOA_AUDIT_WHOSE_MAX ? realloc(whose->ids, room * sizeof *ids) : NULL;
    if (!ids)
        return false;
    whose->ids = ids;
    whose->room = room;
    return true;
}

void sohoa_whose_add(struct sohoa_whose *whose, const char *id)
{
    static const char prefix[] = "person/";
    bool there = false;
    if (!id || !*id || whose->failed)
        return;
    if (strncmp(id, prefix, sizeof prefix - 1) == 0)
        id += sizeof prefix - 1;
    size_t at = place(whose, id, &there);
    if (there)
        return;
    char *copy = make_room(whose) ? strdup(id) : NULL;
    if (!copy) {
        whose->failed = true;
        return;
    }
    memmove(whose->ids + at + 1, whose->ids + at, (whose->count - at) * sizeof *whose->ids);
    whose->ids[at] = copy;
    whose->count++;
}

static void add_citizen(struct sohoa_whose *whose, const json_t *value)
{
    const char *text = json_string_value(value);
    if (text && strlen(text) == ID_DIGITS && strspn(text, "0123456789") == ID_DIGITS)
        sohoa_whose_add(whose, text);
}

void sohoa_whose_documents(struct sohoa_whose *whose, const json_t *documents)
{
    size_t i, k;
    const json_t *document, *reading;
    json_array_foreach(documents, i, document)
    {
        const char *key;
        json_t *field, *fields = json_object_get(document, "fields");
        json_object_foreach(fields, key, field)
        {
            add_citizen(whose, json_object_get(field, "value"));
            json_array_foreach(json_object_get(field, "readings"), k, reading)
            {
                add_citizen(whose, json_object_get(reading, "value"));
            }
        }
    }
}

void sohoa_whose_text(struct sohoa_whose *whose, const char *text)
{
    static const char digits[] = "0123456789";
    char id[ID_DIGITS + 1];
    for (const char *at = strpbrk(text, digits); at; at = strpbrk(at, digits)) {
        size_t n = strspn(at, digits);
        if (n == ID_DIGITS && at[0] == '0') {
            memcpy(id, at, ID_DIGITS);
            id[ID_DIGITS] = '\0';
            sohoa_whose_add(whose, id);
        }
        at += n;
    }
}

void sohoa_whose_clear(struct sohoa_whose *whose)
{
    for (size_t i = 0; i < whose->count; i++)
        free(whose->ids[i]);
    free(whose->ids);
    *whose = (struct sohoa_whose){0};
}
