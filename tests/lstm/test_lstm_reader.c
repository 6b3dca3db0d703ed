/* From probabilities to words, on steps made by hand; and from pictures of every odd size. */
#include "unit/unit.h"

#include "lstm_doubt.h"
#include "lstm_made.h"
#include "lstm_reader.h"

#include <leptonica/allheaders.h>
#include <math.h>

enum { STEPS_MAX = 64 };

static uint8_t bytes[MADE_ROOM];
static struct lstm_model *model;
static struct lstm_reader reader;

static int make_reader(void **state)
{
    (void)state;
    if (lstm_model_new(bytes, made_write(&made_small, bytes), &model, NULL) != SOHOA_OK)
        return 1;
    return lstm_reader_make(&reader, model, lstm_kernel_find(NULL)) ? 0 : 1;
}

static int free_reader(void **state)
{
    (void)state;
    lstm_reader_free(&reader);
    lstm_model_free(model);
    return 0;
}

/* The code of a letter; '-' is null. */
static int code_of(char letter)
{
    if (letter == '-')
        return model->null_code;
    for (int id = 0; id < model->character_count; id++)
        if (model->characters[id].text[0] == letter && model->characters[id].text[1] == '\0')
            for (int code = 0; code < model->codes; code++)
                if (model->character_of[code] == id)
                    return code;
    fail_msg("no code for %c", letter);
    return 0;
}

/* Steps that are each `sure` of the letter of `best`, next of the letter of `second`. */
static void read_steps(const char *best, const char *second, float sure, const bool *only)
{
    static float p[STEPS_MAX * 32];
    int steps = (int)strlen(best), codes = model->codes;
    for (int t = 0; t < steps; t++) {
        float rest = 1e-6f;
        for (int i = 0; i < codes; i++)
            p[t * codes + i] = rest;
        p[t * codes + code_of(second[t])] = 1 - sure;
        p[t * codes + code_of(best[t])] = sure;
    }
    assert_true(lstm_reader_decode(&reader, p, steps, 3, only));
}

static void expect(int count, const char *const *words)
{
    assert_int_equal(reader.count, count);
    for (int i = 0; i < count; i++)
        assert_string_equal(reader.words[i].text, words[i]);
}

static void repeats_are_one_letter_unless_null_stands_between(void **state)
{
    (void)state;
    read_steps("-ddd-ee--e-", "-----------", 0.99f, NULL);
    expect(1, (const char *const[]){"dee"});
    assert_int_equal(reader.words[0].left, 0);
    assert_int_equal(reader.words[0].right, 33);
}

static void spaces_part_words_and_share_the_gap(void **state)
{
    (void)state;
    read_steps("-dd--  --ee-", "------------", 0.99f, NULL);
    expect(2, (const char *const[]){"d", "e"});
    assert_true(reader.words[0].right >= 9 && reader.words[0].right <= reader.words[1].left + 6);
    assert_true(reader.words[1].left >= 15 && reader.words[1].left <= 27);
}

static void a_word_is_as_sure_as_its_least_sure_step(void **state)
{
    (void)state;
    read_steps("-d-e-", "-----", 0.999f, NULL);
    double sure = reader.words[0].confidence;
    read_steps("-d-e-", "-f-f-", 0.9f, NULL);
    assert_true(reader.words[0].confidence < sure);
    /* Outside the dictionary: 100 + 5 * 7 * 2.25 * (ln 0.9 - 0.085). */
    assert_true(fabs(reader.words[0].confidence - (100 + 78.75 * (log(0.9) - 0.085))) < 0.01);
}

static void the_dictionary_decides_between_letters_that_are_nearly_equal(void **state)
{
    (void)state;
    read_steps("-a-d-", "---b-", 0.55f, NULL);
    expect(1, (const char *const[]){"ab"});
    read_steps("-a-d-", "---b-", 0.99f, NULL);
    expect(1, (const char *const[]){"ad"});
}

static void only_what_is_allowed_is_read(void **state)
{
    (void)state;
    bool only[32] = {false};
    only[model->character_of[code_of('e')]] = true;
    read_steps("-d-e-", "-e---", 0.9f, only);
    expect(1, (const char *const[]){"ee"});
}

static void nulls_alone_are_no_word(void **state)
{
    (void)state;
    read_steps("-----", "-----", 0.99f, NULL);
    assert_int_equal(reader.count, 0);
    read_steps("-  --", "-----", 0.99f, NULL);
    assert_int_equal(reader.count, 0);
}

static struct lstm_sayings saying(int count, const struct lstm_saying *words)
{
    struct lstm_sayings s = {.words = calloc((size_t)count, sizeof *words), .count = count};
    assert_non_null(s.words);
    s.room = count;
    for (int i = 0; i < count; i++) {
        s.words[i] = words[i];
        s.words[i].text = strdup(words[i].text);
    }
    return s;
}

