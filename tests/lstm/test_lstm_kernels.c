/* Every kernel gives the same bytes as the scalar one: on random matrices, on the cells of a layer,
 * and in the probabilities of whole lines, made and real ones.
 *
 *     test_lstm_kernels [MODEL LINES]     a .traineddata, and what lstm_lines has written
 */
#include "unit/unit.h"

#include "lstm_forward.h"
#include "lstm_made.h"

#include <math.h>

static uint8_t bytes[MADE_ROOM];
static struct lstm_model *model;
static const char *real_model, *real_lines;

static int make_model(void **state)
{
    (void)state;
    return lstm_model_new(bytes, made_write(&made_small, bytes), &model, NULL);
}

static int free_model(void **state)
{
    (void)state;
    lstm_model_free(model);
    return 0;
}

static int8_t any_int8(uint32_t *random)
{
    uint32_t r = made_random(random);
    return r % 9 == 0 ? 127 : r % 9 == 1 ? -127 : (int8_t)((int)(r / 9 % 255) - 127);
}

static void compare_sums(const struct lstm_kernel *k, int rows, int cols, size_t count, bool onto)
{
    enum { ROOM = 1 << 16 };
    static int32_t want[ROOM], got[ROOM];
    static int8_t x[ROOM];
    uint32_t random = (uint32_t)(rows * 31 + cols);
    struct lstm_matrix m;
    assert_true(lstm_matrix_make(&m, rows, cols));
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++)
            lstm_matrix_set(&m, row, col, any_int8(&random));
        m.bias[row] = any_int8(&random) * 127;
        m.shifted[row] += m.bias[row];
    }
    size_t stride = (size_t)m.quads * 4 + 8, size = (size_t)m.blocks * LSTM_LANES * count;
    assert_true(size <= ROOM && stride * count <= ROOM);
    for (size_t i = 0; i < stride * count; i++)
        x[i] = any_int8(&random);
    for (size_t i = 0; i < size; i++)
        want[i] = got[i] = (int32_t)made_random(&random) - (1 << 23);
    lstm_kernel_scalar.sums(&m, x, stride, count, onto, want);
    k->sums(&m, x, stride, count, onto, got);
    assert_memory_equal(want, got, size * sizeof *want);
    lstm_matrix_free(&m);
}

static void sums_are_the_same_for_any_shape(void **state)
{
    (void)state;
    static const int rows[] = {16, 17, 48, 192, 269, 768}, cols[] = {4, 9, 12, 16, 50, 192};
    for (int i = 1; lstm_kernel_at(i); i++)
        for (size_t r = 0; lstm_kernel_at(i)->works() && r < 6; r++)
            for (size_t c = 0; c < 6; c++)
                for (size_t count = 1; count <= 9; count++)
                    compare_sums(lstm_kernel_at(i), rows[r], cols[c], count, count & 1);
}

static void cells_and_squashed_sums_are_the_same(void **state)
{
    (void)state;
    enum { CELLS = 32 };
    const struct lstm_layer *l = &model->net.forth;
    uint32_t random = 5;
    for (int i = 1; lstm_kernel_at(i); i++)
        for (int round = 0; lstm_kernel_at(i)->works() && round < 4000; round++) {
            _Alignas(64) int32_t sums[4 * CELLS];
            _Alignas(64) float want_state[CELLS], got_state[CELLS];
            int8_t want[CELLS], got[CELLS];
            for (int k = 0; k < 4 * CELLS; k++) /* small ones, large ones, nought */
                sums[k] =
                    ((int32_t)made_random(&random) - (1 << 23)) >> (made_random(&random) % 25);
            for (int k = 0; k < CELLS; k++)
                want_state[k] = got_state[k] =
                    ldexpf((float)made_random(&random) - (1 << 23), -17 - round % 30);
            lstm_kernel_scalar.cells(model, l, sums, want_state, want);
            lstm_kernel_at(i)->cells(model, l, sums, got_state, got);
            assert_memory_equal(want_state, got_state, sizeof got_state);
            assert_memory_equal(want, got, sizeof got);
            lstm_kernel_scalar.squash(model, &model->net.convolve, sums, want);
            lstm_kernel_at(i)->squash(model, &model->net.convolve, sums, got);
            assert_memory_equal(want, got, 16);
        }
}

static void fill_line(struct lstm_line *line, int width, int kind)
{
    uint32_t random = (uint32_t)width;
    line->width = width;
    line->pixels = realloc(line->pixels, (size_t)width * LSTM_COLUMN);
    assert_non_null(line->pixels);
    for (size_t i = 0; i < (size_t)width * LSTM_COLUMN; i++)
        line->pixels[i] = kind == 0 ? any_int8(&random) : (int8_t)(kind == 1 ? 127 : -127);
}

/* `of` is the line computed by the scalar kernel. */
static void compare_line(const struct lstm_forward *of, struct lstm_forward *other,
                         const struct lstm_line *line)
{
    assert_true(lstm_forward_run(other, line));
    assert_int_equal(other->steps, line->width / 3);
    assert_memory_equal(of->probabilities, other->probabilities,
                        (size_t)(other->steps * of->model->codes) * sizeof(float));
}

