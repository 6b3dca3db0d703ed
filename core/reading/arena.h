/* arena.h - memory that is freed as a whole. One thread a time on one arena. */
#ifndef SOHOA_ARENA_H
#define SOHOA_ARENA_H
#include <stddef.h>

struct sohoa_arena { /* all zero = empty */
    struct arena_chunk *chunks;
};
/* Zeroed bytes, aligned for anything, that live until the drop. NULL: out of memory. */
void *sohoa_arena_take(struct sohoa_arena *arena, size_t size);
void sohoa_arena_drop(struct sohoa_arena *arena); /* empty again */
#endif
