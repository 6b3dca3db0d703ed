/* test_report - the register read, and the indicators of a period. */
#include "report_rig.h"

#include "host/lang.h"
#include "query/register.h"
#include "query/reuse.h"

#include <time.h>

#define AN "038190000001"

static char told[4000];

static void hear(void *arg, const char *fault)
{
    (void)arg;
    (void)snprintf(told + strlen(told), sizeof told - strlen(told), "%s\n", fault);
}

static int take(struct support_store *s, const char *csv, json_t **ret, struct sohoa_err *err)
{
    told[0] = '\0';
    *ret = NULL;
    return sohoa_register_take(s->records, "r.csv", csv, strlen(csv), hear, NULL, ret, err);
}

static void taken(struct support_store *s, const char *csv, int rows, int added, int changed)
{
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    if (take(s, csv, &answer, &err) != SOHOA_OK)
        fail_msg("%s", told);
    assert_int_equal(json_integer_value(json_object_get(answer, "rows")), rows);
    assert_int_equal(json_integer_value(json_object_get(answer, "added")), added);
    assert_int_equal(json_integer_value(json_object_get(answer, "changed")), changed);
    assert_int_equal(json_integer_value(json_object_get(answer, "same")), rows - added - changed);
    json_decref(answer);
}

static char *entry(struct support_store *s, const char *key)
{
    struct sohoa_err err = {0};
    char *text = NULL;
    assert_ok(sohoa_records_dump(s->records, key, &text, &err), err);
    return text;
}

/* ---- the register --------------------------------------------------------------------------- */

static void a_register_comes_as_agencies_export_it(void **state)
{
    struct support_store *s = *state;
    taken(s,
          "\xEF\xBB\xBFSTT;Mã hồ sơ;Mã thủ tục;Cơ quan;Ngày tiếp nhận;Ngày trả kết quả;Hình thức;"
          "Kết quả\r\n"
          "1;H56-1;1.001193;H56.14;01/02/2026;05/02/2026 16:30;Trực tiếp;Giấy và điện tử\r\n"
          "\r\n"
          "2;\"H56;\"\"2\"\"\";;;2026-02-03T23:30:00Z;;trực tuyến;\r\n",
          2, 2, 0);
    char *text = entry(s, "register/H56-1");
    assert_string_equal(text,
                        "{\"code\":\"H56-1\",\"procedure\":\"1.001193\",\"agency\":\"H56.14\","
                        "\"received\":\"2026-02-01\",\"finished\":\"2026-02-05T16:30:00+07:"
                        "00\",\"channel\":\"desk\",\"result\":\"both\"}");
    free(text);
    text = entry(s, "register/H56;\"2\"");
    assert_contains(text, "\"received\":\"2026-02-04T06:30:00+07:00\""); /* the office's day */
    assert_contains(text, "\"channel\":\"online\"");
    free(text);
}

static void the_same_register_twice_changes_nothing_and_a_newer_one_replaces(void **state)
{
    struct support_store *s = *state;
    taken(s, "code,received,result\nA,2026-01-01,\nB,2026-01-02,\n", 2, 2, 0);
    taken(s, "code,received,result\nA,2026-01-01,\nB,2026-01-02,\n", 2, 0, 0);
    taken(s, "code\treceived\tresult\nA\t2026-01-01\tpaper\nC\t2026-01-03\t", 2, 1, 1);
}

