/* A dossier of the store becomes documents: whoever bids most reads, whatever fails costs fields
 * only, and no page is left out. */
#include "record_rig.h"

#include "reading/extract.h"
#include "reading/type.h"

#include <time.h>

#define TITLE "GIẤY THỬ NGHIỆM CHƯƠNG TRÌNH"

static const char paper[] = "name: a-paper\n"
                            "title: {vi: Giấy thử, en: A paper}\n"
                            "form: declaration\n"
                            "recognise:\n"
                            "  titles: [\"Giấy thử nghiệm chương trình\"]\n"
                            "roles: {child: person, members: person}\n"
                            "items:\n"
                            "  - field: child.name\n"
                            "    label: \"Họ và tên\"\n"
                            "  - field: child.birth_date\n"
                            "    label: \"Ngày sinh\"\n";

/* ---- extractors ------------------------------------------------------------------------------ */

struct reader {
    double bid;
    int rc; /* what run answers */
    int runs;
    size_t pages, words, marks;
    bool projected;
    const char *raw;
};

static double bid(void *self, const struct sohoa_document *in)
{
    assert_string_equal(sohoa_schema_name(sohoa_document_schema(in)), "a-paper");
    return ((struct reader *)self)->bid;
}

static int run(void *self, const struct sohoa_call *call, const struct sohoa_document *in,
               struct sohoa_fields *out, struct sohoa_err *err)
{
    struct reader *reader = self;
    const struct sohoa_page_view *view = sohoa_document_page(in, 0);
    (void)call;
    reader->runs++;
    reader->pages = sohoa_document_pages(in);
    reader->words = sohoa_text_words(view->text);
    reader->marks = sohoa_marks_count(view->marks);
    reader->projected = view->to_master != NULL;
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = "child.name",
                                    .raw = reader->raw,
                                    .source = "ocr",
                                    .page = view->number,
                                    .box = {10, 20, 30, 40},
                                    .confidence = 0.95F,
                                    .place = 1};
    assert_int_equal(sohoa_fields_add(out, &reading), 0);
    reading.key = "child.shoe_size";
    assert_int_equal(sohoa_fields_add(out, &reading), -1);
    return reader->rc ? sohoa_fail(err, reader->rc, "the reader does not like it") : SOHOA_OK;
}

static const struct sohoa_extractor calls = {.size = sizeof calls, .bid = bid, .run = run};
static const struct sohoa_plugin plugin = {.name = "extract_test", .role = SOHOA_EXTRACTOR};

/* ---- a dossier ------------------------------------------------------------------------------- */

struct rig {
    struct support_store *store;
    struct sohoa_schemas *schemas;
    struct sohoa_type_env types;
    struct reader readers[2];
    struct sohoa_instance instances[2], *all[2];
    struct sohoa_dossier_record dossier;
    struct sohoa_call call;
};

static void add_words(struct sohoa_text *text, int32_t y, const char *line)
{
    int32_t x = 300;
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){300, y, 1800, 44}), 0);
    for (size_t n; (n = strcspn(line, " ")) > 0; line += n + (line[n] == ' ')) {
        char word[64];
        (void)snprintf(word, sizeof word, "%.*s", (int)n, line);
        assert_int_equal(
            sohoa_text_add_word(text, word, (struct sohoa_box){x, y, (int32_t)n * 20, 44}, 0.95F),
            0);
        x += (int32_t)n * 20 + 20;
    }
}

/* A page each; title "": no text at all, "blank": a blank page. */
static void write_page(struct rig *rig, struct sohoa_write *w, uint32_t number, const char *title)
{
    struct sohoa_err err;
    struct sohoa_page_record page = rig_page(rig->store->records, number);
    const char *batch = rig->dossier.batch;
    if (strcmp(title, "blank") == 0) {
        page.state = SOHOA_STATE_BLANK;
    } else if (*title) {
        struct sohoa_text *text = sohoa_text_new();
        add_words(text, 300, title);
        if (strcmp(title, TITLE) == 0)
            add_words(text, 500, "Họ và tên: Lê Thị Lan");
        assert_ok(sohoa_write_text(w, batch, number, 0, text, &err), err);
        sohoa_text_free(text);
    }
    page.marks = sohoa_marks_new();
    const struct sohoa_mark leader = {.kind = SOHOA_MARK_LEADER, .box = {500, 540, 900, 4}};
    assert_int_equal(sohoa_marks_add(page.marks, leader), 0);
    const double map[9] = {1, 0, 0, 0, 1, 0, 1e-5, 0, 1};
    memcpy(page.to_master, map, sizeof map);
    assert_ok(sohoa_write_page(w, batch, &page, &err), err);
    sohoa_page_record_clear(&page);
}

