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
    {"GET", "/healthz", "health", ROUTE_OPEN, 0, call_health, NULL},
    {"GET", "/metrics", "metrics", ROUTE_OPEN, 0, call_metrics, NULL},
    {"GET", "/v1/openapi.json", "openapi", ROUTE_OPEN | ROUTE_QUICK, 0, call_openapi, NULL},
    {"GET", "/v1/citizens/{citizen}", "read", ROUTE_QUICK | ROUTE_PURPOSE, ASK, call_citizen, NULL},
    {"GET", "/v1/citizens/{citizen}/documents", "read", ROUTE_PURPOSE, ASK, call_citizen_documents,
     "schema valid_on"},
    {"GET", "/v1/citizens/{citizen}/dossiers", "read", ROUTE_PURPOSE, ASK, call_citizen_dossiers,
     NULL},
    {"POST", "/v1/lookup", "read", ROUTE_QUICK | ROUTE_PURPOSE | ROUTE_JSON, ASK, call_lookup,
     NULL},
    {"POST", "/v1/prefill", "read", ROUTE_PURPOSE | ROUTE_JSON, ASK, call_prefill, NULL},
    {"POST", "/v1/need", "read", ROUTE_PURPOSE | ROUTE_JSON, ASK, call_need, NULL},
    {"POST", "/v1/reuse", "change", ROUTE_JSON | ROUTE_CHANGE, DECIDE, call_reuse, NULL},
    {"POST", "/v1/register", "change", ROUTE_CSV | ROUTE_CHANGE, DECIDE, call_register, NULL},
    {"GET", "/v1/dossiers", "read", 0, ASK, call_dossiers, "code state from to after limit"},
    {"POST", "/v1/dossiers", "change", ROUTE_UPLOAD | ROUTE_CHANGE, HAND_IN, call_upload, NULL},
    {"GET", "/v1/dossiers/{dossier}", "read", ROUTE_PURPOSE, ASK, call_dossier, NULL},
    {"PATCH", "/v1/dossiers/{dossier}", "change", ROUTE_PURPOSE | ROUTE_JSON | ROUTE_CHANGE, DECIDE,
     call_patch, NULL},
    {"GET", "/v1/dossiers/{dossier}/text", "read", ROUTE_PURPOSE, ASK, call_text, "page"},
    {"GET", "/v1/dossiers/{dossier}/documents/{document}.pdf", "export", ROUTE_PURPOSE, ASK,
     call_document, NULL},
    {"GET", "/v1/dossiers/{dossier}/pages/{page}/image", "read", ROUTE_PURPOSE, ASK, call_image,
     "width upright"},
    {"GET", "/v1/dossiers/{dossier}/pages/{page}/master", "read", ROUTE_PURPOSE, ASK, call_master,
     NULL},
    {"GET", "/v1/jobs/{job}", "read", 0, HAND_IN, call_job, NULL},
    {"GET", "/v1/changes", "read", 0, ASK, call_changes, "after limit"},
    {"GET", "/v1/search", "read", ROUTE_PURPOSE, ASK, call_search,
     "q schema from to agency citizen code limit offset"},
    {"GET", "/v1/report", "read", 0, FIGURES, call_report, "from to by agency"},
    {"GET", "/v1/audit", "audit", 0, WATCH, call_audit, "from to who action citizen limit"},
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

static bool knows(const char *names, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = names; at && *at; at += *at == ' ') {
        size_t length = strcspn(at, " ");
        if (length == size && memcmp(at, name, size) == 0)
            return true;
        at += length;
    }
    return false;
}

const char *route_unknown(const struct route *route, const struct target *target)
{
    for (size_t i = 0; i < target->param_count; i++)
        if (!knows(route->query, target->params[i].name))
            return target->params[i].name;
    return NULL;
}

void sohoa_serve_routes(void (*each)(void *arg, const struct sohoa_serve_route *route), void *arg)
{
    for (size_t i = 0; i < route_count; i++) {
        struct sohoa_serve_route route = {.method = routes[i].method,
                                          .path = routes[i].path,
                                          .query = routes[i].query,
                                          .roles = routes[i].roles,
                                          .purpose = (routes[i].flags & ROUTE_PURPOSE) != 0};
        each(arg, &route);
    }
}
