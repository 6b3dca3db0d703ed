/* lstm_load.c - the container: .traineddata is a table of entries; the network, its characters and
 * its word graphs are read, the rest is for another engine. Nothing in it is trusted. */
#include "lstm_bytes.h"
#include "lstm_model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ENTRIES_MAX = 64,
    ENTRY_NETWORK = 17,
    ENTRY_PUNCTUATION = 18, /* then words, numbers */
    ENTRY_CHARACTERS = 21,
    ENTRY_RECODER = 22,
    ENTRIES_LEAST = 23,
    FLAG_INT8 = 1,
    FLAG_RECODED = 64,
};

struct entries {
    struct lstm_bytes at[ENTRIES_MAX];
};

static int find_entries(const uint8_t *data, size_t size, struct entries *entries,
                        struct sohoa_err *err)
{
    struct lstm_bytes b = {.at = data, .end = data + size};
    int64_t offset[ENTRIES_MAX];
    uint32_t count = bytes_u32(&b);
    if (b.bad || count < ENTRIES_LEAST || count > ENTRIES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "not a model file of Tesseract 4 or 5");
    for (uint32_t i = 0; i < count; i++)
        offset[i] = bytes_i64(&b);
    for (uint32_t i = 0; i < count; i++) {
        int64_t end = (int64_t)size;
        for (uint32_t k = i + 1; offset[i] >= 0 && k < count; k++)
            if (offset[k] >= 0) {
                end = offset[k];
                break;
            }
        if (b.bad || offset[i] > end || end > (int64_t)size)
            return sohoa_fail(err, SOHOA_FATAL, "the model file is cut or damaged");
        if (offset[i] >= 0)
            entries->at[i] = (struct lstm_bytes){.at = data + offset[i], .end = data + end};
    }
    return SOHOA_OK;
}

/* What follows the tree of layers. */
static int read_tail(struct lstm_bytes *b, struct lstm_model *model, struct sohoa_err *err)
{
    char spec[256];
    bytes_string(b, spec, sizeof spec);
    int32_t flags = bytes_i32(b);
    bytes_i32(b);
    model->net.sample_iteration = bytes_i32(b);
    model->null_code = bytes_i32(b);
    if (b->bad)
        return sohoa_fail(err, SOHOA_FATAL, "the model's network is cut");
    if (!(flags & FLAG_INT8) || !(flags & FLAG_RECODED))
        return sohoa_fail(err, SOHOA_FATAL, "the model is not of the int8 kind with codes");
    if (model->null_code < 0 || model->null_code >= model->codes)
        return sohoa_fail(err, SOHOA_FATAL, "the model's null code is %d of %d",
                          (int)model->null_code, (int)model->codes);
    return SOHOA_OK;
}

static void fill_table(struct lstm_table *t, double (*f)(double))
{
    for (int i = 0; i < LSTM_TABLE; i++)
        t->pair[i][0] = (float)f(i / 256.0);
    for (int i = 0; i + 1 < LSTM_TABLE; i++)
        t->pair[i][1] = t->pair[i + 1][0] - t->pair[i][0];
    t->pair[LSTM_TABLE - 1][0] = 1;
    t->pair[LSTM_TABLE - 1][1] = 0;
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static int read_entries(struct entries *e, struct lstm_model *model, struct sohoa_err *err)
{
    for (int i = ENTRY_NETWORK; i <= ENTRY_RECODER; i++)
        if (!e->at[i].at && (i == ENTRY_NETWORK || i >= ENTRY_CHARACTERS))
            return sohoa_fail(err, SOHOA_FATAL, "the model file has no part %d", i);
    int rc = lstm_tree_read(&e->at[ENTRY_NETWORK], &model->net, err);
    model->codes = model->net.out.rows;
    if (rc == SOHOA_OK)
        rc = read_tail(&e->at[ENTRY_NETWORK], model, err);
    if (rc == SOHOA_OK)
        rc = lstm_charset_read(&e->at[ENTRY_CHARACTERS], model, err);
    if (rc == SOHOA_OK)
        rc = lstm_recoder_read(&e->at[ENTRY_RECODER], model, err);
    for (int i = 0; rc == SOHOA_OK && i < LSTM_DAWGS; i++)
        if (e->at[ENTRY_PUNCTUATION + i].at)
            rc = lstm_dawg_read(&e->at[ENTRY_PUNCTUATION + i], model, &model->dawgs[i], err);
    return rc;
}

int lstm_model_new(const void *data, size_t size, struct lstm_model **ret_model,
                   struct sohoa_err *err)
{
    struct entries entries = {0};
    int rc = find_entries(data, size, &entries, err);
    struct lstm_model *model = rc == SOHOA_OK ? calloc(1, sizeof *model) : NULL;
    if (rc == SOHOA_OK && !model)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK) {
        fill_table(&model->tanh, tanh);
        fill_table(&model->sigmoid, sigmoid);
        rc = read_entries(&entries, model, err);
    }
    if (rc == SOHOA_OK)
        *ret_model = model;
    else
        lstm_model_free(model);
    return rc;
}

int lstm_model_open(const char *path, struct lstm_model **ret_model, struct sohoa_err *err)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "%s", path);
    int rc = SOHOA_OK;
    size_t room = 1 << 20, size = 0;
    uint8_t *data = malloc(room);
    while (data && (size += fread(data + size, 1, room - size, f)) == room &&
           room < LSTM_MODEL_BYTES_MAX) {
        uint8_t *bigger = realloc(data, room *= 2);
        if (!bigger)
            free(data);
        data = bigger;
    }
    if (!data)
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    else if (ferror(f))
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "%s", path);
    else if (size >= LSTM_MODEL_BYTES_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "%s: larger than any model", path);
    else
        rc = lstm_model_new(data, size, ret_model, err);
    free(data);
    fclose(f);
    return rc;
}

void lstm_model_free(struct lstm_model *model)
{
    if (!model)
        return;
    lstm_net_free(&model->net);
    for (int i = 0; i < LSTM_DAWGS; i++)
        free(model->dawgs[i].edges);
    free(model->order);
    free(model->place_of);
    free(model->character_of);
    free(model->characters);
    free(model);
}
