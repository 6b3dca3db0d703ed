/* The vocabularies: loading, finding, damage. */
#include "unit/types.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void the_shipped_lists_are_whole(void **state)
{
    (void)state;
    assert_true(sohoa_vocab_count(types_env.vocab, SOHOA_VOCAB_PROVINCE) >= 63);
    assert_string_equal(sohoa_vocab_province_of_id(types_env.vocab, "038190000001"), "Thanh Hóa");
    assert_null(sohoa_vocab_province_of_id(types_env.vocab, "003"));
    assert_null(sohoa_vocab_province_of_id(types_env.vocab, "0"));
}

static void tones_decide_between_entries_of_the_same_letters(void **state)
{
    (void)state;
    struct sohoa_vocab_match match;
    assert_true(sohoa_vocab_find(types_env.vocab, SOHOA_VOCAB_SURNAME, "LA", NULL, 0, &match));
    assert_string_equal(match.name, "La");
    assert_true(match.spelled);
    assert_false(match.sole); /* Lã is one too */
    assert_true(sohoa_vocab_find(types_env.vocab, SOHOA_VOCAB_SURNAME, "Nguyên", NULL, 0, &match));
    assert_string_equal(match.name, "Nguyễn");
    assert_true(match.sole);
    assert_false(match.spelled);
}

static void nothing_is_found_beyond_the_limit(void **state)
{
    (void)state;
    struct sohoa_vocab_match match;
    assert_false(
        sohoa_vocab_find(types_env.vocab, SOHOA_VOCAB_PROVINCE, "Thank Hox", NULL, 1, &match));
    assert_true(
        sohoa_vocab_find(types_env.vocab, SOHOA_VOCAB_PROVINCE, "Thank Hóa", NULL, 1, &match));
    assert_int_equal(match.distance, 1);
    assert_false(sohoa_vocab_find(types_env.vocab, SOHOA_VOCAB_PROVINCE, "...", NULL, 3, &match));
    assert_false(sohoa_vocab_find(NULL, SOHOA_VOCAB_PROVINCE, "Hà Nội", NULL, 0, &match));
}

static void fault_of(const char *yaml, const char *part)
{
    char folder[] = "/tmp/sohoa-vocab-XXXXXX", path[64];
    struct sohoa_vocab *vocab = NULL;
    struct sohoa_err err = {0};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(yaml, file);
    (void)fclose(file);
    int rc = sohoa_vocab_open(folder, &vocab, &err);
    (void)unlink(path);
    (void)rmdir(folder);
    if (!part) {
        assert_int_equal(rc, SOHOA_OK);
        sohoa_vocab_close(vocab);
        return;
    }
    assert_int_equal(rc, SOHOA_FATAL);
    assert_null(vocab);
    assert_contains(err.text, part);
}

static void damage_is_told_with_its_line(void **state)
{
    (void)state;
    fault_of("countries: [A]\n", "a.yaml:1:");
    fault_of("country:\n  - [a]\n", "a.yaml:2:");
    fault_of("commune:\n  \"1234\": A\n", "a.yaml:2:");
    fault_of("- a\n", "a.yaml:1:");
    fault_of("country: [A, B]\nrelation: C, D\n", NULL);
    fault_of("", NULL);
}

static void a_missing_folder_is_an_empty_vocabulary(void **state)
{
    (void)state;
    struct sohoa_vocab *vocab = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_vocab_open("/nonexistent/vocabularies", &vocab, &err), SOHOA_OK);
    assert_int_equal(sohoa_vocab_count(vocab, SOHOA_VOCAB_PROVINCE), 0);
    sohoa_vocab_close(vocab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_lists_are_whole),
        cmocka_unit_test(tones_decide_between_entries_of_the_same_letters),
        cmocka_unit_test(nothing_is_found_beyond_the_limit),
        cmocka_unit_test(damage_is_told_with_its_line),
        cmocka_unit_test(a_missing_folder_is_an_empty_vocabulary),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
