/* lstm_beam.c - one step of the search from the ways kept of the step before: every way stays on
 * its code or takes another. README.md, "From probabilities to text", says the same in words. */
#include "lstm_beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What may follow a way. */
enum follow { FOLLOW_ANY, FOLLOW_SAME, FOLLOW_OTHER, FOLLOWS };
#define LEAST_CERTAINTY (-20.0f)
#define STEP_OFFSET (-0.085)
#define FREE_FACTOR 2.25f /* certainties outside the dictionary are multiplied by it */
#define DICTIONARY_LEAST (-25.0f / 7.0f)

enum { BLOCK_BYTES = 64 * 1024 };
struct beam_block { /* of places in the dictionary */
    struct beam_block *next;
    size_t used;
    _Alignas(8) unsigned char bytes[BLOCK_BYTES];
};

/* What the search of one step carries along. */
struct work {
    struct beam *beam;
    const float *p; /* probability by code */
    struct beam_step *step;
    struct beam_node starts[FOLLOWS]; /* the best dictionary start; code -1: none yet */
    enum beam_group group;
    bool failed; /* no memory */
};

static int kind_index(bool dictionary, enum follow follow)
{
    return (dictionary ? FOLLOWS : 0) + (int)follow;
}

static float certainty_of(float p)
{
    static const float least = 2.061153622e-9f; /* e^-20 */
    float log_p = p > least ? logf(p) : LEAST_CERTAINTY;
    return (float)((double)log_p + STEP_OFFSET);
}

/* ---- places in the dictionary -----------------------------------------------------------------
 */

static const struct dict_place *keep_place(struct beam *b, const struct dict_step *s)
{
    size_t size = sizeof(struct dict_place) + (size_t)s->count * sizeof s->at[0];
    size = (size + 7) / 8 * 8;
    if (!b->block || b->block->used + size > BLOCK_BYTES) {
        struct beam_block *next = b->block ? b->block->next : b->first;
        if (!next) {
            next = malloc(sizeof *next);
            if (!next)
                return NULL;
            next->next = NULL;
            if (b->block)
                b->block->next = next;
            else
                b->first = next;
        }
        next->used = 0;
        b->block = next;
    }
    struct dict_place *place = (void *)(b->block->bytes + b->block->used);
    b->block->used += size;
    place->count = s->count;
    memcpy(place->at, s->at, (size_t)s->count * sizeof s->at[0]);
    return place;
}

bool beam_make(struct beam *b, const struct lstm_model *model)
{
    *b = (struct beam){.model = model, .dictionary = dict_exists(model)};
    b->groups = malloc((size_t)model->codes);
    b->rest = malloc((size_t)model->codes * sizeof *b->rest);
    if (b->groups)
        memset(b->groups, GROUP_REST, (size_t)model->codes);
    return b->groups && b->rest;
}

void beam_free(struct beam *b)
{
    while (b->first) {
        struct beam_block *next = b->first->next;
        free(b->first);
        b->first = next;
    }
    free(b->steps);
    free(b->groups);
    free(b->rest);
    *b = (struct beam){0};
}

/* ---- offering ways ----------------------------------------------------------------------------
 */

static uint64_t history_of(const struct beam *b, int code, bool repeats,
                           const struct beam_node *before)
{
    uint64_t history = before ? before->history : 0, codes = (uint64_t)b->model->codes;
    if (repeats || code == b->model->null_code)
        return history;
    uint64_t carry = ((history >> 32) * codes) >> 32;
    return history * codes + carry + (uint64_t)code;
}

/* A node that goes on from `before` with the code. */
static struct beam_node node_of(const struct work *w, int code, int character, enum dict_kind kind,
                                float certainty, const struct beam_node *before)
{
    struct beam_node n = {.before = before,
                          .certainty = certainty,
                          .score = before ? certainty + before->score : certainty,
                          .code = code,
                          .character = character,
                          .kind = (uint8_t)kind};
    n.key = (double)n.score;
    (void)w;
    return n;
}

static bool hopeless(const struct beam_heap *h, float score)
{
    return h->count >= BEAM_WIDTH && score <= h->nodes[0].score;
}

static void offer(struct work *w, bool dictionary, enum follow follow, struct beam_node *n)
{
    struct beam_heap *heap = &w->step->heaps[kind_index(dictionary, follow)];
    if (hopeless(heap, n->score))
        return;
    n->history = history_of(w->beam, n->code, n->repeats, n->before);
    beam_heap_offer(heap, n);
}