static char born[] = "sinh:", place[] = "Đúc", right_place[] = "Đức", noise[] = "~,";
static char figures[] = "71/11", other_figures[] = "11/11", fewer_figures[] = "1/11";

static void of_two_looks_the_surer_word_stays_at_every_place(void **state)
{
    (void)state;
    struct lstm_sayings a =
        saying(2, (struct lstm_saying[]){{born, 95, 0, 40, false}, {place, 60, 50, 90, false}});
    struct lstm_sayings b = saying(
        2, (struct lstm_saying[]){{right_place, 91, 53, 94, false}, {noise, 40, 120, 130, false}});
    assert_true(lstm_sayings_settle(&a, &b));
    assert_int_equal(a.count, 2);
    assert_string_equal(a.words[0].text, born);
    assert_string_equal(a.words[1].text, right_place);
    assert_false(a.words[1].doubted);
    assert_int_equal(b.count, 0);
    lstm_sayings_free(&a);
}

static void what_only_the_first_look_saw_stays(void **state)
{
    (void)state;
    struct lstm_sayings a = saying(1, (struct lstm_saying[]){{noise, 5, 0, 40, false}}), b = {0};
    assert_true(lstm_sayings_settle(&a, &b));
    assert_int_equal(a.count, 1);
    lstm_sayings_free(&a);
}

static void figures_that_two_looks_see_otherwise_are_doubted(void **state)
{
    (void)state;
    struct lstm_sayings a = saying(1, (struct lstm_saying[]){{figures, 60, 0, 80, false}});
    struct lstm_sayings b = saying(1, (struct lstm_saying[]){{other_figures, 97, 12, 80, false}});
    assert_true(lstm_sayings_settle(&a, &b));
    assert_int_equal(a.count, 1);
    assert_string_equal(a.words[0].text, other_figures);
    assert_true(a.words[0].doubted);
    lstm_sayings_free(&a);
}

static void a_look_that_loses_figures_does_not_win(void **state)
{
    (void)state;
    struct lstm_sayings a = saying(1, (struct lstm_saying[]){{figures, 60, 0, 80, false}});
    struct lstm_sayings b = saying(1, (struct lstm_saying[]){{fewer_figures, 97, 12, 80, false}});
    assert_true(lstm_sayings_settle(&a, &b));
    assert_int_equal(a.count, 1);
    assert_string_equal(a.words[0].text, figures);
    assert_true(a.words[0].doubted);
    lstm_sayings_free(&a);
}

static void fill(PIX *pix, int kind)
{
    uint32_t random = (uint32_t)pixGetWidth(pix);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++)
            pixSetPixel(pix, x, y, kind == 0 ? 0 : kind == 1 ? 0xFFFFFFFFu : made_random(&random));
}

static void pictures_of_any_size_and_depth_are_read_or_refused(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},    {1, 50}, {2, 36},    {3, 36},     {5, 1},    {400, 2},
                                   {36, 400}, {20, 9}, {1700, 60}, {20000, 40}, {20000, 1}};
    static const int depths[] = {1, 8, 32};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int d = 0; d < 3; d++)
            for (int kind = 0; kind < (sizes[i][0] > 5000 ? 1 : 3); kind++) {
                PIX *pix = pixCreate(sizes[i][0], sizes[i][1], depths[d]);
                assert_non_null(pix);
                fill(pix, kind);
                bool ok = lstm_reader_read(&reader, pix, NULL);
                assert_true(ok || reader.count == 0);
                for (int w = 0; w < reader.count; w++) {
                    assert_true(reader.words[w].text[0] && isfinite(reader.words[w].confidence));
                    assert_true(reader.words[w].left >= 0 &&
                                reader.words[w].left <= reader.words[w].right &&
                                reader.words[w].right <= sizes[i][0] + 4 * sizes[i][1]);
                }
                pixDestroy(&pix);
            }
}

static void contrast_is_stretched_between_black_and_white_points(void **state)
{
    (void)state;
    PIX *pix = pixCreate(90, LSTM_HEIGHT, 8);
    struct lstm_line line = {0};
    assert_non_null(pix);
    for (int y = 0; y < LSTM_HEIGHT; y++)
        for (int x = 0; x < 90; x++)
            pixSetPixel(pix, x, y, x % 6 < 3 ? 100 : 180);
    assert_true(lstm_image_line(pix, &line));
    assert_int_equal(line.width, 90);
    assert_true(line.pixels[6 * LSTM_COLUMN + 1] <= -120);
    assert_true(line.pixels[3 * LSTM_COLUMN + 1] >= 120);
    PIX *negative = lstm_image_negative(pix, pix);
    assert_true(lstm_image_line(negative, &line));
    assert_true(line.pixels[6 * LSTM_COLUMN + 1] >= 120);
    pixDestroy(&negative);
    free(line.pixels);
    pixDestroy(&pix);
}

