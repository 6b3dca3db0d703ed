/* What requests bring: targets, headers, multipart bodies. */
#include "serve/header.h"
#include "serve/multipart.h"
#include "serve/note_reuse.h"
#include "serve/target.h"
#include "unit/unit.h"

static void a_target_is_taken_apart_and_decoded(void **state)
{
    (void)state;
    struct target t;
    struct sohoa_err err;
    assert_int_equal(
        target_parse("/v1/citizens/038190000001/documents?schema=gi%E1%BA%A5y&x=a+b", &t, &err),
        SOHOA_OK);
    assert_int_equal(t.segment_count, 4);
    assert_string_equal(t.segments[2], "038190000001");
    assert_string_equal(target_param(&t, "schema"), "giấy");
    assert_string_equal(target_param(&t, "x"), "a b");
    assert_null(target_param(&t, "y"));
    target_clear(&t);
}

static void a_target_with_tricks_is_malformed(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "v1",
                                        "/v1/../x",
                                        "/v1/./x",
                                        "/v1//x",
                                        "/v1/%2e%2e/x",
                                        "/v1/a%2Fb",
                                        "/v1/%",
                                        "/v1/%4",
                                        "/v1/%zz",
                                        "/v1/%00",
                                        "/v1/%ff",
                                        "/v1/%c3",
                                        "/x?a=%ff",
                                        "/x?a=1&a=2",
                                        "/x?=1",
                                        "/x?a=%0a",
                                        "*",
                                        "/x#y",
                                        "/a/b/c/d/e/f/g/h/i",
                                        "/v1/%c0%ae%c0%ae/x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct target t;
        struct sohoa_err err;
        if (target_parse(wrong[i], &t, &err) != SOHOA_BAD_PAGE)
            fail_msg("'%s' was taken", wrong[i]);
    }
    char *longer = malloc(TARGET_BYTES_MAX + 2);
    memset(longer, 'a', TARGET_BYTES_MAX + 1);
    longer[0] = '/';
    longer[TARGET_BYTES_MAX + 1] = '\0';
    struct target t;
    assert_int_equal(target_parse(longer, &t, NULL), SOHOA_BAD_PAGE);
    free(longer);
}

static void the_language_wanted_most_is_spoken(void **state)
{
    (void)state;
    assert_int_equal(header_language(NULL, SOHOA_VI), SOHOA_VI);
    assert_int_equal(header_language("fr", SOHOA_EN), SOHOA_EN);
    assert_int_equal(header_language("vi", SOHOA_EN), SOHOA_VI);
    assert_int_equal(header_language("vi-VN,vi;q=0.9,en;q=0.8", SOHOA_EN), SOHOA_VI);
    assert_int_equal(header_language("vi;q=0.3, en;q=0.8", SOHOA_VI), SOHOA_EN);
    assert_int_equal(header_language("vi;q=0, en;q=0.1", SOHOA_VI), SOHOA_EN);
    assert_int_equal(header_language("video;q=1", SOHOA_EN), SOHOA_EN);
    assert_int_equal(header_language(";;;,,,=q", SOHOA_VI), SOHOA_VI);
}

static void a_purpose_is_ascii_or_rfc_8187(void **state)
{
    (void)state;
    char text[PURPOSE_MAX + 1], longer[PURPOSE_MAX + 2];
    assert_true(header_purpose("birth registration", text));
    assert_string_equal(text, "birth registration");
    assert_true(header_purpose("UTF-8''%C4%91%C4%83ng%20k%C3%BD", text));
    assert_string_equal(text, "đăng ký");
    assert_true(header_purpose("utf-8'vi'H56.14-231103-0001", text));
    assert_false(header_purpose("", text));
    assert_false(header_purpose("   ", text));
    assert_false(header_purpose("đăng ký", text));
    assert_false(header_purpose("UTF-8''%C4", text));
    assert_false(header_purpose("UTF-8'%41", text));
    memset(longer, 'a', sizeof longer - 1);
    longer[PURPOSE_MAX + 1] = '\0';
    assert_false(header_purpose(longer, text));
    longer[PURPOSE_MAX] = '\0';
    assert_true(header_purpose(longer, text));
}

