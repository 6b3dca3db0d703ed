/* test_corpus.c - the corpus maker: the same seed gives the same pages, and the truth is true. */
#include "unit/unit.h"

#include <allheaders.h>
#include <ctype.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>

static char *folder; /* of the test under way */

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("corpus-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char *command = g_strdup_printf("rm -rf '%s'", folder);
    int rc = g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL) ? 0 : -1;
    g_free(command);
    g_free(folder);
    return rc;
}

/* Runs the program with the options, into folder/name; its exit code. */
static int corpus(const char *name, const char *options)
{
    char *command =
        g_strdup_printf("%s/corpus %s -o %s/%s", SOHOA_TEST_BUILD, options, folder, name);
    int status = -1;
    gboolean ran = g_spawn_command_line_sync(command, NULL, NULL, &status, NULL);
    g_free(command);
    assert_true(ran);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *path_of(const char *name, const char *file)
{
    return g_build_filename(folder, name, file, NULL);
}

static char *contents(const char *name, const char *file, gsize *ret_size)
{
    char *path = path_of(name, file);
    char *data = NULL;
    if (!g_file_get_contents(path, &data, ret_size, NULL))
        fail_msg("cannot read %s", path);
    g_free(path);
    return data;
}

static bool same_file(const char *a, const char *b, const char *file)
{
    gsize size_a;
    gsize size_b;
    char *one = contents(a, file, &size_a);
    char *other = contents(b, file, &size_b);
    bool same = size_a == size_b && memcmp(one, other, size_a) == 0;
    g_free(one);
    g_free(other);
    return same;
}

/* Column of a page's line in pages.tsv, both from 0 (line 0 is the heading). */
static char *cell(const char *name, size_t line, size_t column)
{
    gsize size;
    char *text = contents(name, "pages.tsv", &size);
    char **lines = g_strsplit(text, "\n", -1);
    assert_true(line < g_strv_length(lines));
    char **cells = g_strsplit(lines[line], "\t", -1);
    assert_true(column < g_strv_length(cells));
    char *value = g_strdup(cells[column]);
    g_strfreev(cells);
    g_strfreev(lines);
    g_free(text);
    return value;
}

static double number_at(const char *name, size_t line, size_t column)
{
    char *text = cell(name, line, column);
    double value = g_ascii_strtod(text, NULL);
    g_free(text);
    return value;
}

static PIX *read_page(const char *name, const char *file)
{
    char *path = path_of(name, file);
    PIX *pix = pixRead(path);
    if (!pix)
        fail_msg("cannot decode %s", path);
    g_free(path);
    return pix;
}

static void test_the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    const char *options = "--seed 9 --count 4 --kind mixed --wear office --dpi 100";
    assert_int_equal(corpus("a", options), 0);
    assert_int_equal(corpus("b", options), 0);
    static const char *const files[] = {"0001.tif", "0002.png", "0003.jpg", "truth.json",
                                        "pages.tsv"};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        assert_true(same_file("a", "b", files[i]));
}

static void test_another_seed_gives_other_pages(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 1 --count 1 --dpi 72"), 0);
    assert_int_equal(corpus("b", "--seed 2 --count 1 --dpi 72"), 0);
    assert_false(same_file("a", "b", "0001.txt"));
    assert_false(same_file("a", "b", "0001.tif"));
}

static void test_a_page_is_the_same_whatever_was_made_before_it(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 3 --count 5 --wear office --dpi 100"), 0);
    assert_int_equal(corpus("b", "--seed 3 --first 5 --count 1 --wear office --dpi 100"), 0);
    assert_true(same_file("a", "b", "0005.jpg"));
    assert_true(same_file("a", "b", "0005.txt"));
}

static void test_a_text_page_holds_the_words_of_an_office_page(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 4 --count 24 --dpi 50 --format g4"), 0);
    for (size_t page = 1; page <= 24; page++)
        assert_in_range((uintmax_t)number_at("a", page, 9), 330, 580);
}

static bool all_digits(const char *text)
{
    for (; *text; text++)
        if (!isdigit((unsigned char)*text))
            return false;
    return true;
}

/* The structure of a citizen ID: province, century and gender, year (Decree 137/2015, article 13).
 */
