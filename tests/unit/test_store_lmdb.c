/* test_store_lmdb.c - what is LMDB's own about the engine: its map, its processes, its threads.
 * Run with a folder as argument it is the other process: it writes until the map has grown. */
#include "unit.h"

#include "support/support.h"

#include <pthread.h>
#include <sys/wait.h>

enum { VALUE = 60000, MAP = 262144 };

static struct sohoa_registry *registry;
static const char *self_path;

struct rig {
    char folder[256];
    struct sohoa_instance *engine;
};

static int try_open(const char *folder, bool readonly, struct sohoa_instance **ret,
                    struct sohoa_err *err)
{
    const struct sohoa_setting settings[] = {
        {"path", folder, "test"}, {"map", "262144", "test"}, {"readonly", "true", "test"}};
    return sohoa_instance_open(registry, sohoa_registry_find(registry, "store_lmdb"), settings,
                               readonly ? 3 : 2, ret, err);
}

static struct sohoa_instance *engine_open(const char *folder, bool readonly)
{
    struct sohoa_err err;
    struct sohoa_instance *engine = NULL;
    if (try_open(folder, readonly, &engine, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    return engine;
}

static int setup(void **state)
{
    struct rig *r = calloc(1, sizeof *r);
    support_folder(r->folder, sizeof r->folder);
    r->engine = engine_open(r->folder, false);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    sohoa_instance_close(r->engine);
    support_remove(r->folder);
    free(r);
    return 0;
}

static int put(struct sohoa_instance *e, int number, struct sohoa_err *err)
{
    char key[16];
    static const char value[VALUE] = "value";
    int n = snprintf(key, sizeof key, "key%04d", number);
    struct sohoa_change change = {.key = {key, (size_t)n}, .value = {value, sizeof value}};
    return e->store->commit(e->self, &change, 1, sizeof change, err);
}

static bool there(struct sohoa_instance *e, int number)
{
    char key[16];
    void *snapshot = NULL;
    struct sohoa_err err;
    struct sohoa_bytes value;
    int n = snprintf(key, sizeof key, "key%04d", number);
    if (e->store->begin(e->self, &snapshot, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    int rc = e->store->get(e->self, snapshot, (struct sohoa_bytes){key, (size_t)n}, &value, &err);
    bool good = rc == SOHOA_OK && value.size == VALUE && strcmp(value.data, "value") == 0;
    e->store->end(e->self, snapshot);
    return good;
}

static void the_map_doubles_when_it_is_full(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    uint64_t used = 0, map = 0;
    for (int i = 0; i < 50; i++)
        if (put(r->engine, i, &err) != SOHOA_OK)
            fail_msg("%s", err.text);
    assert_int_equal(r->engine->store->usage(r->engine->self, &used, &map, &err), SOHOA_OK);
    assert_true(used > 50 * (uint64_t)VALUE && map >= used && map % MAP == 0);
    for (int i = 0; i < 50; i++)
        assert_true(there(r->engine, i));
}

struct growing {
    struct sohoa_instance *engine;
    int rc;
};

static void *grow(void *arg)
{
    struct growing *g = arg;
    for (int i = 100; i < 130 && g->rc == SOHOA_OK; i++)
        g->rc = put(g->engine, i, NULL);
    return NULL;
}

static void growth_waits_for_snapshots_and_what_they_lend_stays(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    void *snapshot = NULL;
    struct sohoa_bytes value = {0};
    pthread_t thread;
    struct growing g = {.engine = r->engine};
    assert_int_equal(put(r->engine, 1, &err), SOHOA_OK);
    assert_int_equal(r->engine->store->begin(r->engine->self, &snapshot, &err), SOHOA_OK);
    assert_int_equal(r->engine->store->get(r->engine->self, snapshot,
                                           (struct sohoa_bytes){"key0001", 7}, &value, &err),
                     SOHOA_OK);
    assert_int_equal(pthread_create(&thread, NULL, grow, &g), 0);
    for (int i = 0; i < 2000; i++) { /* while the writer fills the map and waits */
        assert_int_equal(((const char *)value.data)[0], 'v');
        assert_int_equal(((const char *)value.data)[VALUE - 1], 0);
        sched_yield();
    }
    r->engine->store->end(r->engine->self, snapshot);
    pthread_join(thread, NULL);
    assert_int_equal(g.rc, SOHOA_OK);
    assert_true(there(r->engine, 129));
}

/* Runs this program on the folder as another process. */
static void other_process(const char *folder)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execl(self_path, self_path, folder, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void a_map_grown_by_another_process_is_taken_over(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    assert_int_equal(put(r->engine, 1, &err), SOHOA_OK);
    other_process(r->folder);
    assert_true(there(r->engine, 1040)); /* a reader meets it first */
    if (put(r->engine, 2, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    other_process(r->folder); /* now a writer */
    if (put(r->engine, 3, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    for (int i = 1; i <= 3; i++)
        assert_true(there(r->engine, i));
}

static void a_reader_only_follows_a_growing_map(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    assert_int_equal(put(r->engine, 1, &err), SOHOA_OK);
    sohoa_instance_close(r->engine);
    r->engine = engine_open(r->folder, true);
    other_process(r->folder);
    assert_true(there(r->engine, 1040));
    assert_int_equal(put(r->engine, 2, &err), SOHOA_FATAL);
    assert_contains(err.text, "reading only");
}

static void a_backup_follows_a_growing_map(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    char path[300];
    assert_int_equal(put(r->engine, 1, &err), SOHOA_OK);
    other_process(r->folder);
    (void)snprintf(path, sizeof path, "%s/copy", r->folder);
    if (r->engine->store->backup(r->engine->self, NULL, path, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    struct sohoa_instance *copy = engine_open(path, true);
    assert_true(there(copy, 1040));
    sohoa_instance_close(copy);
}

static void one_folder_opened_twice_is_shared(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    char alias[300];
    (void)snprintf(alias, sizeof alias, "%s/../%s", r->folder, strrchr(r->folder, '/') + 1);
    struct sohoa_instance *second = engine_open(alias, false);
    assert_int_equal(put(second, 5, &err), SOHOA_OK);
    assert_true(there(r->engine, 5));
    struct sohoa_instance *third = engine_open(r->folder, true);
    assert_int_equal(put(third, 6, &err), SOHOA_FATAL); /* though the first may write */
    sohoa_instance_close(r->engine);
    r->engine = second;
    sohoa_instance_close(third);
    assert_int_equal(put(second, 7, &err), SOHOA_OK);
    assert_true(there(second, 7));
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct rig *r = *state;
    struct sohoa_err err;
    struct sohoa_instance *engine = NULL;
    char path[300];
    (void)snprintf(path, sizeof path, "%s/none", r->folder);
    assert_int_equal(try_open(path, false, &engine, &err), SOHOA_FATAL);
    assert_contains(err.text, path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(try_open(path, true, &engine, &err), SOHOA_FATAL);
    assert_contains(err.text, "there is no database in");
}

struct many {
    struct sohoa_instance *engine;
    int first;
    int failures;
};

static void *read_and_write(void *arg)
{
    struct many *m = arg;
    for (int i = m->first; i < m->first + 12; i++) {
        m->failures += put(m->engine, i, NULL) != SOHOA_OK;
        for (int k = m->first; k <= i; k++)
            m->failures += !there(m->engine, k);
    }
    return NULL;
}

static void threads_read_and_write_while_the_map_grows(void **state)
{
    struct rig *r = *state;
    pthread_t threads[4];
    struct many many[4];
    for (int i = 0; i < 4; i++) {
        many[i] = (struct many){.engine = r->engine, .first = 1000 * (i + 1)};
        assert_int_equal(pthread_create(&threads[i], NULL, read_and_write, &many[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(many[i].failures, 0);
    }
}

static int be_the_other_process(const char *folder)
{
    struct sohoa_err err;
    struct sohoa_instance *engine = NULL;
    if (try_open(folder, false, &engine, &err) != SOHOA_OK)
        return 1;
    int base = 1000; /* a second run goes on behind the first */
    while (there(engine, base))
        base += 41;
    int rc = SOHOA_OK;
    for (int i = 0; rc == SOHOA_OK && i < 41; i++)
        rc = put(engine, base + i, &err);
    sohoa_instance_close(engine);
    return rc == SOHOA_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_map_doubles_when_it_is_full, setup, teardown),
        cmocka_unit_test_setup_teardown(growth_waits_for_snapshots_and_what_they_lend_stays, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_map_grown_by_another_process_is_taken_over, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_reader_only_follows_a_growing_map, setup, teardown),
        cmocka_unit_test_setup_teardown(a_backup_follows_a_growing_map, setup, teardown),
        cmocka_unit_test_setup_teardown(one_folder_opened_twice_is_shared, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(threads_read_and_write_while_the_map_grows, setup,
                                        teardown),
    };
    struct sohoa_err err;
    self_path = argv[0];
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    int rc = argc > 1 ? be_the_other_process(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
    sohoa_registry_close(registry);
    return rc;
}
