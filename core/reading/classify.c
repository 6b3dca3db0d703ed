/* classify.c - the pages of a dossier made into papers; see classify.h. Any thread.
 *
 * Each page is scored alone (classify_page.c). Then, in order: a page that is a paper's by title,
 * labels or code begins it, or goes on with the same paper before it; a page that is nobody's goes
 * on with the paper before unless it looks like a beginning. Sides of cards are gathered and paired
 * at the end (classify_cards.c). */
#include "reading/classify.h"
#include "reading/classify_cards.h"
#include "reading/classify_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a page's evidence comes to. */
static const double covered_alone = 0.42; /* labels enough without a title */
static const double covered_some = 0.1;   /* at least this much besides a title */
static const double covered_well = 0.35;  /* too much for a paper that is only named */

struct run {
    const struct sohoa_clue_index *index;
    const struct sohoa_page_score *scores;
    const struct sohoa_page_view *const *views;
    size_t count;
    struct sohoa_paper_draft *drafts;
    size_t draft_count, room;
    bool no_memory;
};

struct choice {
    const struct sohoa_face *face; /* NULL: none */
    const struct sohoa_face_score *score;
    double confidence;
};

double sohoa_face_strength(const struct sohoa_face_score *score)
{
    return score->vetoed ? 0 : score->title + score->covered + (score->code ? 1.0 : 0.0);
}

static const struct sohoa_face_score *score_of(const struct run *r, size_t page, size_t face)
{
    return &r->scores[page].faces[face];
}

/* ---- one page ---------------------------------------------------------------------------- */

/* The height of the fallback's title: an administrative document that names another paper in a
 * line of its own has that line below its own title. 2: none. */
static float fallback_title_at(const struct run *r, size_t page)
{
    float at = 2;
    for (size_t f = 0; f < r->index->face_count; f++) {
        const struct sohoa_face_score *s = score_of(r, page, f);
        if (r->index->faces[f].schema->fallback && s->title >= 0.8 && s->title_at < at)
            at = s->title_at;
    }
    return at;
}

static bool accepts(const struct run *r, size_t page, size_t face)
{
    const struct sohoa_face_score *s = score_of(r, page, face);
    if (s->vetoed)
        return false;
    if (s->code || s->covered >= covered_alone)
        return true;
    if (s->title <= 0)
        return false;
    if (s->covered < covered_well && fallback_title_at(r, page) < s->title_at)
        return false;
    return s->covered >= covered_some || s->title >= 0.88 || s->lines > 0;
}

/* How sure the best is, by its own strength and its lead over another paper. */
static double confidence(const struct sohoa_face_score *score, double lead)
{
    double own = 0.5 * score->title + 0.7 * score->covered + (score->code ? 0.8 : 0);
    double sure = 0.55 + 0.44 * fmin(1.0, own / 0.75);
    if (lead < 0.35)
        sure -= 0.6 * (0.35 - fmax(0, lead));
    return fmin(0.99, fmax(0.3, sure));
}

/* The best of the papers that are not cards, fallbacks or additions. */
static struct choice choose(const struct run *r, size_t page)
{
    struct choice best = {NULL, NULL, 0};
    double most = 0, second = 0;
    for (size_t f = 0; f < r->index->face_count; f++) {
        const struct sohoa_face *face = &r->index->faces[f];
        const struct sohoa_face_score *s = score_of(r, page, f);
        double strength = sohoa_face_strength(s);
        if (face->side != SOHOA_SIDE_ANY || face->schema->fallback || face->schema->added)
            continue;
        if (strength > most && accepts(r, page, f)) {
            second = most;
            most = strength;
            best.face = face;
            best.score = s;
        } else if (strength > second) {
            second = strength;
        }
    }
    if (best.face)
        best.confidence = confidence(best.score, most - second);
    return best;
}

