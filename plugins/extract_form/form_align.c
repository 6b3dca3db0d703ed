/* form_align.c - the label sequence of a schema laid over the labels found on a document.
 *
 * A label alone does not tell whose it is: "Nơi cư trú" stands three times on one form. So every
 * label is looked for everywhere, and of all ways to give each label of the schema one of its
 * places or none, in order, the best is taken (dynamic programming over places). What is still
 * missing between two neighbours is then looked for there with more tolerance. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

/* A label variant of the schema and where it was found. */
struct label {
    char *folded;
    uint32_t letters;
    struct form_hit *hits;
    uint32_t hit_count;
    bool searched;
};
struct labels {
    struct label *items;
    uint32_t count;
};

/* A place for a node. */
struct place {
    uint32_t node;
    struct form_hit hit;
    float gain;
    double best;   /* of a sequence that ends here */
    uint32_t from; /* the place before it in that sequence */
};
struct places {
    struct place *items;
    uint32_t count;
};

/* ---- plan ---- */

static bool follows(const struct sohoa_item *item)
{
    return item->kind == SOHOA_ITEM_FIELD && !item->label_count && !item->find;
}

/* Whether b stands in the same row of a table whose header names roles as a. */
static bool same_row(const struct sohoa_item *a, const struct sohoa_item *b)
{
    return a->grid >= 0 && a->grid == b->grid && b->kind == SOHOA_ITEM_FIELD &&
           a->label_count == b->label_count && b->column > a->column && a->label_count &&
           !strcmp(a->labels[0], b->labels[0]);
}

/* Cells of a table whose header names fields are form_table's, header cells form_grid's. */
static bool is_node(const struct sohoa_schema *schema, const struct sohoa_item *item)
{
    if (item->kind == SOHOA_ITEM_GRID || !item->label_count)
        return false;
    return item->kind != SOHOA_ITEM_FIELD || item->grid < 0 ||
           sohoa_schema_item(schema, (size_t)item->grid)->kind == SOHOA_ITEM_GRID;
}

bool form_plan(struct form_sheet *sheet, const struct sohoa_schema *schema, struct form_plan *ret)
{
    size_t count = sohoa_schema_items(schema);
    struct form_plan plan = {.nodes = form_alloc(sheet, (count + 1) * sizeof *plan.nodes)};
    if (!plan.nodes)
        return false;
    bool open = false; /* the item before began a node that others may share */
    for (size_t i = 0; i < count; i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (open && (follows(item) || same_row(sohoa_schema_item(schema, i - 1), item))) {
            plan.nodes[plan.count - 1].items++;
            continue;
        }
        open = false;
        if (!is_node(schema, item))
            continue;
        open = item->kind == SOHOA_ITEM_FIELD;
        plan.nodes[plan.count++] = (struct form_node){.item = (uint32_t)i,
                                                      .items = 1,
                                                      .kind = item->kind,
                                                      .flags = item->flags,
                                                      .grid = item->grid,
                                                      .group = item->group};
    }
    *ret = plan;
    return true;
}

/* ---- labels ---- */

static struct label *label_of(struct form_sheet *sheet, struct labels *labels, const char *text)
{
    char folded[512];
    size_t size = sohoa_fold(text, folded, NULL, sizeof folded);
    if (!size)
        return NULL;
    for (uint32_t i = 0; i < labels->count; i++)
        if (labels->items[i].letters == size && !memcmp(labels->items[i].folded, folded, size))
            return &labels->items[i];
    if (labels->count == FORM_LABELS_MAX)
        return NULL;
    struct label *label = &labels->items[labels->count];
    label->folded = form_alloc(sheet, size + 1);
    if (!label->folded)
        return NULL;
    memcpy(label->folded, folded, size);
    label->letters = (uint32_t)size;
    labels->count++;
    return label;
}

static bool search(struct form_sheet *sheet, struct label *label)
{
    struct form_hit hits[FORM_HITS_MAX];
    label->searched = true;
    label->hit_count =
        form_find(sheet, label->folded, label->letters, form_tolerance(label->letters), 0,
                  sheet->stream.size, hits, FORM_HITS_MAX);
    label->hits = form_alloc(sheet, (label->hit_count + 1) * sizeof *hits);
    if (!label->hits)
        return false;
    memcpy(label->hits, hits, label->hit_count * sizeof *hits);
    return true;
}

