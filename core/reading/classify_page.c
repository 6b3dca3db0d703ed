/* classify_page.c - see classify_page.h. Any thread.
 *
 * A title counts where it is (nearly) all of a line, or of two or three lines below each other; in
 * capitals, in the upper part, not smaller than the rest. Titles named in sentences and tables are
 * none of that. Labels count wherever they stand. */
#include "reading/classify_page.h"
#include "reading/approx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_PIECES_MAX = 600, TITLE_TEXT_MAX = 400, NUMBER = 12 };
static const double title_least = 0.7, upper_part = 0.45, top_part = 0.35;

struct looker {
    const struct sohoa_clue_index *index;
    const struct sohoa_page_view *view;
    struct sohoa_arena *arena;
    struct sohoa_page_score *page;
    float *found; /* quality of each clue text, 0 = not there */
};

static float height_at(const struct sohoa_page_lines *lines, const struct sohoa_page_piece *piece)
{
    float tall = (float)(lines->ink.h > 0 ? lines->ink.h : 1);
    return ((float)piece->box.y + (float)piece->box.h / 2 - (float)lines->ink.y) / tall;
}

/* ---- titles ------------------------------------------------------------------------------ */

/* The piece that goes on below another: near, and overlapping it. NULL: none. */
static const struct sohoa_page_piece *below(const struct sohoa_page_lines *lines,
                                            const struct sohoa_page_piece *piece)
{
    const struct sohoa_page_piece *best = NULL;
    size_t last = lines->count < TITLE_PIECES_MAX ? lines->count : TITLE_PIECES_MAX;
    int32_t bottom = piece->box.y + piece->box.h;
    for (size_t i = 0; i < last; i++) {
        const struct sohoa_page_piece *p = &lines->pieces[i];
        bool beside = p->box.x > piece->box.x + piece->box.w || p->box.x + p->box.w < piece->box.x;
        if (p == piece || beside || p->box.y < piece->box.y + piece->box.h / 2 ||
            (float)(p->box.y - bottom) > 2.0F * piece->height)
            continue;
        if (!best || p->box.y < best->box.y)
            best = p;
    }
    return best;
}

/* What the look of a line takes from the claim that it is a title. */
static double look(const struct looker *l, const struct sohoa_face *face,
                   const struct sohoa_page_piece *piece)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    double doubt = 0;
    if (piece->capitals < 0.5F)
        doubt += 0.2;
    if (piece->height < 0.8F * lines->height)
        doubt += 0.1;
    if (!face->schema->added && face->side == SOHOA_SIDE_ANY &&
        height_at(lines, piece) > upper_part)
        doubt += 0.2;
    return doubt;
}

/* How well the text is the title and nothing else, 0..1. */
static double fit(const struct sohoa_approx *title, uint32_t length, const char *text, size_t n)
{
    double quality = sohoa_approx_quality(title, text, n);
    double more = n > length ? (double)(n - length) / length : 0;
    if (more > 0.35 && n - length > 4)
        return 0;
    if (length < 10 && quality < 0.8)
        return 0;
    return quality - 0.4 * more;
}

/* The best fit of a title on one piece, or on it and up to two below. */
static double fit_from(const struct looker *l, const struct sohoa_approx *title, uint32_t length,
                       const struct sohoa_page_piece *piece)
{
    char text[TITLE_TEXT_MAX];
    size_t used = 0;
    double best = 0;
    for (int n = 0; piece && n < 3; n++) {
        if (piece->length > sizeof text - used || used > 2 * (size_t)length)
            break;
        memcpy(text + used, piece->folded, piece->length);
        used += piece->length;
        best = fmax(best, fit(title, length, text, used));
        if (used > length + length / 3)
            break;
        piece = below(&l->page->lines, piece);
    }
    return best;
}