/* The words of a certification, on a page of their own or below another paper. */
static struct choice choose_added(const struct run *r, size_t page)
{
    struct choice best = {NULL, NULL, 0};
    double most = 0;
    for (size_t f = 0; f < r->index->face_count; f++) {
        const struct sohoa_face *face = &r->index->faces[f];
        const struct sohoa_face_score *s = score_of(r, page, f);
        bool there = (s->title > 0 && s->covered >= 0.2) || s->covered >= 0.5 ||
                     (s->lines > 0 && (s->title > 0 || s->covered >= 0.2));
        if (!face->schema->added || s->vetoed || !there || sohoa_face_strength(s) <= most)
            continue;
        most = sohoa_face_strength(s);
        best = (struct choice){face, s, confidence(s, 1)};
    }
    return best;
}

/* An administrative document: its head says so in at least two of three ways, or by its title. */
static struct choice choose_fallback(const struct run *r, size_t page)
{
    for (size_t f = 0; f < r->index->face_count; f++) {
        const struct sohoa_face *face = &r->index->faces[f];
        const struct sohoa_face_score *s = score_of(r, page, f);
        int signs = (s->head ? 1 : 0) + (int)s->lines + (s->title > 0 ? 1 : 0);
        int wanted = face->marks->line_count ? 3 : 1;
        if (face->schema->fallback && !s->vetoed && signs >= wanted)
            return (struct choice){face, s, signs > wanted ? 0.95 : 0.85};
    }
    return (struct choice){NULL, NULL, 0};
}

/* ---- papers ------------------------------------------------------------------------------ */

static struct sohoa_paper_draft *begin(struct run *r, const struct sohoa_schema *schema,
                                       double sure, size_t page)
{
    if (r->draft_count == r->room) {
        size_t room = r->room ? 2 * r->room : 16;
        struct sohoa_paper_draft *more = realloc(r->drafts, room * sizeof *more);
        if (!more) {
            r->no_memory = true;
            return NULL;
        }
        r->drafts = more;
        r->room = room;
    }
    struct sohoa_paper_draft *draft = &r->drafts[r->draft_count++];
    *draft = (struct sohoa_paper_draft){
        .schema = schema, .confidence = sure, .first = page, .last = page, .other = SIZE_MAX};
    return draft;
}

/* Labels that this page has and the paper's pages before have too, as a share of this page's: a
 * second paper of the kind has them all again, a second page others. */
static double repeated(const struct run *r, const struct sohoa_paper_draft *draft, size_t page,
                       const struct choice *choice)
{
    size_t face = (size_t)(choice->face - r->index->faces);
    double before = 0;
    for (size_t p = draft->first; p <= draft->last; p++)
        before = fmax(before, score_of(r, p, face)->covered);
    double now = score_of(r, page, face)->covered;
    return now > 0 ? fmin(1.0, fmax(0.0, before + now - 1.0) / now + (now > 0.6 ? 0.5 : 0)) : 0;
}

static const struct sohoa_schema *layout_of(const struct choice *choice)
{
    return choice->face->lists[choice->score->layout].layout;
}

static bool same_paper(const struct sohoa_schema *a, const struct sohoa_schema *b)
{
    return a && b && strcmp(a->name, b->name) == 0;
}

/* Puts a page; *last is the index of the draft that a page without a beginning goes on with. */
static void put_page(struct run *r, size_t page, size_t *last)
{
    struct choice found = choose(r, page), added = choose_added(r, page);
    struct sohoa_paper_draft *before = *last < r->draft_count ? &r->drafts[*last] : NULL;
    bool fallback = false;
    if (!found.face) {
        found = choose_fallback(r, page);
        fallback = found.face != NULL;
    }
    if (added.face && (!found.face || (fallback && added.score->title_at < 0.4F))) {
        /* nothing but the certification begins here: it stands at the head of the page, or below
         * what goes on from the page before or is no known paper */
        bool alone = added.score->title <= 0 || added.score->title_at < 0.4F || !before;
        found = alone ? added : found;
        added.face = alone ? NULL : added.face;
    }
    bool goes_on = before && !r->scores[page].starts;
    if (found.face)
        goes_on = before && found.score->title <= 0 && !fallback &&
                  same_paper(before->schema, found.face->schema) &&
                  repeated(r, before, page, &found) < 0.5;
    if (goes_on) {
        before->last = page;
    } else {
        const struct sohoa_schema *schema = found.face ? layout_of(&found) : NULL;
        *last = r->draft_count;
        (void)begin(r, schema, found.face ? found.confidence : 0.5, page);
    }
    if (added.face)
        (void)begin(r, layout_of(&added), added.confidence, page);
}

