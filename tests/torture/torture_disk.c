/* torture_disk.c - the disk fails from the n-th change on, for every n: a clear error, earlier
 * commits intact, the store opens afterwards. And the order of changes when nothing fails.
 * Run with DIR it is the child that works in the store while fault_disk.so is preloaded. */
#include "unit/unit.h"

#include "support/support.h"
#include "torture_store.h"

#include <errno.h>
#include <sys/wait.h>

enum { CHILD_GOOD = 0, CHILD_FAILED = 4, POINTS_MAX = 500 };

static struct sohoa_registry *registry;
static const char *self_path;

struct rig {
    char folder[256], dir[300], log[300];
    char base[1][SOHOA_ID_SIZE];
};

static int setup(void **state)
{
    struct rig *r = calloc(1, sizeof *r);
    struct sohoa_err err;
    support_folder(r->folder, sizeof r->folder);
    (void)snprintf(r->dir, sizeof r->dir, "%s/store", r->folder);
    (void)snprintf(r->log, sizeof r->log, "%s/log", r->folder);
    if (torture_work(r->dir, true, registry, r->base[0], &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    support_remove(((struct rig *)*state)->folder);
    free(*state);
    return 0;
}

struct outcome {
    int code;
    char batch[SOHOA_ID_SIZE]; /* committed before it failed, or "" */
    char text[600];            /* the error */
};

/* NAME=VALUE pairs ending with NULL go into the child's environment. */
static struct outcome run_child(const char *dir, const char *const *environment)
{
    struct outcome out = {0};
    int to_parent[2], status = 0;
    char seen[700] = "";
    assert_int_equal(pipe(to_parent), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(to_parent[1], STDOUT_FILENO);
        putenv("LD_PRELOAD=" SOHOA_TEST_BUILD "/tests/fault_disk.so");
        putenv("ASAN_OPTIONS=verify_asan_link_order=0");
        for (size_t i = 0; environment[i]; i++)
            putenv((char *)(uintptr_t)environment[i]);
        execl(self_path, self_path, dir, (char *)NULL);
        _exit(127);
    }
    close(to_parent[1]);
    for (ssize_t n = 1, at = 0; n > 0 && at < 690; at += n)
        n = read(to_parent[0], seen + at, (size_t)(690 - at));
    close(to_parent[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status))
        fail_msg("the child died of signal %d", WTERMSIG(status));
    out.code = WEXITSTATUS(status);
    (void)snprintf(out.batch, sizeof out.batch, "%.*s", (int)strcspn(seen, "\n"), seen);
    const char *line = strchr(seen, '\n');
    (void)snprintf(out.text, sizeof out.text, "%s", line ? line + 1 : "");
    return out;
}

static void fail_everywhere(struct rig *r, int sys_errno, const char *words)
{
    char at[32], number[32];
    const char *environment[] = {at, number, NULL};
    (void)snprintf(number, sizeof number, "FAULT_ERRNO=%d", sys_errno);
    int n = 0, code = CHILD_FAILED;
    while (code == CHILD_FAILED && n < POINTS_MAX) {
        (void)snprintf(at, sizeof at, "FAULT_AT=%d", ++n);
        struct outcome out = run_child(r->dir, environment);
        code = out.code;
        if (code != CHILD_GOOD && code != CHILD_FAILED)
            fail_msg("change %d: exit code %d", n, code);
        if (code == CHILD_FAILED && !strstr(out.text, words) && !strstr(out.text, "earlier write"))
            fail_msg("change %d fails with '%s', which does not say '%s'", n, out.text, words);
        char batches[2][SOHOA_ID_SIZE];
        memcpy(batches[0], r->base[0], SOHOA_ID_SIZE);
        memcpy(batches[1], out.batch, SOHOA_ID_SIZE);
        const char *wrong = torture_check(r->dir, registry, batches, out.batch[0] ? 2 : 1);
        if (wrong)
            fail_msg("change %d: %s", n, wrong);
    }
    printf("%d points\n", n);
    assert_true(n > 20 && n < POINTS_MAX);
}

static void a_full_disk_is_told_and_loses_nothing_that_was_committed(void **state)
{
    fail_everywhere(*state, ENOSPC, "is full");
}

static void a_disk_that_fails_is_told_and_loses_nothing_that_was_committed(void **state)
{
    fail_everywhere(*state, EIO, "");
}

static void a_disk_that_turned_read_only_is_told(void **state)
{
    fail_everywhere(*state, EROFS, "ead-only");
}

static void a_full_disk_while_a_store_is_made_leaves_nothing_in_the_way(void **state)
{
    struct rig *r = *state;
    char at[32], number[32], dir[400];
    const char *environment[] = {at, number, "TORTURE_MAKE=1", NULL};
    (void)snprintf(number, sizeof number, "FAULT_ERRNO=%d", ENOSPC);
    int n = 0, code = CHILD_FAILED;
    while (code == CHILD_FAILED && n < POINTS_MAX) {
        char batch[1][SOHOA_ID_SIZE];
        struct sohoa_err err = {0};
        (void)snprintf(dir, sizeof dir, "%s/new%d", r->folder, ++n);
        (void)snprintf(at, sizeof at, "FAULT_AT=%d", n);
        struct outcome out = run_child(dir, environment);
        code = out.code;
        if (code == CHILD_FAILED && !strstr(out.text, "is full"))
            fail_msg("change %d fails with '%s'", n, out.text);
        if (torture_work(dir, true, registry, batch[0], &err) != SOHOA_OK)
            fail_msg("change %d, and then: %s", n, err.text);
        const char *wrong = torture_check(dir, registry, batch, 1);
        if (wrong)
            fail_msg("change %d: %s", n, wrong);
    }
    printf("%d points\n", n);
    assert_int_equal(code, CHILD_GOOD);
}

static void network_file_systems_are_refused_by_name(void **state)
{
    struct rig *r = *state;
    const char *nfs[] = {"FAULT_FS=0x6969", NULL}, *cifs[] = {"FAULT_FS=0xFF534D42", NULL};
    const char *sshfs[] = {"FAULT_FS=0x65735546", NULL};
    struct outcome out = run_child(r->dir, nfs);
    assert_int_equal(out.code, CHILD_FAILED);
    assert_contains(out.text, "network file system (NFS)");
    assert_contains(run_child(r->dir, cifs).text, "network file system (CIFS)");
    assert_contains(run_child(r->dir, sshfs).text, "network file system (");
}

/* The number of the first line at or behind `from` that begins with what and contains where. */
static int find_line(char (*lines)[700], int count, int from, const char *what, const char *where)
{
    for (int i = from; i < count; i++)
        if (strncmp(lines[i], what, strlen(what)) == 0 && strstr(lines[i], where))
            return i;
    return -1;
}

static int read_log(const char *path, char (*lines)[700], int max)
{
    FILE *f = fopen(path, "re");
    int count = 0;
    assert_non_null(f);
    while (count < max && fgets(lines[count], 700, f))
        count++;
    (void)fclose(f);
    return count;
}

static void a_master_is_written_synced_renamed_and_synced_before_the_commit(void **state)
{
    struct rig *r = *state;
    char log[320];
    static char lines[POINTS_MAX][700];
    const char *environment[] = {log, NULL};
    (void)snprintf(log, sizeof log, "FAULT_LOG=%s", r->log);
    assert_int_equal(run_child(r->dir, environment).code, CHILD_GOOD);
    int count = read_log(r->log, lines, POINTS_MAX), at = 0;
    for (int i = 0; i < TORTURE_PAGES; i++) {
        int written = find_line(lines, count, at, "write ", "/masters/.new");
        int synced = find_line(lines, count, written, "fsync ", "/masters/.new");
        int renamed = find_line(lines, count, synced, "rename ", "/masters/.new");
        int folder = find_line(lines, count, renamed, "fsync ", "/masters/");
        if (!(written >= at && synced > written && renamed > synced && folder > renamed))
            fail_msg("master %d: written %d, synced %d, renamed %d, folder %d", i, written, synced,
                     renamed, folder);
        /* The folder synced is the one that holds the new name. */
        char *name = strrchr(lines[renamed], ' ') + 1, *slash = strrchr(name, '/');
        *slash = '\n';
        slash[1] = '\0';
        assert_string_equal(lines[folder] + strlen("fsync "), name);
        at = folder;
    }
    int commit = find_line(lines, count, 0, "pwrite", "/db/data.mdb");
    assert_true(commit > at);
    assert_true(find_line(lines, count, commit, "fdatasync ", "/db/data.mdb") > commit);
}

static int be_the_child(const char *dir)
{
    struct sohoa_err err = {0};
    char batch[SOHOA_ID_SIZE] = "";
    int rc = torture_work(dir, getenv("TORTURE_MAKE") != NULL, registry, batch, &err);
    printf("%s\n%s", batch, err.text);
    (void)fflush(stdout);
    if (rc != SOHOA_OK && !err.text[0])
        return 5;
    return rc == SOHOA_OK ? CHILD_GOOD : CHILD_FAILED;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_is_told_and_loses_nothing_that_was_committed,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_disk_that_fails_is_told_and_loses_nothing_that_was_committed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_disk_that_turned_read_only_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_while_a_store_is_made_leaves_nothing_in_the_way,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(network_file_systems_are_refused_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_master_is_written_synced_renamed_and_synced_before_the_commit, setup, teardown),
    };
    struct sohoa_err err;
    self_path = argv[0];
    torture_in_memory();
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    int rc = argc > 1 ? be_the_child(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
    sohoa_registry_close(registry);
    return rc;
}
