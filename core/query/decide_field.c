/* decide_field.c - see decide_field.h. Fields are built whole and only then put in place, so a lack
 * of memory leaves nothing half done. No state. */
#include "query/decide_field.h"
#include "record/json_read.h"

#include <string.h>

bool sohoa_field_decided(const json_t *field)
{
    return json_array_size(json_object_get(field, "by")) > 0;
}

bool sohoa_field_decided_by(const json_t *field, const char *operator_)
{
    const json_t *by = json_object_get(field, "by");
    for (size_t i = 0; i < json_array_size(by); i++) {
        const char *name = json_string_value(json_array_get(by, i));
        if (name && strcmp(name, operator_) == 0)
            return true;
    }
    return false;
}

/* A copy of the member, null where there is none. */
static json_t *copy_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value ? json_deep_copy(value) : json_null();
}

static json_t *names(const char *first, const char *second)
{
    json_t *by = json_array();
    if (by && (json_array_append_new(by, sohoa_json_text(first)) ||
               (second && json_array_append_new(by, sohoa_json_text(second))))) {
        json_decref(by);
        return NULL;
    }
    return by;
}

static json_t *checks_of(const struct sohoa_typed *typed)
{
    struct sohoa_put put = {.object = json_object()};
    for (uint32_t i = 0; typed && i < typed->check_count; i++)
        sohoa_put(&put, typed->checks[i].name, json_boolean(typed->checks[i].held));
    return sohoa_put_end(&put);
}

static json_t *value_of(const struct sohoa_typed *typed)
{
    return typed ? sohoa_json_text(typed->value) : json_null();
}

/* What was decided before, as an entry of the history. */
static json_t *past(const json_t *old)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "value", copy_of(old, "value"));
    sohoa_put(&put, "source", copy_of(old, "source"));
    sohoa_put(&put, "by", copy_of(old, "by"));
    sohoa_put(&put, "time", copy_of(old, "time"));
    if (json_object_get(old, "readings"))
        sohoa_put(&put, "readings", copy_of(old, "readings"));
    return sohoa_put_end(&put);
}

static json_t *history_of(const json_t *old)
{
    const json_t *before = json_object_get(old, "history");
    json_t *history = before ? json_deep_copy(before) : json_array();
    if (history && sohoa_field_decided(old) && json_array_append_new(history, past(old))) {
        json_decref(history);
        return NULL;
    }
    while (json_array_size(history) > SOHOA_DECIDE_HISTORY_MAX)
        json_array_remove(history, 0);
    return history;
}

/* What the machine had read, as it was; NULL: nothing. */
static const json_t *machine_of(const json_t *old)
{
    return sohoa_field_decided(old) ? json_object_get(old, "machine") : old;
}

json_t *sohoa_field_decide(const json_t *old, const struct sohoa_typed *typed,
                           const struct sohoa_decide_mark *mark, json_int_t page)
{
    const json_t *machine = machine_of(old), *known = json_object_get(old, "page");
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "value", value_of(typed));
    sohoa_put(&put, "raw", copy_of(old, "raw"));
    sohoa_put(&put, "confidence", json_integer(1));
    sohoa_put(&put, "page", json_is_integer(known) ? json_deep_copy(known) : json_integer(page));
    sohoa_put(&put, "box", copy_of(old, "box"));
    sohoa_put(&put, "source", json_string("operator"));
    sohoa_put(&put, "checks", checks_of(typed));
    sohoa_put(&put, "state", json_string("verified"));
    sohoa_put(&put, "by", names(mark->operator_, NULL));
    sohoa_put(&put, "time", json_string(mark->time));
    if (machine)
        sohoa_put(&put, "machine", json_deep_copy(machine));
    json_t *history = history_of(old);
    if (!history || json_array_size(history) > 0)
        sohoa_put(&put, "history", history);
    else
        json_decref(history);
    return sohoa_put_end(&put);
}

/* ---- double entry ---------------------------------------------------------------------------- */

static json_t *entry(const json_t *old, json_t *value, json_t *by)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "value", value);
    sohoa_put(&put, "source", json_string("operator"));
    sohoa_put(&put, "confidence", json_real(0.5));
    sohoa_put(&put, "page", copy_of(old, "page"));
    sohoa_put(&put, "box", copy_of(old, "box"));
    sohoa_put(&put, "by", by);
    return sohoa_put_end(&put);
}

/* Both say the same: it has two names now. */
static json_t *agreed(const json_t *old, const struct sohoa_decide_mark *mark)
{
    const char *first = json_string_value(json_array_get(json_object_get(old, "by"), 0));
    json_t *field = json_deep_copy(old), *by = names(first ? first : "", mark->operator_);
    if (!field || !by || json_object_set(field, "by", by) ||
        json_object_set_new(field, "time", json_string(mark->time))) {
        json_decref(field);
        field = NULL;
    }
    json_decref(by);
    return field;
}

static json_t *differing(const json_t *old, const struct sohoa_typed *typed,
                         const struct sohoa_decide_mark *mark)
{
    json_t *field = json_deep_copy(old), *readings = json_array();
    int failed =
        !field || !readings ||
        json_array_append_new(readings, entry(old, copy_of(old, "value"), copy_of(old, "by"))) ||
        json_array_append_new(readings,
                              entry(old, value_of(typed), names(mark->operator_, NULL))) ||
        json_object_set(field, "readings", readings) ||
        json_object_set_new(field, "state", json_string("conflict")) ||
        json_object_set_new(field, "confidence", json_real(0.5)) ||
        json_object_set_new(field, "time", json_string(mark->time));
    json_decref(readings);
    if (!failed)
        return field;
    json_decref(field);
    return NULL;
}

json_t *sohoa_field_second(const json_t *old, const struct sohoa_typed *typed,
                           const struct sohoa_decide_mark *mark)
{
    const char *was = json_string_value(json_object_get(old, "value"));
    bool same = typed ? was && strcmp(was, typed->value) == 0 : !was;
    return same ? agreed(old, mark) : differing(old, typed, mark);
}
