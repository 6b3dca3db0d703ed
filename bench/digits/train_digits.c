/* train_digits.c - trains the classifier of plugins/ocr_digits and writes its weights as C source.
 *
 * build/train_digits [--words N] [--seed N] > digits_weights.c
 * build/train_digits --test: how the weights in use do, on faces learnt and kept.
 *
 * Numbers are drawn anew (digits_render.c) and cut by the plugin's own cutter; a word whose glyphs
 * are not as many as its characters teaches nothing, as it would say nothing in use. Stochastic
 * gradient descent with momentum (Adam). One thread, some minutes. */
#include "digits_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 14, BATCH = 40, POOL = 2000 };

struct example {
    float ink[DIGITS_INPUTS];
    int class;
};
struct moments {
    struct digits_net first, second;
};

static struct digits_net net, gradient;
static struct moments moments;
static long steps;

/* Figures with a few other tall characters among them; other: only those. */
static void fill_text(struct digits_chance *chance, char *text)
{
    static const char others[] = "ABCDEGHKLMNPQRSTUVXYabdehkmnorstuvxy/";
    bool other = digits_chance_int(chance, 0, 7) == 0;
    for (int i = 0; i < WORD; i++)
        text[i] = other || digits_chance_int(chance, 0, 11) == 0
                      ? others[digits_chance_int(chance, 0, (int)sizeof others - 2)]
                      : (char)('0' + digits_chance_int(chance, 0, 9));
    text[WORD] = '\0';
}

/* The glyphs of one drawn word; 0 when they are not as many as its characters. */
static int make_word(struct digits_chance *chance, bool kept, struct example ret[WORD])
{
    char text[WORD + 1];
    struct digits_glyph glyphs[DIGITS_GLYPHS_MAX];
    fill_text(chance, text);
    if (strpbrk(text, "anmorstuvxy")) /* low letters are no tall glyphs among figures */
        for (char *c = text; *c; c++)
            *c = strchr("anmorstuvxy", *c) ? 'h' : *c;
    PIX *pix = digits_draw(chance, kept, text);
    int count = digits_cut(pix, glyphs);
    for (int i = 0; count == WORD && i < WORD; i++) {
        digits_sample(pix, &glyphs[i], ret[i].ink);
        ret[i].class = text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : DIGITS_OTHER;
    }
    pixDestroy(&pix);
    return count == WORD ? WORD : 0;
}

static void learn(const struct example *example)
{
    float hidden[DIGITS_HIDDEN], out[DIGITS_CLASSES], back[DIGITS_HIDDEN] = {0};
    float sum = 0, most = -1e30F;
    for (int i = 0; i < DIGITS_HIDDEN; i++) {
        float value = net.hidden[i][DIGITS_INPUTS];
        for (int k = 0; k < DIGITS_INPUTS; k++)
            value += net.hidden[i][k] * example->ink[k];
        hidden[i] = value > 0 ? value : 0;
    }
    for (int i = 0; i < DIGITS_CLASSES; i++) {
        out[i] = net.out[i][DIGITS_HIDDEN];
        for (int k = 0; k < DIGITS_HIDDEN; k++)
            out[i] += net.out[i][k] * hidden[k];
        most = out[i] > most ? out[i] : most;
    }
    for (int i = 0; i < DIGITS_CLASSES; i++)
        sum += out[i] = expf(out[i] - most);
    for (int i = 0; i < DIGITS_CLASSES; i++) { /* the truth is a little unsure of itself */
        float want = i == example->class ? 0.995F : 0.005F / (DIGITS_CLASSES - 1);
        float delta = out[i] / sum - want;
        for (int k = 0; k < DIGITS_HIDDEN; k++) {
            gradient.out[i][k] += delta * hidden[k];
            back[k] += delta * net.out[i][k];
        }
        gradient.out[i][DIGITS_HIDDEN] += delta;
    }
    for (int i = 0; i < DIGITS_HIDDEN; i++) {
        if (hidden[i] <= 0)
            continue;
        for (int k = 0; k < DIGITS_INPUTS; k++)
            gradient.hidden[i][k] += back[i] * example->ink[k];
        gradient.hidden[i][DIGITS_INPUTS] += back[i];
    }
}

/* Adam (Kingma and Ba, 2015) over all weights as one array. */
static void step(float rate)
{
    float *weights = &net.hidden[0][0], *slopes = &gradient.hidden[0][0];
    float *first = &moments.first.hidden[0][0], *second = &moments.second.hidden[0][0];
    steps++;
    float correct = sqrtf(1 - powf(0.999F, (float)steps)) / (1 - powf(0.9F, (float)steps));
    for (size_t i = 0; i < sizeof net / sizeof(float); i++) {
        float slope = slopes[i] / BATCH;
        first[i] += 0.1F * (slope - first[i]);
        second[i] += 0.001F * (slope * slope - second[i]);
        weights[i] -= rate * (correct * first[i] / (sqrtf(second[i]) + 1e-8F) + 2e-5F * weights[i]);
        slopes[i] = 0;
    }
}