/* The code of the step before once more. */
static void offer_same(struct work *w, bool dictionary, enum follow follow, float certainty,
                       const struct beam_node *before)
{
    if (dictionary && certainty <= DICTIONARY_LEAST)
        return;
    if (!dictionary)
        certainty *= FREE_FACTOR;
    if (!dictionary && certainty < LEAST_CERTAINTY && before->code != w->beam->model->null_code)
        return;
    struct beam_node n = node_of(w, before->code, before->character, (enum dict_kind)before->kind,
                                 certainty, before);
    n.repeats = true;
    offer(w, dictionary, follow, &n);
}

/* Of all the ways into the dictionary in a step only the best is kept, for each that may follow. */
static void propose_start(struct work *w, enum follow follow, int code, int character,
                          enum dict_kind kind, float certainty, const struct beam_node *before)
{
    struct beam_node n = node_of(w, code, character, kind, certainty, before);
    if (w->starts[follow].code >= 0 && n.score <= w->starts[follow].score)
        return;
    n.starts_dictionary = true;
    n.place = w->beam->start;
    n.history = history_of(w->beam, code, false, before);
    w->starts[follow] = n;
}

static void offer_free(struct work *w, enum follow follow, int code, int character, float certainty,
                       const struct beam_node *before)
{
    struct beam_node n = node_of(w, code, character, DICT_FREE, certainty * FREE_FACTOR, before);
    offer(w, false, follow, &n);
    if (w->beam->dictionary && character == BEAM_SPACE && certainty > DICTIONARY_LEAST)
        propose_start(w, follow, code, character, DICT_NONE, certainty, before);
}

/* The last real character of the way, not counted twice where it repeats. */
static const struct beam_node *last_character(const struct beam_node *n)
{
    while (n && (n->character == BEAM_NO_CHARACTER || n->repeats))
        n = n->before;
    return n;
}

/* A letter that the dictionary must know how to follow. */
static void offer_letter(struct work *w, enum follow follow, int code, int character,
                         float certainty, const struct beam_node *before,
                         const struct beam_node *last)
{
    const struct dict_place *place = last ? last->place : w->beam->start;
    struct dict_step to;
    if (!place || (last && last->starts_dictionary && last->character != BEAM_SPACE))
        return;
    dict_follow(w->beam->model, place->at, place->count, character, &to);
    if (to.kind == DICT_NONE)
        return;
    struct beam_node n = node_of(w, code, character, to.kind, certainty, before);
    n.starts_word = !last || last->starts_dictionary;
    n.ends_word = to.ends;
    if (hopeless(&w->step->heaps[kind_index(true, follow)], n.score))
        return;
    n.place = keep_place(w->beam, &to);
    w->failed = w->failed || !n.place;
    offer(w, true, follow, &n);
}

static void offer_dictionary(struct work *w, enum follow follow, int code, int character,
                             float certainty, const struct beam_node *before)
{
    struct beam_node n = node_of(w, code, character, DICT_NONE, certainty, before);
    if (character == BEAM_NO_CHARACTER) {
        offer(w, true, follow, &n);
        return;
    }
    if (hopeless(&w->step->heaps[kind_index(true, follow)], n.score) &&
        hopeless(&w->step->heaps[kind_index(false, follow)], n.score))
        return;
    const struct beam_node *last = last_character(before);
    if (character != BEAM_SPACE) {
        offer_letter(w, follow, code, character, certainty, before, last);
    } else if (last && last->ends_word) {
        propose_start(w, follow, code, character, (enum dict_kind)last->kind, certainty, before);
        n.kind = last->kind;
        offer(w, false, follow, &n);
    }
}

static void offer_code(struct work *w, bool dictionary, enum follow follow, int code,
                       float certainty, const struct beam_node *before)
{
    int character = w->beam->model->character_of[code];
    if (!dictionary)
        offer_free(w, follow, code, character, certainty, before);
    else if (certainty > DICTIONARY_LEAST)
        offer_dictionary(w, follow, code, character, certainty, before);
}

/* ---- going on from a way ----------------------------------------------------------------------
 */

