/* test_helper_calls.c - calls that go well look the same as in the core. */
#include "helper_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include <cmocka.h> /* needs those above */

static struct sohoa_instance *open_odd(const char *name, int64_t call_ms)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plugin(reg, name, NULL, 0, call_ms, 0, &err);
    if (!inst)
        fail_msg("%s", err.text);
    return inst;
}

static void a_stage_that_changes_nothing_leaves_the_very_same_picture(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    struct sohoa_err err = {0};
    struct sohoa_page page = make_page(500, 400, 32, "");
    PIX *before = page.image, *copy = pixCopy(NULL, page.image);
    assert_int_equal(inst->stage->run(inst->self, NULL, &page, &err), SOHOA_OK);
    assert_ptr_equal(page.image, before);
    l_int32 same = 0;
    pixEqual(copy, page.image, &same);
    assert_true(same);
    pixDestroy(&copy);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

static void pixels_changed_in_place_come_back_at_every_depth(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    static const int depths[] = {1, 8, 32}, widths[] = {1, 33, 1001};
    for (size_t i = 0; i < 9; i++) {
        struct sohoa_err err = {0};
        struct sohoa_page page = make_page(widths[i / 3], 301, depths[i % 3], "invert");
        pixSetResolution(page.image, 299, 301);
        PIX *expected = pixInvert(NULL, page.image);
        assert_int_equal(inst->stage->run(inst->self, NULL, &page, &err), SOHOA_OK);
        l_int32 same = 0;
        pixEqual(expected, page.image, &same);
        assert_true(same);
        assert_int_equal(pixGetXRes(page.image), 299);
        assert_int_equal(pixGetYRes(page.image), 301);
        pixDestroy(&expected);
        sohoa_page_clear(&page);
    }
    sohoa_instance_close(inst);
    assert_int_equal(sohoa_pixels_mapped(), 0);
}

static void all_that_a_stage_finds_comes_back(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    struct sohoa_err err = {0};
    struct sohoa_page page = make_page(400, 200, 8, "replace");
    assert_int_equal(inst->stage->run(inst->self, NULL, &page, &err), SOHOA_OK);
    assert_int_equal(pixGetWidth(page.image), 200);
    assert_true(page.to_master[0] == 2 && page.to_master[4] == 2 && page.to_master[8] == 1);
    assert_true(page.skew == -1.5F);
    assert_int_equal(page.rotated, 90);
    assert_int_equal(page.flags, SOHOA_PAGE_BLANK);
    assert_int_equal(page.number, 7);
    assert_string_equal(page.source, "a.tif");
    assert_string_equal(page.note, "made smaller");
    assert_int_equal(sohoa_blob_size(page.master), 10);
    assert_int_equal(sohoa_text_lines(page.text), 1);
    assert_int_equal(sohoa_text_line(page.text, 0).block, 3);
    assert_int_equal(sohoa_text_words(page.text), 2);
    assert_string_equal(sohoa_text_word(page.text, 1).text, "hóa");
    assert_int_equal(sohoa_text_word(page.text, 1).box.h, 8);
    assert_true(sohoa_text_word(page.text, 1).confidence == 0.75F);
    assert_string_equal(sohoa_codes_get(page.codes, 0).text, "một|hai");
    assert_int_equal(sohoa_codes_get(page.codes, 0).box.w, 11);
    /* And goes there again. */
    (void)snprintf(page.note, sizeof page.note, "drop");
    assert_int_equal(inst->stage->run(inst->self, NULL, &page, &err), SOHOA_OK);
    assert_null(page.image);
    assert_int_equal(sohoa_text_words(page.text), 2);
    assert_int_equal(sohoa_codes_count(page.codes), 1);
    assert_int_equal(sohoa_text_word_flags(page.text, 0), 0);
    assert_int_equal(sohoa_text_word_flags(page.text, 1), SOHOA_WORD_HAND | SOHOA_WORD_DOUBTED);
    assert_int_equal(sohoa_marks_count(page.marks), 1);
    struct sohoa_mark mark = sohoa_marks_get(page.marks, 0);
    assert_true(mark.kind == SOHOA_MARK_CELLS && mark.count == 12 && mark.box.h == 16);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

static void a_plugin_s_own_error_comes_back_word_for_word(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    struct sohoa_err err = {0};
    assert_int_equal(run_act(inst, "fail", NULL, &err), SOHOA_BAD_DOSSIER);
    assert_string_equal(err.text, "page 7: nothing doing: No space left on device");
    assert_int_equal(err.sys_errno, ENOSPC);
    sohoa_instance_close(inst);
}

static void options_reach_the_plugin_and_bad_ones_are_told_at_once(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    char note[200];
    struct sohoa_setting good = {"mark", "xin chào", "test"}, wrong = {"marc", "1", "test:3"},
                         refuse = {"mark", "refuse", "test"}, dies = {"mark", "abort", "test"};
    struct sohoa_instance *inst = open_plugin(reg, "odd_stage", &good, 1, 0, 0, &err);
    assert_non_null(inst);
    assert_int_equal(run_act(inst, "mark", note, &err), SOHOA_OK);
    assert_string_equal(note, "xin chào");
    sohoa_instance_close(inst);
    assert_null(open_plugin(reg, "odd_stage", &wrong, 1, 0, 0, &err));
    assert_non_null(strstr(err.text, "test:3"));
    assert_null(open_plugin(reg, "odd_stage", &refuse, 1, 0, 0, &err));
    assert_string_equal(err.text, "refuses to open");
    assert_null(open_plugin(reg, "odd_stage", &dies, 1, 0, 0, &err));
    assert_non_null(strstr(err.text, "signal 6"));
}

static void masters_from_memory_and_from_files_arrive_and_files_stay_read_only(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    struct sohoa_err err = {0};
    char note[200], path[] = "/tmp/sohoa-helper-XXXXXX";
    assert_int_equal(run_act(inst, "master", note, &err), SOHOA_OK);
    assert_string_equal(note, "the master");
    int fd = mkstemp(path);
    assert_int_equal(write(fd, "from a file", 11), 11);
    unlink(path);
    struct sohoa_page page = make_page(10, 10, 1, "master");
    sohoa_blob_unref(page.master);
    page.master = sohoa_blob_fd(fd, "text/plain", &err);
    assert_int_equal(inst->stage->run(inst->self, NULL, &page, &err), SOHOA_OK);
    assert_string_equal(page.note, "from a file");
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

struct found {
    char text[512];
    unsigned count, most;
};

static void note_line(void *arg, const char *name, const char *text)
{
    struct found *f = arg;
    size_t n = strlen(f->text);
    (void)snprintf(f->text + n, sizeof f->text - n, "%s=%s;", name, text);
    f->count++;
}

static bool note_image(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct found *f = arg;
    assert_int_equal(image, f->count);
    assert_int_equal(info->width, 40);
    assert_int_equal(info->height, 30);
    assert_int_equal(info->depth, 8);
    return ++f->count < f->most;
}

static void a_scanner_lists_describes_and_gives_pages(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 0);
    struct sohoa_err err = {0};
    struct found f = {0};
    assert_int_equal(inst->scanner->list(inst->self, NULL, note_line, &f, &err), SOHOA_OK);
    assert_string_equal(f.text,
                        "odd:0=The first;odd:1=The second, with a Vietnamese name: máy quét;");
    assert_int_equal(inst->scanner->set_option(inst->self, "speed", "9", &err), SOHOA_FATAL);
    assert_string_equal(err.text, "there is no option 'speed', only act");
    assert_int_equal(inst->scanner->set_option(inst->self, "act", "feed", &err), SOHOA_OK);
    memset(&f, 0, sizeof f);
    assert_int_equal(inst->scanner->describe(inst->self, NULL, note_line, &f, &err), SOHOA_OK);
    assert_string_equal(f.text, "act=feed;");
    static const int expected[] = {SOHOA_OK, SOHOA_BAD_PAGE, SOHOA_OK, SOHOA_END};
    for (unsigned i = 0; i < 4; i++) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        assert_int_equal(inst->scanner->next(inst->self, NULL, &page, &err), expected[i]);
        if (i < 3) {
            assert_int_equal(page.sheet, i + 1);
            assert_string_equal(page.source, i == 2 ? "odd:last" : "odd:0");
            assert_int_equal(page.flags, SOHOA_PAGE_LAST_SIDE);
        }
        if (expected[i] == SOHOA_OK) {
            assert_string_equal(sohoa_blob_media(page.master), "image/odd");
            assert_memory_equal(sohoa_blob_data(page.master), "40 30 8", 7);
        }
        sohoa_page_clear(&page);
    }
    sohoa_instance_close(inst);
}

static void probe_tells_every_image_and_stops_when_told(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 0);
    struct sohoa_err err = {0};
    struct sohoa_blob *master = sohoa_blob_new("40 30 8", 8, "image/odd");
    struct found all = {.most = 2000}, few = {.most = 3};
    assert_int_equal(inst->scanner->probe(inst->self, NULL, master, note_image, &all, &err), 0);
    assert_int_equal(all.count, 1000);
    assert_int_equal(inst->scanner->probe(inst->self, NULL, master, note_image, &few, &err), 0);
    assert_int_equal(few.count, 3);
    sohoa_blob_unref(master);
    sohoa_instance_close(inst);
}