static void begin(struct rig *rig, struct support_store *store, const char *const *titles,
                  uint32_t count)
{
    struct sohoa_err err;
    memset(rig, 0, sizeof *rig);
    rig->store = store;
    assert_ok(
        sohoa_schema_parse("t.yaml", paper, sizeof paper - 1, NULL, NULL, &rig->schemas, &err),
        err);
    for (int i = 0; i < 2; i++) {
        rig->readers[i] = (struct reader){.bid = 0.5 + i * 0.2, .raw = "LÊ THỊ LAN"};
        rig->instances[i] = (struct sohoa_instance){
            .plugin = &plugin, .self = &rig->readers[i], .extractor = &calls};
        rig->all[i] = &rig->instances[i];
    }
    rig->dossier = (struct sohoa_dossier_record){.first = 1, .last = count};
    sohoa_id_new(rig->dossier.id);
    sohoa_id_new(rig->dossier.batch);
    struct sohoa_write *w = sohoa_write_new(store->records);
    for (uint32_t i = 0; i < count; i++)
        write_page(rig, w, i + 1, titles[i]);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
}

static void end(struct rig *rig)
{
    sohoa_schemas_close(rig->schemas);
    json_decref(rig->dossier.documents);
}

static json_t *extract(struct rig *rig)
{
    struct sohoa_err err = {0};
    json_t *documents = NULL;
    const struct sohoa_extract_env env = {.records = rig->store->records,
                                          .schemas = rig->schemas,
                                          .types = &rig->types,
                                          .extractors = rig->all,
                                          .extractor_count = 2};
    assert_ok(sohoa_extract(&env, &rig->dossier, &rig->call, &documents, &err), err);
    return documents;
}

static const json_t *at(const json_t *documents, size_t index, const char *key)
{
    return json_object_get(json_array_get(documents, index), key);
}

static void the_highest_bid_reads_a_document_with_all_its_pages(void **state)
{
    static const char *const titles[] = {TITLE, "blank", "trang sau"};
    struct rig rig;
    begin(&rig, *state, titles, 3);
    json_t *documents = extract(&rig);
    assert_int_equal(json_array_size(documents), 1);
    assert_string_equal(json_string_value(at(documents, 0, "schema")), "a-paper");
    assert_string_equal(json_string_value(at(documents, 0, "form")), "declaration");
    assert_int_equal(rig.readers[0].runs, 0);
    assert_int_equal(rig.readers[1].runs, 1);
    assert_int_equal(rig.readers[1].pages, 2); /* the blank one is nobody's */
    assert_int_equal(rig.readers[1].words, 11);
    assert_int_equal(rig.readers[1].marks, 1);
    assert_true(rig.readers[1].projected);
    const json_t *pages = at(documents, 0, "pages");
    assert_int_equal(json_integer_value(json_array_get(pages, 0)), 1);
    assert_int_equal(json_integer_value(json_array_get(pages, 1)), 3);
    json_decref(documents);
    end(&rig);
}

static void a_field_has_all_that_the_object_promises(void **state)
{
    static const char *const titles[] = {TITLE};
    struct rig rig;
    begin(&rig, *state, titles, 1);
    json_t *documents = extract(&rig);
    const json_t *field = json_object_get(at(documents, 0, "fields"), "child.name");
    assert_string_equal(json_string_value(json_object_get(field, "value")), "Lê Thị Lan");
    assert_string_equal(json_string_value(json_object_get(field, "raw")), "LÊ THỊ LAN");
    assert_string_equal(json_string_value(json_object_get(field, "source")), "ocr");
    assert_string_equal(json_string_value(json_object_get(field, "state")), "machine");
    assert_int_equal(json_integer_value(json_object_get(field, "page")), 1);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(field, "box"), 3)), 40);
    double sure = json_number_value(json_object_get(field, "confidence"));
    assert_true(sure > 0 && sure <= 1);
    assert_true(json_is_object(json_object_get(field, "checks")));
    assert_null(json_object_get(field, "hand"));
    assert_null(json_object_get(field, "readings"));
    json_decref(documents);
    end(&rig);
}

