/* train_digits_line.c - trains the net of plugins/ocr_digits that reads numbers along their lines,
 * and writes its weights as C source.
 *
 * build/train_digits_line [--words N] [--seed N] > digits_line_weights.c
 * build/train_digits_line --test: how the weights in use do, on faces learnt and kept.
 *
 * Lines are drawn anew (digits_line_render.c); windows about the middle of a figure are that
 * figure, those between two characters and about letters are none. One thread, some minutes. */
#include "../../plugins/ocr_digits/digits_line.h"
#include "../training/net_lesson.h"
#include "digits_render.h"

#include <math.h>
#include <string.h>

enum { POOL = 16000, WINDOWS_MAX = 3 * DIGITS_DRAWN_MAX };

struct windows { /* of one line */
    float *ink;  /* DIGITS_LINE_INPUTS each */
    int *class;
    int count;
};

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

static void window(const struct digits_strip *strip, double middle, int class, struct windows *to)
{
    int from = (int)lround(middle - DIGITS_LINE_COLUMNS / 2.0);
    if (from < 0 || from + DIGITS_LINE_COLUMNS > strip->columns || to->count == WINDOWS_MAX)
        return;
    const float *ink = strip->ink + from * DIGITS_LINE_ROWS;
    if (class != DIGITS_LINE_NONE && !has_ink(ink))
        return;
    memcpy(to->ink + (ptrdiff_t)to->count * DIGITS_LINE_INPUTS, ink,
           DIGITS_LINE_INPUTS * sizeof *ink);
    to->class[to->count++] = class;
}

/* Windows of one drawn line; its place is known as roughly as in use. */
static int draw_line(struct chance *chance, bool kept, float *ret_inputs, int *ret_class)
{
    static struct digits_strip strip;
    char text[64];
    struct digits_drawn d;
    struct windows windows = {ret_inputs, ret_class, 0};
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
            window(&strip, x + chance_real(chance, -1.6, 1.6), text[i] - '0', &windows);
        else
            window(&strip, x + chance_real(chance, -0.3, 0.3) * room, DIGITS_LINE_NONE, &windows);
        if (chance_int(chance, 0, 1))
            window(&strip, x + (0.5 + chance_real(chance, -0.16, 0.16)) * room, DIGITS_LINE_NONE,
                   &windows);
    }
    for (int i = 0; i < 2; i++) { /* beyond the ends */
        double away = chance_real(chance, 0.7, 1.6) * d.w[i ? d.count - 1 : 0];
        double x = (i ? d.x[d.count - 1] + away : d.x[0] - away) / unit;
        window(&strip, x, DIGITS_LINE_NONE, &windows);
    }
    return windows.count;
}

int main(int argc, char **argv)
{
    static const struct net_lesson lesson = {
        .name = "digits_line",
        .trainer = "digits/train_digits_line.c",
        .in_use = &digits_line_weights,
        .inputs = DIGITS_LINE_INPUTS,
        .hidden = DIGITS_LINE_HIDDEN,
        .classes = DIGITS_LINE_CLASSES,
        .words = 60000,
        .most = WINDOWS_MAX,
        .pool = POOL,
        .begin = POOL / 4,
        .batch = 64,
        .every = 5000,
        .doubt = 0.01F,
        .draw = draw_line,
    };
    setMsgSeverity(L_SEVERITY_ERROR);
    return net_lesson_main(&lesson, argc, argv);
}
