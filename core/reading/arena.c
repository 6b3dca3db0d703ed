/* arena.c - chunks of 16 KiB handed out from their start; see arena.h. */
#include "reading/arena.h"

#include <stdlib.h>

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, room;
    max_align_t data[];
};
enum { CHUNK_BYTES = 16384 };

void *sohoa_arena_take(struct sohoa_arena *arena, size_t size)
{
    size_t wanted = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->room - chunk->used < wanted) {
        size_t room = wanted > CHUNK_BYTES ? wanted : CHUNK_BYTES;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk)
            return NULL;
        chunk->room = room;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *taken = (char *)chunk->data + chunk->used;
    chunk->used += wanted;
    return taken;
}

void sohoa_arena_drop(struct sohoa_arena *arena)
{
    for (struct arena_chunk *next, *chunk = arena->chunks; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    arena->chunks = NULL;
}
