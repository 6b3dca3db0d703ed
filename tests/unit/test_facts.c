/* test_facts.c - what dossiers file, and under whom. */
#include "facts_rig.h"

#define AN "038190000001"
#define BINH "038088000002"

static json_t *card(const char *id)
{
    return rig_document("cccd", "photocopy", "#person.id_number", id, "#person.name",
                        "Nguyễn Thị An", "#person.birth_date", "1990-07-02", "#person.gender", "Nữ",
                        "#person.address", "Thôn 1, Xã Mẫu", "#person.id_issue_date", "2022-03-15",
                        "#person.old_id_number", "171234567", NULL);
}

static void a_number_from_a_cards_code_is_confirmed(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN), NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "name"), "Nguyễn Thị An");
    assert_string_equal(rig_value(citizen, "id_number"), AN);
    assert_int_equal(json_array_size(json_object_get(citizen, "claimed")), 0);
    json_decref(citizen);
    assert_int_equal(rig_citizen(s->records, NULL, "171234567", NULL, &citizen), SOHOA_OK);
    assert_string_equal(json_string_value(json_object_get(citizen, "citizen")), AN);
    json_decref(citizen);
}

static void a_number_read_once_is_a_claim(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(
        s->records, id, "complete", "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "person.id_number", AN, "person.phone", "0912345678", NULL),
                      NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_int_equal(json_array_size(json_object_get(citizen, "facts")), 0);
    const json_t *phone = rig_fact(json_object_get(citizen, "claimed"), "phone");
    assert_string_equal(json_string_value(json_object_get(phone, "value")), "0912345678");
    json_decref(citizen);
}

static void two_agreeing_readings_confirm_a_number(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    json_t *again = rig_document("giay-chung-sinh", "original", "mother.name", "Nguyễn Thị An",
                                 "mother.birth_date", "1990-07-02", "mother.id_number", AN, NULL);
    rig_dossier(
        s->records, id, "complete", "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("to-khai-khai-sinh", "declaration", "mother.name",
                                   "NGUYỄN THỊ AN", "mother.birth_date", "1990", "mother.id_number",
                                   AN, "mother.address", "Xã Mẫu", NULL),
                      again, NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "address"), "Xã Mẫu");
    json_decref(citizen);
}

static void two_readings_that_contradict_the_birth_date_confirm_nothing(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(rig_document("a", "declaration", "mother.name", "Nguyễn Thị An",
                                           "mother.birth_date", "1990", "mother.id_number",
                                           "038180000001", NULL),
                              rig_document("b", "declaration", "mother.name", "Nguyễn Thị An",
                                           "mother.birth_date", "1990", "mother.id_number",
                                           "038180000001", NULL),
                              NULL));
    assert_int_equal(rig_citizen(s->records, NULL, "038180000001", NULL, &citizen), SOHOA_OK);
    assert_int_equal(json_array_size(json_object_get(citizen, "facts")), 0);
    assert_true(json_array_size(json_object_get(citizen, "claimed")) > 0);
    json_decref(citizen);
}

static void a_misread_number_of_the_same_person_is_not_filed_anywhere(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN),
                              rig_document("to-khai-khai-sinh", "declaration", "requester.name",
                                           "Nguyễn Thị An", "requester.birth_date", "1990-07-02",
                                           "requester.id_number", "038190000007", "requester.phone",
                                           "0912345678", NULL),
                              NULL));
    assert_int_equal(rig_citizen(s->records, NULL, "038190000007", NULL, &citizen), SOHOA_END);
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "phone"), "0912345678");
    json_decref(citizen);
}

/* The number unread, a figure of the birth date misread: still the woman of the card. */
static void one_doubtful_figure_of_a_birth_date_makes_nobody_else(void **state)
{
    struct support_store *s = *state;
    json_t *citizen, *paper;
    static const double sure[] = {0.58, 0.97};
    for (size_t i = 0; i < 2; i++) {
        char id[SOHOA_ID_SIZE] = "";
        paper = rig_document("giay-chung-nhan-ket-hon", "original", "wife.name", "Nguyễn Thị An",
                             "wife.birth_date", "1990-07-03", "wife.ethnicity", "Mường", NULL);
        json_object_set_new(json_object_get(json_object_get(paper, "fields"), "wife.birth_date"),
                            "confidence", json_real(sure[i]));
        rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                    rig_documents(card(AN), paper, NULL));
        assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
        assert_int_equal(rig_value(citizen, "ethnicity") != NULL, i == 0);
        json_decref(citizen);
        rig_dossier(s->records, id, "superseded", "2026-01-05T09:00:00+07:00", json_array());
    }
}