/* The longest label that surely stands over each letter. */
struct over {
    uint16_t letters;
    float fit;
};

static struct over *longest_over(struct form_sheet *sheet, const struct labels *labels)
{
    struct over *over = form_alloc(sheet, (sheet->stream.size + 1) * sizeof *over);
    for (uint32_t i = 0; over && i < labels->count; i++) {
        const struct label *label = &labels->items[i];
        for (uint32_t j = 0; j < label->hit_count; j++) {
            const struct form_hit *hit = &label->hits[j];
            for (uint32_t at = hit->start; hit->fit >= 0.7F && at < hit->end; at++)
                if (over[at].letters < label->letters)
                    over[at] = (struct over){(uint16_t)label->letters, hit->fit};
        }
    }
    return over;
}

/* ---- places ---- */

static float gain_of(const struct form_node *node, const struct label *label,
                     const struct form_hit *hit, const struct over *over)
{
    uint32_t letters = label->letters < 24 ? label->letters : 24;
    double weight = 0.45 + 0.55 * letters / 24, fit = hit->fit;
    const struct over *first = &over[hit->start], *last = &over[hit->end - 1];
    if (first->letters > label->letters + 2 && last->letters > label->letters + 2 &&
        first->fit > hit->fit - 0.1F && last->fit > hit->fit - 0.1F)
        fit -= 0.3; /* a part of another label */
    if (node->kind != SOHOA_ITEM_FIELD)
        weight *= 0.8;
    if (node->flags & SOHOA_ITEM_BARE)
        weight *= hit->head || hit->colon ? 0.6 : 0.3;
    return (float)(weight * (fit - 0.3) / 0.7);
}

static int compare_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->hit.start > y->hit.start) - (x->hit.start < y->hit.start);
}

static int compare_gain(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return (x->gain < y->gain) - (x->gain > y->gain);
}

static bool collect(struct form_sheet *sheet, const struct sohoa_schema *schema,
                    const struct form_plan *plan, struct labels *labels, struct places *ret)
{
    size_t room = 0;
    for (int pass = 0; pass < 2; pass++) {
        const struct over *over = NULL;
        if (pass && (!(over = longest_over(sheet, labels)) ||
                     !(ret->items = form_alloc(sheet, (room + 1) * sizeof *ret->items))))
            return false;
        for (uint32_t i = 0; i < plan->count; i++) {
            const struct form_node *node = &plan->nodes[i];
            const struct sohoa_item *item = sohoa_schema_item(schema, node->item);
            for (size_t j = 0; j < item->label_count; j++) {
                struct label *label = label_of(sheet, labels, item->labels[j]);
                if (!label || (!label->searched && !search(sheet, label)))
                    continue;
                room += label->hit_count;
                for (uint32_t k = 0; pass && k < label->hit_count; k++) {
                    float gain = gain_of(node, label, &label->hits[k], over);
                    if (gain > 0)
                        ret->items[ret->count++] =
                            (struct place){.node = i, .hit = label->hits[k], .gain = gain};
                }
            }
        }
    }
    if (ret->count > FORM_ALL_HITS_MAX) {
        qsort(ret->items, ret->count, sizeof *ret->items, compare_gain);
        ret->count = FORM_ALL_HITS_MAX;
    }
    qsort(ret->items, ret->count, sizeof *ret->items, compare_place);
    return true;
}

/* ---- the best sequence ---- */

static uint32_t line_at(const struct form_sheet *sheet, uint32_t letter)
{
    return sheet->words[sheet->stream.word[letter]].line;
}

/* What it costs to leave nodes [from, to) without a place. */
static double skipped(const struct form_plan *plan, uint32_t from, uint32_t to)
{
    double cost = 0;
    for (uint32_t i = from; i < to; i++)
        cost += plan->nodes[i].flags & SOHOA_ITEM_REQUIRED ? 0.12
                : plan->nodes[i].kind == SOHOA_ITEM_TEXT   ? 0.06
                                                           : 0.02;
    return cost;
}

