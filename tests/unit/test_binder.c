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
    return 0;
}

static int on_opened(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct seen *seen = arg;
    seen->opened_first[seen->opened++] = dossier->first;
    return 0;
}

static void close_now(struct sohoa_binder *binder, struct seen *seen)
{
    const struct sohoa_binder_calls calls = {seen, on_closed, on_opened};
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
    sohoa_binder_finish(binder, 3, false, false);
    sohoa_binder_finish(binder, 1, false, true);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    sohoa_binder_finish(binder, 4, true, true); /* a later one need not wait for it */
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_string_equal(seen.id[0], "B");
    assert_string_equal(seen.state[0], "incomplete");
    sohoa_binder_finish(binder, 2, false, false);
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
    sohoa_binder_finish(binder, 1, false, true);
    sohoa_binder_finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    assert_int_equal(sohoa_binder_extend(binder, 300), 0);
    for (uint32_t i = 300; i > 2; i--)
        sohoa_binder_finish(binder, i, false, false);
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
    sohoa_binder_finish(binder, 4, false, true); /* found by a stage, ahead of the others */
    sohoa_binder_finish(binder, 1, false, true);
    sohoa_binder_finish(binder, 2, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    sohoa_binder_finish(binder, 3, true, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.last[0], 3);
    assert_string_equal(seen.state[0], "incomplete");
    assert_int_equal(seen.opened, 1);
    assert_int_equal(seen.opened_first[0], 4);
    sohoa_binder_finish(binder, 5, false, false);
    sohoa_binder_finish(binder, 6, false, true);
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
    sohoa_binder_finish(binder, 1, false, true);
    sohoa_binder_finish(binder, 2, false, true);
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
    sohoa_binder_finish(binder, 9, false, false);
    sohoa_binder_finish(binder, 1, false, true);
    sohoa_binder_finish(binder, 5, false, false);
    close_now(binder, &seen);
    assert_int_equal(seen.closed, 0);
    sohoa_binder_finish(binder, 2, false, false);
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
    sohoa_binder_finish(binder, 1, false, true);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