/* The certificate beside his card: name and number agree, the day was hardly read. */
static void a_birth_date_hardly_read_makes_nobody_else_where_name_and_number_agree(void **state)
{
    struct support_store *s = *state;
    json_t *citizen, *paper;
    static const struct {
        double sure;
        const char *name;
    } cases[] = {{0.05, "Nguyễn Thị An"}, {0.6, "Nguyễn Thị An"}, {0.05, "Nguyễn Thị Ân"}};
    for (size_t i = 0; i < 3; i++) {
        char id[SOHOA_ID_SIZE] = "";
        paper = rig_document("giay-chung-nhan-ket-hon", "original", "wife.name", cases[i].name,
                             "wife.birth_date", "1990-12-31", "wife.id_number", AN,
                             "wife.ethnicity", "Mường", NULL);
        json_object_set_new(json_object_get(json_object_get(paper, "fields"), "wife.birth_date"),
                            "confidence", json_real(cases[i].sure));
        rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                    rig_documents(card(AN), paper, NULL));
        assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
        assert_int_equal(rig_value(citizen, "ethnicity") != NULL, i == 0);
        json_decref(citizen);
        rig_dossier(s->records, id, "superseded", "2026-01-05T09:00:00+07:00", json_array());
    }
}

/* Number and day agree, the name came out as noise: on another day it would be another person. */
static void a_name_hardly_read_makes_nobody_else_where_number_and_birth_agree(void **state)
{
    struct support_store *s = *state;
    json_t *citizen, *paper;
    static const struct {
        double sure;
        const char *birth;
    } cases[] = {{0.01, "1990-07-02"}, {0.6, "1990-07-02"}, {0.01, "1990-07-20"}};
    for (size_t i = 0; i < 3; i++) {
        char id[SOHOA_ID_SIZE] = "";
        paper =
            rig_document("giay-chung-nhan-ket-hon", "original", "wife.name", "Nguyễn S toa",
                         "wife.birth_date", cases[i].birth, "wife.id_number", AN, "husband.name",
                         "Trần Văn Bình", "husband.birth_date", "1988-01-01", NULL);
        json_object_set_new(json_object_get(json_object_get(paper, "fields"), "wife.name"),
                            "confidence", json_real(cases[i].sure));
        rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                    rig_documents(paper, card(AN), NULL));
        assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
        assert_int_equal(json_array_size(json_object_get(citizen, "relations")), i == 0);
        assert_string_equal(rig_value(citizen, "name"), "Nguyễn Thị An");
        json_decref(citizen);
        rig_dossier(s->records, id, "superseded", "2026-01-05T09:00:00+07:00", json_array());
    }
}

static void another_name_under_the_same_number_is_somebody_else(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN),
                              rig_document("ct01", "declaration", "person.name", "Lê Văn Bình",
                                           "person.birth_date", "1988-01-01", "person.id_number",
                                           AN, "person.phone", "0900000000", NULL),
                              NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_null(rig_value(citizen, "phone"));
    const json_t *phone = rig_fact(json_object_get(citizen, "claimed"), "phone");
    assert_int_equal(json_array_size(json_object_get(phone, "differs")), 2);
    json_decref(citizen);
}

static void the_requester_who_is_the_mother_has_her_number(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(
        s->records, id, "complete", "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("to-khai-khai-sinh", "declaration", "requester.name",
                                   "Nguyễn Thị An", "!requester.id_number", AN,
                                   "requester.relation", "Mẹ đẻ", "child.name", "Lê Thị Lan",
                                   "child.birth_date", "2026-01-01", "mother.name", "Nguyễn Thị An",
                                   "mother.birth_date", "1990", "mother.ethnicity", "Mường", NULL),
                      NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "ethnicity"), "Mường");
    const json_t *relations = json_object_get(citizen, "relations");
    assert_int_equal(json_array_size(relations), 1);
    const json_t *child = json_array_get(relations, 0);
    assert_string_equal(json_string_value(json_object_get(child, "kind")), "child");
    assert_string_equal(json_string_value(json_object_get(child, "name")), "Lê Thị Lan");
    assert_non_null(json_object_get(child, "person"));
    json_decref(citizen);
}

