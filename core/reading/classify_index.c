/* classify_index.c - see classify_index.h. Labels that many papers share tell little, those of one
 * paper tell it: weights are inverse document frequencies (Sparck Jones 1972). */
#include "reading/classify_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLUE_LETTERS = 5, LONG_CLUE = 14 };
static const double anchor_weight = 1.5;

/* A text of one paper, before those of all are made one. */
struct mention {
    const char *folded;
    uint32_t length;
    size_t paper;
};
struct maker {
    struct sohoa_arena *arena;
    struct mention *mentions;
    size_t count, room;
    struct sohoa_clue_text *texts;
    size_t text_count, papers;
    bool no_memory;
};

static int by_text_and_paper(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);
    return order ? order : (x->paper > y->paper) - (x->paper < y->paper);
}

static void mention(struct maker *m, const char *folded, size_t length, size_t paper)
{
    if (length < CLUE_LETTERS)
        return;
    if (m->count == m->room) {
        size_t room = m->room ? 2 * m->room : 256;
        struct mention *more = realloc(m->mentions, room * sizeof *more);
        if (!more) {
            m->no_memory = true;
            return;
        }
        m->mentions = more;
        m->room = room;
    }
    m->mentions[m->count++] = (struct mention){folded, (uint32_t)length, paper};
}

static const char *fold_label(struct maker *m, const char *label, size_t *ret_length)
{
    char folded[2 * SOHOA_SCHEMA_TEXT_MAX];
    size_t length = sohoa_fold(label, folded, NULL, sizeof folded);
    char *kept = sohoa_arena_take(m->arena, length + 1);
    if (kept)
        memcpy(kept, folded, length + 1);
    m->no_memory = m->no_memory || !kept;
    *ret_length = kept ? length : 0;
    return kept;
}

static void mention_items(struct maker *m, const struct sohoa_schema *s, size_t paper)
{
    for (size_t i = 0; i < s->item_count; i++)
        for (size_t k = 0; k < s->items[i].label_count; k++) {
            size_t length = 0;
            const char *folded = fold_label(m, s->items[i].labels[k], &length);
            mention(m, folded, length, paper);
        }
}

static void mention_paper(struct maker *m, const struct sohoa_schema *s, size_t paper)
{
    for (int side = 0; side < 3; side++)
        for (size_t i = 0; i < s->marks[side].anchors.count; i++) {
            const struct sohoa_phrase *p = &s->marks[side].anchors.items[i];
            mention(m, p->folded, p->length, paper);
        }
    mention_items(m, s, paper);
    for (size_t i = 0; i < s->layout_count; i++)
        mention_items(m, &s->layouts[i], paper);
}

/* The mentions sorted and made one each. */
static void make_texts(struct maker *m)
{
    if (m->count)
        qsort(m->mentions, m->count, sizeof *m->mentions, by_text_and_paper);
    m->texts = sohoa_arena_take(m->arena, (m->count + 1) * sizeof *m->texts);
    m->no_memory = m->no_memory || !m->texts;
    for (size_t i = 0; m->texts && i < m->count; i++) {
        const struct mention *one = &m->mentions[i], *before = i ? one - 1 : NULL;
        if (!before || strcmp(before->folded, one->folded) != 0)
            m->texts[m->text_count++] = (struct sohoa_clue_text){one->folded, one->length, 1};
        else if (before->paper != one->paper)
            m->texts[m->text_count - 1].papers++;
    }
}

static int by_folded(const void *key, const void *item)
{
    return strcmp(key, ((const struct sohoa_clue_text *)item)->folded);
}

static void add_text(struct maker *m, struct sohoa_clue *clue, size_t *texts, const char *folded,
                     size_t length, double factor)
{
    const struct sohoa_clue_text *t =
        length < CLUE_LETTERS
            ? NULL
            : bsearch(folded, m->texts, m->text_count, sizeof *m->texts, by_folded);
    if (!t)
        return;
    double rare = log((double)m->papers / t->papers) + 0.15;
    double weight = factor * rare * fmin(1.0, (double)t->length / LONG_CLUE);
    texts[clue->text_count++] = (size_t)(t - m->texts);
    clue->weight = fmax(clue->weight, weight);
}

