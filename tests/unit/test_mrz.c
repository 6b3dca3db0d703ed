/* Machine-readable zones: fields, checks, correction, repair. The samples of Vietnam are invented,
 * the others are the specimens of ICAO 9303. */
#include "sohoa_plugin.h"
#include "unit/unit.h"

#include <string.h>

#define AN                                                                                         \
    "IDVNM1900000015038190000001<<2\n"                                                             \
    "9007024F3007022VNM<<<<<<<<<<<4\n"                                                             \
    "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<"
#define TD1                                                                                        \
    "I<UTOD231458907<<<<<<<<<<<<<<<\n"                                                             \
    "7408122F1204159UTO<<<<<<<<<<<6\n"                                                             \
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define TD2                                                                                        \
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n"                                                       \
    "D231458907UTO7408122F1204159<<<<<<<6"
#define TD3                                                                                        \
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"                                               \
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

static struct sohoa_mrz read_zone(const char *text)
{
    struct sohoa_mrz mrz;
    struct sohoa_err err = {0};
    if (sohoa_mrz_read(text, &mrz, &err) != SOHOA_OK)
        fail_msg("not read: %s", err.text);
    return mrz;
}

/* The zone with the character at place (line ends count) changed. */
static struct sohoa_mrz read_with(const char *zone, size_t place, char c)
{
    char text[100];
    snprintf(text, sizeof text, "%s", zone);
    text[place] = c;
    return read_zone(text);
}

static void the_card_of_vietnam_is_read_with_all_its_checks(void **state)
{
    (void)state;
    struct sohoa_mrz m = read_zone(AN);
    assert_int_equal(m.kind, SOHOA_MRZ_TD1);
    assert_int_equal(m.checks, SOHOA_MRZ_NUMBER | SOHOA_MRZ_BIRTH | SOHOA_MRZ_EXPIRY |
                                   SOHOA_MRZ_COMPOSITE | SOHOA_MRZ_CITIZEN | SOHOA_MRZ_REPEAT |
                                   SOHOA_MRZ_SHAPE);
    assert_int_equal(m.held, m.checks);
    assert_int_equal(m.corrected, 0);
    assert_string_equal(m.citizen_id, "038190000001");
    assert_string_equal(m.number, "190000001");
    assert_string_equal(m.birth, "1990-07-02");
    assert_string_equal(m.expiry, "2030-07-02");
    assert_int_equal(m.sex, 'F');
    assert_string_equal(m.nationality, "VNM");
    assert_string_equal(m.surname, "NGUYEN");
    assert_string_equal(m.given, "THI AN");
    assert_false(m.name_cut);
    m = read_zone("IDVNM2030045671001203004567<<2\n0301154M2801153VNM<<<<<<<<<<<2\n"
                  "TRAN<<VAN<BINH<<<<<<<<<<<<<<<<");
    assert_int_equal(m.held, m.checks);
    assert_string_equal(m.birth, "2003-01-15");
    assert_string_equal(m.citizen_id, "001203004567");
}

static void every_kind_of_document_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *document, *number;
        enum sohoa_mrz_kind kind;
    } cases[] = {{TD1, "I", "D23145890", SOHOA_MRZ_TD1},
                 {TD2, "I", "D23145890", SOHOA_MRZ_TD2},
                 {TD3, "P", "L898902C3", SOHOA_MRZ_TD3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sohoa_mrz m = read_zone(cases[i].text);
        assert_int_equal(m.kind, cases[i].kind);
        assert_string_equal(m.text, cases[i].text);
        assert_int_equal(m.held, m.checks);
        assert_string_equal(m.document, cases[i].document);
        assert_string_equal(m.issuer, "UTO");
        assert_string_equal(m.number, cases[i].number);
        assert_string_equal(m.surname, "ERIKSSON");
        assert_string_equal(m.given, "ANNA MARIA");
        assert_string_equal(m.birth, "1974-08-12");
        assert_string_equal(m.citizen_id, "");
    }
    assert_string_equal(read_zone(TD3).optional, "ZE184226B");
}

static void letters_and_digits_are_told_apart_by_their_field(void **state)
{
    (void)state;
    struct sohoa_mrz m = read_zone("1DVNM19OOOOOO1S038I90000001<<Z\n"
                                   "9OO7O24F3OO7O22VNM<<<<<<<<<<<4\n"
                                   "NGUYEN<<TH1<AN<<<<<<<<<<<<<<<<");
    assert_string_equal(m.text, AN);
    assert_int_equal(m.held, m.checks);
    assert_int_equal(m.corrected, 17);
    m = read_zone("idvnm1900000015 038190000001<<2\n9007024F3007022VNM«««««<4\r\n"
                  "NGUYEN<<THI<AN«««««««‹‹\n\n");
    assert_string_equal(m.text, AN);
    /* where both may stand, the check digit decides */
    m = read_with(TD3, 45 + 5, 'O');
    assert_string_equal(m.text, TD3);
    assert_int_equal(m.held, m.checks);
}

static void the_repeated_number_mends_digits(void **state)
{
    (void)state;
    for (size_t i = 5; i < 14; i++) { /* one of the first nine, then one of their repetition */
        struct sohoa_mrz m = read_with(AN, i, AN[i] == '7' ? '4' : '7');
        assert_string_equal(m.text, AN);
        assert_int_equal(m.held, m.checks);
        m = read_with(AN, i + 13, AN[i] == '3' ? '4' : '3');
        assert_string_equal(m.text, AN);
    }
    struct sohoa_mrz m = read_with(AN, 5 + 8, '?'); /* not even readable */
    assert_string_equal(m.citizen_id, "038190000001");
    assert_int_equal(m.held, m.checks);
}

