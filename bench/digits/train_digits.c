/* train_digits.c - trains the classifier of plugins/ocr_digits and writes its weights as C source.
 *
 * build/train_digits [--words N] [--seed N] > digits_weights.c
 * build/train_digits --test: how the weights in use do, on faces learnt and kept.
 *
 * Numbers are drawn anew (digits_render.c) and cut by the plugin's own cutter; a word whose glyphs
 * are not as many as its characters teaches nothing, as it would say nothing in use. Stochastic
 * gradient descent with momentum (Adam). One thread, some minutes. */
#include "../training/net_train.h"
#include "digits_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 14, BATCH = 40, POOL = 4000 };
#define DOUBT 0.005F /* the truth is a little unsure of itself */

struct example {
    float ink[DIGITS_INPUTS];
    int class;
};
static struct net_train train;

/* Figures with a few other tall characters among them; other: only those. */
static void fill_text(struct chance *chance, char *text)
{
    static const char others[] = "ABCDEGHKLMNPQRSTUVXYabdehkmnorstuvxy/";
    bool other = chance_int(chance, 0, 7) == 0;
    for (int i = 0; i < WORD; i++)
        text[i] = other || chance_int(chance, 0, 11) == 0
                      ? others[chance_int(chance, 0, (int)sizeof others - 2)]
                      : (char)('0' + chance_int(chance, 0, 9));
    text[WORD] = '\0';
}

/* The glyphs of one drawn word; 0 when they are not as many as its characters. */
static int make_word(struct chance *chance, bool kept, struct example ret[WORD])
{
    char text[WORD + 1];
    struct digits_glyph glyphs[DIGITS_GLYPHS_MAX];
    fill_text(chance, text);
    if (strpbrk(text, "anmorstuvxy")) /* low letters are no tall glyphs among figures */
        for (char *c = text; *c; c++)
            *c = strchr("anmorstuvxy", *c) ? 'h' : *c;
    static const int thresholds[] = {128, 128, 190, 225};
    PIX *gray = digits_draw(chance, kept, text);
    PIX *bits = pixThresholdToBinary(gray, thresholds[chance_int(chance, 0, 3)]);
    int count = digits_cut(bits, 0, glyphs), tone = digits_tone(gray);
    for (int i = 0; count == WORD && i < WORD; i++) {
        digits_sample(gray, tone, &glyphs[i], ret[i].ink);
        ret[i].class = text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : DIGITS_OTHER;
    }
    pixDestroy(&gray);
    pixDestroy(&bits);
    return count == WORD ? WORD : 0;
}

/* Shares of figures: right; wrong though surer than `sure`; words that could be cut. */
static void measure(const char *what, uint64_t seed, bool kept, int words)
{
    struct chance chance = {seed};
    struct example examples[WORD];
    int right = 0, all = 0, sure = 0, sure_wrong = 0, cut = 0;
    for (int w = 0; w < words; w++) {
        int count = make_word(&chance, kept, examples);
        cut += count > 0;
        for (int i = 0; i < count; i++, all++) {
            float p;
            bool ok = sohoa_net_classify(&train.net, examples[i].ink, &p) == examples[i].class;
            right += ok;
            sure += p >= 0.99F;
            sure_wrong += p >= 0.99F && !ok;
        }
    }
    fprintf(stderr, "%s: right %.4f, sure %.4f of which wrong %.5f; words cut %.3f\n", what,
            (double)right / (all ? all : 1), (double)sure / (all ? all : 1),
            (double)sure_wrong / (sure ? sure : 1), (double)cut / words);
}

/* False: out of memory. */
static bool learn(uint64_t seed, int words)
{
    static struct example pool[POOL];
    struct chance chance = {seed};
    if (!net_train_open(&train, DIGITS_INPUTS, DIGITS_HIDDEN, DIGITS_CLASSES, &chance))
        return false;
    int filled = 0;
    for (int w = 0; w < words; w++) {
        struct example made[WORD];
        int count = make_word(&chance, false, made);
        for (int i = 0; i < count; i++) /* the pool is mixed: old ones are pushed out by chance */
            pool[filled < POOL ? filled++ : chance_int(&chance, 0, POOL - 1)] = made[i];
        if (filled < POOL)
            continue;
        for (int i = 0; i < BATCH; i++) {
            const struct example *example = &pool[chance_int(&chance, 0, POOL - 1)];
            net_train_learn(&train, example->ink, example->class, DOUBT);
        }
        net_train_step(&train, (float)(0.002 * (1 - (double)w / words) + 1e-5), BATCH);
        if (w % 2000 == 0) {
            fprintf(stderr, "%d ", w);
            measure("other faces", 98, true, 150);
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    int words = 20000;
    uint64_t seed = 1;
    setMsgSeverity(L_SEVERITY_ERROR);
    bool test = argc > 1 && strcmp(argv[1], "--test") == 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--words") == 0)
            words = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
    }
    struct sohoa_err err = {0};
    if (test ? sohoa_net_load(&digits_weights, &train.net, &err) != SOHOA_OK : !learn(seed, words))
        return fprintf(stderr, "%s\n", test ? err.text : "out of memory"), 1;
    measure("learnt faces", 97, false, 1000);
    measure("other faces", 96, true, 1000);
    if (!test)
        net_train_write(&train.net, "digits", "digits/train_digits.c");
    net_train_close(&train);
    return 0;
}
