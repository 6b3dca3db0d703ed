/* carry.c - see carry.h. */
#include "record/carry.h"

#include <stdbool.h>

struct window {
    json_int_t first, last, behind;
};

static bool is_in(const struct window *w, json_int_t page)
{
    return page >= w->first && page <= w->last;
}

/* Sets the page numbers of a field, of its readings and of what it keeps of the machine. */
static int move_field(const struct window *w, json_t *field)
{
    json_int_t page = json_integer_value(json_object_get(field, "page"));
    json_t *readings = json_object_get(field, "readings");
    int failed = 0;
    if (page)
        failed = json_object_set_new(
            field, "page", json_integer(is_in(w, page) ? page - w->first + 1 + w->behind : 0));
    for (size_t i = 0; i < json_array_size(readings) && !failed; i++)
        failed = move_field(w, json_array_get(readings, i));
    json_t *machine = json_object_get(field, "machine");
    return failed || (machine && move_field(w, machine)) ? -1 : 0;
}

static int carry_fields(const struct window *w, const json_t *from, json_t *to)
{
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)from, key, field)
    {
        if (json_array_size(json_object_get(field, "by")) == 0 ||
            !is_in(w, json_integer_value(json_object_get(field, "page"))))
            continue;
        json_t *copy = json_deep_copy(field);
        if (!copy || move_field(w, copy)) {
            json_decref(copy);
            return -1;
        }
        if (json_object_set_new(to, key, copy))
            return -1;
    }
    return 0;
}

/* The pages inside the window, renumbered; NULL: out of memory. */
static json_t *carry_pages(const struct window *w, const json_t *from)
{
    json_t *pages = json_array();
    for (size_t i = 0; pages && i < json_array_size(from); i++) {
        json_int_t page = json_integer_value(json_array_get(from, i));
        if (is_in(w, page) &&
            json_array_append_new(pages, json_integer(page - w->first + 1 + w->behind))) {
            json_decref(pages);
            return NULL;
        }
    }
    return pages;
}

static int carry_one(const struct window *w, const json_t *document, json_t *to)
{
    json_t *fields = json_object(), *pages = carry_pages(w, json_object_get(document, "pages"));
    json_t *copy = json_copy((json_t *)(uintptr_t)document);
    int failed =
        !fields || !pages || !copy || carry_fields(w, json_object_get(document, "fields"), fields);
    if (!failed && json_object_size(fields) > 0)
        failed = json_object_set(copy, "fields", fields) || json_object_set(copy, "pages", pages) ||
                 json_array_append(to, copy);
    json_decref(fields);
    json_decref(pages);
    json_decref(copy);
    return failed ? -1 : 0;
}

int sohoa_documents_carry(const json_t *from, uint32_t first, uint32_t last, uint32_t behind,
                          json_t *to)
{
    const struct window w = {first, last, behind};
    for (size_t i = 0; i < json_array_size(from); i++)
        if (carry_one(&w, json_array_get(from, i), to))
            return -1;
    return 0;
}
