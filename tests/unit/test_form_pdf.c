/* test_form_pdf - forms filled as PDF: what they say, what they mark, that they are PDF/A-1b. Other
 * programs judge: qpdf, pdftotext, Apache PDFBox Preflight (said so where one is missing). */
#include "host/font_file.h"
#include "query/form_pdf.h"
#include "query/handover.h"
#include "reading/schema.h"
#include "unit.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMAS SOHOA_TEST_SOURCE "/schemas"
#define STAMP 1767225600

static const char *const folders[] = {SCHEMAS};
static struct sohoa_schemas *set;
static char folder[] = "/tmp/sohoa-form-XXXXXX";

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int begin(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    return sohoa_schemas_open(folders, 1, &set, &err) == SOHOA_OK && mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    sohoa_schemas_close(set);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void add(json_t *prefill, const char *key, const char *value, const char *state,
                double confidence)
{
    json_object_set_new(
        json_object_get(prefill, "fields"), key,
        json_pack("{s:s,s:s,s:f}", "value", value, "state", state, "confidence", confidence));
}

static json_t *empty_prefill(void)
{
    return json_pack("{s:s,s:{},s:[]}", "schema", "x", "fields", "missing");
}

/* The form as a file folder/name.pdf and, when asked for, its text as it is laid out. */
static void draw(const char *schema, const json_t *prefill, const char *name, char *ret_text,
                 size_t room)
{
    struct sohoa_form_print *print = NULL;
    struct sohoa_err err = {0};
    char *data = NULL, path[200], command[300];
    size_t size = 0;
    const struct sohoa_schema *s = sohoa_schemas_find(set, schema);
    assert_non_null(s);
    if (sohoa_form_open(folders, 1, s, &print, &err) != SOHOA_OK ||
        sohoa_form_pdf(sohoa_form_of(print), s, prefill, STAMP, &data, &size, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    sohoa_form_close(print);
    (void)snprintf(path, sizeof path, "%s/%s.pdf", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(data, "%PDF-1.4\n", 9);
    free(data);
    if (!ret_text)
        return;
    (void)snprintf(command, sizeof command, "pdftotext -layout %s -", path);
    FILE *pipe = popen(command, "r");
    size_t got = pipe ? fread(ret_text, 1, room - 1, pipe) : 0;
    ret_text[got] = '\0';
    if (pipe && pclose(pipe) != 0) {
        print_message("skipped: pdftotext is not here\n");
        skip();
    }
}

static char text[100000];

static void what_the_machine_read_is_marked_and_explained_and_what_a_person_saw_is_not(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    add(p, "requester.name", "Nguyễn Thị An", "verified", 1);
    add(p, "requester.birth_date", "1990-07-02", "machine", 0.95);
    add(p, "father.name", "Trần Văn Bình", "machine", 0.8);
    draw("to-khai-khai-sinh", p, "marks", text, sizeof text);
    assert_contains(text, "người yêu cầu: Nguyễn Thị An\n");
    assert_contains(text, "02/07/1990*");
    assert_contains(text, "Trần Văn Bình?");
    assert_contains(text, "* Máy đọc từ giấy tờ đã nộp");
    assert_contains(text, "? Máy đọc chưa chắc chắn");
    json_decref(p);
    p = empty_prefill();
    add(p, "requester.name", "Nguyễn Thị An", "verified", 1);
    draw("to-khai-khai-sinh", p, "unmarked", text, sizeof text);
    assert_null(strstr(text, "Máy đọc"));
    json_decref(p);
}

static void readings_that_differ_are_marked_as_doubtful_however_sure_each_is(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    add(p, "father.name", "Trần Văn Bình", "conflict", 0.99);
    draw("to-khai-khai-sinh", p, "conflict", text, sizeof text);
    assert_contains(text, "Trần Văn Bình?");
    json_decref(p);
}

static void the_form_has_its_labels_in_the_order_of_the_print(void **state)
{
    (void)state;
    static const char *const order[] = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                        "Độc lập - Tự do - Hạnh phúc",
                                        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
                                        "Kính gửi",
                                        "tên người yêu cầu",
                                        "Nơi cư trú",
                                        "Giấy tờ tùy thân",
                                        "Quan hệ với người được khai sinh",
                                        "cho người dưới đây",
                                        "ghi bằng chữ",
                                        "Giới tính",
                                        "Dân tộc",
                                        "Quốc tịch",
                                        "Nơi sinh",
                                        "Quê quán",
                                        "tên người mẹ",
                                        "tên người cha",
                                        "Tôi cam đoan",
                                        "Làm tại",
                                        "Người yêu cầu\n",
                                        "Đề nghị cấp bản sao"};
    draw("to-khai-khai-sinh", NULL, "order", text, sizeof text);
    const char *at = text;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *found = strstr(at, order[i]);
        if (!found)
            fail_msg("'%s' does not stand behind the one before", order[i]);
        at = found;
    }
}

/* Every number in brackets on the front is explained on the back. */
static void the_notes_of_the_form_stand_on_its_back(void **state)
{
    (void)state;
    static const char *const forms[] = {"to-khai-khai-sinh", "to-khai-ket-hon", "to-khai-khai-tu",
                                        "ct01"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        draw(forms[i], NULL, "notes", text, sizeof text);
        char *back = strchr(text, '\f');
        assert_non_null(back);
        *back++ = '\0';
        assert_contains(back, "Chú thích");
        for (int n = 1; n <= 6; n++) {
            char mark[8];
            (void)snprintf(mark, sizeof mark, "(%d)", n);
            if (strstr(text, mark) && !strstr(back, mark))
                fail_msg("%s: %s is not explained", forms[i], mark);
        }
    }
}

static void dates_stand_in_figures_in_words_and_in_parts(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    add(p, "child.birth_date", "2025-04-21", "verified", 1);
    add(p, "mother.birth_date", "1990", "verified", 1);
    draw("to-khai-khai-sinh", p, "dates", text, sizeof text);
    assert_contains(text, "21/04/2025");
    assert_contains(text, "hai mươi mốt tháng tư năm");
    assert_contains(text, "(5) 1990");
    add(p, "deceased.death_time", "08:30", "verified", 1);
    add(p, "deceased.death_date", "2005-01-15", "verified", 1);
    draw("to-khai-khai-tu", p, "parts", text, sizeof text);
    assert_contains(text, "08 giờ 30 phút, ngày 15 tháng 01 năm 2005");
    json_decref(p);
}

static void an_identity_paper_is_told_with_its_kind_issuer_and_day(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    add(p, "wife.id_number", "038190000001", "verified", 1);
    add(p, "wife.id_issue_date", "2024-08-15", "verified", 1);
    add(p, "husband.id_number", "038088000001", "verified", 1);
    add(p, "husband.id_issue_date", "2022-03-15", "verified", 1);
    draw("to-khai-ket-hon", p, "identity", text, sizeof text);
    assert_contains(text, "Căn cước số 038190000001");
    assert_contains(text, "Căn cước công dân");
    assert_contains(text, "cấp ngày 15/08/2024");
    json_decref(p);
}

static void each_member_of_a_household_has_a_row_and_the_number_its_boxes(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    char key[64];
    for (int i = 1; i <= 30; i++) { /* more than one page */
        (void)snprintf(key, sizeof key, "members.%d.name", i);
        add(p, key, i == 30 ? "Lê Cuối Cùng" : "Lê Thị Lan", "verified", 1);
    }
    add(p, "person.id_number", "038190000001", "verified", 1);
    draw("ct01", p, "members", text, sizeof text);
    assert_contains(text, "0 3 8 1 9 0 0 0 0 0 0 1");
    assert_contains(text, "Lê Cuối Cùng");
    assert_contains(text, "\f");
    json_decref(p);
}

static void no_word_of_a_long_value_is_lost(void **state)
{
    (void)state;
    static char value[1400], cell[1400];
    json_t *p = empty_prefill();
    for (int i = 100; i < 300; i++)
        (void)snprintf(value + strlen(value), sizeof value - strlen(value), "%d ", i);
    memset(cell, 'W', 700); /* a word that no line holds */
    add(p, "requester.address", value, "verified", 1);
    add(p, "wife.address", value, "machine", 0.5);
    add(p, "husband.address", cell, "machine", 0.99);
    draw("to-khai-khai-sinh", p, "long", text, sizeof text);
    for (int i = 100; i < 300; i++) {
        char number[8];
        (void)snprintf(number, sizeof number, "%d", i);
        assert_contains(text, number);
    }
    draw("to-khai-ket-hon", p, "long-cell", text, sizeof text);
    size_t count = 0;
    for (const char *at = text; *at; at++)
        count += *at == 'W';
    assert_int_equal(count, 700);
    json_decref(p);
}

static void letters_that_the_font_lacks_and_controls_do_no_harm(void **state)
{
    (void)state;
    json_t *p = empty_prefill();
    add(p, "requester.name", "A\n\t(B) \\ \xE6\xBC\xA2 \xF0\x9F\x98\x80 C", "verified", 1);
    json_object_set_new(json_object_get(p, "fields"), "child.name", json_integer(3));
    json_object_set_new(json_object_get(p, "fields"), "members.99999999999.name", json_null());
    draw("to-khai-khai-sinh", p, "odd", text, sizeof text);
    assert_contains(text, "A (B) \\ ? ? C");
    draw("ct01", p, "odd-rows", NULL, 0);
    json_decref(p);
}

static void every_paper_can_be_printed_also_without_a_print_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < sohoa_schemas_count(set); i++)
        draw(sohoa_schemas_at(set, i)->name, NULL, sohoa_schemas_at(set, i)->name, NULL, 0);
    json_t *p = empty_prefill();
    add(p, "mother.name", "Nguyễn Thị An", "verified", 1);
    draw("giay-chung-sinh", p, "derived", text, sizeof text);
    assert_contains(text, "Nguyễn Thị An");
    json_decref(p);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_form_print *print = NULL;
    const struct sohoa_schema *s = sohoa_schemas_find(set, "ct01");
    char *a = NULL, *b = NULL;
    size_t a_size = 0, b_size = 0;
    assert_int_equal(sohoa_form_open(folders, 1, s, &print, &err), SOHOA_OK);
    assert_int_equal(sohoa_form_pdf(sohoa_form_of(print), s, NULL, STAMP, &a, &a_size, &err), 0);
    assert_int_equal(sohoa_form_pdf(sohoa_form_of(print), s, NULL, STAMP, &b, &b_size, &err), 0);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
    sohoa_form_close(print);
    free(a);
    free(b);
}

