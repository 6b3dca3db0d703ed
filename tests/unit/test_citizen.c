/* test_citizen.c - what is answered of a citizen, and what fills a form. */
#include "facts_rig.h"

#define AN "038190000001"
#define BINH "038088000002"
#define OLD_NUMBER "171234567"

struct world {
    struct support_store store;
    struct sohoa_schemas *schemas;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct sohoa_err err = {0};
    const char *folder = SOHOA_TEST_SOURCE "/schemas";
    support_store_open(&w->store);
    assert_ok(sohoa_schemas_open(&folder, 1, &w->schemas, &err), err);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    sohoa_schemas_close(w->schemas);
    support_store_close(&w->store);
    free(w);
    return 0;
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void put(struct world *w, char id[SOHOA_ID_SIZE], const char *received, json_t *documents)
{
    char own[SOHOA_ID_SIZE] = "";
    rig_dossier(w->store.records, id ? id : own, "complete", received, documents);
}

static json_t *card_of(const char *id, const char *name, const char *birth, const char *gender)
{
    return rig_document("cccd", "photocopy", "#person.id_number", id, "#person.name", name,
                        "#person.birth_date", birth, "#person.gender", gender,
                        "#person.id_issue_date", "2022-03-15", NULL);
}

static json_t *citizen(struct world *w, const char *id, const char *today)
{
    json_t *answer = NULL;
    assert_int_equal(rig_citizen(w->store.records, w->schemas, id, today, &answer), SOHOA_OK);
    return answer;
}

/* roles: pairs ROLE, ID; the list ends with NULL. */
static json_t *prefill(struct world *w, const char *schema, const char *today, ...)
{
    struct sohoa_given given[8];
    struct sohoa_prefill_role roles[8];
    struct sohoa_err err = {0};
    size_t count = 0;
    json_t *answer = NULL;
    va_list args;
    va_start(args, today);
    for (const char *role; (role = va_arg(args, const char *)); count++) {
        assert_ok(sohoa_person_parse(va_arg(args, const char *), &given[count], &err), err);
        roles[count] = (struct sohoa_prefill_role){.role = role, .given = &given[count]};
    }
    va_end(args);
    assert_ok(sohoa_prefill_object(w->store.records, w->schemas, schema, roles, count, today,
                                   &answer, &err),
              err);
    return answer;
}

static const char *filled(const json_t *answer, const char *key)
{
    return json_string_value(
        json_object_get(json_object_get(json_object_get(answer, "fields"), key), "value"));
}

static bool is_missing(const json_t *answer, const char *key)
{
    const json_t *missing = json_object_get(answer, "missing");
    for (size_t i = 0; i < json_array_size(missing); i++)
        if (strcmp(json_string_value(json_array_get(missing, i)), key) == 0)
            return true;
    return false;
}

static void a_certificate_counts_more_than_a_later_declaration(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"),
                      rig_document("giay-khai-sinh", "original", "child.name", "Nguyễn Thị An",
                                   "child.birth_date", "1990-07-02", "child.id_number", AN,
                                   "child.ethnicity", "Mường", NULL),
                      NULL));
    put(w, NULL, "2026-05-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"),
                      rig_document("to-khai-ket-hon", "declaration", "wife.name", "Nguyễn Thị An",
                                   "wife.birth_date", "1990-07-02", "wife.id_number", AN,
                                   "wife.ethnicity", "Kinh", NULL),
                      NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(rig_value(answer, "ethnicity"), "Mường");
    const json_t *history =
        json_object_get(rig_fact(json_object_get(answer, "facts"), "ethnicity"), "history");
    assert_int_equal(json_array_size(history), 1);
    json_decref(answer);
}

static void of_addresses_the_newest_counts_whoever_said_it(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"),
                      rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "person.birth_date", "1990-07-02", "!person.id_number", AN,
                                   "!person.phone", "0911111111", "person.address", "Thôn 1", NULL),
                      NULL));
    put(w, NULL, "2026-06-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "person.name", "Nguyễn Thị An",
                                   "!person.id_number", AN, "person.phone", "0922222222",
                                   "person.address", "Thôn 2", NULL),
                      NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(rig_value(answer, "phone"), "0922222222");
    assert_string_equal(rig_value(answer, "address"), "Thôn 2");
    json_decref(answer);
}

static void a_verified_value_counts_more_than_any_other(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("ct01", "declaration", "!person.name", "Nguyễn Thị Ân",
                                   "!person.id_number", AN, "person.birth_date", "1990-07-02",
                                   NULL),
                      NULL));
    put(w, NULL, "2026-06-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"), NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(rig_value(answer, "name"), "Nguyễn Thị Ân");
    assert_int_equal(json_array_size(json_object_get(answer, "names")), 2);
    json_decref(answer);
}

/* The confidence of a field of a document. */
static json_t *read_as(json_t *document, const char *key, double confidence)
{
    json_object_set_new(json_object_get(json_object_get(document, "fields"), key), "confidence",
                        json_real(confidence));
    return document;
}

