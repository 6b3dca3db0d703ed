/* torture_audit.c - the access record under faults: its writer is killed with kill -9 at a random
 * instant, 5 times (100 when SOHOA_TEST_LONG is set), and the disk fails from the n-th change on,
 * for every n. Each entry that was acknowledged is there, and verify finds nothing.
 * Run with STORE KEY MODE it is the writer, which prints the name of every acknowledged entry. */
#include "unit/unit.h"

#include "query/audit.h"
#include "support/support.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>

enum { THREADS = 8, CHILD_GOOD = 0, CHILD_REFUSED = 4, POINTS_MAX = 200, NAMES_MAX = 200000 };

static const char *self_path;

/* ---- the writer ---- */

static atomic_uint next_name;

struct said {
    char name[32];
};

static void acknowledge(void *arg, int rc, const struct sohoa_err *err)
{
    struct said *said = arg;
    (void)err;
    if (rc == SOHOA_OK)
        (void)!write(STDOUT_FILENO, said->name, strlen(said->name));
    free(said);
}

static int say(struct sohoa_audit *a, bool wait)
{
    struct said *said = malloc(sizeof *said);
    (void)snprintf(said->name, sizeof said->name, "%ld-%u\n", (long)getpid(),
                   atomic_fetch_add(&next_name, 1));
    char what[32];
    (void)snprintf(what, sizeof what, "%.*s", (int)strcspn(said->name, "\n"), said->name);
    struct sohoa_audit_entry entry = {.who = "os:lan", .action = "read", .what = what};
    int rc = wait ? sohoa_audit_record(a, &entry, NULL)
                  : sohoa_audit_append(a, &entry, acknowledge, said, NULL);
    if (wait)
        acknowledge(said, rc, NULL);
    return rc;
}

static void *say_on(void *arg)
{
    for (int i = 0;; i++)
        if (say(arg, i % 3 == 0) != SOHOA_OK)
            return NULL;
}

static int work(const char *store, const char *key, const char *mode)
{
    struct sohoa_audit *a = NULL;
    struct sohoa_err err = {0};
    bool forever = strcmp(mode, "once") != 0;
    struct sohoa_audit_options o = {
        .key = key, .rotate = forever ? 5000 : 600, .service = strcmp(mode, "service") == 0};
    if (sohoa_audit_open(store, &o, &a, NULL, &err) != SOHOA_OK)
        return CHILD_REFUSED;
    pthread_t threads[THREADS];
    for (size_t i = 0; forever && i < THREADS; i++)
        (void)pthread_create(&threads[i], NULL, say_on, a);
    for (size_t i = 0; forever && i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    int rc = SOHOA_OK;
    for (int i = 0; !forever && i < 4; i++) {
        int now = say(a, true);
        rc = now != SOHOA_OK ? now : rc;
    }
    sohoa_audit_close(a);
    return rc == SOHOA_OK ? CHILD_GOOD : CHILD_REFUSED;
}

/* ---- what it left ---- */

static char (*names)[32];
static size_t name_count;

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Counts the entries that were acknowledged; names are sorted. */
static bool count_name(void *arg, const json_t *entry)
{
    const char *what = json_string_value(json_object_get(entry, "what"));
    char key[32] = "";
    if (what)
        (void)snprintf(key, sizeof key, "%.31s", what);
    *(size_t *)arg += bsearch(key, names, name_count, sizeof *names, by_name) != NULL;
    return true;
}

static void note_problem(void *arg, const char *problem)
{
    (void)snprintf(arg, 512, "%s", problem);
}

static void check(const char *store, const char *key, const char *when)
{
    struct sohoa_audit *a = NULL;
    struct sohoa_err err = {0};
    struct sohoa_audit_options o = {.key = key};
    struct sohoa_audit_report report;
    char problem[512] = "";
    size_t there = 0;
    if (sohoa_audit_open(store, &o, &a, NULL, &err) != SOHOA_OK)
        fail_msg("%s: %s", when, err.text);
    if (sohoa_audit_verify(a, NULL, note_problem, problem, &report, &err) != SOHOA_OK ||
        report.problems)
        fail_msg("%s: %s%s", when, err.text, problem);
    if (name_count)
        qsort(names, name_count, sizeof *names, by_name);
    if (sohoa_audit_each(a, NULL, count_name, &there, &err) != SOHOA_OK)
        fail_msg("%s: %s", when, err.text);
    if (there != name_count)
        fail_msg("%s: of %zu acknowledged entries %zu are there", when, name_count, there);
    sohoa_audit_close(a);
}

static void hear(FILE *f)
{
    char line[64];
    while (name_count < NAMES_MAX && fgets(line, sizeof line, f))
        if (strchr(line, '\n')) /* a name cut by the kill was not said */
            (void)snprintf(names[name_count++], sizeof *names, "%.*s", (int)strcspn(line, "\n"),
                           line);
}

struct place {
    char folder[256], store[300], key[300], path[400];
};

static void place_make(struct place *p)
{
    support_folder(p->folder, sizeof p->folder);
    (void)snprintf(p->store, sizeof p->store, "%s/store", p->folder);
    (void)snprintf(p->key, sizeof p->key, "%s/key", p->folder);
    (void)snprintf(p->path, sizeof p->path, "%s/audit", p->store);
    if (mkdir(p->store, 0700) != 0 || mkdir(p->path, 0700) != 0)
        fail_msg("no folder");
    name_count = 0;
}

static pid_t begin(const struct place *p, const char *mode, const char *const *environment,
                   FILE **ret)
{
    int told[2];
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(told[1], STDOUT_FILENO);
        for (size_t i = 0; environment && environment[i]; i++)
            putenv((char *)(uintptr_t)environment[i]);
        execl(self_path, self_path, p->store, p->key, mode, (char *)NULL);
        _exit(127);
    }
    close(told[1]);
    *ret = fdopen(told[0], "r");
    return child;
}

