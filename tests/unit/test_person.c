/* test_person.c - forms filled from what is known; persons found, linked and told apart. */
#include "facts_world.h"

static json_t *marriage(void)
{
    return rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"),
                         card_of(BINH, "Lê Văn Bình", "1988-03-04", "Nam"),
                         rig_document("giay-chung-nhan-ket-hon", "original", "wife.name",
                                      "NGUYỄN THỊ AN", "wife.birth_date", "1990-07-02",
                                      "wife.ethnicity", "Mường", "husband.name", "LÊ VĂN BÌNH",
                                      "husband.birth_date", "1988-03-04", "husband.ethnicity",
                                      "Thái", "husband.nationality", "Việt Nam",
                                      "certificate.register_date", "2015-05-20", NULL),
                         NULL);
}

static void the_other_parent_comes_from_the_marriage_paper(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00", marriage());
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_string_equal(filled(answer, "father.name"), "Lê Văn Bình");
    assert_string_equal(filled(answer, "father.ethnicity"), "Thái");
    assert_string_equal(filled(answer, "father.id_number"), BINH);
    assert_string_equal(filled(answer, "mother.ethnicity"), "Mường");
    assert_true(is_missing(answer, "child.name"));
    const json_t *roles = json_object_get(answer, "roles");
    assert_string_equal(json_string_value(json_object_get(json_object_get(roles, "father"), "by")),
                        "relation");
    json_decref(answer);
    answer = citizen(w, AN, NULL);
    const json_t *spouse = json_array_get(json_object_get(answer, "relations"), 0);
    assert_string_equal(json_string_value(json_object_get(spouse, "kind")), "spouse");
    assert_string_equal(json_string_value(json_object_get(spouse, "citizen")), BINH);
    json_decref(answer);
}

static void a_request_to_marry_is_no_marriage(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("to-khai-ket-hon", "declaration", "wife.name", "Nguyễn Thị An",
                                   "!wife.id_number", AN, "husband.name", "Lê Văn Bình",
                                   "!husband.id_number", BINH, NULL),
                      NULL));
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_true(is_missing(answer, "father.name"));
    json_decref(answer);
}

static json_t *birth(const char *child, const char *day, const char *father, const char *father_id)
{
    return rig_documents(rig_document("giay-khai-sinh", "original", "child.name", child,
                                      "child.birth_date", day, "mother.name", "Nguyễn Thị An",
                                      "!mother.id_number", AN, "certificate.register_date", day,
                                      father ? "father.name" : NULL, father, "!father.id_number",
                                      father_id, NULL),
                         NULL);
}

static void without_a_marriage_paper_the_newest_child_tells_the_other_parent(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2018-01-05T09:00:00+07:00",
        birth("Lê Thị Một", "2018-01-02", "Lê Văn Bình", BINH));
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_string_equal(filled(answer, "father.name"), "Lê Văn Bình");
    assert_string_equal(filled(answer, "father.id_number"), BINH);
    json_decref(answer);
    answer = prefill(w, "to-khai-khai-sinh", NULL, "father", BINH, NULL);
    assert_string_equal(filled(answer, "mother.id_number"), AN);
    json_decref(answer);
    /* a younger child has no father on paper: nobody is guessed */
    put(w, NULL, "2024-01-05T09:00:00+07:00", birth("Nguyễn Văn Hai", "2024-01-02", NULL, NULL));
    answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_true(is_missing(answer, "father.name"));
    json_decref(answer);
    /* a marriage comes before children */
    put(w, NULL, "2025-01-05T09:00:00+07:00", marriage());
    answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_string_equal(filled(answer, "father.id_number"), BINH);
    json_decref(answer);
}

static void a_claim_never_fills_a_form(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "person.id_number", AN, "person.phone", "0912345678", NULL),
                      NULL));
    json_t *answer = prefill(w, "ct01", NULL, "person", AN, NULL);
    assert_true(is_missing(answer, "person.name") && is_missing(answer, "person.phone"));
    assert_string_equal(filled(answer, "person.id_number"), AN); /* what the caller says */
    json_decref(answer);
}

