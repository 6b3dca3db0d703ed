/* blob.c - refcounted read-only bytes: copied, wrapped, or a file mapped on first use.
 * The count is atomic; the lazy mapping is under a lock; any thread. */
#include "sohoa_plugin.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct sohoa_blob {
    atomic_uint refs;
    const void *data;
    size_t size;
    int fd; /* -1: memory */
    pthread_mutex_t mapping;
    void (*release)(void *arg);
    void *arg;
    char media[64];
};

static struct sohoa_blob *blob_make(const void *data, size_t size, const char *media)
{
    struct sohoa_blob *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    atomic_init(&b->refs, 1);
    b->data = data;
    b->size = size;
    b->fd = -1;
    pthread_mutex_init(&b->mapping, NULL);
    if (media)
        strncpy(b->media, media, sizeof b->media - 1);
    return b;
}

struct sohoa_blob *sohoa_blob_new(const void *data, size_t size, const char *media)
{
    void *copy = malloc(size ? size : 1);
    if (!copy)
        return NULL;
    if (size)
        memcpy(copy, data, size);
    struct sohoa_blob *b = sohoa_blob_wrap(copy, size, media, free, copy);
    if (!b)
        free(copy);
    return b;
}

struct sohoa_blob *sohoa_blob_wrap(const void *data, size_t size, const char *media,
                                   void (*release)(void *arg), void *arg)
{
    struct sohoa_blob *b = blob_make(data, size, media);
    if (!b)
        return NULL;
    b->release = release;
    b->arg = arg;
    return b;
}

struct sohoa_blob *sohoa_blob_fd(int fd, const char *media, struct sohoa_err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the size of a file");
        return NULL;
    }
    struct sohoa_blob *b = blob_make(NULL, (size_t)st.st_size, media);
    if (!b) {
        sohoa_no_memory(err);
        return NULL;
    }
    b->fd = fd;
    return b;
}

struct sohoa_blob *sohoa_blob_ref(struct sohoa_blob *b)
{
    if (b)
        atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
    return b;
}

void sohoa_blob_unref(struct sohoa_blob *b)
{
    if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (b->fd >= 0) {
        if (b->data)
            munmap((void *)(uintptr_t)b->data, b->size);
        close(b->fd);
    }
    if (b->release)
        b->release(b->arg);
    pthread_mutex_destroy(&b->mapping);
    free(b);
}

const void *sohoa_blob_data(struct sohoa_blob *b)
{
    if (b->fd < 0)
        return b->data;
    pthread_mutex_lock(&b->mapping);
    if (!b->data && b->size) {
        void *map = mmap(NULL, b->size, PROT_READ, MAP_PRIVATE, b->fd, 0);
        if (map != MAP_FAILED)
            b->data = map;
    }
    const void *data = b->data;
    pthread_mutex_unlock(&b->mapping);
    return data;
}

size_t sohoa_blob_size(const struct sohoa_blob *b)
{
    return b->size;
}

const char *sohoa_blob_media(const struct sohoa_blob *b)
{
    return b->media;
}

int sohoa_blob_fileno(const struct sohoa_blob *b)
{
    return b->fd;
}
