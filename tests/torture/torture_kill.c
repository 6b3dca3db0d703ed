/* torture_kill.c - a writer is killed with kill -9 at a random instant, 20 times over (200 when
 * SOHOA_TEST_LONG is set): what it said to be committed is there, nothing is half there.
 * Run with DIR it is the writer: it prints the id of every batch behind its commit. */
#include "unit/unit.h"

#include "support/support.h"
#include "torture_store.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { BATCHES_MAX = 20000 };

static struct sohoa_registry *registry;
static const char *self_path;
static char batches[BATCHES_MAX][SOHOA_ID_SIZE];

/* Kills the writer after `us` microseconds; returns how many batches it had told. */
static size_t one_life(const char *dir, long us, size_t known)
{
    int told[2];
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(told[1], STDOUT_FILENO);
        execl(self_path, self_path, dir, (char *)NULL);
        _exit(127);
    }
    close(told[1]);
    FILE *f = fdopen(told[0], "r");
    char line[64];
    if (!fgets(line, sizeof line, f)) /* "begun": so that the instant falls into the work */
        fail_msg("the writer did not begin");
    struct timespec pause = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
    size_t count = known;
    while (count < BATCHES_MAX && fgets(line, sizeof line, f) && strlen(line) == SOHOA_ID_SIZE)
        (void)snprintf(batches[count++], SOHOA_ID_SIZE, "%.26s", line);
    (void)fclose(f);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return count;
}

/* A fresh store every few lives: looking at all of it must not become the work. */
static size_t some_lives(int lives, unsigned *seed)
{
    struct sohoa_err err;
    char folder[256], dir[300];
    size_t count = 1;
    support_folder(folder, sizeof folder);
    (void)snprintf(dir, sizeof dir, "%s/store", folder);
    if (torture_work(dir, true, registry, batches[0], &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    for (int i = 0; i < lives; i++) {
        *seed = *seed * 1103515245 + 12345;
        count = one_life(dir, (long)(*seed >> 8) % 100000, count);
        const char *wrong = torture_check(dir, registry, batches, count);
        if (wrong)
            fail_msg("life %d: %s", i, wrong);
    }
    support_remove(folder);
    return count;
}

static void a_killed_writer_loses_nothing_and_leaves_nothing_half_there(void **state)
{
    (void)state;
    int lives = getenv("SOHOA_TEST_LONG") ? 200 : 20;
    unsigned seed = (unsigned)time(NULL);
    size_t count = 0;
    printf("seed %u\n", seed);
    for (int i = 0; i < lives; i += 10)
        count += some_lives(10, &seed);
    printf("%zu batches committed in %d lives\n", count, lives);
}

static int be_the_writer(const char *dir)
{
    struct sohoa_err err;
    struct sohoa_records *r = NULL;
    char batch[SOHOA_ID_SIZE];
    if (sohoa_records_open(dir, 0, registry, NULL, 0, &r, &err) != SOHOA_OK)
        return 1;
    (void)!write(STDOUT_FILENO, "begun\n", 6);
    for (;;) {
        if (torture_batch(r, batch, &err) != SOHOA_OK)
            return 1;
        char line[SOHOA_ID_SIZE + 1];
        (void)snprintf(line, sizeof line, "%s\n", batch);
        if (write(STDOUT_FILENO, line, strlen(line)) < 0)
            return 1;
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_writer_loses_nothing_and_leaves_nothing_half_there),
    };
    struct sohoa_err err;
    self_path = argv[0];
    torture_in_memory();
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    int rc = argc > 1 ? be_the_writer(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
    sohoa_registry_close(registry);
    return rc;
}
