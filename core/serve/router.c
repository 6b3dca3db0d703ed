/* router.c - the table of calls and the search in it; see router.h. openapi.json describes the same
 * calls; a test holds one against the other. */
#include "serve/router.h"

#include "serve/calls.h"
#include "serve/serve.h"

#include <stdio.h>
#include <string.h>

#define ASK (FOR(CLERK) | FOR(READER) | FOR(ADMIN))
#define DECIDE (FOR(CLERK) | FOR(ADMIN))
#define HAND_IN (FOR(SCANNER) | FOR(CLERK) | FOR(ADMIN))
#define FIGURES (FOR(CLERK) | FOR(READER) | FOR(AUDITOR) | FOR(ADMIN))
#define WATCH (FOR(AUDITOR) | FOR(ADMIN))

const struct route routes[] = {
    {"GET", "/healthz", "health", ROUTE_OPEN, 0, call_health},
    {"GET", "/metrics", "metrics", ROUTE_OPEN, 0, call_metrics},
    {"GET", "/v1/openapi.json", "openapi", ROUTE_OPEN | ROUTE_QUICK, 0, call_openapi},
    {"GET", "/v1/citizens/{citizen}", "read", ROUTE_QUICK | ROUTE_PURPOSE, ASK, call_citizen},
    {"GET", "/v1/citizens/{citizen}/documents", "read", ROUTE_PURPOSE, ASK, call_citizen_documents},
    {"GET", "/v1/citizens/{citizen}/dossiers", "read", ROUTE_PURPOSE, ASK, call_citizen_dossiers},
    {"POST", "/v1/lookup", "read", ROUTE_QUICK | ROUTE_PURPOSE | ROUTE_JSON, ASK, call_lookup},
    {"POST", "/v1/prefill", "read", ROUTE_PURPOSE | ROUTE_JSON, ASK, call_prefill},
    {"POST", "/v1/need", "read", ROUTE_PURPOSE | ROUTE_JSON, ASK, call_need},
    {"POST", "/v1/reuse", "change", ROUTE_JSON | ROUTE_CHANGE, DECIDE, call_reuse},
    {"POST", "/v1/register", "change", ROUTE_CSV | ROUTE_CHANGE, DECIDE, call_register},
    {"GET", "/v1/dossiers", "read", 0, ASK, call_dossiers},
    {"POST", "/v1/dossiers", "change", ROUTE_UPLOAD | ROUTE_CHANGE, HAND_IN, call_upload},
    {"GET", "/v1/dossiers/{dossier}", "read", ROUTE_PURPOSE, ASK, call_dossier},
    {"PATCH", "/v1/dossiers/{dossier}", "change", ROUTE_PURPOSE | ROUTE_JSON | ROUTE_CHANGE, DECIDE,
     call_patch},
    {"GET", "/v1/dossiers/{dossier}/text", "read", ROUTE_PURPOSE, ASK, call_text},
    {"GET", "/v1/dossiers/{dossier}/documents/{document}.pdf", "export", ROUTE_PURPOSE, ASK,
     call_document},
    {"GET", "/v1/dossiers/{dossier}/pages/{page}/image", "read", ROUTE_PURPOSE, ASK, call_image},
    {"GET", "/v1/dossiers/{dossier}/pages/{page}/master", "read", ROUTE_PURPOSE, ASK, call_master},
    {"GET", "/v1/jobs/{job}", "read", 0, HAND_IN, call_job},
    {"GET", "/v1/changes", "read", 0, ASK, call_changes},
    {"GET", "/v1/search", "read", ROUTE_PURPOSE, ASK, call_search},
    {"GET", "/v1/report", "read", 0, FIGURES, call_report},
    {"GET", "/v1/audit", "audit", 0, WATCH, call_audit},
};
const size_t route_count = sizeof routes / sizeof *routes;

/* One segment of the pattern, which ends at '/' or the end, against one of the target. A pattern
 * "{n}.pdf" takes "3.pdf"; what the braces stand for begins at *ret_param. */
static bool segment_fits(const char *pattern, size_t size, const char *given, bool *ret_is_param)
{
    *ret_is_param = *pattern == '{';
    if (!*ret_is_param)
        return strlen(given) == size && memcmp(pattern, given, size) == 0;
    const char *close = memchr(pattern, '}', size);
    size_t tail = close ? size - (size_t)(close + 1 - pattern) : 0, length = strlen(given);
    return length > tail && memcmp(given + length - tail, close + 1, tail) == 0;
}

static bool path_fits(const char *path, const struct target *target,
                      const char *params[ROUTE_PARAMS_MAX])
{
    size_t at = 0, param = 0;
    for (const char *p = path; *p == '/' && p[1]; at++) {
        size_t size = strcspn(p + 1, "/");
        bool is_param = false;
        if (at >= target->segment_count ||
            !segment_fits(p + 1, size, target->segments[at], &is_param))
            return false;
        if (is_param && param < ROUTE_PARAMS_MAX)
            params[param++] = target->segments[at];
        p += 1 + size;
    }
    return at == target->segment_count;
}

const struct route *route_find(const char *method, const struct target *target,
                               const char *params[ROUTE_PARAMS_MAX], char *ret_allow, size_t room)
{
    for (size_t i = 0; i < route_count; i++) {
        if (!path_fits(routes[i].path, target, params))
            continue;
        if (strcmp(routes[i].method, method) == 0)
            return &routes[i];
        size_t used = strlen(ret_allow);
        (void)snprintf(ret_allow + used, room - used, "%s%s", used ? ", " : "", routes[i].method);
    }
    return NULL;
}

void sohoa_serve_routes(void (*each)(void *arg, const char *method, const char *path,
                                     unsigned roles, bool purpose),
                        void *arg)
{
    for (size_t i = 0; i < route_count; i++)
        each(arg, routes[i].method, routes[i].path, routes[i].roles,
             (routes[i].flags & ROUTE_PURPOSE) != 0);
}
