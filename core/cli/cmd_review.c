/* cmd_review.c - `sohoa review`: a person goes through the doubtful fields.
 *
 * Every answer is committed at once; so what was decided is decided however the session ends, and
 * the next one goes on with what is still doubtful. Undo works inside a session. */
#include "cli/commands.h"
#include "cli/review_show.h"
#include "cli/stop.h"
#include "cli/term.h"
#include "query/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct review {
    const char *batch, *schema, *below, *operator_, *images;
    bool second;
};

static const struct arg_option options[] = {
    {"batch", 0, ARG_TEXT, offsetof(struct review, batch), "B", "only fields of this batch"},
    {"schema", 0, ARG_TEXT, offsetof(struct review, schema), "S", "only of papers of this kind"},
    {"below", 0, ARG_TEXT, offsetof(struct review, below), "C",
     "values less sure than this, from 0 to 1 (default 0.9)"},
    {"second", 0, ARG_FLAG, offsetof(struct review, second), "",
     "type again what somebody else has decided, without seeing it"},
    {"operator", 0, ARG_TEXT, offsetof(struct review, operator_), "N", "who decides"},
    {"images", 0, ARG_TEXT, offsetof(struct review, images), "HOW",
     "auto, sixel, kitty, file or none: how the value's picture is shown"},
    {0}};

/* What was done, to be undone. */
struct step {
    size_t at;
    json_t *before, *after; /* NULL: there was no such field */
};

struct session {
    struct cli *cli;
    struct sohoa_decide_env env;
    struct sohoa_review_filter filter;
    struct review_screen screen;
    struct sohoa_doubt *doubts;
    size_t count, at;
    bool back; /* the way we go over what is no longer doubtful */
    bool quit;
    bool *met; /* was shown in this session */
    struct step *steps;
    size_t step_count, step_room;
    size_t decided, differing;
    char read[SOHOA_ID_SIZE]; /* the dossier whose reading is on record */
    int code;
};

/* ---- deciding -------------------------------------------------------------------------------- */

static json_t *field_now(struct session *s, const struct sohoa_doubt *doubt)
{
    struct sohoa_err err = {0};
    struct sohoa_review_item item = {0};
    if (sohoa_review_get(s->cli->records, doubt, &item, &err) != SOHOA_OK)
        return NULL;
    json_t *field = item.field ? json_deep_copy(item.field) : NULL;
    sohoa_review_item_clear(&item);
    return field;
}

static void remember(struct session *s, const json_t *before, json_t *after)
{
    if (s->step_count == s->step_room) {
        size_t room = s->step_room ? s->step_room * 2 : 64;
        struct step *bigger = realloc(s->steps, room * sizeof *bigger);
        if (!bigger) { /* it cannot be undone, that is all */
            json_decref(after);
            return;
        }
        s->steps = bigger;
        s->step_room = room;
    }
    s->steps[s->step_count++] =
        (struct step){.at = s->at, .before = json_deep_copy(before), .after = after};
}

/* False: it cannot be recorded, so it is not done. */
static bool on_record(struct session *s, const char *action,
                      const struct sohoa_dossier_record *dossier)
{
    const char *outcome = NULL;
    struct cli_begun begun = cli_begun(s->filter.operator_);
    if (strcmp(action, "change") == 0)
        outcome = begun.text;
    int code = cli_audit_dossier(s->cli, action, dossier, outcome);
    if (code == CODE_OK)
        return true;
    s->code = code;
    s->quit = true;
    return false;
}

static void go_on(struct session *s)
{
    s->at++;
    s->back = false;
}

static void decide(struct session *s, const struct sohoa_review_item *item, const char *value)
{
    struct sohoa_err err = {0};
    const struct sohoa_doubt *doubt = &s->doubts[s->at];
    const struct sohoa_decision one = {.document = doubt->document,
                                       .key = doubt->key,
                                       .value = value,
                                       .seen = item->field ? item->field : json_null()};
    const struct sohoa_decide_request request = {.dossier = doubt->dossier,
                                                 .operator_ = s->filter.operator_,
                                                 .decisions = &one,
                                                 .count = 1,
                                                 .second = s->filter.second};
    if (!on_record(s, "change", &item->dossier))
        return;
    int rc = sohoa_decide_set(&s->env, &request, NULL, &err);
    (void)cli_audit_ended(s->cli, doubt->dossier, rc == SOHOA_OK ? CODE_OK : CODE_USAGE);
    if (rc == SOHOA_OK) {
        remember(s, item->field, field_now(s, doubt));
        s->decided++;
        go_on(s);
        return;
    }
    (void)cli_error(&err, 0); /* and it is shown again, as it is now */
    if (rc == SOHOA_FATAL) {
        s->code = CODE_STORE;
        s->quit = true;
    }
}