static void a_check_digit_that_is_wrong_is_told_and_nothing_is_invented(void **state)
{
    (void)state;
    struct sohoa_mrz m = read_with(AN, 31 + 9, '7'); /* 3 0 -> 3 7 in the expiry */
    assert_int_equal(m.checks & ~m.held, SOHOA_MRZ_EXPIRY | SOHOA_MRZ_COMPOSITE);
    assert_string_equal(m.expiry, "2037-07-02");
    m = read_with(AN, 31 + 9, '?'); /* the check digit tells which, but then proves nothing */
    assert_string_equal(m.expiry, "2030-07-02");
    assert_int_equal(m.checks & ~m.held, SOHOA_MRZ_EXPIRY | SOHOA_MRZ_SHAPE);
    m = read_with(AN, 31 + 7, 'M');
    assert_int_equal(m.sex, 'M');
    assert_int_equal(m.checks & ~m.held, SOHOA_MRZ_REPEAT);
    m = read_with(TD3, 45 + 14, '7');
    assert_int_equal(m.checks & ~m.held, SOHOA_MRZ_BIRTH | SOHOA_MRZ_COMPOSITE);
    assert_string_equal(m.birth, "1977-08-12");
}

static void a_line_of_29_or_31_characters_is_repaired_when_the_checks_prove_it(void **state)
{
    (void)state;
    static const char *const zones[] = {
        "IDVNM1900000015038190000001<<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"
        "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<",
        "IDVNM1900000015038190000001<2\n9007024F3007022VNM<<<<<<<<<<<<4\n"
        "NGUYEN<<THI<AN<<<<<<<<<<<<<<<",
        "IDVNM190000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"
        "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<<<",
        "IDVNM1900000015038190000001<<2\n90I07024F3007022VNM<<<<<<<<<<<4\n"
        "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<",
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct sohoa_mrz m = read_zone(zones[i]);
        assert_string_equal(m.text, AN);
        assert_int_equal(m.held, m.checks);
        assert_true(m.corrected > 0);
    }
}

static void a_line_that_cannot_be_repaired_is_told(void **state)
{
    (void)state;
    struct sohoa_mrz m =
        read_zone("IDVNM1900000015038190000001<<2\n9007124F30107022VNM<<<<<<<<<<4\n"
                  "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<");
    assert_false(m.held & SOHOA_MRZ_SHAPE);
    assert_string_equal(m.citizen_id, "038190000001");
    assert_true(m.held & SOHOA_MRZ_CITIZEN);
    m = read_zone("IDVNM1900000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"
                  "NGUYEN<<THI<ANABCDEFGHIJKLMNOPQ");
    assert_int_equal(m.checks & ~m.held, SOHOA_MRZ_SHAPE);
    assert_true(m.name_cut);
}

static void what_is_no_zone_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "\n\n", "IDVNM", "038190000001|171234567|Nguyễn Thị An", AN "\n" AN, "AAA\nBBB\nCCC"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sohoa_mrz m = {.corrected = 77};
        struct sohoa_err err = {0};
        assert_int_equal(sohoa_mrz_read(texts[i], &m, &err), SOHOA_BAD_PAGE);
        assert_true(err.text[0] != '\0');
        assert_int_equal(m.corrected, 77);
    }
}

static void dates_may_be_partial_and_must_exist(void **state)
{
    (void)state;
    struct sohoa_mrz m =
        read_zone("I<UTOD231458907<<<<<<<<<<<<<<<\n74<<<<1<1204159UTO<<<<<<<<<<<6\n"
                  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
    assert_string_equal(m.birth, "1974");
    assert_int_equal(m.sex, '<');
    m = read_zone("I<UTOD231458907<<<<<<<<<<<<<<<\n7402302F1204159UTO<<<<<<<<<<<6\n"
                  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
    assert_string_equal(m.birth, "");
}

static void a_long_document_number_goes_on_in_the_optional_field(void **state)
{
    (void)state;
    struct sohoa_mrz m =
        read_zone("I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\n"
                  "STEVENSON<<PETER<JOHN<<<<<<<<<");
    assert_string_equal(m.number, "D23145890734");
    assert_true(m.held & SOHOA_MRZ_NUMBER);
    assert_string_equal(m.birth, "1934-07-12");
}

static void check_digits_follow_the_standard(void **state)
{
    (void)state;
    assert_int_equal(sohoa_mrz_check_digit("520727", 6), 3);
    assert_int_equal(sohoa_mrz_check_digit("AB2134<<<", 9), 5);
    assert_int_equal(sohoa_mrz_check_digit("ab", 2), -1);
    assert_int_equal(sohoa_mrz_check_digit("", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_card_of_vietnam_is_read_with_all_its_checks),
        cmocka_unit_test(every_kind_of_document_is_read),
        cmocka_unit_test(letters_and_digits_are_told_apart_by_their_field),
        cmocka_unit_test(the_repeated_number_mends_digits),
        cmocka_unit_test(a_check_digit_that_is_wrong_is_told_and_nothing_is_invented),
        cmocka_unit_test(a_line_of_29_or_31_characters_is_repaired_when_the_checks_prove_it),
        cmocka_unit_test(a_line_that_cannot_be_repaired_is_told),
        cmocka_unit_test(what_is_no_zone_is_refused_with_a_reason),
        cmocka_unit_test(dates_may_be_partial_and_must_exist),
        cmocka_unit_test(a_long_document_number_goes_on_in_the_optional_field),
        cmocka_unit_test(check_digits_follow_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
