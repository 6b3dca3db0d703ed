/* test_helper_threads.c - several helpers from several threads, and cancel from another: for
 * ThreadSanitizer. */
#include "helper_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include <cmocka.h> /* needs those above */

enum { THREADS = 3, CALLS = 40 };

/* A worker's day: decode, a stage in its helper, now and then a death. NULL, or what failed. */
static void *work(void *arg)
{
    (void)arg;
    struct sohoa_err err = {0};
    struct sohoa_instance *scanner = open_plugin(reg, "odd_scanner", NULL, 0, 60000, 0, &err);
    struct sohoa_instance *stage = open_plugin(reg, "odd_stage", NULL, 0, 60000, 0, &err);
    const char *failed = scanner && stage ? NULL : "open";
    for (int i = 0; i < CALLS && !failed; i++) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        page.source = "";
        page.master = sohoa_blob_new("300 300 8", 10, "image/odd");
        if (scanner->scanner->decode(scanner->self, NULL, &page, &err) != SOHOA_OK)
            failed = "decode";
        (void)snprintf(page.note, sizeof page.note, "%s", i % 8 == 7 ? "exit" : "replace");
        int expected = i % 8 == 7 ? SOHOA_BAD_PAGE : SOHOA_OK;
        if (!failed && stage->stage->run(stage->self, NULL, &page, &err) != expected)
            failed = "run";
        sohoa_page_clear(&page);
    }
    sohoa_instance_close(scanner);
    sohoa_instance_close(stage);
    return (void *)(uintptr_t)failed;
}

static void workers_with_helpers_of_their_own_do_not_disturb_each_other(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        if (failed)
            fail_msg("%s", (char *)failed);
    }
    assert_int_equal(sohoa_pixels_mapped(), 0);
}

struct canceller {
    struct sohoa_instance *inst;
    atomic_bool done;
};

static void *cancel_again_and_again(void *arg)
{
    struct canceller *c = arg;
    while (!atomic_load(&c->done)) {
        c->inst->scanner->cancel(c->inst->self);
        usleep(3000);
    }
    return NULL;
}

static void cancel_may_come_at_any_time(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct canceller c = {.inst = open_plugin(reg, "odd_scanner", NULL, 0, 60000, 0, &err)};
    if (!c.inst) {
        fail_msg("%s", err.text);
        return;
    }
    assert_int_equal(c.inst->scanner->set_option(c.inst->self, "act", "block", &err), 0);
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_again_and_again, &c);
    for (int i = 0; i < 30; i++) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        assert_int_equal(c.inst->scanner->next(c.inst->self, NULL, &page, &err), SOHOA_END);
        sohoa_page_clear(&page);
    }
    atomic_store(&c.done, true);
    pthread_join(thread, NULL);
    sohoa_instance_close(c.inst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_with_helpers_of_their_own_do_not_disturb_each_other),
        cmocka_unit_test(cancel_may_come_at_any_time),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
