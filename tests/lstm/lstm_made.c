/* lstm_made.c - writes the bytes of a model as the trainer of Tesseract does: the counterpart of
 * lstm_load.c, from the same description. */
#include "lstm_made.h"

#include <stdio.h>
#include <string.h>

const struct made made_small = {
    .convolved = 16, .down = 16, .forth = 32, .back = 16, .last = 48, .codes = 17, .seed = 7};

struct out {
    uint8_t *at;
    uint32_t random;
};

uint32_t made_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void put(struct out *o, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *o->at++ = (uint8_t)(value >> (8 * i));
}

static void put_f64(struct out *o, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(o, bits, 8);
}

static void put_string(struct out *o, const char *text)
{
    put(o, strlen(text), 4);
    memcpy(o->at, text, strlen(text));
    o->at += strlen(text);
}

static void put_node(struct out *o, const char *type, int in, int width)
{
    put(o, 0, 1);
    put_string(o, type);
    put(o, 0, 2);
    put(o, 64, 4);
    put(o, (uint32_t)in, 4);
    put(o, (uint32_t)width, 4);
    put(o, 0, 4);
    put_string(o, type);
}

static void put_rates(struct out *o)
{
    put(o, 1, 4);
    put(o, 0, 4);
}

static void put_weights(struct out *o, const struct made *m, int rows, int cols)
{
    put(o, m->weight_mode ? (uint64_t)m->weight_mode : 133, 1);
    put(o, (uint64_t)rows, 4);
    put(o, (uint64_t)cols + 1, 4);
    put(o, 0, 1);
    for (int i = 0; i < rows * (cols + 1); i++)
        put(o, (uint8_t)(int8_t)((int)(made_random(&o->random) % 255) - 127), 1);
    put(o, (uint64_t)rows, 4);
    for (int i = 0; i < rows; i++)
        put_f64(o, 0.002 + (double)(made_random(&o->random) % 100) / 5e4);
}

static void put_layer(struct out *o, const struct made *m, const char *type, int in, int width)
{
    put_node(o, type, in, width);
    put(o, (uint64_t)(in + width), 4);
    for (int gate = 0; gate < 4; gate++)
        put_weights(o, m, width, in + width);
}

static void put_network(struct out *o, const struct made *m)
{
    put_node(o, "Series", 36, m->codes);
    put(o, 8, 4);
    put_node(o, "Input", 36, 1);
    for (int i = 0; i < 5; i++)
        put(o, (const uint32_t[]){1, 36, 0, 1, 0}[i], 4);
    put_node(o, "Series", 1, m->convolved);
    put(o, 2, 4);
    put_node(o, "Convolve", 1, 9);
    put(o, 1, 4);
    put(o, 1, 4);
    put_node(o, "Tanh", 9, m->convolved);
    put_weights(o, m, m->convolved, 9);
    put_rates(o);
    put_node(o, "Maxpool", m->convolved, m->convolved);
    put(o, 3, 4);
    put(o, 3, 4);
    put_node(o, "XYTranspose", m->convolved, m->down);
    put(o, 1, 4);
    put_layer(o, m, "SummLSTM", m->convolved, m->down);
    put_rates(o);
    put_layer(o, m, "LSTM", m->down, m->forth);
    put_node(o, "RTLReversed", m->forth, m->back);
    put(o, 1, 4);
    put_layer(o, m, "LSTM", m->forth, m->back);
    put_rates(o);
    put_layer(o, m, "LSTM", m->back, m->last);
    put_node(o, m->softmax ? m->softmax : "Softmax", m->last, m->codes);
    put_weights(o, m, m->codes, m->last);
    put_rates(o);
    put_string(o, "[1,36,0,1 made]");
    put(o, 65, 4);
    put(o, 1, 4);
    put(o, 12345, 4);
    put(o, (uint64_t)m->codes - 1, 4);
    for (int i = 0; i < 3; i++)
        put(o, 0, 4);
}

