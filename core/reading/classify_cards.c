/* classify_cards.c - see classify_cards.h. Any thread. */
#include "reading/classify_cards.h"

#include <math.h>
#include <string.h>

static const double enough = 0.28; /* of a side's clues, where neither code nor title was read */

/* A card has few words, and small ones, that are the first to be lost: then its title is enough. */
enum { CARD_WORDS = 150 };

static bool side_there(const struct sohoa_face_score *s, size_t words)
{
    if (s->vetoed)
        return false;
    return s->code || s->covered >= enough || (s->title > 0 && s->covered >= 0.08) ||
           (s->title >= 0.8 && words <= CARD_WORDS) || s->lines > 0;
}

/* The strength of both sides of the card whose front is face f, as far as they are there. */
static double card_strength(const struct sohoa_page_score *score, size_t f, bool *ret_front,
                            bool *ret_back)
{
    const struct sohoa_face_score *front = &score->faces[f], *back = &score->faces[f + 1];
    *ret_front = side_there(front, score->lines.words);
    *ret_back = side_there(back, score->lines.words);
    double a = *ret_front ? sohoa_face_strength(front) : 0;
    double b = *ret_back ? sohoa_face_strength(back) + (back->lines ? 0.3 : 0) : 0;
    return a + b;
}

bool sohoa_card_look(const struct sohoa_clue_index *index, const struct sohoa_page_score *score,
                     double other, struct sohoa_card_side *ret)
{
    double most = 0, second = 0;
    for (size_t f = 0; f < index->face_count; f++) {
        bool front = false, back = false;
        if (index->faces[f].side != SOHOA_SIDE_FRONT)
            continue;
        double strength = card_strength(score, f, &front, &back);
        if (strength > most) {
            second = most;
            most = strength;
            *ret = (struct sohoa_card_side){.schema = index->faces[f].schema,
                                            .index = index,
                                            .score = score,
                                            .front = front,
                                            .back = back,
                                            .mate = SIZE_MAX};
        } else {
            second = fmax(second, strength);
        }
    }
    if (most <= 0 || most <= other)
        return false;
    ret->confidence = fmin(0.99, 0.6 + 0.3 * fmin(1.0, most) + 0.3 * fmin(0.4, most - second));
    return true;
}

/* ---- pairs ------------------------------------------------------------------------------- */

/* Digits in which two numbers differ; -1: one is not known. */
static int apart(const struct sohoa_card_side *a, const struct sohoa_card_side *b)
{
    const char *x = a->score->number, *y = b->score->number;
    int different = 0;
    if (!*x || !*y)
        return -1;
    for (; *x && *y; x++, y++)
        different += *x != *y;
    return different;
}

static bool opposite(const struct sohoa_card_side *a, const struct sohoa_card_side *b)
{
    return a->mate == SIZE_MAX && b->mate == SIZE_MAX && a->front != a->back &&
           b->front != b->back && a->front == b->back;
}

/* The kind that the evidence of both pages together speaks for. */
static void agree(struct sohoa_card_side *a, struct sohoa_card_side *b)
{
    double most = -1;
    if (a->schema == b->schema)
        return;
    for (size_t f = 0; f < a->index->face_count; f++) {
        bool front = false, back = false;
        if (a->index->faces[f].side != SOHOA_SIDE_FRONT)
            continue;
        double sum =
            card_strength(a->score, f, &front, &back) + card_strength(b->score, f, &front, &back);
        if (sum > most) {
            most = sum;
            a->schema = b->schema = a->index->faces[f].schema;
        }
    }
    a->confidence = b->confidence = fmin(0.85, fmax(a->confidence, b->confidence));
}

/* Joins the best pair left: the same number first, then, where numbers do not speak against it,
 * the nearest pages. False: none. */
static bool join_best(struct sohoa_card_side *sides, size_t count, int most_apart)
{
    size_t best_a = 0, best_b = 0, nearest = SIZE_MAX;
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count; b++) {
            int n = apart(&sides[a], &sides[b]);
            size_t far = sides[b].page - sides[a].page;
            bool fits = most_apart < 0 ? n < 0 : n >= 0 && n <= most_apart;
            if (!opposite(&sides[a], &sides[b]) || !fits || far >= nearest)
                continue;
            nearest = far;
            best_a = a;
            best_b = b;
        }
    if (nearest == SIZE_MAX)
        return false;
    sides[best_a].mate = best_b;
    sides[best_b].mate = best_a;
    agree(&sides[best_a], &sides[best_b]);
    return true;
}

void sohoa_cards_pair(struct sohoa_card_side *sides, size_t count)
{
    static const int steps[] = {0, 1, 2, 3, -1}; /* digits that may differ; -1: not known */
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        while (join_best(sides, count, steps[i]))
            continue;
}
