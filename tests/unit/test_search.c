/* test_search.c - words are found however they are written, where they stand; the index follows the
 * store and forgets with it. */
#include "record_rig.h"

#include "query/search.h"

#include <pthread.h>

/* ---- a store with pages of given text ---- */

struct told {
    size_t count;
    struct {
        char dossier[SOHOA_ID_SIZE], line[128], key[64];
        uint32_t page;
        struct sohoa_box box;
    } hits[64];
};

static bool keep(void *arg, const struct sohoa_search_hit *hit)
{
    struct told *t = arg;
    if (t->count == 64)
        return false;
    (void)snprintf(t->hits[t->count].dossier, SOHOA_ID_SIZE, "%s", hit->dossier->id);
    (void)snprintf(t->hits[t->count].line, sizeof t->hits[0].line, "%s", hit->line);
    (void)snprintf(t->hits[t->count].key, sizeof t->hits[0].key, "%s", hit->key ? hit->key : "");
    t->hits[t->count].page = hit->page;
    t->hits[t->count++].box = hit->box;
    return true;
}

/* Lines parted by '/', words by spaces. */
static struct sohoa_text *text_of(const char *lines)
{
    struct sohoa_text *text = sohoa_text_new();
    char *copy = strdup(lines), *line_at = NULL;
    int32_t y = 100;
    for (char *line = strtok_r(copy, "/", &line_at); line; line = strtok_r(NULL, "/", &line_at)) {
        char *word_at = NULL;
        (void)sohoa_text_add_line(text, 0, (struct sohoa_box){100, y, 900, 40});
        for (char *w = strtok_r(line, " ", &word_at); w; w = strtok_r(NULL, " ", &word_at))
            (void)sohoa_text_add_word(text, w, (struct sohoa_box){100, y, 90, 40}, 0.9F);
        y += 50;
    }
    free(copy);
    return text;
}

/* A dossier of the pages given, ended by NULL, in a batch of its own. */
static void put(struct sohoa_records *r, char id[SOHOA_ID_SIZE], const char *agency,
                const char *documents, const char *const *pages)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d = {.part = strdup("component"),
                                     .state = strdup("complete"),
                                     .agency = agency ? strdup(agency) : NULL,
                                     .received = strdup("2026-03-15"),
                                     .first = 1};
    struct sohoa_write *w = sohoa_write_new(r);
    sohoa_id_new(d.id);
    sohoa_id_new(d.batch);
    sohoa_stamp(0, d.captured);
    d.documents = documents ? json_loads(documents, 0, NULL) : NULL;
    for (; pages[d.last]; d.last++) {
        struct sohoa_page_record page = {.number = d.last + 1, .state = SOHOA_STATE_STORED};
        struct sohoa_text *text = text_of(pages[d.last]);
        assert_ok(sohoa_write_page(w, d.batch, &page, &err), err);
        assert_ok(sohoa_write_text(w, d.batch, page.number, 0, text, &err), err);
        sohoa_text_free(text);
    }
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    memcpy(id, d.id, SOHOA_ID_SIZE);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void set_state(struct sohoa_records *r, const char *id, const char *state)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(r, id, &d, &err), err);
    free(d.state);
    d.state = strdup(state);
    struct sohoa_write *w = sohoa_write_new(r);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static struct sohoa_search *open_index(struct support_store *s)
{
    struct sohoa_err err;
    struct sohoa_search *search = NULL;
    assert_ok(sohoa_search_open(s->records, &search, &err), err);
    return search;
}

static struct told ask_for(struct support_store *s, struct sohoa_search_query query,
                           struct sohoa_search_answer *ret)
{
    struct sohoa_err err;
    struct told told = {0};
    struct sohoa_search_answer answer = {0};
    struct sohoa_search *search = open_index(s);
    assert_ok(sohoa_search_run(search, &query, keep, &told, &answer, &err), err);
    assert_false(answer.behind);
    sohoa_search_close(search);
    if (ret)
        *ret = answer;
    return told;
}

static size_t found(struct support_store *s, const char *text)
{
    return ask_for(s, (struct sohoa_search_query){.text = text}, NULL).count;
}

#define PAGES(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* ---- what is found ---- */

