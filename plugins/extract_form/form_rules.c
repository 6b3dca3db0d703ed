/* form_rules.c - level rules that wear broke are whole again: pieces in one line with a short gap
 * between them, neither of whose ends there meets an upright rule (tables side by side end at one),
 * and that together reach from side to side of their table: to an upright rule at either end, or as
 * far as another rule of it. Rows are known by rules of one length. */
#include "form.h"

#include <stdlib.h>

enum {
    PIECES_MAX = 256, /* of one page */
    GAP = 4,          /* ems, at most */
};

struct pieces {
    struct sohoa_box *at[PIECES_MAX];
    uint32_t count;
};

static int32_t right_of(const struct sohoa_box *box)
{
    return box->x + box->w;
}

static int32_t middle_of(const struct sohoa_box *box)
{
    return box->y + box->h / 2;
}

static struct pieces level_pieces(const struct form_page *page)
{
    struct pieces pieces = {.count = 0};
    for (size_t i = 0; i < page->mark_count && pieces.count < PIECES_MAX; i++) {
        struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->w > box->h && box->w > 2 * page->em)
            pieces.at[pieces.count++] = box;
    }
    return pieces;
}

static bool upright_at(const struct form_page *page, int32_t x, int32_t y)
{
    int32_t near = (int32_t)(page->em / 2);
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->h > box->w &&
            abs(box->x + box->w / 2 - x) <= near && y >= box->y - near &&
            y <= box->y + box->h + near)
            return true;
    }
    return false;
}

/* The piece that goes on where the other ends. */
static struct sohoa_box *next_piece(const struct form_page *page, const struct pieces *pieces,
                                    const struct sohoa_box *box)
{
    struct sohoa_box *next = NULL;
    for (uint32_t i = 0; i < pieces->count; i++) {
        struct sohoa_box *other = pieces->at[i];
        int32_t gap = other->x - right_of(box);
        if (other->w > 0 && other->x > box->x && right_of(other) > right_of(box) &&
            gap > -page->em && gap < GAP * page->em &&
            abs(middle_of(other) - middle_of(box)) < page->em / 4 && (!next || other->x < next->x))
            next = other;
    }
    return next && !upright_at(page, right_of(box), middle_of(box)) &&
                   !upright_at(page, next->x, middle_of(next))
               ? next
               : NULL;
}

static bool is_whole(const struct form_page *page, const struct pieces *pieces,
                     const struct sohoa_box *box)
{
    if (upright_at(page, box->x, middle_of(box)) && upright_at(page, right_of(box), middle_of(box)))
        return true;
    for (uint32_t i = 0; i < pieces->count; i++) {
        const struct sohoa_box *other = pieces->at[i];
        if (abs(other->x - box->x) < page->em && abs(right_of(other) - right_of(box)) < page->em)
            return true;
    }
    return false;
}

/* A piece's share in a rule is taken: it is empty then. */
static void join_from(const struct form_page *page, const struct pieces *pieces,
                      struct sohoa_box *first)
{
    struct sohoa_box *taken[16], whole = *first, *next, last = *first;
    uint32_t count = 0;
    while (count < 16 && (next = next_piece(page, pieces, &last))) {
        whole = form_join(whole, *next);
        last = *next;
        taken[count++] = next;
    }
    if (!count || !is_whole(page, pieces, &whole))
        return;
    *first = whole;
    for (uint32_t i = 0; i < count; i++)
        *taken[i] = (struct sohoa_box){0};
}

static int leftmost(const void *a, const void *b)
{
    const struct sohoa_box *x = *(struct sohoa_box *const *)a, *y = *(struct sohoa_box *const *)b;
    return (x->x > y->x) - (x->x < y->x);
}

void form_rules(struct form_page *page)
{
    struct pieces pieces = level_pieces(page);
    size_t kept = 0;
    if (pieces.count)
        qsort(pieces.at, pieces.count, sizeof *pieces.at, leftmost);
    for (uint32_t i = 0; i < pieces.count; i++)
        if (pieces.at[i]->w > 0)
            join_from(page, &pieces, pieces.at[i]);
    for (size_t i = 0; i < page->mark_count; i++)
        if (page->marks[i].box.w || page->marks[i].box.h)
            page->marks[kept++] = page->marks[i];
    page->mark_count = kept;
}