static void undo(struct session *s)
{
    struct sohoa_err err = {0};
    if (s->step_count == 0) {
        sohoa_log(SOHOA_INFO, "nothing was decided in this session");
        return;
    }
    struct step step = s->steps[--s->step_count];
    const struct sohoa_doubt *doubt = &s->doubts[step.at];
    s->code = cli_audit(s->cli, "change", doubt->dossier, NULL, "begun: undo");
    s->quit = s->code != CODE_OK;
    int rc = SOHOA_OK;
    if (!s->quit)
        rc = sohoa_decide_undo(&s->env, doubt->dossier, doubt->document, doubt->key, step.after,
                               step.before, s->filter.operator_, &err);
    if (rc != SOHOA_OK) {
        (void)cli_error(&err, 0);
    } else if (!s->quit) {
        s->at = step.at;
        s->decided--;
        s->read[0] = '\0';
    }
    json_decref(step.before);
    json_decref(step.after);
}

/* ---- answers --------------------------------------------------------------------------------- */

static void help(void)
{
    (void)printf("%s\n",
                 sohoa_tr("Enter: it is right    a text: this is right    :-  the paper has none\n"
                          ":1 :2  take that reading    Right: mend the value shown\n"
                          "Tab or :s  leave it    Up or :b  back    Ctrl-Z or :u  undo    "
                          "Ctrl-D or :q  quit"));
}

static void take_reading(struct session *s, const struct sohoa_review_item *item, size_t number)
{
    const json_t *readings = json_object_get(item->field, "readings");
    const json_t *reading = number ? json_array_get(readings, number - 1) : NULL;
    if (!reading || s->filter.second) {
        sohoa_log(SOHOA_ERROR, "there is no reading %zu", number);
        return;
    }
    decide(s, item, json_string_value(json_object_get(reading, "value")));
}

static void step_back(struct session *s)
{
    s->back = true;
    s->at -= s->at > 0;
}

static void command(struct session *s, const struct sohoa_review_item *item, const char *text)
{
    if (strcmp(text, "-") == 0)
        decide(s, item, NULL);
    else if (strcmp(text, "s") == 0)
        go_on(s);
    else if (strcmp(text, "b") == 0)
        step_back(s);
    else if (strcmp(text, "u") == 0)
        undo(s);
    else if (strcmp(text, "q") == 0)
        s->quit = true;
    else if (*text && strspn(text, "0123456789") == strlen(text))
        take_reading(s, item, strtoul(text, NULL, 10));
    else
        help();
}

static void answer(struct session *s, const struct sohoa_review_item *item, const char *text)
{
    if (text[0] == ':')
        command(s, item, text + 1);
    else if (text[strspn(text, " \t")])
        decide(s, item, text);
    else if (s->filter.second)
        help(); /* nothing was shown that could be right */
    else
        decide(s, item, json_string_value(json_object_get(item->field, "value")));
}

static void ask(struct session *s, const struct sohoa_review_item *item)
{
    char text[TERM_LINE_MAX];
    const char *offer =
        s->filter.second ? NULL : json_string_value(json_object_get(item->field, "value"));
    switch (term_read("> ", offer, text)) {
    case TERM_LINE:
        answer(s, item, text);
        break;
    case TERM_SKIP:
        go_on(s);
        break;
    case TERM_BACK:
        step_back(s);
        break;
    case TERM_UNDO:
        undo(s);
        break;
    case TERM_QUIT:
        s->quit = true;
        break;
    }
}

/* ---- the walk -------------------------------------------------------------------------------- */

static void pass(struct session *s)
{
    if (s->back && s->at > 0)
        s->at--;
    else
        go_on(s);
}

/* Behind the last field one can still go back. */
static void finish(struct session *s)
{
    char text[TERM_LINE_MAX];
    (void)printf("\n%s\n", sohoa_tr("That was the last one. Enter: finish    Up or :b  back    "
                                    "Ctrl-Z or :u  undo"));
    enum term_key key = term_read("> ", NULL, text);
    if (key == TERM_BACK || (key == TERM_LINE && strcmp(text, ":b") == 0))
        step_back(s);
    else if (key == TERM_UNDO || (key == TERM_LINE && strcmp(text, ":u") == 0))
        undo(s);
    else if (key != TERM_SKIP)
        s->quit = true;
}

static void visit(struct session *s)
{
    struct sohoa_err err = {0};
    struct sohoa_review_item item = {0};
    const struct sohoa_doubt *doubt = &s->doubts[s->at];
    int rc = sohoa_review_get(s->cli->records, doubt, &item, &err);
    if (rc == SOHOA_FATAL) {
        s->code = cli_error(&err, CODE_STORE);
        s->quit = true;
        return;
    }
    bool wanted = rc == SOHOA_OK && (s->met[s->at] || sohoa_review_wants(&s->filter, item.field));
    if (wanted && strcmp(s->read, doubt->dossier) != 0) {
        (void)on_record(s, "read", &item.dossier);
        memcpy(s->read, doubt->dossier, sizeof s->read);
    }
    if (!wanted) {
        pass(s);
    } else if (!s->quit) {
        s->met[s->at] = true;
        review_show(&s->screen, doubt, &item, s->at + 1, s->count, s->filter.second);
        ask(s, &item);
    }
    sohoa_review_item_clear(&item);
}

