/* lstm_dict.c - walks the word graphs letter by letter. In the punctuation graph letter 0 stands
 * for "a word goes here", in the number graph for any digit. */
#include "lstm_dict.h"

enum { PATTERN = 0 };

static const struct lstm_dawg *punctuation(const struct lstm_model *m)
{
    return m->dawgs[LSTM_DAWG_PUNCTUATION].edges ? &m->dawgs[LSTM_DAWG_PUNCTUATION] : NULL;
}

/* The edge of node 0 with the letter that a search by halves meets first. */
static int32_t find_at_root(const struct lstm_dawg *d, uint32_t letter, bool must_end)
{
    int64_t from = 0, to = (int64_t)d->root - 1;
    while (from <= to) {
        int64_t middle = (from + to) / 2;
        const struct lstm_edge *e = &d->edges[middle];
        if (e->letter == letter && (!must_end || e->ends))
            return (int32_t)middle;
        if (letter > e->letter)
            from = middle + 1;
        else
            to = middle - 1;
    }
    return DICT_NOWHERE;
}

/* The edge with the letter out of the node that `edge` leads to; DICT_NOWHERE: out of node 0. */
static int32_t find(const struct lstm_dawg *d, int32_t edge, uint32_t letter)
{
    if (edge == DICT_NOWHERE)
        return find_at_root(d, letter, false);
    uint32_t node = d->edges[edge].next;
    if (node == 0)
        return DICT_NOWHERE;
    for (uint32_t i = node; i < d->count && d->edges[i].used; i++) {
        if (d->edges[i].letter == letter)
            return (int32_t)i;
        if (d->edges[i].last)
            break;
    }
    return DICT_NOWHERE;
}

static bool ends(const struct lstm_dawg *d, int32_t edge)
{
    return edge != DICT_NOWHERE && d->edges[edge].ends;
}

static enum dict_kind kind_of(int graph)
{
    return graph == LSTM_DAWG_WORD ? DICT_WORD : DICT_NUMBER;
}

static void add(struct dict_step *s, struct dict_position p, enum dict_kind kind, bool may_end)
{
    if (kind > s->kind)
        s->kind = kind;
    s->ends = s->ends || may_end;
    for (int i = 0; i < s->count; i++) {
        const struct dict_position *q = &s->at[i];
        if (q->graph == p.graph && q->edge == p.edge && q->mark == p.mark &&
            q->behind == p.behind && q->punctuated == p.punctuated)
            return;
    }
    if (s->count < DICT_POSITIONS_MAX)
        s->at[s->count++] = p;
}

static uint32_t as_letter(const struct lstm_model *m, int graph, int letter)
{
    bool any_digit = graph == LSTM_DAWG_NUMBER && m->characters[letter].digit;
    return any_digit ? PATTERN : (uint32_t)letter;
}

/* The first letter of a word behind the punctuation before it, or one more mark of that. */
static void follow_before(const struct lstm_model *m, const struct dict_position *p, int letter,
                          struct dict_step *ret)
{
    const struct lstm_dawg *marks = punctuation(m);
    int32_t word = find(marks, p->mark, PATTERN);
    for (int graph = LSTM_DAWG_WORD; word != DICT_NOWHERE && graph < LSTM_DAWGS; graph++) {
        const struct lstm_dawg *d = &m->dawgs[graph];
        int32_t edge =
            d->edges ? find_at_root(d, as_letter(m, graph, letter), false) : DICT_NOWHERE;
        struct dict_position to = {
            .graph = (int8_t)graph, .punctuated = true, .edge = edge, .mark = word};
        if (edge != DICT_NOWHERE)
            add(ret, to, kind_of(graph), ends(d, edge) && ends(marks, word));
    }
    int32_t mark = find(marks, p->mark, (uint32_t)letter);
    struct dict_position to = {
        .graph = DICT_NOWHERE, .punctuated = true, .edge = DICT_NOWHERE, .mark = mark};
    if (mark != DICT_NOWHERE)
        add(ret, to, DICT_PUNCTUATION, ends(marks, mark));
}

/* A letter more of a word, or punctuation behind it. */
static void follow_word(const struct lstm_model *m, const struct dict_position *p, int letter,
                        struct dict_step *ret)
{
    const struct lstm_dawg *marks = p->punctuated ? punctuation(m) : NULL;
    const struct lstm_dawg *d = &m->dawgs[p->graph];
    struct dict_position to = *p;
    if (marks && ends(d, p->edge)) {
        to.mark = find(marks, p->mark, (uint32_t)letter);
        to.behind = true;
        if (to.mark != DICT_NOWHERE)
            add(ret, to, kind_of(p->graph), ends(marks, to.mark));
    }
    if (p->behind)
        return;
    to = *p;
    to.edge = find(d, p->edge, as_letter(m, p->graph, letter));
    if (to.edge != DICT_NOWHERE)
        add(ret, to, kind_of(p->graph), ends(d, to.edge) && (!marks || ends(marks, p->mark)));
}

bool dict_exists(const struct lstm_model *m)
{
    return m->dawgs[LSTM_DAWG_PUNCTUATION].edges || m->dawgs[LSTM_DAWG_WORD].edges ||
           m->dawgs[LSTM_DAWG_NUMBER].edges;
}

void dict_start(const struct lstm_model *m, struct dict_step *ret)
{
    const struct lstm_dawg *marks = punctuation(m);
    bool bare_words = marks && find_at_root(marks, PATTERN, true) != DICT_NOWHERE;
    *ret = (struct dict_step){0};
    if (marks)
        ret->at[ret->count++] = (struct dict_position){
            .graph = DICT_NOWHERE, .punctuated = true, .edge = DICT_NOWHERE, .mark = DICT_NOWHERE};
    for (int graph = LSTM_DAWG_WORD; !bare_words && graph < LSTM_DAWGS; graph++)
        if (m->dawgs[graph].edges)
            ret->at[ret->count++] = (struct dict_position){
                .graph = (int8_t)graph, .edge = DICT_NOWHERE, .mark = DICT_NOWHERE};
}

void dict_follow(const struct lstm_model *m, const struct dict_position *at, int count, int letter,
                 struct dict_step *ret)
{
    ret->kind = DICT_NONE;
    ret->ends = false;
    ret->count = 0;
    for (int i = 0; i < count; i++)
        if (at[i].graph == DICT_NOWHERE)
            follow_before(m, &at[i], letter, ret);
        else
            follow_word(m, &at[i], letter, ret);
}
