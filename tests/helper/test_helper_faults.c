/* test_helper_faults.c - plugins that die, hang, eat, lie and try what is forbidden: the call
 * comes back with a clear error, the next one works, nothing is left behind. */
#include "helper_fixture.h"
#include "host/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> /* needs those above */

#ifdef SOHOA_SANITIZED
enum { CONFINED = 0, ROUNDS = 30 };
#else
enum { CONFINED = 1, ROUNDS = 200 };
#endif

static struct sohoa_instance *open_odd(const char *name, int64_t call_ms, uint64_t memory_mib)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plugin(reg, name, NULL, 0, call_ms, memory_mib, &err);
    if (!inst)
        fail_msg("%s", err.text);
    return inst;
}

static pid_t helper_pid(struct sohoa_instance *inst)
{
    char note[200];
    struct sohoa_err err = {0};
    if (run_act(inst, "pid", note, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    return (pid_t)strtol(note, NULL, 10);
}

static void expect_death(struct sohoa_instance *inst, const char *act, const char *text)
{
    struct sohoa_err err = {0};
    pid_t before = helper_pid(inst);
    int rc = run_act(inst, act, NULL, &err);
    if (rc != SOHOA_BAD_PAGE || !strstr(err.text, text))
        fail_msg("%s: result %d, '%s' where '%s' was expected", act, rc, err.text, text);
    assert_int_not_equal(helper_pid(inst), before);
}

static void a_death_is_named_and_the_next_call_has_a_fresh_helper(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    expect_death(inst, "abort", "odd_stage: its helper process died of signal 6 (Aborted)");
    if (CONFINED) /* a sanitizer makes it an exit */
        expect_death(inst, "segv", "died of signal 11 (Segmentation fault)");
    expect_death(inst, "exit", "ended with code 7");
    sohoa_instance_close(inst);
}

static void garbage_on_the_socket_is_refused(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    expect_death(inst, "garbage", "sent garbage");
    sohoa_instance_close(inst);
}

static void a_picture_that_cannot_be_is_refused(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 400, 0);
    static const char *const acts[] = {"too large", "too short",         "bad depth",
                                       "unsealed",  "too large to copy", "nowhere"};
    for (size_t i = 0; i < 6; i++) {
        struct sohoa_err err = {0};
        assert_int_equal(run_act(inst, acts[i], NULL, &err), SOHOA_BAD_PAGE);
        assert_string_equal(err.text,
                            i < 5 ? "the helper sent a picture that cannot be"
                                  : "cannot read a picture of 100 x 100 pixels: Bad address");
        /* It still sits in that call. */
        assert_int_equal(run_act(inst, "", NULL, &err), SOHOA_BAD_PAGE);
        assert_int_equal(run_act(inst, "", NULL, &err), SOHOA_OK);
    }
    sohoa_instance_close(inst);
}

static void an_endless_call_ends_at_its_deadline(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    static const char *const acts[] = {"spin", "chatter"};
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_err err = {0};
        int64_t before = clock_ms();
        struct sohoa_call call = {.size = sizeof call, .deadline_ns = (before + 300) * 1000000};
        struct sohoa_page page = make_page(10, 10, 1, acts[i]);
        assert_int_equal(inst->stage->run(inst->self, &call, &page, &err), SOHOA_BAD_PAGE);
        assert_non_null(strstr(err.text, "not done within 0.")); /* what was left of it */
        assert_in_range(clock_ms() - before, 290, 60000);
        sohoa_page_clear(&page);
        assert_int_equal(run_act(inst, "", NULL, &err), SOHOA_OK);
    }
    sohoa_instance_close(inst);
    inst = open_odd("odd_stage", 200, 0);
    expect_death(inst, "spin", "not done within 0.2 s");
    sohoa_instance_close(inst);
}

/* The helper's own reader may see it first and end the process, or wait on until the deadline. */
static void a_helper_that_hangs_up_costs_that_call(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 300, 0);
    struct sohoa_err err = {0};
    assert_int_equal(run_act(inst, "hang up", NULL, &err), SOHOA_BAD_PAGE);
    bool late = strstr(err.text, "not done within 0.3 s") != NULL;
    assert_true(late || strstr(err.text, "its helper process ended with code 0"));
    assert_int_equal(run_act(inst, "", NULL, &err), SOHOA_OK);
    sohoa_instance_close(inst);
}

