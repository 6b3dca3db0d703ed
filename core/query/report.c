/* report.c - the walks of a report: register, dossiers, batches, change feed, access record; each
 * adds to the total and to its group. See report.h. One thread a call. */
#include "query/report.h"

#include "query/register.h"
#include "query/report_parts.h"
#include "query/reuse.h"
#include "reading/date.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const by_names[] = {NULL, "agency", "procedure", "operator", "day"};

int sohoa_report_by_name(const char *name)
{
    for (int i = 1; i < (int)(sizeof by_names / sizeof *by_names); i++)
        if (strcmp(by_names[i], name) == 0)
            return i;
    return -1;
}

bool sohoa_report_stop(struct report *p, int rc)
{
    p->rc = rc;
    return false;
}

static bool no_memory(struct report *p)
{
    return sohoa_report_stop(p, sohoa_no_memory(p->err));
}

/* ---- groups --------------------------------------------------------------------------------- */

struct tally *sohoa_report_group(struct report *p, const char *name)
{
    if (p->ask->by == SOHOA_REPORT_WHOLE)
        return NULL;
    const char *key = name && *name ? name : "-";
    const json_t *at = json_object_get(p->index, key);
    if (at)
        return &p->groups[json_integer_value(at)];
    if (p->group_count == SOHOA_REPORT_GROUPS_MAX) {
        (void)sohoa_report_stop(p, sohoa_fail(p->err, SOHOA_BAD_DOSSIER, "more than %d groups",
                                              (int)SOHOA_REPORT_GROUPS_MAX));
        return NULL;
    }
    if (p->group_count == p->group_room) {
        size_t room = p->group_room ? p->group_room * 2 : 16;
        struct tally *groups = realloc(p->groups, room * sizeof *groups);
        if (!groups) {
            (void)no_memory(p);
            return NULL;
        }
        p->groups = groups;
        p->group_room = room;
    }
    if (json_object_set_new(p->index, key, json_integer((json_int_t)p->group_count)) != 0) {
        (void)no_memory(p);
        return NULL;
    }
    p->groups[p->group_count] = (struct tally){0};
    return &p->groups[p->group_count++];
}

/* True when a day (or the beginning of a stamp) lies in the period. */
static bool in_period(const struct report *p, const char *day)
{
    return strncmp(day, p->ask->from, 10) >= 0 && strncmp(day, p->ask->to, 10) <= 0;
}

static bool wanted(const struct report *p, const char *agency)
{
    return !p->ask->agency || strcmp(p->ask->agency, agency ? agency : "") == 0;
}

/* ---- the register --------------------------------------------------------------------------- */

struct held { /* of one dossier code */
    bool component, result, reused, shared, population;
};

static bool see_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct held *h = arg;
    bool live =
        d->state && (strcmp(d->state, "complete") == 0 || strcmp(d->state, "attention") == 0 ||
                     strcmp(d->state, "incomplete") == 0);
    bool result = d->part && strcmp(d->part, "result") == 0;
    h->result |= live && result;
    h->component |= live && !result;
    return true;
}

static bool see_reuse(void *arg, const char *key, const json_t *reuse)
{
    (void)key;
    struct held *h = arg;
    const char *shared = sohoa_json_member(reuse, "shared");
    if (strcmp(shared, SOHOA_SHARED_POPULATION) == 0) {
        h->population = true;
        return true;
    }
    h->reused = true;
    h->shared |= *shared != '\0';
    return true;
}

static void count_entry(struct tally *t, const json_t *entry, const struct held *h, bool received,
                        bool finished)
{
    const char *channel = sohoa_json_member(entry, "channel"),
               *result = sohoa_json_member(entry, "result");
    bool online = strcmp(channel, "online") == 0, both = strcmp(result, "both") == 0;
    bool on_paper = both || strcmp(result, "paper") == 0;
    bool as_file = h->result || both || strcmp(result, "electronic") == 0;
    bool digitised = (h->component || online) && (!on_paper || as_file);
    if (received) {
        t->received++;
        t->on_paper += !online;
        t->digitised += digitised;
        t->on_paper_digitised += digitised && !online;
        t->reused += h->reused;
        t->shared += h->shared;
        sohoa_tally_population(t, sohoa_json_member(entry, "procedure"), h->population);
    }
    t->finished += finished;
    t->results += finished && as_file;
}