/* Edges of a graph of 18 letters or fewer: five bits a letter. */
static uint64_t edge(unsigned letter, bool last, bool ends, uint64_t next)
{
    return letter | (uint64_t)last << 5 | (uint64_t)ends << 7 | next << 8;
}

static void put_dawg(struct out *o, const struct made *m, const uint64_t *edges, uint32_t count)
{
    put(o, 42, 2);
    put(o, (uint64_t)m->codes, 4);
    put(o, count, 4);
    for (uint32_t i = 0; i < count; i++)
        put(o, edges[i], 8);
}

static void put_text(struct out *o, const char *text)
{
    memcpy(o->at, text, strlen(text));
    o->at += strlen(text);
}

/* One character a code but null: ids 0 and 1 are the space and what stands for nothing. */
static void put_characters(struct out *o, const struct made *m)
{
    char line[96];
    snprintf(line, sizeof line, "%d\nNULL 0 Common 0\nJoined 7 0,255,0,255 Latin 1 0 1 Joined\n",
             m->codes);
    put_text(o, line);
    for (int id = 2; id < m->codes; id++) {
        bool digit = id >= m->codes - 4;
        snprintf(line, sizeof line, "%c %d 0,255,0,255 %s %d 0 %d x\n",
                 digit ? '0' + id % 10 : 'a' + id - 2, digit ? 8 : 3,
                 m->script ? m->script : "Latin", id, id);
        put_text(o, line);
    }
}

/* The space has code 0, "Joined" null, the others their id less one. */
static void put_recoder(struct out *o, const struct made *m)
{
    int length = m->code_length ? m->code_length : 1;
    put(o, (uint64_t)m->codes, 4);
    for (int id = 0; id < m->codes; id++) {
        put(o, 1, 1);
        put(o, (uint64_t)length, 4);
        for (int i = 0; i < length; i++)
            put(o, id == 0 ? 0 : id == 1 ? (uint64_t)m->codes - 1 : (uint64_t)id - 1, 4);
    }
}

/* Letters a, b, c have ids 2, 3, 4; in the punctuation graph 0 is a word. */
static void put_dawgs(struct out *o, const struct made *m, uint64_t at[3])
{
    const uint64_t marks[] = {edge(0, true, true, 1), edge(4, true, true, 0)};
    const uint64_t words[] = {edge(2, false, false, 2), edge(3, true, true, 0),
                              edge(3, true, true, 3), edge(4, true, true, 0)};
    const uint64_t numbers[] = {edge(0, true, true, 1), edge(0, true, true, 1)};
    at[0] = (uint64_t)(uintptr_t)o->at;
    put_dawg(o, m, marks, 2);
    at[1] = (uint64_t)(uintptr_t)o->at;
    put_dawg(o, m, words, 4);
    at[2] = (uint64_t)(uintptr_t)o->at;
    put_dawg(o, m, numbers, 2);
}

size_t made_write(const struct made *m, uint8_t *ret)
{
    enum { ENTRIES = 24, HEAD = 4 + 8 * ENTRIES };
    struct out o = {.at = ret + HEAD, .random = m->seed};
    uint64_t at[ENTRIES], base = (uint64_t)(uintptr_t)ret;
    for (int i = 0; i < ENTRIES; i++)
        at[i] = base - 1;
    at[17] = (uint64_t)(uintptr_t)o.at;
    put_network(&o, m);
    if (!m->without_dawgs)
        put_dawgs(&o, m, at + 18);
    at[21] = (uint64_t)(uintptr_t)o.at;
    put_characters(&o, m);
    at[22] = (uint64_t)(uintptr_t)o.at;
    put_recoder(&o, m);
    size_t size = (size_t)(o.at - ret);
    o.at = ret;
    put(&o, ENTRIES, 4);
    for (int i = 0; i < ENTRIES; i++)
        put(&o, at[i] - base, 8);
    return size;
}