static void a_word_is_found_with_and_without_marks_wherever_the_tone_stands(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("xã Hoà Bình/huyện Đức Thọ"));
    static const char *const yes[] = {"hoa",
                                      "Hòa",
                                      "hoà",
                                      "HÒA",
                                      "HOA\xCC\x80",
                                      "binh",
                                      "đức thọ",
                                      "duc tho",
                                      "ĐỨC",
                                      ("\xC3\x90\xE1\xBB\xA8"
                                       "C"),
                                      "bì*",
                                      "\"xã hòa bình\""};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (found(s, yes[i]) != 1)
            fail_msg("'%s' is not found", yes[i]);
    static const char *const no[] = {"binhhoa", "\"hoa xa\"", "hoa tho2", "thuy*"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (found(s, no[i]) != 0)
            fail_msg("'%s' is found", no[i]);
}

static void marks_are_held_to_unless_nothing_is_spelled_so(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    struct sohoa_search_answer answer;
    put(s->records, id, NULL, NULL, PAGES("bà Lan", "bà Lân", "cô Hường"));
    assert_int_equal(found(s, "lan"), 2);
    struct told told = ask_for(s, (struct sohoa_search_query){.text = "Lân"}, &answer);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.hits[0].page, 2);
    assert_false(answer.loosened);
    told = ask_for(s, (struct sohoa_search_query){.text = "Hưởng"}, &answer);
    assert_int_equal(told.count, 1);
    assert_true(answer.loosened);
}

static void a_hit_tells_its_page_its_line_and_the_box(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL,
        PAGES("trang đầu", "CỘNG HÒA/xã hội chủ nghĩa/Họ và tên: Phạm Văn Tèo/Số: 17"));
    struct told told = ask_for(s, (struct sohoa_search_query){.text = "\"phạm văn\" tèo"}, NULL);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.hits[0].dossier, id);
    assert_int_equal(told.hits[0].page, 2);
    assert_string_equal(told.hits[0].line, "Họ và tên: Phạm Văn Tèo");
    assert_int_equal(told.hits[0].box.y, 200);
    assert_int_equal(told.hits[0].box.w, 900);
}

static void a_phrase_may_go_over_the_end_of_a_line(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("tổ dân phố/Quang Trung"));
    assert_int_equal(found(s, "\"dân phố quang\""), 1);
}

static const char documents[] =
    "[{\"schema\":\"to-khai-khai-sinh\",\"pages\":[1],\"fields\":{\"child.name\":{\"value\":"
    "\"Nguyễn Thị Hoa\",\"page\":1,\"box\":[7,8,9,10]},\"mother.id\":{\"value\":\"038190000001\","
    "\"page\":1,\"box\":[1,2,3,4]}}}]";

static void a_field_is_found_though_the_page_was_misread(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, documents, PAGES("Nguven Thl Hoo"));
    struct told told = ask_for(s, (struct sohoa_search_query){.text = "nguyễn hoa"}, NULL);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.hits[0].key, "child.name");
    assert_string_equal(told.hits[0].line, "Nguyễn Thị Hoa");
    assert_int_equal(told.hits[0].box.w, 9);
    assert_int_equal(found(s, "038190000001"), 1);
}

static void answers_are_narrowed_by_kind_day_agency_and_citizen(void **state)
{
    struct support_store *s = *state;
    char a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    put(s->records, a, "H56.14", documents, PAGES("giấy Lan"));
    put(s->records, b, "H56.15", NULL, PAGES("giấy Lan", "giấy Minh"));
    const struct {
        struct sohoa_search_query query;
        size_t count;
    } cases[] = {
        {{.text = "giấy"}, 3},
        {{.text = "giấy", .agency = "H56.14"}, 1},
        {{.text = "giấy", .schema = "to-khai-khai-sinh"}, 1},
        {{.text = "giấy", .schema = "khac"}, 0},
        {{.text = "giấy", .citizen = "038190000001"}, 1},
        {{.text = "giấy", .citizen = "038190000002"}, 0},
        {{.text = "giấy", .from = "2026-03-16"}, 0},
        {{.text = "giấy", .to = "2026-03-14"}, 0},
        {{.text = "giấy", .from = "2026-03-15", .to = "2026-03"}, 3},
        {{.text = "giấy", .agency = "H56.15", .limit = 1}, 1},
        {{.text = "giấy", .offset = 2}, 1},
        {{.text = "giấy", .agency = "H56.14", .citizen = "038190000001"}, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = ask_for(s, cases[i].query, NULL).count;
        if (count != cases[i].count)
            fail_msg("case %zu: %zu hits", i, count);
    }
}

static void what_says_more_of_it_comes_first(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("đơn xin cấp đất/đất ở, đất vườn", "đất", "không có gì"));
    struct told told = ask_for(s, (struct sohoa_search_query){.text = "đất"}, NULL);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.hits[0].page, 1);
}

