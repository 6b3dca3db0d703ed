/* torture_search.c - a process that fills a store and leads the index along is killed with kill -9
 * at a random instant, 8 times (100 when SOHOA_TEST_LONG is set): whoever opens the index next
 * finds exactly the dossiers that the store holds. Run with STORE it is that process, which says
 * when it begins. */
#include "unit/unit.h"

#include "query/search.h"
#include "support/support.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *self_path;
static struct sohoa_registry *registry;

static int put(struct sohoa_records *r, unsigned number, struct sohoa_err *err)
{
    char complete[] = "complete", part[] = "component", word[32];
    struct sohoa_dossier_record d = {.part = part, .state = complete, .first = 1, .last = 1};
    struct sohoa_page_record page = {.number = 1, .state = SOHOA_STATE_STORED};
    struct sohoa_text *text = sohoa_text_new();
    struct sohoa_write *w = sohoa_write_new(r);
    sohoa_id_new(d.id);
    sohoa_id_new(d.batch);
    sohoa_stamp(0, d.captured);
    (void)snprintf(word, sizeof word, "so%u", number);
    (void)sohoa_text_add_line(text, 0, (struct sohoa_box){1, 1, 9, 9});
    (void)sohoa_text_add_word(text, "trang", (struct sohoa_box){1, 1, 4, 9}, 0.9F);
    (void)sohoa_text_add_word(text, word, (struct sohoa_box){5, 1, 4, 9}, 0.9F);
    int rc = sohoa_write_page(w, d.batch, &page, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_text(w, d.batch, 1, 0, text, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_dossier(w, &d, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    sohoa_text_free(text);
    return rc;
}

static int work(const char *dir)
{
    struct sohoa_err err = {0};
    struct sohoa_records *r = NULL;
    struct sohoa_search *search = NULL;
    int rc = sohoa_records_open(dir, 0, registry, NULL, 0, &r, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_open(r, &search, &err);
    (void)!write(STDOUT_FILENO, "\n", 1);
    for (unsigned i = 0; rc == SOHOA_OK; i++) {
        rc = put(r, i, &err);
        if (rc == SOHOA_OK && i % 5 == 0)
            rc = sohoa_search_follow(search, 0, NULL, &err);
        if (rc == SOHOA_OK && i % 400 == 399)
            rc = sohoa_search_rebuild(search, NULL, NULL, NULL, &err);
    }
    (void)fprintf(stderr, "%s\n", err.text);
    return 1;
}

static bool count_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    (void)d;
    ++*(size_t *)arg;
    return true;
}

static bool any_hit(void *arg, const struct sohoa_search_hit *hit)
{
    (void)arg, (void)hit;
    return true;
}

static size_t check(struct support_store *s)
{
    struct sohoa_err err = {0};
    struct sohoa_search *search = NULL;
    struct sohoa_search_answer answer = {0};
    const struct sohoa_search_query query = {.text = "\"trang so*\""};
    size_t there = 0;
    support_store_reopen(s, 0);
    if (sohoa_search_open(s->records, &search, &err) != SOHOA_OK ||
        sohoa_search_follow(search, 0, NULL, &err) != SOHOA_OK ||
        sohoa_search_run(search, &query, any_hit, NULL, &answer, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    if (sohoa_dossiers_each(s->records, NULL, NULL, count_dossier, &there, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(answer.found, there);
    sohoa_search_close(search);
    sohoa_records_close(s->records);
    s->records = NULL;
    return there;
}

static void the_index_is_that_of_the_store_after_every_kill(void **state)
{
    (void)state;
    struct support_store s;
    unsigned seed = 11;
    int lives = getenv("SOHOA_TEST_LONG") ? 100 : 8;
    size_t there = 0;
    support_store_open(&s);
    sohoa_records_close(s.records);
    s.records = NULL;
    for (int i = 0; i < lives; i++) {
        int told[2];
        char begun;
        assert_int_equal(pipe(told), 0);
        pid_t child = fork();
        if (child == 0) {
            dup2(told[1], STDOUT_FILENO);
            execl(self_path, self_path, s.dir, (char *)NULL);
            _exit(127);
        }
        close(told[1]);
        (void)!read(told[0], &begun, 1);
        close(told[0]);
        seed = seed * 1103515245 + 12345;
        nanosleep(&(struct timespec){.tv_nsec = (long)(seed >> 8) % 200 * 1000000}, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        there = check(&s);
    }
    printf("%zu dossiers\n", there);
    assert_true(there > 0);
    support_store_close(&s);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_is_that_of_the_store_after_every_kill),
    };
    struct sohoa_err err = {0};
    if (sohoa_registry_open(&registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (argc == 2)
        return work(argv[1]);
    self_path = argv[0];
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    sohoa_registry_close(registry);
    return rc;
}