/* Whether any of the phrases stands as a title; *ret_at: where the best does. */
static double find_title(const struct looker *l, const struct sohoa_face *face,
                         const struct sohoa_phrases *titles, float *ret_at)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    size_t last = lines->count < TITLE_PIECES_MAX ? lines->count : TITLE_PIECES_MAX;
    double best = 0;
    for (size_t t = 0; t < titles->count; t++) {
        struct sohoa_approx title;
        uint32_t length = titles->items[t].length;
        sohoa_approx_make(&title, titles->items[t].folded, length);
        length = title.length;
        for (size_t i = 0; i < last; i++) {
            const struct sohoa_page_piece *piece = &lines->pieces[i];
            if (piece->length < 3 || piece->length > 2 * length + 8)
                continue;
            double quality = fit_from(l, &title, length, piece) - look(l, face, piece);
            if (quality > best) {
                best = quality;
                *ret_at = height_at(lines, piece);
            }
        }
    }
    return best >= title_least ? best : 0;
}

/* ---- clues ------------------------------------------------------------------------------- */

static void find_clues(struct looker *l)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    for (size_t i = 0; i < l->index->text_count; i++) {
        const struct sohoa_clue_text *t = &l->index->texts[i];
        struct sohoa_approx pattern;
        sohoa_approx_make(&pattern, t->folded, t->length);
        double quality = sohoa_approx_quality(&pattern, lines->text, lines->length);
        l->found[i] = quality >= (t->length < 9 ? 0.8 : 0.74) ? (float)quality : 0;
    }
}

static double clue_found(const struct looker *l, const struct sohoa_clue *clue)
{
    float best = 0;
    for (size_t i = 0; i < clue->text_count; i++)
        best = fmaxf(best, l->found[clue->texts[i]]);
    return (double)best;
}

static double cover(const struct looker *l, const struct sohoa_clue_list *list)
{
    double sum = 0;
    for (size_t i = 0; i < list->count; i++)
        sum += list->items[i].weight * clue_found(l, &list->items[i]);
    return list->weight > 0 ? sum / list->weight : 0;
}

/* ---- order: which layout ----------------------------------------------------------------- */

/* How well a label begins a piece, or stands in it. */
static double label_in(const struct sohoa_item *item, const struct sohoa_page_piece *piece)
{
    double best = 0;
    for (size_t i = 0; i < item->label_count; i++) {
        char folded[2 * SOHOA_SCHEMA_TEXT_MAX];
        struct sohoa_approx label;
        size_t length = sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
        if (length < 3 || piece->length + 2 < length)
            continue;
        sohoa_approx_make(&label, folded, length);
        double quality = sohoa_approx_quality(&label, piece->folded, piece->length);
        if (quality >= 0.75) /* longer labels say more: "họ tên người mẹ" beats "họ tên" */
            best = fmax(best, quality * fmin(1.0, (double)length / 20));
    }
    return best;
}

/* The weight of the heaviest chain of items and pieces that both run downwards; a piece may hold
 * several items. Only one column of a grid counts, and side by side blocks one after the other. */
static double chain(const struct looker *l, const struct sohoa_schema *layout, double *best,
                    size_t room)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    size_t pieces = lines->count < room ? lines->count : room;
    memset(best, 0, (pieces + 1) * sizeof *best);
    for (size_t i = 0; i < layout->item_count; i++) {
        double reach = 0; /* the best chain that ends at or before this piece, this item in it */
        if (layout->items[i].column > 0)
            continue;
        for (size_t p = 0; p < pieces; p++) {
            double with = best[p + 1] + label_in(&layout->items[i], &lines->pieces[p]);
            reach = fmax(reach, with);
            best[p + 1] = fmax(best[p + 1], reach);
        }
    }
    return best[pieces];
}

/* The piece that says what the item does and nothing else, behind `from`; the count: none. */
static size_t piece_of(const struct looker *l, const struct sohoa_item *item, size_t from)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    for (size_t p = from; p < lines->count; p++)
        for (size_t i = 0; i < item->label_count; i++) {
            char folded[2 * SOHOA_SCHEMA_TEXT_MAX];
            size_t length = sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
            if (lines->pieces[p].length == length &&
                !memcmp(lines->pieces[p].folded, folded, length))
                return p;
        }
    return lines->count;
}