/* What the step from place a to place b costs besides. */
static double step_cost(const struct form_sheet *sheet, const struct form_plan *plan,
                        const struct place *a, const struct place *b)
{
    double lines = (double)line_at(sheet, b->hit.start) - line_at(sheet, a->hit.end - 1);
    uint32_t between = b->node - a->node - 1;
    double far = lines - 1 - between;
    double cost = far > 0 ? (far < 20 ? 0.012 * far : 0.24) : 0;
    if ((plan->nodes[b->node].flags & SOHOA_ITEM_BARE) && far > 1)
        cost += 0.6;
    return lines <= 1 && !between ? cost - 0.05 : cost;
}

static uint32_t best_sequence(const struct form_sheet *sheet, struct form_plan *plan,
                              struct places *places)
{
    double best = 0;
    uint32_t last = FORM_NONE;
    double *left_out = calloc(plan->count + 2, sizeof *left_out);
    if (!left_out)
        return FORM_NONE;
    for (uint32_t i = 0; i < plan->count; i++)
        left_out[i + 1] = left_out[i] + skipped(plan, i, i + 1);
    for (uint32_t i = 0; i < places->count; i++) {
        struct place *place = &places->items[i];
        place->best = place->gain - left_out[place->node];
        place->from = FORM_NONE;
        for (uint32_t j = 0; j < i && places->items[j].node < place->node; j++) {
            const struct place *before = &places->items[j];
            if (before->hit.end > place->hit.start)
                continue;
            double sum = before->best + place->gain -
                         (left_out[place->node] - left_out[before->node + 1]) -
                         step_cost(sheet, plan, before, place);
            if (sum > place->best) {
                place->best = sum;
                place->from = j;
            }
        }
        double whole = place->best - (left_out[plan->count] - left_out[place->node + 1]);
        if (last == FORM_NONE || whole > best) {
            best = whole;
            last = i;
        }
    }
    free(left_out);
    plan->score = best;
    return last;
}

/* ---- what is missing between neighbours ---- */

static void rescue(struct form_sheet *sheet, const struct sohoa_schema *schema,
                   struct form_node *node, uint32_t from, uint32_t to)
{
    const struct sohoa_item *item = sohoa_schema_item(schema, node->item);
    float best = 0.3F;
    for (size_t i = 0; i < item->label_count && from < to; i++) {
        char folded[512];
        struct form_hit hits[8];
        uint32_t letters = (uint32_t)sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
        uint32_t share = node->flags & SOHOA_ITEM_REQUIRED ? 35 : 27;
        uint32_t most = letters < 6 ? form_tolerance(letters) : letters * share / 100;
        uint32_t count = form_find(sheet, folded, letters, most, from, to, hits, 8);
        for (uint32_t j = 0; j < count; j++) {
            bool stands = hits[j].head || hits[j].colon;
            if (!stands || hits[j].fit <= best || hits[j].start < from)
                continue;
            best = hits[j].fit;
            node->hit = hits[j];
            node->found = node->rescued = true;
        }
    }
}

static void rescue_all(struct form_sheet *sheet, const struct sohoa_schema *schema,
                       struct form_plan *plan)
{
    uint32_t from = 0;
    bool begun = false;
    for (uint32_t i = 0; i < plan->count; i++) {
        struct form_node *node = &plan->nodes[i];
        if (node->found) {
            from = node->moved ? from : node->hit.end;
            begun = true;
            continue;
        }
        uint32_t next = i + 1;
        while (next < plan->count && (!plan->nodes[next].found || plan->nodes[next].moved))
            next++;
        if (!begun || next == plan->count || node->kind != SOHOA_ITEM_FIELD)
            continue;
        rescue(sheet, schema, node, from, plan->nodes[next].hit.start);
        if (node->found)
            from = node->hit.end;
    }
}

/* ---- what stands in another order ---- */

/* Length of the key's first part, the role. */
static size_t role_size(const char *key)
{
    const char *dot = key ? strchr(key, '.') : NULL;
    return dot ? (size_t)(dot - key) : 0;
}

/* The letters among which the fields of the node's role lie: from the first of them found to
 * what comes behind the last. False: none was found. */