static void check_id(const char *id, const char *birth, bool female)
{
    assert_int_equal(strlen(id), 12);
    assert_true(all_digits(id));
    int century = (birth[0] - '0') * 10 + (birth[1] - '0') - 19;
    assert_int_equal(id[3] - '0', century * 2 + (female ? 1 : 0));
    assert_memory_equal(id + 4, birth + 2, 2);
}

static void test_the_people_of_a_form_agree_with_each_other(void **state)
{
    (void)state;
    assert_int_equal(
        corpus("a", "--seed 5 --count 20 --schema to-khai-khai-sinh --dpi 50 --format g4"), 0);
    char *path = path_of("a", "truth.json");
    json_t *truth = json_load_file(path, 0, NULL);
    g_free(path);
    assert_int_equal(json_array_size(truth), 20);
    for (size_t i = 0; i < json_array_size(truth); i++) {
        const json_t *item = json_array_get(truth, i);
        const json_t *fields = json_object_get(item, "fields");
        const char *relation = json_string_value(json_object_get(fields, "requester.relation"));
        bool mother = g_str_has_prefix(relation, "Mẹ");
        bool parent = mother || g_str_has_prefix(relation, "Cha");
        const char *birth = json_string_value(
            json_object_get(fields, mother ? "mother.birth_date" : "father.birth_date"));
        assert_string_equal(json_string_value(json_object_get(item, "schema")),
                            "to-khai-khai-sinh");
        if (parent)
            check_id(json_string_value(json_object_get(fields, "requester.id_number")), birth,
                     mother);
        const char *child = json_string_value(json_object_get(fields, "child.name"));
        const char *father = json_string_value(json_object_get(fields, "father.name"));
        assert_memory_equal(child, father, (size_t)(strchr(father, ' ') - father));
        char *text = g_utf8_strdown(json_string_value(json_object_get(item, "text")), -1);
        char *name = g_utf8_strdown(child, -1);
        assert_contains(text, name);
        g_free(text);
        g_free(name);
    }
    json_decref(truth);
}

/* Whether a key is one of the contract: role.attribute or a key of its own. */
static bool is_key(const char *key)
{
    static const char *const roles[] = {"requester", "child",    "mother", "father",    "wife",
                                        "husband",   "deceased", "person", "submitter", NULL};
    static const char *const attributes[] = {"name",
                                             "birth_date",
                                             "gender",
                                             "ethnicity",
                                             "nationality",
                                             "address",
                                             "home_town",
                                             "birth_place",
                                             "id_number",
                                             "old_id_number",
                                             "id_issue_date",
                                             "id_issue_place",
                                             "id_expiry_date",
                                             "phone",
                                             "email",
                                             "relation",
                                             "marriage_count",
                                             "last_address",
                                             "death_date",
                                             "death_time",
                                             "death_place",
                                             "death_cause",
                                             NULL};
    static const char *const whole =
        "^(household_head\\.(name|id_number)|request|procedure|received_at|due_at|dossier\\.code|"
        "members\\.[0-9]+\\.(name|birth_date|gender|id_number|relation)|components\\.[0-9]+\\.name|"
        "certificate\\.(number|book|date|register_place|register_date)|"
        "certification\\.(number|book|date|place|officer|signer_name|signer_id_number)|"
        "document\\.(agency|number|place|date|type|title|signatory|signatory_position|"
        "incoming_date))$";
    char **parts = g_strsplit(key, ".", 2);
    bool known =
        parts[1] && g_strv_contains(roles, parts[0]) && g_strv_contains(attributes, parts[1]);
    g_strfreev(parts);
    return known || g_regex_match_simple(whole, key, 0, 0);
}

static json_t *truth_of(const char *name)
{
    char *path = path_of(name, "truth.json");
    json_t *truth = json_load_file(path, 0, NULL);
    g_free(path);
    assert_non_null(truth);
    return truth;
}

