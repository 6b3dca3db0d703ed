/* lstm_doubt.c - a second and a third look at the unsure words of a line, from other pictures of
 * them: with more paper above, so that they come out smaller and lower among the 36 rows; and with
 * slanting letters set upright, for the models know few italics. Where readings differ the surer
 * one is right two times of three and more (measured on worn forms), so that one stays. One thread.
 */
#include "lstm_doubt.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNSURE 80.0   /* words under it are looked at again */
#define NEW_WORD 70.0 /* what only a later look sees must be so sure */
#define INCREDIBLE 30.0
#define SLANT 12.0f /* degrees, of italics */
enum { LOOKS = 2, BESIDE = 1, NARROWEST = 12, INK = 128, FIGURES_MAX = 64 };

void lstm_sayings_free(struct lstm_sayings *s)
{
    for (int i = 0; i < s->count; i++)
        free(s->words[i].text);
    free(s->words);
    *s = (struct lstm_sayings){0};
}

/* Takes the text. */
static bool add(struct lstm_sayings *s, struct lstm_saying word)
{
    if (s->count == s->room) {
        int room = s->room ? 2 * s->room : 16;
        struct lstm_saying *more = realloc(s->words, (size_t)room * sizeof *more);
        if (!more) {
            free(word.text);
            return false;
        }
        s->words = more;
        s->room = room;
    }
    s->words[s->count++] = word;
    return true;
}

/* The word with its text; the place stays known. */
static bool take(struct lstm_sayings *s, struct lstm_saying *word)
{
    struct lstm_saying copy = *word;
    word->text = NULL;
    return add(s, copy);
}

/* What the reader read last, `at` pixels further right. */
static bool add_read(const struct lstm_reader *r, int at, struct lstm_sayings *s)
{
    bool ok = true;
    for (int i = 0; ok && i < r->count; i++) {
        const struct lstm_word *w = &r->words[i];
        char *text = strdup(w->text);
        ok = text && add(s, (struct lstm_saying){.text = text,
                                                 .confidence = w->confidence,
                                                 .left = w->left + at,
                                                 .right = w->right + at});
    }
    return ok;
}

/* Of words first to end - 1, long ones count more. */
static double sureness(const struct lstm_saying *words, int first, int end)
{
    double sum = 0, letters = 0;
    for (int i = first; i < end; i++) {
        double n = (double)strlen(words[i].text);
        sum += n * words[i].confidence;
        letters += n;
    }
    return letters > 0 ? sum / letters : 0;
}

/* ---- other pictures ---- */

/* With paper above. */
static PIX *lowered(PIX *gray)
{
    return pixAddBorderGeneral(gray, 0, 0, pixGetHeight(gray) / 6, 0, 255);
}

/* Slanting letters upright; *ret_at: how much further right everything is. */
static PIX *upright(PIX *gray, int *ret_at)
{
    int h = pixGetHeight(gray), rim = h / 8;
    int side = (int)ceilf((float)(h / 2 + rim) * tanf(SLANT * 0.0174533f)) + 2;
    PIX *wide = pixAddBorderGeneral(gray, side, side, rim, rim, 255);
    PIX *out =
        wide ? pixHShearLI(wide, pixGetHeight(wide) / 2, -SLANT * 0.0174533f, L_BRING_IN_WHITE)
             : NULL;
    pixDestroy(&wide);
    *ret_at = side;
    return out;
}

static bool look(struct lstm_reader *r, PIX *gray, int kind, int x, const bool *only,
                 struct lstm_sayings *ret)
{
    int at = 0;
    PIX *picture = kind == 0 ? lowered(gray) : upright(gray, &at);
    bool ok = picture != NULL;
    if (ok && lstm_reader_read(r, picture, only))
        ok = add_read(r, x - at, ret);
    pixDestroy(&picture);
    return ok;
}

/* ---- two readings of one place ---- */

/* Words of both that lie over each other. */
struct group {
    int a, a_end, b, b_end;
};

static double starts(const struct lstm_saying *w)
{
    return w->left + 0.25 * (w->right - w->left);
}

static double ends(const struct lstm_saying *w)
{
    return w->right - 0.25 * (w->right - w->left);
}

