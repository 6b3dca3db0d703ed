/* test_format.c - stores of every format that ever was are still read.
 *
 * formatN holds the dictionaries of such a store and `records`, its keys and values in hex, one a
 * line in turn, as mdb_dump writes them. A new format adds a folder; none is ever changed. */
#include "facts_rig.h"

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static size_t from_hex(const char *hex, unsigned char *bytes, size_t room)
{
    size_t n = strcspn(hex, "\n") / 2;
    assert_true(n < room);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    bytes[n] = '\0';
    return n;
}

/* Puts the records of a fixture into the open store, in place of what is there. */
static void load(struct support_store *s, const char *format)
{
    static char hex[1 << 20];
    static unsigned char key[4096], value[1 << 19];
    char path[600], command[1400];
    (void)snprintf(command, sizeof command, "cp %s/tests/unit/%s/*.zdict %s/dict/",
                   SOHOA_TEST_SOURCE, format, s->dir);
    assert_int_equal(system(command), 0);
    (void)snprintf(path, sizeof path, "%s/tests/unit/%s/records", SOHOA_TEST_SOURCE, format);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    while (fgets(hex, sizeof hex, f)) {
        from_hex(hex, key, sizeof key);
        assert_non_null(fgets(hex, sizeof hex, f));
        size_t size = from_hex(hex, value, sizeof value);
        rig_put_raw(s->records, (const char *)key, value, size);
    }
    (void)fclose(f);
    support_store_reopen(s, SOHOA_OPEN_READONLY);
}

static bool keep_batch(void *arg, const struct sohoa_batch *batch)
{
    memcpy(arg, batch->id, SOHOA_ID_SIZE);
    return false;
}

static void a_store_of_format_1_is_read_whole(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE] = "", *meta = NULL;
    struct sohoa_text *text = NULL;
    struct sohoa_page_record page;
    struct sohoa_verify_report report;
    load(s, "format1");
    assert_ok(sohoa_records_dump(s->records, "meta", &meta, &err), err);
    assert_contains(meta, "\"format\":1");
    free(meta);
    support_store_reopen(s, 0); /* opened for writing it becomes one of today */
    assert_ok(sohoa_records_dump(s->records, "meta", &meta, &err), err);
    assert_contains(meta, "\"format\":2");
    free(meta);
    assert_ok(sohoa_batches_each(s->records, NULL, keep_batch, batch, &err), err);
    assert_ok(sohoa_text_get(s->records, batch, 2, 0, &text, &err), err);
    assert_int_equal(sohoa_text_words(text), 2);
    struct sohoa_word word = sohoa_text_word(text, 1);
    assert_string_equal(word.text, "hòa");
    assert_true(word.box.x == 100 && word.box.y == 11 && word.box.w == 70 && word.box.h == 30);
    assert_true(word.confidence > 0.495F && word.confidence < 0.505F);
    struct sohoa_line line = sohoa_text_line(text, 0);
    assert_true(line.box.x == 10 && line.box.y == 10 && line.box.w == 300 && line.box.h == 40);
    sohoa_text_free(text);
    assert_ok(sohoa_page_get(s->records, batch, 3, 0, &page, &err), err);
    assert_true(page.state == SOHOA_STATE_STORED && page.width == 2480 && page.dpi == 300);
    assert_string_equal(page.master.media, "image/tiff");
    sohoa_page_record_clear(&page);
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_true(report.batches == 1 && report.pages == 3 && report.texts == 3 &&
                report.dossiers == 3 && report.problems == 3); /* its masters are not here */
}

static void a_store_of_format_2_is_read_with_its_facts(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char *meta = NULL;
    json_t *citizen;
    struct sohoa_verify_report report;
    load(s, "format2");
    assert_ok(sohoa_records_dump(s->records, "meta", &meta, &err), err);
    assert_contains(meta, "\"format\":2");
    free(meta);
    assert_int_equal(rig_citizen(s->records, NULL, "171234567", NULL, &citizen), SOHOA_OK);
    assert_string_equal(rig_value(citizen, "name"), "Nguyễn Thị An");
    json_decref(citizen);
    support_store_reopen(s, 0); /* filed anew, should the rule have changed since */
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_true(report.dossiers == 3 && report.facts == 1 && report.problems == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {rig_test(a_store_of_format_1_is_read_whole),
                                       rig_test(a_store_of_format_2_is_read_with_its_facts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
