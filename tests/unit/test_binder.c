/* test_binder.c - binder.h and ledger.h: when a dossier closes, with which pages, in which state.
 */
#include "unit.h"

#include "pipeline/binder.h"
#include "pipeline/ledger.h"

struct seen {
    int closed, opened;
    uint32_t first[16], last[16], echoes[16];
    char state[16][16], id[16][SOHOA_ID_SIZE];
    uint32_t opened_first[16];
    char code[16][80], alarm[16][512];
    int alarms;
    uint32_t alarm_page[16];
};

static int on_closed(void *arg, const struct sohoa_dossier_record *dossier, bool before,
                     uint32_t echoes)
{
    struct seen *seen = arg;
    int i = seen->closed++;
    (void)before;
    seen->first[i] = dossier->first;
    seen->last[i] = dossier->last;
    seen->echoes[i] = echoes;
    (void)snprintf(seen->state[i], sizeof seen->state[i], "%s", dossier->state);
    memcpy(seen->id[i], dossier->id, SOHOA_ID_SIZE);
    (void)snprintf(seen->code[i], sizeof seen->code[i], "%s", dossier->code ? dossier->code : "");
    return 0;
}

static int on_opened(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct seen *seen = arg;
    seen->opened_first[seen->opened++] = dossier->first;
    return 0;
}

static int on_alarm(void *arg, uint32_t page, const char *text)
{
    struct seen *seen = arg;
    seen->alarm_page[seen->alarms] = page;
    (void)snprintf(seen->alarm[seen->alarms++], sizeof seen->alarm[0], "%s", text);
    return 0;
}

/* A page finished: set aside, or with something on it. */
static void finish(struct sohoa_binder *binder, uint32_t number, bool quarantined, bool start)
{
    const struct sohoa_bound_page page = {
        .state = quarantined ? SOHOA_STATE_QUARANTINED : SOHOA_STATE_STORED, .start = start};
    assert_int_equal(sohoa_binder_finish(binder, number, &page), 0);
}

static void close_now(struct sohoa_binder *binder, struct seen *seen)
{
    const struct sohoa_binder_calls calls = {seen, on_closed, on_opened, on_alarm};
    assert_int_equal(sohoa_binder_close(binder, &calls), 0);
}

static void begin(struct sohoa_binder *binder, const char *id, uint32_t first, uint32_t last,
                  unsigned flags)
{
    struct sohoa_dossier_record dossier = {.first = first, .last = last};
    (void)snprintf(dossier.id, sizeof dossier.id, "%s", id);
    assert_int_equal(sohoa_binder_open(binder, &dossier, flags), 0);
}

static void a_dossier_closes_with_its_last_page_whatever_their_order(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    (void)state;
    begin(binder, "A", 1, 3, 0);
    begin(binder, "B", 4, 4, 0);
    finish(binder, 3, false, false);
    finish(binder, 1, false, true);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    finish(binder, 4, true, true); /* a later one need not wait for it */
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.id[0], "B");
    assert_string_equal(seen.state[0], "incomplete");
    finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 2);
    assert_string_equal(seen.state[1], "complete");
    assert_int_equal(seen.first[1], 1);
    assert_int_equal(seen.last[1], 3);
    assert_true(sohoa_binder_empty(binder));
    sohoa_binder_free(binder);
}

static void a_growing_dossier_waits_for_its_end(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    (void)state;
    begin(binder, "A", 1, 2, SOHOA_BINDER_GROWS);
    finish(binder, 1, false, true);
    finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    assert_int_equal(sohoa_binder_extend(binder, 300), 0);
    for (uint32_t i = 300; i > 2; i--)
        finish(binder, i, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    sohoa_binder_end(binder);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.last[0], 300);
    sohoa_binder_free(binder);
}

static void a_cut_closes_what_is_before_it_as_soon_as_that_is_finished(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    (void)state;
    begin(binder, "A", 1, 6, SOHOA_BINDER_GROWS);
    finish(binder, 4, false, true); /* found by a stage, ahead of the others */
    finish(binder, 1, false, true);
    finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    finish(binder, 3, true, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.last[0], 3);
    assert_string_equal(seen.state[0], "incomplete");
    assert_int_equal(seen.opened, 1);
    assert_int_equal(seen.opened_first[0], 4);
    finish(binder, 5, false, false);
    finish(binder, 6, false, true);
    sohoa_binder_end(binder);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 3);
    assert_int_equal(seen.first[1], 4);
    assert_int_equal(seen.last[1], 5);
    assert_string_equal(seen.state[1], "complete");
    assert_int_equal(seen.first[2], 6);
    assert_string_not_equal(seen.id[1], "A");
    sohoa_binder_free(binder);
}

static void a_settled_range_is_not_cut_again(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    (void)state;
    begin(binder, "A", 1, 2, SOHOA_BINDER_FIXED);
    finish(binder, 1, false, true);
    finish(binder, 2, false, true);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.last[0], 2);
    sohoa_binder_free(binder);
}