/* ---- queries of all kinds ---- */

static void signs_and_operators_in_a_query_are_space(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("not near and or: text"));
    static const char *const odd[] = {
        "\"unbalanced near", "near(text", "text AND", "NOT",       "text:", "-text", "^text",
        "te'xt\"\"",         "{text}",    "a* *",     "or\"text\""};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        (void)found(s, odd[i]);
    assert_int_equal(found(s, "near(text"), 0); /* signs between words make a phrase */
    assert_int_equal(found(s, "text AND"), 1);
    assert_int_equal(found(s, "{text}"), 1);
}

static void a_query_without_words_or_too_long_is_refused_in_words(void **state)
{
    struct support_store *s = *state;
    struct sohoa_search *search = open_index(s);
    struct sohoa_search_answer answer;
    char many[200] = "", longest[SOHOA_SEARCH_QUERY_MAX + 10];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (int i = 0; i < 33; i++)
        (void)snprintf(many + 2 * i, sizeof many - 2 * (size_t)i, "a ");
    const char *const bad[] = {NULL, "", "\"\"", "*** ---", many, longest};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sohoa_err err = {0};
        struct told told = {0};
        const struct sohoa_search_query query = {.text = bad[i]};
        assert_int_equal(sohoa_search_run(search, &query, keep, &told, &answer, &err),
                         SOHOA_BAD_DOSSIER);
        assert_null(strstr(err.text, "SELECT"));
        assert_true(err.text[0] != '\0');
    }
    sohoa_search_close(search);
}

/* ---- following the store ---- */

static void the_index_follows_commits_corrections_and_successors(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char id[SOHOA_ID_SIZE], first[SOHOA_ID_SIZE], second[SOHOA_ID_SIZE];
    assert_int_equal(found(s, "trang"), 0);
    put(s->records, id, NULL, NULL, PAGES("trang một", "trang hai"));
    assert_int_equal(found(s, "trang"), 2);
    assert_ok(sohoa_dossier_cut(s->records, id, 2, first, second, &err), err);
    set_state(s->records, first, "complete");
    set_state(s->records, second, "complete");
    struct told told = ask_for(s, (struct sohoa_search_query){.text = "hai"}, NULL);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.hits[0].dossier, second);
    assert_int_equal(told.hits[0].page, 1);
    assert_int_equal(found(s, "trang"), 2);
}

static void what_is_erased_is_in_no_file_of_the_index_any_more(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE], other[SOHOA_ID_SIZE];
    put(s->records, other, NULL, NULL, PAGES("xyzabc khác"));
    put(s->records, id, NULL, documents, PAGES("bimatquocgia Lan"));
    assert_int_equal(found(s, "bimatquocgia"), 1);
    assert_true(stands_in_index(s, "bimatquocgia"));
    set_state(s->records, id, "erased");
    assert_int_equal(found(s, "bimatquocgia"), 0);
    assert_false(stands_in_index(s, "bimatquocgia"));
    assert_false(stands_in_index(s, "bimat"));
    assert_false(stands_in_index(s, "038190000001"));
    assert_int_equal(found(s, "xyzabc"), 1);
}

static void what_is_taken_out_of_a_dossier_for_good_is_in_no_file_either(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, documents, PAGES("giấy"));
    assert_int_equal(found(s, "038190000001"), 1);
    assert_ok(sohoa_dossier_get(s->records, id, &d, &err), err);
    json_array_clear(d.documents);
    struct sohoa_write *w = sohoa_write_new(s->records);
    sohoa_write_forget(w);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(found(s, "038190000001"), 0);
    assert_false(stands_in_index(s, "038190000001"));
    assert_int_equal(found(s, "giấy"), 1);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void a_hit_that_the_store_no_longer_has_is_not_told(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("trang một"));
    assert_int_equal(found(s, "trang"), 1);
    /* past the change feed, as a reader sees it between a commit and the index */
    rig_put_json(s->records, sohoa_key_dossier(id).text,
                 "{\"batch\":\"01K9000000000000000000000A\",\"state\":\"erased\"}");
    assert_int_equal(found(s, "trang"), 0);
}