static void every_mistake_is_told_with_line_and_column_and_nothing_is_taken(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    assert_int_equal(take(s,
                          "code,received,finished,channel,result\n"
                          "A,31/02/2026,,,\n"
                          "B,2026-01-05,2026-01-04,,\n"
                          "C,2026-01-05,,fax,plastic\n"
                          ",2026-01-05,,,\n"
                          "Đ,,,,\n"
                          "E,2026-01-05,,,,more\n"
                          "E,2026-01-05T25:00,,,\n"
                          "F,2026-01-05,,,\n",
                          &answer, &err),
                     SOHOA_BAD_DOSSIER);
    assert_contains(told, "r.csv:2:3: received: '31/02/2026' is not a date\n");
    assert_contains(told, "r.csv:3:14: it was finished before it was received\n");
    assert_contains(told, "r.csv:4:15: channel: 'fax' is not one of: desk online post\n");
    assert_contains(told, "r.csv:4:19: result: 'plastic' is not one of:");
    assert_contains(told, "r.csv:5:1: the code is missing\n");
    assert_contains(told, "r.csv:6:3: the day of receipt is missing\n");
    assert_contains(told, "r.csv:7:17: more cells than the first row has columns\n");
    assert_contains(told, "r.csv:8:3: received: '2026-01-05T25:00' is not a date\n");
    assert_contains(told, "r.csv:8:1: this code stands in line 7 already\n");
    assert_contains(err.text, "r.csv:2:3:");
    assert_int_equal(sohoa_register_get(s->records, "F", &answer, &err), SOHOA_END);
    assert_null(answer);
}

static void what_is_no_table_is_told_and_not_read_on(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    assert_int_equal(take(s, "", &answer, &err), SOHOA_BAD_DOSSIER);
    assert_contains(told, "r.csv:1:1: there is no column 'code'");
    assert_int_equal(take(s, "code,name\nA,b\n", &answer, &err), SOHOA_BAD_DOSSIER);
    assert_contains(told, "there is no column 'received'");
    assert_int_equal(take(s, "code,received\n\"A,2026-01-01\n", &answer, &err), SOHOA_BAD_DOSSIER);
    assert_contains(told, "r.csv:2:1: a quote is not closed");
    assert_int_equal(take(s, "code,received\n\xFF,2026-01-01\n", &answer, &err), SOHOA_BAD_DOSSIER);
    assert_contains(told, "r.csv:2:1: a cell is not UTF-8");
    assert_int_equal(take(s, "code,received,code\nA,2026-01-01,B\n", &answer, &err),
                     SOHOA_BAD_DOSSIER);
    assert_contains(told, "r.csv:1:15: the column 'code' is there already");
}

/* ---- reports -------------------------------------------------------------------------------- */

static void without_a_register_a_share_is_unknown_and_never_all(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    file(s, &(struct case_){.code = "A", .pages = 3}, id);
    json_t *report = report_of(s, (struct sohoa_report_ask){0});
    assert_unknown(indicator(report, NULL, "digitised"));
    assert_unknown(indicator(report, NULL, "reused"));
    assert_unknown(indicator(report, NULL, "shared"));
    assert_unknown(indicator(report, NULL, "received"));
    assert_int_equal(value_of(indicator(report, NULL, "dossiers")), 1);
    assert_unknown(indicator(report, NULL, "unregistered"));
    json_decref(report);
    taken(s, "code,received\nA,2026-03-01\n", 1, 1, 0); /* of another month */
    report = report_of(s, (struct sohoa_report_ask){0});
    assert_unknown(indicator(report, NULL, "digitised"));
    json_decref(report);
}

static void digitised_wants_a_component_and_where_paper_was_issued_the_result(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    static const char *const stored[] = {"A", "B", "C", "D"};
    for (size_t i = 0; i < 4; i++)
        file(s, &(struct case_){.code = stored[i], .pages = 1}, id);
    file(s, &(struct case_){.code = "B", .part = "result", .pages = 1}, id);
    taken(s,
          "code,received,finished,channel,result\n"
          "A,2026-02-01,2026-02-03,desk,paper\n"      /* paper result, not here */
          "B,2026-02-01,2026-02-03,desk,paper\n"      /* ... here */
          "C,2026-02-01,2026-02-03,desk,electronic\n" /* no paper result */
          "D,2026-02-01,,desk,\n"                     /* not finished */
          "E,2026-02-01,2026-02-03,desk,electronic\n" /* no component */
          "F,2026-02-01,2026-03-03,online,both\n"     /* filed online; finished later */
          "G,2026-01-31,2026-02-01,desk,paper\n",     /* received earlier */
          7, 7, 0);
    json_t *report = report_of(s, (struct sohoa_report_ask){0});
    assert_share(indicator(report, NULL, "digitised"), 4, 6);          /* B C D F */
    assert_share(indicator(report, NULL, "digitised_paper"), 3, 5);    /* B C D */
    assert_share(indicator(report, NULL, "results_electronic"), 3, 5); /* B C E of A B C E G */
    json_decref(report);
}