static bool add_entry(void *arg, const char *key, const json_t *entry)
{
    (void)key;
    struct report *p = arg;
    struct held held = {0};
    const char *code = sohoa_json_member(entry, "code"),
               *finish = sohoa_json_member(entry, "finished");
    bool received = in_period(p, sohoa_json_member(entry, "received"));
    bool finished = *finish && in_period(p, finish);
    if ((!received && !finished) || !wanted(p, sohoa_json_member(entry, "agency")))
        return true;
    int rc = sohoa_dossiers_each(p->r, code, NULL, see_dossier, &held, p->err);
    if (rc == SOHOA_OK)
        rc = sohoa_reuse_each(p->r, code, see_reuse, &held, p->err);
    if (rc != SOHOA_OK)
        return sohoa_report_stop(p, rc);
    const char *population = sohoa_json_member(entry, "population");
    held.population |= strcmp(population, "yes") == 0;
    p->known.registered |= received;
    p->known.population |= received && (*population || held.population);
    count_entry(&p->total, entry, &held, received, finished);
    char day[11];
    (void)snprintf(day, sizeof day, "%.10s", sohoa_json_member(entry, "received"));
    const char *name = p->ask->by == SOHOA_REPORT_DAY ? day
                       : p->ask->by == SOHOA_REPORT_PROCEDURE
                           ? sohoa_json_member(entry, "procedure")
                           : sohoa_json_member(entry, "agency");
    if (p->ask->by == SOHOA_REPORT_OPERATOR || (p->ask->by == SOHOA_REPORT_DAY && !received))
        return true;
    struct tally *group = sohoa_report_group(p, name);
    if (group)
        count_entry(group, entry, &held, received, finished);
    return p->rc == SOHOA_OK;
}

/* ---- batches -------------------------------------------------------------------------------- */

static void add_ledger(struct tally *t, const struct sohoa_batch *b)
{
    const struct sohoa_ledger *l = &b->ledger;
    size_t i;
    const json_t *alarm;
    t->batches++;
    t->ledger.captured += l->captured;
    t->ledger.stored += l->stored;
    t->ledger.blank += l->blank;
    t->ledger.separator += l->separator;
    t->ledger.quarantined += l->quarantined;
    t->ledger.pending += l->pending;
    json_array_foreach(b->alarms, i, alarm)
    {
        t->alarms += !json_is_true(json_object_get(alarm, "acknowledged"));
    }
}

static bool add_batch(void *arg, const struct sohoa_batch *b)
{
    struct report *p = arg;
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "agency", b->agency);
    sohoa_put_text(&put, "operator", b->operator_);
    sohoa_put_text(&put, "device", b->device ? b->device : b->kind);
    if (json_object_set_new(p->batches, b->id, sohoa_put_end(&put)) != 0)
        return no_memory(p);
    if (!in_period(p, b->started) || !wanted(p, b->agency))
        return true;
    add_ledger(&p->total, b);
    char day[11];
    (void)snprintf(day, sizeof day, "%.10s", b->started);
    if (!p->known.ledgers)
        return true;
    struct tally *group = sohoa_report_group(p, p->ask->by == SOHOA_REPORT_DAY        ? day
                                                : p->ask->by == SOHOA_REPORT_OPERATOR ? b->operator_
                                                                                      : b->agency);
    if (group)
        add_ledger(group, b);
    return p->rc == SOHOA_OK;
}

/* ---- dossiers ------------------------------------------------------------------------------- */

static void count_fields(struct tally *t, const json_t *documents)
{
    size_t i;
    const json_t *document, *field;
    const char *key;
    json_array_foreach(documents, i, document)
    {
        t->documents++;
        sohoa_tally_paper(
            t, *sohoa_json_member(document, "schema") ? sohoa_json_member(document, "schema") : "-",
            json_array_size(json_object_get(document, "pages")));
        json_object_foreach(json_object_get(document, "fields"), key, field)
        {
            const char *state = sohoa_json_member(field, "state");
            t->fields++;
            t->verified += strcmp(state, "verified") == 0;
            t->conflicts += strcmp(state, "conflict") == 0;
        }
    }
}

