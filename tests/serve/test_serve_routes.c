/* The table of calls against the description: what the program does is what it says. */
#include "serve/serve.h"
#include "unit/unit.h"

#include "query/token.h"

#include <jansson.h>

struct check {
    json_t *paths;
    size_t count;
};

static json_t *operation(struct check *c, const char *method, const char *path)
{
    char small[8];
    size_t n = 0;
    for (; method[n] && n + 1 < sizeof small; n++)
        small[n] = (char)(method[n] + ('a' - 'A'));
    small[n] = '\0';
    return json_object_get(json_object_get(c->paths, path), small);
}

static unsigned roles_of(const json_t *op)
{
    unsigned roles = 0;
    size_t i;
    const json_t *name;
    json_array_foreach(json_object_get(op, "x-roles"), i, name)
    {
        int role = sohoa_token_role_find(json_string_value(name));
        assert_true(role >= 0);
        roles |= 1u << role;
    }
    return roles;
}

static bool asks_purpose(const json_t *op)
{
    size_t i;
    const json_t *parameter;
    json_array_foreach(json_object_get(op, "parameters"), i, parameter)
    {
        const char *ref = json_string_value(json_object_get(parameter, "$ref"));
        if (ref && strcmp(ref, "#/components/parameters/Purpose") == 0)
            return true;
    }
    return false;
}

/* The query parameters that are described, in their order, parted by blanks. */
static void query_of(const json_t *op, char *ret, size_t room)
{
    size_t i;
    const json_t *parameter;
    ret[0] = '\0';
    json_array_foreach(json_object_get(op, "parameters"), i, parameter)
    {
        const char *in = json_string_value(json_object_get(parameter, "in"));
        size_t used = strlen(ret);
        if (in && strcmp(in, "query") == 0)
            (void)snprintf(ret + used, room - used, "%s%s", used ? " " : "",
                           json_string_value(json_object_get(parameter, "name")));
    }
}

static void hold_against(void *arg, const struct sohoa_serve_route *route)
{
    struct check *c = arg;
    const char *method = route->method, *path = route->path;
    const json_t *op = operation(c, method, path);
    char query[256];
    if (!op)
        fail_msg("%s %s is not described", method, path);
    if (roles_of(op) != route->roles)
        fail_msg("%s %s: other roles are described", method, path);
    if (asks_purpose(op) != route->purpose)
        fail_msg("%s %s: X-Purpose is described otherwise", method, path);
    query_of(op, query, sizeof query);
    if (strcmp(query, route->query ? route->query : "") != 0)
        fail_msg("%s %s: it knows '%s', described are '%s'", method, path, route->query, query);
    c->count++;
}

static void every_call_is_described_and_every_description_is_a_call(void **state)
{
    (void)state;
    size_t size = 0, described = 0;
    const char *text = sohoa_serve_openapi(&size), *path;
    json_error_t why;
    json_t *all = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why), *item;
    assert_non_null(all);
    assert_string_equal(json_string_value(json_object_get(all, "openapi")), "3.1.0");
    struct check c = {.paths = json_object_get(all, "paths")};
    sohoa_serve_routes(hold_against, &c);
    json_object_foreach(c.paths, path, item) described += json_object_size(item);
    assert_int_equal(described, c.count);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_is_described_and_every_description_is_a_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
