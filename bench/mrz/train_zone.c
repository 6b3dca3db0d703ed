/* train_zone.c - trains the classifier of plugins/code_mrz and writes its weights as C source.
 *
 * build/train_zone [--lines N] [--seed N] > plugins/code_mrz/zone_weights.c
 *
 * Every line is drawn anew (zone_render.c), cut three times by the plugin's own sampler with some
 * error in place and size: plain stochastic gradient descent with momentum (Adam).
 * One thread; some minutes for the default of 12,000 lines. */
#include "../training/net_train.h"
#include "zone_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 30, TIMES = 3, MIX = 4, BATCH = 40 }; /* lines drawn, cut, mixed */
#define DOUBT 0.01F                                 /* the truth is a little unsure of itself */

struct example {
    float ink[ZONE_INPUTS];
    int class;
};

static struct net_train train;

/* Characters of a zone, or of anything else: small letters, marks, half of two characters. */
static void fill_text(struct chance *chance, char *text, bool other)
{
    static const char symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    static const char others[] = "abcdefghijkmnpqrstuvwxyz.,:;-/()%&  ";
    for (int i = 0; i < LINE; i++) {
        int filler = chance_int(chance, 0, 9) == 0;
        text[i] = other    ? others[chance_int(chance, 0, (int)sizeof others - 2)]
                  : filler ? '<'
                           : symbols[chance_int(chance, 0, (int)sizeof symbols - 2)];
    }
    text[LINE] = '\0';
}

static int class_of(char c)
{
    const char *at = strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", c);
    return at ? (int)(at - "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<") : ZONE_OTHER;
}

/* Cuts the characters out with some error in place and size; again and again otherwise. */
static void cut_line(struct chance *chance, const struct zone_drawn *drawn, const char *text,
                     bool between, struct example ret[LINE])
{
    float cells[LINE][ZONE_INPUTS];
    struct zone_picture picture = zone_picture_of(drawn->pix);
    double scale = chance_real(chance, 0.9, 1.12), off = chance_real(chance, -0.07, 0.07);
    double tilt = chance_real(chance, -0.02, 0.02);
    for (int i = 0; i < LINE; i++) {
        double along = i + off + chance_real(chance, -0.06, 0.06) + (between ? 0.5 : 0);
        struct zone_cell cell = {.x = drawn->x + along * drawn->pitch * drawn->ux,
                                 .y = drawn->y + along * drawn->pitch * drawn->uy +
                                      chance_real(chance, -0.07, 0.07) * drawn->height,
                                 .ux = drawn->ux - tilt * drawn->uy,
                                 .uy = drawn->uy + tilt * drawn->ux,
                                 .pitch = drawn->pitch,
                                 .height = drawn->height * scale};
        zone_sample(&picture, &cell, cells[i]);
    }
    zone_normalise(cells, LINE);
    for (int i = 0; i < LINE; i++) {
        memcpy(ret[i].ink, cells[i], sizeof ret[i].ink);
        ret[i].class = between ? ZONE_OTHER : class_of(text[i]);
    }
}

/* One drawn line, cut TIMES times. */
static void make_lines(struct chance *chance, const char *const *families, double hardness,
                       struct example ret[TIMES * LINE])
{
    char text[LINE + 1];
    int count = 0, kind = chance_int(chance, 0, 19);
    while (families[count])
        count++;
    fill_text(chance, text, kind == 0);
    struct zone_drawn drawn =
        zone_draw(chance, families[chance_int(chance, 0, count - 1)], text, hardness);
    for (int i = 0; i < TIMES; i++)
        cut_line(chance, &drawn, text, kind == 1, ret + (ptrdiff_t)i * LINE);
    pixDestroy(&drawn.pix);
}

static double accuracy(uint64_t seed, bool held_out, double hardness, int lines)
{
    struct chance chance = {seed};
    struct example examples[TIMES * LINE];
    int right = 0, all = 0;
    for (int l = 0; l < lines; l++) {
        make_lines(&chance, zone_families(held_out), hardness, examples);
        for (int i = 0; i < LINE; i++, all++) {
            right += sohoa_net_classify(&train.net, examples[i].ink, NULL) == examples[i].class;
        }
    }
    return (double)right / all;
}

/* False: out of memory. */
static bool learn(uint64_t seed, int lines)
{
    enum { HELD = MIX * TIMES * LINE };
    static struct example examples[HELD];
    struct chance chance = {seed};
    if (!net_train_open(&train, ZONE_INPUTS, ZONE_HIDDEN, ZONE_CLASSES, &chance))
        return false;
    for (int l = 0; l < lines; l += MIX) {
        double done = (double)l / lines;
        for (int i = 0; i < MIX; i++)
            make_lines(&chance, zone_families(false), chance_real(&chance, 0.1, 1),
                       examples + (ptrdiff_t)i * TIMES * LINE);
        for (int batch = 0; batch < HELD / BATCH; batch++) {
            for (int i = 0; i < BATCH; i++) { /* strides through all lines of the mix */
                const struct example *example = &examples[(batch + i * (HELD / BATCH)) % HELD];
                net_train_learn(&train, example->ink, example->class, DOUBT);
            }
            net_train_step(&train, (float)(0.0015 * (1 - done) + 1e-5), BATCH);
        }
        if (l % 1000 == 0)
            fprintf(stderr, "%5d lines: %.4f, faces not learnt from %.4f\n", l,
                    accuracy(99, false, 0.8, 40), accuracy(98, true, 0.8, 40));
    }
    return true;
}

int main(int argc, char **argv)
{
    int lines = 12000;
    uint64_t seed = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--lines") == 0)
            lines = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
    }
    if (!learn(seed, lines))
        return fprintf(stderr, "out of memory\n"), 1;
    fprintf(stderr, "learnt faces: %.4f, other faces: %.4f\n", accuracy(97, false, 0.8, 200),
            accuracy(96, true, 0.8, 200));
    net_train_write(&train.net, "zone", "mrz/train_zone.c");
    net_train_close(&train);
    return 0;
}
