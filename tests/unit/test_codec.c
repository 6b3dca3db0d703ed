/* test_codec.c - the wrapper and the frame of a value. */
#include "record_rig.h"

#include <zstd.h>

static struct sohoa_bytes pack(struct sohoa_records *r, enum sohoa_dict dict, const char *text)
{
    struct sohoa_err err;
    void *value = NULL;
    size_t size = 0;
    assert_ok(sohoa_codec_pack(r->codec, dict, text, strlen(text), &value, &size, &err), err);
    return (struct sohoa_bytes){.data = value, .size = size};
}

static void drop(struct sohoa_bytes value)
{
    free((void *)(uintptr_t)value.data);
}

static void a_value_comes_back_with_every_dictionary(void **state)
{
    struct support_store *s = *state;
    static const char json[] = "{\"state\":\"stored\",\"text\":\"Cộng hòa xã hội\"}";
    for (int dict = SOHOA_DICT_NONE; dict <= SOHOA_DICT_TEXT; dict++) {
        struct sohoa_err err;
        char *back = NULL;
        size_t size = 0;
        struct sohoa_bytes value = pack(s->records, (enum sohoa_dict)dict, json);
        assert_memory_equal(value.data, "S1Z", 3);
        assert_int_equal(((const char *)value.data)[3], dict);
        assert_ok(sohoa_codec_unpack(s->records->codec, value, &back, &size, &err), err);
        assert_string_equal(back, json);
        assert_int_equal(size, strlen(json));
        free(back);
        drop(value);
    }
}

static void a_value_is_a_plain_frame_behind_four_bytes(void **state)
{
    struct support_store *s = *state;
    char text[64];
    struct sohoa_bytes value = pack(s->records, SOHOA_DICT_NONE, "{\"a\":1}");
    size_t n = ZSTD_decompress(text, sizeof text, (const char *)value.data + 4, value.size - 4);
    assert_int_equal(n, 7);
    assert_memory_equal(text, "{\"a\":1}", 7);
    drop(value);
}

static void a_small_record_is_much_smaller_with_its_dictionary(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 1, 1, batch, NULL);
    void *raw = NULL;
    size_t size = 0;
    struct sohoa_err err;
    assert_ok(sohoa_raw_get(s->records, sohoa_key_page(batch, 1, 0).text, &raw, &size, &err), err);
    assert_in_range(size, 50, 165); /* of 340 as JSON; 32 are the hash */
    free(raw);
}

static void a_flipped_bit_is_found(void **state)
{
    struct support_store *s = *state;
    static const char json[] = "{\"state\":\"stored\",\"source\":\"kho/thung 17/to 5.tif\"}";
    struct sohoa_bytes value = pack(s->records, SOHOA_DICT_SMALL, json);
    unsigned char *bytes = malloc(value.size);
    for (size_t i = 0; i < value.size * 8; i++) {
        struct sohoa_err err = {0};
        char *back = NULL;
        size_t size = 0;
        memcpy(bytes, value.data, value.size);
        bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        int rc = sohoa_codec_unpack(s->records->codec,
                                    (struct sohoa_bytes){.data = bytes, .size = value.size}, &back,
                                    &size, &err);
        if (rc == SOHOA_OK) { /* the frame's header has one bit that means nothing */
            assert_string_equal(back, json);
            free(back);
            continue;
        }
        assert_true(err.text[0] != '\0');
        assert_null(back);
    }
    free(bytes);
    drop(value);
}

static void a_cut_off_value_is_found(void **state)
{
    struct support_store *s = *state;
    struct sohoa_bytes value = pack(s->records, SOHOA_DICT_TEXT, "{\"text\":\"giấy khai sinh\"}");
    for (size_t n = 0; n < value.size; n++) {
        struct sohoa_err err;
        char *back = NULL;
        size_t size = 0;
        value.size = n;
        assert_int_equal(sohoa_codec_unpack(s->records->codec, value, &back, &size, &err),
                         SOHOA_FATAL);
    }
    drop(value);
}

static void a_newer_wrapper_is_refused_by_name(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char *back = NULL;
    size_t size = 0;
    struct sohoa_bytes value = {.data = "S1E\0some secret bytes", .size = 20};
    assert_int_equal(sohoa_codec_unpack(s->records->codec, value, &back, &size, &err), SOHOA_FATAL);
    assert_contains(err.text, "'1E', which a newer program wrote");
}

static void a_frame_that_claims_to_be_huge_is_refused(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char *back = NULL;
    size_t size = 0;
    /* magic, descriptor with an eight-byte content size, 2^40 bytes */
    static const unsigned char bomb[] = {'S', '1', 'Z', 0, 0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0,
                                         0,   0,   0,   0, 1,    0,    0,    0x01, 0,    0};
    struct sohoa_bytes value = {.data = bomb, .size = sizeof bomb};
    assert_int_equal(sohoa_codec_unpack(s->records->codec, value, &back, &size, &err), SOHOA_FATAL);
    assert_contains(err.text, "too large");
}

static void dictionaries_are_the_same_in_every_store(void **state)
{
    struct support_store *a = *state, b;
    support_store_open(&b);
    for (unsigned number = 1; number <= 2; number++) {
        char first[512], second[512], command[1200];
        (void)snprintf(first, sizeof first, "%s/dict/%u.zdict", a->dir, number);
        (void)snprintf(second, sizeof second, "%s/dict/%u.zdict", b.dir, number);
        (void)snprintf(command, sizeof command, "cmp -s %s %s", first, second);
        assert_int_equal(system(command), 0);
    }
    support_store_close(&b);
}

static void a_dictionary_that_is_there_is_kept(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char folder[512], path[600];
    struct stat st;
    (void)snprintf(folder, sizeof folder, "%s/dict", s->dir);
    (void)snprintf(path, sizeof path, "%s/1.zdict", folder);
    assert_int_equal(truncate(path, 77), 0); /* as if an older program had made another one */
    assert_ok(sohoa_codec_train(folder, &err), err);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_value_comes_back_with_every_dictionary),
        rig_test(a_value_is_a_plain_frame_behind_four_bytes),
        rig_test(a_small_record_is_much_smaller_with_its_dictionary),
        rig_test(a_flipped_bit_is_found),
        rig_test(a_cut_off_value_is_found),
        rig_test(a_newer_wrapper_is_refused_by_name),
        rig_test(a_frame_that_claims_to_be_huge_is_refused),
        rig_test(dictionaries_are_the_same_in_every_store),
        rig_test(a_dictionary_that_is_there_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