/* A number, where its owner's birth and gender are on the form, tells the same. */
static void check_ids(const json_t *fields)
{
    const char *key;
    const json_t *value;
    json_object_foreach((json_t *)(uintptr_t)fields, key, value)
    {
        const char *end = g_strrstr(key, ".id_number");
        if (!end || !g_str_has_suffix(key, ".id_number"))
            continue;
        const char *id = json_string_value(value);
        assert_int_equal(strlen(id), 12);
        assert_true(all_digits(id));
        char *role = g_strndup(key, (gsize)(end - key));
        char *birth_key = g_strconcat(role, ".birth_date", NULL);
        char *gender_key = g_strconcat(role, ".gender", NULL);
        const char *birth = json_string_value(json_object_get(fields, birth_key));
        const char *gender = json_string_value(json_object_get(fields, gender_key));
        if (birth && gender)
            check_id(id, birth, strcmp(gender, "Nữ") == 0);
        g_free(role);
        g_free(birth_key);
        g_free(gender_key);
    }
}

static void test_every_paper_is_drawn_with_the_keys_of_the_contract(void **state)
{
    (void)state;
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    assert_int_equal(corpus("a", "--seed 11 --count 110 --kind all --dpi 50 --format g4"), 0);
    json_t *truth = truth_of("a");
    for (size_t i = 0; i < json_array_size(truth); i++) {
        const json_t *item = json_array_get(truth, i);
        json_t *fields = json_object_get(item, "fields");
        const char *key;
        json_t *value;
        g_hash_table_add(seen, g_strdup(json_string_value(json_object_get(item, "schema"))));
        assert_true(json_object_size(fields) >= 3);
        assert_null(json_object_get(item, "hand"));
        json_object_foreach(fields, key, value)
        {
            if (!is_key(key))
                fail_msg("%s is not a key of the contract", key);
            assert_true(*json_string_value(value));
        }
        check_ids(fields);
    }
    assert_int_equal(g_hash_table_size(seen), 14);
    g_hash_table_destroy(seen);
    json_decref(truth);
}

static void test_handwritten_fields_are_named(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 12 --count 12 --kind form --hand --dpi 50 --format g4"),
                     0);
    json_t *truth = truth_of("a");
    for (size_t i = 0; i < json_array_size(truth); i++) {
        const json_t *item = json_array_get(truth, i);
        const json_t *hand = json_object_get(item, "hand");
        json_t *fields = json_object_get(item, "fields");
        assert_true(json_array_size(hand) >= 2);
        for (size_t k = 0; k < json_array_size(hand); k++)
            assert_non_null(json_object_get(fields, json_string_value(json_array_get(hand, k))));
    }
    json_decref(truth);
}

static void test_a_page_says_the_same_however_it_is_worn_or_written(void **state)
{
    (void)state;
    static const char *const ways[] = {"worn", "phone", "clean --hand"};
    assert_int_equal(corpus("clean", "--seed 13 --count 3 --kind form --dpi 60"), 0);
    json_t *clean = truth_of("clean");
    for (size_t w = 0; w < G_N_ELEMENTS(ways); w++) {
        char *options =
            g_strdup_printf("--seed 13 --count 3 --kind form --dpi 60 --wear %s", ways[w]);
        assert_int_equal(corpus("other", options), 0);
        assert_int_equal(corpus("again", options), 0);
        json_t *other = truth_of("other");
        for (size_t i = 0; i < 3; i++) {
            const json_t *item = json_array_get(other, i);
            assert_true(json_equal(json_object_get(json_array_get(clean, i), "fields"),
                                   json_object_get(item, "fields")));
            assert_true(
                same_file("other", "again", json_string_value(json_object_get(item, "file"))));
        }
        json_decref(other);
        g_free(options);
    }
    json_decref(clean);
}

static void test_papers_of_one_file_keep_their_own_truth(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 14 --count 3 --schema ct01 --schema giay-bao-tu "
                                 "--per-file 3 --dpi 50 --format g4"),
                     0);
    json_t *truth = truth_of("a");
    const json_t *item = json_array_get(truth, 0);
    const json_t *documents = json_object_get(item, "documents");
    assert_int_equal(json_array_size(truth), 1);
    assert_int_equal(json_array_size(documents), 3);
    assert_true(json_equal(json_object_get(item, "fields"),
                           json_object_get(json_array_get(documents, 0), "fields")));
    for (size_t i = 0; i < 3; i++) {
        const json_t *pages = json_object_get(json_array_get(documents, i), "pages");
        assert_int_equal(json_integer_value(json_array_get(pages, 0)), i + 1);
    }
    json_decref(truth);
}