static void count_dossier(struct tally *t, const struct sohoa_dossier_record *d, const char *device,
                          bool registered)
{
    uint64_t pages = d->pages ? json_array_size(d->pages) : (uint64_t)d->last - d->first + 1;
    t->dossiers++;
    t->pages += pages;
    t->unregistered += !registered;
    sohoa_tally_device(t, device, pages);
    count_fields(t, d->documents);
}

struct tally *sohoa_report_group_of(struct report *p, const struct sohoa_dossier_record *d,
                                    const json_t *batch, const json_t *entry)
{
    static const char *const keys[] = {"", "agency", "procedure", "operator", ""};
    const char *key = keys[p->ask->by];
    const char *said = p->ask->by == SOHOA_REPORT_PROCEDURE  ? d->procedure
                       : p->ask->by == SOHOA_REPORT_OPERATOR ? d->operator_
                                                             : d->agency;
    char day[11];
    (void)snprintf(day, sizeof day, "%.10s", d->captured);
    if (p->ask->by == SOHOA_REPORT_DAY)
        return sohoa_report_group(p, day);
    if (said && *said)
        return sohoa_report_group(p, said);
    return sohoa_report_group(p, *sohoa_json_member(entry, key) ? sohoa_json_member(entry, key)
                                                                : sohoa_json_member(batch, key));
}

json_t *sohoa_report_entry(struct report *p, const struct sohoa_dossier_record *d)
{
    json_t *entry = NULL;
    int rc = d->code && *d->code ? sohoa_register_get(p->r, d->code, &entry, p->err) : SOHOA_END;
    if (rc != SOHOA_OK && rc != SOHOA_END)
        (void)sohoa_report_stop(p, rc);
    return entry;
}

static bool is_live(const struct sohoa_dossier_record *d)
{
    static const char *const gone[] = {"open", "superseded", "erased"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (!d->state || strcmp(d->state, gone[i]) == 0)
            return false;
    return true;
}

const json_t *sohoa_report_batch(const struct report *p, const struct sohoa_dossier_record *d)
{
    const json_t *batch = json_object_get(p->batches, d->batch);
    const char *agency = d->agency && *d->agency ? d->agency : sohoa_json_member(batch, "agency");
    bool counts = batch && is_live(d) && in_period(p, d->captured) && wanted(p, agency);
    return counts ? batch : NULL;
}

static bool add_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct report *p = arg;
    const json_t *batch = sohoa_report_batch(p, d);
    if (!batch)
        return true;
    json_t *entry = sohoa_report_entry(p, d);
    const char *device =
        *sohoa_json_member(batch, "device") ? sohoa_json_member(batch, "device") : "-";
    struct tally *group = sohoa_report_group_of(p, d, batch, entry);
    count_dossier(&p->total, d, device, entry != NULL);
    if (group)
        count_dossier(group, d, device, entry != NULL);
    json_decref(entry);
    bool component = !d->part || strcmp(d->part, "result") != 0;
    if (p->rc == SOHOA_OK && p->known.again && component)
        p->rc = sohoa_report_again(p->r, p->ask, d, &p->total, group, p->err);
    return p->rc == SOHOA_OK;
}

