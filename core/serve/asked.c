/* asked.c - what handlers ask of a request: headers, parameters, members of the body. One owner. */
#include "query/citizen_text.h"
#include "reading/date.h"
#include "serve/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *request_header(struct request *rq, const char *name)
{
    return MHD_lookup_connection_value(rq->connection, MHD_HEADER_KIND, name);
}

void request_persons(struct request *rq, const json_t *value)
{
    sohoa_whose_value(&rq->whose, value);
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
