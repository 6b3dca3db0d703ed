/* cmd_schemas.c - `sohoa schemas`: the papers there are, what stands on one, and the mistakes of a
 * file somebody is writing. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "host/yaml_tree.h"
#include "query/form_print.h"
#include "query/procedure.h"
#include "reading/schemas_usual.h"

#include <stdio.h>
#include <string.h>

struct schemas {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct schemas, json), "", "one JSON object a line"}, {0}};

static const char *title_of(const struct sohoa_schema *s)
{
    return sohoa_lang_get() == SOHOA_EN && s->en ? s->en : s->vi;
}

/* ---- JSON -------------------------------------------------------------------------------- */

static json_t *versions_array(const struct sohoa_schema *s)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->version_count; i++)
        json_array_append_new(list, json_pack("{s:s?,s:s?,s:s?}", "from", s->versions[i].from, "to",
                                              s->versions[i].to, "basis", s->versions[i].basis));
    return list;
}

static json_t *roles_array(const struct sohoa_schema *s)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->role_count; i++)
        json_array_append_new(list, json_string(s->roles[i].name));
    return list;
}

static void add_keys(json_t *list, json_t *seen, const struct sohoa_schema *s)
{
    for (size_t i = 0; i < s->item_count; i++) {
        const struct sohoa_item *item = &s->items[i];
        if (item->kind != SOHOA_ITEM_FIELD || !*item->key || json_object_get(seen, item->key))
            continue;
        json_object_set_new(seen, item->key, json_true());
        json_array_append_new(list,
                              json_pack("{s:s,s:s?,s:b}", "key", item->key, "type", item->type,
                                        "required", (item->flags & SOHOA_ITEM_REQUIRED) != 0));
    }
}

static json_t *fields_array(const struct sohoa_schema *s)
{
    json_t *list = json_array(), *seen = json_object();
    add_keys(list, seen, s);
    for (size_t i = 0; i < s->layout_count; i++)
        add_keys(list, seen, &s->layouts[i]);
    json_decref(seen);
    return list;
}

static int print_object(const struct sohoa_schema *s)
{
    return cli_json_line(
        json_pack("{s:s,s:{s:s,s:s?},s:s,s:s?,s:s,s:o,s:o,s:i,s:o}", "name", s->name, "title", "vi",
                  s->vi, "en", s->en, "form", sohoa_paper_form_name(s->form), "authority",
                  s->authority, "path", s->path, "versions", versions_array(s), "roles",
                  roles_array(s), "layouts", (int)s->layout_count + 1, "fields", fields_array(s)));
}

/* ---- show -------------------------------------------------------------------------------- */

static void print_item(const struct sohoa_item *item)
{
    const char *label = item->label_count ? item->labels[0] : item->find ? item->find : "";
    switch (item->kind) {
    case SOHOA_ITEM_TEXT:
        (void)printf("  -- %s\n", label);
        return;
    case SOHOA_ITEM_GRID:
    case SOHOA_ITEM_TABLE:
        (void)printf("  [%s] %s\n", item->key, label);
        return;
    default:
        break;
    }
    (void)printf("  ");
    cli_pad(*item->key ? item->key : "-", 30);
    (void)putchar(' ');
    cli_pad(item->type ? item->type : "", 16);
    (void)printf("%s %s\n", item->flags & SOHOA_ITEM_REQUIRED ? "*" : " ", label);
}

static void print_items(const struct sohoa_schema *s)
{
    for (size_t i = 0; i < s->item_count; i++)
        print_item(&s->items[i]);
}

static int print_paper(const struct sohoa_schema *s)
{
    (void)printf("%s: %s\n%s: %s\n", s->name, title_of(s), sohoa_tr("form"),
                 sohoa_paper_form_name(s->form));
    if (s->authority)
        (void)printf("%s: %s\n", sohoa_tr("authority"), s->authority);
    for (size_t i = 0; i < s->version_count; i++)
        (void)printf("%s: %s .. %s  %s\n", sohoa_tr("version"),
                     s->versions[i].from ? s->versions[i].from : "",
                     s->versions[i].to ? s->versions[i].to : "",
                     s->versions[i].basis ? s->versions[i].basis : "");
    (void)printf("%s: %s\n\n", sohoa_tr("file"), s->path);
    print_items(s);
    for (size_t i = 0; i < s->layout_count; i++) {
        (void)printf("\n%s\n", sohoa_tr("Another layout of the same paper:"));
        print_items(&s->layouts[i]);
    }
    return CODE_OK;
}