static void a_dossier_under_alarm_files_nothing_until_it_is_released(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    static const char *const quiet[] = {"attention", "open", "superseded", "erased"};
    for (size_t i = 0; i < 4; i++) {
        rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                    rig_documents(card(AN), NULL));
        assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
        json_decref(citizen);
        rig_dossier(s->records, id, quiet[i], "2026-01-05T09:00:00+07:00",
                    rig_documents(card(AN), NULL));
        assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_END);
    }
}

static void a_value_put_right_is_filed_in_place_of_the_old_one(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN), NULL));
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(BINH), NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_END);
    assert_int_equal(rig_citizen(s->records, NULL, BINH, NULL, &citizen), SOHOA_OK);
    json_decref(citizen);
}

static int count_key(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)key, (void)value;
    ++*(size_t *)arg;
    return SOHOA_OK;
}

static void a_dossier_written_twice_in_one_commit_leaves_no_stale_fact(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    struct sohoa_write *w = sohoa_write_new(s->records);
    struct sohoa_dossier_record d = {.part = strdup("component"), .state = strdup("complete")};
    size_t left = 0;
    sohoa_id_new(d.id);
    sohoa_id_new(d.batch);
    d.first = d.last = 1;
    d.documents = rig_documents(card(AN), NULL);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    json_decref(d.documents);
    d.documents = rig_documents(card(BINH), NULL);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_ok(sohoa_scan(s->records, "fact/", "fact/", SOHOA_SCAN_KEYS, count_key, &left, &err),
              err);
    assert_int_equal(left, 1);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void two_persons_with_one_number_of_a_code_have_it_both_not(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(
        s->records, id, "complete", "2026-01-05T09:00:00+07:00",
        rig_documents(card(AN),
                      rig_document("cccd", "photocopy", "#person.id_number", AN, "#person.name",
                                   "Trần Thị Hoa", "#person.birth_date", "1990-01-01", NULL),
                      NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_int_equal(json_array_size(json_object_get(citizen, "facts")), 0);
    assert_true(json_array_size(json_object_get(citizen, "claimed")) > 5);
    json_decref(citizen);
}

/* An old card and a new one, or one of them misprinted: nobody knows which number counts. */
static void two_cards_of_one_person_with_nearly_one_number_are_claims_of_both(void **state)
{
    struct support_store *s = *state;
    static const char *const ids[] = {AN, "038190000007"};
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(ids[0]), card(ids[1]), NULL));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(rig_citizen(s->records, NULL, ids[i], NULL, &citizen), SOHOA_OK);
        assert_int_equal(json_array_size(json_object_get(citizen, "facts")), 0);
        assert_true(json_array_size(json_object_get(citizen, "claimed")) > 0);
        json_decref(citizen);
    }
}

static void a_zone_counts_only_with_its_check_digits(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *citizen, *zone;
    zone = rig_document("cccd", "photocopy", "~person.id_number", AN, "~person.birth_date",
                        "1990-07-02", NULL);
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(json_deep_copy(zone), NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "birth_date"), "1990-07-02");
    json_decref(citizen);
    json_t *field = json_object_get(json_object_get(zone, "fields"), "person.id_number");
    json_object_set_new(json_object_get(field, "checks"), "check_digits", json_false());
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00", rig_documents(zone, NULL));
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_int_equal(json_array_size(json_object_get(citizen, "facts")), 0);
    json_decref(citizen);
}

static void names_are_folded_with_their_tones_or_without(void **state)
{
    (void)state;
    char a[SOHOA_NAME_SIZE], b[SOHOA_NAME_SIZE];
    sohoa_name_plain("  NGUYỄN  Thị  Đào-Hoà ", a);
    assert_string_equal(a, "nguyen thi dao hoa");
    sohoa_name_exact("Hòa", a);
    sohoa_name_exact("HOÀ", b);
    assert_string_equal(a, b);
    sohoa_name_exact("Hoa", b);
    assert_string_not_equal(a, b);
    sohoa_name_exact("Ân", a);
    sohoa_name_exact("An", b);
    assert_string_not_equal(a, b);
    sohoa_name_plain("\xff\xfe Lê\xcc\xa3", a);
    assert_string_equal(a, "le");
    sohoa_name_plain("...", a);
    assert_string_equal(a, "");
}