static void whole_lines_have_the_same_probabilities(void **state)
{
    (void)state;
    static const int widths[] = {3, 4, 5, 6, 32, 97, 100, 301, 772};
    struct lstm_forward scalar, other;
    struct lstm_line line = {0};
    assert_true(lstm_forward_make(&scalar, model, &lstm_kernel_scalar));
    for (int i = 1; lstm_kernel_at(i); i++) {
        if (!lstm_kernel_at(i)->works())
            continue;
        assert_true(lstm_forward_make(&other, model, lstm_kernel_at(i)));
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            fill_line(&line, widths[w], (int)w % 3);
            assert_true(lstm_forward_run(&scalar, &line));
            compare_line(&scalar, &other, &line);
        }
        lstm_forward_free(&other);
    }
    free(line.pixels);
    lstm_forward_free(&scalar);
}

static bool read_line(FILE *f, struct lstm_line *line)
{
    int32_t width;
    if (fread(&width, sizeof width, 1, f) != 1)
        return false;
    assert_true(width >= 3 && width < LSTM_WIDTH_MAX);
    size_t size = (size_t)width * LSTM_COLUMN;
    line->width = width;
    line->pixels = realloc(line->pixels, size);
    assert_true(line->pixels && fread(line->pixels, 1, size, f) == size);
    return true;
}

static void lines_of_a_page_have_the_same_probabilities(void **state)
{
    (void)state;
    struct lstm_model *vie = NULL;
    FILE *f = real_lines ? fopen(real_lines, "re") : NULL;
    if (!f || lstm_model_open(real_model, &vie, NULL) != SOHOA_OK) {
        printf("skipped: no model or no lines of a page were given\n");
        if (f)
            fclose(f);
        skip();
    }
    struct lstm_forward scalar, other;
    struct lstm_line line = {0};
    int lines = 0;
    assert_true(lstm_forward_make(&scalar, vie, &lstm_kernel_scalar));
    for (; read_line(f, &line); lines++) {
        assert_true(lstm_forward_run(&scalar, &line));
        for (int i = 1; lstm_kernel_at(i); i++) {
            if (!lstm_kernel_at(i)->works())
                continue;
            assert_true(lstm_forward_make(&other, vie, lstm_kernel_at(i)));
            compare_line(&scalar, &other, &line);
            lstm_forward_free(&other);
        }
    }
    assert_true(lines >= 4);
    free(line.pixels);
    fclose(f);
    lstm_forward_free(&scalar);
    lstm_model_free(vie);
}

static void probabilities_of_a_step_add_up_to_one(void **state)
{
    (void)state;
    struct lstm_forward f;
    struct lstm_line line = {0};
    assert_true(lstm_forward_make(&f, model, lstm_kernel_find(NULL)));
    fill_line(&line, 90, 0);
    assert_true(lstm_forward_run(&f, &line));
    for (int t = 0; t < f.steps; t++) {
        double sum = 0;
        for (int i = 0; i < model->codes; i++)
            sum += (double)f.probabilities[t * model->codes + i];
        assert_true(fabs(sum - 1) < 1e-5);
    }
    lstm_forward_free(&f);
    free(line.pixels);
}

static void lines_of_no_possible_width_are_not_computed(void **state)
{
    (void)state;
    struct lstm_forward f;
    int8_t pixels[4 * LSTM_COLUMN] = {0};
    assert_true(lstm_forward_make(&f, model, lstm_kernel_find(NULL)));
    assert_false(lstm_forward_run(&f, &(struct lstm_line){.width = 2, .pixels = pixels}));
    assert_false(
        lstm_forward_run(&f, &(struct lstm_line){.width = LSTM_WIDTH_MAX + 1, .pixels = pixels}));
    lstm_forward_free(&f);
}

static void kernels_are_found_by_name_and_the_fastest_by_none(void **state)
{
    (void)state;
    assert_ptr_equal(lstm_kernel_find("scalar"), &lstm_kernel_scalar);
    assert_null(lstm_kernel_find("abacus"));
    assert_ptr_equal(lstm_kernel_find(NULL), lstm_kernel_find("auto"));
    assert_non_null(lstm_kernel_find(""));
}

int main(int argc, char **argv)
{
    real_model = argc == 3 ? argv[1] : NULL;
    real_lines = argc == 3 ? argv[2] : NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_the_same_for_any_shape),
        cmocka_unit_test(cells_and_squashed_sums_are_the_same),
        cmocka_unit_test(whole_lines_have_the_same_probabilities),
        cmocka_unit_test(lines_of_a_page_have_the_same_probabilities),
        cmocka_unit_test(probabilities_of_a_step_add_up_to_one),
        cmocka_unit_test(lines_of_no_possible_width_are_not_computed),
        cmocka_unit_test(kernels_are_found_by_name_and_the_fastest_by_none),
    };
    return cmocka_run_group_tests(tests, make_model, free_model);
}
