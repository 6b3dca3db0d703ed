/* test_budget.c - budget.h: waiting, fairness, pages larger than the whole. */
#include "unit.h"

#include "pipeline/budget.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct asker {
    struct sohoa_budget *budget;
    uint64_t bytes;
    atomic_int granted; /* 1 yes, -1 refused */
    pthread_t thread;
};

static void *ask(void *arg)
{
    struct asker *asker = arg;
    atomic_store(&asker->granted, sohoa_budget_charge(asker->budget, asker->bytes) ? 1 : -1);
    return NULL;
}

static void start(struct asker *asker, struct sohoa_budget *budget, uint64_t bytes)
{
    asker->budget = budget;
    asker->bytes = bytes;
    atomic_store(&asker->granted, 0);
    assert_int_equal(pthread_create(&asker->thread, NULL, ask, asker), 0);
}

static void a_page_larger_than_the_budget_is_admitted_alone(void **state)
{
    (void)state;
    struct sohoa_budget *budget = sohoa_budget_new(100);
    assert_true(sohoa_budget_charge(budget, 1000));
    assert_int_equal(sohoa_budget_used(budget), 1000);
    struct asker second;
    start(&second, budget, 1);
    for (int i = 0; i < 1000; i++)
        sched_yield();
    assert_int_equal(atomic_load(&second.granted), 0);
    sohoa_budget_release(budget, 1000);
    pthread_join(second.thread, NULL);
    assert_int_equal(atomic_load(&second.granted), 1);
    assert_int_equal(sohoa_budget_used(budget), 1);
    sohoa_budget_free(budget);
}

static void a_large_page_is_not_overtaken_by_a_small_one(void **state)
{
    (void)state;
    struct sohoa_budget *budget = sohoa_budget_new(100);
    struct asker large, small;
    assert_true(sohoa_budget_charge(budget, 50));
    start(&large, budget, 80);
    while (sohoa_budget_waiting(budget) < 1)
        sched_yield();
    start(&small, budget, 10); /* there is room for it, but the large one asked first */
    while (sohoa_budget_waiting(budget) < 2)
        sched_yield();
    assert_int_equal(atomic_load(&small.granted), 0);
    sohoa_budget_release(budget, 50);
    pthread_join(large.thread, NULL);
    pthread_join(small.thread, NULL);
    assert_int_equal(sohoa_budget_used(budget), 90);
    sohoa_budget_free(budget);
}

static void closing_refuses_who_waits_and_who_comes(void **state)
{
    (void)state;
    struct sohoa_budget *budget = sohoa_budget_new(100);
    struct asker waiting;
    assert_true(sohoa_budget_charge(budget, 100));
    start(&waiting, budget, 10);
    while (sohoa_budget_waiting(budget) < 1)
        sched_yield();
    sohoa_budget_close(budget);
    pthread_join(waiting.thread, NULL);
    assert_int_equal(atomic_load(&waiting.granted), -1);
    assert_false(sohoa_budget_charge(budget, 1));
    assert_int_equal(sohoa_budget_used(budget), 100);
    sohoa_budget_free(budget);
}

static void force_goes_over_the_limit_and_is_given_back(void **state)
{
    (void)state;
    struct sohoa_budget *budget = sohoa_budget_new(100);
    assert_true(sohoa_budget_charge(budget, 90));
    sohoa_budget_force(budget, 90);
    assert_int_equal(sohoa_budget_used(budget), 180);
    sohoa_budget_release(budget, 180);
    assert_int_equal(sohoa_budget_used(budget), 0);
    sohoa_budget_free(budget);
}

static void an_unknown_page_counts_as_a4_in_colour(void **state)
{
    (void)state;
    assert_true(sohoa_budget_page(0, 0, 0) > 2480ull * 3508 * 4);
    assert_true(sohoa_budget_page(2480, 3508, 1) < sohoa_budget_page(2480, 3508, 8));
    assert_true(sohoa_budget_page(UINT32_MAX, 1, 32) > UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_larger_than_the_budget_is_admitted_alone),
        cmocka_unit_test(a_large_page_is_not_overtaken_by_a_small_one),
        cmocka_unit_test(closing_refuses_who_waits_and_who_comes),
        cmocka_unit_test(force_goes_over_the_limit_and_is_given_back),
        cmocka_unit_test(an_unknown_page_counts_as_a4_in_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
