/* lstm_dawg.c - word graphs, squeezed into 64 bits an edge in the file. */
#include "lstm_bytes.h"
#include "lstm_model.h"

#include <stdlib.h>

enum { MAGIC = 42, EDGES_MAX = 16 << 20 };

static int bits_for(uint32_t letters)
{
    int bits = 0;
    while ((1u << bits) < letters + 1)
        bits++;
    return bits;
}

static bool unpack(uint64_t packed, int bits, uint32_t count, struct lstm_edge *ret)
{
    int next_bits = 64 - bits - 3;
    uint64_t next = packed >> (bits + 3);
    ret->letter = (uint32_t)(packed & ((1u << bits) - 1));
    ret->last = packed >> bits & 1;
    ret->ends = packed >> (bits + 2) & 1;
    ret->used = next != ((uint64_t)1 << next_bits) - 1;
    ret->next = ret->used ? (uint32_t)next : 0;
    return !ret->used || next < count;
}

/* Node 0 is searched by halves: its edges must be sorted, or a search would depend on its way. */
static bool root_is_sorted(const struct lstm_dawg *d)
{
    for (uint32_t i = 1; i < d->root; i++)
        if (d->edges[i].letter < d->edges[i - 1].letter)
            return false;
    return true;
}

int lstm_dawg_read(struct lstm_bytes *b, const struct lstm_model *model, struct lstm_dawg *dawg,
                   struct sohoa_err *err)
{
    uint16_t magic = (uint16_t)bytes_number(b, 2);
    uint32_t letters = bytes_u32(b), count = bytes_u32(b);
    if (b->bad || magic != MAGIC || letters > (uint32_t)model->character_count || letters == 0)
        return sohoa_fail(err, SOHOA_FATAL, "a word graph of the model is of a kind not known");
    if (count > EDGES_MAX || count > (size_t)(b->end - b->at) / 8)
        return sohoa_fail(err, SOHOA_FATAL, "a word graph of the model is cut");
    dawg->edges = calloc((size_t)count + 1, sizeof *dawg->edges);
    if (!dawg->edges)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    dawg->count = count;
    int bits = bits_for(letters);
    for (uint32_t i = 0; i < count; i++)
        if (!unpack((uint64_t)bytes_i64(b), bits, count, &dawg->edges[i]))
            return sohoa_fail(err, SOHOA_FATAL, "a word graph of the model leads out of itself");
    while (dawg->root < count && dawg->edges[dawg->root].used && !dawg->edges[dawg->root].last)
        dawg->root++;
    dawg->root += dawg->root < count && dawg->edges[dawg->root].used;
    if (!root_is_sorted(dawg))
        return sohoa_fail(err, SOHOA_FATAL, "a word graph of the model is not sorted");
    return SOHOA_OK;
}
