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

static void hold_against(void *arg, const char *method, const char *path, unsigned roles,
                         bool purpose)
{
    struct check *c = arg;
    const json_t *op = operation(c, method, path);
    if (!op)
        fail_msg("%s %s is not described", method, path);
    if (roles_of(op) != roles)
        fail_msg("%s %s: other roles are described", method, path);
    if (asks_purpose(op) != purpose)
        fail_msg("%s %s: X-Purpose is described otherwise", method, path);
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
