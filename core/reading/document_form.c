/* document_form.c - see document_form.h. No state, any thread. */
#include "reading/document_form.h"
#include "record/forms.h"
#include "record/json_read.h"

#include <string.h>

#define DIGITS 3 /* decimals of confidences */

static json_t *checks_encode(const struct sohoa_field *field)
{
    struct sohoa_put put = {.object = json_object()};
    for (uint32_t i = 0; i < field->check_count; i++)
        sohoa_put(&put, field->checks[i].name, json_boolean(field->checks[i].held));
    if (field->reading_count && strcmp(field->source, "mrz") == 0) /* the most trusted is first */
        sohoa_put(&put, "check_digits",
                  json_boolean(field->readings[0].flags & SOHOA_READING_CHECKED));
    return sohoa_put_end(&put);
}

static json_t *readings_encode(const struct sohoa_field *field)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < field->reading_count; i++) {
        const struct sohoa_field_reading *reading = &field->readings[i];
        struct sohoa_put put = {.object = json_object()};
        sohoa_put(&put, "value", sohoa_json_text(reading->value));
        sohoa_put(&put, "source", sohoa_json_text(reading->source));
        sohoa_put(&put, "confidence", sohoa_json_number(reading->confidence, DIGITS));
        sohoa_put(&put, "page", json_integer(reading->page));
        sohoa_put(&put, "box", sohoa_box_encode(reading->box));
        if (json_array_append_new(array, sohoa_put_end(&put)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *field_encode(const struct sohoa_field *field)
{
    bool conflict = field->state == SOHOA_FIELD_CONFLICT;
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "value", sohoa_json_text(field->value));
    sohoa_put(&put, "raw", sohoa_json_text(field->raw));
    sohoa_put(&put, "confidence", sohoa_json_number(field->confidence, DIGITS));
    sohoa_put(&put, "page", json_integer(field->page));
    sohoa_put(&put, "box", sohoa_box_encode(field->box));
    sohoa_put(&put, "source", sohoa_json_text(field->source));
    sohoa_put(&put, "checks", checks_encode(field));
    sohoa_put_text(&put, "state", conflict ? "conflict" : "machine");
    if (conflict)
        sohoa_put(&put, "readings", readings_encode(field));
    sohoa_put_flag(&put, "hand", field->hand);
    return sohoa_put_end(&put);
}

static json_t *fields_encode(const struct sohoa_field_set *fields)
{
    struct sohoa_put put = {.object = json_object()};
    for (size_t i = 0; fields && i < fields->count; i++)
        sohoa_put(&put, fields->fields[i].key, field_encode(&fields->fields[i]));
    return sohoa_put_end(&put);
}

static json_t *pages_encode(const uint32_t *pages, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < count; i++)
        if (json_array_append_new(array, json_integer(pages[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

json_t *sohoa_document_encode(const struct sohoa_schema *schema, double confidence,
                              const uint32_t *pages, size_t page_count,
                              const struct sohoa_field_set *fields, const char *note)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "schema", schema ? schema->name : "unknown");
    sohoa_put(&put, "pages", pages_encode(pages, page_count));
    sohoa_put(&put, "confidence", sohoa_json_number(confidence, DIGITS));
    sohoa_put_text(&put, "form", sohoa_paper_form_name(schema ? schema->form : SOHOA_FORM_UNKNOWN));
    sohoa_put(&put, "fields", fields_encode(fields));
    sohoa_put_text(&put, "note", note);
    return sohoa_put_end(&put);
}