/* Of a scrawl of which nothing crosses the middle row: the points are 1 and 256, not 0 and 255. */
static void contrast_of_a_level_middle_row_is_that_of_the_models(void **state)
{
    (void)state;
    PIX *pix = pixCreate(90, LSTM_HEIGHT, 8);
    struct lstm_line line = {0};
    assert_non_null(pix);
    pixSetAllArbitrary(pix, 255);
    pixSetPixel(pix, 40, 3, 128);
    assert_true(lstm_image_line(pix, &line));
    assert_int_equal(line.pixels[40 * LSTM_COLUMN + 1 + 3], -1);
    free(line.pixels);
    pixDestroy(&pix);
}

static void colours_are_inverted_before_they_become_gray(void **state)
{
    (void)state;
    PIX *pix = pixCreate(60, LSTM_HEIGHT, 32);
    assert_non_null(pix);
    for (int y = 0; y < LSTM_HEIGHT; y++)
        for (int x = 0; x < 60; x++)
            pixSetRGBPixel(pix, x, y, 5 + x % 7, x % 5, y % 3); /* 5, 0, 0 is 1.5 of gray */
    PIX *scaled = lstm_image_scale(pix), *ours = lstm_image_negative(pix, scaled);
    PIX *inverted = pixInvert(NULL, pix), *theirs = pixConvertTo8(inverted, 0);
    PIX *late = pixInvert(NULL, scaled);
    l_int32 same = 0, too = 1;
    pixEqual(theirs, ours, &same);
    pixEqual(theirs, late, &too);
    assert_true(same && !too);
    PIX *all[] = {pix, scaled, ours, inverted, theirs, late};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pixDestroy(&all[i]);
}

static void lines_are_scaled_as_leptonica_does(void **state)
{
    (void)state;
    for (int h = 20; h < 320; h++) {
        float factor = (float)LSTM_HEIGHT / (float)h;
        PIX *pix = pixCreate(200, h, h % 2 ? 1 : 8);
        assert_non_null(pix);
        fill(pix, 2);
        PIX *gray = pixConvertTo8(pix, 0), *theirs = pixScale(gray, factor, factor);
        PIX *ours = lstm_image_scale(pix);
        l_int32 same = 0;
        if (theirs && ours)
            pixEqual(theirs, ours, &same);
        if (!same)
            fail_msg("%d rows", h);
        pixDestroy(&pix);
        pixDestroy(&gray);
        pixDestroy(&theirs);
        pixDestroy(&ours);
    }
}

static void the_area_scaler_gives_leptonicas_bytes(void **state)
{
    (void)state;
    uint32_t random = 11;
    for (int round = 0; round < 120; round++) {
        int depth = round % 2 ? 8 : 1, w = 1 + (int)(made_random(&random) % 300);
        int h = 52 + (int)(made_random(&random) % 200);
        float factor = (float)LSTM_HEIGHT / (float)h;
        if (factor == 0.5f || factor == 0.25f)
            continue; /* Leptonica has other ways for these */
        PIX *pix = pixCreate(w, h, depth);
        assert_non_null(pix);
        fill(pix, 2);
        PIX *gray = pixConvertTo8(pix, 0), *theirs = pixScaleAreaMap(gray, factor, factor);
        PIX *ours = lstm_scale_area(pix, factor);
        l_int32 same = theirs == NULL && ours == NULL;
        if (theirs && ours)
            pixEqual(theirs, ours, &same);
        if (!same)
            fail_msg("%d x %d, %d bpp", w, h, depth);
        pixDestroy(&pix);
        pixDestroy(&gray);
        pixDestroy(&theirs);
        pixDestroy(&ours);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_are_one_letter_unless_null_stands_between),
        cmocka_unit_test(spaces_part_words_and_share_the_gap),
        cmocka_unit_test(a_word_is_as_sure_as_its_least_sure_step),
        cmocka_unit_test(the_dictionary_decides_between_letters_that_are_nearly_equal),
        cmocka_unit_test(only_what_is_allowed_is_read),
        cmocka_unit_test(nulls_alone_are_no_word),
        cmocka_unit_test(of_two_looks_the_surer_word_stays_at_every_place),
        cmocka_unit_test(what_only_the_first_look_saw_stays),
        cmocka_unit_test(figures_that_two_looks_see_otherwise_are_doubted),
        cmocka_unit_test(a_look_that_loses_figures_does_not_win),
        cmocka_unit_test(pictures_of_any_size_and_depth_are_read_or_refused),
        cmocka_unit_test(colours_are_inverted_before_they_become_gray),
        cmocka_unit_test(lines_are_scaled_as_leptonica_does),
        cmocka_unit_test(the_area_scaler_gives_leptonicas_bytes),
        cmocka_unit_test(contrast_is_stretched_between_black_and_white_points),
        cmocka_unit_test(contrast_of_a_level_middle_row_is_that_of_the_models),
    };
    return cmocka_run_group_tests(tests, make_reader, free_reader);
}
