/* form_align.c - the label sequence of a schema laid over the labels found on a document.
 *
 * A label alone does not tell whose it is: "Nơi cư trú" stands three times on one form. So every
 * label is looked for everywhere, and of all ways to give each label of the schema one of its
 * places or none, in order, the best is taken (dynamic programming over places). What is still
 * missing between two neighbours is then looked for there with more tolerance. */
#include "form_align.h"

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

static struct form_node *add_node(struct form_plan *plan, const struct sohoa_item *item,
                                  uint32_t index)
{
    struct form_node *node = &plan->nodes[plan->count++];
    *node = (struct form_node){.item = index,
                               .items = 1,
                               .kind = item->kind,
                               .flags = item->flags,
                               .grid = item->grid,
                               .group = item->group};
    return node;
}

/* The rows of a grid once for each column, as if they stood one below the other. */
static void add_twins(const struct sohoa_schema *schema, const struct form_twins *twins,
                      struct form_plan *plan)
{
    size_t count = sohoa_schema_items(schema);
    for (uint32_t c = 0; c < twins->count; c++)
        for (size_t i = (size_t)twins->grid; i < count; i++) {
            const struct sohoa_item *item = sohoa_schema_item(schema, i);
            if (item->grid == twins->grid && item->kind != SOHOA_ITEM_GRID && item->label_count &&
                item->column == twins->columns[c])
                add_node(plan, item, (uint32_t)i)->grid = -1;
        }
}

