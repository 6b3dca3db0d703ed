/* torture_memory.c - the n-th allocation fails, for every n: a clear error, no crash, nothing
 * leaked, earlier commits intact. This program brings its own malloc in front of the C library's;
 * sanitizers bring theirs, so that there it is skipped. */
#include "unit/unit.h"

#include "support/support.h"
#include "torture_store.h"

#ifdef SOHOA_SANITIZED
int main(void)
{
    printf("skipped: the sanitizer's allocator cannot be made to fail\n");
    return 77;
}
#else

#include <errno.h>
#include <stdatomic.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *block);

static atomic_long left = -1; /* allocations until one fails; negative: none fails */
static atomic_long live;      /* blocks in use */

static bool fails(void)
{
    if (atomic_load(&left) < 0)
        return false;
    if (atomic_fetch_sub(&left, 1) > 0)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    void *block = fails() ? NULL : __libc_malloc(size);
    live += block != NULL;
    return block;
}

void *calloc(size_t count, size_t size)
{
    void *block = fails() ? NULL : __libc_calloc(count, size);
    live += block != NULL;
    return block;
}

void *realloc(void *old, size_t size)
{
    void *block = fails() ? NULL : __libc_realloc(old, size);
    live += block && !old;
    return block;
}

void free(void *block)
{
    live -= block != NULL;
    __libc_free(block);
}

static struct sohoa_registry *registry;
static char folder[256], dir[300];
static char base[1][SOHOA_ID_SIZE];

/* One run in which allocation `n` fails; true when the run used fewer. */
static bool one_run(long n, const char *where, bool make, bool look_for_leaks)
{
    struct sohoa_err err = {0};
    char batch[SOHOA_ID_SIZE] = "";
    long before = atomic_load(&live);
    atomic_store(&left, n);
    int rc = torture_work(where, make, registry, batch, &err);
    bool spared = atomic_exchange(&left, -1) > 0;
    long after = atomic_load(&live);
    if (rc != SOHOA_OK && !err.text[0])
        fail_msg("allocation %ld: a failure without words", n);
    if (rc != SOHOA_OK && spared)
        fail_msg("allocation %ld: '%s', though none failed", n, err.text);
    if (look_for_leaks && before != after)
        fail_msg("allocation %ld: %ld blocks leaked (%s)", n, after - before, err.text);
    char batches[2][SOHOA_ID_SIZE];
    memcpy(batches[0], base[0], SOHOA_ID_SIZE);
    memcpy(batches[1], batch, SOHOA_ID_SIZE);
    if (!make) {
        const char *wrong = torture_check(where, registry, batches, batch[0] ? 2 : 1);
        if (wrong)
            fail_msg("allocation %ld: %s", n, wrong);
    }
    return spared;
}

/* A fresh copy of the store, so that one run costs what another does. */
static void copy_store(const char *to)
{
    char command[800];
    support_remove(to);
    (void)snprintf(command, sizeof command, "cp -a %s %s", dir, to);
    assert_int_equal(system(command), 0);
}

static void no_failed_allocation_harms_a_store_at_work(void **state)
{
    (void)state;
    char where[400];
    long n = 0;
    (void)snprintf(where, sizeof where, "%s/work", folder);
    for (bool done = false; !done; n++) {
        copy_store(where);
        done = one_run(n, where, false, n > 0);
    }
    printf("%ld allocations\n", n);
    assert_true(n > 200);
}

static void no_failed_allocation_spoils_a_store_that_is_made(void **state)
{
    (void)state;
    char where[400];
    long n = 0, step = 1;
    for (bool done = false; !done; n += step) {
        char batch[1][SOHOA_ID_SIZE];
        struct sohoa_err err = {0};
        (void)snprintf(where, sizeof where, "%s/new%ld", folder, n);
        done = one_run(n, where, true, n > 0);
        if (torture_work(where, true, registry, batch[0], &err) != SOHOA_OK)
            fail_msg("allocation %ld, and then: %s", n, err.text);
        const char *wrong = torture_check(where, registry, batch, 1);
        if (wrong)
            fail_msg("allocation %ld: %s", n, wrong);
        support_remove(where);
        if (n > 30) /* making dictionaries allocates thousands of times alike */
            step = getenv("SOHOA_TEST_LONG") ? 29 : 997;
    }
    printf("%ld allocations\n", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_failed_allocation_harms_a_store_at_work),
        cmocka_unit_test(no_failed_allocation_spoils_a_store_that_is_made),
    };
    struct sohoa_err err;
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    torture_in_memory();
    support_folder(folder, sizeof folder);
    (void)snprintf(dir, sizeof dir, "%s/store", folder);
    if (torture_work(dir, true, registry, base[0], &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    sohoa_registry_close(registry);
    support_remove(folder);
    return rc;
}
#endif
