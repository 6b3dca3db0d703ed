/* train_zone.c - trains the classifier of plugins/code_mrz and writes its weights as C source.
 *
 * build/train_zone [--lines N] [--seed N] > plugins/code_mrz/zone_weights.c
 *
 * Every line is drawn anew (zone_render.c), cut three times by the plugin's own sampler with some
 * error in place and size: plain stochastic gradient descent with momentum (Adam).
 * One thread; some minutes for the default of 12,000 lines. */
#include "zone_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 30, TIMES = 3, MIX = 4, BATCH = 40 }; /* lines drawn, cut, mixed */

struct example {
    float ink[ZONE_INPUTS];
    int class;
};

struct moments {
    struct zone_net first, second;
};

static struct zone_net net, gradient;
static struct moments moments;
static long steps;

/* Characters of a zone, or of anything else: small letters, marks, half of two characters. */
static void fill_text(struct zone_chance *chance, char *text, bool other)
{
    static const char symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    static const char others[] = "abcdefghijkmnpqrstuvwxyz.,:;-/()%&  ";
    for (int i = 0; i < LINE; i++) {
        int filler = zone_chance_int(chance, 0, 9) == 0;
        text[i] = other    ? others[zone_chance_int(chance, 0, (int)sizeof others - 2)]
                  : filler ? '<'
                           : symbols[zone_chance_int(chance, 0, (int)sizeof symbols - 2)];
    }
    text[LINE] = '\0';
}

static int class_of(char c)
{
    const char *at = strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", c);
    return at ? (int)(at - "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<") : ZONE_OTHER;
}