static void add_clue(struct sohoa_clue_list *list, struct sohoa_clue *clues,
                     const struct sohoa_clue *clue)
{
    if (clue->text_count == 0)
        return;
    clues[list->count++] = *clue;
    list->weight += clue->weight;
}

static void make_list(struct maker *m, const struct sohoa_schema *layout,
                      const struct sohoa_phrases *anchors, bool labels, struct sohoa_clue_list *ret)
{
    size_t items = labels ? layout->item_count : 0;
    struct sohoa_clue *clues =
        sohoa_arena_take(m->arena, (anchors->count + items + 1) * sizeof *clues);
    m->no_memory = m->no_memory || !clues;
    *ret = (struct sohoa_clue_list){.layout = layout, .items = clues};
    for (size_t i = 0; clues && i < anchors->count; i++) {
        size_t *text = sohoa_arena_take(m->arena, sizeof *text);
        struct sohoa_clue clue = {.texts = text};
        m->no_memory = m->no_memory || !text;
        if (text)
            add_text(m, &clue, text, anchors->items[i].folded, anchors->items[i].length,
                     anchor_weight);
        add_clue(ret, clues, &clue);
    }
    for (size_t i = 0; clues && i < items; i++) {
        const struct sohoa_item *item = &layout->items[i];
        size_t *texts = sohoa_arena_take(m->arena, (item->label_count + 1) * sizeof *texts);
        struct sohoa_clue clue = {.texts = texts};
        m->no_memory = m->no_memory || !texts;
        if (item->column > 0) /* a grid's row has the same label for every column */
            continue;
        for (size_t k = 0; texts && k < item->label_count; k++) {
            char folded[2 * SOHOA_SCHEMA_TEXT_MAX];
            size_t length = sohoa_fold(item->labels[k], folded, NULL, sizeof folded);
            add_text(m, &clue, texts, folded, length, 1.0);
        }
        add_clue(ret, clues, &clue);
    }
}

static void make_face(struct maker *m, const struct sohoa_schema *s, enum sohoa_side side,
                      struct sohoa_face *ret)
{
    size_t count = 1 + (side == SOHOA_SIDE_ANY ? s->layout_count : 0);
    struct sohoa_clue_list *lists = sohoa_arena_take(m->arena, count * sizeof *lists);
    m->no_memory = m->no_memory || !lists;
    *ret = (struct sohoa_face){.schema = s,
                               .side = side,
                               .marks = &s->marks[side],
                               .lists = lists,
                               .list_count = lists ? count : 0};
    for (size_t i = 0; lists && i < count; i++)
        make_list(m, i ? &s->layouts[i - 1] : s, &ret->marks->anchors, side == SOHOA_SIDE_ANY,
                  &lists[i]);
}

int sohoa_clue_index_make(const struct sohoa_schemas *set, struct sohoa_arena *arena,
                          struct sohoa_clue_index *ret)
{
    struct maker m = {.arena = arena, .papers = sohoa_schemas_count(set)};
    struct sohoa_face *faces = sohoa_arena_take(arena, (2 * m.papers + 1) * sizeof *faces);
    size_t count = 0;
    for (size_t i = 0; i < m.papers; i++)
        mention_paper(&m, sohoa_schemas_at(set, i), i);
    make_texts(&m);
    for (size_t i = 0; faces && !m.no_memory && i < m.papers; i++) {
        const struct sohoa_schema *s = sohoa_schemas_at(set, i);
        if (s->card) {
            make_face(&m, s, SOHOA_SIDE_FRONT, &faces[count++]);
            make_face(&m, s, SOHOA_SIDE_BACK, &faces[count++]);
        } else {
            make_face(&m, s, SOHOA_SIDE_ANY, &faces[count++]);
        }
    }
    free(m.mentions);
    if (!faces || m.no_memory)
        return -1;
    *ret = (struct sohoa_clue_index){faces, m.texts, count, m.text_count};
    return 0;
}