static void a_store_without_facts_gets_them_when_it_is_opened_for_writing(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    char id[SOHOA_ID_SIZE] = "", key[128];
    json_t *citizen;
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN), NULL));
    (void)snprintf(key, sizeof key, "fact/person/" AN "/%s", id);
    rig_put_raw(s->records, key, NULL, 0);
    char *meta = NULL;
    assert_ok(sohoa_records_dump(s->records, "meta", &meta, &err), err);
    char *format = strstr(meta, "\"format\":2,\"filing\":");
    assert_non_null(format);
    memcpy(format, "\"format\":1,\"filxng\":", 20);
    rig_put_json(s->records, "meta", meta);
    free(meta);
    support_store_reopen(s, SOHOA_OPEN_READONLY);
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_END);
    support_store_reopen(s, 0);
    assert_int_equal(rig_citizen(s->records, NULL, AN, NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "name"), "Nguyễn Thị An");
    json_decref(citizen);
    assert_ok(sohoa_records_dump(s->records, "meta", &meta, &err), err);
    assert_contains(meta, "\"format\":2");
    free(meta);
}

static void keep_problem(void *arg, const char *problem)
{
    (void)snprintf(arg, 512, "%s", problem);
}

static void verify_finds_facts_that_no_dossier_says_and_those_that_are_missing(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err = {0};
    struct sohoa_verify_report report, whole;
    char id[SOHOA_ID_SIZE] = "", key[128], problem[512] = "";
    rig_dossier(s->records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(card(AN), NULL));
    assert_ok(sohoa_verify(s->records, NULL, keep_problem, problem, &whole, &err), err);
    assert_int_equal(whole.facts, 1); /* its problems: the rig writes no batch and no pages */
    (void)snprintf(key, sizeof key, "fact/person/" BINH "/%s", id);
    rig_put_json(s->records, key, "{}");
    assert_ok(sohoa_verify(s->records, NULL, keep_problem, problem, &report, &err), err);
    assert_int_equal(report.problems, whole.problems + 1);
    assert_contains(problem, "does not file");
    assert_null(strstr(problem, BINH));
    rig_put_raw(s->records, key, NULL, 0);
    (void)snprintf(key, sizeof key, "fact/person/" AN "/%s", id);
    rig_put_json(s->records, key, "{\"facts\":[]}");
    assert_ok(sohoa_verify(s->records, NULL, keep_problem, problem, &report, &err), err);
    assert_int_equal(report.problems, whole.problems + 1);
    assert_contains(problem, "is not what the dossier");
    rig_put_raw(s->records, key, NULL, 0);
    assert_ok(sohoa_verify(s->records, NULL, keep_problem, problem, &report, &err), err);
    assert_int_equal(report.problems, whole.problems + 1);
    assert_contains(problem, "is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_number_from_a_cards_code_is_confirmed),
        rig_test(a_number_read_once_is_a_claim),
        rig_test(two_agreeing_readings_confirm_a_number),
        rig_test(two_readings_that_contradict_the_birth_date_confirm_nothing),
        rig_test(a_misread_number_of_the_same_person_is_not_filed_anywhere),
        rig_test(one_doubtful_figure_of_a_birth_date_makes_nobody_else),
        rig_test(a_birth_date_hardly_read_makes_nobody_else_where_name_and_number_agree),
        rig_test(a_name_hardly_read_makes_nobody_else_where_number_and_birth_agree),
        rig_test(another_name_under_the_same_number_is_somebody_else),
        rig_test(the_requester_who_is_the_mother_has_her_number),
        rig_test(a_dossier_under_alarm_files_nothing_until_it_is_released),
        rig_test(a_value_put_right_is_filed_in_place_of_the_old_one),
        rig_test(a_dossier_written_twice_in_one_commit_leaves_no_stale_fact),
        rig_test(two_persons_with_one_number_of_a_code_have_it_both_not),
        rig_test(two_cards_of_one_person_with_nearly_one_number_are_claims_of_both),
        rig_test(a_zone_counts_only_with_its_check_digits),
        cmocka_unit_test(names_are_folded_with_their_tones_or_without),
        rig_test(verify_finds_facts_that_no_dossier_says_and_those_that_are_missing),
        rig_test(a_store_without_facts_gets_them_when_it_is_opened_for_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
