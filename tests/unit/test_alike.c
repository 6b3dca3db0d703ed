/* test_alike.c - the same sheet scanned again is found, a form of somebody else is not. */
#include "record_rig.h"

#include "record/alike.h"
#include "record/like.h"

enum { LABELS = 70, VALUES = 26 };

static unsigned random_next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void add(struct sohoa_text *text, const char *word)
{
    assert_int_equal(sohoa_text_add_word(text, word, (struct sohoa_box){10, 12, 80, 38}, 0.9F), 0);
}

/* A form with the labels of all forms and the values of one person; every `misread`-th word is
 * misread (0: none). */
static struct sohoa_text *form(unsigned person, unsigned misread)
{
    struct sohoa_text *text = sohoa_text_new();
    unsigned labels = 7, values = person * 2654435761u + 1, noise = misread * 977 + person, n = 0;
    char word[32];
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){10, 10, 300, 40}), 0);
    for (int i = 0; i < LABELS + VALUES; i++) {
        if (i % 4 == 3 && i / 4 < VALUES)
            (void)snprintf(word, sizeof word, i % 8 == 3 ? "%05u" : "ho%uten",
                           random_next(&values) % 60000);
        else
            (void)snprintf(word, sizeof word, "nhan%u", random_next(&labels) % 500);
        if (misread && ++n % misread == 0)
            word[1 + random_next(&noise) % 3] = '7';
        add(text, word);
    }
    return text;
}

struct sheet {
    char batch[SOHOA_ID_SIZE], dossier[SOHOA_ID_SIZE];
    uint32_t next;
};