static bool stop_now(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void a_call_that_ignores_a_stop_costs_no_page(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    struct sohoa_err err = {0};
    struct sohoa_call call = {.size = sizeof call, .stopping = stop_now};
    struct sohoa_page page = make_page(10, 10, 1, "spin");
    int64_t before = clock_ms();
    assert_int_equal(inst->stage->run(inst->self, &call, &page, &err), SOHOA_RETRY);
    assert_in_range(clock_ms() - before, 500, 60000);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

static void eating_memory_is_told_by_name(void **state)
{
    (void)state;
    if (!CONFINED)
        skip();
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 300);
    expect_death(inst, "eat", "needs more than the 300 MiB of memory allowed");
    sohoa_instance_close(inst);
}

static void a_helper_that_kept_much_memory_is_renewed(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    struct sohoa_err err = {0};
    struct sohoa_helper_stats before, after;
    pid_t first = helper_pid(inst);
    assert_int_equal(helper_pid(inst), first);
    sohoa_helper_stats(&before);
    assert_int_equal(run_act(inst, "keep", NULL, &err), SOHOA_OK);
    assert_int_not_equal(helper_pid(inst), first);
    sohoa_helper_stats(&after);
    assert_int_equal(after.died, before.died);
    assert_int_equal(after.started, before.started + 1);
    assert_true(after.peak_bytes > (180 << 20));
    sohoa_instance_close(inst);
}

static void one_killed_between_calls_is_replaced_unseen(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    pid_t pid = helper_pid(inst);
    assert_int_equal(kill(pid, SIGKILL), 0);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_int_not_equal(helper_pid(inst), pid);
    sohoa_instance_close(inst);
}

static void what_a_decoder_needs_not_is_denied(void **state)
{
    (void)state;
    if (!CONFINED)
        skip();
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    static const char *const denied[] = {"fork",   "local socket",     "kill",        "create",
                                         "unlink", "open for writing", "raise limits"};
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        struct sohoa_err err = {0};
        char note[200];
        if (run_act(inst, denied[i], note, &err) != SOHOA_OK || strtol(note, NULL, 10) != EPERM)
            fail_msg("%s: %s, %s", denied[i], note, err.text);
    }
    expect_death(inst, "exec", "forbidden system call");
    expect_death(inst, "socket", "forbidden system call");
    expect_death(inst, "ptrace", "forbidden system call");
    sohoa_instance_close(inst);
}

static void what_a_decoder_needs_is_allowed(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    static const char *const fine[] = {"thread", "read"};
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_err err = {0};
        char note[200];
        assert_int_equal(run_act(inst, fine[i], note, &err), SOHOA_OK);
        assert_string_equal(note, "0");
    }
    sohoa_instance_close(inst);
}

/* ---- scanners ---- */

static int next_page(struct sohoa_instance *inst, const struct sohoa_call *call,
                     struct sohoa_err *err)
{
    struct sohoa_page page;
    sohoa_page_init(&page);
    int rc = inst->scanner->next(inst->self, call, &page, err);
    sohoa_page_clear(&page);
    return rc;
}

static void set_act(struct sohoa_instance *inst, const char *act)
{
    struct sohoa_err err = {0};
    assert_int_equal(inst->scanner->set_option(inst->self, "act", act, &err), SOHOA_OK);
}

/* True when a child, or an orphan that came to us as the subreaper, lives for a minute more. */
static bool any_child_left(void)
{
    for (int64_t until = clock_ms() + 60000; clock_ms() < until; usleep(5000)) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return false;
    }
    return true;
}

static void a_back_end_that_hangs_in_next_is_ended_and_can_be_tried_again(void **state)
{
    (void)state;
    static const char *const acts[] = {"hang", "fork and hang"};
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_instance *inst = open_odd("odd_scanner", 500, 0);
        struct sohoa_err err = {0};
        set_act(inst, acts[i]);
        int64_t before = clock_ms();
        assert_int_equal(next_page(inst, NULL, &err), SOHOA_RETRY);
        assert_non_null(strstr(err.text, "odd_scanner: no sign of life for 0.5 s"));
        assert_in_range(clock_ms() - before, 490, 60000);
        /* The fresh helper has the same options. */
        assert_int_equal(next_page(inst, NULL, &err), SOHOA_RETRY);
        set_act(inst, "feed");
        assert_int_equal(next_page(inst, NULL, &err), SOHOA_OK);
        sohoa_instance_close(inst);
    }
    /* What a back end forked has gone too. */
    assert_false(any_child_left());
}

static void a_back_end_that_dies_in_next_costs_that_call(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 0, 0);
    struct sohoa_err err = {0};
    set_act(inst, "abort");
    assert_int_equal(next_page(inst, NULL, &err), SOHOA_RETRY);
    assert_non_null(strstr(err.text, "died of signal 6"));
    set_act(inst, "feed");
    assert_int_equal(next_page(inst, NULL, &err), SOHOA_OK);
    sohoa_instance_close(inst);
}

static bool no_image(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    (void)arg;
    (void)image;
    (void)info;
    return true;
}

static void a_deadly_file_does_not_make_the_walk_begin_anew(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 0, 0);
    struct sohoa_err err = {0};
    static const int expected[] = {SOHOA_OK, SOHOA_BAD_PAGE, SOHOA_OK, SOHOA_END};
    struct sohoa_blob *deadly = sohoa_blob_new("abort", 6, "image/odd");
    struct sohoa_blob *good = sohoa_blob_new("40 30 8", 8, "image/odd");
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(next_page(inst, NULL, &err), expected[i]);
        assert_int_equal(inst->scanner->probe(inst->self, NULL, deadly, no_image, NULL, &err),
                         SOHOA_BAD_PAGE);
        assert_non_null(strstr(err.text, "died of signal 6"));
        assert_int_equal(inst->scanner->probe(inst->self, NULL, good, no_image, NULL, &err), 0);
    }
    sohoa_blob_unref(deadly);
    sohoa_blob_unref(good);
    sohoa_instance_close(inst);
}

