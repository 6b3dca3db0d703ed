/* test_locks.c - a batch in the hands of one living process. */
#include "record_rig.h"

#include <signal.h>
#include <sys/wait.h>

static const char batch[] = "01K9ABCDEFGHJKMNPQRSTVWXYZ";

static void a_locked_batch_is_refused_with_the_holders_pid(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL, *second = NULL;
    char pid[32];
    (void)snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_ok(sohoa_batch_lock(s->records, batch, &lock, &err), err);
    assert_int_equal(sohoa_batch_lock(s->records, batch, &second, &err), SOHOA_RETRY);
    assert_contains(err.text, pid);
    assert_contains(err.text, batch);
    assert_null(second);
    sohoa_batch_unlock(lock);
    assert_ok(sohoa_batch_lock(s->records, batch, &second, &err), err);
    sohoa_batch_unlock(second);
}

static void other_batches_are_free_meanwhile(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL, *other = NULL;
    char id[SOHOA_ID_SIZE];
    sohoa_id_new(id);
    assert_ok(sohoa_batch_lock(s->records, batch, &lock, &err), err);
    assert_ok(sohoa_batch_lock(s->records, id, &other, &err), err);
    sohoa_batch_unlock(lock);
    sohoa_batch_unlock(other);
}

static void a_lock_dies_with_its_process(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL;
    int ready[2], status = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        bool held = sohoa_batch_lock(s->records, batch, &lock, &err) == SOHOA_OK;
        (void)!write(ready[1], held ? "y" : "n", 1);
        for (;;)
            pause();
    }
    char answer = 0, pid[32];
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, 'y');
    (void)snprintf(pid, sizeof pid, "process %ld", (long)child);
    assert_int_equal(sohoa_batch_lock(s->records, batch, &lock, &err), SOHOA_RETRY);
    assert_contains(err.text, pid);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_ok(sohoa_batch_lock(s->records, batch, &lock, &err), err);
    sohoa_batch_unlock(lock);
    close(ready[0]);
    close(ready[1]);
}

static void an_unlocked_batch_leaves_no_file(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL;
    char path[600];
    (void)snprintf(path, sizeof path, "%s/lock/%s", s->dir, batch);
    assert_ok(sohoa_batch_lock(s->records, batch, &lock, &err), err);
    assert_int_equal(access(path, F_OK), 0);
    sohoa_batch_unlock(lock);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void what_is_no_batch_id_is_not_locked(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL;
    assert_int_equal(sohoa_batch_lock(s->records, "../../etc/passwd", &lock, &err), SOHOA_FATAL);
    support_store_reopen(s, SOHOA_OPEN_READONLY);
    assert_int_equal(sohoa_batch_lock(s->records, batch, &lock, &err), SOHOA_FATAL);
    assert_contains(err.text, "reading only");
    assert_null(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_locked_batch_is_refused_with_the_holders_pid),
        rig_test(other_batches_are_free_meanwhile),
        rig_test(a_lock_dies_with_its_process),
        rig_test(an_unlocked_batch_leaves_no_file),
        rig_test(what_is_no_batch_id_is_not_locked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