/* Stores a page with this text and looks whether it came before. */
static bool store(struct sohoa_records *r, struct sheet *s, struct sohoa_text *takes, uint64_t look,
                  struct sohoa_alike *ret)
{
    struct sohoa_err err = {.text = ""};
    bool found = false;
    struct sohoa_page_record page = rig_page(r, ++s->next);
    struct sohoa_write *w = sohoa_write_new(r);
    page.look = look;
    assert_ok(sohoa_write_page(w, s->batch, &page, &err), err);
    assert_ok(sohoa_write_text(w, s->batch, page.number, 0, takes, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_ok(sohoa_alike_look(r, s->batch, &page, w, ret, &found, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_text_free(takes);
    sohoa_page_record_clear(&page);
    return found;
}

static struct sheet begin(struct support_store *s)
{
    struct sheet sheet = {.next = 0};
    char ids[1][SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 2, sheet.batch, ids);
    memcpy(sheet.dossier, ids[0], SOHOA_ID_SIZE);
    return sheet;
}

static bool count_key(void *arg, const char *key)
{
    (void)key;
    ++*(size_t *)arg;
    return true;
}

static size_t count_keys(struct sohoa_records *r, const char *prefix)
{
    struct sohoa_err err;
    size_t n = 0;
    assert_ok(sohoa_records_keys(r, prefix, count_key, &n, &err), err);
    return n;
}

static void a_sheet_with_a_tenth_of_its_words_misread_is_found(void **state)
{
    struct support_store *s = *state;
    struct sheet sheet = begin(s);
    unsigned found = 0;
    for (unsigned person = 1; person <= 30; person++)
        assert_false(store(s->records, &sheet, form(person, 0), 0x0f0f0f0f, NULL));
    for (unsigned person = 1; person <= 30; person++) {
        struct sohoa_alike pair;
        if (!store(s->records, &sheet, form(person, 11), 0x0f0f0f0d, &pair))
            continue;
        found++;
        assert_int_equal(pair.like.number, person);
        assert_int_equal(pair.distance, 1);
        assert_true(pair.share > 0.75);
    }
    assert_in_range(found, 27, 30);
}

static void forms_of_other_people_are_not(void **state)
{
    struct support_store *s = *state;
    struct sheet sheet = begin(s);
    for (unsigned person = 1; person <= 300; person++)
        assert_false(store(s->records, &sheet, form(person, person % 3 ? 13 : 0), 0x0f0f, NULL));
    /* What all of them share is filed for a few only. */
    assert_true(count_keys(s->records, "like/") < 300u * SOHOA_LIKE_FEATURES);
}

static void a_page_of_few_words_says_nothing(void **state)
{
    struct support_store *s = *state;
    struct sheet sheet = begin(s);
    for (int i = 0; i < 3; i++)
        assert_false(store(s->records, &sheet, rig_text(), 1, NULL));
    struct sohoa_like like;
    assert_int_equal(sohoa_like_of(NULL, &like), 0);
    assert_int_equal(like.count, 0);
    assert_int_equal(count_keys(s->records, "like/"), 0);
}

static void words_alone_are_not_enough_when_the_pages_look_different(void **state)
{
    struct support_store *s = *state;
    struct sheet sheet = begin(s);
    (void)store(s->records, &sheet, form(5, 0), 0x00000000ffffffff, NULL);
    assert_false(store(s->records, &sheet, form(5, 0), 0xffffffff00000000, NULL));
}

static void the_same_file_again_is_no_second_scan(void **state)
{
    struct support_store *s = *state;
    struct sheet sheet = begin(s);
    (void)store(s->records, &sheet, form(5, 0), 3, NULL);
    sheet.next = 0;
    sohoa_id_new(sheet.batch);
    assert_false(store(s->records, &sheet, form(5, 0), 3, NULL));
}

static void a_pair_stands_under_its_later_page_and_is_told_once(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sheet sheet = begin(s);
    struct sohoa_page_record page;
    struct sohoa_alike pair;
    bool found = true;
    (void)store(s->records, &sheet, form(5, 0), 3, NULL);
    assert_true(store(s->records, &sheet, form(5, 0), 3, &pair));
    assert_true(pair.page.number == 2 && pair.like.number == 1);
    struct sohoa_write *w = sohoa_write_new(s->records);
    for (uint32_t n = 1; n <= 2; n++) {
        assert_ok(sohoa_page_get(s->records, sheet.batch, n, 0, &page, &err), err);
        assert_ok(sohoa_alike_look(s->records, sheet.batch, &page, w, NULL, &found, &err), err);
        assert_false(found);
        sohoa_page_record_clear(&page);
    }
    sohoa_write_free(w);
    assert_int_equal(count_keys(s->records, "alike/"), 1);
}

static bool take_pair(void *arg, const struct sohoa_alike *alike)
{
    *(struct sohoa_alike *)arg = *alike;
    return true;
}

static void a_person_decides_and_that_stays(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sheet sheet = begin(s);
    struct sohoa_alike pair, now;
    char dossier[SOHOA_ID_SIZE];
    uint32_t place = 0;
    (void)store(s->records, &sheet, form(5, 0), 3, NULL);
    assert_true(store(s->records, &sheet, form(5, 0), 3, &pair));
    assert_ok(sohoa_alike_decide(s->records, &pair.page, "both", "lan", &err), err);
    assert_ok(sohoa_alike_each(s->records, sheet.batch, take_pair, &now, &err), err);
    assert_string_equal(now.decided, "both");
    assert_string_equal(now.by, "lan");
    assert_true(now.at[0] && now.share > 0.99);
    assert_ok(sohoa_page_home(s->records, &pair.page, dossier, &place, &err), err);
    assert_string_equal(dossier, sheet.dossier);
    assert_int_equal(place, 2);
    pair.page.number = 77;
    assert_int_equal(sohoa_alike_decide(s->records, &pair.page, "both", "lan", &err), SOHOA_END);
    assert_int_equal(sohoa_page_home(s->records, &pair.page, dossier, &place, &err), SOHOA_END);
}

static void what_is_filed_goes_with_the_text(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sheet sheet = begin(s);
    (void)store(s->records, &sheet, form(5, 0), 3, NULL);
    (void)store(s->records, &sheet, form(5, 0), 3, NULL);
    size_t both = count_keys(s->records, "like/");
    struct sohoa_write *w = sohoa_write_new(s->records);
    struct sohoa_text *other = form(6, 0);
    assert_ok(sohoa_write_text(w, sheet.batch, 2, 0, other, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(count_keys(s->records, "like/"), both);
    struct sohoa_verify_report report;
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_int_equal(report.problems, 0);
    assert_ok(sohoa_write_drop_page(w, sheet.batch, 2, 0, &err), err);
    assert_ok(sohoa_write_drop_page(w, sheet.batch, 1, 0, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(count_keys(s->records, "like/"), 0);
    assert_int_equal(count_keys(s->records, "alike/"), 0);
    sohoa_text_free(other);
    sohoa_write_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_sheet_with_a_tenth_of_its_words_misread_is_found),
        rig_test(forms_of_other_people_are_not),
        rig_test(a_page_of_few_words_says_nothing),
        rig_test(words_alone_are_not_enough_when_the_pages_look_different),
        rig_test(the_same_file_again_is_no_second_scan),
        rig_test(a_pair_stands_under_its_later_page_and_is_told_once),
        rig_test(a_person_decides_and_that_stays),
        rig_test(what_is_filed_goes_with_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