static void a_handover_of_many_dossiers_with_odd_names_is_a_paper(void **state)
{
    (void)state;
    struct sohoa_err err = {.text = ""};
    char path[600], *data = NULL, hash[65] = "";
    size_t size = 0;
    memset(hash, 'a', 64);
    json_t *dossiers = json_array();
    for (int i = 0; i < 60; i++)
        json_array_append_new(
            dossiers,
            json_pack("{s:s,s:s,s:s,s:s,s:i,s:s,s:[{s:s,s:i,s:s}]}", "dossier",
                      "01K9ABCDEFGHJKMNPQRSTVWXYZ", "code", "000.00.14.H56-231103-0001", "state",
                      i % 3 ? "complete" : "attention", "source",
                      i % 2 ? "hộp 3/Nguyễn Thị Ốc Bươu (漢) \\ ).tif"
                            : "averyveryveryverylongnamewithoutanyspaceinitthatdoesnotfitintoone"
                              "lineofthepaperwhateveronedoesandthereforeiscutatsomeletterofit.tif",
                      "pages", 3, "sha256", hash, "masters", "sha256", hash, "bytes", 46734,
                      "media", "image/tiff"));
    json_t *h = json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s,s:{s:i,s:i},s:[{s:s,s:b,s:s}],s:i,s:{s:i,s:i},s:o,s:s}", "batch",
        "01K9ABCDEFGHJKMNPQRSTVWXYZ", "kind", "scan", "operator", "Lan", "started",
        "2026-11-22T09:00:00+07:00", "ended", "2026-11-22T10:00:00+07:00", "made",
        "2026-11-22T11:00:00+07:00", "ledger", "captured", 180, "stored", 180, "alarms", "text",
        "sheets 3 and 4 came together", "acknowledged", 1, "by", "Lan", "duplicates", 1, "masters",
        "count", 60, "bytes", 1000, "dossiers", dossiers, "sha256", hash);
    assert_non_null(h);
    if (sohoa_handover_pdf(h, &data, &size, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    assert_memory_equal(data, "%PDF-1.4", 8);
    (void)snprintf(path, sizeof path, "%s/handover.pdf", folder);
    FILE *f = fopen(path, "w");
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    free(data);
    json_decref(h);
}

/* Behind all others, for it looks at what they have drawn. */
static void other_programs_find_nothing_wrong_with_any_of_them(void **state)
{
    (void)state;
    char command[900];
    static const char java[] = "/usr/share/java";
    (void)snprintf(command, sizeof command,
                   "for f in %s/*.pdf; do qpdf --check $f >/dev/null || exit 1; done", folder);
    if (system("command -v qpdf >/dev/null") == 0)
        assert_int_equal(system(command), 0);
    else
        print_message("skipped: qpdf is not here\n");
    if (system("command -v java >/dev/null") != 0 ||
        access("/usr/share/java/preflight.jar", R_OK)) {
        print_message("skipped: Apache PDFBox Preflight is not here (libpdfbox2-java)\n");
        return;
    }
    (void)snprintf(command, sizeof command,
                   "java -cp %1$s/preflight.jar:%1$s/pdfbox2.jar:%1$s/fontbox2.jar:%1$s/xmpbox.jar:"
                   "%1$s/commons-logging.jar:%1$s/commons-io.jar:%1$s/jaxb-api.jar:"
                   "%1$s/javax.activation.jar org.apache.pdfbox.preflight.Validator_A1b batch %2$s "
                   ">%2$s.said 2>&1; ! grep -v 'is a valid PDF/A-1b file' %2$s.said | grep . && "
                   "[ $(grep -c 'is a valid' %2$s.said) = $(ls %2$s/*.pdf | wc -l) ]; "
                   "s=$?; rm -f %2$s.said; exit $s",
                   java, folder);
    assert_int_equal(system(command), 0);
}

/* ---- prints --------------------------------------------------------------------------------- */

static char told[2000];

static void hear(void *arg, const char *fault)
{
    (void)arg;
    (void)snprintf(told + strlen(told), sizeof told - strlen(told), "%s\n", fault);
}

static void every_mistake_of_a_print_is_told_with_its_place(void **state)
{
    (void)state;
    static const char yaml[] = "form: ct01\n"
                               "sise: 12\n"
                               "lines:\n"
                               "  - line: \"Tên: {person.nam}\"\n"
                               "  - line: \"Tên: {person.name:letters} {person.name\"\n"
                               "  - tabel: [1, 2]\n"
                               "  - table: [1, x]\n"
                               "    rows: [[a, b], [c]]\n";
    struct sohoa_form_print *print = NULL;
    struct sohoa_err err = {0};
    told[0] = '\0';
    assert_int_equal(
        sohoa_form_parse("p.yaml", yaml, sizeof yaml - 1, set, hear, NULL, &print, &err),
        SOHOA_FATAL);
    assert_null(print);
    assert_contains(told, "p.yaml:2:1: 'sise' is not known here; 'size' is perhaps meant\n");
    assert_contains(told, "p.yaml:4:11: the paper 'ct01' has no field 'person.nam'\n");
    assert_contains(told, "p.yaml:5:11: 'letters' is not one of:");
    assert_contains(told, "p.yaml:5:11: a '{' without its '}'\n");
    assert_contains(told, "p.yaml:6:5: a line is one of:");
    assert_contains(told, "p.yaml:7:16: a column needs a width");
    assert_contains(told, "p.yaml:8:20: a list of 2 cells is wanted here\n");
}

static void a_broken_font_is_an_error(void **state)
{
    (void)state;
    struct sohoa_pdf_font *font = NULL;
    struct sohoa_err err = {0};
    FILE *file = fopen("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf", "rb");
    static char data[500000];
    size_t size = file ? fread(data, 1, sizeof data, file) : 0;
    if (!file) {
        print_message("skipped: Liberation Serif is not where Debian keeps it\n");
        return;
    }
    (void)fclose(file);
    for (size_t cut = 0; cut < 300; cut += 7) /* the head torn: an error, or a font that is whole */
        if (sohoa_pdf_font_open("torn", data, cut, &font, &err) == SOHOA_OK)
            fail_msg("%zu bytes are no font", cut);
    for (size_t at = 0; at < 400; at++) { /* every byte of the directory and some behind it */
        char was = data[at];
        data[at] = (char)~was;
        if (sohoa_pdf_font_open("odd", data, size, &font, &err) == SOHOA_OK) {
            struct sohoa_pdf_bytes content = {0};
            (void)sohoa_pdf_font_width(font, "Nguyễn", strlen("Nguyễn"));
            sohoa_pdf_font_show(font, "Nguyễn", strlen("Nguyễn"), &content);
            sohoa_pdf_free(&content);
            sohoa_pdf_font_free(font);
        }
        data[at] = was;
    }
    for (size_t at = 500; at < size;
         at += size / 300) { /* and of the tables: it is cut down, or not */
        static const char letters[] = "Ặ Ễ Ộ Nguyễn Thị 0123456789";
        struct sohoa_pdfa *pdf = sohoa_pdfa_new(&(struct sohoa_pdfa_about){.title = "odd"});
        struct sohoa_pdf_bytes content = {0};
        char was[16];
        memcpy(was, data + at, sizeof was);
        memset(data + at, at % 3 ? 0xFF : 0x80, size - at < sizeof was ? size - at : sizeof was);
        if (sohoa_pdf_font_open("odd", data, size, &font, &err) == SOHOA_OK) {
            sohoa_pdf_font_show(font, letters, sizeof letters - 1, &content);
            (void)sohoa_pdf_font_embed(font, pdf, sohoa_pdfa_reserve(pdf), &err);
            sohoa_pdf_font_free(font);
        }
        memcpy(data + at, was, sizeof was);
        sohoa_pdf_free(&content);
        sohoa_pdfa_free(pdf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            what_the_machine_read_is_marked_and_explained_and_what_a_person_saw_is_not),
        cmocka_unit_test(readings_that_differ_are_marked_as_doubtful_however_sure_each_is),
        cmocka_unit_test(the_form_has_its_labels_in_the_order_of_the_print),
        cmocka_unit_test(the_notes_of_the_form_stand_on_its_back),
        cmocka_unit_test(dates_stand_in_figures_in_words_and_in_parts),
        cmocka_unit_test(an_identity_paper_is_told_with_its_kind_issuer_and_day),
        cmocka_unit_test(each_member_of_a_household_has_a_row_and_the_number_its_boxes),
        cmocka_unit_test(no_word_of_a_long_value_is_lost),
        cmocka_unit_test(letters_that_the_font_lacks_and_controls_do_no_harm),
        cmocka_unit_test(every_paper_can_be_printed_also_without_a_print_of_its_own),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(every_mistake_of_a_print_is_told_with_its_place),
        cmocka_unit_test(a_broken_font_is_an_error),
        cmocka_unit_test(a_handover_of_many_dossiers_with_odd_names_is_a_paper),
        cmocka_unit_test(other_programs_find_nothing_wrong_with_any_of_them),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