static void reuse_counts_dossiers_received_and_shared_sources_apart(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    char id[SOHOA_ID_SIZE], paper[40];
    file(s, &(struct case_){.code = "OLD", .pages = 1, .documents = card(AN)}, id);
    (void)snprintf(paper, sizeof paper, "%s/1", id);
    const char *one = paper;
    struct sohoa_reuse_ask use = {.code = "A", .papers = &one, .paper_count = 1};
    assert_ok(sohoa_reuse_add(s->records, &use, &answer, &err), err);
    json_decref(answer);
    use = (struct sohoa_reuse_ask){.code = "B", .shared = "kho-dmqg"};
    assert_ok(sohoa_reuse_add(s->records, &use, &answer, &err), err);
    json_decref(answer);
    taken(s, "code,received,agency\nA,2026-02-01,X\nB,2026-02-28,Y\nC,2026-02-03,Y\n", 3, 3, 0);
    json_t *report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_AGENCY});
    assert_share(indicator(report, NULL, "reused"), 2, 3);
    assert_share(indicator(report, NULL, "shared"), 1, 3);
    assert_share(indicator(report, "X", "reused"), 1, 1);
    assert_share(indicator(report, "Y", "shared"), 1, 2);
    json_decref(report);
    report = report_of(s, (struct sohoa_report_ask){.agency = "X"});
    assert_share(indicator(report, NULL, "reused"), 1, 1);
    json_decref(report);
}

static void use_of_population_data_is_told_by_the_register_and_by_the_record_of_reuse(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    taken(s, "code,received,procedure\nA,2026-02-01,P\n", 1, 1, 0);
    json_t *report = report_of(s, (struct sohoa_report_ask){0});
    assert_unknown(indicator(report, NULL, "population_used")); /* nobody tells it */
    assert_unknown(indicator(report, NULL, "population_procedures"));
    json_decref(report);
    taken(s,
          "Mã hồ sơ;Ngày tiếp nhận;Mã thủ tục;Dữ liệu dân cư\nA;2026-02-01;P;không\n"
          "B;2026-02-02;P;Có\nC;2026-02-03;Q;\nD;2026-02-04;R;\nE;2026-03-04;S;có\n",
          5, 4, 1);
    struct sohoa_reuse_ask use = {.code = "D", .shared = SOHOA_SHARED_POPULATION};
    assert_ok(sohoa_reuse_add(s->records, &use, &answer, &err), err);
    json_decref(answer);
    report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_PROCEDURE});
    assert_share(indicator(report, NULL, "population_used"), 2, 4);
    assert_share(indicator(report, NULL, "population_procedures"), 2, 3);
    assert_share(indicator(report, "P", "population_used"), 1, 2);
    assert_share(indicator(report, "Q", "population_used"), 0, 1);
    assert_share(indicator(report, NULL, "shared"), 0, 4); /* it is no paper of a citizen */
    assert_share(indicator(report, NULL, "reused"), 0, 4);
    json_decref(report);
}