/* Cuts the characters out with some error in place and size; again and again otherwise. */
static void cut_line(struct zone_chance *chance, const struct zone_drawn *drawn, const char *text,
                     bool between, struct example ret[LINE])
{
    float cells[LINE][ZONE_INPUTS];
    struct zone_picture picture = zone_picture_of(drawn->pix);
    double scale = zone_chance_real(chance, 0.9, 1.12), off = zone_chance_real(chance, -0.07, 0.07);
    double tilt = zone_chance_real(chance, -0.02, 0.02);
    for (int i = 0; i < LINE; i++) {
        double along = i + off + zone_chance_real(chance, -0.06, 0.06) + (between ? 0.5 : 0);
        struct zone_cell cell = {.x = drawn->x + along * drawn->pitch * drawn->ux,
                                 .y = drawn->y + along * drawn->pitch * drawn->uy +
                                      zone_chance_real(chance, -0.07, 0.07) * drawn->height,
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
static void make_lines(struct zone_chance *chance, const char *const *families, double hardness,
                       struct example ret[TIMES * LINE])
{
    char text[LINE + 1];
    int count = 0, kind = zone_chance_int(chance, 0, 19);
    while (families[count])
        count++;
    fill_text(chance, text, kind == 0);
    struct zone_drawn drawn =
        zone_draw(chance, families[zone_chance_int(chance, 0, count - 1)], text, hardness);
    for (int i = 0; i < TIMES; i++)
        cut_line(chance, &drawn, text, kind == 1, ret + (ptrdiff_t)i * LINE);
    pixDestroy(&drawn.pix);
}

static void learn(const struct example *example)
{
    float hidden[ZONE_HIDDEN], out[ZONE_CLASSES], back[ZONE_HIDDEN] = {0}, sum = 0, most = -1e30F;
    for (int i = 0; i < ZONE_HIDDEN; i++) {
        float value = net.hidden[i][ZONE_INPUTS];
        for (int k = 0; k < ZONE_INPUTS; k++)
            value += net.hidden[i][k] * example->ink[k];
        hidden[i] = value > 0 ? value : 0;
    }
    for (int i = 0; i < ZONE_CLASSES; i++) {
        out[i] = net.out[i][ZONE_HIDDEN];
        for (int k = 0; k < ZONE_HIDDEN; k++)
            out[i] += net.out[i][k] * hidden[k];
        most = out[i] > most ? out[i] : most;
    }
    for (int i = 0; i < ZONE_CLASSES; i++)
        sum += out[i] = expf(out[i] - most);
    for (int i = 0; i < ZONE_CLASSES; i++) { /* the truth is a little unsure of itself */
        float want = i == example->class ? 0.99F : 0.01F / (ZONE_CLASSES - 1);
        float delta = out[i] / sum - want;
        for (int k = 0; k < ZONE_HIDDEN; k++) {
            gradient.out[i][k] += delta * hidden[k];
            back[k] += delta * net.out[i][k];
        }
        gradient.out[i][ZONE_HIDDEN] += delta;
    }
    for (int i = 0; i < ZONE_HIDDEN; i++) {
        if (hidden[i] <= 0)
            continue;
        for (int k = 0; k < ZONE_INPUTS; k++)
            gradient.hidden[i][k] += back[i] * example->ink[k];
        gradient.hidden[i][ZONE_INPUTS] += back[i];
    }
}

/* Adam (Kingma and Ba, 2015) over all weights as one array. */
static void step(float rate)
{
    float *weights = &net.hidden[0][0], *slopes = &gradient.hidden[0][0];
    float *first = &moments.first.hidden[0][0], *second = &moments.second.hidden[0][0];
    size_t count = sizeof net / sizeof(float);
    steps++;
    float correct = sqrtf(1 - powf(0.999F, (float)steps)) / (1 - powf(0.9F, (float)steps));
    for (size_t i = 0; i < count; i++) {
        float slope = slopes[i] / BATCH;
        first[i] += 0.1F * (slope - first[i]);
        second[i] += 0.001F * (slope * slope - second[i]);
        weights[i] -= rate * (correct * first[i] / (sqrtf(second[i]) + 1e-8F) + 2e-5F * weights[i]);
        slopes[i] = 0;
    }
}

static double accuracy(uint64_t seed, bool held_out, double hardness, int lines)
{
    struct zone_chance chance = {seed};
    struct example examples[TIMES * LINE];
    int right = 0, all = 0;
    for (int l = 0; l < lines; l++) {
        make_lines(&chance, zone_families(held_out), hardness, examples);
        for (int i = 0; i < LINE; i++, all++) {
            float costs[ZONE_CLASSES];
            int best = 0;
            zone_classify(&net, examples[i].ink, costs);
            for (int k = 1; k < ZONE_CLASSES; k++)
                best = costs[k] < costs[best] ? k : best;
            right += best == examples[i].class;
        }
    }
    return (double)right / all;
}

static void init(struct zone_chance *chance)
{
    for (int i = 0; i < ZONE_HIDDEN; i++)
        for (int k = 0; k < ZONE_INPUTS; k++)
            net.hidden[i][k] = (float)zone_chance_real(chance, -0.12, 0.12);
    for (int i = 0; i < ZONE_CLASSES; i++)
        for (int k = 0; k < ZONE_HIDDEN; k++)
            net.out[i][k] = (float)zone_chance_real(chance, -0.2, 0.2);
}

static void train(uint64_t seed, int lines)
{
    enum { HELD = MIX * TIMES * LINE };
    static struct example examples[HELD];
    struct zone_chance chance = {seed};
    init(&chance);
    for (int l = 0; l < lines; l += MIX) {
        double done = (double)l / lines;
        for (int i = 0; i < MIX; i++)
            make_lines(&chance, zone_families(false), zone_chance_real(&chance, 0.1, 1),
                       examples + (ptrdiff_t)i * TIMES * LINE);
        for (int batch = 0; batch < HELD / BATCH; batch++) {
            for (int i = 0; i < BATCH; i++) /* strides through all lines of the mix */
                learn(&examples[(batch + i * (HELD / BATCH)) % HELD]);
            step((float)(0.0015 * (1 - done) + 1e-5));
        }
        if (l % 1000 == 0)
            fprintf(stderr, "%5d lines: %.4f, faces not learnt from %.4f\n", l,
                    accuracy(99, false, 0.8, 40), accuracy(98, true, 0.8, 40));
    }
}

/* Whole numbers of -44..45 times a scale, a character each. */
static void write_rows(const char *name, const char *count, const float *rows, int n, int length)
{
    printf("const float zone_%s_scales[%s][2] = {\n", name, count);
    for (int i = 0; i < n; i++) {
        const float *row = rows + (ptrdiff_t)i * (length + 1);
        float most = 1e-9F;
        for (int k = 0; k < length; k++)
            most = fabsf(row[k]) > most ? fabsf(row[k]) : most;
        printf("{%.6gF, %.6gF},%s", (double)(most / 44), (double)row[length],
               i % 3 == 2 ? "\n" : " ");
    }
    printf("};\nconst char *const zone_%s_rows[%s] = {\n", name, count);
    for (int i = 0; i < n; i++) {
        const float *row = rows + (ptrdiff_t)i * (length + 1);
        float most = 1e-9F;
        for (int k = 0; k < length; k++)
            most = fabsf(row[k]) > most ? fabsf(row[k]) : most;
        for (int k = 0; k < length; k++)
            printf("%s%c%s", k % 96 == 0 ? "\"" : "",
                   zone_alphabet[(int)lroundf(row[k] / most * 44) + 44],
                   k % 96 == 95 || k + 1 == length ? "\"\n" : "");
        printf(",");
    }
    printf("};\n");
}

static void write_net(void)
{
    printf("/* zone_weights.c - written by bench/mrz/train_zone.c; do not edit. */\n"
           "/* clang-format off */\n#include \"zone.h\"\n");
    write_rows("hidden", "ZONE_HIDDEN", &net.hidden[0][0], ZONE_HIDDEN, ZONE_INPUTS);
    write_rows("out", "ZONE_CLASSES", &net.out[0][0], ZONE_CLASSES, ZONE_HIDDEN);
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
    train(seed, lines);
    fprintf(stderr, "learnt faces: %.4f, other faces: %.4f\n", accuracy(97, false, 0.8, 200),
            accuracy(96, true, 0.8, 200));
    write_net();
    return 0;
}
