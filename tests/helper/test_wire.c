/* test_wire.c - messages over a socket: whole, in pieces, with descriptors, and broken ones. */
#include "pipeline/page_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h> /* needs those above */

#include "host/page.h"

static int ends[2];

static int open_pair(void **state)
{
    (void)state;
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

static int close_pair(void **state)
{
    (void)state;
    close(ends[0]);
    if (ends[1] >= 0)
        close(ends[1]);
    return 0;
}

static void values_come_out_as_they_went_in(void **state)
{
    (void)state;
    struct sohoa_msg out, in;
    struct sohoa_wire wire;
    sohoa_wire_init(&wire, ends[1]);
    sohoa_msg_init(&out, 42);
    sohoa_msg_put_u32(&out, 7);
    sohoa_msg_put_i64(&out, -5);
    sohoa_msg_put_f64(&out, 0.25);
    sohoa_msg_put_text(&out, "chữ");
    sohoa_msg_put_text(&out, NULL);
    sohoa_msg_put_fd(&out, open("/dev/null", O_RDONLY | O_CLOEXEC));
    assert_int_equal(sohoa_wire_pull(&wire, &in), SOHOA_WIRE_WAIT);
    assert_int_equal(sohoa_msg_send(&out, ends[0], 0), 0);
    sohoa_msg_clear(&out);
    assert_int_equal(sohoa_wire_pull(&wire, &in), SOHOA_WIRE_MESSAGE);
    assert_int_equal(in.type, 42);
    assert_int_equal(sohoa_msg_get_u32(&in), 7);
    assert_int_equal(sohoa_msg_get_i64(&in), -5);
    assert_true(sohoa_msg_get_f64(&in) == 0.25);
    assert_string_equal(sohoa_msg_get_text(&in), "chữ");
    assert_string_equal(sohoa_msg_get_text(&in), "");
    int fd = sohoa_msg_get_fd(&in);
    assert_true(fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC));
    assert_false(in.bad);
    assert_int_equal(sohoa_msg_get_u32(&in), 0);
    assert_true(in.bad);
    close(fd);
    sohoa_msg_clear(&in);
    close(ends[0]);
    ends[0] = dup(ends[1]);
    sohoa_wire_clear(&wire);
}

static void the_parts_of_a_page_travel_with_it(void **state)
{
    (void)state;
    struct sohoa_msg out, in;
    struct sohoa_wire wire;
    struct sohoa_page page, got;
    struct sohoa_err err = {0};
    sohoa_page_init(&page);
    sohoa_page_init(&got);
    page.source = "";
    page.patch_count = 2;
    page.patches[1] = (struct sohoa_patch){.box = {5, 6, 70, 80},
                                           .to_master = {0.5, 0.25, 3, 0, 0.5, 4, 0, 0, 1}};
    sohoa_wire_init(&wire, ends[1]);
    sohoa_msg_init(&out, 1);
    assert_int_equal(sohoa_page_pack(&out, &page, 0, &err), 0);
    assert_int_equal(sohoa_msg_send(&out, ends[0], 0), 0);
    sohoa_msg_clear(&out);
    assert_int_equal(sohoa_wire_pull(&wire, &in), SOHOA_WIRE_MESSAGE);
    assert_int_equal(sohoa_page_unpack(&in, &got, NULL, NULL, &err), 0);
    assert_int_equal(got.patch_count, 2);
    assert_int_equal(got.patches[1].box.w, 70);
    assert_true(got.patches[1].to_master[1] == 0.25);
    sohoa_msg_clear(&in);
    sohoa_wire_clear(&wire);
}

static void a_message_in_pieces_is_put_together(void **state)
{
    (void)state;
    struct sohoa_msg out, in;
    struct sohoa_wire wire;
    unsigned char raw[64];
    sohoa_msg_init(&out, 1);
    sohoa_msg_put_text(&out, "abc");
    assert_int_equal(sohoa_msg_send(&out, ends[0], 0), 0);
    sohoa_msg_clear(&out);
    ssize_t n = read(ends[1], raw, sizeof raw);
    assert_true(n > 16);
    sohoa_wire_init(&wire, ends[1]);
    for (ssize_t i = 0; i < n; i++) {
        assert_int_equal(sohoa_wire_pull(&wire, &in), SOHOA_WIRE_WAIT);
        assert_int_equal(write(ends[0], raw + i, 1), 1);
    }
    assert_int_equal(sohoa_wire_pull(&wire, &in), SOHOA_WIRE_MESSAGE);
    assert_string_equal(sohoa_msg_get_text(&in), "abc");
    sohoa_msg_clear(&in);
    sohoa_wire_clear(&wire);
}

/* What a head says, and what becomes of it. */
static enum sohoa_wire_state pull_raw(const uint32_t head[4])
{
    struct sohoa_msg in;
    struct sohoa_wire wire;
    sohoa_wire_init(&wire, ends[1]);
    assert_int_equal(write(ends[0], head, 16), 16);
    enum sohoa_wire_state state = sohoa_wire_pull(&wire, &in);
    if (state == SOHOA_WIRE_MESSAGE)
        sohoa_msg_clear(&in);
    sohoa_wire_clear(&wire);
    return state;
}

