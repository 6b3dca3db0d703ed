/* lstm_heap.c - the few best nodes of a kind: a binary heap with the worst at its root. How it is
 * laid out decides between equals, so the sifting is part of the search's meaning. */
#include "lstm_beam.h"

static int sift_up(struct beam_node *nodes, int hole, const struct beam_node *node)
{
    while (hole > 0 && node->key < nodes[(hole - 1) / 2].key) {
        nodes[hole] = nodes[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    return hole;
}

static int sift_down(struct beam_node *nodes, int count, int hole, const struct beam_node *node)
{
    int child;
    while ((child = 2 * hole + 1) < count) {
        if (child + 1 < count && nodes[child + 1].key < nodes[child].key)
            child++;
        if (!(nodes[child].key < node->key))
            break;
        nodes[hole] = nodes[child];
        hole = child;
    }
    return hole;
}

/* The same text on the same terms: the better stays. False: there is none such. */
static bool replaced(struct beam_heap *h, const struct beam_node *node)
{
    for (int i = 0; i < h->count; i++) {
        const struct beam_node *old = &h->nodes[i];
        if (old->code != node->code || old->history != node->history || old->kind != node->kind ||
            old->starts_dictionary != node->starts_dictionary)
            continue;
        if (node->score > old->score) {
            int at = sift_down(h->nodes, h->count, i, node);
            at = sift_up(h->nodes, at, node);
            h->nodes[at] = *node;
        }
        return true;
    }
    return false;
}

void beam_heap_offer(struct beam_heap *h, const struct beam_node *node)
{
    if (h->count >= BEAM_WIDTH && node->score <= h->nodes[0].score)
        return;
    if (replaced(h, node))
        return;
    int at = sift_up(h->nodes, h->count++, node);
    h->nodes[at] = *node;
    if (h->count <= BEAM_WIDTH)
        return;
    struct beam_node last = h->nodes[--h->count];
    at = sift_down(h->nodes, h->count, 0, &last);
    h->nodes[at] = last;
}
