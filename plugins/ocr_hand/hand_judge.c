/* hand_judge.c - from measures to a verdict. A small net scores each word; a chain of two states
 * (print, hand) along each line lets neighbours agree; a page whose words together do not speak
 * for a pen has none. */
#include "hand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How the evidence counts: words of one page err alike, so each weighs less than it says. */
#define TEMPER 0.6F
#define INPUT_MOST 4.0F
#define SCORE_MOST 5.0F
#define PAGE_DOUBT 5.0F /* evidence a page needs before anything on it counts as handwritten */
#define SURE_LEAN 0.5F  /* what a doubtful word of such a page counts for the pen */

/* Values that a pen wrote stand apart from their labels: they look more like handwriting, and their
 * letters repeat heights and feet less often than print does in any face, italics too. How many
 * words of values show it, by how much at least; a page where they do not needs more evidence. */
#define VALUES_SOME 12
#define VALUES_APART 1.0F
#define VALUES_EVEN (-0.05F)
#define UNLIKELY_DOUBT 13.0F
/* ... and what tells neat letters, each of which may pass for print: so many, so far, looking so on
 * the average, so uneven. */
#define VALUES_MANY 16
#define VALUES_FAR 1.5F
#define VALUES_LEAN (-1.2F)
#define VALUES_UNEVEN (-0.15F)

/* A few values amid print, as below a copy or within sentences: nowhere does print look so often
 * like handwriting as in so many words that follow each other, where most of the page's is sure:
 * less evidence is enough. */
#define PATCH_DOUBT 2.5F
#define PATCH_WORDS 24
#define PATCH_LIKELY 5 /* of them have a score above LIKELY */
#define LIKELY 1.0F
#define UNSURE (-2.0F) /* from here to 0 a score says little */
#define UNSURE_MOST 4  /* one in so many words */

/* What changes cost, in the same measure. */
struct costs {
    float start; /* a line that begins by hand */
    float turn;  /* from print to hand and back, from word to word */
    float apart; /* ... across a gap as wide as the line is high, or behind a colon */
    float value; /* what a word behind a label's colon counts more for the pen */
};
static const struct costs wary = {1.5F, 3.5F, 1.5F, 0.0F}; /* of a page that nothing is known of */
static const struct costs sure = {0.0F, 0.5F, 0.0F, 0.0F}; /* of one that was written on */
static const struct costs neat = {0.0F, 0.5F, 0.0F, 1.5F}; /* ... by a neat hand */

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

void hand_reference(const struct hand_word *words, size_t count, float ret[HAND_MEASURES])
{
    float *column = malloc(sizeof *column * (count + 1)), middle = 0;
    size_t n = 0;
    memset(ret, 0, sizeof *ret * HAND_MEASURES);
    for (size_t i = 0; column && i < count; i++)
        if (words[i].measured)
            column[n++] = words[i].confidence;
    if (n > 0) {
        qsort(column, n, sizeof *column, compare);
        middle = column[n / 2];
    }
    for (int m = 0; n > 0 && m < HAND_MEASURES; m++) {
        size_t k = 0;
        for (size_t i = 0; i < count; i++)
            if (words[i].measured && words[i].confidence >= middle)
                column[k++] = words[i].measures[m];
        qsort(column, k, sizeof *column, compare);
        ret[m] = column[k / 2];
    }
    free(column);
}

void hand_inputs(const struct hand_word *word, const float reference[HAND_MEASURES],
                 float ret[HAND_INPUTS])
{
    for (int m = 0; m < HAND_MEASURES; m++) {
        ret[m] = word->measures[m];
        ret[HAND_MEASURES + m] = word->measures[m] - reference[m];
    }
    ret[HAND_HEIGHT] = 0; /* in pixels: says nothing but the resolution */
}

float hand_score(const struct hand_net *net, const float inputs[HAND_INPUTS])
{
    float out = net->out[HAND_HIDDEN], in[HAND_INPUTS];
    for (int k = 0; k < HAND_INPUTS; k++)
        in[k] = fmaxf(-INPUT_MOST, fminf(INPUT_MOST, (inputs[k] - net->mean[k]) * net->scale[k]));
    for (int i = 0; i < HAND_HIDDEN; i++) {
        float sum = net->hidden[i][HAND_INPUTS];
        for (int k = 0; k < HAND_INPUTS; k++)
            sum += net->hidden[i][k] * in[k];
        out += net->out[i] * (sum > 0 ? sum : 0);
    }
    return out;
}

/* ln(e^a + e^b) */
static float join(float a, float b)
{
    float most = a > b ? a : b;
    return most + log1pf(expf(-fabsf(a - b)));
}

static float bounded(float score)
{
    return fmaxf(-SCORE_MOST, fminf(SCORE_MOST, score));
}

static float evidence(const struct costs *costs, const struct hand_word *word)
{
    float more = word->value && word->measured ? costs->value : 0;
    return (bounded(word->score) + more) * TEMPER;
}

static bool is_apart(const struct hand_word *word)
{
    const struct hand_word *before = word - 1;
    int32_t gap = word->box.x - (before->box.x + before->box.w);
    return gap > (before->box.h < word->box.h ? before->box.h : word->box.h);
}