static atomic_bool ended;

/* Again and again: the first may come before the call that it is to end. */
static void *cancel_soon(void *arg)
{
    struct sohoa_instance *inst = arg;
    do {
        usleep(200000);
        inst->scanner->cancel(inst->self);
    } while (!atomic_load(&ended));
    return NULL;
}

static void cancel_ends_a_next_that_blocks(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 0);
    struct sohoa_err err = {0};
    struct sohoa_page page;
    pthread_t thread;
    sohoa_page_init(&page);
    assert_int_equal(inst->scanner->set_option(inst->self, "act", "block", &err), SOHOA_OK);
    int64_t before = clock_ms();
    pthread_create(&thread, NULL, cancel_soon, inst);
    assert_int_equal(inst->scanner->next(inst->self, NULL, &page, &err), SOHOA_END);
    atomic_store(&ended, true);
    assert_true(clock_ms() - before >= 200);
    pthread_join(thread, NULL);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

static void a_slow_scanner_that_shows_life_is_left_alone(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_scanner", 1000); /* of silence; it takes 1.5 s */
    struct sohoa_err err = {0};
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_int_equal(inst->scanner->set_option(inst->self, "act", "slow", &err), SOHOA_OK);
    assert_int_equal(inst->scanner->next(inst->self, NULL, &page, &err), SOHOA_OK);
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

struct told {
    struct sohoa_call call;
    int64_t stop_at;
    char note[64];
};

static bool told_stopping(const struct sohoa_call *call)
{
    const struct told *t = (const struct told *)call;
    return t->stop_at && clock_ms() >= t->stop_at;
}

static void told_note(const struct sohoa_call *call, const char *text)
{
    struct told *t = (struct told *)(uintptr_t)call;
    (void)snprintf(t->note, sizeof t->note, "%s", text);
}

static void stop_and_deadline_reach_the_plugin_and_notes_come_back(void **state)
{
    (void)state;
    struct sohoa_instance *inst = open_odd("odd_stage", 0);
    struct sohoa_err err = {0};
    struct told t = {.call = {sizeof t.call, 0, told_stopping, told_note}};
    struct sohoa_page page = make_page(10, 10, 1, "wait");
    t.stop_at = clock_ms() + 100;
    assert_int_equal(inst->stage->run(inst->self, &t.call, &page, &err), SOHOA_RETRY);
    assert_string_equal(err.text, "told to stop");
    assert_string_equal(t.note, "waiting");
    t.stop_at = 0;
    t.call.deadline_ns = (clock_ms() + 400) * 1000000;
    assert_int_equal(inst->stage->run(inst->self, &t.call, &page, &err), SOHOA_RETRY);
    assert_string_equal(err.text, "told to stop");
    sohoa_page_clear(&page);
    sohoa_instance_close(inst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stage_that_changes_nothing_leaves_the_very_same_picture),
        cmocka_unit_test(pixels_changed_in_place_come_back_at_every_depth),
        cmocka_unit_test(all_that_a_stage_finds_comes_back),
        cmocka_unit_test(a_plugin_s_own_error_comes_back_word_for_word),
        cmocka_unit_test(options_reach_the_plugin_and_bad_ones_are_told_at_once),
        cmocka_unit_test(masters_from_memory_and_from_files_arrive_and_files_stay_read_only),
        cmocka_unit_test(a_scanner_lists_describes_and_gives_pages),
        cmocka_unit_test(probe_tells_every_image_and_stops_when_told),
        cmocka_unit_test(cancel_ends_a_next_that_blocks),
        cmocka_unit_test(a_slow_scanner_that_shows_life_is_left_alone),
        cmocka_unit_test(stop_and_deadline_reach_the_plugin_and_notes_come_back),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
