/* report.h - indicators of a period: what was digitised, reused, asked for again, and whether the
 * ledger closes. Each is defined where it is computed (report_tally.c), with its source.
 *
 *   {"from":"2026-01-01","to":"2026-01-31","by":"agency"|null,
 *    "groups":[{"group":"H56.14","indicators":{NAME:INDICATOR, ...},
 *               "papers":{SCHEMA:{"documents","pages"}},"devices":{DEVICE:{"dossiers","pages"}}}],
 *    "total":{"indicators":{...},"papers":{...},"devices":{...}}}
 *
 * INDICATOR: {"unit":"share","state":"known","value":0.8211,"count":101,"of":123}
 *            {"unit":"count"|"seconds","state":"known","value":17}
 *            {"unit":...,"state":"unknown","why":"..."}
 *
 * A share whose denominator is not known (no register for the period, a group that the register
 * does not tell) is unknown: never 100 %. [any] */
#ifndef SOHOA_REPORT_H
#define SOHOA_REPORT_H
#include "query/audit.h"
#include "query/procedure.h"
#include "record/records.h"

enum sohoa_report_by {
    SOHOA_REPORT_WHOLE = 0,
    SOHOA_REPORT_AGENCY,
    SOHOA_REPORT_PROCEDURE,
    SOHOA_REPORT_OPERATOR,
    SOHOA_REPORT_DAY,
};
enum { SOHOA_REPORT_GROUPS_MAX = 100000 };

/* "agency" -> SOHOA_REPORT_AGENCY; -1: no such word. */
int sohoa_report_by_name(const char *name);

struct sohoa_report_ask {
    const char *from, *to; /* ISO dates, both included, at +07:00 */
    enum sohoa_report_by by;
    const char *agency;                        /* only this agency; NULL: all */
    const struct sohoa_schemas *schemas;       /* lent; NULL: what needs them is unknown */
    const struct sohoa_procedures *procedures; /* the same */
    struct sohoa_audit *audit;                 /* the same: look-ups are counted there */
};
/* OK: *ret is a new reference. BAD_DOSSIER: a wrong question; FATAL: store. */
int sohoa_report(struct sohoa_records *r, const struct sohoa_report_ask *ask, json_t **ret,
                 struct sohoa_err *err);
/* The same as CSV (RFC 4180, byte order mark; one row a group and indicator), malloc'd; NULL: out
 * of memory. */
char *sohoa_report_csv(const json_t *report);
#endif