static bool follows_label(const struct hand_word *word)
{
    const struct hand_word *before = word - 1;
    size_t length = strlen(before->text);
    return length > 0 && before->text[length - 1] == ':';
}

/* What it costs to change between the word and the one before it. */
static float turn(const struct costs *costs, const struct hand_word *word)
{
    return is_apart(word) || follows_label(word) ? costs->apart : costs->turn;
}

/* Values run from a label's colon to the next wide gap, or stand on lines behind labels without. */
static void find_values(struct hand_word *words, size_t count)
{
    size_t values = 0;
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || words[i].line != words[i - 1].line;
        words[i].value =
            !first && (follows_label(&words[i]) || (words[i - 1].value && !is_apart(&words[i])));
        values += words[i].value;
    }
    for (size_t i = 0; values < VALUES_SOME && i < count; i++)
        words[i].value |= words[i].lined;
}

/* How the words of values look on the average, and against the page's other words. */
struct lean {
    size_t count;
    float mean, apart; /* of scores */
    float even;        /* how much more often letters are alike in heights, feet and tops */
};

static struct lean values_lean(const struct hand_word *words, size_t count)
{
    float scores[2] = {0}, alike[2] = {0};
    size_t n[2] = {0};
    for (size_t i = 0; i < count; i++) {
        const float *m = words[i].measures;
        if (!words[i].measured)
            continue;
        scores[words[i].value] += bounded(words[i].score);
        alike[words[i].value] += m[HAND_TWIN_HEIGHTS] + m[HAND_TWIN_FEET] + m[HAND_TWIN_TOPS];
        n[words[i].value]++;
    }
    struct lean lean = {.count = n[0] > 0 ? n[1] : 0};
    if (lean.count > 0) {
        lean.mean = scores[1] / (float)n[1];
        lean.apart = lean.mean - scores[0] / (float)n[0];
        lean.even = alike[1] / (float)n[1] - alike[0] / (float)n[0];
    }
    return lean;
}

static bool is_neat(const struct lean *lean)
{
    return lean->count >= VALUES_MANY && lean->apart > VALUES_FAR && lean->mean > VALUES_LEAN &&
           lean->even < VALUES_UNEVEN;
}

static float doubt(const struct lean *lean)
{
    bool unlikely =
        lean->count >= VALUES_SOME && (lean->apart <= VALUES_APART || lean->even > VALUES_EVEN);
    return unlikely ? UNLIKELY_DOUBT : PAGE_DOUBT;
}

/* Forward and backward over the words of a line; `odds` gets each word's log odds of being
 * handwritten. Returns how much likelier the line is when it may be, than as print alone. */
static float judge_line(const struct costs *costs, const struct hand_word *words, size_t count,
                        float *odds)
{
    float print = 0, hand = -costs->start; /* of all up to the word */
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            float cost = turn(costs, &words[i]), p = join(print, hand - cost);
            hand = join(hand, print - cost);
            print = p;
        }
        hand += evidence(costs, &words[i]);
        odds[i] = hand - print;
    }
    float gain = join(print, hand);
    print = hand = 0; /* of all behind the word */
    for (size_t i = count; i-- > 0;) {
        odds[i] += hand - print;
        if (i == 0)
            break;
        float cost = turn(costs, &words[i]), h = hand + evidence(costs, &words[i]), p = print;
        print = join(p, h - cost);
        hand = join(h, p - cost);
    }
    return gain;
}

static float judge_page(const struct costs *costs, const struct hand_word *words, size_t count,
                        float *odds)
{
    float gain = 0;
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && words[i + n].line == words[i].line; n++)
            ;
        gain += judge_line(costs, words + i, n, odds + i);
    }
    return gain;
}

/* Whether there is a patch of words that a pen wrote. */
static bool has_patch(const struct hand_word *words, size_t count)
{
    bool likely[PATCH_WORDS] = {false};
    size_t n = 0, unsure = 0, sum = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        if (!words[i].measured)
            continue;
        bool *slot = &likely[n++ % PATCH_WORDS];
        sum -= *slot;
        *slot = words[i].score > LIKELY;
        sum += *slot;
        most = sum > most ? sum : most;
        unsure += words[i].score > UNSURE && words[i].score < 0;
    }
    return most >= PATCH_LIKELY && unsure * UNSURE_MOST <= n;
}

bool hand_decide(struct hand_word *words, size_t count)
{
    float *odds = calloc(count + 1, sizeof *odds);
    if (!odds)
        return false;
    find_values(words, count);
    struct lean lean = values_lean(words, count);
    bool tidy = is_neat(&lean);
    float least = has_patch(words, count) ? PATCH_DOUBT : doubt(&lean);
    bool written = tidy || judge_page(&wary, words, count, odds) > least;
    if (written)
        judge_page(tidy ? &neat : &sure, words, count, odds);
    for (size_t i = 0; i < count; i++)
        words[i].hand = written && words[i].measured && odds[i] > -SURE_LEAN;
    free(odds);
    return written;
}