/* Row labels of the grid below the header's cell and to the left of its columns. */
static size_t rows_below(const struct looker *l, const struct sohoa_schema *layout, int32_t grid,
                         int32_t left, int32_t bottom)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    size_t rows = 0;
    for (size_t i = 0; i < layout->item_count; i++) {
        const struct sohoa_item *item = &layout->items[i];
        bool found = item->kind != SOHOA_ITEM_FIELD || item->grid != grid || item->column;
        bool row = !found;
        for (size_t p = 0; p < lines->count && !found; p++)
            found = lines->pieces[p].box.x < left && lines->pieces[p].box.y > bottom &&
                    label_in(item, &lines->pieces[p]) > 0;
        rows += row && found;
    }
    return rows;
}

/* Whether the layout's table stands on the page: its header's cells side by side, its rows' labels
 * below and to the left. Where people sign, the roles stand side by side too. */
static bool has_grid(const struct looker *l, const struct sohoa_schema *layout)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    for (size_t i = 0; i + 1 < layout->item_count; i++) {
        const struct sohoa_item *item = &layout->items[i];
        if (item->kind != SOHOA_ITEM_GRID || item[1].kind != SOHOA_ITEM_GRID)
            continue;
        for (size_t a = 0; (a = piece_of(l, item, a)) < lines->count; a++)
            for (size_t b = 0; (b = piece_of(l, item + 1, b)) < lines->count; b++) {
                const struct sohoa_box *x = &lines->pieces[a].box, *y = &lines->pieces[b].box;
                int32_t left = x->x < y->x ? x->x : y->x;
                if (abs(x->y - y->y) < (int32_t)lines->height &&
                    rows_below(l, layout, item->grid, left, x->y) >= 3)
                    return true;
            }
    }
    return false;
}

static int choose_layout(const struct looker *l, const struct sohoa_face *face,
                         struct sohoa_face_score *score)
{
    double most = 0;
    double *best = sohoa_arena_take(l->arena, (TITLE_PIECES_MAX + 1) * sizeof *best);
    if (!best)
        return -1;
    for (size_t i = 0; i < face->list_count; i++) {
        double weight = chain(l, face->lists[i].layout, best, TITLE_PIECES_MAX);
        if (has_grid(l, face->lists[i].layout))
            weight += 3;
        if (weight > 1.02 * most) {
            most = weight;
            score->layout = i;
        }
    }
    return 0;
}

/* ---- one face ---------------------------------------------------------------------------- */

static bool code_fits(const struct looker *l, const struct sohoa_face *face)
{
    for (size_t c = 0; c < sohoa_codes_count(l->view->codes); c++)
        for (size_t i = 0; i < face->marks->code_count; i++)
            if (sohoa_pattern_matches(face->marks->codes[i],
                                      sohoa_codes_get(l->view->codes, c).text))
                return true;
    return false;
}

static uint32_t count_lines(const struct looker *l, const struct sohoa_face *face)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    uint32_t count = 0;
    for (size_t k = 0; k < face->marks->line_count; k++)
        for (size_t i = 0; i < lines->count && i < TITLE_PIECES_MAX; i++) {
            if (face->schema->fallback && height_at(lines, &lines->pieces[i]) > top_part)
                continue;
            if (sohoa_pattern_matches(face->marks->lines[k], lines->pieces[i].folded)) {
                count++;
                break;
            }
        }
    return count;
}

/* True when an anchor stands in the upper part. */
static bool head_there(const struct looker *l, const struct sohoa_face *face)
{
    const struct sohoa_page_lines *lines = &l->page->lines;
    for (size_t a = 0; a < face->marks->anchors.count; a++) {
        const struct sohoa_phrase *anchor = &face->marks->anchors.items[a];
        struct sohoa_approx pattern;
        sohoa_approx_make(&pattern, anchor->folded, anchor->length);
        for (size_t i = 0; i < lines->count && i < TITLE_PIECES_MAX; i++) {
            const struct sohoa_page_piece *p = &lines->pieces[i];
            if (height_at(lines, p) <= top_part &&
                sohoa_approx_quality(&pattern, p->folded, p->length) >= 0.7)
                return true;
        }
    }
    return false;
}