static bool role_span(const struct sohoa_schema *schema, const struct form_sheet *sheet,
                      const struct form_plan *plan, uint32_t node, uint32_t *ret_from,
                      uint32_t *ret_to)
{
    const char *role = sohoa_schema_item(schema, plan->nodes[node].item)->key;
    size_t size = role_size(role);
    uint32_t first = FORM_NONE, last = FORM_NONE;
    for (uint32_t i = 0; i < plan->count && size; i++) {
        const char *key = sohoa_schema_item(schema, plan->nodes[i].item)->key;
        if (!plan->nodes[i].found || role_size(key) != size || memcmp(key, role, size) != 0)
            continue;
        first = first == FORM_NONE ? i : first;
        last = i;
    }
    if (first == FORM_NONE)
        return false;
    *ret_from = plan->nodes[first].hit.start;
    *ret_to = sheet->stream.size;
    for (uint32_t i = last + 1; i < plan->count; i++)
        if (plan->nodes[i].found) {
            *ret_to = plan->nodes[i].hit.start;
            break;
        }
    return true;
}

/* Fields of one person may be printed in another order than the schema has them. */
static void reorder(struct form_sheet *sheet, const struct sohoa_schema *schema,
                    struct form_plan *plan, const struct places *places)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        struct form_node *node = &plan->nodes[i];
        uint32_t from, to;
        const struct place *best = NULL;
        if (node->found || node->kind != SOHOA_ITEM_FIELD || (node->flags & SOHOA_ITEM_BARE) ||
            !role_span(schema, sheet, plan, i, &from, &to))
            continue;
        for (uint32_t j = 0; j < places->count; j++) {
            const struct place *place = &places->items[j];
            if (place->node == i && place->hit.start >= from && place->hit.end <= to &&
                place->hit.fit >= 0.8F && place->hit.head && place->gain > 0.4F &&
                !sheet->stream.cover[place->hit.start] &&
                !sheet->stream.cover[place->hit.end - 1] && (!best || place->gain > best->gain))
                best = place;
        }
        if (!best)
            continue;
        node->found = node->moved = true;
        node->hit = best->hit;
        plan->score += best->gain;
        memset(sheet->stream.cover + best->hit.start, 1, best->hit.end - best->hit.start);
    }
}

/* Covers the letters of what was found (1), and of labels that stand where none was expected (2):
 * a value ends there too. */
static void cover(struct form_sheet *sheet, const struct form_plan *plan,
                  const struct labels *labels)
{
    uint8_t *over = sheet->stream.cover;
    for (uint32_t i = 0; i < labels->count; i++) {
        const struct label *label = &labels->items[i];
        for (uint32_t j = 0; j < label->hit_count; j++) {
            const struct form_hit *hit = &label->hits[j];
            if (hit->fit >= 0.75F && hit->colon && hit->head && label->letters >= 5)
                memset(over + hit->start, 2, hit->end - hit->start);
        }
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct form_hit *hit = &plan->nodes[i].hit;
        if (!plan->nodes[i].found)
            continue;
        memset(over + hit->start, 1, hit->end - hit->start);
        for (uint32_t j = hit->start; j < hit->end; j++)
            sheet->words[sheet->stream.word[j]].taken = true;
    }
}

bool form_align(struct form_sheet *sheet, const struct sohoa_schema *schema, struct form_plan *plan,
                const struct sohoa_call *call)
{
    struct labels labels = {.items = form_alloc(sheet, FORM_LABELS_MAX * sizeof *labels.items)};
    struct places places = {0};
    if (!labels.items || !collect(sheet, schema, plan, &labels, &places) || sohoa_call_over(call))
        return false;
    uint32_t at = best_sequence(sheet, plan, &places);
    for (; at != FORM_NONE; at = places.items[at].from) {
        struct form_node *node = &plan->nodes[places.items[at].node];
        node->found = true;
        node->hit = places.items[at].hit;
        memset(sheet->stream.cover + node->hit.start, 1, node->hit.end - node->hit.start);
    }
    reorder(sheet, schema, plan, &places);
    rescue_all(sheet, schema, plan);
    cover(sheet, plan, &labels);
    return true;
}