static void test_the_angle_written_down_is_the_angle_drawn(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 6 --count 4 --skew 5 --dpi 200 --format g4"), 0);
    for (size_t page = 1; page <= 4; page++) {
        char *file = cell("a", page, 0);
        PIX *pix = read_page("a", file);
        l_float32 angle;
        l_float32 confidence;
        /* Leptonica tells by how much to turn clockwise to set it right. */
        assert_int_equal(pixFindSkew(pix, &angle, &confidence), 0);
        assert_true(fabs(number_at("a", page, 7) + (double)angle) < 0.15);
        pixDestroy(&pix);
        g_free(file);
    }
}

static void test_a_turned_page_is_the_upright_one_turned_clockwise(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 7 --count 1 --dpi 72 --format png"), 0);
    assert_int_equal(corpus("b", "--seed 7 --count 1 --dpi 72 --format png --rotate 90"), 0);
    PIX *upright = read_page("a", "0001.png");
    PIX *turned = read_page("b", "0001.png");
    PIX *expected = pixRotateOrth(upright, 1);
    l_int32 same = 0;
    assert_int_equal(pixEqual(expected, turned, &same), 0);
    assert_int_equal(same, 1);
    assert_int_equal((int)number_at("b", 1, 8), 90);
    pixDestroy(&upright);
    pixDestroy(&turned);
    pixDestroy(&expected);
}

static void test_a_blank_side_has_no_words_and_a_tray_names_both_sides(void **state)
{
    (void)state;
    assert_int_equal(
        corpus("a", "--seed 8 --count 4 --duplex --blank-every 2 --dpi 72 --format png"), 0);
    gsize size;
    g_free(contents("a", "002.front.txt", &size));
    assert_true(size > 1000);
    g_free(contents("a", "002.back.txt", &size));
    assert_int_equal(size, 0);
    PIX *back = read_page("a", "002.back.png");
    l_int32 dark;
    PIX *ink = pixThresholdToBinary(back, 128);
    pixCountPixels(ink, &dark, NULL);
    assert_int_equal(dark, 0);
    pixDestroy(&back);
    pixDestroy(&ink);
}

static void test_several_pages_go_into_one_file_with_their_texts_apart(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--seed 10 --count 5 --per-file 3 --dpi 72 --format g4"), 0);
    char *path = path_of("a", "0001.tif");
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    l_int32 pages = 0;
    assert_int_equal(tiffGetCount(file, &pages), 0);
    assert_int_equal(pages, 3);
    (void)fclose(file);
    g_free(path);
    gsize size;
    char *text = contents("a", "0001.txt", &size);
    char **texts = g_strsplit(text, "\f", -1);
    assert_int_equal(g_strv_length(texts), 3);
    g_strfreev(texts);
    g_free(text);
    g_free(contents("a", "0002.txt", &size));
}

static void test_a_wrong_option_is_refused(void **state)
{
    (void)state;
    assert_int_equal(corpus("a", "--count 0"), 2);
    assert_int_equal(corpus("a", "--kind poem"), 2);
    assert_int_equal(corpus("a", "--schema poem"), 2);
    assert_int_equal(corpus("a", "--dpi 300x"), 2);
    assert_int_equal(corpus("a", "--per-file 2 --format jpeg"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_same_seed_gives_the_same_bytes),
        TEST(test_another_seed_gives_other_pages),
        TEST(test_a_page_is_the_same_whatever_was_made_before_it),
        TEST(test_a_text_page_holds_the_words_of_an_office_page),
        TEST(test_the_people_of_a_form_agree_with_each_other),
        TEST(test_every_paper_is_drawn_with_the_keys_of_the_contract),
        TEST(test_handwritten_fields_are_named),
        TEST(test_a_page_says_the_same_however_it_is_worn_or_written),
        TEST(test_papers_of_one_file_keep_their_own_truth),
        TEST(test_the_angle_written_down_is_the_angle_drawn),
        TEST(test_a_turned_page_is_the_upright_one_turned_clockwise),
        TEST(test_a_blank_side_has_no_words_and_a_tray_names_both_sides),
        TEST(test_several_pages_go_into_one_file_with_their_texts_apart),
        TEST(test_a_wrong_option_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