/* The next group behind *g; places are rough, so words must share more than their rims. */
static bool next_group(const struct lstm_sayings *a, const struct lstm_sayings *b, struct group *g)
{
    double end = -INFINITY;
    g->a = g->a_end;
    g->b = g->b_end;
    for (;;) {
        const struct lstm_saying *p = g->a_end < a->count ? &a->words[g->a_end] : NULL;
        const struct lstm_saying *q = g->b_end < b->count ? &b->words[g->b_end] : NULL;
        bool from_a = p && (!q || p->left <= q->left);
        const struct lstm_saying *w = from_a ? p : q;
        bool empty = g->a == g->a_end && g->b == g->b_end;
        if (!w || (!empty && starts(w) >= end))
            return !empty;
        end = fmax(end, ends(w));
        g->a_end += from_a;
        g->b_end += !from_a;
    }
}

/* Figures of words first to end - 1, as many as there is room for. */
static size_t figures_of(const struct lstm_sayings *s, int first, int end, char *ret)
{
    size_t count = 0;
    for (int i = first; i < end; i++)
        for (const char *c = s->words[i].text; *c; c++)
            if (*c >= '0' && *c <= '9' && count < FIGURES_MAX)
                ret[count++] = *c;
    return count;
}

/* Bytes of words first to end - 1. */
static size_t length_of(const struct lstm_sayings *s, int first, int end)
{
    size_t length = 0;
    for (int i = first; i < end; i++)
        length += strlen(s->words[i].text);
    return length;
}

/* Whether b is surer where both stand, or what only it sees is sure enough. Looks that lose
 * figures or a good deal of the text only win over what nobody would believe. *ret_doubted: they
 * see other figures, and nothing in a number tells a wrong figure from a right one. */
static bool is_surer(const struct lstm_sayings *a, const struct lstm_sayings *b,
                     const struct group *g, bool *ret_doubted)
{
    char figures[FIGURES_MAX], others[FIGURES_MAX];
    size_t n = figures_of(a, g->a, g->a_end, figures), m = figures_of(b, g->b, g->b_end, others);
    double one = sureness(a->words, g->a, g->a_end), other = sureness(b->words, g->b, g->b_end);
    bool both = g->a < g->a_end && g->b < g->b_end;
    *ret_doubted = both && (n != m || memcmp(figures, others, n) != 0);
    bool loses = m < n || 3 * length_of(b, g->b, g->b_end) < 2 * length_of(a, g->a, g->a_end);
    if (both && loses && one >= INCREDIBLE)
        return false;
    return other > (g->a == g->a_end ? NEW_WORD : one);
}

static bool add_group(struct lstm_sayings *from, int first, int end, bool doubted,
                      struct lstm_sayings *out)
{
    bool ok = true;
    for (int i = first; i < end; i++) {
        struct lstm_saying *w = &from->words[i];
        w->doubted |= doubted && strpbrk(w->text, "0123456789");
        ok = take(out, w) && ok;
    }
    return ok;
}

bool lstm_sayings_settle(struct lstm_sayings *a, struct lstm_sayings *b)
{
    struct lstm_sayings out = {0};
    struct group g = {0};
    bool ok = true;
    while (next_group(a, b, &g)) {
        bool doubted = false;
        if (is_surer(a, b, &g, &doubted))
            ok = add_group(b, g.b, g.b_end, doubted, &out) && ok;
        else
            ok = add_group(a, g.a, g.a_end, doubted, &out) && ok;
    }
    lstm_sayings_free(a);
    lstm_sayings_free(b);
    *a = out;
    return ok;
}

/* ---- stretches of unsure words ---- */

static bool has_ink(PIX *gray, int x)
{
    const l_uint32 *line = pixGetData(gray);
    int h = pixGetHeight(gray), wpl = pixGetWpl(gray);
    for (int y = 0; y < h; y++, line += wpl)
        if (GET_DATA_BYTE(line, x) < INK)
            return true;
    return false;
}