/* Stays on the code; through a doubtful step between two that are the same, too. */
static void stay(struct work *w, bool dictionary, enum follow allowed,
                 const struct beam_node *before)
{
    int code = before->code, null = w->beam->model->null_code;
    if (w->beam->groups[code] != w->group)
        return;
    if (allowed != FOLLOW_OTHER)
        offer_same(w, dictionary, FOLLOW_ANY, certainty_of(w->p[code]), before);
    if (allowed == FOLLOW_ANY && w->group == GROUP_TOP2 && code != null)
        offer_same(w, dictionary, FOLLOW_OTHER, certainty_of(w->p[code] + w->p[null]), before);
}

static bool are_best_two(const struct beam *b, int code, int other)
{
    return (code == b->best && other == b->second) || (code == b->second && other == b->best);
}

/* Takes another code: surely, or half of it with more of the same to come. */
static void move(struct work *w, bool dictionary, enum follow allowed, int code,
                 const struct beam_node *before)
{
    const struct beam *b = w->beam;
    int null = b->model->null_code, character = b->model->character_of[code];
    float certainty = certainty_of(w->p[code]);
    if (code != null && (character == BEAM_NO_CHARACTER || certainty < LEAST_CERTAINTY))
        return;
    if (character != BEAM_NO_CHARACTER && b->only && !b->only[character])
        return;
    offer_code(w, dictionary, FOLLOW_ANY, code, certainty, before);
    if (w->group != GROUP_TOP2 || code == null)
        return;
    float p = w->p[code] + w->p[null];
    if (before && allowed == FOLLOW_ANY && before->code != null &&
        are_best_two(b, code, before->code))
        p += w->p[before->code];
    offer_code(w, dictionary, FOLLOW_SAME, code, certainty_of(p), before);
}

static void go_on(struct work *w, int index, const struct beam_node *before, const int *codes,
                  int count)
{
    bool dictionary = index >= FOLLOWS;
    enum follow allowed = (enum follow)(index % FOLLOWS);
    if (before)
        stay(w, dictionary, allowed, before);
    if (before && allowed == FOLLOW_SAME)
        return;
    for (int i = 0; i < count; i++)
        if (!before || codes[i] != before->code)
            move(w, dictionary, allowed, codes[i], before);
}

/* ---- groups of codes --------------------------------------------------------------------------
 */

struct ranked {
    float p;
    int code;
};

