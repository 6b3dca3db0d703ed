/* test_citizen.c - what is answered of a citizen, and what fills a form. */
#include "facts_world.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_certificate_counts_more_than_a_later_declaration),
        world_test(of_addresses_the_newest_counts_whoever_said_it),
        world_test(a_verified_value_counts_more_than_any_other),
        world_test(what_was_hardly_read_gives_way_to_what_says_the_same_better),
        world_test(an_expired_card_is_no_longer_valid_but_its_holder_is_who_he_was),
        world_test(a_papers_validity_ends_what_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
