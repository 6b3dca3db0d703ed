/* report.h - indicators of a period: what was digitised, reused, asked for again, and whether the
 * ledger closes. The definitions stand beside their computation in report_*.c with their source.
 *
 *   {"from":"2026-01-01","to":"2026-01-31","by":"agency"|null,
 *    "groups":[{"group":"H56.14","indicators":{NAME:{"value":0.82|null,"of":123,"count":101,
 *               "unit":"share|count|seconds","state":"known|unknown","why":"..."}}, ...}],
 *    "total":{... the same ...}}
 *
 * A share whose denominator is not known (no register for the period) has "state":"unknown" and a
 * null value: never 100 %. [any] */
#ifndef SOHOA_REPORT_H
#define SOHOA_REPORT_H
#include "record/records.h"

enum sohoa_report_by {
    SOHOA_REPORT_WHOLE = 0,
    SOHOA_REPORT_AGENCY,
    SOHOA_REPORT_PROCEDURE,
    SOHOA_REPORT_OPERATOR,
    SOHOA_REPORT_DAY,
};
/* "agency" -> SOHOA_REPORT_AGENCY; -1: no such word. */
int sohoa_report_by_name(const char *name);

struct sohoa_report_ask {
    const char *from, *to; /* ISO dates, both included, by +07:00 */
    enum sohoa_report_by by;
    const char *agency; /* only this agency; NULL: all */
};
/* OK: *ret is a new reference. BAD_DOSSIER: a wrong question; FATAL: store. */
int sohoa_report(struct sohoa_records *r, const struct sohoa_report_ask *ask, json_t **ret,
                 struct sohoa_err *err);
/* The same as CSV (RFC 4180, byte order mark, one row a group and indicator), malloc'd; NULL: out
 * of memory. */
char *sohoa_report_csv(const json_t *report);
#endif