static void ranges_are_those_of_rfc_9110(void **state)
{
    (void)state;
    uint64_t first = 0, length = 0;
    assert_int_equal(header_range("bytes=0-99", 1000, &first, &length), RANGE_PART);
    assert_int_equal(first, 0);
    assert_int_equal(length, 100);
    assert_int_equal(header_range("bytes=900-", 1000, &first, &length), RANGE_PART);
    assert_int_equal(length, 100);
    assert_int_equal(header_range("bytes=-10", 1000, &first, &length), RANGE_PART);
    assert_int_equal(first, 990);
    assert_int_equal(header_range("bytes=5-5000", 1000, &first, &length), RANGE_PART);
    assert_int_equal(length, 995);
    assert_int_equal(header_range("bytes=1000-", 1000, &first, &length), RANGE_NONE);
    assert_int_equal(header_range("bytes=-0", 1000, &first, &length), RANGE_NONE);
    assert_int_equal(header_range("bytes=0-", 0, &first, &length), RANGE_NONE);
    static const char *const whole[] = {
        "",          "bytes=",    "bytes=-",       "bytes=a-b",
        "bytes=9-1", "lines=1-2", "bytes=1-2,4-5", "bytes=99999999999999999999-",
        "bytes=1--2"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_int_equal(header_range(whole[i], 1000, &first, &length), RANGE_WHOLE);
    assert_int_equal(header_range(NULL, 1000, &first, &length), RANGE_WHOLE);
}

static void a_dossier_code_is_found_in_a_purpose(void **state)
{
    (void)state;
    char code[64];
    assert_true(purpose_code("H56.14-231103-0001", code, sizeof code));
    assert_string_equal(code, "H56.14-231103-0001");
    assert_true(purpose_code("for 000.00.14.H56-200203-0001.", code, sizeof code));
    assert_string_equal(code, "000.00.14.H56-200203-0001");
    assert_false(purpose_code("birth registration", code, sizeof code));
    assert_false(purpose_code("H56.14-23110-0001", code, sizeof code));
    assert_false(purpose_code("H56.14-231103-01", code, sizeof code));
    assert_false(purpose_code("038190000001", code, sizeof code));
}

/* ---- multipart: what the calls heard, as one text ---- */

struct heard {
    char text[2048];
    size_t used;
};

static void hear(struct heard *h, const char *text, size_t size)
{
    assert_true(h->used + size < sizeof h->text);
    memcpy(h->text + h->used, text, size);
    h->used += size;
    h->text[h->used] = '\0';
}

static int on_begin(void *arg, const struct multipart_part *part, struct sohoa_err *err)
{
    (void)err;
    hear(arg, "[", 1);
    hear(arg, part->name, strlen(part->name));
    hear(arg, "|", 1);
    if (part->filename)
        hear(arg, part->filename, strlen(part->filename));
    hear(arg, ":", 1);
    return SOHOA_OK;
}

static int on_data(void *arg, const char *data, size_t size, struct sohoa_err *err)
{
    (void)err;
    hear(arg, data, size);
    return SOHOA_OK;
}

static int on_end(void *arg, struct sohoa_err *err)
{
    (void)err;
    hear(arg, "]", 1);
    return SOHOA_OK;
}

static int read_body(const char *type, const char *body, size_t size, size_t piece, struct heard *h)
{
    struct multipart *m = NULL;
    struct sohoa_err err;
    struct multipart_calls calls = {.arg = h, .begin = on_begin, .data = on_data, .end = on_end};
    h->used = 0;
    h->text[0] = '\0';
    int rc = multipart_new(type, &calls, &m, &err);
    for (size_t at = 0; rc == SOHOA_OK && at < size; at += piece)
        rc = multipart_feed(m, body + at, size - at < piece ? size - at : piece, &err);
    if (rc == SOHOA_OK)
        rc = multipart_end(m, &err);
    multipart_free(m);
    return rc;
}

#define TYPE "multipart/form-data; boundary=XX"

static void a_body_reads_the_same_in_pieces_of_any_size(void **state)
{
    (void)state;
    static const char body[] =
        "preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nH56\r\n"
        "--XX \r\ncontent-disposition: form-data; name=f; filename=\"a \\\"b\\\".tif\"\r\n"
        "Content-Type: image/tiff\r\n\r\nII*\r\n--X\r\n-XX\r\n"
        "--XX\r\nContent-Disposition: form-data; name=e; filename=x; "
        "filename*=UTF-8''gi%E1%BA%A5y.pdf\r\n\r\n\r\n--XX--\r\nepilogue";
    for (size_t piece = 1; piece < sizeof body; piece++) {
        struct heard h;
        assert_int_equal(read_body(TYPE, body, sizeof body - 1, piece, &h), SOHOA_OK);
        assert_string_equal(h.text, "[code|:H56][f|a \"b\".tif:II*\r\n--X\r\n-XX][e|giấy.pdf:]");
    }
}

static void malformed_bodies_are_told(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "--XX",
        "--XX\r\n",
        "--XX\r\n\r\n",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX",
        "--XXY\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''%\r\n\r\nx\r\n--XX--",
        "--XX\r\nX: y\r\n\r\nx\r\n--XX--",
    };
    struct heard h;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (read_body(TYPE, wrong[i], strlen(wrong[i]), 7, &h) != SOHOA_BAD_PAGE)
            fail_msg("body %zu was taken: %s", i, h.text);
    static const char *const types[] = {"", "multipart/form-data",
                                        "multipart/form-data; boundary=", "application/json",
                                        "multipart/form-data; boundary=\"x"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_int_equal(read_body(types[i], "", 0, 1, &h), SOHOA_BAD_PAGE);
}

static void a_head_without_end_is_given_up(void **state)
{
    (void)state;
    size_t size = 3 * MULTIPART_HEAD_MAX;
    char *body = malloc(size);
    struct heard h;
    memset(body, 'a', size);
    memcpy(body, "--XX\r\n", 6);
    assert_int_equal(read_body(TYPE, body, size, 1000, &h), SOHOA_BAD_PAGE);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_taken_apart_and_decoded),
        cmocka_unit_test(a_target_with_tricks_is_malformed),
        cmocka_unit_test(the_language_wanted_most_is_spoken),
        cmocka_unit_test(a_purpose_is_ascii_or_rfc_8187),
        cmocka_unit_test(ranges_are_those_of_rfc_9110),
        cmocka_unit_test(a_dossier_code_is_found_in_a_purpose),
        cmocka_unit_test(a_body_reads_the_same_in_pieces_of_any_size),
        cmocka_unit_test(malformed_bodies_are_told),
        cmocka_unit_test(a_head_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
