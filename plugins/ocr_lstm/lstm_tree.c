/* lstm_tree.c - the layers of a model. Only one tree is known, that of all the fast models:
 *
 *   Series [ Input, Series [ Convolve 3x3, Tanh ], Maxpool 3x3, XYTranspose [ SummLSTM ], LSTM,
 *            RTLReversed [ LSTM ], LSTM, Softmax ]
 *
 * of any widths that are multiples of 16. Anything else is told by name and refused. */
#include "lstm_bytes.h"
#include "lstm_model.h"

#include <math.h>
#include <stdlib.h>

enum {
    MODE_INT8 = 1,
    MODE_ADAM = 4,
    MODE_CURRENT = 128,
    FLAG_RATES = 64,
    GATES = 4,
    WINDOW = 9, /* pixels that the convolution sees */
};
#define SCALE_MAX 1e6

struct node {
    char type[32];
    int32_t flags, in, out;
};

bool lstm_matrix_make(struct lstm_matrix *m, int rows, int cols)
{
    *m = (struct lstm_matrix){.rows = rows,
                              .cols = cols,
                              .blocks = (rows + LSTM_LANES - 1) / LSTM_LANES,
                              .quads = (cols + 3) / 4};
    size_t padded = (size_t)m->blocks * LSTM_LANES, size = padded * (size_t)m->quads * 4;
    m->weights = aligned_alloc(64, size);
    m->bias = aligned_alloc(64, padded * sizeof *m->bias);
    m->shifted = aligned_alloc(64, padded * sizeof *m->shifted);
    m->scale = aligned_alloc(64, padded * sizeof *m->scale);
    if (!m->weights || !m->bias || !m->shifted || !m->scale)
        return false;
    memset(m->weights, 0, size);
    memset(m->bias, 0, padded * sizeof *m->bias);
    memset(m->shifted, 0, padded * sizeof *m->shifted);
    memset(m->scale, 0, padded * sizeof *m->scale);
    return true;
}

void lstm_matrix_set(struct lstm_matrix *m, int row, int col, int weight)
{
    size_t block = (size_t)(row / LSTM_LANES), quad = (size_t)(col / 4);
    size_t at = (block * (size_t)m->quads + quad) * LSTM_LANES * 4;
    m->weights[at + (size_t)(row % LSTM_LANES) * 4 + (size_t)(col % 4)] = (int8_t)weight;
    m->shifted[row] -= 128 * weight;
}

void lstm_matrix_free(struct lstm_matrix *m)
{
    free(m->weights);
    free(m->bias);
    free(m->shifted);
    free(m->scale);
    *m = (struct lstm_matrix){0};
}

static void layer_free(struct lstm_layer *l)
{
    lstm_matrix_free(&l->input);
    lstm_matrix_free(&l->back);
}

void lstm_net_free(struct lstm_net *net)
{
    lstm_matrix_free(&net->convolve);
    layer_free(&net->down);
    layer_free(&net->forth);
    layer_free(&net->back);
    layer_free(&net->last);
    lstm_matrix_free(&net->out);
}

static int cut_short(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_FATAL, "the model's network is cut");
}

/* The head of a node that must be of this type. */
static int read_node(struct lstm_bytes *b, const char *type, struct node *ret,
                     struct sohoa_err *err)
{
    char name[64];
    uint8_t kind = bytes_u8(b);
    ret->type[0] = '\0';
    if (kind == 0)
        bytes_string(b, ret->type, sizeof ret->type);
    bytes_u8(b); /* training */
    bytes_u8(b);
    ret->flags = bytes_i32(b);
    ret->in = bytes_i32(b);
    ret->out = bytes_i32(b);
    bytes_i32(b);
    bytes_string(b, name, sizeof name);
    if (b->bad)
        return cut_short(err);
    if (kind != 0 || strcmp(ret->type, type) != 0)
        return sohoa_fail(err, SOHOA_FATAL,
                          "the model's network has a layer '%s' where one of kind %s is known",
                          ret->type, type);
    return SOHOA_OK;
}

/* A node that holds others, and how many it must hold. */
static int read_group(struct lstm_bytes *b, const char *type, uint32_t children, struct node *ret,
                      struct sohoa_err *err)
{
    int rc = read_node(b, type, ret, err);
    if (rc != SOHOA_OK)
        return rc;
    if (bytes_u32(b) != children)
        return sohoa_fail(err, SOHOA_FATAL, "the model's network has another shape than known");
    return SOHOA_OK;
}

static void end_group(struct lstm_bytes *b, const struct node *node)
{
    if (node->flags & FLAG_RATES)
        bytes_take(b, (size_t)bytes_u32(b) * 4);
}

