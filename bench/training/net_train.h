/* net_train.h - trains a net of sohoa_net.h and writes it as source. One thread. */
#ifndef NET_TRAIN_H
#define NET_TRAIN_H
#include "chance.h"
#include "sohoa_plugin.h"

/* Adam (Kingma and Ba, 2015) over an array of weights. */
struct adam {
    float *slopes, *first, *second; /* count each */
    size_t count;
    long steps;
};
bool adam_open(struct adam *adam, size_t count);
void adam_close(struct adam *adam);
/* One step down the slopes gathered over `batch` examples, which are 0 again then. decay: how much
 * of a weight its step takes away. */
void adam_step(struct adam *adam, float *weights, float rate, int batch, float decay);

struct net_train {
    struct sohoa_net net;
    struct adam adam;
};
/* Weights by chance. False: out of memory. */
bool net_train_open(struct net_train *train, int inputs, int hidden, int classes,
                    struct chance *chance);
void net_train_close(struct net_train *train);
/* Gathers the slopes of one example; doubt: how unsure the truth is of itself. */
void net_train_learn(struct net_train *train, const float *inputs, int class, float doubt);
void net_train_step(struct net_train *train, float rate, int batch);
/* The C source NAME_weights.c on stdout. header: the plugin's, which declares NAME_weights. */
void net_train_write(const struct sohoa_net *net, const char *name, const char *trainer);
#endif
