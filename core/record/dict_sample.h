/* dict_sample.h - invented records to make the dictionaries from: the same every time. */
#ifndef SOHOA_DICT_SAMPLE_H
#define SOHOA_DICT_SAMPLE_H
#include "record/codec.h"
#include "record/column.h"

#define SOHOA_SAMPLES_MAX 512

struct sohoa_samples {
    struct sohoa_column content; /* what the dictionary holds, the most useful last */
    struct sohoa_column samples; /* one behind the other, for the tables */
    size_t sizes[SOHOA_SAMPLES_MAX];
    unsigned count;
};
/* 0, or -1 out of memory. [any] */
int sohoa_samples_make(enum sohoa_dict number, struct sohoa_samples *ret);
void sohoa_samples_clear(struct sohoa_samples *samples);
#endif
