/* report_ready.c - how long dossiers took from the feeder to the commit that made them readable,
 * and how often personal records were looked up: the change feed and the access record. One thread.
 */
#include "query/report_parts.h"
#include "record/json_read.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- the change feed ------------------------------------------------------------------------ */

/* Seconds between two stamps of one zone. */
static int64_t between(const char *from, const char *to)
{
    struct tm a = {0}, b = {0};
    if (!strptime(from, "%Y-%m-%dT%H:%M:%S", &a) || !strptime(to, "%Y-%m-%dT%H:%M:%S", &b))
        return -1;
    return (int64_t)timegm(&b) - (int64_t)timegm(&a);
}

static bool add_news(void *arg, const struct sohoa_news *news)
{
    struct report *p = arg;
    struct sohoa_dossier_record d = {0};
    if (strcmp(news->kind, "committed") != 0 || strncmp(news->at, p->ask->from, 10) < 0)
        return true;
    int rc = sohoa_dossier_get(p->r, news->dossier, &d, p->err);
    if (rc == SOHOA_END)
        return true;
    if (rc != SOHOA_OK)
        return sohoa_report_stop(p, rc);
    const json_t *batch = sohoa_report_batch(p, &d);
    int64_t seconds = batch ? between(d.captured, news->at) : -1;
    if (seconds >= 0 && seconds < UINT32_MAX) {
        json_t *entry = p->ask->by == SOHOA_REPORT_WHOLE ? NULL : sohoa_report_entry(p, &d);
        struct tally *group = sohoa_report_group_of(p, &d, batch, entry);
        sohoa_tally_ready(&p->total, (uint32_t)seconds);
        if (group)
            sohoa_tally_ready(group, (uint32_t)seconds);
        json_decref(entry);
    }
    sohoa_dossier_record_clear(&d);
    return p->rc == SOHOA_OK;
}

static bool see_time(void *arg, const struct sohoa_news *news)
{
    (void)snprintf(arg, SOHOA_STAMP_SIZE, "%s", news->at);
    return false;
}

/* A number in the change feed before which nothing happened in the period. Times ascend with the
 * numbers, but for what commits of several processes may differ: some are taken along. */
static int first_change(struct report *p, uint64_t *ret)
{
    enum { TAKEN_ALONG = 1000 };
    uint64_t low = 0, high = 0;
    int rc = sohoa_changes_last(p->r, &high, p->err);
    while (rc == SOHOA_OK && low < high) {
        uint64_t middle = low + (high - low) / 2;
        char at[SOHOA_STAMP_SIZE] = "";
        rc = sohoa_changes_each(p->r, middle, see_time, at, p->err);
        if (strncmp(at, p->ask->from, 10) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret = low > TAKEN_ALONG ? low - TAKEN_ALONG : 0;
    return rc;
}

int sohoa_report_ready(struct report *p)
{
    uint64_t change = 0;
    int rc = first_change(p, &change);
    return rc == SOHOA_OK ? sohoa_changes_each(p->r, change, add_news, p, p->err) : rc;
}

/* ---- the access record ---------------------------------------------------------------------- */

static bool add_lookup(void *arg, const json_t *entry)
{
    struct report *p = arg;
    const char *who = sohoa_json_member(entry, "who"), *colon = strchr(who, ':');
    char day[11];
    if (!*sohoa_json_member(entry, "whose"))
        return true;
    p->total.lookups++;
    if (!p->known.lookups_grouped)
        return true;
    (void)snprintf(day, sizeof day, "%.10s", sohoa_json_member(entry, "at"));
    struct tally *group = sohoa_report_group(p, p->ask->by == SOHOA_REPORT_DAY ? day
                                                : colon                        ? colon + 1
                                                                               : who);
    if (group)
        group->lookups++;
    return p->rc == SOHOA_OK;
}

int sohoa_report_lookups(struct report *p)
{
    struct sohoa_audit_filter filter = {.from = p->ask->from, .to = p->ask->to, .action = "read"};
    return p->ask->audit ? sohoa_audit_each(p->ask->audit, &filter, add_lookup, p, p->err)
                         : SOHOA_OK;
}
