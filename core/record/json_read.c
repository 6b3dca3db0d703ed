/* json_read.c - see json_read.h. */
#include "record/json_read.h"

#include "record/column.h"
#include "record/records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define TEXT_MAX (1u << 20) /* longest string from outside in a record */

const char *sohoa_json_member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

json_t *sohoa_json_text(const char *bytes)
{
    if (!bytes)
        return json_null();
    size_t size = strnlen(bytes, TEXT_MAX), n = 0;
    json_t *text = json_stringn(bytes, size);
    if (text)
        return text;
    char *clean = malloc(size * 3 + 1);
    if (!clean)
        return NULL;
    for (size_t i = 0; i < size;) {
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)bytes + i,
                                                 (utf8proc_ssize_t)(size - i), &point);
        if (used > 0) {
            memcpy(clean + n, bytes + i, (size_t)used);
            n += (size_t)used;
        } else {
            memcpy(clean + n, "\xEF\xBF\xBD", 3);
            n += 3;
        }
        i += used > 0 ? (size_t)used : 1;
    }
    text = json_stringn(clean, n);
    free(clean);
    return text;
}

static int add_bytes(const char *bytes, size_t size, void *arg)
{
    struct sohoa_column *column = arg;
    sohoa_column_bytes(column, bytes, size);
    return column->failed ? -1 : 0;
}

char *sohoa_json_line(const json_t *value)
{
    struct sohoa_column line = {0};
    int rc = value ? json_dump_callback(value, add_bytes, &line, SOHOA_JSON_FLAGS) : -1;
    sohoa_column_bytes(&line, "", 1); /* the NUL */
    if (rc == 0 && !line.failed)
        return line.bytes;
    free(line.bytes);
    return NULL;
}

json_t *sohoa_json_number(double value, int digits)
{
    if (!isfinite(value))
        value = 0;
    double scale = pow(10, digits), rounded = round(value * scale) / scale;
    if (rounded == floor(rounded) && fabs(rounded) < 1e15)
        return json_integer((json_int_t)rounded);
    return json_real(rounded);
}

void sohoa_put(struct sohoa_put *put, const char *key, json_t *value)
{
    if (json_object_set_new(put->object, key, value) != 0)
        put->failed = true;
}

void sohoa_put_text(struct sohoa_put *put, const char *key, const char *text)
{
    if (text && *text)
        sohoa_put(put, key, sohoa_json_text(text));
}

void sohoa_put_count(struct sohoa_put *put, const char *key, uint64_t count)
{
    if (count)
        sohoa_put(put, key, json_integer((json_int_t)count));
}

void sohoa_put_flag(struct sohoa_put *put, const char *key, bool flag)
{
    if (flag)
        sohoa_put(put, key, json_true());
}

void sohoa_put_number(struct sohoa_put *put, const char *key, double value, int digits)
{
    if (value != 0)
        sohoa_put(put, key, sohoa_json_number(value, digits));
}

json_t *sohoa_put_end(struct sohoa_put *put)
{
    if (!put->failed)
        return put->object;
    json_decref(put->object);
    return NULL;
}

char *sohoa_take_text(struct sohoa_take *take, const char *key)
{
    const json_t *value = json_object_get(take->object, key);
    if (!value)
        return NULL;
    if (!json_is_string(value)) {
        take->damaged = true;
        return NULL;
    }
    char *copy = strdup(json_string_value(value));
    if (!copy)
        take->no_memory = true;
    return copy;
}

void sohoa_take_into(struct sohoa_take *take, const char *key, char *buf, size_t room)
{
    const json_t *value = json_object_get(take->object, key);
    size_t n = json_string_length(value);
    if (value && (!json_is_string(value) || n >= room)) {
        take->damaged = true;
        return;
    }
    if (n)
        memcpy(buf, json_string_value(value), n);
    buf[n] = '\0';
}

uint64_t sohoa_take_count(struct sohoa_take *take, const char *key, uint64_t max)
{
    const json_t *value = json_object_get(take->object, key);
    if (!value)
        return 0;
    json_int_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < 0 || (uint64_t)n > max) {
        take->damaged = true;
        return 0;
    }
    return (uint64_t)n;
}

bool sohoa_take_flag(struct sohoa_take *take, const char *key)
{
    const json_t *value = json_object_get(take->object, key);
    if (value && !json_is_boolean(value))
        take->damaged = true;
    return json_is_true(value);
}

double sohoa_take_number(struct sohoa_take *take, const char *key)
{
    const json_t *value = json_object_get(take->object, key);
    if (value && !json_is_number(value))
        take->damaged = true;
    return json_number_value(value);
}

json_t *sohoa_take_json(struct sohoa_take *take, const char *key, json_type type)
{
    json_t *value = json_object_get(take->object, key);
    if (!value)
        return NULL;
    if (json_typeof(value) != type) {
        take->damaged = true;
        return NULL;
    }
    return json_incref(value);
}

int sohoa_take_end(const struct sohoa_take *take, const char *key, struct sohoa_err *err)
{
    if (take->no_memory)
        return sohoa_no_memory(err);
    if (take->damaged)
        return sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", key);
    return SOHOA_OK;
}
