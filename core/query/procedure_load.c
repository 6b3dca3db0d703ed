/* procedure_load.c - one procedure out of its YAML tree, every mistake told with its place. One
 * loader, one thread. */
#include "query/procedure_load.h"

#include "host/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {"held", "filled", "shown", "new", NULL};

const char *sohoa_component_kind_name(enum sohoa_component_kind kind)
{
    return kind_names[kind - 1];
}

static const char *text_of(struct loader *l, const struct sohoa_yaml *map, const char *key)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(map, key);
    return node ? sohoa_load_text(l, node) : NULL;
}

/* A text for both languages, or {vi: ..., en: ...}. */
static struct sohoa_words load_words(struct loader *l, const struct sohoa_yaml *map,
                                     const char *key)
{
    static const char *const known[] = {"vi", "en", NULL};
    const struct sohoa_yaml *node = sohoa_yaml_get(map, key);
    struct sohoa_words words = {0};
    if (!node)
        return words;
    if (node->kind == SOHOA_YAML_TEXT) {
        words.vi = words.en = sohoa_load_text(l, node);
        return words;
    }
    if (!sohoa_load_is_map(l, node))
        return words;
    sohoa_load_known(l, node, known);
    words.vi = text_of(l, node, "vi");
    words.en = text_of(l, node, "en");
    words.vi = words.vi ? words.vi : words.en;
    words.en = words.en ? words.en : words.vi;
    return words;
}

/* True for small letters, digits and the mark between. */
static bool is_name(const char *text, char mark)
{
    if (*text < 'a' || *text > 'z')
        return false;
    for (; *text; text++)
        if ((*text < 'a' || *text > 'z') && (*text < '0' || *text > '9') && *text != mark)
            return false;
    return true;
}

/* d.dddddd, and perhaps a local suffix: "1.001193", "1.000948.H38" (DOMAIN of the national database
 * of procedures). */
static bool is_code(const char *text)
{
    size_t before = strspn(text, "0123456789");
    if (before == 0 || text[before] != '.')
        return false;
    size_t after = strspn(text + before + 1, "0123456789");
    const char *rest = text + before + 1 + after;
    if (after < 4 || (*rest && *rest != '.'))
        return false;
    return strspn(rest, "0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(rest) &&
           strlen(text) <= 32;
}

static void load_code(struct loader *l, const struct sohoa_yaml *root, struct sohoa_procedure *p)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(root, "code");
    if (!node) {
        sohoa_load_fault(l, root, "`code:` is missing: the procedure's number");
        return;
    }
    p->code = sohoa_load_text(l, node);
    if (p->code && !is_code(p->code))
        sohoa_load_fault(l, node, "'%s' is not the number of a procedure, such as 1.001193",
                         p->code);
}

/* ---- roles ---------------------------------------------------------------------------------- */

static void load_roles(struct loader *l, const struct sohoa_yaml *node, struct sohoa_procedure *p)
{
    static const char *const kinds[] = {"person", "woman", "man", NULL};
    if (!node || !sohoa_load_is_map(l, node))
        return;
    if (node->count > SOHOA_PROCEDURE_ROLES_MAX) {
        sohoa_load_fault(l, node, "more than %d roles", SOHOA_PROCEDURE_ROLES_MAX);
        return;
    }
    struct sohoa_schema_role *roles = sohoa_load_take(l, node->count * sizeof *roles);
    for (size_t i = 0; roles && i < node->count; i++) {
        const struct sohoa_yaml *each = &node->items[i];
        int kind = sohoa_load_choice(l, each, kinds);
        if (!is_name(each->key, '_') || strlen(each->key) > SOHOA_SCHEMA_KEY_MAX / 2)
            sohoa_load_fault_key(l, each, "'%s' is not a role: small letters, digits and '_'",
                                 each->key);
        roles[i].name = sohoa_load_copy(l, each->key, strlen(each->key));
        roles[i].kind = (enum sohoa_schema_role_kind)(kind < 0 ? SOHOA_ROLE_PERSON : kind + 1);
        if (roles[i].name)
            p->role_count = i + 1;
    }
    p->roles = roles;
}

