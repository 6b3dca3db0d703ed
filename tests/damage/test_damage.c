/* A crash inside the database's engine is told and ends with the store's exit code; any other one
 * stays a crash. Each is tried in a process of its own. */
#include "cli/cli.h"
#include "cli/damage.h"
#include "host/signals.h"
#include "unit/unit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int env_path(void *env, const char **ret);
static env_path *engine; /* mdb_env_get_path: reads what it is handed */

static void *in_engine(void *arg)
{
    const char *path = NULL;
    (void)arg;
    (void)engine((void *)0x1000, &path); /* no page is there */
    return NULL;
}

static void *elsewhere(void *arg)
{
    (void)arg;
    (void)kill(getpid(), SIGSEGV);
    return NULL;
}

static void *of_the_disk(void *arg)
{
    (void)arg;
    (void)kill(getpid(), SIGBUS);
    return NULL;
}

/* How a process ends in whose second thread `fault` runs, signals held off as the core does; its
 * messages in said. */
static int end_of(void *(*fault)(void *arg), char *said, size_t room)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        pthread_t thread;
        sigset_t before;
        (void)signal(SIGSEGV, SIG_DFL); /* cmocka's, and the sanitizer's */
        (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        (void)dup2(ends[1], STDERR_FILENO);
        cli_watch_database();
        sohoa_signals_hold(&before);
        if (pthread_create(&thread, NULL, fault, NULL) == 0)
            (void)pthread_join(thread, NULL);
        _exit(99);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], said, room - 1);
    said[n > 0 ? n : 0] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void pages_that_lead_the_engine_astray_are_a_damaged_database(void **state)
{
    (void)state;
    char said[512];
    int status = end_of(in_engine, said, sizeof said);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), CODE_STORE);
    assert_non_null(strstr(said, "the database is damaged"));
}

static void pages_that_the_disk_does_not_give_are_told(void **state)
{
    (void)state;
    char said[512];
    int status = end_of(of_the_disk, said, sizeof said);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), CODE_STORE);
    assert_non_null(strstr(said, "cannot be read"));
}

static void any_other_crash_stays_one(void **state)
{
    (void)state;
    char said[512];
    int status = end_of(elsewhere, said, sizeof said);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    assert_string_equal(said, "");
}

int main(void)
{
    void *lmdb = dlopen("liblmdb.so.0", RTLD_NOW);
    void *symbol = lmdb ? dlsym(lmdb, "mdb_env_get_path") : NULL;
    if (!symbol) {
        printf("skipped: liblmdb.so.0 is not here\n");
        return 77;
    }
    memcpy(&engine, &symbol, sizeof engine);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_that_lead_the_engine_astray_are_a_damaged_database),
        cmocka_unit_test(pages_that_the_disk_does_not_give_are_told),
        cmocka_unit_test(any_other_crash_stays_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