static void the_text_of_a_card_joins_in(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2020-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "!person.id_number", AN, "person.address", "Nơi ở cũ",
                                   "person.phone", "0912345678", NULL),
                      NULL));
    static const char *const texts[] = {
        AN "|" OLD_NUMBER "|Nguyễn Thị An|02071990|Nữ|Thôn 1, Xã Mẫu, Thanh Hóa|15032022",
        AN "||Nguyễn Thị An|02071990|Nữ|Thôn 1, Xã Mẫu, Thanh Hóa|15032022||||\r\n"};
    for (size_t i = 0; i < 2; i++) {
        json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "requester", texts[i], NULL);
        assert_string_equal(filled(answer, "requester.name"), "Nguyễn Thị An");
        assert_string_equal(filled(answer, "requester.birth_date"), "1990-07-02");
        assert_string_equal(filled(answer, "requester.address"), "Thôn 1, Xã Mẫu, Thanh Hóa");
        assert_string_equal(filled(answer, "requester.id_issue_date"), "2022-03-15");
        assert_string_equal(filled(answer, "requester.phone"), "0912345678");
        json_decref(answer);
    }
    /* what stands on a card is as old as the card, whenever it is shown */
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "requester",
                             AN "||Nguyễn Thị An|02071990|Nữ|Nơi ở cũ hơn|15032018||||", NULL);
    assert_string_equal(filled(answer, "requester.address"), "Nơi ở cũ");
    json_decref(answer);
    /* a card of whom nothing is known yet */
    answer = citizen(w, "038195000009||Trần Thị Hoa|01011995|Nữ|Xã Mẫu|15032022||||", NULL);
    assert_string_equal(rig_value(answer, "name"), "Trần Thị Hoa");
    json_decref(answer);
}

static void malformed_numbers_and_codes_are_refused(void **state)
{
    (void)state;
    struct sohoa_given given;
    struct sohoa_err err;
    static const char *const bad[] = {
        "",
        "   ",
        "03819000000",
        "0381900000012",
        "03819000000a",
        "000000000000",
        "person/",
        "038190000001|",
        "038190000001||A|02071990|Nữ|X",
        "|||||||",
        "038190000001||Nguyễn Thị An|32071990|Nữ|Xã Mẫu|15032022",
        "038190000001||Nguyễn Thị An|02071990|Khác|Xã Mẫu|15032022",
        "038190000001||Nguyễn Thị An|02071990|Nữ|Xã Mẫu|15032022||||||||||||||||||||||||"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(sohoa_person_parse(bad[i], &given, &err), SOHOA_BAD_DOSSIER);
        assert_null(strstr(err.text, "038190000001"));
    }
    char longer[2000];
    memset(longer, '|', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(sohoa_person_parse(longer, &given, &err), SOHOA_BAD_DOSSIER);
    char masked[SOHOA_ID_SIZE];
    sohoa_id_mask(AN, masked);
    assert_string_equal(masked, "038*****0001");
}

static void who_died_is_marked(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("trich-luc-khai-tu", "certified-copy", "deceased.name",
                                   "Nguyễn Thị An", "!deceased.id_number", AN,
                                   "deceased.death_date", "2025-12-30", NULL),
                      NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(json_string_value(json_object_get(json_object_get(answer, "dead"), "date")),
                        "2025-12-30");
    json_decref(answer);
    answer = prefill(w, "ct01", NULL, "person", AN, NULL);
    assert_true(json_is_true(
        json_object_get(json_object_get(json_object_get(answer, "roles"), "person"), "dead")));
    json_decref(answer);
}

/* A newborn without a number, found by name and linked by hand. */
static void a_person_without_a_number_is_found_and_linked_and_unlinked(void **state)
{
    struct world *w = *state;
    struct sohoa_records *r = w->store.records;
    struct sohoa_err err = {0};
    json_t *found = NULL, *said = NULL, *answer = NULL;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("to-khai-khai-sinh", "declaration", "child.name", "Đào Hòa Bình",
                                   "child.birth_date", "2026-01-01", "child.home_town", "Xã Mẫu",
                                   "mother.name", "Nguyễn Thị An", "!mother.id_number", AN, NULL),
                      NULL));
    struct sohoa_find find = {.name = "dao hoà BINH", .born = "2026", .parent = "nguyen thi"};
    assert_ok(sohoa_find_object(r, &find, &found, &err), err);
    assert_int_equal(json_array_size(found), 1);
    char person[SOHOA_ID_SIZE];
    (void)snprintf(person, sizeof person, "%s",
                   json_string_value(json_object_get(json_array_get(found, 0), "person")));
    assert_true(sohoa_id_valid(person));
    json_decref(found);
    static const char *const days[] = {"2026-01-01", "01/01/2026", "01/2026", "02/01/2026",
                                       "1/1/26",     "31/02/2026", "2026-13"};
    for (size_t i = 0; i < 7; i++) {
        find.born = days[i];
        int rc = sohoa_find_object(r, &find, &found, &err);
        assert_int_equal(rc, i < 4 ? SOHOA_OK : SOHOA_BAD_DOSSIER);
        if (rc == SOHOA_OK) {
            assert_int_equal(json_array_size(found), i < 3);
            json_decref(found);
        }
    }
    find.born = "2026";
    find.parent = "Trần";
    assert_ok(sohoa_find_object(r, &find, &found, &err), err);
    assert_int_equal(json_array_size(found), 0);
    json_decref(found);

    static const char *const lan = "038226000003";
    assert_int_equal(rig_citizen(r, NULL, lan, NULL, &answer), SOHOA_END);
    assert_ok(sohoa_person_link(r, person, lan, "lan", &said, &err), err);
    json_decref(said);
    answer = citizen(w, lan, NULL);
    assert_string_equal(rig_value(answer, "home_town"), "Xã Mẫu");
    json_decref(answer);
    answer = citizen(w, AN, NULL); /* the relation follows */
    const json_t *child = json_array_get(json_object_get(answer, "relations"), 0);
    assert_string_equal(json_string_value(json_object_get(child, "citizen")), lan);
    json_decref(answer);
    answer = prefill(w, "to-khai-khai-sinh", NULL, "child", lan, NULL);
    assert_string_equal(filled(answer, "mother.id_number"), AN);
    json_decref(answer);

    assert_ok(sohoa_person_unlink(r, person, "lan", &said, &err), err);
    json_decref(said);
    assert_int_equal(rig_citizen(r, NULL, lan, NULL, &answer), SOHOA_END);
    assert_ok(sohoa_link_record(r, person, &said, &err), err);
    assert_null(json_object_get(said, "to"));
    assert_int_equal(json_array_size(json_object_get(said, "history")), 1);
    json_decref(said);
    assert_int_equal(sohoa_person_unlink(r, person, "lan", &said, &err), SOHOA_END);
}