/* ---- all --------------------------------------------------------------------------------- */

static int by_first(const void *a, const void *b)
{
    const struct sohoa_paper_draft *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int hand_over(struct run *r, struct sohoa_papers **ret)
{
    size_t pages = 0;
    for (size_t i = 0; i < r->draft_count; i++) {
        r->drafts[i].order = i;
        pages += r->drafts[i].last - r->drafts[i].first + 2;
    }
    if (r->draft_count)
        qsort(r->drafts, r->draft_count, sizeof *r->drafts, by_first);
    struct sohoa_papers *papers = calloc(1, sizeof *papers);
    struct sohoa_paper *items = calloc(r->draft_count + 1, sizeof *items);
    size_t *list = calloc(pages + 1, sizeof *list), used = 0;
    if (!papers || !items || !list) {
        free(papers);
        free(items);
        free(list);
        return -1;
    }
    for (size_t i = 0; i < r->draft_count; i++) {
        const struct sohoa_paper_draft *d = &r->drafts[i];
        items[i] = (struct sohoa_paper){d->schema, d->confidence, used, 0};
        for (size_t p = d->first; p <= d->last; p++)
            list[used++] = p;
        if (d->other != SIZE_MAX)
            list[used++] = d->other;
        items[i].count = used - items[i].first;
    }
    *papers = (struct sohoa_papers){items, r->draft_count, list};
    *ret = papers;
    return 0;
}

static int find_papers(struct run *r, struct sohoa_arena *arena)
{
    size_t last = SIZE_MAX;
    struct sohoa_card_side *sides = sohoa_arena_take(arena, (r->count + 1) * sizeof *sides);
    size_t side_count = 0;
    if (!sides)
        return -1;
    for (size_t p = 0; p < r->count && !r->no_memory; p++) {
        struct choice paper = choose(r, p);
        double other = paper.face ? sohoa_face_strength(paper.score) : 0;
        if (sohoa_card_look(r->index, &r->scores[p], other, &sides[side_count])) {
            sides[side_count++].page = p;
            last = SIZE_MAX; /* nothing goes on with a card */
        } else {
            put_page(r, p, &last);
        }
    }
    sohoa_cards_pair(sides, side_count);
    for (size_t i = 0; i < side_count && !r->no_memory; i++) {
        struct sohoa_paper_draft *draft = NULL;
        if (sides[i].mate == SIZE_MAX || sides[i].mate > i)
            draft = begin(r, sides[i].schema, sides[i].confidence, sides[i].page);
        if (draft && sides[i].mate != SIZE_MAX)
            draft->other = sides[sides[i].mate].page;
    }
    return r->no_memory ? -1 : 0;
}

int sohoa_classify(const struct sohoa_schemas *set, const struct sohoa_page_view *const *views,
                   size_t count, struct sohoa_papers **ret, struct sohoa_err *err)
{
    struct sohoa_arena arena = {NULL};
    struct sohoa_clue_index index;
    struct run r = {.index = &index, .views = views, .count = count};
    struct sohoa_page_score *scores = NULL;
    int bad = sohoa_clue_index_make(set, &arena, &index);
    if (bad == 0) {
        scores = sohoa_arena_take(&arena, (count + 1) * sizeof *scores);
        bad = scores ? 0 : -1;
    }
    for (size_t i = 0; bad == 0 && i < count; i++)
        bad = sohoa_page_score(&index, views[i], &arena, &scores[i]);
    r.scores = scores;
    if (bad == 0)
        bad = find_papers(&r, &arena);
    if (bad == 0)
        bad = hand_over(&r, ret);
    free(r.drafts);
    sohoa_arena_drop(&arena);
    return bad == 0 ? SOHOA_OK : sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

void sohoa_papers_free(struct sohoa_papers *papers)
{
    if (!papers)
        return;
    free((void *)(uintptr_t)papers->items);
    free((void *)(uintptr_t)papers->pages);
    free(papers);
}
