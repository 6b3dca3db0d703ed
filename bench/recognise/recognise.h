/* recognise.h - the parts of bench_recognise. */
#ifndef RECOGNISE_H
#define RECOGNISE_H
#include <stdbool.h>

struct recognise {
    const char *model, *kernel;
    const char *chain; /* of stages before recognition, "": none */
    bool verbose, again, bare;
    int rounds;
    char **pages;
    int count;
};
/* Both print their tables; 0, 1: something differs, 2: could not run. */
int recognise_lines(const struct recognise *options);
int recognise_pages(const struct recognise *options);

double recognise_cpu_ms(void);
/* Edits from one UTF-8 text to the other, in characters; -1: no memory. */
int recognise_distance(const char *a, const char *b);
int recognise_characters(const char *text);
#endif