/* Weights as in the file: rows x (cols + 1), the bias last. */
struct plain {
    uint32_t rows, cols;
    const uint8_t *weights; /* lent by the file */
    struct lstm_bytes scales;
};

static int read_weights(struct lstm_bytes *b, int rows, int cols, struct plain *ret,
                        struct sohoa_err *err)
{
    uint8_t mode = bytes_u8(b);
    if (b->bad)
        return cut_short(err);
    if (!(mode & MODE_CURRENT) || !(mode & MODE_INT8) ||
        (mode & ~(MODE_CURRENT | MODE_INT8 | MODE_ADAM)))
        return sohoa_fail(err, SOHOA_FATAL, "the model's weights are of kind %d, not int8", mode);
    ret->rows = bytes_u32(b);
    ret->cols = bytes_u32(b) - 1;
    bytes_u8(b);
    if (b->bad)
        return cut_short(err);
    if (rows <= 0 || cols <= 0 || ret->rows != (uint32_t)rows || ret->cols != (uint32_t)cols)
        return sohoa_fail(err, SOHOA_FATAL,
                          "the model's weights have another shape than its layer");
    ret->weights = bytes_take(b, (size_t)rows * ((size_t)cols + 1));
    uint32_t scales = bytes_u32(b);
    ret->scales.at = bytes_take(b, (size_t)scales * 8);
    if (b->bad || scales != (uint32_t)rows)
        return cut_short(err);
    ret->scales.end = b->at;
    for (size_t i = 0; i < (size_t)rows * ((size_t)cols + 1); i++)
        if (ret->weights[i] == 0x80)
            return sohoa_fail(err, SOHOA_FATAL, "the model has a weight of -128");
    for (struct lstm_bytes s = ret->scales; s.at < s.end;)
        if (!(fabs(bytes_f64(&s)) <= SCALE_MAX))
            return sohoa_fail(err, SOHOA_FATAL, "the model has a scale that is no number");
    return SOHOA_OK;
}

/* Row `row` of the file, from column `from` on, becomes row `to` of the matrix. */
static void put_row(const struct plain *p, uint32_t row, uint32_t from, struct lstm_matrix *m,
                    int to, bool with_bias)
{
    const int8_t *line = (const int8_t *)p->weights + (size_t)row * (p->cols + 1);
    struct lstm_bytes s = {.at = p->scales.at + (size_t)row * 8, .end = p->scales.end};
    for (int col = 0; col < m->cols; col++)
        lstm_matrix_set(m, to, col, line[from + (uint32_t)col]);
    if (with_bias) {
        m->bias[to] = line[p->cols] * 127;
        m->shifted[to] += m->bias[to];
    }
    m->scale[to] = (float)(bytes_f64(&s) / 127);
}

static int read_matrix(struct lstm_bytes *b, int rows, int cols, struct lstm_matrix *ret,
                       struct sohoa_err *err)
{
    struct plain p = {0};
    int rc = read_weights(b, rows, cols, &p, err);
    if (rc == SOHOA_OK && !lstm_matrix_make(ret, rows, cols))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (int row = 0; rc == SOHOA_OK && row < rows; row++)
        put_row(&p, (uint32_t)row, 0, ret, row, true);
    return rc;
}

/* A window of three columns of three pixels gets a fourth pixel of no weight in each column, so
 * that a column of it is four bytes. */
static int read_convolution(struct lstm_bytes *b, int rows, struct lstm_matrix *ret,
                            struct sohoa_err *err)
{
    struct plain p = {0};
    int rc = read_weights(b, rows, WINDOW, &p, err);
    if (rc == SOHOA_OK && !lstm_matrix_make(ret, rows, 12))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (int row = 0; rc == SOHOA_OK && row < rows; row++) {
        const int8_t *line = (const int8_t *)p.weights + (size_t)row * (WINDOW + 1);
        struct lstm_bytes s = {.at = p.scales.at + (size_t)row * 8, .end = p.scales.end};
        for (int i = 0; i < WINDOW; i++)
            lstm_matrix_set(ret, row, i / 3 * 4 + i % 3, line[i]);
        ret->bias[row] = line[WINDOW] * 127;
        ret->shifted[row] += ret->bias[row];
        ret->scale[row] = (float)(bytes_f64(&s) / 127);
    }
    return rc;
}

static bool fits(int32_t width)
{
    return width > 0 && width <= LSTM_CELLS_MAX && width % LSTM_LANES == 0;
}

