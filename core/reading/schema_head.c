/* schema_head.c - what a schema says before its items: name, titles, versions, how the paper is
 * recognised, roles. One thread. */
#include "reading/date.h"
#include "reading/schema_load.h"

#include <string.h>

enum { TITLE_LETTERS = 4, ANCHOR_LETTERS = 5, PATTERNS_MAX = 32, ROLES_MAX = 32 };

static const char *text_of(struct loader *l, const struct sohoa_yaml *map, const char *key)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(map, key);
    return node ? sohoa_load_text(l, node) : NULL;
}

/* True for letters, digits and the mark between, beginning with a letter. */
static bool is_name(const char *text, char mark)
{
    if (*text < 'a' || *text > 'z')
        return false;
    for (; *text; text++)
        if ((*text < 'a' || *text > 'z') && (*text < '0' || *text > '9') && *text != mark)
            return false;
    return true;
}

static void load_name(struct loader *l, const struct sohoa_yaml *root)
{
    struct sohoa_schema *s = &l->box->schema;
    const struct sohoa_yaml *node = sohoa_yaml_get(root, "name");
    if (!node) {
        sohoa_load_fault(l, root, "`name:` is missing: the paper needs a name");
        return;
    }
    s->name = sohoa_load_text(l, node);
    if (s->name && (!is_name(s->name, '-') || strlen(s->name) > SOHOA_SCHEMA_KEY_MAX))
        sohoa_load_fault(l, node, "'%s' is not a name: small letters, digits and '-'", s->name);
}

static void load_title(struct loader *l, const struct sohoa_yaml *root)
{
    static const char *const known[] = {"vi", "en", NULL};
    struct sohoa_schema *s = &l->box->schema;
    const struct sohoa_yaml *node = sohoa_yaml_get(root, "title");
    if (node && node->kind == SOHOA_YAML_TEXT) {
        s->vi = s->en = sohoa_load_text(l, node);
        return;
    }
    if (node && sohoa_load_is_map(l, node)) {
        sohoa_load_known(l, node, known);
        s->vi = text_of(l, node, "vi");
        s->en = text_of(l, node, "en");
    } else if (!node) {
        sohoa_load_fault(l, root, "`title:` is missing: what people call the paper");
    }
    if (!s->vi)
        s->vi = s->en;
}

/* ---- versions ---------------------------------------------------------------------------- */

static bool is_date(const char *text)
{
    struct sohoa_date date;
    return strlen(text) == 10 && sohoa_date_parse(text, &date) && date.day;
}

static const char *load_date(struct loader *l, const struct sohoa_yaml *map, const char *key)
{
    const char *text = text_of(l, map, key);
    if (text && !is_date(text))
        sohoa_load_fault(l, sohoa_yaml_get(map, key), "'%s' is not a date like 2024-07-01", text);
    return text;
}

void sohoa_load_versions(struct loader *l, const struct sohoa_yaml *node,
                         const struct sohoa_schema_version **ret, size_t *ret_count)
{
    static const char *const known[] = {"from", "to", "basis", NULL};
    size_t count = 0;
    struct sohoa_schema_version *versions = sohoa_load_take(
        l, (sohoa_load_count(node) ? sohoa_load_count(node) : 1) * sizeof *versions);
    for (size_t i = 0; versions && i < sohoa_load_count(node); i++) {
        const struct sohoa_yaml *each = sohoa_load_each(node, i);
        if (!sohoa_load_is_map(l, each))
            continue;
        sohoa_load_known(l, each, known);
        struct sohoa_schema_version *v = &versions[count++];
        v->from = load_date(l, each, "from");
        v->to = load_date(l, each, "to");
        v->basis = text_of(l, each, "basis");
        if (v->from && v->to && strcmp(v->from, v->to) > 0)
            sohoa_load_fault(l, each, "ends (%s) before it begins (%s)", v->to, v->from);
    }
    *ret = versions;
    *ret_count = count;
}

/* ---- recognise --------------------------------------------------------------------------- */

static const struct sohoa_pattern *const *
load_patterns(struct loader *l, const struct sohoa_yaml *node, size_t *ret_count)
{
    size_t count = sohoa_load_count(node), kept = 0;
    if (count > PATTERNS_MAX) {
        sohoa_load_fault(l, node, "more than %d patterns", PATTERNS_MAX);
        count = PATTERNS_MAX;
    }
    const struct sohoa_pattern **list = sohoa_load_take(l, (count + 1) * sizeof *list);
    for (size_t i = 0; list && i < count; i++) {
        const struct sohoa_pattern *p = sohoa_load_pattern(l, sohoa_load_each(node, i));
        if (p)
            list[kept++] = p;
    }
    *ret_count = kept;
    return list;
}

static void load_marks(struct loader *l, const struct sohoa_yaml *map,
                       struct sohoa_marks_of_paper *marks)
{
    marks->titles = sohoa_load_phrases(l, sohoa_yaml_get(map, "titles"), TITLE_LETTERS);
    marks->anchors = sohoa_load_phrases(l, sohoa_yaml_get(map, "anchors"), ANCHOR_LETTERS);
    marks->unless = sohoa_load_phrases(l, sohoa_yaml_get(map, "not"), TITLE_LETTERS);
    marks->codes = load_patterns(l, sohoa_yaml_get(map, "codes"), &marks->code_count);
    marks->lines = load_patterns(l, sohoa_yaml_get(map, "lines"), &marks->line_count);
    if (!marks->titles.count && !marks->anchors.count && !marks->code_count && !marks->line_count)
        sohoa_load_fault(l, map, "nothing to recognise it by: titles, anchors, codes or lines");
}