static void check_role(struct loader *l, const struct sohoa_yaml *at, const char *name,
                       const struct sohoa_schema_role *roles, size_t count)
{
    const char *all[64];
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(roles[i].name, name) == 0)
            return;
        if (known < sizeof all / sizeof *all)
            all[known++] = roles[i].name;
    }
    const char *near = sohoa_nearest(name, all, known);
    if (near)
        sohoa_load_fault(l, at, "there is no role '%s'; '%s' is perhaps meant", name, near);
    else
        sohoa_load_fault(l, at, "there is no role '%s'", name);
}

/* One name or a list of them, each of which must be among the roles (roles NULL: not looked at). */
static struct sohoa_names load_names(struct loader *l, const struct sohoa_yaml *node,
                                     const struct sohoa_schema_role *roles, size_t role_count)
{
    size_t count = sohoa_load_count(node), kept = 0;
    const char **names = sohoa_load_take(l, (count + 1) * sizeof *names);
    for (size_t i = 0; names && i < count; i++) {
        const struct sohoa_yaml *each = sohoa_load_each(node, i);
        const char *name = sohoa_load_text(l, each);
        if (name && roles)
            check_role(l, each, name, roles, role_count);
        if (name)
            names[kept++] = name;
    }
    return (struct sohoa_names){.items = names, .count = names ? kept : 0};
}

/* ---- papers --------------------------------------------------------------------------------- */

static unsigned load_forms(struct loader *l, const struct sohoa_yaml *node)
{
    static const char *const forms[] = {"unknown",   "original",    "certified-copy",
                                        "photocopy", "declaration", NULL};
    unsigned bits = 0;
    for (size_t i = 0; i < sohoa_load_count(node); i++) {
        int which = sohoa_load_choice(l, sohoa_load_each(node, i), forms);
        bits |= which < 0 ? 0 : 1u << which;
    }
    return bits;
}

static uint32_t load_months(struct loader *l, const struct sohoa_yaml *node)
{
    if (!node)
        return 0;
    const char *text = node->kind == SOHOA_YAML_TEXT ? node->text : "";
    unsigned long months = strspn(text, "0123456789") == strlen(text) && strlen(text) <= 4
                               ? strtoul(text, NULL, 10)
                               : 0;
    if (months == 0 || months > 1200)
        sohoa_load_fault(l, node, "a number of months from 1 to 1200 is wanted here");
    return (uint32_t)months;
}

static void load_paper(struct procedure_loader *pl, const struct sohoa_yaml *node,
                       struct sohoa_procedure_paper *paper)
{
    static const char *const known[] = {"schema", "as", "form", "months", NULL};
    struct loader *l = &pl->loader;
    const struct sohoa_yaml *name = node;
    if (node->kind == SOHOA_YAML_MAP) {
        sohoa_load_known(l, node, known);
        name = sohoa_yaml_get(node, "schema");
    }
    if (!name) {
        sohoa_load_fault(l, node, "`schema:` is missing: the name of the paper");
        return;
    }
    paper->schema = sohoa_load_text(l, name);
    const struct sohoa_schema *s =
        paper->schema ? sohoa_schemas_find(pl->schemas, paper->schema) : NULL;
    if (paper->schema && pl->schemas && !s)
        sohoa_load_fault(l, name, "there is no paper '%s'", paper->schema);
    if (node->kind != SOHOA_YAML_MAP)
        return;
    paper->as =
        load_names(l, sohoa_yaml_get(node, "as"), s ? s->roles : NULL, s ? s->role_count : 0);
    paper->forms = load_forms(l, sohoa_yaml_get(node, "form"));
    paper->months = load_months(l, sohoa_yaml_get(node, "months"));
}