static void what_is_no_known_paper_stays_unknown_with_its_pages(void **state)
{
    static const char *const titles[] = {"một trang nào đó", ""};
    struct rig rig;
    size_t pages = 0;
    begin(&rig, *state, titles, 2);
    json_t *documents = extract(&rig);
    for (size_t i = 0; i < json_array_size(documents); i++) {
        assert_string_equal(json_string_value(at(documents, i, "schema")), "unknown");
        pages += json_array_size(at(documents, i, "pages"));
    }
    assert_int_equal(pages, 2);
    assert_int_equal(rig.readers[1].runs, 0);
    json_decref(documents);
    end(&rig);
}

static void a_reader_that_fails_costs_the_fields_and_is_named_in_the_note(void **state)
{
    static const char *const titles[] = {TITLE};
    struct rig rig;
    begin(&rig, *state, titles, 1);
    rig.readers[1].rc = SOHOA_FATAL;
    json_t *documents = extract(&rig);
    assert_string_equal(json_string_value(at(documents, 0, "schema")), "a-paper");
    assert_int_equal(json_object_size(at(documents, 0, "fields")), 0);
    assert_contains(json_string_value(at(documents, 0, "note")), "does not like it");
    json_decref(documents);
    rig.readers[0].bid = rig.readers[1].bid = 0; /* nobody reads it */
    documents = extract(&rig);
    assert_string_equal(json_string_value(at(documents, 0, "schema")), "a-paper");
    assert_int_equal(json_object_size(at(documents, 0, "fields")), 0);
    assert_null(at(documents, 0, "note"));
    json_decref(documents);
    end(&rig);
}