static void impossible_heads_break_the_stream(void **state)
{
    (void)state;
    const uint32_t magic = 0x616f6873;
    assert_int_equal(pull_raw((uint32_t[]){magic, 1, 0, 0}), SOHOA_WIRE_MESSAGE);
    assert_int_equal(pull_raw((uint32_t[]){magic + 1, 1, 0, 0}), SOHOA_WIRE_BROKEN);
    assert_int_equal(pull_raw((uint32_t[]){magic, 1, UINT32_MAX, 0}), SOHOA_WIRE_BROKEN);
    assert_int_equal(pull_raw((uint32_t[]){magic, 1, 0, 100}), SOHOA_WIRE_BROKEN);
    assert_int_equal(pull_raw((uint32_t[]){magic, 1, 0, 1}), SOHOA_WIRE_BROKEN); /* none came */
    assert_int_equal(pull_raw((uint32_t[]){magic, 1, 9, 0}), SOHOA_WIRE_WAIT);
}

static void texts_that_lie_about_their_length_or_encoding_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t size;
        char bytes[5];
    } cases[] = {{5, "abc"}, {UINT32_MAX, "abc"}, {3, "a\0b"}, {2, "\xff\xfe"}, {2, "abc"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sohoa_msg msg;
        sohoa_msg_init(&msg, 0);
        sohoa_msg_put_u32(&msg, cases[i].size);
        sohoa_msg_put(&msg, cases[i].bytes, 4);
        assert_string_equal(sohoa_msg_get_text(&msg), "");
        assert_true(msg.bad);
        sohoa_msg_clear(&msg);
    }
}

static void a_full_socket_does_not_hold_the_sender_past_its_deadline(void **state)
{
    (void)state;
    struct sohoa_msg out;
    static char much[1 << 20];
    sohoa_msg_init(&out, 1);
    sohoa_msg_put(&out, much, sizeof much);
    int64_t before = sohoa_clock_ns();
    assert_int_equal(sohoa_msg_send(&out, ends[0], before + 50000000), ETIMEDOUT);
    assert_in_range(sohoa_clock_ns() - before, 49000000, 60000000000);
    close(ends[1]);
    ends[1] = -1;
    assert_int_equal(sohoa_msg_send(&out, ends[0], 0), EPIPE);
    sohoa_msg_clear(&out);
}

static void a_text_too_long_is_not_sent(void **state)
{
    (void)state;
    struct sohoa_msg out;
    char *text = malloc(SOHOA_WIRE_TEXT_MAX + 2);
    memset(text, 'a', SOHOA_WIRE_TEXT_MAX + 1);
    text[SOHOA_WIRE_TEXT_MAX + 1] = '\0';
    sohoa_msg_init(&out, 1);
    sohoa_msg_put_text(&out, text);
    assert_int_equal(sohoa_msg_send(&out, ends[0], 0), EMSGSIZE);
    sohoa_msg_clear(&out);
    free(text);
}

static int read_back(const struct sohoa_page *page, struct sohoa_page *ret)
{
    struct sohoa_msg msg;
    struct sohoa_err err = {0};
    struct sohoa_page copy = *page;
    sohoa_msg_init(&msg, 0);
    assert_int_equal(sohoa_page_pack(&msg, &copy, 0, &err), 0);
    sohoa_page_init(ret);
    int rc = sohoa_page_unpack(&msg, ret, NULL, NULL, &err);
    ret->source = NULL;
    sohoa_msg_clear(&msg);
    return rc;
}

static void numbers_that_cannot_be_make_the_page_bad(void **state)
{
    (void)state;
    struct sohoa_page page, got;
    sohoa_page_init(&page);
    page.source = "";
    page.width = 2480;
    page.dpi = 300;
    assert_int_equal(read_back(&page, &got), 0);
    assert_int_equal(got.width, 2480);
    page.dpi = NAN;
    assert_int_equal(read_back(&page, &got), SOHOA_BAD_PAGE);
    page.dpi = 300;
    page.rotated = 45;
    assert_int_equal(read_back(&page, &got), SOHOA_BAD_PAGE);
    page.rotated = 270;
    page.width = UINT32_MAX;
    assert_int_equal(read_back(&page, &got), SOHOA_BAD_PAGE);
    page.width = 1;
    page.to_master[5] = INFINITY;
    assert_int_equal(read_back(&page, &got), SOHOA_BAD_PAGE);
}

static void boxes_are_brought_into_range(void **state)
{
    (void)state;
    struct sohoa_page page, got;
    sohoa_page_init(&page);
    page.source = "";
    page.codes = sohoa_codes_new();
    sohoa_codes_add(page.codes, "QRCode", "x", (struct sohoa_box){INT32_MIN, 5, -7, INT32_MAX});
    assert_int_equal(read_back(&page, &got), 0);
    struct sohoa_box box = sohoa_codes_get(got.codes, 0).box;
    assert_int_equal(box.x, -(1 << 20));
    assert_int_equal(box.w, 0);
    assert_int_equal(box.h, 1 << 20);
    sohoa_page_clear(&got);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_come_out_as_they_went_in, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(a_message_in_pieces_is_put_together, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(the_parts_of_a_page_travel_with_it, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(a_message_in_pieces_is_put_together, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(impossible_heads_break_the_stream, open_pair, close_pair),
        cmocka_unit_test(texts_that_lie_about_their_length_or_encoding_are_refused),
        cmocka_unit_test_setup_teardown(a_full_socket_does_not_hold_the_sender_past_its_deadline,
                                        open_pair, close_pair),
        cmocka_unit_test_setup_teardown(a_text_too_long_is_not_sent, open_pair, close_pair),
        cmocka_unit_test(numbers_that_cannot_be_make_the_page_bad),
        cmocka_unit_test(boxes_are_brought_into_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