#ifdef SOHOA_SANITIZED
enum { MANY_LIVES = 20 }; /* each life all entries are checked again, ten times as slowly */
#else
enum { MANY_LIVES = 100 };
#endif

static void kill_often(const char *mode)
{
    struct place p;
    unsigned seed = 7;
    int lives = getenv("SOHOA_TEST_LONG") ? MANY_LIVES : 5;
    place_make(&p);
    for (int i = 0; i < lives; i++) {
        FILE *f = NULL;
        pid_t child = begin(&p, mode, NULL, &f);
        seed = seed * 1103515245 + 12345;
        nanosleep(&(struct timespec){.tv_nsec = 20000000 + (long)(seed >> 8) % 150 * 1000000},
                  NULL);
        kill(child, SIGKILL);
        hear(f);
        (void)fclose(f);
        assert_int_equal(waitpid(child, NULL, 0), child);
        check(p.store, p.key, mode);
    }
    printf("%zu entries acknowledged\n", name_count);
    assert_true(name_count > 0);
    support_remove(p.folder);
}

static void no_acknowledged_entry_is_lost_when_the_writer_is_killed(void **state)
{
    (void)state;
    kill_often("forever");
}

static void nor_when_it_is_a_service_with_space_laid_out(void **state)
{
    (void)state;
    kill_often("service");
}

static void fail_everywhere(int sys_errno)
{
    struct place p;
    char at[32], number[32];
    const char *environment[] = {"LD_PRELOAD=" SOHOA_TEST_BUILD "/tests/fault_disk.so",
                                 "ASAN_OPTIONS=verify_asan_link_order=0", at, number, NULL};
    int n = 0, code = CHILD_REFUSED;
    (void)snprintf(number, sizeof number, "FAULT_ERRNO=%d", sys_errno);
    while (code == CHILD_REFUSED && n < POINTS_MAX) {
        FILE *f = NULL;
        int status = 0;
        place_make(&p);
        (void)snprintf(at, sizeof at, "FAULT_AT=%d", ++n);
        pid_t child = begin(&p, "once", environment, &f);
        hear(f);
        (void)fclose(f);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status))
            fail_msg("change %d: the child died of signal %d", n, WTERMSIG(status));
        code = WEXITSTATUS(status);
        check(p.store, p.key, at);
        support_remove(p.folder);
    }
    printf("%d points\n", n);
    assert_int_equal(code, CHILD_GOOD);
    assert_true(n > 10);
}

static void a_full_disk_refuses_and_loses_nothing_that_was_acknowledged(void **state)
{
    (void)state;
    fail_everywhere(ENOSPC);
}

static void a_disk_that_fails_refuses_and_loses_nothing_that_was_acknowledged(void **state)
{
    (void)state;
    fail_everywhere(EIO);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_acknowledged_entry_is_lost_when_the_writer_is_killed),
        cmocka_unit_test(nor_when_it_is_a_service_with_space_laid_out),
        cmocka_unit_test(a_full_disk_refuses_and_loses_nothing_that_was_acknowledged),
        cmocka_unit_test(a_disk_that_fails_refuses_and_loses_nothing_that_was_acknowledged),
    };
    unsetenv("SOHOA_AUDIT_KEY");
    if (argc == 4)
        return work(argv[1], argv[2], argv[3]);
    self_path = argv[0];
    names = calloc(NAMES_MAX, sizeof *names);
    int rc = names ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    free(names);
    return rc;
}