static void walk(struct session *s)
{
    s->at = 0;
    s->back = s->quit = false;
    while (!s->quit && !cli_stopped())
        if (s->at < s->count)
            visit(s);
        else
            finish(s);
}

/* ---- double entry ---------------------------------------------------------------------------- */

/* Only the fields in which both differ are left in the list. */
static void keep_differing(struct session *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        json_t *field = s->met[i] ? field_now(s, &s->doubts[i]) : NULL;
        const char *state = json_string_value(json_object_get(field, "state"));
        bool differs = state && strcmp(state, "conflict") == 0;
        json_decref(field);
        struct sohoa_doubt doubt = s->doubts[i];
        s->doubts[i] = s->doubts[kept];
        s->doubts[kept] = doubt;
        kept += differs;
    }
    for (size_t i = kept; i < s->count; i++)
        free(s->doubts[i].key);
    s->count = kept;
    memset(s->met, 0, kept * sizeof *s->met);
}

static void forget_steps(struct session *s)
{
    for (size_t i = 0; i < s->step_count; i++) {
        json_decref(s->steps[i].before);
        json_decref(s->steps[i].after);
    }
    s->step_count = 0;
}

static void show_differences(struct session *s)
{
    forget_steps(s);
    keep_differing(s);
    s->differing = s->count;
    s->filter.second = false;
    s->read[0] = '\0';
    if (s->count == 0)
        return;
    (void)printf("\n%s\n", sohoa_tr("Both entries differ here. Enter: the first is right    "
                                    ":2  yours    a text: this is right"));
    walk(s);
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static int begin(struct session *s, const struct review *o, const char *dossier)
{
    struct sohoa_err err = {0};
    bool more = false;
    s->filter = (struct sohoa_review_filter){.batch = o->batch,
                                             .schema = o->schema,
                                             .dossier = dossier,
                                             .second = o->second,
                                             .operator_ = cli_operator(s->cli, o->operator_)};
    if (!s->filter.operator_)
        return cli_usage("say who decides: --operator NAME");
    if (o->below) {
        char *end;
        s->filter.below = strtod(o->below, &end);
        if (*end || !(s->filter.below > 0 && s->filter.below <= 1))
            return cli_usage("--below is a number from 0 to 1, not '%s'", o->below);
    }
    if (sohoa_decide_open(s->cli->config, s->cli->records, &s->env, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    if (o->schema && !sohoa_schemas_find(s->env.schemas, o->schema))
        return cli_usage("there is no kind of paper '%s'; `sohoa schemas` lists them", o->schema);
    int rc = sohoa_review_list(s->cli->records, &s->filter, &s->doubts, &s->count, &more, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, rc == SOHOA_END ? CODE_USAGE : CODE_STORE);
    if (more)
        sohoa_log(SOHOA_INFO, "these are the first %d fields; there are more", SOHOA_REVIEW_MAX);
    s->met = calloc(s->count + 1, sizeof *s->met);
    if (!s->met)
        return cli_no_memory();
    s->screen = (struct review_screen){.cli = s->cli, .schemas = s->env.schemas};
    if (!term_images_open(&s->screen.images, o->images))
        return cli_usage("--images is auto, sixel, kitty, file or none, not '%s'", o->images);
    return CODE_OK;
}

static void end(struct session *s)
{
    forget_steps(s);
    free(s->steps);
    free(s->met);
    sohoa_review_free(s->doubts, s->count);
    review_screen_close(&s->screen);
    sohoa_decide_close(&s->env);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct review *o = given;
    struct sohoa_dossier_record d = {0};
    struct session s = {.cli = cli};
    int code = cli_store(cli, 0);
    if (code == CODE_OK && count > 0)
        code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    (void)cli_stop();
    code = begin(&s, o, count > 0 ? d.id : NULL);
    if (code == CODE_OK && s.count == 0) {
        sohoa_log(SOHOA_INFO, "no field there is in doubt");
    } else if (code == CODE_OK) {
        if (term_is_terminal())
            help();
        walk(&s);
        if (o->second && s.code == CODE_OK)
            show_differences(&s);
        sohoa_log(SOHOA_INFO, "decided: %zu", s.decided);
        code = s.code;
    }
    end(&s);
    sohoa_dossier_record_clear(&d);
    return code == CODE_OK && cli_stopped() ? CODE_STOPPED : code;
}

const struct command command_review = {
    .name = "review",
    .operands = "[DOSSIER]",
    .summary = "go through the fields in doubt, each with its picture",
    .options = options,
    .size = sizeof(struct review),
    .most = 1,
    .run = run,
    .needs = NEEDS_PLUGINS,
    .more =
        "In doubt is what was read in two ways, is less sure than 0.9, handwritten, or failed a "
        "check. Every\nanswer is kept at once; the next review goes on with what is left. "
        "Without a terminal the answers\nare lines of the standard input.",
};