static const char *child_of(struct world *w, char ret[SOHOA_ID_SIZE])
{
    struct sohoa_find find = {.name = "Lê Thị Lan"};
    struct sohoa_err err = {0};
    json_t *found = NULL;
    assert_ok(sohoa_find_object(w->store.records, &find, &found, &err), err);
    assert_int_equal(json_array_size(found), 1);
    (void)snprintf(ret, SOHOA_ID_SIZE, "%s",
                   json_string_value(json_object_get(json_array_get(found, 0), "person")));
    json_decref(found);
    return ret;
}

static void a_person_keeps_its_name_when_the_paper_is_read_again(void **state)
{
    struct world *w = *state;
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d;
    char id[SOHOA_ID_SIZE] = "", before[SOHOA_ID_SIZE], after[SOHOA_ID_SIZE];
    json_t *request = rig_document("to-khai-khai-sinh", "declaration", "child.name", "Lê Thị Lan",
                                   "child.birth_date", "2026-01-01", NULL);
    put(w, id, "2026-01-05T09:00:00+07:00", rig_documents(json_deep_copy(request), NULL));
    child_of(w, before);
    assert_ok(sohoa_dossier_get(w->store.records, id, &d, &err), err);
    json_decref(
        d.documents); /* now another paper was found on the page, and the name was misread */
    d.documents = rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"), request, NULL);
    struct sohoa_write *write = sohoa_write_new(w->store.records);
    assert_ok(sohoa_write_dossier(write, &d, &err), err);
    assert_ok(sohoa_write_commit(write, &err), err);
    sohoa_write_free(write);
    sohoa_dossier_record_clear(&d);
    assert_string_equal(before, child_of(w, after));
}