static void load_recognise(struct loader *l, const struct sohoa_yaml *root)
{
    static const char *const whole[] = {"titles",   "anchors", "not",   "codes", "lines",
                                        "fallback", "added",   "front", "back",  NULL};
    static const char *const side[] = {"titles", "anchors", "not", "codes", "lines", NULL};
    static const char *const card[] = {"front", "back", NULL};
    struct sohoa_schema *s = &l->box->schema;
    const struct sohoa_yaml *node = sohoa_yaml_get(root, "recognise");
    if (!node) {
        sohoa_load_fault(l, root, "`recognise:` is missing: what tells the paper from others");
        return;
    }
    if (!sohoa_load_is_map(l, node))
        return;
    const struct sohoa_yaml *sides[] = {sohoa_yaml_get(node, "front"),
                                        sohoa_yaml_get(node, "back")};
    s->fallback = sohoa_load_bool(l, node, "fallback");
    s->added = sohoa_load_bool(l, node, "added");
    s->card = sides[0] || sides[1];
    sohoa_load_known(l, node, s->card ? card : whole);
    if (!s->card)
        load_marks(l, node, &s->marks[SOHOA_SIDE_ANY]);
    for (int i = 0; s->card && i < 2; i++) {
        if (!sides[i]) {
            sohoa_load_fault(l, node, "a card has `front:` and `back:`; one is missing");
        } else if (sohoa_load_is_map(l, sides[i])) {
            sohoa_load_known(l, sides[i], side);
            load_marks(l, sides[i], &s->marks[i ? SOHOA_SIDE_BACK : SOHOA_SIDE_FRONT]);
        }
    }
}

/* ---- roles ------------------------------------------------------------------------------- */

static void load_roles(struct loader *l, const struct sohoa_yaml *node)
{
    static const char *const kinds[] = {"person", "woman", "man", "paper", NULL};
    struct sohoa_schema *s = &l->box->schema;
    if (!node || !sohoa_load_is_map(l, node))
        return;
    if (node->count > ROLES_MAX) {
        sohoa_load_fault(l, node, "more than %d roles", ROLES_MAX);
        return;
    }
    l->roles = sohoa_load_take(l, (node->count + 1) * sizeof *l->roles);
    for (size_t i = 0; l->roles && i < node->count; i++) {
        const struct sohoa_yaml *each = &node->items[i];
        if (!is_name(each->key, '_') || strlen(each->key) > SOHOA_SCHEMA_KEY_MAX / 2) {
            sohoa_load_fault_key(l, each, "'%s' is not a role: small letters, digits and '_'",
                                 each->key);
            continue;
        }
        int kind = sohoa_load_choice(l, each, kinds);
        struct sohoa_schema_role *role = &l->roles[s->role_count++];
        role->name = sohoa_load_copy(l, each->key, strlen(each->key));
        role->kind = (enum sohoa_schema_role_kind)(kind < 0 ? SOHOA_ROLE_PERSON : kind + 1);
        if (!role->name)
            s->role_count--;
    }
    s->roles = l->roles;
}

static void load_attributes(struct loader *l, const struct sohoa_yaml *node)
{
    size_t count = sohoa_load_count(node);
    l->attributes = sohoa_load_take(l, (count + 1) * sizeof *l->attributes);
    for (size_t i = 0; l->attributes && i < count; i++) {
        const struct sohoa_yaml *each = sohoa_load_each(node, i);
        const char *text = sohoa_load_text(l, each);
        if (text && (!is_name(text, '_') || strlen(text) > SOHOA_SCHEMA_KEY_MAX / 2))
            sohoa_load_fault(l, each, "'%s' is not an attribute: small letters, digits and '_'",
                             text);
        if (text)
            l->attributes[l->attribute_count++] = text;
    }
}

void sohoa_load_head(struct loader *l, const struct sohoa_yaml *root)
{
    static const char *const known[] = {
        "name",       "title",   "form",  "authority", "versions", "recognise", "roles",
        "attributes", "layouts", "items", "checks",    "validity", "retention", NULL};
    static const char *const forms[] = {"unknown",   "original",    "certified-copy",
                                        "photocopy", "declaration", NULL};
    struct sohoa_schema *s = &l->box->schema;
    const struct sohoa_yaml *form = sohoa_yaml_get(root, "form");
    sohoa_load_known(l, root, known);
    load_name(l, root);
    load_title(l, root);
    int which = form ? sohoa_load_choice(l, form, forms) : 0;
    s->form = (enum sohoa_paper_form)(which < 0 ? 0 : which);
    s->authority = text_of(l, root, "authority");
    sohoa_load_versions(l, sohoa_yaml_get(root, "versions"), &s->versions, &s->version_count);
    load_recognise(l, root);
    load_roles(l, sohoa_yaml_get(root, "roles"));
    load_attributes(l, sohoa_yaml_get(root, "attributes"));
}