static bool always(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static int asked; /* how often, before it is so */

static bool at_last(const struct sohoa_call *call)
{
    (void)call;
    return asked-- <= 0;
}

static void past_its_deadline_a_dossier_keeps_its_kinds_and_a_stop_finds_out_nothing(void **state)
{
    static const char *const titles[] = {TITLE};
    struct rig rig;
    struct sohoa_err err = {0};
    begin(&rig, *state, titles, 1);
    rig.call = (struct sohoa_call){.size = sizeof rig.call, .deadline_ns = 1};
    json_t *documents = extract(&rig);
    assert_int_equal(rig.readers[1].runs, 0);
    assert_string_equal(json_string_value(at(documents, 0, "schema")), "a-paper");
    assert_non_null(at(documents, 0, "note"));
    json_decref(documents);
    rig.call = (struct sohoa_call){.size = sizeof rig.call, .stopping = always};
    const struct sohoa_extract_env env = {
        .records = rig.store->records, .schemas = rig.schemas, .types = &rig.types};
    documents = NULL;
    assert_int_equal(sohoa_extract(&env, &rig.dossier, &rig.call, &documents, &err), SOHOA_RETRY);
    assert_null(documents);
    const struct sohoa_extract_env with = {.records = rig.store->records,
                                           .schemas = rig.schemas,
                                           .types = &rig.types,
                                           .extractors = rig.all,
                                           .extractor_count = 2};
    rig.call.stopping = at_last; /* while the only document is being read */
    rig.readers[1].rc = SOHOA_RETRY;
    asked = 2;
    assert_int_equal(sohoa_extract(&with, &rig.dossier, &rig.call, &documents, &err), SOHOA_RETRY);
    assert_int_equal(rig.readers[1].runs, 1);
    assert_null(documents);
    end(&rig);
}

static void a_verified_field_outlives_another_reading(void **state)
{
    static const char *const titles[] = {TITLE};
    struct rig rig;
    begin(&rig, *state, titles, 1);
    rig.dossier.documents =
        json_loads("[{\"schema\":\"a-paper\",\"pages\":[1],\"fields\":{\"child.name\":{\"value\":"
                   "\"Lê Thị Lán\",\"source\":\"operator\",\"state\":\"verified\"}}}]",
                   0, NULL);
    json_t *documents = extract(&rig);
    const json_t *field = json_object_get(at(documents, 0, "fields"), "child.name");
    assert_string_equal(json_string_value(json_object_get(field, "value")), "Lê Thị Lán");
    assert_string_equal(json_string_value(json_object_get(field, "source")), "operator");
    json_decref(documents);
    end(&rig);
}

static void a_dossier_of_many_pages_is_read_window_by_window(void **state)
{
    enum { PAGES = SOHOA_EXTRACT_PAGES * 2 + 3 };
    static const char *titles[PAGES];
    struct rig rig;
    size_t pages = 0;
    for (size_t i = 0; i < PAGES; i++)
        titles[i] = i % 3 ? "" : TITLE;
    begin(&rig, *state, titles, PAGES);
    json_t *documents = extract(&rig);
    for (size_t i = 0; i < json_array_size(documents); i++)
        pages += json_array_size(at(documents, i, "pages"));
    assert_int_equal(pages, PAGES);
    assert_int_equal(rig.readers[1].runs, PAGES / 3 + 1);
    json_decref(documents);
    end(&rig);
}

static void a_page_of_20000_words_is_read_in_seconds(void **state)
{
    static const char *const titles[] = {TITLE};
    struct rig rig;
    struct sohoa_err err;
    begin(&rig, *state, titles, 1);
    struct sohoa_text *text = sohoa_text_new();
    struct sohoa_write *w = sohoa_write_new(rig.store->records);
    for (int i = 0; i < 2000; i++)
        add_words(text, 10 + i, "Họ và tên ngày sinh của người được 038190000001 cấp số");
    assert_ok(sohoa_write_text(w, rig.dossier.batch, 1, 0, text, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_text_free(text);
    const char *const folder[] = {SOHOA_TEST_SOURCE "/schemas"};
    struct sohoa_extract_env env = {.records = rig.store->records, .types = &rig.types};
    struct sohoa_schemas *all = NULL;
    json_t *documents = NULL;
    assert_ok(sohoa_schemas_open(folder, 1, &all, &err), err);
    env.schemas = all;
    clock_t before = clock();
    assert_ok(sohoa_extract(&env, &rig.dossier, &rig.call, &documents, &err), err);
    double spent = (double)(clock() - before) / CLOCKS_PER_SEC;
    print_message("%.2f s of CPU\n", spent);
    assert_int_equal(json_array_size(documents), 1);
#ifndef SOHOA_SANITIZED
    assert_true(spent < 5);
#endif
    json_decref(documents);
    sohoa_schemas_close(all);
    end(&rig);
}

static void what_cannot_be_read_is_one_unknown_document(void **state)
{
    static const char *const titles[] = {TITLE, "blank", ""};
    struct rig rig;
    struct sohoa_err err = {0};
    json_t *documents = NULL;
    begin(&rig, *state, titles, 3);
    assert_ok(sohoa_extract_nothing(rig.store->records, &rig.dossier, &documents, &err), err);
    assert_int_equal(json_array_size(documents), 1);
    assert_string_equal(json_string_value(at(documents, 0, "schema")), "unknown");
    assert_int_equal(json_array_size(at(documents, 0, "pages")), 2);
    json_decref(documents);
    rig.dossier.first = 2; /* just the blank one */
    rig.dossier.last = 2;
    assert_ok(sohoa_extract_nothing(rig.store->records, &rig.dossier, &documents, &err), err);
    assert_int_equal(json_array_size(documents), 0);
    json_decref(documents);
    end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(the_highest_bid_reads_a_document_with_all_its_pages),
        rig_test(a_field_has_all_that_the_object_promises),
        rig_test(what_is_no_known_paper_stays_unknown_with_its_pages),
        rig_test(a_reader_that_fails_costs_the_fields_and_is_named_in_the_note),
        rig_test(past_its_deadline_a_dossier_keeps_its_kinds_and_a_stop_finds_out_nothing),
        rig_test(a_verified_field_outlives_another_reading),
        rig_test(a_dossier_of_many_pages_is_read_window_by_window),
        rig_test(a_page_of_20000_words_is_read_in_seconds),
        rig_test(what_cannot_be_read_is_one_unknown_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
