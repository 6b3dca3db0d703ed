/* net_lesson.c - see net_lesson.h. */
#include "net_lesson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK = 150, MEASURE = 1000 }; /* drawings looked at while learning, and at the end */

struct pupil {
    const struct net_lesson *lesson;
    struct net_train train;
    float *inputs, *pool; /* of one drawing; of the pool */
    int *classes, *pool_classes;
};

static bool pupil_open(struct pupil *p, const struct net_lesson *lesson)
{
    size_t most = (size_t)lesson->most, pool = (size_t)lesson->pool, n = (size_t)lesson->inputs;
    *p = (struct pupil){.lesson = lesson};
    p->inputs = calloc(most * n, sizeof *p->inputs);
    p->pool = calloc(pool * n, sizeof *p->pool);
    p->classes = calloc(most, sizeof *p->classes);
    p->pool_classes = calloc(pool, sizeof *p->pool_classes);
    return p->inputs && p->pool && p->classes && p->pool_classes;
}

static void pupil_close(struct pupil *p)
{
    free(p->inputs);
    free(p->pool);
    free(p->classes);
    free(p->pool_classes);
    net_train_close(&p->train);
}

/* Shares of examples: right; sure, and wrong though sure; of drawings: those that gave any. */
static void measure(struct pupil *p, const char *what, uint64_t seed, bool kept, int drawings)
{
    struct chance chance = {seed};
    int right = 0, all = 0, sure = 0, sure_wrong = 0, used = 0;
    for (int d = 0; d < drawings; d++) {
        int count = p->lesson->draw(&chance, kept, p->inputs, p->classes);
        used += count > 0;
        for (int i = 0; i < count; i++, all++) {
            float probability;
            const float *inputs = p->inputs + (ptrdiff_t)i * p->lesson->inputs;
            bool ok = sohoa_net_classify(&p->train.net, inputs, &probability) == p->classes[i];
            right += ok;
            sure += probability >= 0.99F;
            sure_wrong += probability >= 0.99F && !ok;
        }
    }
    fprintf(stderr, "%s: right %.4f, sure %.4f of which wrong %.5f; drawings used %.3f\n", what,
            (double)right / (all ? all : 1), (double)sure / (all ? all : 1),
            (double)sure_wrong / (sure ? sure : 1), (double)used / drawings);
}

/* The pool is mixed: once it is full, old examples are pushed out by chance. */
static void take_up(struct pupil *p, struct chance *chance, int count, int *filled)
{
    const struct net_lesson *lesson = p->lesson;
    size_t n = (size_t)lesson->inputs;
    for (int i = 0; i < count; i++) {
        int at = *filled < lesson->pool ? (*filled)++ : chance_int(chance, 0, lesson->pool - 1);
        memcpy(p->pool + (size_t)at * n, p->inputs + (size_t)i * n, n * sizeof *p->pool);
        p->pool_classes[at] = p->classes[i];
    }
}

/* Begins where the weights in use ended. False: they are no weights, or out of memory. */
static bool go_on(struct pupil *p)
{
    struct sohoa_net used;
    struct sohoa_err err = {0};
    if (sohoa_net_load(p->lesson->in_use, &used, &err) != SOHOA_OK)
        return false;
    memcpy(p->train.net.weights, used.weights, sohoa_net_count(&used) * sizeof *used.weights);
    sohoa_net_clear(&used);
    return true;
}

/* False: out of memory. */
static bool learn(struct pupil *p, uint64_t seed, long words, bool further)
{
    const struct net_lesson *lesson = p->lesson;
    struct chance chance = {seed};
    if (!net_train_open(&p->train, lesson->inputs, lesson->hidden, lesson->classes, &chance) ||
        (further && !go_on(p)))
        return false;
    double rate = further ? 0.0006 : 0.002;
    int filled = 0;
    for (long w = 0; w < words; w++) {
        int count = lesson->draw(&chance, false, p->inputs, p->classes);
        take_up(p, &chance, count, &filled);
        if (filled < lesson->begin)
            continue;
        for (int i = 0; i < lesson->batch; i++) {
            int at = chance_int(&chance, 0, filled - 1);
            net_train_learn(&p->train, p->pool + (ptrdiff_t)at * lesson->inputs,
                            p->pool_classes[at], lesson->doubt);
        }
        net_train_step(&p->train, (float)(rate * (1 - (double)w / (double)words) + 1e-5),
                       lesson->batch);
        if (w % lesson->every == 0) {
            fprintf(stderr, "%ld ", w);
            measure(p, "other faces", 98, true, LOOK);
        }
    }
    return true;
}

static int run(struct pupil *p, bool test, uint64_t seed, long words, bool further)
{
    struct sohoa_err err = {0};
    if (test && sohoa_net_load(p->lesson->in_use, &p->train.net, &err) != SOHOA_OK)
        return fprintf(stderr, "%s\n", err.text), 1;
    if (!test && !learn(p, seed, words, further))
        return fprintf(stderr, "out of memory\n"), 1;
    measure(p, "learnt faces", 97, false, MEASURE);
    measure(p, "other faces", 96, true, MEASURE);
    if (!test)
        net_train_write(&p->train.net, p->lesson->name, p->lesson->trainer);
    return 0;
}

int net_lesson_main(const struct net_lesson *lesson, int argc, char **argv)
{
    long words = lesson->words;
    uint64_t seed = 1;
    bool test = argc == 2 && strcmp(argv[1], "--test") == 0;
    bool further = argc > 1 && strcmp(argv[1], "--further") == 0;
    for (int i = 1 + further; !test && i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--words") == 0)
            words = strtol(argv[i + 1], NULL, 10);
        else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else
            return fprintf(stderr,
                           "%s [--further] [--words N] [--seed N] > %s_weights.c, or --test\n",
                           argv[0], lesson->name),
                   2;
    }
    struct pupil pupil;
    int code = pupil_open(&pupil, lesson) ? run(&pupil, test, seed, words, further) : 1;
    pupil_close(&pupil);
    return code;
}