static void joined_pages_over_a_gap_are_one_dossier(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    struct sohoa_dossier_record joined = {.id = "J", .first = 1, .last = 9};
    (void)state;
    joined.pages = json_pack("[i,i,i]", 1, 2, 9);
    assert_int_equal(sohoa_binder_open(binder, &joined, SOHOA_BINDER_FIXED), 0);
    json_decref(joined.pages);
    begin(binder, "B", 3, 8, SOHOA_BINDER_FIXED);
    finish(binder, 9, false, false);
    finish(binder, 1, false, true);
    finish(binder, 5, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.id[0], "J");
    assert_int_equal(seen.last[0], 9);
    sohoa_binder_free(binder);
}

static void echoes_are_told_when_the_dossier_closes(void **state)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    (void)state;
    begin(binder, "A", 1, 1, 0);
    assert_true(sohoa_binder_echo(binder, "A"));
    assert_true(sohoa_binder_echo(binder, "A"));
    assert_false(sohoa_binder_echo(binder, "B"));
    finish(binder, 1, false, true);
    close_now(binder, &seen);
    assert_int_equal(seen.echoes[0], 2);
    assert_false(sohoa_binder_echo(binder, "A"));
    sohoa_binder_free(binder);
}

static void every_move_keeps_the_ledger_closed(void **state)
{
    struct sohoa_ledger ledger = {0};
    (void)state;
    sohoa_ledger_capture(&ledger, 5);
    for (int to = SOHOA_STATE_STORED; to <= SOHOA_STATE_QUARANTINED; to++) {
        sohoa_ledger_move(&ledger, SOHOA_STATE_PENDING, (enum sohoa_page_state)to);
        assert_true(sohoa_ledger_closes(&ledger));
    }
    sohoa_ledger_move(&ledger, SOHOA_STATE_BLANK, SOHOA_STATE_PENDING);
    assert_true(sohoa_ledger_closes(&ledger));
    assert_int_equal(ledger.captured, 5);
    assert_int_equal(ledger.pending, 2);
    assert_int_equal(ledger.quarantined, 1);
}

static void differences_below_zero_add_up_right(void **state)
{
    struct sohoa_ledger sum = {0}, step = {0}, next = {0};
    (void)state;
    sohoa_ledger_capture(&step, 2);
    sohoa_ledger_move(&next, SOHOA_STATE_PENDING, SOHOA_STATE_STORED);
    sohoa_ledger_add(&sum, &next);
    sohoa_ledger_add(&sum, &step);
    assert_int_equal(sum.pending, 1);
    assert_int_equal(sum.stored, 1);
    assert_true(sohoa_ledger_closes(&sum));
}

/* ---- separators ---- */

/* Pages written as words: P separator, H header, C content, B blank, Q set aside, R receipt;
 * then ":CODE", ":SHEETS" promised, "@SHEET" of the feeder. */
static void lay(struct sohoa_binder *binder, uint32_t number, const char *word)
{
    struct sohoa_separator says = {0};
    char what = word[0];
    unsigned sheet = 0;
    const char *at = strchr(word, '@');
    if (at)
        sheet = (unsigned)strtoul(at + 1, NULL, 10);
    if (word[1] == ':')
        (void)sscanf(word + 2, "%8[A-Z]:%u", says.code, &says.sheets);
    says.kind = what == 'P'   ? SOHOA_SEPARATOR_PATCH
                : what == 'H' ? SOHOA_SEPARATOR_HEADER
                              : SOHOA_SEPARATOR_NONE;
    (void)snprintf(says.place, sizeof says.place, "place %u", number);
    const struct sohoa_bound_page page = {.state = what == 'P' || what == 'H'
                                                       ? SOHOA_STATE_SEPARATOR
                                                   : what == 'B' ? SOHOA_STATE_BLANK
                                                   : what == 'Q' ? SOHOA_STATE_QUARANTINED
                                                                 : SOHOA_STATE_STORED,
                                          .sheet = sheet,
                                          .says = strchr("PHR", what) ? &says : NULL};
    assert_int_equal(sohoa_binder_finish(binder, number, &page), 0);
}

/* A whole range of pages, finished from the last to the first, closed now and then. */
static struct seen feed(const char *code, const char *pages)
{
    struct sohoa_binder *binder = sohoa_binder_new();
    struct seen seen = {0};
    char text[400], own[16], *words[32], *state = NULL;
    uint32_t count = 0;
    (void)snprintf(text, sizeof text, "%s", pages);
    (void)snprintf(own, sizeof own, "%s", code ? code : "");
    for (char *w = strtok_r(text, " ", &state); w; w = strtok_r(NULL, " ", &state))
        words[count++] = w;
    const struct sohoa_dossier_record dossier = {
        .id = "A", .first = 1, .last = count, .code = code ? own : NULL};
    assert_int_equal(sohoa_binder_open(binder, &dossier, 0), 0);
    for (uint32_t i = count; i > 0; i--) {
        lay(binder, i, words[i - 1]);
        if (i % 3 == 0)
            close_now(binder, &seen);
    }
    close_now(binder, &seen);
    assert_true(sohoa_binder_empty(binder));
    sohoa_binder_free(binder);
    return seen;
}

