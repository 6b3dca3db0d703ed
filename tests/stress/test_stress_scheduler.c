/* test_stress_scheduler.c - budget and scheduler with stages that sleep and yield at random: no
 * deadlock, every page through every step once, serial steps one at a time, the budget kept. */
#include "unit/unit.h"

#include "pipeline/budget.h"
#include "pipeline/scheduler.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

enum { STEPS = 5, PAGES_MAX = 800, WORKERS_MAX = 16 };
static const bool serial[STEPS] = {false, true, false, true, false};

struct page {
    struct sohoa_task task;
    uint64_t charge;
    uint32_t seed;
    int done[STEPS];
};

struct world {
    struct sohoa_budget *budget;
    struct sohoa_scheduler *scheduler;
    struct page pages[PAGES_MAX];
    atomic_int inside[STEPS], stored, worst;
    uint64_t limit;
    int count;
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void dawdle(uint32_t *seed)
{
    uint32_t dice = next_random(seed) % 16;
    if (dice < 4)
        sched_yield();
    if (dice == 15)
        (void)nanosleep(&(struct timespec){.tv_nsec = (long)(next_random(seed) % 200000)}, NULL);
}

static void do_step(struct world *w, struct page *page)
{
    uint32_t step = page->task.step;
    int others = atomic_fetch_add(&w->inside[step], 1);
    if (serial[step] && others > 0)
        atomic_store(&w->worst, 1);
    dawdle(&page->seed);
    page->done[step]++;
    atomic_fetch_sub(&w->inside[step], 1);
}

static void *work(void *arg)
{
    struct world *w = arg;
    struct sohoa_task *task;
    while ((task = sohoa_scheduler_take(w->scheduler))) {
        struct page *page = (struct page *)task;
        for (bool mine = true; mine;) {
            do_step(w, page);
            if (task->step + 1 == STEPS) {
                sohoa_scheduler_leave(w->scheduler, task);
                sohoa_budget_release(w->budget, page->charge);
                atomic_fetch_add(&w->stored, 1);
                break;
            }
            mine = sohoa_scheduler_move(w->scheduler, task, task->step + 1);
        }
    }
    return NULL;
}

static void feed(struct world *w, uint32_t seed)
{
    for (int i = 0; i < w->count; i++) {
        struct page *page = &w->pages[i];
        *page = (struct page){.task = {.order = (uint64_t)i}, .seed = seed + (uint32_t)i};
        page->charge = 1 + next_random(&seed) % 100;
        if (next_random(&seed) % 50 == 0)
            page->charge = w->limit * 3; /* larger than the whole budget */
        dawdle(&seed);
        assert_true(sohoa_budget_charge(w->budget, page->charge));
        sohoa_scheduler_add(w->scheduler, &page->task);
    }
    sohoa_scheduler_close(w->scheduler);
}

static void run_world(unsigned workers, uint64_t limit, int count, uint32_t seed)
{
    static struct world w;
    pthread_t threads[WORKERS_MAX];
    memset(&w, 0, sizeof w);
    w.limit = limit;
    w.count = count;
    w.budget = sohoa_budget_new(limit);
    w.scheduler = sohoa_scheduler_new(serial, STEPS);
    for (unsigned i = 0; i < workers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &w), 0);
    feed(&w, seed);
    for (unsigned i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&w.stored), count);
    assert_int_equal(atomic_load(&w.worst), 0);
    assert_int_equal(sohoa_budget_used(w.budget), 0);
    assert_int_equal(sohoa_scheduler_waiting(w.scheduler), 0);
    for (int i = 0; i < count; i++)
        for (int step = 0; step < STEPS; step++)
            assert_int_equal(w.pages[i].done[step], 1);
    sohoa_scheduler_free(w.scheduler);
    sohoa_budget_free(w.budget);
}

static void every_page_goes_through_once_at_any_threads_and_budget(void **state)
{
    static const unsigned workers[] = {1, 2, 3, 4, 7, 16};
    static const uint64_t limits[] = {1, 100, 250, 1000, 100000};
    const char *many = getenv("SOHOA_TEST_LONG");
    int count = many && *many == '1' ? PAGES_MAX : 200;
    (void)state;
    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++)
        for (size_t j = 0; j < sizeof limits / sizeof *limits; j++)
            run_world(workers[i], limits[j], count, (uint32_t)(i * 31 + j * 7 + 1));
}

static void *take_in_order(void *arg)
{
    struct world *w = arg;
    struct sohoa_task *task;
    uint64_t expected = 0;
    while ((task = sohoa_scheduler_take(w->scheduler))) {
        if (task->order != expected++)
            atomic_store(&w->worst, 1);
        sohoa_scheduler_leave(w->scheduler, task);
    }
    return NULL;
}

static void one_worker_takes_the_oldest_first(void **state)
{
    static struct world w;
    pthread_t thread;
    (void)state;
    w.scheduler = sohoa_scheduler_new(serial, STEPS);
    for (int i = 99; i >= 0; i--) {
        w.pages[i].task.order = (uint64_t)i;
        sohoa_scheduler_add(w.scheduler, &w.pages[i].task);
    }
    sohoa_scheduler_close(w.scheduler);
    assert_int_equal(pthread_create(&thread, NULL, take_in_order, &w), 0);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&w.worst), 0);
    sohoa_scheduler_free(w.scheduler);
}

static void a_busy_serial_step_does_not_hold_up_other_pages(void **state)
{
    (void)state;
    struct sohoa_scheduler *s = sohoa_scheduler_new(serial, STEPS);
    struct sohoa_task a = {.order = 1, .step = 1}, b = {.order = 2, .step = 1},
                      c = {.order = 3, .step = 0};
    sohoa_scheduler_add(s, &a);
    sohoa_scheduler_add(s, &b);
    sohoa_scheduler_add(s, &c);
    assert_ptr_equal(sohoa_scheduler_take(s), &a);
    assert_ptr_equal(sohoa_scheduler_take(s), &c); /* b's step is busy */
    assert_false(sohoa_scheduler_move(s, &c, 1));
    assert_true(sohoa_scheduler_move(s, &a, 2));
    assert_ptr_equal(sohoa_scheduler_take(s), &b);
    sohoa_scheduler_leave(s, &b);
    assert_ptr_equal(sohoa_scheduler_take(s), &c);
    sohoa_scheduler_leave(s, &c);
    sohoa_scheduler_close(s);
    assert_null(sohoa_scheduler_take(s));
    sohoa_scheduler_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_worker_takes_the_oldest_first),
        cmocka_unit_test(a_busy_serial_step_does_not_hold_up_other_pages),
        cmocka_unit_test(every_page_goes_through_once_at_any_threads_and_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