/* What a card's side is not may stand anywhere on it; another paper's title only as a title. */
static bool is_vetoed(const struct looker *l, const struct sohoa_face *face, double own)
{
    float at = 0;
    if (face->side == SOHOA_SIDE_ANY) {
        double other = find_title(l, face, &face->marks->unless, &at);
        return other >= 0.75 && other > own; /* mostly, one title is a part of the other */
    }
    for (size_t i = 0; i < face->marks->unless.count; i++) {
        const struct sohoa_phrase *phrase = &face->marks->unless.items[i];
        struct sohoa_approx pattern;
        sohoa_approx_make(&pattern, phrase->folded, phrase->length);
        if (sohoa_approx_quality(&pattern, l->page->lines.text, l->page->lines.length) >= 0.85)
            return true;
    }
    return false;
}

static int score_face(struct looker *l, const struct sohoa_face *face,
                      struct sohoa_face_score *score)
{
    score->title = find_title(l, face, &face->marks->titles, &score->title_at);
    for (size_t i = 0; i < face->list_count; i++) {
        double covered = cover(l, &face->lists[i]);
        if (covered > score->covered) {
            score->covered = covered;
            score->layout = i;
        }
    }
    score->code = code_fits(l, face);
    score->lines = face->marks->line_count ? count_lines(l, face) : 0;
    score->head = face->schema->fallback && head_there(l, face);
    score->vetoed = face->marks->unless.count && is_vetoed(l, face, score->title);
    if (face->list_count > 1 && (score->title > 0 || score->covered > 0.2))
        return choose_layout(l, face, score);
    return 0;
}

/* ---- the page ---------------------------------------------------------------------------- */

/* The citizen ID in a text: of a QR the run of 12 digits, of an MRZ's first line the last 12 of
 * its 22. */
static bool take_number(const char *text, char ret[NUMBER + 1])
{
    for (const char *at = text; *at;) {
        size_t run = strspn(at, "0123456789");
        if (run == NUMBER || run == 22 || run == 23) { /* 23: '<' dropped before the check digit */
            memcpy(ret, at + (run == NUMBER ? 0 : 10), NUMBER);
            ret[NUMBER] = '\0';
            return true;
        }
        at += run ? run : 1;
    }
    return false;
}

static void find_number(const struct looker *l)
{
    struct sohoa_page_score *page = l->page;
    for (size_t i = 0; i < sohoa_codes_count(l->view->codes); i++)
        if (take_number(sohoa_codes_get(l->view->codes, i).text, page->number))
            return;
    for (size_t i = 0; i < page->lines.count; i++)
        if (take_number(page->lines.pieces[i].folded, page->number))
            return;
}

/* A line at the top that looks like a title: large, in capitals, in the middle. */
static bool looks_begun(const struct sohoa_page_lines *lines)
{
    float middle = (float)lines->ink.x + (float)lines->ink.w / 2;
    for (size_t i = 0; i < lines->count && i < TITLE_PIECES_MAX; i++) {
        const struct sohoa_page_piece *p = &lines->pieces[i];
        float off = fabsf((float)p->box.x + (float)p->box.w / 2 - middle);
        if (p->length >= 6 && p->whole && p->capitals > 0.8F && p->height > 1.2F * lines->height &&
            height_at(lines, p) < top_part && off < 0.12F * (float)lines->ink.w)
            return true;
    }
    return false;
}

int sohoa_page_score(const struct sohoa_clue_index *index, const struct sohoa_page_view *view,
                     struct sohoa_arena *arena, struct sohoa_page_score *ret)
{
    struct looker l = {.index = index, .view = view, .arena = arena, .page = ret};
    memset(ret, 0, sizeof *ret);
    if (sohoa_page_lines_read(view, arena, &ret->lines) != 0)
        return -1;
    ret->faces = sohoa_arena_take(arena, (index->face_count + 1) * sizeof *ret->faces);
    l.found = sohoa_arena_take(arena, (index->text_count + 1) * sizeof *l.found);
    if (!ret->faces || !l.found)
        return -1;
    find_clues(&l);
    for (size_t i = 0; i < index->face_count; i++)
        if (score_face(&l, &index->faces[i], &ret->faces[i]) != 0)
            return -1;
    find_number(&l);
    ret->starts = looks_begun(&ret->lines);
    for (size_t i = 0; i < index->face_count; i++)
        ret->starts = ret->starts || ret->faces[i].head;
    return 0;
}
