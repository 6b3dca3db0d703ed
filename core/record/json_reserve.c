/* json_reserve.c - see json_reserve.h. Blocks are cut off the reserve in turn; it is whole again
 * when the last of them has been freed. The lock guards it. */
#include "record/json_reserve.h"

#include <jansson.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define RESERVE (1024u * 1024) /* untouched, and so without cost, until it is needed */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static alignas(max_align_t) char reserve[RESERVE];
static size_t used, blocks;

static void *from_reserve(size_t size)
{
    void *block = NULL;
    pthread_mutex_lock(&lock);
    if (size <= RESERVE - used) {
        block = reserve + used;
        size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
        used = size <= RESERVE - used ? used + size : RESERVE;
        blocks++;
    }
    pthread_mutex_unlock(&lock);
    return block;
}

static void *take(size_t size)
{
    void *block = malloc(size);
    return block ? block : from_reserve(size);
}

static void give(void *block)
{
    uintptr_t at = (uintptr_t)block, start = (uintptr_t)reserve;
    if (at < start || at >= start + RESERVE) {
        free(block);
        return;
    }
    pthread_mutex_lock(&lock);
    if (--blocks == 0)
        used = 0;
    pthread_mutex_unlock(&lock);
}

static void install(void)
{
    json_set_alloc_funcs(take, give);
}

void sohoa_json_reserve(void)
{
    pthread_once(&once, install);
}
