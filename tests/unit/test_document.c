/* What extractors are lent, and the readings they hand back. */
#include "support/reading_rig.h"
#include "unit/unit.h"

#include <math.h>

static void a_document_lends_its_pages_in_order(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, NULL, NULL);
    reading_page(&rig, 2480, 3508, 300);
    reading_line(&rig, 200, 300, "Họ, chữ đệm, tên: Lê Thị Lan");
    reading_page(&rig, 1240, 1754, 150);
    struct sohoa_document *document = reading_document(&rig);
    assert_int_equal(sohoa_document_pages(document), 2);
    assert_int_equal(sohoa_document_page(document, 1)->number, 2);
    assert_null(sohoa_document_schema(document));
    assert_int_equal(sohoa_text_words(sohoa_document_page(document, 0)->text), 7);
    sohoa_document_free(document);
    reading_close(&rig);
}

static void a_skewed_page_is_seen_upright(void **state)
{
    (void)state;
    struct sohoa_page_view view = {
        .size = sizeof view, .width = 2480, .height = 3508, .skew = 2, .dpi = 300};
    const struct sohoa_box left = {200, 1000, 102, 44}, right = {2000, 1063, 102, 44};
    struct sohoa_box a = sohoa_page_view_upright(&view, left);
    struct sohoa_box b = sohoa_page_view_upright(&view, right);
    assert_true(abs(a.y - b.y) <= 2);
    view.skew = 0;
    a = sohoa_page_view_upright(&view, left);
    assert_memory_equal(&a, &left, sizeof a);
    const double shift[9] = {1, 0, 100, 0, 1, 50, 0, 0, 1};
    view.to_master = shift;
    a = sohoa_page_view_upright(&view, left);
    assert_true(a.x == 100 && a.y == 950 && a.w == 102 && a.h == 44);
}

/* A card that lies on its head in the lower half of the page. */
static void a_part_that_lies_otherwise_is_seen_upright(void **state)
{
    (void)state;
    const struct sohoa_patch patch = {.box = {10, 20, 800, 500},
                                      .to_master = {-1, 0, 1010, 0, -1, 1820, 0, 0, 1}};
    struct sohoa_page_view view = {
        .size = sizeof view, .width = 1240, .height = 1754, .patches = &patch, .patch_count = 1};
    struct sohoa_box a = sohoa_page_view_upright(&view, (struct sohoa_box){860, 1700, 100, 40});
    assert_true(a.x == 50 && a.y == 80 && a.w == 100 && a.h == 40);
    const struct sohoa_box elsewhere = {860, 100, 100, 40};
    a = sohoa_page_view_upright(&view, elsewhere);
    assert_memory_equal(&a, &elsewhere, sizeof a);
}

static bool only_names(const struct sohoa_schema *schema, const char *key)
{
    (void)schema;
    return strcmp(key, "child.name") == 0;
}

static struct sohoa_reading a_reading(void)
{
    return (struct sohoa_reading){.size = sizeof(struct sohoa_reading),
                                  .key = "child.name",
                                  .raw = "Lê Thị Lan",
                                  .source = "ocr",
                                  .page = 1,
                                  .confidence = 0.9F,
                                  .place = 1};
}

static void a_reading_is_copied_and_brought_into_range(void **state)
{
    (void)state;
    struct sohoa_fields *fields = sohoa_fields_new(NULL, only_names);
    char raw[] = "Lê Thị Lan", source[] = "ocr";
    struct sohoa_reading reading = a_reading();
    reading.raw = raw;
    reading.source = source;
    reading.confidence = NAN;
    reading.place = 7;
    assert_int_equal(sohoa_fields_add(fields, &reading), 0);
    memset(raw, 'x', sizeof raw - 1);
    memset(source, 'x', sizeof source - 1);
    size_t count = 0;
    const struct sohoa_reading *all = sohoa_fields_all(fields, &count);
    assert_int_equal(count, 1);
    assert_string_equal(all[0].raw, "Lê Thị Lan");
    assert_string_equal(all[0].source, "ocr");
    assert_true(all[0].confidence == 0 && all[0].place == 1);
    sohoa_fields_free(fields);
}

static void a_reading_that_cannot_be_is_refused(void **state)
{
    (void)state;
    struct sohoa_fields *fields = sohoa_fields_new(NULL, only_names);
    struct sohoa_reading reading = a_reading();
    reading.key = "child.shoe_size";
    assert_int_equal(sohoa_fields_add(fields, &reading), -1);
    reading = a_reading();
    reading.source = "tea leaves";
    assert_int_equal(sohoa_fields_add(fields, &reading), -1);
    reading = a_reading();
    reading.raw = NULL;
    assert_int_equal(sohoa_fields_add(fields, &reading), -1);
    size_t count = 1;
    (void)sohoa_fields_all(fields, &count);
    assert_int_equal(count, 0);
    sohoa_fields_free(fields);
}

static void readings_have_caps(void **state)
{
    (void)state;
    struct sohoa_fields *fields = sohoa_fields_new(NULL, NULL);
    struct sohoa_reading reading = a_reading();
    char *endless = malloc(3 * SOHOA_READING_RAW_MAX);
    for (size_t i = 0; i + 2 < 3 * SOHOA_READING_RAW_MAX; i += 3)
        memcpy(endless + i, "\xE1\xBB\x87", 3);
    endless[3 * SOHOA_READING_RAW_MAX - 1] = '\0';
    reading.raw = endless;
    assert_int_equal(sohoa_fields_add(fields, &reading), 0);
    size_t count = 0;
    size_t length = strlen(sohoa_fields_all(fields, &count)[0].raw);
    assert_true(length <= SOHOA_READING_RAW_MAX && length % 3 == 0); /* cut at a character */
    for (size_t lead = 1; lead < 3; lead++) {
        reading.raw = endless + lead; /* other characters stand at the border */
        assert_int_equal(sohoa_fields_add(fields, &reading), 0);
        length = strlen(sohoa_fields_all(fields, &count)[lead].raw);
        assert_true(length <= SOHOA_READING_RAW_MAX && length % 3 == 3 - lead);
    }
    free(endless);
    reading = a_reading();
    for (; count < SOHOA_FIELD_READINGS_MAX; count++)
        assert_int_equal(sohoa_fields_add(fields, &reading), 0);
    assert_int_equal(sohoa_fields_add(fields, &reading), -1);
    sohoa_fields_free(fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_lends_its_pages_in_order),
        cmocka_unit_test(a_skewed_page_is_seen_upright),
        cmocka_unit_test(a_part_that_lies_otherwise_is_seen_upright),
        cmocka_unit_test(a_reading_is_copied_and_brought_into_range),
        cmocka_unit_test(a_reading_that_cannot_be_is_refused),
        cmocka_unit_test(readings_have_caps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