static void a_store_older_than_its_index_makes_it_anew(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE];
    put(s->records, id, NULL, NULL, PAGES("trang một"));
    put(s->records, id, NULL, NULL, PAGES("trang hai"));
    assert_int_equal(found(s, "trang"), 2);
    rig_put_raw(s->records, sohoa_key_change(2).text, NULL, 0);
    rig_put_json(s->records, SOHOA_KEY_CHANGES, "{\"last\":1}");
    rig_put_raw(s->records, sohoa_key_dossier(id).text, NULL, 0);
    assert_int_equal(found(s, "trang"), 1);
}

static void a_damaged_index_is_made_anew(void **state)
{
    struct support_store *s = *state;
    char id[SOHOA_ID_SIZE], path[400];
    put(s->records, id, NULL, NULL, PAGES("trang một"));
    assert_int_equal(found(s, "trang"), 1);
    (void)snprintf(path, sizeof path, "%s/index/search.db", s->dir);
    support_write_file(path, "this is no database, whatever its name says it is", 49);
    assert_int_equal(found(s, "trang"), 1);
}

static void rebuilding_finds_the_same_as_following(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char id[SOHOA_ID_SIZE];
    for (int i = 0; i < 70; i++) /* more than one step */
        put(s->records, id, NULL, NULL, PAGES("trang một"));
    assert_int_equal(found(s, "mot"), 20);
    struct sohoa_search *search = open_index(s);
    struct sohoa_search_answer answer;
    struct told told = {0};
    assert_ok(sohoa_search_rebuild(search, NULL, NULL, NULL, &err), err);
    const struct sohoa_search_query query = {.text = "mot"};
    assert_ok(sohoa_search_run(search, &query, keep, &told, &answer, &err), err);
    assert_int_equal(answer.found, 70);
    assert_int_equal(told.count, 20);
    sohoa_search_close(search);
}

/* ---- several at once ---- */

struct searcher {
    struct sohoa_search *search;
    size_t last;
    bool failed;
};

static void *search_on(void *arg)
{
    struct searcher *me = arg;
    for (int i = 0; i < 25 && !me->failed; i++) {
        struct told *told = calloc(1, sizeof *told);
        struct sohoa_search_answer answer = {0};
        const struct sohoa_search_query query = {.text = "trang", .limit = 60};
        me->failed = sohoa_search_run(me->search, &query, keep, told, &answer, NULL) != SOHOA_OK ||
                     answer.found < me->last;
        me->last = answer.found;
        free(told);
    }
    return NULL;
}

static void several_threads_search_while_dossiers_come(void **state)
{
    struct support_store *s = *state;
    struct sohoa_search *search = open_index(s);
    struct searcher searchers[6];
    pthread_t threads[6];
    char id[SOHOA_ID_SIZE];
    for (size_t i = 0; i < 6; i++) {
        searchers[i] = (struct searcher){.search = search};
        assert_int_equal(pthread_create(&threads[i], NULL, search_on, &searchers[i]), 0);
    }
    for (int i = 0; i < 30; i++)
        put(s->records, id, NULL, NULL, PAGES("trang một"));
    for (size_t i = 0; i < 6; i++) {
        pthread_join(threads[i], NULL);
        assert_false(searchers[i].failed);
    }
    sohoa_search_close(search);
    assert_int_equal(
        ask_for(s, (struct sohoa_search_query){.text = "trang", .limit = 50}, NULL).count, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_word_is_found_with_and_without_marks_wherever_the_tone_stands),
        rig_test(marks_are_held_to_unless_nothing_is_spelled_so),
        rig_test(a_hit_tells_its_page_its_line_and_the_box),
        rig_test(a_phrase_may_go_over_the_end_of_a_line),
        rig_test(a_field_is_found_though_the_page_was_misread),
        rig_test(answers_are_narrowed_by_kind_day_agency_and_citizen),
        rig_test(what_says_more_of_it_comes_first),
        rig_test(signs_and_operators_in_a_query_are_space),
        rig_test(a_query_without_words_or_too_long_is_refused_in_words),
        rig_test(the_index_follows_commits_corrections_and_successors),
        rig_test(what_is_erased_is_in_no_file_of_the_index_any_more),
        rig_test(what_is_taken_out_of_a_dossier_for_good_is_in_no_file_either),
        rig_test(a_hit_that_the_store_no_longer_has_is_not_told),
        rig_test(a_store_older_than_its_index_makes_it_anew),
        rig_test(a_damaged_index_is_made_anew),
        rig_test(several_threads_search_while_dossiers_come),
        rig_test(rebuilding_finds_the_same_as_following),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