static void load_papers(struct procedure_loader *pl, const struct sohoa_yaml *node,
                        struct sohoa_component *c)
{
    size_t count = sohoa_load_count(node);
    if (count > SOHOA_PAPERS_MAX) {
        sohoa_load_fault(&pl->loader, node, "more than %d papers", SOHOA_PAPERS_MAX);
        return;
    }
    struct sohoa_procedure_paper *papers = sohoa_load_take(&pl->loader, count * sizeof *papers);
    for (size_t i = 0; papers && i < count; i++)
        load_paper(pl, sohoa_load_each(node, i), &papers[i]);
    c->papers = papers;
    c->paper_count = papers ? count : 0;
}

/* ---- components ----------------------------------------------------------------------------- */

static void load_component(struct procedure_loader *pl, const struct sohoa_yaml *node,
                           const struct sohoa_procedure *p, struct sohoa_component *c)
{
    static const char *const known[] = {"component", "title", "kind", "role",
                                        "papers",    "when",  "note", NULL};
    struct loader *l = &pl->loader;
    const struct sohoa_yaml *name = sohoa_yaml_get(node, "component");
    const struct sohoa_yaml *kind = sohoa_yaml_get(node, "kind");
    if (!sohoa_load_is_map(l, node))
        return;
    sohoa_load_known(l, node, known);
    c->name = name ? sohoa_load_text(l, name) : NULL;
    if (!name)
        sohoa_load_fault(l, node, "`component:` is missing: a name for it");
    else if (c->name && !is_name(c->name, '-'))
        sohoa_load_fault(l, name, "'%s' is not a name: small letters, digits and '-'", c->name);
    for (const struct sohoa_component *other = p->components; c->name && other < c; other++)
        if (other->name && strcmp(other->name, c->name) == 0)
            sohoa_load_fault(l, name, "the component '%s' is there already", c->name);
    c->title = load_words(l, node, "title");
    if (!c->title.vi)
        sohoa_load_fault(l, node, "`title:` is missing: what people call it");
    c->when = load_words(l, node, "when");
    c->note = load_words(l, node, "note");
    int which = kind ? sohoa_load_choice(l, kind, kind_names) : 0;
    c->kind = (enum sohoa_component_kind)(which < 0 ? SOHOA_COMPONENT_HELD : which + 1);
    static const struct sohoa_schema_role none;
    c->roles =
        load_names(l, sohoa_yaml_get(node, "role"), p->roles ? p->roles : &none, p->role_count);
    load_papers(pl, sohoa_yaml_get(node, "papers"), c);
    if (c->kind == SOHOA_COMPONENT_FILLED && c->paper_count != 1)
        sohoa_load_fault(l, node, "a component that is filled names one paper");
}

static void load_components(struct procedure_loader *pl, const struct sohoa_yaml *root,
                            struct sohoa_procedure *p)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(root, "components");
    if (!node || node->kind != SOHOA_YAML_LIST || node->count == 0 ||
        node->count > SOHOA_COMPONENTS_MAX) {
        sohoa_load_fault(&pl->loader, node ? node : root,
                         "`components:` is a list of 1 to %d that the procedure asks for",
                         SOHOA_COMPONENTS_MAX);
        return;
    }
    struct sohoa_component *list = sohoa_load_take(&pl->loader, node->count * sizeof *list);
    p->components = list;
    for (size_t i = 0; list && i < node->count; i++)
        load_component(pl, &node->items[i], p, &list[i]);
    p->component_count = list ? node->count : 0;
}

void sohoa_procedure_load(struct procedure_loader *pl, const struct sohoa_yaml *root,
                          struct sohoa_procedure *ret)
{
    static const char *const known[] = {"code",  "title",      "authority", "versions",
                                        "roles", "components", NULL};
    struct loader *l = &pl->loader;
    if (!sohoa_load_is_map(l, root))
        return;
    sohoa_load_known(l, root, known);
    load_code(l, root, ret);
    ret->title = load_words(l, root, "title");
    if (!ret->title.vi)
        sohoa_load_fault(l, root, "`title:` is missing: what people call it");
    ret->authority = text_of(l, root, "authority");
    sohoa_load_versions(l, sohoa_yaml_get(root, "versions"), &ret->versions, &ret->version_count);
    load_roles(l, sohoa_yaml_get(root, "roles"), ret);
    load_components(pl, root, ret);
}
