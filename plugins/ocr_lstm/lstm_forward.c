/* lstm_forward.c - the layers in order. Activations are int8, value times 127. Several steps go
 * through a layer's input weights together; what comes back from the step before, one by one. */
#include "lstm_forward.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOGETHER = 32,                    /* steps, or columns, computed side by side */
    POOLED = LSTM_HEIGHT / LSTM_POOL, /* rows behind pooling */
    WINDOW = 12,                      /* bytes of a pixel's window: three columns of four */
    PATCH = LSTM_HEIGHT * LSTM_POOL,  /* pixels that become one pooled column */
    NOISE_MODULUS = 2147483647,
    NOISE_FACTOR = 48271,
    NOISE_SEED = 0x10000001,
};
#define LEAST_EXPONENT (-86.0f)

static int padded(int rows)
{
    return (rows + LSTM_LANES - 1) / LSTM_LANES * LSTM_LANES;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

bool lstm_forward_make(struct lstm_forward *f, const struct lstm_model *model,
                       const struct lstm_kernel *kernel)
{
    const struct lstm_net *n = &model->net;
    int cells = most(most(n->down.cells, n->forth.cells), most(n->back.cells, n->last.cells));
    int rows = most(TOGETHER * most(4 * cells, padded(n->out.rows)), PATCH * n->convolve.rows);
    *f = (struct lstm_forward){.model = model, .kernel = kernel};
    f->sums = aligned_alloc(64, (size_t)rows * sizeof *f->sums);
    f->state = aligned_alloc(64, (size_t)TOGETHER * (size_t)cells * sizeof *f->state);
    return f->sums && f->state;
}

static void free_lines(struct lstm_forward *f)
{
    free(f->pooled);
    free(f->down);
    free(f->forth);
    free(f->back);
    free(f->last);
    free(f->probabilities);
    f->pooled = f->down = f->forth = f->back = f->last = NULL;
    f->probabilities = NULL;
    f->room = 0;
}

void lstm_forward_free(struct lstm_forward *f)
{
    free_lines(f);
    free(f->sums);
    free(f->state);
    free(f->noise);
    *f = (struct lstm_forward){0};
}

static int8_t *activations(int steps, int width)
{
    return aligned_alloc(64, ((size_t)steps * (size_t)width + 63) / 64 * 64);
}

static bool make_room(struct lstm_forward *f, int steps)
{
    const struct lstm_net *n = &f->model->net;
    if (steps <= f->room)
        return true;
    free_lines(f);
    steps = (steps / 256 + 1) * 256;
    f->pooled = activations(steps, POOLED * n->convolve.rows);
    f->down = activations(steps, n->down.cells);
    f->forth = activations(steps, n->forth.cells);
    f->back = activations(steps, n->back.cells);
    f->last = activations(steps, n->last.cells);
    f->probabilities = malloc((size_t)steps * (size_t)f->model->codes * sizeof(float));
    if (!f->pooled || !f->down || !f->forth || !f->back || !f->last || !f->probabilities) {
        free_lines(f);
        return false;
    }
    f->room = steps;
    return true;
}

/* The first `count` values that stand where there is no image: always the same ones. */
static bool make_noise(struct lstm_forward *f, int count)
{
    if (count <= f->noise_room)
        return true;
    int8_t *noise = realloc(f->noise, (size_t)count);
    if (!noise)
        return false;
    uint64_t iteration = (uint64_t)(int64_t)f->model->net.sample_iteration;
    uint64_t x = iteration * NOISE_SEED % NOISE_MODULUS;
    x = (x ? x : 1) * NOISE_FACTOR % NOISE_MODULUS;
    for (int i = 0; i < count; i++) {
        x = x * NOISE_FACTOR % NOISE_MODULUS;
        noise[i] = (int8_t)round(127 * 2.0 * (double)x / NOISE_MODULUS - 127);
    }
    f->noise = noise;
    f->noise_room = count;
    return true;
}

/* ---- convolution and pooling ------------------------------------------------------------------
 */

/* Puts noise into the window of a pixel of the rim, `from` being its first value. */
static void fill_rim(int8_t *window, const int8_t *from, bool left, bool right, bool top,
                     bool bottom)
{
    for (int dx = 0; dx < 3; dx++, window += 4) {
        bool outside = (dx == 0 && left) || (dx == 2 && right);
        for (int dy = 0; dy < 3; dy++)
            if (outside || (dy == 0 && top) || (dy == 2 && bottom))
                window[dy] = *from++;
    }
}

/* Where the noise of pixel (x, y) of the rim begins. */
static int noise_at(int width, int x, int y)
{
    int in_row = x == 0 ? 0 : 5 + 3 * (x - 1), row = 3 * width + 4;
    if (y == 0)
        return in_row;
    if (y == LSTM_HEIGHT - 1)
        return row + (LSTM_HEIGHT - 2) * 6 + in_row;
    return row + (y - 1) * 6 + (x == 0 ? 0 : 3);
}

/* The windows of all pixels of column x, from the top. */
static void cut_windows(const struct lstm_forward *f, const struct lstm_line *line, int x,
                        int8_t windows[][WINDOW])
{
    bool left = x == 0, right = x == line->width - 1;
    const int8_t *column = line->pixels + (size_t)x * LSTM_COLUMN;
    for (int y = 0; y < LSTM_HEIGHT; y++) {
        if (!left)
            memcpy(windows[y], column - LSTM_COLUMN + y, 4);
        memcpy(windows[y] + 4, column + y, 4);
        if (!right)
            memcpy(windows[y] + 8, column + LSTM_COLUMN + y, 4);
    }
    for (int y = 0; y < LSTM_HEIGHT; y += left || right ? 1 : LSTM_HEIGHT - 1)
        fill_rim(windows[y], f->noise + noise_at(line->width, x, y), left, right, y == 0,
                 y == LSTM_HEIGHT - 1);
}

/* The tanh grows with its argument, so the largest sum of a cell of 3 by 3 tells its activation. */
static void pool(const int32_t *sums, int rows, int pooled_row, int32_t *largest)
{
    for (int i = 0; i < rows; i++)
        largest[i] = INT32_MIN;
    for (int column = 0; column < LSTM_POOL; column++)
        for (int y = 0; y < LSTM_POOL; y++) {
            size_t pixel = (size_t)(column * LSTM_HEIGHT + pooled_row * LSTM_POOL + y);
            const int32_t *at = sums + pixel * (size_t)rows;
            for (int i = 0; i < rows; i++)
                largest[i] = at[i] > largest[i] ? at[i] : largest[i];
        }
}

static void convolve(struct lstm_forward *f, const struct lstm_line *line)
{
    const struct lstm_matrix *m = &f->model->net.convolve;
    int8_t windows[PATCH][WINDOW] = {0};
    int32_t largest[LSTM_CELLS_MAX];
    int8_t *out = f->pooled;
    for (int step = 0; step < f->steps; step++) {
        for (int i = 0; i < LSTM_POOL; i++)
            cut_windows(f, line, step * LSTM_POOL + i, windows + (size_t)i * LSTM_HEIGHT);
        f->kernel->sums(m, windows[0], WINDOW, PATCH, false, f->sums);
        for (int row = 0; row < POOLED; row++, out += m->rows) {
            pool(f->sums, m->rows, row, largest);
            f->kernel->squash(f->model, m, largest, out);
        }
    }
}

/* ---- recurrent layers -------------------------------------------------------------------------
 */

/* Every column is a sequence of its own from top to bottom; only its last step is kept. */
static void run_down(struct lstm_forward *f)
{
    const struct lstm_layer *l = &f->model->net.down;
    const struct lstm_kernel *k = f->kernel;
    size_t cells = (size_t)l->cells, column = (size_t)(POOLED * l->in);
    for (int from = 0; from < f->steps; from += TOGETHER) {
        size_t count = (size_t)(f->steps - from < TOGETHER ? f->steps - from : TOGETHER);
        const int8_t *in = f->pooled + (size_t)from * column;
        int8_t *out = f->down + (size_t)from * cells;
        memset(f->state, 0, count * cells * sizeof *f->state);
        for (int y = 0; y < POOLED; y++) {
            k->sums(&l->input, in + y * l->in, column, count, false, f->sums);
            if (y > 0)
                k->sums(&l->back, out, cells, count, true, f->sums);
            for (size_t i = 0; i < count; i++)
                k->cells(f->model, l, f->sums + i * cells * 4, f->state + i * cells,
                         out + i * cells);
        }
    }
}

/* One sequence over all steps, from left to right or back. */
static void run_along(struct lstm_forward *f, const struct lstm_layer *l, const int8_t *in,
                      int8_t *out, bool backward)
{
    const struct lstm_kernel *k = f->kernel;
    size_t cells = (size_t)l->cells, steps = (size_t)f->steps;
    const int8_t *before = NULL;
    memset(f->state, 0, cells * sizeof *f->state);
    for (size_t done = 0; done < steps;) {
        size_t count = steps - done < TOGETHER ? steps - done : TOGETHER;
        size_t from = backward ? steps - done - count : done;
        k->sums(&l->input, in + from * (size_t)l->in, (size_t)l->in, count, false, f->sums);
        for (size_t i = 0; i < count; i++) {
            size_t at = backward ? count - 1 - i : i;
            int32_t *sums = f->sums + at * cells * 4;
            if (before)
                k->sums(&l->back, before, cells, 1, true, sums);
            int8_t *to = out + (from + at) * cells;
            k->cells(f->model, l, sums, f->state, to);
            before = to;
        }
        done += count;
    }
}

/* ---- probabilities ----------------------------------------------------------------------------
 */

/* The largest of count values; sixteen lanes, which compilers do side by side. */
static float largest_of(const float *values, int count)
{
    float lanes[LSTM_LANES], largest = values[0];
    int i = 0;
    for (int k = 0; k < LSTM_LANES; k++)
        lanes[k] = largest;
    for (; i + LSTM_LANES <= count; i += LSTM_LANES)
        for (int k = 0; k < LSTM_LANES; k++)
            lanes[k] = values[i + k] > lanes[k] ? values[i + k] : lanes[k];
    for (; i < count; i++)
        largest = values[i] > largest ? values[i] : largest;
    for (int k = 0; k < LSTM_LANES; k++)
        largest = lanes[k] > largest ? lanes[k] : largest;
    return largest;
}

static void soften(const int32_t *sums, const float *scale, int codes, float *out)
{
    float total = 0;
    for (int i = 0; i < codes; i++)
        out[i] = (float)sums[i] * scale[i];
    float largest = largest_of(out, codes);
    for (int i = 0; i < codes; i++) {
        float x = out[i] - largest;
        out[i] = expf(x < LEAST_EXPONENT ? LEAST_EXPONENT : x);
        total += out[i];
    }
    for (int i = 0; i < codes; i++)
        out[i] /= total;
}

static void run_out(struct lstm_forward *f)
{
    const struct lstm_matrix *m = &f->model->net.out;
    size_t width = (size_t)m->cols, codes = (size_t)m->rows, rows = (size_t)padded(m->rows);
    for (int from = 0; from < f->steps; from += TOGETHER) {
        size_t count = (size_t)(f->steps - from < TOGETHER ? f->steps - from : TOGETHER);
        f->kernel->sums(m, f->last + (size_t)from * width, width, count, false, f->sums);
        for (size_t i = 0; i < count; i++)
            soften(f->sums + i * rows, m->scale, m->rows,
                   f->probabilities + ((size_t)from + i) * codes);
    }
}

double lstm_forward_sureness(const struct lstm_forward *f)
{
    const float *p = f->probabilities;
    int codes = f->model->codes, seen = 0;
    int64_t sum = 0;
    for (int t = 0; t < f->steps; t++, p += codes) {
        float best = largest_of(p, codes);
        int at = 0;
        while (at < codes && p[at] < best)
            at++;
        if (at == f->model->null_code)
            continue;
        sum += (int)(127 * best);
        seen++;
    }
    return seen ? (double)sum / seen / 127 : 0;
}

bool lstm_forward_run(struct lstm_forward *f, const struct lstm_line *line)
{
    const struct lstm_net *n = &f->model->net;
    if (line->width < LSTM_POOL || line->width > LSTM_WIDTH_MAX)
        return false;
    if (!make_room(f, line->width / LSTM_POOL) || !make_noise(f, 6 * line->width + 6 * LSTM_HEIGHT))
        return false;
    f->steps = line->width / LSTM_POOL;
    convolve(f, line);
    run_down(f);
    run_along(f, &n->forth, f->down, f->forth, false);
    run_along(f, &n->back, f->forth, f->back, true);
    run_along(f, &n->last, f->back, f->last, false);
    run_out(f);
    return true;
}