static void the_head_of_the_household_follows(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "!person.id_number", AN, "household_head.name", "Lê Văn Bình",
                                   "!household_head.id_number", BINH, NULL),
                      NULL));
    json_t *answer = prefill(w, "ct01", NULL, "person", AN, NULL);
    assert_string_equal(filled(answer, "household_head.name"), "Lê Văn Bình");
    assert_string_equal(filled(answer, "household_head.id_number"), BINH);
    json_decref(answer);
}

/* The father's number was read once: his name stands on her marriage paper, his number does not. */
static void a_claimed_number_of_a_relative_is_not_offered(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("giay-chung-nhan-ket-hon", "original", "!wife.id_number", AN,
                                   "wife.name", "Nguyễn Thị An", "husband.name", "Lê Văn Bình",
                                   "husband.id_number", BINH, NULL),
                      NULL));
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_string_equal(filled(answer, "father.name"), "Lê Văn Bình");
    assert_true(is_missing(answer, "father.id_number"));
    json_decref(answer);
}

static void links_lead_to_one_who_is_not_linked_on(void **state)
{
    struct world *w = *state;
    struct sohoa_records *r = w->store.records;
    struct sohoa_err err = {0};
    json_t *said = NULL, *answer;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "!person.id_number", AN, "person.phone", "0912345678", NULL),
                      NULL));
    assert_int_equal(sohoa_person_link(r, AN, AN, "lan", &said, &err), SOHOA_BAD_DOSSIER);
    assert_int_equal(sohoa_person_link(r, "01K9ZZZZZZZZZZZZZZZZZZZZZZ", AN, "lan", &said, &err),
                     SOHOA_END);
    /* one person with two numbers: the old one is linked to the new one */
    assert_ok(sohoa_person_link(r, AN, "038190000099", "lan", &said, &err), err);
    json_decref(said);
    assert_int_equal(sohoa_person_link(r, "038190000050", AN, "lan", &said, &err),
                     SOHOA_BAD_DOSSIER);
    assert_int_equal(sohoa_person_link(r, "038190000099", "038190000050", "lan", &said, &err),
                     SOHOA_BAD_DOSSIER);
    answer = citizen(w, "038190000099", NULL);
    assert_string_equal(rig_value(answer, "phone"), "0912345678");
    json_decref(answer);
    answer = citizen(w, AN, NULL);
    assert_string_equal(json_string_value(json_object_get(answer, "citizen")), "038190000099");
    json_decref(answer);
}

static void an_old_number_of_two_persons_answers_neither(void **state)
{
    struct world *w = *state;
    json_t *answer;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(
            rig_document("a", "original", "person.name", "Nguyễn Thị An", "person.birth_date",
                         "1990-07-02", "person.id_number", OLD_NUMBER, NULL),
            rig_document("b", "original", "person.name", "Lê Văn Bình", "person.birth_date",
                         "1988-03-04", "person.id_number", OLD_NUMBER, NULL),
            NULL));
    assert_int_equal(rig_citizen(w->store.records, NULL, OLD_NUMBER, NULL, &answer), SOHOA_RETRY);
    assert_int_equal(rig_citizen(w->store.records, NULL, "171234568", NULL, &answer), SOHOA_END);
}