bool form_plan(struct form_sheet *sheet, const struct sohoa_schema *schema,
               const struct form_twins *twins, struct form_plan *ret)
{
    size_t count = sohoa_schema_items(schema);
    struct form_plan plan = {.nodes = form_alloc(sheet, (2 * count + 1) * sizeof *plan.nodes)};
    if (!plan.nodes)
        return false;
    bool open = false; /* the item before began a node that others may share */
    for (size_t i = 0; i < count; i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (twins->grid >= 0 && item->grid == twins->grid) {
            if (item->grid == (int32_t)i)
                add_twins(schema, twins, &plan);
            open = false;
            continue;
        }
        if (open && (follows(item) || same_row(sohoa_schema_item(schema, i - 1), item))) {
            plan.nodes[plan.count - 1].items++;
            continue;
        }
        open = false;
        if (!is_node(schema, item))
            continue;
        open = item->kind == SOHOA_ITEM_FIELD;
        add_node(&plan, item, (uint32_t)i);
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

/* The label that stands over each letter: long, and reading as it should. */
struct over {
    uint32_t letters;
    float fit, weight;
};

static struct over *longest_over(struct form_sheet *sheet, const struct labels *labels)
{
    struct over *over = form_alloc(sheet, (sheet->stream.size + 1) * sizeof *over);
    for (uint32_t i = 0; over && i < labels->count; i++) {
        const struct label *label = &labels->items[i];
        for (uint32_t j = 0; j < label->hit_count; j++) {
            const struct form_hit *hit = &label->hits[j];
            float weight = (float)label->letters * (hit->fit - 0.3F);
            for (uint32_t at = hit->start; hit->fit >= 0.7F && at < hit->end; at++)
                if (over[at].weight < weight)
                    over[at] = (struct over){label->letters, hit->fit, weight};
        }
    }
    return over;
}

/* ---- places ---- */

/* Whether what follows the hit can be a value of the item: a label as short as "Số" is found
 * everywhere. */
static bool value_fits(const struct form_sheet *sheet, const struct sohoa_item *item,
                       const struct form_hit *hit)
{
    static const char *const types[] = {"number", "date", "count", "citizen_id", "id_number"};
    bool digits = false;
    for (size_t i = 0; item->type && i < sizeof types / sizeof *types; i++)
        digits |= !strncmp(item->type, types[i], strlen(types[i]));
    if (!(item->flags & SOHOA_ITEM_BARE) || !digits)
        return true;
    uint32_t last = sheet->stream.word[hit->end - 1], line = sheet->words[last].line;
    for (uint32_t i = last; i < last + 3 && i < sheet->word_count; i++)
        if (sheet->words[i].line == line && strpbrk(sheet->words[i].text, "0123456789"))
            return true;
    return false;
}

static float gain_of(const struct form_sheet *sheet, const struct form_node *node,
                     const struct sohoa_item *item, const struct label *label,
                     const struct form_hit *hit, const struct over *over)
{
    uint32_t letters = label->letters < 24 ? label->letters : 24;
    double weight = 0.45 + 0.55 * letters / 24, fit = hit->fit;
    const struct over *first = &over[hit->start], *last = &over[hit->end - 1];
    if (first->letters > label->letters + 2 && last->letters > label->letters + 2 &&
        first->fit > hit->fit - 0.1F && last->fit > hit->fit - 0.1F)
        fit -= 0.3; /* a part of another label */
    if (!hit->colon && item->type && !strcmp(item->type, "identity_paper")) {
        /* "Căn cước công dân số" may be the label, or begin what stands behind one */
        const uint32_t *word = sheet->stream.word + hit->start;
        bool behind = hit->start && over[hit->start - 1].letters &&
                      sheet->words[word[-1]].line == sheet->words[word[0]].line;
        fit -= behind ? 0.6 : 0.2;
    }
    if (node->kind != SOHOA_ITEM_FIELD)
        weight *= 0.8;
    if (node->flags & SOHOA_ITEM_BARE)
        weight *= hit->head || hit->colon ? 0.6 : 0.3;
    return fit < 0.45 ? 0 : (float)(weight * (fit - 0.3) / 0.7);
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
            for (size_t j = 0; j < item->label_count && !node->done; j++) {
                struct label *label = label_of(sheet, labels, item->labels[j]);
                if (!label || (!label->searched && !search(sheet, label)))
                    continue;
                room += label->hit_count;
                for (uint32_t k = 0; pass && k < label->hit_count; k++) {
                    float gain = gain_of(sheet, node, item, label, &label->hits[k], over);
                    if (gain > 0 && value_fits(sheet, item, &label->hits[k]))
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
    if (ret->count)
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

/* Whether the hit is another name of the label right before it: "Giấy tờ tùy thân: Số CCCD: ...".
 */
static bool names_again(const struct sohoa_schema *schema, const struct form_plan *plan,
                        const struct label *label, const struct form_hit *hit)
{
    char folded[512];
    for (uint32_t i = 0; i < plan->count; i++) {
        if (!plan->nodes[i].found || plan->nodes[i].hit.end != hit->start)
            continue;
        const struct sohoa_item *item = sohoa_schema_item(schema, plan->nodes[i].item);
        for (size_t j = 0; j < item->label_count; j++)
            if (sohoa_fold(item->labels[j], folded, NULL, sizeof folded) == label->letters &&
                !memcmp(folded, label->folded, label->letters))
                return true;
    }
    return false;
}

/* "5." "(5)" "5/" "a)" as a label's number; bare: also "5", which lost its sign. */
static bool is_number_of_label(const char *text, bool bare)
{
    size_t open = *text == '(', digits = strspn(text + open, "0123456789");
    size_t letter = !digits && text[open] >= 'a' && text[open] <= 'z', size = strlen(text);
    size_t end = open + digits + letter;
    if (!digits == !letter || digits > 2)
        return false;
    if (size == end)
        return bare && digits && !open;
    return size == end + 1 && strchr(letter || open ? ")" : ".)/", text[end]);
}

/* Covers the numbers before labels that stand in the middle of a line: a value ends there. Numbers
 * that lost their full stop count where most labels have one, and behind a gap. */
static void cover_numbers(struct form_sheet *sheet)
{
    uint32_t numbered = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 1; i < sheet->word_count; i++) {
            const struct form_word *word = &sheet->words[i], *before = word - 1;
            uint8_t *cover = sheet->stream.cover;
            if (!word->size || !cover[word->at] || before->line != word->line || !before->size ||
                cover[before->at] || (i > 1 && word->at && cover[word->at - 1]))
                continue;
            bool strict = is_number_of_label(before->text, false);
            if (!pass) {
                numbered += strict;
                continue;
            }
            int32_t right = word->box.x - (before->box.x + before->box.w), left = INT32_MAX;
            if (i > 1 && before[-1].line == word->line)
                left = before->box.x - (before[-1].box.x + before[-1].box.w);
            if (strict || (numbered >= 4 && is_number_of_label(before->text, true) &&
                           left > (int32_t)sheet->pages[word->page].em && left > 2 * right)) {
                memset(cover + before->at, cover[word->at], before->size);
                sheet->words[i - 1].taken = true;
            }
        }
}

/* Covers the letters of what was found (1), and of labels that stand where none was expected (2):
 * a value ends there too. */
static void cover(struct form_sheet *sheet, const struct sohoa_schema *schema,
                  const struct form_plan *plan, const struct labels *labels)
{
    uint8_t *over = sheet->stream.cover;
    for (uint32_t i = 0; i < labels->count; i++) {
        const struct label *label = &labels->items[i];
        for (uint32_t j = 0; j < label->hit_count; j++) {
            const struct form_hit *hit = &label->hits[j];
            if (hit->fit >= 0.75F && hit->colon && hit->head && label->letters >= 5 &&
                !names_again(schema, plan, label, hit))
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

static void try_sections(struct form_sheet *sheet, const struct sohoa_schema *schema,
                         struct form_plan *plan, struct places *places, uint32_t *last)
{
    struct form_plan other = {0};
    struct places moved = {.count = places->count};
    uint32_t *index = form_alloc(sheet, (plan->count + 1) * sizeof *index);
    moved.items = form_alloc(sheet, (places->count + 1) * sizeof *moved.items);
    if (!index || !moved.items || !form_sections(sheet, schema, plan, places, &other, index))
        return;
    memcpy(moved.items, places->items, places->count * sizeof *moved.items);
    for (uint32_t i = 0; i < moved.count; i++)
        moved.items[i].node = index[moved.items[i].node];
    if (moved.count)
        qsort(moved.items, moved.count, sizeof *moved.items, compare_place);
    uint32_t end = best_sequence(sheet, &other, &moved);
    if (end == FORM_NONE || other.score <= plan->score)
        return;
    *plan = other;
    *places = moved;
    *last = end;
}

bool form_align(struct form_sheet *sheet, const struct sohoa_schema *schema, struct form_plan *plan,
                const struct sohoa_call *call)
{
    struct labels labels = {.items = form_alloc(sheet, FORM_LABELS_MAX * sizeof *labels.items)};
    struct places places = {0};
    if (!labels.items || !collect(sheet, schema, plan, &labels, &places) || sohoa_call_over(call))
        return false;
    uint32_t at = best_sequence(sheet, plan, &places);
    try_sections(sheet, schema, plan, &places, &at);
    for (; at != FORM_NONE; at = places.items[at].from) {
        struct form_node *node = &plan->nodes[places.items[at].node];
        node->found = true;
        node->hit = places.items[at].hit;
        memset(sheet->stream.cover + node->hit.start, 1, node->hit.end - node->hit.start);
    }
    form_reorder(sheet, schema, plan, &places);
    form_rescue(sheet, schema, plan);
    form_paper_whole(sheet, schema, plan);
    cover(sheet, schema, plan, &labels);
    cover_numbers(sheet);
    return true;
}