/* Shares of figures: right; wrong though surer than `sure`; words that could be cut. */
static void measure(const char *what, uint64_t seed, bool kept, int words)
{
    struct digits_chance chance = {seed};
    struct example examples[WORD];
    int right = 0, all = 0, sure = 0, sure_wrong = 0, cut = 0;
    for (int w = 0; w < words; w++) {
        int count = make_word(&chance, kept, examples);
        cut += count > 0;
        for (int i = 0; i < count; i++, all++) {
            float p;
            bool ok = digits_classify(&net, examples[i].ink, &p) == examples[i].class;
            right += ok;
            sure += p >= 0.99F;
            sure_wrong += p >= 0.99F && !ok;
        }
    }
    fprintf(stderr, "%s: right %.4f, sure %.4f of which wrong %.5f; words cut %.3f\n", what,
            (double)right / (all ? all : 1), (double)sure / (all ? all : 1),
            (double)sure_wrong / (sure ? sure : 1), (double)cut / words);
}

static void train(uint64_t seed, int words)
{
    static struct example pool[POOL];
    struct digits_chance chance = {seed};
    for (int i = 0; i < DIGITS_HIDDEN; i++)
        for (int k = 0; k < DIGITS_INPUTS; k++)
            net.hidden[i][k] = (float)digits_chance_real(&chance, -0.12, 0.12);
    for (int i = 0; i < DIGITS_CLASSES; i++)
        for (int k = 0; k < DIGITS_HIDDEN; k++)
            net.out[i][k] = (float)digits_chance_real(&chance, -0.2, 0.2);
    int filled = 0;
    for (int w = 0; w < words; w++) {
        struct example made[WORD];
        int count = make_word(&chance, false, made);
        for (int i = 0; i < count; i++) /* the pool is mixed: old ones are pushed out by chance */
            pool[filled < POOL ? filled++ : digits_chance_int(&chance, 0, POOL - 1)] = made[i];
        if (filled < POOL)
            continue;
        for (int i = 0; i < BATCH; i++)
            learn(&pool[digits_chance_int(&chance, 0, POOL - 1)]);
        step((float)(0.002 * (1 - (double)w / words) + 1e-5));
        if (w % 2000 == 0) {
            fprintf(stderr, "%d ", w);
            measure("other faces", 98, true, 150);
        }
    }
}

static void write_rows(const char *name, const char *count, const float *rows, int n, int length)
{
    printf("const float digits_%s_scales[%s][2] = {\n", name, count);
    for (int i = 0; i < n; i++) {
        const float *row = rows + (ptrdiff_t)i * (length + 1);
        float most = 1e-9F;
        for (int k = 0; k < length; k++)
            most = fabsf(row[k]) > most ? fabsf(row[k]) : most;
        printf("{%.6gF, %.6gF},%s", (double)(most / 44), (double)row[length],
               i % 3 == 2 ? "\n" : " ");
    }
    printf("};\nconst char *const digits_%s_rows[%s] = {\n", name, count);
    for (int i = 0; i < n; i++) {
        const float *row = rows + (ptrdiff_t)i * (length + 1);
        float most = 1e-9F;
        for (int k = 0; k < length; k++)
            most = fabsf(row[k]) > most ? fabsf(row[k]) : most;
        for (int k = 0; k < length; k++)
            printf("%s%c%s", k % 96 == 0 ? "\"" : "",
                   digits_alphabet[(int)lroundf(row[k] / most * 44) + 44],
                   k % 96 == 95 || k + 1 == length ? "\"\n" : "");
        printf(",");
    }
    printf("};\n");
}

int main(int argc, char **argv)
{
    int words = 14000;
    uint64_t seed = 1;
    setMsgSeverity(L_SEVERITY_ERROR);
    bool test = argc > 1 && strcmp(argv[1], "--test") == 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--words") == 0)
            words = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
    }
    if (test)
        digits_net_load(&net);
    else
        train(seed, words);
    measure("learnt faces", 97, false, 1000);
    measure("other faces", 96, true, 1000);
    if (test)
        return 0;
    printf("/* digits_weights.c - written by bench/digits/train_digits.c; do not edit. */\n"
           "/* clang-format off */\n#include \"digits.h\"\n");
    write_rows("hidden", "DIGITS_HIDDEN", &net.hidden[0][0], DIGITS_HIDDEN, DIGITS_INPUTS);
    write_rows("out", "DIGITS_CLASSES", &net.out[0][0], DIGITS_CLASSES, DIGITS_HIDDEN);
    return 0;
}