static int show(const struct sohoa_schemas *set, const char *name, bool json)
{
    const struct sohoa_schema *s = sohoa_schemas_find(set, name);
    if (!s)
        return cli_usage("there is no paper '%s'; `sohoa schemas` lists them", name);
    return json ? print_object(s) : print_paper(s);
}

static int list(const struct sohoa_schemas *set, bool json)
{
    int code = CODE_OK;
    for (size_t i = 0; code == CODE_OK && i < sohoa_schemas_count(set); i++) {
        const struct sohoa_schema *s = sohoa_schemas_at(set, i);
        if (json)
            code = print_object(s);
        else
            (void)printf("%-24s %s\n", s->name, title_of(s));
    }
    return code;
}

/* ---- check ------------------------------------------------------------------------------- */

static void print_fault(void *arg, const char *text)
{
    (void)arg;
    (void)printf("%s\n", text);
}

static int check_paper(const char *file)
{
    struct sohoa_schemas *set = NULL;
    int rc = sohoa_schema_read(file, print_fault, NULL, &set, NULL);
    if (rc == SOHOA_OK)
        (void)printf(sohoa_tr("%s: '%s' is sound\n"), file, sohoa_schemas_at(set, 0)->name);
    sohoa_schemas_close(set);
    return rc;
}

static int check_procedure(const char *file, const struct sohoa_schemas *papers)
{
    struct sohoa_procedures *set = NULL;
    int rc = sohoa_procedure_read(file, papers, print_fault, NULL, &set, NULL);
    if (rc == SOHOA_OK)
        (void)printf(sohoa_tr("%s: '%s' is sound\n"), file, sohoa_procedures_at(set, 0)->code);
    sohoa_procedures_close(set);
    return rc;
}

static int check_print(const char *file, const struct sohoa_schemas *papers)
{
    struct sohoa_form_print *print = NULL;
    int rc = sohoa_form_read(file, papers, print_fault, NULL, &print, NULL);
    if (rc == SOHOA_OK)
        (void)printf(sohoa_tr("%s: '%s' is sound\n"), file, sohoa_form_of(print)->schema);
    sohoa_form_close(print);
    return rc;
}

/* Every mistake of every file goes to stdout: they are what was asked for. A procedure has
 * components, a print has lines; whatever else is a paper. */
static int check(struct cli *cli, int count, char **files)
{
    struct sohoa_schemas *papers = NULL;
    struct sohoa_err err = {0};
    int code = CODE_OK;
    for (int i = 0; i < count; i++) {
        struct sohoa_yaml *tree = NULL;
        (void)sohoa_yaml_read(files[i], &tree, NULL); /* told by whoever reads it for good */
        bool procedure = sohoa_yaml_get(tree, "components") != NULL;
        bool print = sohoa_yaml_get(tree, "lines") != NULL;
        sohoa_yaml_free(tree);
        if ((procedure || print) && !papers &&
            sohoa_schemas_usual(cli->config, &papers, &err) != SOHOA_OK)
            return cli_error(&err, CODE_USAGE);
        int rc = procedure ? check_procedure(files[i], papers)
                 : print   ? check_print(files[i], papers)
                           : check_paper(files[i]);
        if (rc != SOHOA_OK)
            code = CODE_USAGE;
    }
    sohoa_schemas_close(papers);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct schemas *o = given;
    const char *what = count ? operands[0] : "list";
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    bool to_show = strcmp(what, "show") == 0;
    if (strcmp(what, "check") == 0)
        return count > 1 ? check(cli, count - 1, operands + 1)
                         : cli_usage("schemas check: name the files to check");
    if (to_show ? count != 2 : count > 1 || strcmp(what, "list") != 0)
        return cli_usage("schemas: list, show NAME or check FILE...");
    if (sohoa_schemas_usual(cli->config, &set, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    int code = to_show ? show(set, operands[1], o->json) : list(set, o->json);
    sohoa_schemas_close(set);
    return code;
}

const struct command command_schemas = {
    .name = "schemas",
    .operands = "[list | show NAME | check FILE...]",
    .summary = "list the papers that are known, tell what stands on one, check a file",
    .options = options,
    .size = sizeof(struct schemas),
    .least = 0,
    .most = -1,
    .run = run,
    .needs = NEEDS_STORE,
    .more =
        "check tells every mistake of each FILE (a paper, its print, a procedure) with line and "
        "column, exit code 2.\n"
        "Papers of your own: put their files into ~/.config/sohoa/schemas, or name a folder by "
        "`schemas:` in the configuration; schemas/README.md says how they are written.",
};