static void a_separator_begins_the_next_dossier(void **state)
{
    (void)state;
    struct seen seen = feed("X", "C C P C P B C C");
    assert_int_equal(seen.closed, 3);
    assert_int_equal(seen.alarms, 0);
    assert_int_equal(seen.last[0], 2);
    assert_int_equal(seen.first[1], 3);
    assert_int_equal(seen.last[1], 4);
    assert_int_equal(seen.first[2], 5);
    assert_int_equal(seen.last[2], 8);
    assert_string_equal(seen.code[2], "X");
    assert_string_not_equal(seen.id[1], "A");
}

static void separators_at_the_ends_make_no_empty_dossier(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "B P C C P B");
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.first[0], 1);
    assert_int_equal(seen.last[0], 6);
    assert_int_equal(seen.alarms, 0);
}

static void a_header_gives_its_dossier_the_code_and_patches_do_not_inherit_it(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "H:A:2 C C H:B:1 C P C R:R");
    assert_int_equal(seen.closed, 3);
    assert_int_equal(seen.alarms, 0);
    assert_string_equal(seen.code[0], "A");
    assert_string_equal(seen.code[1], "B");
    assert_string_equal(seen.code[2], "R");
}

static void a_receipt_neither_splits_nor_takes_a_code_away(void **state)
{
    (void)state;
    struct seen seen = feed("X", "C R:R C");
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.code[0], "X");
}

static void a_count_that_does_not_match_is_an_alarm_that_names_the_place(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "H:A:2@1 B@1 C@2 C@2 C@3 H:B:2@4 C@5 C@5 H:C:1@6 Q@7 C@8");
    assert_int_equal(seen.closed, 3);
    assert_int_equal(seen.alarms, 2);
    assert_contains(seen.alarm[0], "dossier B: 1 sheets instead of the 2");
    assert_contains(seen.alarm[0], "place 6");
    assert_int_equal(seen.alarm_page[0], 6);
    assert_contains(seen.alarm[1], "dossier C: 2 sheets instead of the 1");
    assert_string_equal(seen.state[2], "incomplete");
}

static void files_hold_one_side_a_sheet_or_two(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "H:A:2 B C B C C H:B:3 C C C H:C:3 C C");
    assert_int_equal(seen.alarms, 1);
    assert_contains(seen.alarm[0], "dossier C: 2 pages instead of the 3 sheets");
}

static void two_separators_in_a_row_are_an_alarm_but_not_two_sides_of_one_sheet(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "C@1 P@2 P@2 C@3 P@4 P@5 C@6");
    assert_int_equal(seen.closed, 3);
    assert_int_equal(seen.alarms, 1);
    assert_contains(seen.alarm[0], "two separators in a row: place 5 and place 6");
}

static void a_header_without_sheets_is_an_alarm(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "H:A:2 H:B:1 C H:C:1 B");
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.code[0], "B");
    assert_int_equal(seen.alarms, 2);
    assert_contains(seen.alarm[0], "no sheet follows the header sheet of A (place 1)");
    assert_contains(seen.alarm[1], "no sheet follows the header sheet of C (place 4)");
}

static void pages_before_the_first_header_are_an_alarm(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "C C H:A:1 C");
    assert_int_equal(seen.closed, 2);
    assert_int_equal(seen.alarms, 1);
    assert_contains(seen.alarm[0], "2 pages stand before the first header sheet (place 3)");
    assert_int_equal(seen.alarm_page[0], 1);
}

static void a_header_alone_is_a_dossier_of_its_code(void **state)
{
    (void)state;
    struct seen seen = feed(NULL, "H:A:2");
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.code[0], "A");
    assert_int_equal(seen.alarms, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dossier_closes_with_its_last_page_whatever_their_order),
        cmocka_unit_test(a_growing_dossier_waits_for_its_end),
        cmocka_unit_test(a_cut_closes_what_is_before_it_as_soon_as_that_is_finished),
        cmocka_unit_test(a_settled_range_is_not_cut_again),
        cmocka_unit_test(joined_pages_over_a_gap_are_one_dossier),
        cmocka_unit_test(echoes_are_told_when_the_dossier_closes),
        cmocka_unit_test(every_move_keeps_the_ledger_closed),
        cmocka_unit_test(differences_below_zero_add_up_right),
        cmocka_unit_test(a_separator_begins_the_next_dossier),
        cmocka_unit_test(separators_at_the_ends_make_no_empty_dossier),
        cmocka_unit_test(a_header_gives_its_dossier_the_code_and_patches_do_not_inherit_it),
        cmocka_unit_test(a_receipt_neither_splits_nor_takes_a_code_away),
        cmocka_unit_test(a_count_that_does_not_match_is_an_alarm_that_names_the_place),
        cmocka_unit_test(files_hold_one_side_a_sheet_or_two),
        cmocka_unit_test(two_separators_in_a_row_are_an_alarm_but_not_two_sides_of_one_sheet),
        cmocka_unit_test(a_header_without_sheets_is_an_alarm),
        cmocka_unit_test(pages_before_the_first_header_are_an_alarm),
        cmocka_unit_test(a_header_alone_is_a_dossier_of_its_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
