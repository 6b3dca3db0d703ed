/* asked.c - what handlers ask of a request: headers, parameters, members of the body. One owner. */
#include "reading/date.h"
#include "serve/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

const char *request_header(struct request *rq, const char *name)
{
    return MHD_lookup_connection_value(rq->connection, MHD_HEADER_KIND, name);
}

static void add_persons(struct sohoa_whose *whose, const json_t *value, int depth)
{
    const char *key;
    json_t *item;
    size_t i;
    if (depth > DEPTH_MAX)
        return;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) add_persons(whose, item, depth + 1);
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        if (strcmp(key, "citizen") == 0 || strcmp(key, "person") == 0)
            sohoa_whose_add(whose, json_string_value(item));
        else if (json_is_object(item) || json_is_array(item))
            add_persons(whose, item, depth + 1);
    }
}

void request_persons(struct request *rq, const json_t *value)
{
    add_persons(&rq->whose, value, 0);
}

bool request_text(struct request *rq, const char *key, size_t most, const char **ret)
{
    const json_t *value = json_object_get(rq->json, key);
    *ret = NULL;
    if (!value || json_is_null(value))
        return true;
    const char *text = json_string_value(value);
    if (text && strlen(text) <= most && strlen(text) == json_string_length(value)) {
        *ret = text;
        return true;
    }
    answer_problem(rq, 400, "bad-request", "'%s' must be a text of at most %zu bytes", key, most);
    return false;
}

bool request_date(struct request *rq, const char *name, const char **ret)
{
    struct sohoa_date date;
    *ret = target_param(&rq->target, name);
    if (!*ret || (sohoa_date_parse(*ret, &date) && date.day))
        return true;
    answer_problem(rq, 400, "bad-request", "'%s' must be a date as 2026-01-31", name);
    return false;
}

bool request_number(struct request *rq, const char *name, long least, long most, long fallback,
                    long *ret)
{
    const char *text = target_param(&rq->target, name);
    *ret = fallback;
    if (!text)
        return true;
    char *end = NULL;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (!errno && *text >= '0' && *text <= '9' && !*end && n >= least && n <= most) {
        *ret = n;
        return true;
    }
    answer_problem(rq, 400, "bad-request", "'%s' must be a whole number from %ld to %ld", name,
                   least, most);
    return false;
}
