/* vocab_load.h - how vocabularies get from their files into memory; of vocab.c and vocab_load.c. */
#ifndef SOHOA_VOCAB_LOAD_H
#define SOHOA_VOCAB_LOAD_H
#include "reading/vocab.h"

struct sohoa_vocab_entry {
    char *name; /* owned; key points into the same block */
    const char *key;
    char owner[4];
};
struct sohoa_vocab_entries {
    struct sohoa_vocab_entry *at;
    size_t count, room;
};
struct sohoa_vocab {
    struct sohoa_vocab_entries lists[SOHOA_VOCAB_LISTS];
};

/* Adds an entry; 0, or -1: out of memory. sort() must follow before anything is looked up. */
int sohoa_vocab_add(struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *name,
                    const char *owner);
void sohoa_vocab_sort(struct sohoa_vocab *vocab);
#endif
