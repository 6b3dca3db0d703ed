/* test_audit_verify.c - whoever changes the access record without its key is found out. */
#include "audit_rig.h"

/* A record of four lines, its file and its text. */
struct record {
    struct sohoa_audit *audit;
    char path[400];
    char *text;
    size_t size;
};

static struct record make(struct audit_rig *r)
{
    struct record record = {.audit = audit_open(r)};
    audit_say(record.audit, "first");
    audit_say(record.audit, "second");
    audit_say(record.audit, "third");
    audit_path(r, 0, record.path, sizeof record.path);
    sohoa_audit_close(record.audit);
    record.audit = audit_open(r); /* which owns nothing before it writes */
    record.text = audit_read(record.path, &record.size);
    return record;
}

static void clear(struct record *record)
{
    sohoa_audit_close(record->audit);
    free(record->text);
}

static void any_changed_byte_is_found(void **state)
{
    struct record r = make(*state);
    assert_int_equal(audit_check(r.audit, NULL, NULL).problems, 0);
    for (size_t i = 0; i + 1 < r.size; i++) {
        char before = r.text[i];
        r.text[i] = (char)(before ^ 1);
        support_write_file(r.path, r.text, r.size);
        if (audit_check(r.audit, NULL, NULL).problems == 0)
            fail_msg("byte %zu, '%c', can be changed", i, before);
        r.text[i] = before;
    }
    clear(&r);
}

/* The start of the n-th line, from 0. */
static size_t line_at(const struct record *r, size_t n)
{
    const char *at = r->text;
    while (n-- > 0)
        at = strchr(at, '\n') + 1;
    return (size_t)(at - r->text);
}

static void a_line_removed_from_the_middle_or_the_front_is_found(void **state)
{
    struct record r = make(*state);
    char first[512];
    for (size_t n = 0; n < 3; n++) {
        size_t from = line_at(&r, n), to = line_at(&r, n + 1);
        char *text = malloc(r.size);
        memcpy(text, r.text, from);
        memcpy(text + from, r.text + to, r.size - to);
        support_write_file(r.path, text, r.size - (to - from));
        assert_int_equal(audit_check(r.audit, NULL, first).problems > 0, 1);
        free(text);
    }
    assert_contains(first, "does not follow the one before it");
    clear(&r);
}

static void lines_that_changed_places_or_came_twice_are_found(void **state)
{
    struct record r = make(*state);
    size_t a = line_at(&r, 1), b = line_at(&r, 2), c = line_at(&r, 3);
    char *text = malloc(2 * r.size);
    memcpy(text, r.text, a);
    memcpy(text + a, r.text + b, c - b);
    memcpy(text + a + (c - b), r.text + a, b - a);
    memcpy(text + c, r.text + c, r.size - c);
    support_write_file(r.path, text, r.size);
    assert_true(audit_check(r.audit, NULL, NULL).problems > 0);
    memcpy(text, r.text, r.size);
    memcpy(text + r.size, r.text + c, r.size - c);
    support_write_file(r.path, text, r.size + (r.size - c));
    assert_true(audit_check(r.audit, NULL, NULL).problems > 0);
    free(text);
    clear(&r);
}

static void a_file_under_another_name_or_of_another_chain_is_found(void **state)
{
    struct audit_rig *rig = *state;
    struct record r = make(rig);
    char to[400], id[SOHOA_ID_SIZE], first[512];
    struct sohoa_err err;
    sohoa_id_new(id);
    assert_ok(sohoa_audit_file_path(rig->store, id, 1, to, sizeof to, &err), err);
    assert_int_equal(rename(r.path, to), 0);
    assert_true(audit_check(r.audit, NULL, first).problems > 0);
    assert_contains(first, "the head names chain");
    clear(&r);
}

static void a_cut_tail_is_found_by_an_anchor_and_so_is_a_chain_that_is_gone(void **state)
{
    struct record r = make(*state);
    struct sohoa_err err;
    char *anchor = NULL, first[512];
    assert_ok(sohoa_audit_anchor(r.audit, &anchor, &err), err);
    assert_int_equal(audit_check(r.audit, anchor, NULL).problems, 0);
    assert_int_equal(truncate(r.path, (off_t)line_at(&r, 3)), 0);
    assert_int_equal(audit_check(r.audit, NULL, NULL).problems, 0);
    assert_int_equal(audit_check(r.audit, anchor, first).problems, 1);
    assert_contains(first, "the end of the record was cut off");
    audit_say(r.audit, "what is written behind the cut does not hide it");
    assert_int_equal(audit_check(r.audit, anchor, first).problems, 1);
    assert_contains(first, "is not the one of the anchor");
    assert_int_equal(unlink(r.path), 0);
    assert_int_equal(audit_check(r.audit, anchor, NULL).problems, 1);
    free(anchor);
    clear(&r);
}