static void groups_are_by_what_dossiers_and_batches_say(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    file(s,
         &(struct case_){.code = "A",
                         .agency = "X",
                         .operator_ = "lan",
                         .procedure = "1.001193",
                         .device = "fujitsu:1",
                         .pages = 2},
         id);
    file(s,
         &(struct case_){.code = "B",
                         .agency = "Y",
                         .operator_ = "lan",
                         .pages = 3,
                         .captured = "2026-02-11T23:59:59+07:00"},
         id);
    file(s,
         &(struct case_){
             .code = "C", .agency = "Y", .pages = 5, .captured = "2026-03-01T00:00:00+07:00"},
         id); /* later */
    json_t *report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_AGENCY});
    assert_int_equal(value_of(indicator(report, "X", "pages")), 2);
    assert_int_equal(value_of(indicator(report, "Y", "pages")), 3);
    assert_int_equal(value_of(indicator(report, "Y", "captured")), 3);
    json_decref(report);
    report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_OPERATOR});
    assert_int_equal(value_of(indicator(report, "lan", "pages")), 5);
    assert_unknown(indicator(report, "lan", "digitised"));
    json_decref(report);
    report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_DAY});
    assert_int_equal(value_of(indicator(report, "2026-02-11", "dossiers")), 1);
    json_decref(report);
    report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_PROCEDURE});
    assert_int_equal(value_of(indicator(report, "1.001193", "dossiers")), 1);
    assert_int_equal(value_of(indicator(report, "-", "dossiers")), 1);
    assert_unknown(indicator(report, "1.001193", "captured"));
    const json_t *devices = json_object_get(json_object_get(report, "total"), "devices");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(devices, "fujitsu:1"), "pages")), 2);
    assert_non_null(json_object_get(devices, "import"));
    json_decref(report);
}

static void what_a_dossier_does_not_say_the_register_does(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    file(s, &(struct case_){.code = "A", .agency = "X", .pages = 2}, id);
    taken(s, "code,received,procedure\nA,2026-02-01,1.001193\n", 1, 1, 0);
    json_t *report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_PROCEDURE});
    assert_int_equal(value_of(indicator(report, "1.001193", "pages")), 2);
    assert_share(indicator(report, "1.001193", "digitised"), 1, 1);
    json_decref(report);
}

static void the_ledger_tells_its_difference(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    struct sohoa_batch batch = {
        .kind = strdup("scan"),
        .ledger = {.captured = 10, .stored = 5, .blank = 2, .separator = 1, .quarantined = 1}};
    sohoa_id_new(batch.id);
    (void)snprintf(batch.started, sizeof batch.started, "2026-02-10T09:00:00+07:00");
    batch.alarms = json_pack("[{s:s,s:b},{s:s,s:b}]", "text", "a", "acknowledged", 0, "text", "b",
                             "acknowledged", 1);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_batch(w, &batch, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_batch_clear(&batch);
    json_t *report = report_of(s, (struct sohoa_report_ask){0});
    assert_int_equal(value_of(indicator(report, NULL, "ledger_difference")), 1);
    assert_int_equal(value_of(indicator(report, NULL, "quarantined")), 1);
    assert_int_equal(value_of(indicator(report, NULL, "open_alarms")), 1);
    json_decref(report);
}

static void a_paper_taken_in_while_a_valid_one_was_held_was_asked_for_again(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_procedures *procedures = NULL;
    const char *folder = SOHOA_TEST_SOURCE "/schemas",
               *below = SOHOA_TEST_SOURCE "/schemas/procedures";
    char id[SOHOA_ID_SIZE];
    assert_ok(sohoa_schemas_open(&folder, 1, &schemas, &err), err);
    assert_ok(sohoa_procedures_open(&below, 1, schemas, &procedures, &err), err);
    struct sohoa_report_ask ask = {.schemas = schemas, .procedures = procedures};
    file(s, &(struct case_){.code = "A", .pages = 1, .documents = card(AN)}, id);
    file(s, &(struct case_){.code = "A", .part = "supplement", .pages = 1, .documents = card(AN)},
         id); /* the same case */
    json_t *report = report_of(s, ask);
    assert_share(indicator(report, NULL, "asked_again"), 0, 2);
    json_decref(report);
    file(s, &(struct case_){.code = "B", .pages = 1, .documents = card(AN)}, id);
    file(s, &(struct case_){.code = "C", .pages = 1, .documents = card("038088000002")}, id);
    report = report_of(s, ask);
    assert_share(indicator(report, NULL, "asked_again"), 1, 4);
    assert_share(indicator(report, NULL, "fields_verified"), 4, 8);
    const json_t *cards =
        json_object_get(json_object_get(json_object_get(report, "total"), "papers"), "cccd");
    assert_int_equal(json_integer_value(json_object_get(cards, "documents")), 4);
    assert_int_equal(json_integer_value(json_object_get(cards, "pages")), 4);
    json_decref(report);
    report = report_of(s, (struct sohoa_report_ask){0}); /* nobody said what the papers are */
    assert_unknown(indicator(report, NULL, "asked_again"));
    json_decref(report);
    sohoa_procedures_close(procedures);
    sohoa_schemas_close(schemas);
}

static void the_time_to_ready_runs_from_capture_to_the_commit(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE], stamp[SOHOA_STAMP_SIZE], day[11];
    sohoa_stamp(time(NULL) - 40, stamp);
    (void)snprintf(day, sizeof day, "%.10s", stamp);
    file(s, &(struct case_){.code = "A", .pages = 1, .captured = stamp}, id);
    json_t *report = report_of(s, (struct sohoa_report_ask){.from = day, .to = day});
    json_int_t seconds = value_of(indicator(report, NULL, "ready_median"));
    assert_in_range(seconds, 39, 60);
    json_decref(report);
}