/* Two offices' papers confirm one number for two persons: the card is believed. */
static void facts_of_a_stranger_with_the_same_number_stay_apart(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"), NULL));
    put(w, NULL, "2026-06-05T09:00:00+07:00",
        rig_documents(rig_document("a", "declaration", "person.name", "Lê Thị Hà",
                                   "person.id_number", AN, "person.phone", "0900000000", NULL),
                      rig_document("b", "declaration", "person.name", "Lê Thị Hà",
                                   "person.birth_date", "1990-01-01", "person.id_number", AN, NULL),
                      NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(rig_value(answer, "name"), "Nguyễn Thị An");
    assert_null(rig_value(answer, "phone"));
    assert_true(json_array_size(json_object_get(answer, "claimed")) > 0);
    assert_int_equal(json_array_size(json_object_get(answer, "documents")), 1);
    json_decref(answer);
    answer = prefill(w, "ct01", NULL, "person", AN, NULL);
    assert_true(is_missing(answer, "person.phone"));
    json_decref(answer);
}

/* The copy of her card came out as noise; her certificate beside it says who she is. */
static void who_somebody_is_is_told_by_what_was_read_best(void **state)
{
    struct world *w = *state;
    json_t *noise = rig_document("cccd", "photocopy", "person.name", "Thị Quý", "person.birth_date",
                                 "1990-07-02", "person.id_number", AN, NULL);
    json_object_set_new(json_object_get(json_object_get(noise, "fields"), "person.name"),
                        "confidence", json_real(0.19));
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(noise,
                      rig_document("giay-chung-nhan-ket-hon", "original", "wife.name",
                                   "Nguyễn Thị An", "wife.birth_date", "1990-07-02",
                                   "wife.id_number", AN, "husband.name", "Trần Văn Bình",
                                   "husband.birth_date", "1988-01-01", NULL),
                      NULL));
    put(w, NULL, "2026-02-05T09:00:00+07:00",
        rig_documents(rig_document("can-cuoc", "original", "person.name", "Nguyễn Thị An",
                                   "person.birth_date", "1990-07-02", "!person.id_number", AN,
                                   NULL),
                      NULL));
    json_t *answer = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_string_equal(filled(answer, "father.name"), "Trần Văn Bình");
    json_decref(answer);
}

static void a_superseded_dossier_takes_its_facts_along(void **state)
{
    struct world *w = *state;
    char id[SOHOA_ID_SIZE] = "";
    json_t *answer;
    put(w, id, "2026-01-05T09:00:00+07:00", marriage());
    json_t *before = prefill(w, "to-khai-khai-sinh", NULL, "mother", AN, NULL);
    assert_non_null(filled(before, "father.name"));
    rig_dossier(w->store.records, id, "superseded", "2026-01-05T09:00:00+07:00", marriage());
    assert_int_equal(rig_citizen(w->store.records, NULL, AN, NULL, &answer), SOHOA_END);
    json_decref(before);
}

static void a_role_the_paper_does_not_have_is_named(void **state)
{
    struct world *w = *state;
    struct sohoa_given given;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    assert_ok(sohoa_person_parse(AN, &given, &err), err);
    struct sohoa_prefill_role role = {.role = "bride", .given = &given};
    assert_int_equal(
        sohoa_prefill_object(w->store.records, w->schemas, "ct01", &role, 1, NULL, &answer, &err),
        SOHOA_END);
    assert_contains(err.text, "bride");
    assert_int_equal(
        sohoa_prefill_object(w->store.records, w->schemas, "ct99", &role, 1, NULL, &answer, &err),
        SOHOA_END);
    assert_contains(err.text, "ct99");
}

static void rows_of_a_table_are_filled_by_their_number(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00", marriage());
    json_t *answer = prefill(w, "ct01", NULL, "person", AN, "members.1", BINH, NULL);
    assert_string_equal(filled(answer, "members.1.name"), "Lê Văn Bình");
    assert_string_equal(filled(answer, "members.1.id_number"), BINH);
    json_decref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_other_parent_comes_from_the_marriage_paper),
        world_test(a_request_to_marry_is_no_marriage),
        world_test(without_a_marriage_paper_the_newest_child_tells_the_other_parent),
        world_test(a_claim_never_fills_a_form),
        world_test(the_text_of_a_card_joins_in),
        cmocka_unit_test(malformed_numbers_and_codes_are_refused),
        world_test(who_died_is_marked),
        world_test(a_person_without_a_number_is_found_and_linked_and_unlinked),
        world_test(a_person_keeps_its_name_when_the_paper_is_read_again),
        world_test(the_head_of_the_household_follows),
        world_test(a_claimed_number_of_a_relative_is_not_offered),
        world_test(links_lead_to_one_who_is_not_linked_on),
        world_test(an_old_number_of_two_persons_answers_neither),
        world_test(facts_of_a_stranger_with_the_same_number_stay_apart),
        world_test(who_somebody_is_is_told_by_what_was_read_best),
        world_test(a_superseded_dossier_takes_its_facts_along),
        world_test(a_role_the_paper_does_not_have_is_named),
        world_test(rows_of_a_table_are_filled_by_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
