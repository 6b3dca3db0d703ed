/* Fields that a pen wrote: a page is of one hand, and nothing written is lost for being unread. */
#include "reading/reconcile.h"
#include "unit/types.h"

static struct sohoa_reading reading(const char *key, const char *raw, uint32_t flags)
{
    return (struct sohoa_reading){.size = sizeof(struct sohoa_reading),
                                  .key = key,
                                  .raw = raw,
                                  .source = "ocr",
                                  .page = 1,
                                  .confidence = 0.9F,
                                  .place = 1,
                                  .flags = flags | SOHOA_READING_LEADER};
}

static struct sohoa_field_set *settle(const struct sohoa_reading *readings,
                                      const char *const *types, size_t count)
{
    struct sohoa_field_set *set = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_reconcile(&types_env, readings, types, count, &set, &err), SOHOA_OK);
    return set;
}

static bool by_hand(const struct sohoa_field_set *set, const char *key)
{
    const struct sohoa_field *field = sohoa_field_set_find(set, key);
    if (!field)
        fail_msg("no field %s", key);
    if (field->hand && field->confidence >= 0.9)
        fail_msg("%s is sure", key);
    return field->hand;
}

static void a_page_that_is_mostly_by_hand_is_all_by_hand(void **state)
{
    (void)state;
    static const char *const keys[] = {"child.name", "mother.name", "father.name", "requester.name",
                                       "child.gender"};
    static const char *const types[] = {"person_name", "person_name", "person_name", "person_name",
                                        "gender",      "citizen_id",  "gender"};
    for (size_t hands = 0; hands <= 4; hands++) {
        struct sohoa_reading all[7];
        for (size_t i = 0; i < 5; i++)
            all[i] =
                reading(keys[i], i < 4 ? "Lê Thị Lan" : "Nam", i < hands ? SOHOA_READING_HAND : 0);
        all[5] = reading("child.id_number", "038190000001", 0);
        all[5].source = "qr";
        all[6] = reading("mother.gender", "Nam", 0);
        all[6].page = 2;
        struct sohoa_field_set *set = settle(all, types, 7);
        assert_int_equal(by_hand(set, keys[0]), hands > 0);
        assert_int_equal(by_hand(set, keys[3]), hands == 4);
        assert_int_equal(by_hand(set, keys[4]), hands == 4);
        assert_false(by_hand(set, "child.id_number"));
        assert_false(by_hand(set, "mother.gender"));
        sohoa_field_set_free(set);
    }
}

static void a_page_whose_values_cannot_be_read_is_by_hand(void **state)
{
    (void)state;
    static const char *const keys[] = {"child.birth_date", "mother.birth_date", "father.birth_date",
                                       "child.gender"};
    static const char *const types[] = {"date", "date", "date", "gender"};
    for (size_t unread = 2; unread <= 3; unread++) {
        struct sohoa_reading all[4];
        for (size_t i = 0; i < 4; i++)
            all[i] = reading(keys[i], i == 3 ? "Nam" : i < unread ? "2/4)5/7e#6" : "21/05/1986", 0);
        struct sohoa_field_set *set = settle(all, types, 4);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(by_hand(set, keys[i]), unread == 3);
        sohoa_field_set_free(set);
    }
}

static void what_a_pen_wrote_is_kept_when_nobody_can_read_it(void **state)
{
    (void)state;
    static const char *const types[] = {"gender", "ethnicity", "date", "person_name", "address"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *const both[] = {types[i], types[i]};
        struct sohoa_reading all[] = {reading("child.x", ": -", SOHOA_READING_HAND),
                                      reading("child.y", ": -", 0)};
        struct sohoa_field_set *set = settle(all, both, 2);
        assert_int_equal(set->count, 1);
        assert_true(by_hand(set, "child.x"));
        assert_string_equal(set->fields[0].value, ": -");
        assert_true(set->fields[0].confidence <= 0.3);
        sohoa_field_set_free(set);
    }
}

static void an_identity_paper_by_hand_has_a_number_though_it_is_unread(void **state)
{
    (void)state;
    static const char *const types[] = {"identity_paper", "identity_paper"};
    struct sohoa_reading all[] = {
        reading("wife.id_paper", "cccD 0\xC3\xA9#, c\xE1\xBA\xA5p 21/04/2022", SOHOA_READING_HAND),
        reading("husband.id_paper", "cccD 0\xC3\xA9#, c\xE1\xBA\xA5p 21/04/2022", 0)};
    all[1].page = 2;
    struct sohoa_field_set *set = settle(all, types, 2);
    assert_true(by_hand(set, "wife.id_number"));
    assert_true(by_hand(set, "wife.id_issue_date"));
    assert_true(sohoa_field_set_find(set, "wife.id_number")->confidence <= 0.3);
    assert_false(by_hand(set, "husband.id_issue_date"));
    assert_null(sohoa_field_set_find(set, "husband.id_number"));
    sohoa_field_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_is_mostly_by_hand_is_all_by_hand),
        cmocka_unit_test(a_page_whose_values_cannot_be_read_is_by_hand),
        cmocka_unit_test(what_a_pen_wrote_is_kept_when_nobody_can_read_it),
        cmocka_unit_test(an_identity_paper_by_hand_has_a_number_though_it_is_unread),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
