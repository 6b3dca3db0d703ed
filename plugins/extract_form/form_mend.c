/* form_mend.c - what an alignment in the schema's order misses: labels that recognition spoiled,
 * fields of a person in another order, sections in another order. */
#include "form_align.h"

#include <string.h>

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

void form_rescue(struct form_sheet *sheet, const struct sohoa_schema *schema,
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
        if (!begun || node->done || next == plan->count || node->kind != SOHOA_ITEM_FIELD)
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

/* The letters among which the fields of the node's role lie: from what comes before the first of
 * them found to what comes behind the last. False: none was found. */
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
    *ret_from = 0;
    for (uint32_t i = 0; i < first; i++)
        if (plan->nodes[i].found && !plan->nodes[i].moved)
            *ret_from = plan->nodes[i].hit.end;
    *ret_to = sheet->stream.size;
    for (uint32_t i = last + 1; i < plan->count; i++)
        if (plan->nodes[i].found) {
            *ret_to = plan->nodes[i].hit.start;
            break;
        }
    return true;
}

/* Fields of one person may be printed in another order than the schema has them. */
void form_reorder(struct form_sheet *sheet, const struct sohoa_schema *schema,
                  struct form_plan *plan, const struct places *places)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        struct form_node *node = &plan->nodes[i];
        uint32_t from, to;
        const struct place *best = NULL;
        if (node->found || node->done || node->kind != SOHOA_ITEM_FIELD ||
            (node->flags & SOHOA_ITEM_BARE) || !role_span(schema, sheet, plan, i, &from, &to))
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

/* ---- what is no label of its own ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t size = text ? strlen(text) : 0, tail = strlen(end);
    return size >= tail && !strcmp(text + size - tail, end);
}

/* Whether the hit is printed as a label is, "Ngày cấp", and nothing before it in its line says that
 * a list goes on there. */
static bool begins_as_label(const struct form_sheet *sheet, const struct form_hit *hit)
{
    uint32_t first = sheet->stream.word[hit->start];
    const struct form_word *word = &sheet->words[first];
    if (sheet->stream.offset[hit->start] || form_begins_small(word->text) ||
        form_is_capitals(word->text))
        return false;
    const char *before = first && word[-1].line == word->line ? word[-1].text : "";
    return !*before || !strchr(",;.:-", before[strlen(before) - 1]);
}

/* "CCCD: 0381..., ngày cấp 15/03/2022, nơi cấp ..." is one value, which its type splits: what looks
 * like a label there has no place or no colon of its own. */
void form_paper_whole(const struct form_sheet *sheet, const struct sohoa_schema *schema,
                      struct form_plan *plan)
{
    const struct form_node *paper = NULL;
    const struct sohoa_item *of = NULL;
    for (uint32_t i = 0; i < plan->count; i++) {
        struct form_node *node = &plan->nodes[i];
        const struct sohoa_item *item = sohoa_schema_item(schema, node->item);
        if (!node->found || node->kind != SOHOA_ITEM_FIELD)
            continue;
        bool part =
            ends_with(item->key, ".id_issue_date") || ends_with(item->key, ".id_issue_place");
        if (!part && item->type && !strcmp(item->type, "identity_paper")) {
            paper = node;
            of = item;
        }
        if (!part || !paper || (node->hit.head && node->hit.colon) ||
            begins_as_label(sheet, &node->hit) || node->hit.start < paper->hit.end ||
            role_size(item->key) != role_size(of->key) ||
            memcmp(item->key, of->key, role_size(of->key)) != 0)
            continue;
        uint32_t from = sheet->words[sheet->stream.word[paper->hit.end - 1]].line;
        if (sheet->words[sheet->stream.word[node->hit.start]].line > from + 2)
            continue;
        node->found = false;
        memset(sheet->stream.cover + node->hit.start, 0, node->hit.end - node->hit.start);
    }
}

/* ---- sections in another order ---- */

/* Whether a section begins at the node: a heading, or the first field of another role. */
static bool begins_section(const struct sohoa_schema *schema, const struct form_plan *plan,
                           uint32_t node)
{
    const struct form_node *n = &plan->nodes[node];
    if (n->kind == SOHOA_ITEM_TEXT)
        return true;
    if (!node || n->kind != SOHOA_ITEM_FIELD || n->grid >= 0)
        return false;
    const char *key = sohoa_schema_item(schema, n->item)->key, *before = "";
    uint32_t last = node; /* the field before; what is left out has no role */
    while (!*before && last && plan->nodes[last - 1].kind == SOHOA_ITEM_FIELD)
        before = sohoa_schema_item(schema, plan->nodes[--last].item)->key;
    size_t size = role_size(key);
    bool same = size == role_size(before) && size && !memcmp(key, before, size);
    return size && !same && plan->nodes[node - 1].kind == SOHOA_ITEM_FIELD;
}

/* Letter where the section's first label surely stands alone at the head of a line: a heading's
 * first place; of a field's places the best, for its label may be the beginning of others. */
static uint32_t section_at(const struct form_plan *plan, const struct places *places, uint32_t node)
{
    const struct place *best = NULL;
    bool heading = plan->nodes[node].kind == SOHOA_ITEM_TEXT;
    for (uint32_t i = 0; i < places->count; i++) {
        const struct place *place = &places->items[i];
        if (place->node == node && place->hit.fit >= 0.85F && place->hit.head &&
            (!best || (!heading && place->gain > best->gain)))
            best = place;
    }
    return best ? best->hit.start : FORM_NONE;
}

bool form_sections(struct form_sheet *sheet, const struct sohoa_schema *schema,
                   const struct form_plan *plan, const struct places *places, struct form_plan *ret,
                   uint32_t *ret_new)
{
    enum { SECTIONS = 32 };
    uint32_t first[SECTIONS + 1] = {0}, at[SECTIONS] = {0}, order[SECTIONS] = {0}, count = 1;
    uint32_t furthest = 0; /* what is not found stands behind all before it */
    for (uint32_t i = 0; i < plan->count && count < SECTIONS; i++) {
        if (!begins_section(schema, plan, i))
            continue;
        uint32_t place = section_at(plan, places, i);
        furthest = place != FORM_NONE && place > furthest ? place : furthest;
        at[count] = place == FORM_NONE ? furthest : place;
        first[count++] = i;
    }
    first[count] = plan->count;
    bool moved = false;
    for (uint32_t i = 1; i < count; i++) { /* what stands alike keeps its order */
        uint32_t j = i;
        for (; j > 0 && at[order[j - 1]] > at[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
        moved |= j != i;
    }
    if (!moved || !(ret->nodes = form_alloc(sheet, (plan->count + 1) * sizeof *ret->nodes)))
        return false;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = first[order[i]]; j < first[order[i] + 1]; j++) {
            ret_new[j] = ret->count;
            ret->nodes[ret->count++] = plan->nodes[j];
        }
    return true;
}
