/* report_rig.h - dossiers of February 2026 filed for a report, and its indicators looked up. */
#ifndef REPORT_RIG_H
#define REPORT_RIG_H
#include "record_rig.h"

#include "query/report.h"

/* A dossier of a batch of its own, captured at a time of February 2026 whose ID says so, too. */
struct case_ {
    const char *code, *part, *agency, *operator_, *procedure, *device;
    json_t *documents; /* taken */
    uint32_t pages;
    const char *captured;
};

static inline void file(struct support_store *s, const struct case_ *c, char ret[SOHOA_ID_SIZE])
{
    static uint32_t count;
    struct sohoa_err err = {0};
    struct sohoa_batch batch = {
        .kind = strdup(c->device ? "scan" : "import"),
        .device = c->device ? strdup(c->device) : NULL,
        .agency = c->agency ? strdup(c->agency) : NULL,
        .operator_ = c->operator_ ? strdup(c->operator_) : NULL,
        .ledger = {.captured = c->pages, .stored = c->pages, .dossiers = 1}};
    struct sohoa_dossier_record d = {.code = c->code ? strdup(c->code) : NULL,
                                     .part = strdup(c->part ? c->part : "component"),
                                     .state = strdup("complete"),
                                     .procedure = c->procedure ? strdup(c->procedure) : NULL,
                                     .first = 1,
                                     .last = c->pages,
                                     .documents = c->documents};
    const char *stamp = c->captured ? c->captured : "2026-02-10T09:00:00+07:00";
    sohoa_id_new(batch.id);
    (void)snprintf(batch.started, sizeof batch.started, "%s", stamp);
    (void)snprintf(batch.ended, sizeof batch.ended, "%s", stamp);
    (void)snprintf(d.captured, sizeof d.captured, "%s", stamp);
    memcpy(d.batch, batch.id, sizeof d.batch);
    sohoa_id_new(d.id);
    (void)snprintf(ret, SOHOA_ID_SIZE, "%.20s%06u", d.id, ++count % 1000000);
    memcpy(d.id, ret, sizeof d.id);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_batch(w, &batch, &err), err);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_batch_clear(&batch);
    sohoa_dossier_record_clear(&d);
}

static inline json_t *report_of(struct support_store *s, struct sohoa_report_ask ask)
{
    struct sohoa_err err = {0};
    json_t *report = NULL;
    ask.from = ask.from ? ask.from : "2026-02-01";
    ask.to = ask.to ? ask.to : "2026-02-28";
    assert_ok(sohoa_report(s->records, &ask, &report, &err), err);
    return report;
}

/* The indicators of a group, NULL: the total. */
static inline const json_t *indicator(const json_t *report, const char *group, const char *name)
{
    const json_t *in = json_object_get(report, "total"), *list = json_object_get(report, "groups");
    for (size_t i = 0; group && i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(list, i), "group")), group) ==
            0)
            in = json_array_get(list, i);
    const json_t *one = json_object_get(json_object_get(in, "indicators"), name);
    assert_non_null(one);
    return one;
}

static inline void assert_share(const json_t *one, int count, int of)
{
    assert_string_equal(json_string_value(json_object_get(one, "state")), "known");
    assert_int_equal(json_integer_value(json_object_get(one, "count")), count);
    assert_int_equal(json_integer_value(json_object_get(one, "of")), of);
    double value = json_number_value(json_object_get(one, "value"));
    assert_true(value > (double)count / of - 1e-4 && value < (double)count / of + 1e-4);
}

static inline void assert_unknown(const json_t *one)
{
    assert_string_equal(json_string_value(json_object_get(one, "state")), "unknown");
    assert_null(json_object_get(one, "value"));
    assert_non_null(json_object_get(one, "why"));
}

static inline json_int_t value_of(const json_t *one)
{
    assert_string_equal(json_string_value(json_object_get(one, "state")), "known");
    return json_integer_value(json_object_get(one, "value"));
}

static inline json_t *card(const char *id)
{
    return json_pack(
        "[{s:s,s:[i],s:s,s:{s:{s:s,s:s,s:s,s:f,s:i,s:[i,i,i,i]},s:{s:s,s:s,s:s,s:f,s:i,s:[i,i,i,i]}"
        "}}]",
        "schema", "cccd", "pages", 1, "form", "original", "fields", "person.id_number", "value", id,
        "state", "verified", "source", "operator", "confidence", 1.0, "page", 1, "box", 1, 1, 9, 9,
        "person.name", "value", "Nguyễn Thị An", "state", "machine", "source", "ocr", "confidence",
        0.9, "page", 1, "box", 1, 20, 9, 9);
}
#endif
