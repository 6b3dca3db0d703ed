/* lstm_model.h - a recognition model of Tesseract 4 and 5 in memory: the network's int8 weights,
 * its tables, its characters and its dictionary. Read-only once loaded: threads may share it.
 * README.md describes the format and the arithmetic. */
#ifndef LSTM_MODEL_H
#define LSTM_MODEL_H
#include "sohoa_plugin.h"

enum {
    LSTM_HEIGHT = 36,       /* rows of a line image */
    LSTM_POOL = 3,          /* image columns a time step, and rows a pooled row */
    LSTM_LANES = 16,        /* outputs computed side by side; cells of a layer are a multiple */
    LSTM_TABLE = 4096,      /* entries of the tanh and sigmoid tables, 256 a unit */
    LSTM_CELLS_MAX = 1024,  /* of a layer */
    LSTM_CODES_MAX = 16384, /* outputs of the network */
    LSTM_WIDTH_MAX = 65536, /* columns of a line scaled to 36 rows; wider ones are not read */
    LSTM_MODEL_BYTES_MAX = 256 << 20,
    LSTM_CHARACTER_MAX = 32, /* bytes of a character */
    LSTM_DAWGS = 3,
};

/* Weights, ready for sixteen outputs at a time: [block of 16 rows][four columns][16][4]. What goes
 * beyond rows and cols is zero. sum = bias + weights * activations; value = sum * scale. */
struct lstm_matrix {
    int rows, cols;    /* outputs, inputs */
    int blocks, quads; /* of 16 rows, of 4 columns */
    int8_t *weights;
    int32_t *bias;    /* times 127: one activation unit is 1/127 */
    int32_t *shifted; /* bias - 128 * sum of the row's weights, for activations stored + 128 */
    float *scale;
};

/* One LSTM layer. Rows of both matrices: for each 16 cells the cell inputs, input gates, forget
 * gates, output gates. The bias is in `input`. */
struct lstm_layer {
    int in, cells;
    struct lstm_matrix input, back;
};

/* f(i/256) and the step to the next entry, side by side; the last is f = 1, step 0. */
struct lstm_table {
    float pair[LSTM_TABLE][2];
};

struct lstm_net {
    struct lstm_matrix convolve; /* columns: for each of 3 x offsets 3 y offsets and one of zero */
    struct lstm_layer down, forth, back, last; /* top to bottom, then right, left, right */
    struct lstm_matrix out;
    int32_t sample_iteration; /* seeds the noise around the image */
};

struct lstm_character {
    char text[LSTM_CHARACTER_MAX]; /* id 0 is the space */
    bool digit;
};

/* A word graph: edges of {letter, next node, end of word, last edge of its node}. */
struct lstm_edge {
    uint32_t letter, next; /* next: index of the node's first edge, 0 = none */
    bool ends, last, used;
};
struct lstm_dawg {
    struct lstm_edge *edges; /* NULL: the model has none of this kind */
    uint32_t count, root;    /* root: edges of node 0, sorted by letter */
};
enum lstm_dawg_kind { LSTM_DAWG_PUNCTUATION, LSTM_DAWG_WORD, LSTM_DAWG_NUMBER };

struct lstm_model {
    struct lstm_net net;
    struct lstm_table tanh, sigmoid;
    int codes, null_code;
    int *order; /* codes in the order of the first character that has it */
    int orders;
    int *place_of;     /* by code: its place in that order; codes of no character last */
    int *character_of; /* by code; null_code: -1 */
    struct lstm_character *characters;
    int character_count;
    struct lstm_dawg dawgs[LSTM_DAWGS];
};

/* Makes a model of the bytes of a .traineddata file (lent). FATAL with a text when it is not one,
 * or one of another kind than this engine computes: float weights, other layers, characters of
 * several codes, scripts without spaces. The caller frees it. */
int lstm_model_new(const void *data, size_t size, struct lstm_model **ret_model,
                   struct sohoa_err *err);
/* The same of a file. */
int lstm_model_open(const char *path, struct lstm_model **ret_model, struct sohoa_err *err);
void lstm_model_free(struct lstm_model *model); /* NULL is fine */

/* ---- its parts, each from the bytes of one entry --------------------------------------------- */

struct lstm_bytes;
int lstm_tree_read(struct lstm_bytes *b, struct lstm_net *net, struct sohoa_err *err);
void lstm_net_free(struct lstm_net *net);
/* Numbers of rows and columns as in the file, bias column not counted. */
bool lstm_matrix_make(struct lstm_matrix *m, int rows, int cols);
void lstm_matrix_set(struct lstm_matrix *m, int row, int col, int weight);
void lstm_matrix_free(struct lstm_matrix *m);
int lstm_charset_read(struct lstm_bytes *b, struct lstm_model *model, struct sohoa_err *err);
int lstm_recoder_read(struct lstm_bytes *b, struct lstm_model *model, struct sohoa_err *err);
int lstm_dawg_read(struct lstm_bytes *b, const struct lstm_model *model, struct lstm_dawg *dawg,
                   struct sohoa_err *err);
#endif
