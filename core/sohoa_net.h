/* sohoa_net.h - a small net that classifies: one hidden layer of rectified sums, softmax over the
 * classes. Plugins that look at single characters carry its weights as text (see bench/training).
 * A part of sohoa_plugin.h: include that. */
#ifndef SOHOA_NET_SERVICE_H
#define SOHOA_NET_SERVICE_H

struct sohoa_err;

enum { SOHOA_NET_WIDTH_MAX = 4096, SOHOA_NET_HIDDEN_MAX = 256 };
enum { SOHOA_NET_STEPS = 44 }; /* a weight is a whole number from -44 to 45 times its row's scale */

/* One layer as it is written in source: a row a unit, a character a weight. */
struct sohoa_net_layer {
    const float (*scales)[2]; /* of each row's weights; its bias itself */
    const char *const *rows;
};
struct sohoa_net_text {
    int inputs, hidden, classes;
    struct sohoa_net_layer layers[2]; /* hidden, classes */
};
/* Ninety printable characters that need no escape in C, for -44 to 45. */
extern const char sohoa_net_alphabet[];

/* Rows of weights, each with its bias behind them: those of the hidden layer, then the classes'. */
struct sohoa_net {
    int inputs, hidden, classes;
    float *weights;
};
/* All weights 0. FATAL: sizes out of range, out of memory. The caller clears it. [any] */
int sohoa_net_new(int inputs, int hidden, int classes, struct sohoa_net *ret,
                  struct sohoa_err *err);
/* FATAL: as above, or a row that is not as long as its layer is wide. [any] */
int sohoa_net_load(const struct sohoa_net_text *text, struct sohoa_net *ret, struct sohoa_err *err);
void sohoa_net_clear(struct sohoa_net *net);
/* The weights of one unit of layer 0 or 1; lent. [any] */
float *sohoa_net_row(const struct sohoa_net *net, int layer, int unit);
size_t sohoa_net_count(const struct sohoa_net *net); /* of all weights */
/* -ln p of every class for net->inputs values. [any], the net is only read. */
void sohoa_net_costs(const struct sohoa_net *net, const float *inputs, float *ret_costs);
/* The likeliest class; ret_probability may be NULL. [any] */
int sohoa_net_classify(const struct sohoa_net *net, const float *inputs, float *ret_probability);
#endif
