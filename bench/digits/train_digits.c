/* train_digits.c - trains the classifier of plugins/ocr_digits and writes its weights as C source.
 *
 * build/train_digits [--words N] [--seed N] > digits_weights.c
 * build/train_digits --test: how the weights in use do, on faces learnt and kept.
 *
 * Numbers are drawn anew (digits_render.c) and cut by the plugin's own cutter; a word whose glyphs
 * are not as many as its characters teaches nothing, as it would say nothing in use. One thread,
 * some minutes. */
#include "../training/net_lesson.h"
#include "digits_render.h"

#include <string.h>

enum { WORD = 14, POOL = 4000 };

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
static int draw_word(struct chance *chance, bool kept, float *ret_inputs, int *ret_class)
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
        digits_sample(gray, tone, &glyphs[i], ret_inputs + (ptrdiff_t)i * DIGITS_INPUTS);
        ret_class[i] = text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : DIGITS_OTHER;
    }
    pixDestroy(&gray);
    pixDestroy(&bits);
    return count == WORD ? WORD : 0;
}

int main(int argc, char **argv)
{
    static const struct net_lesson lesson = {
        .name = "digits",
        .trainer = "digits/train_digits.c",
        .in_use = &digits_weights,
        .inputs = DIGITS_INPUTS,
        .hidden = DIGITS_HIDDEN,
        .classes = DIGITS_CLASSES,
        .words = 20000,
        .most = WORD,
        .pool = POOL,
        .begin = POOL,
        .batch = 40,
        .every = 2000,
        .doubt = 0.005F,
        .draw = draw_word,
    };
    setMsgSeverity(L_SEVERITY_ERROR);
    return net_lesson_main(&lesson, argc, argv);
}