/* Where to cut between two words: the middle of the widest white around their border. */
static int white_between(PIX *gray, const struct lstm_saying *a, const struct lstm_saying *b)
{
    int rim = pixGetHeight(gray) / 3, best = 0, run = 0, middle = (a->right + b->left) / 2;
    int from = (a->right < b->left ? a->right : b->left) - rim;
    int to = (a->right > b->left ? a->right : b->left) + rim, at = middle;
    from = from < 0 ? 0 : from;
    to = to > pixGetWidth(gray) ? pixGetWidth(gray) : to;
    for (int x = from; x < to; x++) {
        run = has_ink(gray, x) ? 0 : run + 1;
        if (run > best) {
            best = run;
            at = x - run / 2;
        }
    }
    return at;
}

static PIX *cut(PIX *gray, int left, int right)
{
    BOX *box = boxCreate(left, 0, right - left, pixGetHeight(gray));
    PIX *piece = box ? pixClipRectangle(gray, box, NULL) : NULL;
    boxDestroy(&box);
    return piece;
}

/* The words of `said`, all of columns left to right - 1, looked at again until they are sure. */
static bool look_again(struct lstm_reader *r, PIX *gray, int left, int right, const bool *only,
                       struct lstm_sayings *said)
{
    PIX *piece = cut(gray, left, right);
    bool ok = piece != NULL;
    for (int kind = 0; ok && kind < LOOKS; kind++) {
        struct lstm_sayings other = {0};
        bool unsure = false;
        for (int i = 0; i < said->count; i++)
            unsure |= said->words[i].confidence < UNSURE;
        if (!unsure)
            break;
        ok = look(r, piece, kind, left, only, &other) && lstm_sayings_settle(said, &other);
        lstm_sayings_free(&other);
    }
    pixDestroy(&piece);
    return ok;
}

/* Unsure, or beside a word that is: the network reads a word better with what stands around it. */
static bool in_doubt(const struct lstm_sayings *all, int i)
{
    for (int k = i - BESIDE; k <= i + BESIDE; k++)
        if (k >= 0 && k < all->count && all->words[k].confidence < UNSURE)
            return true;
    return false;
}

/* Words first to end - 1 of the line looked at again, then put behind *out; *all keeps their
 * places, not their texts. */
static bool mend_stretch(struct lstm_reader *r, PIX *gray, const bool *only,
                         struct lstm_sayings *all, int first, int end, struct lstm_sayings *out)
{
    const struct lstm_saying *words = all->words;
    struct lstm_sayings said = {0};
    int left = first > 0 ? white_between(gray, &words[first - 1], &words[first]) : 0;
    int right =
        end < all->count ? white_between(gray, &words[end - 1], &words[end]) : pixGetWidth(gray);
    bool ok = true;
    for (int i = first; i < end; i++)
        ok = take(&said, &all->words[i]) && ok;
    if (ok && right - left >= NARROWEST)
        ok = look_again(r, gray, left, right, only, &said);
    for (int i = 0; i < said.count; i++)
        ok = take(out, &said.words[i]) && ok;
    lstm_sayings_free(&said);
    return ok;
}

/* All of the line, its stretches in doubt read again. */
static bool mend(struct lstm_reader *r, PIX *gray, const bool *only, struct lstm_sayings *all)
{
    struct lstm_sayings out = {0};
    bool ok = true;
    for (int i = 0, end = 0; ok && i < all->count; i = end) {
        bool doubt = in_doubt(all, i);
        while (end < all->count && in_doubt(all, end) == doubt)
            end++;
        if (doubt)
            ok = mend_stretch(r, gray, only, all, i, end, &out);
        for (; !doubt && i < end; i++)
            ok = take(&out, &all->words[i]) && ok;
    }
    lstm_sayings_free(all);
    *all = out;
    return ok;
}

bool lstm_doubt_read(struct lstm_reader *r, PIX *piece, const bool *only, bool again,
                     struct lstm_sayings *ret)
{
    bool unsure = false;
    if (!lstm_reader_read(r, piece, only))
        return true;
    if (!add_read(r, 0, ret))
        return false;
    for (int i = 0; i < ret->count; i++)
        unsure |= again && ret->words[i].confidence < UNSURE;
    if (!unsure)
        return true;
    PIX *gray =
        pixGetDepth(piece) == 1 ? pixConvert1To8(NULL, piece, 255, 0) : pixConvertTo8(piece, 0);
    bool ok = gray && mend(r, gray, only, ret);
    pixDestroy(&gray);
    return ok;
}