static void a_period_that_is_none_is_refused(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    json_t *report = NULL;
    static const char *const periods[][2] = {{"2026-02-30", "2026-03-01"},
                                             {"2026-03-02", "2026-03-01"},
                                             {"2026-03", "2026-04"},
                                             {"", ""}};
    for (size_t i = 0; i < 4; i++) {
        struct sohoa_report_ask ask = {.from = periods[i][0], .to = periods[i][1]};
        assert_int_equal(sohoa_report(s->records, &ask, &report, &err), SOHOA_BAD_DOSSIER);
    }
    assert_int_equal(sohoa_report_by_name("shoe"), -1);
    assert_null(report);
}

static void a_table_has_no_formulas_and_leaves_what_is_unknown_empty(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    file(s, &(struct case_){.code = "A", .agency = "=1+\"2\"", .pages = 2}, id);
    json_t *report = report_of(s, (struct sohoa_report_ask){.by = SOHOA_REPORT_AGENCY});
    char *csv = sohoa_report_csv(report);
    assert_non_null(csv);
    assert_contains(csv, "\xEF\xBB\xBFgroup,indicator,value,count,of,unit,state,why\r\n");
    assert_contains(csv, "\"'=1+\"\"2\"\"\",\"pages\",2,,,\"count\",\"known\",\"\"\r\n");
    assert_contains(csv,
                    "\"\",\"digitised\",,,,\"share\",\"unknown\",\"no register for the period\"");
    free(csv);
    json_decref(report);
}

int main(void)
{
    sohoa_lang_set("en");
    const struct CMUnitTest tests[] = {
        rig_test(a_register_comes_as_agencies_export_it),
        rig_test(the_same_register_twice_changes_nothing_and_a_newer_one_replaces),
        rig_test(every_mistake_is_told_with_line_and_column_and_nothing_is_taken),
        rig_test(what_is_no_table_is_told_and_not_read_on),
        rig_test(without_a_register_a_share_is_unknown_and_never_all),
        rig_test(digitised_wants_a_component_and_where_paper_was_issued_the_result),
        rig_test(reuse_counts_dossiers_received_and_shared_sources_apart),
        rig_test(use_of_population_data_is_told_by_the_register_and_by_the_record_of_reuse),
        rig_test(groups_are_by_what_dossiers_and_batches_say),
        rig_test(what_a_dossier_does_not_say_the_register_does),
        rig_test(the_ledger_tells_its_difference),
        rig_test(a_paper_taken_in_while_a_valid_one_was_held_was_asked_for_again),
        rig_test(the_time_to_ready_runs_from_capture_to_the_commit),
        rig_test(a_period_that_is_none_is_refused),
        rig_test(a_table_has_no_formulas_and_leaves_what_is_unknown_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
