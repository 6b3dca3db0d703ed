/* router.h - the table of calls: method and path, who may, and which function answers. */
#ifndef SOHOA_SERVE_ROUTER_H
#define SOHOA_SERVE_ROUTER_H
#include "serve/request.h"

enum route_flags {
    ROUTE_OPEN = 1u << 0,    /* no token needed */
    ROUTE_QUICK = 1u << 1,   /* answered in the event thread */
    ROUTE_PURPOSE = 1u << 2, /* shows personal data: X-Purpose is needed */
    ROUTE_JSON = 1u << 3,    /* takes a JSON object */
    ROUTE_UPLOAD = 1u << 4,  /* takes multipart/form-data */
    ROUTE_CSV = 1u << 5,     /* takes text */
    ROUTE_CHANGE = 1u << 6,  /* changes something */
};
#define FOR(role) (1u << (SOHOA_##role##_ROLE))

struct route {
    const char *method, *path; /* "/v1/dossiers/{dossier}/pages/{page}/image" */
    const char *action;        /* its name in the audit log and in metrics */
    unsigned flags, roles;
    void (*run)(struct request *rq); /* [many] */
    const char *query;               /* the parameters it knows, parted by blanks; NULL: none */
};

extern const struct route routes[];
extern const size_t route_count;

/* The route of method and path, its {..} in params. NULL: no such path, or (ret_allow set, a
 * malloc'd list of methods) not this method. */
const struct route *route_find(const char *method, const struct target *target,
                               const char *params[ROUTE_PARAMS_MAX], char *ret_allow, size_t room);
/* The first parameter of the target that the route does not know, lent; NULL: it knows all. */
const char *route_unknown(const struct route *route, const struct target *target);
#endif