/* ---- the core's own death ---- */

static void serve_until_killed(int report)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plugin(reg, "odd_stage", NULL, 0, 60000, 0, &err);
    char note[200] = "0";
    if (inst)
        (void)run_act(inst, "pid", note, &err);
    pid_t pid = (pid_t)strtol(note, NULL, 10);
    (void)!write(report, &pid, sizeof pid);
    (void)run_act(inst, "spin", NULL, &err);
    _exit(1);
}

static void a_helper_ends_when_the_core_is_killed_however_busy_it_is(void **state)
{
    (void)state;
    int report[2];
    pid_t helper = 0;
    assert_int_equal(pipe2(report, O_CLOEXEC), 0);
    pid_t core = fork();
    if (core == 0)
        serve_until_killed(report[1]);
    assert_int_equal(read(report[0], &helper, sizeof helper), sizeof helper);
    assert_true(helper > 0);
    usleep(100000); /* it spins by now */
    kill(core, SIGKILL);
    assert_int_equal(waitpid(core, NULL, 0), core);
    /* We are the subreaper: the orphan comes to us. */
    int64_t before = clock_ms();
    pid_t reaped = 0;
    while (reaped == 0 && clock_ms() - before < 60000) {
        reaped = waitpid(helper, NULL, WNOHANG);
        usleep(2000);
    }
    assert_int_equal(reaped, helper);
    close(report[0]);
    close(report[1]);
}

/* ---- nothing is left ---- */

static void many_rounds_leave_no_process_no_descriptor_no_memory(void **state)
{
    (void)state;
    static const char *const acts[] = {"abort", "", "invert", "garbage", "replace", "exit"};
    size_t before = count_fds();
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    for (int i = 0; i < ROUNDS; i++)
        (void)run_act(inst, acts[i % 6], NULL, NULL);
    sohoa_instance_close(inst);
    assert_int_equal(count_fds(), before);
    assert_int_equal(sohoa_pixels_mapped(), 0);
    assert_false(any_child_left());
}

static size_t read_file(const char *path, char *buf, size_t room)
{
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(buf, 1, room - 1, f) : 0;
    buf[n] = '\0';
    if (f)
        (void)fclose(f);
    return n;
}

static void what_libraries_print_is_debug_talk_only(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0, 0);
    char path[] = "/tmp/sohoa-talk-XXXXXX", quiet[4096], loud[4096];
    int fd = mkstemp(path), kept = dup(STDERR_FILENO);
    dup2(fd, STDERR_FILENO);
    (void)run_act(inst, "talk", NULL, NULL);
    read_file(path, quiet, sizeof quiet);
    sohoa_log_level(SOHOA_DEBUG);
    (void)run_act(inst, "talk", NULL, NULL);
    sohoa_log_level(SOHOA_INFO);
    read_file(path, loud, sizeof loud);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(fd);
    unlink(path);
    assert_string_equal(quiet, "");
    assert_string_equal(loud, "debug: odd_stage: libodd: a line\ndebug: odd_stage: libodd: "
                              "another\n");
    sohoa_instance_close(inst);
}

static int open_all_and_reap(void **state)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    return open_all(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_is_named_and_the_next_call_has_a_fresh_helper),
        cmocka_unit_test(garbage_on_the_socket_is_refused),
        cmocka_unit_test(a_picture_that_cannot_be_is_refused),
        cmocka_unit_test(an_endless_call_ends_at_its_deadline),
        cmocka_unit_test(a_helper_that_hangs_up_costs_that_call),
        cmocka_unit_test(a_call_that_ignores_a_stop_costs_no_page),
        cmocka_unit_test(eating_memory_is_told_by_name),
        cmocka_unit_test(a_helper_that_kept_much_memory_is_renewed),
        cmocka_unit_test(one_killed_between_calls_is_replaced_unseen),
        cmocka_unit_test(what_a_decoder_needs_not_is_denied),
        cmocka_unit_test(what_a_decoder_needs_is_allowed),
        cmocka_unit_test(a_back_end_that_hangs_in_next_is_ended_and_can_be_tried_again),
        cmocka_unit_test(a_back_end_that_dies_in_next_costs_that_call),
        cmocka_unit_test(a_deadly_file_does_not_make_the_walk_begin_anew),
        cmocka_unit_test(a_helper_ends_when_the_core_is_killed_however_busy_it_is),
        cmocka_unit_test(many_rounds_leave_no_process_no_descriptor_no_memory),
        cmocka_unit_test(what_libraries_print_is_debug_talk_only),
    };
    return cmocka_run_group_tests(tests, open_all_and_reap, close_all);
}