static void an_older_anchor_holds_while_the_record_grows(void **state)
{
    struct record r = make(*state);
    struct sohoa_err err;
    char *anchor = NULL;
    assert_ok(sohoa_audit_anchor(r.audit, &anchor, &err), err);
    for (int i = 0; i < 5; i++)
        audit_say(r.audit, "more");
    assert_int_equal(audit_check(r.audit, anchor, NULL).problems, 0);
    free(anchor);
    clear(&r);
}

static void an_anchor_that_is_none_is_told(void **state)
{
    struct record r = make(*state);
    struct sohoa_err err = {0};
    struct sohoa_audit_report report;
    assert_int_equal(
        sohoa_audit_verify(r.audit, "{\"chain\":7}\n", audit_note, NULL, &report, &err), SOHOA_END);
    assert_contains(err.text, "line 1 of the anchor");
    clear(&r);
}

static void
a_last_line_that_was_never_finished_is_no_fault_and_nothing_goes_on_behind_it(void **state)
{
    struct record r = make(*state);
    assert_int_equal(truncate(r.path, (off_t)r.size - 20), 0);
    struct sohoa_audit_report report = audit_check(r.audit, NULL, NULL);
    assert_int_equal(report.problems, 0);
    assert_int_equal(report.torn, 1);
    audit_say(r.audit, "in a chain of its own");
    report = audit_check(r.audit, NULL, NULL);
    assert_int_equal(report.chains, 2);
    assert_int_equal(report.torn, 1);
    assert_int_equal(report.problems, 0);
    clear(&r);
}

static void so_is_one_in_space_that_was_laid_out(void **state)
{
    struct record r = make(*state);
    char *text = calloc(1, r.size + 700000);
    memcpy(text, r.text, r.size - 20);
    support_write_file(r.path, text, r.size + 700000);
    struct sohoa_audit_report report = audit_check(r.audit, NULL, NULL);
    assert_int_equal(report.problems, 0);
    assert_int_equal(report.torn, 1);
    assert_int_equal(report.entries, 3);
    text[r.size + 600000] = '\n';
    support_write_file(r.path, text, r.size + 700000);
    assert_int_equal(audit_check(r.audit, NULL, NULL).problems, 1);
    free(text);
    clear(&r);
}

static void bytes_behind_what_was_laid_out_are_found(void **state)
{
    struct record r = make(*state);
    char *text = calloc(1, r.size + 5000);
    memcpy(text, r.text, r.size);
    support_write_file(r.path, text, r.size + 5000);
    assert_int_equal(audit_check(r.audit, NULL, NULL).problems, 0);
    text[r.size + 4000] = 'x';
    support_write_file(r.path, text, r.size + 5000);
    assert_int_equal(audit_check(r.audit, NULL, NULL).problems, 1);
    free(text);
    clear(&r);
}

static void a_chain_that_was_tampered_with_stays_as_it_was_found(void **state)
{
    struct record r = make(*state);
    size_t size;
    r.text[r.size - 10] = 'x'; /* in the last line's MAC */
    support_write_file(r.path, r.text, r.size);
    audit_say(r.audit, "elsewhere");
    char *now = audit_read(r.path, &size);
    assert_int_equal(size, r.size);
    assert_memory_equal(now, r.text, size);
    free(now);
    clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        audit_test(any_changed_byte_is_found),
        audit_test(a_line_removed_from_the_middle_or_the_front_is_found),
        audit_test(lines_that_changed_places_or_came_twice_are_found),
        audit_test(a_file_under_another_name_or_of_another_chain_is_found),
        audit_test(a_cut_tail_is_found_by_an_anchor_and_so_is_a_chain_that_is_gone),
        audit_test(an_older_anchor_holds_while_the_record_grows),
        audit_test(an_anchor_that_is_none_is_told),
        audit_test(a_last_line_that_was_never_finished_is_no_fault_and_nothing_goes_on_behind_it),
        audit_test(so_is_one_in_space_that_was_laid_out),
        audit_test(bytes_behind_what_was_laid_out_are_found),
        audit_test(a_chain_that_was_tampered_with_stays_as_it_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
