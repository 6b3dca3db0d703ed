/* card_owner.c - whose card print stands on. A sheet may hold the cards of two people: what is
 * printed on the other's card is left out, and where nobody can tell, the print is doubted. Pure
 * functions. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OTHERS_LEAST = 5 }; /* figures in which the numbers of two people differ; misread: fewer */

/* What speaks of a card: part of a page, or the page where it has no parts. */
struct card_side {
    uint32_t page, patch;
    bool own, other;
};
enum { SIDES_MAX = 64 };
struct sides {
    struct card_side at[SIDES_MAX];
    uint32_t count;
};

static uint32_t patch_at(const struct sohoa_page_view *view, struct sohoa_box upright)
{
    for (uint32_t i = 0; i < view->patch_count; i++) {
        const struct sohoa_box *in = &view->patches[i].box;
        int64_t x = (int64_t)upright.x + upright.w / 2 - in->x;
        int64_t y = (int64_t)upright.y + upright.h / 2 - in->y;
        if (x >= 0 && y >= 0 && x < in->w && y < in->h)
            return i;
    }
    return UINT32_MAX;
}

/* NULL: more sides than are told apart. */
static struct card_side *side_of(const struct card_run *run, struct sides *sides, uint32_t page,
                                 struct sohoa_box upright)
{
    uint32_t patch = patch_at(sohoa_document_page(run->in, page), upright);
    for (uint32_t i = 0; i < sides->count; i++)
        if (sides->at[i].page == page && sides->at[i].patch == patch)
            return &sides->at[i];
    if (sides->count == SIDES_MAX)
        return NULL;
    struct card_side *side = &sides->at[sides->count++];
    *side = (struct card_side){.page = page, .patch = patch};
    return side;
}

/* The number in a line of a zone, of which nine figures stand there twice. */
static bool zone_number(const char *text, char ret[16])
{
    for (const char *at = text; *at; at++) {
        size_t run = strspn(at, "0123456789");
        if (run == 22 && memcmp(at, at + 13, 9) == 0) {
            snprintf(ret, 16, "%.12s", at + 10);
            return true;
        }
        at += run ? run - 1 : 0;
    }
    return false;
}

static bool other_number(const char *id, const char *number)
{
    int apart = 0;
    for (int i = 0; i < 12; i++)
        apart += id[i] != number[i];
    return apart >= OTHERS_LEAST;
}

static void hear(struct card_side *side, const char *id, const char *number)
{
    if (!side || strlen(id) != 12 || strlen(number) != 12)
        return;
    bool other = other_number(id, number);
    side->own |= !other;
    side->other |= other;
}

/* The numbers that codes and print give, held against the holder's. */
static void gather(const struct card_run *run, const struct card_print *print, struct sides *sides)
{
    for (size_t i = 0; i < run->claim_count; i++) {
        const struct card_claim *claim = &run->claims[i];
        struct sohoa_box box =
            sohoa_page_view_upright(sohoa_document_page(run->in, claim->page), claim->box);
        hear(side_of(run, sides, claim->page, box), run->id, claim->id);
    }
    for (uint32_t i = 0; i < print->word_count; i++) {
        const struct card_word *word = &print->words[i];
        struct card_side *side = side_of(run, sides, word->page, word->box);
        char number[16];
        if (zone_number(word->text, number) ||
            (strlen(word->text) < 16 && card_number(word->text, number)))
            hear(side, run->id, number);
    }
}

/* The same print seen twice, where two parts of a page overlap. */
static bool same_ink(const struct card_print *print, const struct card_segment *a,
                     const struct card_segment *b)
{
    struct sohoa_box p = print->words[a->first].master, q = print->words[b->first].master;
    return a->page == b->page && p.x < q.x + q.w && q.x < p.x + p.w && p.y < q.y + q.h &&
           q.y < p.y + p.h;
}

/* The same long label, read well, on two sides: two cards of a kind. */
static bool two_of_a_kind(const struct card_run *run, const struct card_print *print,
                          struct sides *sides)
{
    for (uint32_t i = 0; i < print->hit_count; i++)
        for (uint32_t k = i + 1; k < print->hit_count; k++) {
            const struct card_hit *a = &print->hits[i], *b = &print->hits[k];
            if (a->label != b->label || a->label->size < 12 || a->edits * 6 > a->label->size ||
                b->edits * 6 > b->label->size)
                continue;
            const struct card_segment *s = &print->segments[a->segment],
                                      *t = &print->segments[b->segment];
            if (!same_ink(print, s, t) &&
                side_of(run, sides, s->page, s->box) != side_of(run, sides, t->page, t->box))
                return true;
        }
    return false;
}

static void leave_out(struct card_print *print, uint32_t segment)
{
    struct card_segment *s = &print->segments[segment];
    uint32_t kept = 0;
    s->size = s->count = 0;
    s->letters[0] = '\0';
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->hits[i].segment != segment)
            print->hits[kept++] = print->hits[i];
    print->hit_count = kept;
}

void card_own(const struct card_run *run, struct card_print *print)
{
    struct sides *sides = calloc(1, sizeof *sides);
    if (!sides || !run->card) {
        free(sides);
        return;
    }
    gather(run, print, sides);
    bool two = two_of_a_kind(run, print, sides);
    for (uint32_t i = 0; two && i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        const struct card_side *side = side_of(run, sides, s->page, s->box);
        if (side && side->own && !side->other)
            continue;
        for (uint32_t w = 0; w < s->count; w++) {
            struct card_word *word = &print->words[s->first + w];
            word->confidence = word->confidence < 0.4F ? word->confidence : 0.4F;
            word->flags |= SOHOA_WORD_DOUBTED;
        }
        if (side && side->other && !side->own)
            leave_out(print, i);
    }
    free(sides);
}
