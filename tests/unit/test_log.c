/* The logger, seen through a pipe and a pseudo terminal put in place of stderr. */
#include "host/lang.h"
#include "host/log.h"
#include "unit/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

static int saved, reader, writer;

static void capture(bool terminal)
{
    saved = dup(STDERR_FILENO);
    if (terminal) {
        reader = posix_openpt(O_RDWR | O_NOCTTY);
        assert_true(reader >= 0 && grantpt(reader) == 0 && unlockpt(reader) == 0);
        writer = open(ptsname(reader), O_RDWR | O_NOCTTY);
        assert_true(writer >= 0);
    } else {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        reader = ends[0];
        writer = ends[1];
    }
    dup2(writer, STDERR_FILENO);
}

/* What was written since capture. */
static const char *captured(void)
{
    static char text[1 << 16];
    size_t n = 0;
    struct pollfd p = {.fd = reader, .events = POLLIN};
    while (n < sizeof text - 1 && poll(&p, 1, 0) == 1 && (p.revents & POLLIN)) {
        ssize_t got = read(reader, text + n, sizeof text - 1 - n);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    text[n] = '\0';
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(writer);
    close(reader);
    return text;
}

static void lines_carry_their_level_and_end_in_a_newline(void **state)
{
    (void)state;
    capture(false);
    sohoa_log(SOHOA_ERROR, "one %d", 1);
    sohoa_log(SOHOA_WARN, "two");
    sohoa_log(SOHOA_INFO, "three");
    sohoa_log(SOHOA_DEBUG, "not shown");
    assert_string_equal(captured(), "error: one 1\nwarning: two\nthree\n");
}

static void the_level_decides_what_is_shown(void **state)
{
    (void)state;
    capture(false);
    sohoa_log_level(SOHOA_DEBUG);
    sohoa_log(SOHOA_DEBUG, "shown");
    sohoa_log_level(SOHOA_ERROR);
    sohoa_log(SOHOA_WARN, "not shown");
    sohoa_log_level(SOHOA_INFO);
    assert_string_equal(captured(), "debug: shown\n");
}

static void citizen_ids_are_masked_to_their_last_digits(void **state)
{
    (void)state;
    capture(false);
    sohoa_log(SOHOA_INFO, "%s", "id 038190000001, 038190000001|x, 12345678901, 1234567890123");
    assert_string_equal(captured(),
                        "id *********001, *********001|x, 12345678901, 1234567890123\n");
}

static void control_characters_cannot_drive_the_terminal(void **state)
{
    (void)state;
    capture(false);
    sohoa_log(SOHOA_INFO, "a%cb%cc\nd", 0x1b, 0x7f);
    assert_string_equal(captured(), "a b c d\n");
}

static void a_line_too_long_is_cut_at_a_character(void **state)
{
    (void)state;
    char text[6001];
    for (size_t i = 0; i < 6000; i += 3)
        memcpy(text + i, "\xe1\xbb\x99", 3);
    text[6000] = '\0';
    capture(false);
    sohoa_log(SOHOA_INFO, "%s", text);
    const char *seen = captured();
    size_t n = strlen(seen);
    assert_true(n < 4200 && seen[n - 1] == '\n');
    assert_int_equal((n - 1) % 3, 0);
}

static void without_a_terminal_there_is_no_progress(void **state)
{
    (void)state;
    capture(false);
    sohoa_log_progress("12 pages");
    sohoa_log_progress(NULL);
    assert_string_equal(captured(), "");
}

static void on_a_terminal_progress_stands_below_the_lines(void **state)
{
    (void)state;
    capture(true);
    sohoa_log_progress("12 pages");
    sohoa_log_progress("13 pages"); /* too soon to be drawn by itself */
    sohoa_log(SOHOA_INFO, "line");
    sohoa_log_progress(NULL);
    assert_string_equal(captured(), "\r12 pages\x1b[K\r\x1b[Kline\r\n\r13 pages\x1b[K\r\x1b[K");
}

static void talk_is_translated(void **state)
{
    (void)state;
    assert_int_equal(sohoa_lang_set("vi"), 0);
    capture(false);
    sohoa_log(SOHOA_ERROR, "out of memory");
    const char *seen = captured();
    assert_int_equal(sohoa_lang_set("en"), 0);
    assert_string_equal(seen, "lỗi: hết bộ nhớ\n");
}

static void *talk(void *arg)
{
    for (int i = 0; i < 50; i++)
        sohoa_log(SOHOA_INFO, "thread %s says the same as ever", (const char *)arg);
    return NULL;
}

static void lines_of_many_threads_stay_whole(void **state)
{
    (void)state;
    pthread_t a, b;
    capture(false);
    assert_int_equal(pthread_create(&a, NULL, talk, "a"), 0);
    assert_int_equal(pthread_create(&b, NULL, talk, "b"), 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    const char *p = captured();
    int count = 0;
    for (; *p; count++, p = strchr(p, '\n') + 1)
        if (strncmp(p, "thread a says the same as ever\n", 31) != 0)
            assert_int_equal(strncmp(p, "thread b says the same as ever\n", 31), 0);
    assert_int_equal(count, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_carry_their_level_and_end_in_a_newline),
        cmocka_unit_test(the_level_decides_what_is_shown),
        cmocka_unit_test(citizen_ids_are_masked_to_their_last_digits),
        cmocka_unit_test(control_characters_cannot_drive_the_terminal),
        cmocka_unit_test(a_line_too_long_is_cut_at_a_character),
        cmocka_unit_test(without_a_terminal_there_is_no_progress),
        cmocka_unit_test(on_a_terminal_progress_stands_below_the_lines),
        cmocka_unit_test(talk_is_translated),
        cmocka_unit_test(lines_of_many_threads_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
