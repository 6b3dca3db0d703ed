/* net_lesson.h - a trainer of a net whose examples are drawn: what it draws is its own, the rest is
 * here. One thread. */
#ifndef NET_LESSON_H
#define NET_LESSON_H
#include "net_train.h"

struct net_lesson {
    const char *name, *trainer;          /* as net_train_write has them */
    const struct sohoa_net_text *in_use; /* the weights that --test looks at */
    int inputs, hidden, classes;
    long words;       /* drawings to learn from, where --words does not say */
    int most;         /* examples of a drawing */
    int pool, begin;  /* examples kept to choose from; so many before the first step */
    int batch, every; /* examples a step; drawings between two looks at how it does */
    float doubt;      /* how unsure the truth is of itself */
    /* Examples of one new drawing, `inputs` values each, in the faces learnt or those kept for
     * testing; 0: it teaches nothing. */
    int (*draw)(struct chance *chance, bool kept, float *ret_inputs, int *ret_class);
};

/* The trainer's main: [--words N] [--seed N] learns and writes NAME_weights.c on stdout (--further
 * before them: from the weights in use on), --test tells how those do. Adam over a pool of examples
 * that new ones push out by chance.
 */
int net_lesson_main(const struct net_lesson *lesson, int argc, char **argv);
#endif