static int read_layer(struct lstm_bytes *b, const char *type, int32_t in, struct lstm_layer *ret,
                      struct sohoa_err *err)
{
    struct node node;
    int rc = read_node(b, type, &node, err);
    int32_t all = rc == SOHOA_OK ? bytes_i32(b) : 0;
    if (rc != SOHOA_OK)
        return rc;
    if (node.in != in || !fits(node.out) || all != in + node.out)
        return sohoa_fail(err, SOHOA_FATAL, "the model's layer %s has widths that are not known",
                          type);
    ret->in = in;
    ret->cells = node.out;
    if (!lstm_matrix_make(&ret->input, GATES * node.out, in) ||
        !lstm_matrix_make(&ret->back, GATES * node.out, node.out))
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (int gate = 0; gate < GATES; gate++) {
        struct plain p = {0};
        rc = read_weights(b, node.out, all, &p, err);
        for (int cell = 0; rc == SOHOA_OK && cell < node.out; cell++) {
            int to = (cell / LSTM_LANES * GATES + gate) * LSTM_LANES + cell % LSTM_LANES;
            put_row(&p, (uint32_t)cell, 0, &ret->input, to, true);
            put_row(&p, (uint32_t)cell, (uint32_t)in, &ret->back, to, false);
        }
        if (rc != SOHOA_OK)
            return rc;
    }
    return SOHOA_OK;
}

/* Two numbers that must be the same one. */
static bool read_square(struct lstm_bytes *b, int32_t size)
{
    int32_t x = bytes_i32(b), y = bytes_i32(b);
    return x == size && y == size;
}

static int read_front(struct lstm_bytes *b, struct lstm_net *net, struct sohoa_err *err)
{
    struct node node, series;
    int32_t shape[5];
    int rc = read_node(b, "Input", &node, err);
    for (int i = 0; rc == SOHOA_OK && i < 5; i++)
        shape[i] = bytes_i32(b);
    if (rc == SOHOA_OK && (shape[1] != LSTM_HEIGHT || shape[2] != 0 || shape[3] != 1))
        rc = sohoa_fail(err, SOHOA_FATAL, "the model reads lines of other than 36 gray rows");
    if (rc == SOHOA_OK)
        rc = read_group(b, "Series", 2, &series, err);
    if (rc == SOHOA_OK)
        rc = read_node(b, "Convolve", &node, err);
    if (rc == SOHOA_OK && (!read_square(b, 1) || node.in != 1))
        rc = sohoa_fail(err, SOHOA_FATAL, "the model's convolution is not of 3 by 3 pixels");
    if (rc == SOHOA_OK)
        rc = read_node(b, "Tanh", &node, err);
    if (rc == SOHOA_OK && !fits(node.out))
        rc = sohoa_fail(err, SOHOA_FATAL, "the model's layer %s has widths that are not known",
                        "Tanh");
    if (rc == SOHOA_OK)
        rc = read_convolution(b, node.out, &net->convolve, err);
    if (rc != SOHOA_OK)
        return rc;
    end_group(b, &series);
    rc = read_node(b, "Maxpool", &node, err);
    if (rc == SOHOA_OK && !read_square(b, LSTM_POOL))
        rc = sohoa_fail(err, SOHOA_FATAL, "the model does not pool 3 by 3");
    return rc;
}

int lstm_tree_read(struct lstm_bytes *b, struct lstm_net *net, struct sohoa_err *err)
{
    struct node all, node;
    int rc = read_group(b, "Series", 8, &all, err);
    if (rc == SOHOA_OK)
        rc = read_front(b, net, err);
    if (rc == SOHOA_OK)
        rc = read_group(b, "XYTranspose", 1, &node, err);
    if (rc == SOHOA_OK)
        rc = read_layer(b, "SummLSTM", net->convolve.rows, &net->down, err);
    if (rc == SOHOA_OK) {
        end_group(b, &node);
        rc = read_layer(b, "LSTM", net->down.cells, &net->forth, err);
    }
    if (rc == SOHOA_OK)
        rc = read_group(b, "RTLReversed", 1, &node, err);
    if (rc == SOHOA_OK)
        rc = read_layer(b, "LSTM", net->forth.cells, &net->back, err);
    if (rc == SOHOA_OK) {
        end_group(b, &node);
        rc = read_layer(b, "LSTM", net->back.cells, &net->last, err);
    }
    if (rc == SOHOA_OK)
        rc = read_node(b, "Softmax", &node, err);
    if (rc == SOHOA_OK && (node.out < 2 || node.out > LSTM_CODES_MAX))
        rc = sohoa_fail(err, SOHOA_FATAL, "the model has %d codes", (int)node.out);
    if (rc == SOHOA_OK)
        rc = read_matrix(b, node.out, net->last.cells, &net->out, err);
    if (rc == SOHOA_OK)
        end_group(b, &all);
    return rc == SOHOA_OK && b->bad ? cut_short(err) : rc;
}