static void rank_down(struct ranked *heap, int count, int hole, struct ranked r)
{
    int child;
    while ((child = 2 * hole + 1) < count) {
        if (child + 1 < count && heap[child + 1].p < heap[child].p)
            child++;
        if (!(heap[child].p < r.p))
            break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = r;
}

static void rank_up(struct ranked *heap, int hole, struct ranked r)
{
    while (hole > 0 && r.p < heap[(hole - 1) / 2].p) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = r;
}

/* Whether any of sixteen values is larger; compilers look at them side by side. */
static bool any_above(const float *p, float least)
{
    int found = 0;
    for (int i = 0; i < LSTM_LANES; i++)
        found |= p[i] > least;
    return found;
}

/* The five most probable codes, by a heap with the least at its root. */
static int rank_codes(const float *p, int codes, struct ranked *heap)
{
    int count = 0;
    for (int i = 0; i < codes; i++) {
        while (count == BEAM_WIDTH && i + LSTM_LANES <= codes && !any_above(p + i, heap[0].p))
            i += LSTM_LANES;
        if (i == codes || (count == BEAM_WIDTH && !(p[i] > heap[0].p)))
            continue;
        rank_up(heap, count, (struct ranked){.p = p[i], .code = i});
        if (++count > BEAM_WIDTH) {
            count--;
            rank_down(heap, count, 0, heap[count]);
        }
    }
    return count;
}

/* Adds a code to those of a group, which stand in the order of their characters. */
static void list_code(struct beam *b, enum beam_group group, int code)
{
    int *codes = b->listed[group], at = b->listed_count[group]++;
    const int *place = b->model->place_of;
    for (; at > 0 && place[codes[at - 1]] > place[code]; at--)
        codes[at] = codes[at - 1];
    codes[at] = code;
    b->groups[code] = (uint8_t)group;
}

static void group_codes(struct beam *b, const float *p)
{
    struct ranked heap[BEAM_WIDTH + 1];
    int null = b->model->null_code, count = rank_codes(p, b->model->codes, heap);
    for (int group = 0; group < GROUP_REST; group++) {
        for (int i = 0; i < b->listed_count[group]; i++)
            b->groups[b->listed[group][i]] = GROUP_REST;
        b->listed_count[group] = 0;
    }
    b->best = b->second = -1;
    while (count > 0) {
        int code = heap[0].code;
        count--;
        if (count > 0)
            rank_down(heap, count, 0, heap[count]);
        if (count == 1)
            b->second = code;
        if (count == 0)
            b->best = code;
        if (code != null)
            list_code(b, count > 1 ? GROUP_TOP5 : GROUP_TOP2, code);
    }
    list_code(b, GROUP_TOP2, null);
}

/* The codes of the group at hand, in the order of their characters. */
static const int *list_codes(const struct beam *b, enum beam_group group, int *ret_count)
{
    if (group != GROUP_REST) {
        *ret_count = b->listed_count[group];
        return b->listed[group];
    }
    *ret_count = 0;
    for (int i = 0; i < b->model->orders; i++)
        if (b->groups[b->model->order[i]] == GROUP_REST)
            b->rest[(*ret_count)++] = b->model->order[i];
    return b->rest;
}

/* ---- the search -------------------------------------------------------------------------------
 */

static void first_step(struct work *w)
{
    int count;
    const int *codes = list_codes(w->beam, GROUP_TOP2, &count);
    go_on(w, kind_index(false, FOLLOW_ANY), NULL, codes, count);
    if (w->beam->dictionary)
        go_on(w, kind_index(true, FOLLOW_ANY), NULL, codes, count);
}

static void later_step(struct work *w, const struct beam_step *before)
{
    int ways = 0;
    for (int group = 0; group < GROUPS && ways == 0; group++) {
        w->group = (enum beam_group)group;
        int count;
        const int *codes = list_codes(w->beam, w->group, &count);
        for (int index = 0; index < BEAM_KINDS; index++)
            for (int i = before->heaps[index].count - 1; i >= 0; i--)
                go_on(w, index, &before->heaps[index].nodes[i], codes, count);
        ways = w->step->heaps[kind_index(false, FOLLOW_ANY)].count +
               w->step->heaps[kind_index(true, FOLLOW_ANY)].count;
    }
    for (int follow = 0; follow < FOLLOWS; follow++)
        if (w->starts[follow].code >= 0)
            beam_heap_offer(&w->step->heaps[kind_index(true, (enum follow)follow)],
                            &w->starts[follow]);
}

static bool make_room(struct beam *b, int steps)
{
    if (steps > b->step_room) {
        struct beam_step *more = realloc(b->steps, (size_t)steps * sizeof *more);
        if (!more)
            return false;
        b->steps = more;
        b->step_room = steps;
    }
    struct dict_step start;
    dict_start(b->model, &start);
    b->block = NULL;
    b->start = keep_place(b, &start);
    return b->start != NULL;
}

bool beam_search(struct beam *b, const float *probabilities, int steps)
{
    bool ok = make_room(b, steps);
    b->step_count = ok ? steps : 0;
    for (int t = 0; ok && t < steps; t++) {
        struct work w = {.beam = b,
                         .p = probabilities + (size_t)t * (size_t)b->model->codes,
                         .step = &b->steps[t],
                         .group = GROUP_TOP2};
        for (int i = 0; i < BEAM_KINDS; i++)
            w.step->heaps[i].count = 0;
        for (int i = 0; i < FOLLOWS; i++)
            w.starts[i].code = -1;
        group_codes(b, w.p);
        if (t == 0)
            first_step(&w);
        else
            later_step(&w, &b->steps[t - 1]);
        ok = !w.failed;
    }
    return ok;
}

/* A way through the dictionary must end where a word may. */
static bool may_end(const struct beam_node *n)
{
    const struct beam_node *last = last_character(n);
    return last && (last->ends_word || last->character == BEAM_SPACE);
}

bool beam_path(const struct beam *b, const struct beam_node **ret_nodes)
{
    const struct beam_node *best = NULL;
    for (int follow = 0; b->step_count && follow < FOLLOWS; follow++)
        for (int dictionary = 0; follow != FOLLOW_SAME && dictionary < 2; dictionary++) {
            int index = kind_index(dictionary, (enum follow)follow);
            const struct beam_heap *h = &b->steps[b->step_count - 1].heaps[index];
            for (int i = 0; i < h->count; i++)
                if ((!dictionary || may_end(&h->nodes[i])) &&
                    (!best || h->nodes[i].score > best->score))
                    best = &h->nodes[i];
        }
    int t = b->step_count;
    for (const struct beam_node *n = best; n && t > 0; n = n->before)
        ret_nodes[--t] = n;
    return best && t == 0;
}
