/* cmd_search.c - `sohoa search` and `sohoa reindex`: words on pages and in fields. Hits are held
 * until the persons in them are on record. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"
#include "query/search.h"
#include "record/json_read.h"

#include <stdio.h>

struct search {
    const char *schema, *from, *to, *agency, *citizen, *code;
    long limit;
    bool json;
};

static const struct arg_option options[] = {
    {"schema", 0, ARG_TEXT, offsetof(struct search, schema), "S", "only documents of this kind"},
    {"from", 0, ARG_TEXT, offsetof(struct search, from), "DAY", "not received before this day"},
    {"to", 0, ARG_TEXT, offsetof(struct search, to), "DAY", "not received after this day"},
    {"agency", 0, ARG_TEXT, offsetof(struct search, agency), "A", "only of this agency"},
    {"citizen", 0, ARG_TEXT, offsetof(struct search, citizen), "ID",
     "only dossiers in whose documents this ID stands"},
    {"code", 0, ARG_TEXT, offsetof(struct search, code), "C", "only those of this dossier code"},
    {"limit", 0, ARG_COUNT, offsetof(struct search, limit), "N", "at most so many (20)"},
    {"json", 0, ARG_FLAG, offsetof(struct search, json), "", "one JSON object a line"},
    {0}};

struct hits {
    json_t *array;
    struct sohoa_whose whose;
};

static bool keep_hit(void *arg, const struct sohoa_search_hit *hit)
{
    struct hits *h = arg;
    sohoa_whose_text(&h->whose, hit->line);
    return json_array_append_new(h->array, sohoa_search_hit_json(hit)) == 0;
}

static void show_progress(void *arg, uint64_t done, uint64_t total)
{
    (void)arg;
    char line[128];
    (void)snprintf(line, sizeof line, sohoa_tr("index: %llu of %llu dossiers"),
                   (unsigned long long)done, (unsigned long long)total);
    sohoa_log_progress(line);
}

static int print_hits(const struct hits *h, bool json)
{
    for (size_t i = 0; i < json_array_size(h->array); i++) {
        json_t *hit = json_array_get(h->array, i);
        const char *key = sohoa_json_member(hit, "key");
        if (json) {
            int code = cli_json_line(json_incref(hit));
            if (code != CODE_OK)
                return code;
            continue;
        }
        (void)printf("%s %d  %s%s%s\n", sohoa_json_member(hit, "dossier"),
                     (int)json_integer_value(json_object_get(hit, "page")), key, *key ? ": " : "",
                     sohoa_json_member(hit, "line"));
    }
    return CODE_OK;
}

static void tell_result(const struct sohoa_search_answer *a)
{
    if (a->loosened)
        sohoa_log(SOHOA_INFO, "nothing is spelled so; these have the same letters");
    if (a->behind)
        sohoa_log(SOHOA_WARN, "another process is still indexing: newer pages may be missing");
    if (a->found == 0)
        sohoa_log(SOHOA_INFO, "nothing was found");
    else if (a->hits < a->found)
        sohoa_log(SOHOA_INFO, a->more ? "%zu of more than %zu places" : "%zu of %zu places",
                  a->hits, a->found);
}

static int search(struct cli *cli, const struct search *o, const char *text,
                  struct sohoa_search *index)
{
    struct sohoa_err err = {0};
    struct sohoa_search_answer answer = {0};
    struct hits hits = {.array = json_array()};
    struct sohoa_search_query query = {
        .text = text,
        .schema = o->schema,
        .from = o->from,
        .to = o->to,
        .agency = o->agency,
        .citizen = o->citizen,
        .code = o->code,
        .limit = (size_t)o->limit,
    };
    int code = CODE_OK;
    sohoa_whose_add(&hits.whose, o->citizen);
    int rc = sohoa_search_follow(index, 0, NULL, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_run(index, &query, keep_hit, &hits, &answer, &err);
    if (rc != SOHOA_OK)
        code = cli_error(&err, rc == SOHOA_BAD_DOSSIER ? CODE_USAGE : CODE_STORE);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", text, &hits.whose, answer.hits ? NULL : "none");
    if (code == CODE_OK)
        code = print_hits(&hits, o->json);
    if (code == CODE_OK)
        tell_result(&answer);
    sohoa_whose_clear(&hits.whose);
    json_decref(hits.array);
    return code;
}

static int run_search(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    struct sohoa_err err = {0};
    struct sohoa_search *index = NULL;
    const struct search *o = given;
    if (cli_day("from", o->from) != CODE_OK || cli_day("to", o->to) != CODE_OK)
        return CODE_USAGE;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    if (sohoa_search_open(cli->records, &index, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    code = search(cli, o, operands[0], index);
    sohoa_search_close(index);
    return code;
}

const struct command command_search = {
    .name = "search",
    .operands = "QUERY",
    .summary = "find words on pages and in fields",
    .options = options,
    .size = sizeof(struct search),
    .least = 1,
    .most = 1,
    .run = run_search,
    .more =
        "All words must be there; \"several words\" in quotes stand next to each other; word* "
        "is a beginning.\nA word with marks finds that spelling, wherever the tone stands (Hòa, "
        "Hoà); one without finds all.",
};

static int run_reindex(struct cli *cli, void *given, int count, char **operands)
{
    (void)given, (void)count, (void)operands;
    struct sohoa_err err = {0};
    struct sohoa_search *index = NULL;
    struct sohoa_call call = cli_stop_call();
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_search_open(cli->records, &index, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_rebuild(index, &call, show_progress, NULL, &err);
    sohoa_log_progress(NULL);
    if (rc != SOHOA_OK)
        code = cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
    sohoa_search_close(index);
    return code;
}

const struct command command_reindex = {
    .name = "reindex",
    .operands = "",
    .summary = "make the index of `search` again from the store",
    .run = run_reindex,
};