/* The least ID of a dossier captured on that day or later: a ULID begins with its milliseconds. */
static void least_id(const char *day, char ret[SOHOA_ID_SIZE])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct sohoa_date date = {0};
    struct tm tm = {0};
    (void)sohoa_date_parse(day, &date);
    tm.tm_year = (int)date.year - 1900;
    tm.tm_mon = (int)date.month - 1;
    tm.tm_mday = (int)date.day;
    int64_t seconds = (int64_t)timegm(&tm) - 7 * 3600;
    uint64_t time = seconds > 0 ? (uint64_t)seconds * 1000 : 0;
    memset(ret, '0', SOHOA_ID_SIZE - 1);
    ret[SOHOA_ID_SIZE - 1] = '\0';
    for (int i = 9; i >= 0; i--, time /= 32)
        ret[i] = digits[time % 32];
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int walk(struct report *p)
{
    char after[SOHOA_ID_SIZE];
    int rc = sohoa_register_each(p->r, add_entry, p, p->err);
    if (rc == SOHOA_OK && p->rc == SOHOA_OK)
        rc = sohoa_batches_each(p->r, NULL, add_batch, p, p->err);
    least_id(p->ask->from, after);
    if (rc == SOHOA_OK && p->rc == SOHOA_OK)
        rc = sohoa_dossiers_each(p->r, NULL, after, add_dossier, p, p->err);
    if (rc == SOHOA_OK && p->rc == SOHOA_OK)
        rc = sohoa_report_ready(p);
    if (rc == SOHOA_OK && p->rc == SOHOA_OK)
        rc = sohoa_report_lookups(p);
    return rc != SOHOA_OK ? rc : p->rc;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The groups by name. */
static json_t *groups_array(struct report *p)
{
    json_t *list = json_array();
    const char **names = calloc(p->group_count + 1, sizeof *names), *name;
    size_t count = 0;
    json_t *at;
    bool bad = !list || !names;
    if (!bad)
        json_object_foreach(p->index, name, at) names[count++] = name;
    if (count)
        qsort(names, count, sizeof *names, by_text);
    for (size_t i = 0; !bad && i < count; i++) {
        json_int_t which = json_integer_value(json_object_get(p->index, names[i]));
        json_t *group = sohoa_tally_object(&p->groups[which], &p->known, false);
        bad = !group || json_object_set_new(group, "group", json_string(names[i])) != 0;
        bad |= json_array_append_new(list, group) != 0;
    }
    free(names);
    if (bad) {
        json_decref(list);
        return NULL;
    }
    return list;
}

static int check(const struct sohoa_report_ask *ask, struct sohoa_err *err)
{
    const char *const days[] = {ask->from, ask->to};
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_date date;
        if (!days[i] || strlen(days[i]) != 10 || !sohoa_date_parse(days[i], &date) || !date.day ||
            !sohoa_date_valid(date))
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "'%.20s' is not a day like 2026-01-31",
                              days[i] ? days[i] : "");
    }
    if (strcmp(ask->from, ask->to) > 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the period ends before it begins");
    return SOHOA_OK;
}

int sohoa_report(struct sohoa_records *r, const struct sohoa_report_ask *ask, json_t **ret,
                 struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct report p = {.r = r, .ask = ask, .err = err ? err : &own};
    bool by_who = ask->by == SOHOA_REPORT_OPERATOR, by_day = ask->by == SOHOA_REPORT_DAY;
    int rc = check(ask, p.err);
    if (rc != SOHOA_OK)
        return rc;
    p.known = (struct known){.grouped = !by_who,
                             .ledgers = ask->by != SOHOA_REPORT_PROCEDURE,
                             .lookups = ask->audit && !ask->agency,
                             .lookups_grouped = by_who || by_day,
                             .again = ask->schemas && ask->procedures};
    p.index = json_object();
    p.batches = json_object();
    rc = p.index && p.batches ? walk(&p) : sohoa_no_memory(p.err);
    if (rc == SOHOA_OK) {
        struct sohoa_put put = {.object = json_object()};
        sohoa_put_text(&put, "from", ask->from);
        sohoa_put_text(&put, "to", ask->to);
        sohoa_put(&put, "by", by_names[ask->by] ? json_string(by_names[ask->by]) : json_null());
        sohoa_put(&put, "groups", groups_array(&p));
        sohoa_put(&put, "total", sohoa_tally_object(&p.total, &p.known, true));
        json_t *report = sohoa_put_end(&put);
        rc = report ? SOHOA_OK : sohoa_no_memory(p.err);
        if (report)
            *ret = report;
    }
    for (size_t i = 0; i < p.group_count; i++)
        sohoa_tally_clear(&p.groups[i]);
    sohoa_tally_clear(&p.total);
    free(p.groups);
    json_decref(p.index);
    json_decref(p.batches);
    return rc;
}
