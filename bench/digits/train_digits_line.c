/* train_digits_line.c - trains the net of plugins/ocr_digits that reads numbers along their lines,
 * and writes its weights as C source.
 *
 * build/train_digits_line [--words N] [--seed N] > digits_line_weights.c
 * build/train_digits_line --test: how the weights in use do, on faces learnt and kept.
 *
 * Lines are drawn anew (digits_line_render.c); windows about the middle of a figure are that
 * figure, those between two characters and about letters are none. One thread, some minutes. */
#include "../../plugins/ocr_digits/digits_line.h"
#include "../training/net_train.h"
#include "digits_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64, POOL = 16000, WINDOWS_MAX = 3 * DIGITS_DRAWN_MAX };
#define DOUBT 0.01F /* the truth is a little unsure of itself */

struct example {
    float ink[DIGITS_LINE_INPUTS];
    int class;
};
static struct net_train train;

/* A number with what stands beside numbers. */
static void fill_text(struct chance *chance, char *text)
{
    static const char *const before[] = {"", "", "so ", "CCCD: ", ": ", "S", "CD ", "0", "h"};
    static const char *const behind[] = {"", "", ",", ", c", "; ng", ".", ", do", "-", " B", ":"};
    int count = chance_int(chance, 4, 14), at;
    const char *first = before[chance_int(chance, 0, 8)];
    at = (int)strlen(first);
    memcpy(text, first, (size_t)at);
    for (int i = 0; i < count; i++) {
        if (i && chance_int(chance, 0, 19) == 0)
            text[at++] = "./- "[chance_int(chance, 0, 3)];
        text[at++] = (char)('0' + chance_int(chance, 0, 9));
    }
    const char *last = behind[chance_int(chance, 0, 9)];
    memcpy(text + at, last, strlen(last) + 1);
}

/* What left next to nothing on paper teaches nothing. */
static bool has_ink(const float *ink)
{
    float all = 0;
    for (int i = 0; i < DIGITS_LINE_INPUTS; i++)
        all += ink[i];
    return all > 12;
}

static void window(const struct digits_strip *strip, double middle, int class, struct example *ret,
                   int *count)
{
    int from = (int)lround(middle - DIGITS_LINE_COLUMNS / 2.0);
    if (from < 0 || from + DIGITS_LINE_COLUMNS > strip->columns || *count == WINDOWS_MAX)
        return;
    const float *ink = strip->ink + from * DIGITS_LINE_ROWS;
    if (class != DIGITS_LINE_NONE && !has_ink(ink))
        return;
    memcpy(ret[*count].ink, ink, sizeof ret->ink);
    ret[(*count)++].class = class;
}

/* Windows of one drawn line; its place is known as roughly as in use. */
static int make_line(struct chance *chance, bool kept, struct example *ret)
{
    static struct digits_strip strip;
    char text[64];
    struct digits_drawn d;
    int count = 0;
    fill_text(chance, text);
    PIX *gray = digits_draw_line(chance, kept, text, &d);
    double height = d.height * chance_real(chance, 0.94, 1.12);
    struct digits_line_place place = {d.top + d.height * chance_real(chance, -0.07, 0.07), d.slope,
                                      height};
    double unit = height / DIGITS_LINE_TALL;
    digits_line_strip(gray, digits_tone(gray), &place, 0, pixGetWidth(gray), &strip);
    pixDestroy(&gray);
    for (int i = 0; i < d.count; i++) {
        bool figure = text[i] >= '0' && text[i] <= '9';
        double x = d.x[i] / unit, room = d.w[i] / unit;
        if (figure)
            window(&strip, x + chance_real(chance, -1.6, 1.6), text[i] - '0', ret, &count);
        else
            window(&strip, x + chance_real(chance, -0.3, 0.3) * room, DIGITS_LINE_NONE, ret,
                   &count);
        if (chance_int(chance, 0, 1))
            window(&strip, x + (0.5 + chance_real(chance, -0.16, 0.16)) * room, DIGITS_LINE_NONE,
                   ret, &count);
    }
    for (int i = 0; i < 2; i++) { /* beyond the ends */
        double away = chance_real(chance, 0.7, 1.6) * d.w[i ? d.count - 1 : 0];
        double x = (i ? d.x[d.count - 1] + away : d.x[0] - away) / unit;
        window(&strip, x, DIGITS_LINE_NONE, ret, &count);
    }
    return count;
}

/* Shares of windows: right; wrong though surer than 0.99. */
static void measure(const char *what, uint64_t seed, bool kept, int lines)
{
    static struct example examples[WINDOWS_MAX];
    struct chance chance = {seed};
    int right = 0, all = 0, sure = 0, sure_wrong = 0;
    for (int l = 0; l < lines; l++) {
        int count = make_line(&chance, kept, examples);
        for (int i = 0; i < count; i++, all++) {
            float p;
            bool ok = sohoa_net_classify(&train.net, examples[i].ink, &p) == examples[i].class;
            right += ok;
            sure += p >= 0.99F;
            sure_wrong += p >= 0.99F && !ok;
        }
    }
    fprintf(stderr, "%s: right %.4f, sure %.4f of which wrong %.5f\n", what,
            (double)right / (all ? all : 1), (double)sure / (all ? all : 1),
            (double)sure_wrong / (sure ? sure : 1));
}

/* False: out of memory. */
static bool learn(uint64_t seed, int lines)
{
    static struct example pool[POOL], made[WINDOWS_MAX];
    struct chance chance = {seed};
    if (!net_train_open(&train, DIGITS_LINE_INPUTS, DIGITS_LINE_HIDDEN, DIGITS_LINE_CLASSES,
                        &chance))
        return false;
    int filled = 0;
    for (int l = 0; l < lines; l++) {
        int count = make_line(&chance, false, made);
        for (int i = 0; i < count; i++) /* the pool is mixed: old ones are pushed out by chance */
            pool[filled < POOL ? filled++ : chance_int(&chance, 0, POOL - 1)] = made[i];
        if (filled < POOL / 4)
            continue;
        for (int i = 0; i < BATCH; i++) {
            const struct example *example = &pool[chance_int(&chance, 0, filled - 1)];
            net_train_learn(&train, example->ink, example->class, DOUBT);
        }
        net_train_step(&train, (float)(0.002 * (1 - (double)l / lines) + 1e-5), BATCH);
        if (l % 5000 == 0) {
            fprintf(stderr, "%d ", l);
            measure("other faces", 98, true, 200);
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    int lines = 60000;
    uint64_t seed = 1;
    setMsgSeverity(L_SEVERITY_ERROR);
    bool test = argc > 1 && strcmp(argv[1], "--test") == 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--words") == 0)
            lines = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
    }
    struct sohoa_err err = {0};
    if (test ? sohoa_net_load(&digits_line_weights, &train.net, &err) != SOHOA_OK
             : !learn(seed, lines))
        return fprintf(stderr, "%s\n", test ? err.text : "out of memory"), 1;
    measure("learnt faces", 97, false, 1000);
    measure("other faces", 96, true, 1000);
    if (!test)
        net_train_write(&train.net, "digits_line", "digits/train_digits_line.c");
    net_train_close(&train);
    return 0;
}