static void what_was_hardly_read_gives_way_to_what_says_the_same_better(void **state)
{
    struct world *w = *state;
    json_t *old = rig_document(
        "giay-chung-sinh", "original", "mother.name", "Nguyễn Thị An", "!mother.id_number", AN,
        "mother.birth_date", "1990", "mother.ethnicity", "inh", "mother.address",
        "SO NHA 1, NGO 2 HAC THANH, PHUONG DUC HAI", "certificate.date", "2026-06-01", NULL);
    read_as(read_as(old, "mother.ethnicity", 0.01), "mother.address", 0.87);
    put(w, NULL, "2026-06-05T09:00:00+07:00", rig_documents(old, NULL));
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("to-khai-ket-hon", "declaration", "wife.name", "Nguyễn Thị An",
                                   "!wife.id_number", AN, "wife.birth_date", "1990-07-02",
                                   "wife.ethnicity", "Kinh", "wife.address",
                                   "Số nhà 1, ngõ 2 Hạc Thành, phường Đức Hải", NULL),
                      NULL));
    json_t *answer = citizen(w, AN, NULL);
    assert_string_equal(rig_value(answer, "ethnicity"), "Kinh");
    assert_string_equal(rig_value(answer, "birth_date"), "1990-07-02");
    assert_string_equal(rig_value(answer, "address"), "Số nhà 1, ngõ 2 Hạc Thành, phường Đức Hải");
    json_decref(answer);
}

static void an_expired_card_is_no_longer_valid_but_its_holder_is_who_he_was(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(rig_document("cccd", "photocopy", "#person.id_number", AN, "#person.name",
                                   "Nguyễn Thị An", "person.id_expiry_date", "2026-02-01", NULL),
                      NULL));
    json_t *answer = citizen(w, AN, "2026-02-02");
    assert_true(json_is_false(
        json_object_get(json_array_get(json_object_get(answer, "documents"), 0), "valid")));
    json_decref(answer);
    answer = prefill(w, "ct01", "2026-02-02", "person", AN, NULL);
    assert_string_equal(filled(answer, "person.name"), "Nguyễn Thị An");
    json_decref(answer);
}

static void a_papers_validity_ends_what_is_offered(void **state)
{
    struct world *w = *state;
    put(w, NULL, "2026-01-05T09:00:00+07:00",
        rig_documents(card_of(AN, "Nguyễn Thị An", "1990-07-02", "Nữ"),
                      rig_document("xac-nhan-hon-nhan", "original", "person.name", "Nguyễn Thị An",
                                   "person.birth_date", "1990-07-02", "person.id_number", AN,
                                   "person.marital_status", "Chưa đăng ký kết hôn với ai",
                                   "certificate.date", "2026-01-04", NULL),
                      NULL));
    json_t *answer = prefill(w, "xac-nhan-hon-nhan", "2026-07-04", "person", AN, NULL);
    assert_non_null(filled(answer, "person.marital_status"));
    json_decref(answer);
    answer = prefill(w, "xac-nhan-hon-nhan", "2026-07-05", "person", AN, NULL);
    assert_true(is_missing(answer, "person.marital_status"));
    assert_string_equal(filled(answer, "person.id_number"), AN);
    json_decref(answer);
    answer = citizen(w, AN, "2026-07-05");
    const json_t *status = rig_fact(json_object_get(answer, "facts"), "marital_status");
    assert_string_equal(json_string_value(json_object_get(status, "ended")), "2026-07-04");
    const json_t *papers = json_object_get(answer, "documents");
    assert_int_equal(json_array_size(papers), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *paper = json_array_get(papers, i);
        bool valid = json_is_true(json_object_get(paper, "valid"));
        bool is_card = strcmp(json_string_value(json_object_get(paper, "schema")), "cccd") == 0;
        assert_true(valid == is_card);
    }
    json_decref(answer);
}

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
    /* a card of whom nothing is known yet */
    json_t *answer = citizen(w, "038195000009||Trần Thị Hoa|01011995|Nữ|Xã Mẫu|15032022||||", NULL);
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
        world_test(a_certificate_counts_more_than_a_later_declaration),
        world_test(of_addresses_the_newest_counts_whoever_said_it),
        world_test(a_verified_value_counts_more_than_any_other),
        world_test(what_was_hardly_read_gives_way_to_what_says_the_same_better),
        world_test(an_expired_card_is_no_longer_valid_but_its_holder_is_who_he_was),
        world_test(a_papers_validity_ends_what_is_offered),
        world_test(the_other_parent_comes_from_the_marriage_paper),
        world_test(a_request_to_marry_is_no_marriage),
        world_test(a_claim_never_fills_a_form),
        world_test(the_text_of_a_card_joins_in),
        cmocka_unit_test(malformed_numbers_and_codes_are_refused),
        world_test(who_died_is_marked),
        world_test(a_person_without_a_number_is_found_and_linked_and_unlinked),
        world_test(links_lead_to_one_who_is_not_linked_on),
        world_test(an_old_number_of_two_persons_answers_neither),
        world_test(facts_of_a_stranger_with_the_same_number_stay_apart),
        world_test(a_superseded_dossier_takes_its_facts_along),
        world_test(a_role_the_paper_does_not_have_is_named),
        world_test(rows_of_a_table_are_filled_by_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
