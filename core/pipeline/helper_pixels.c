/* helper_pixels.c - pictures in shared memory; see helper_pixels.h.
 *
 * State: the list of mapped pictures, under one lock, because Leptonica's deallocator is told an
 * address and nothing else. Only page-aligned addresses are looked up, which malloc's are not. */
#include "pipeline/helper_pixels.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHARED_FROM = 64 << 10, SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

struct mapping {
    void *at;
    size_t size;
    int fd; /* -1: received, the other side's */
    struct mapping *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mapping *mappings; /* under lock */

static bool page_aligned(const void *at)
{
    return ((uintptr_t)at & 4095) == 0;
}

static int remember(void *at, size_t size, int fd)
{
    struct mapping *m = malloc(sizeof *m);
    if (!m)
        return -1;
    pthread_mutex_lock(&lock);
    *m = (struct mapping){.at = at, .size = size, .fd = fd, .next = mappings};
    mappings = m;
    pthread_mutex_unlock(&lock);
    return 0;
}

/* Takes the mapping at an address off the list; false when it is none of ours, or (owned) has no
 * memfd that could be sent. */
static bool forget(const void *at, bool owned, struct mapping *ret)
{
    if (!at || !page_aligned(at))
        return false;
    pthread_mutex_lock(&lock);
    struct mapping **p = &mappings;
    while (*p && (*p)->at != at)
        p = &(*p)->next;
    struct mapping *found = *p && owned && (*p)->fd < 0 ? NULL : *p;
    if (found)
        *p = found->next;
    pthread_mutex_unlock(&lock);
    if (!found)
        return false;
    *ret = *found;
    free(found);
    return true;
}

size_t sohoa_pixels_mapped(void)
{
    size_t count = 0;
    pthread_mutex_lock(&lock);
    for (const struct mapping *m = mappings; m; m = m->next)
        count++;
    pthread_mutex_unlock(&lock);
    return count;
}

static void give_back(void *at)
{
    struct mapping m;
    if (!forget(at, false, &m)) {
        free(at);
        return;
    }
    munmap(m.at, m.size);
    if (m.fd >= 0)
        close(m.fd);
}

static void *plain(size_t size)
{
    return malloc(size);
}

static int new_memfd(void)
{
    return memfd_create("sohoa", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/* A picture in a memfd of its own; when that cannot be, in plain memory (then it is copied). */
static void *shared(size_t size)
{
    int fd = size >= SHARED_FROM ? new_memfd() : -1;
    if (fd < 0)
        return malloc(size);
    void *at = MAP_FAILED;
    if (ftruncate(fd, (off_t)size) == 0)
        at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED && remember(at, size, fd) == 0)
        return at;
    if (at != MAP_FAILED)
        munmap(at, size);
    close(fd);
    return malloc(size);
}

void sohoa_pixels_setup(bool sharing)
{
    setPixMemoryManager(sharing ? shared : plain, give_back);
}

static int write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

int sohoa_sealed_copy(const void *data, size_t size)
{
    /* write() costs one copy; a mapping would add a page fault every 4 KiB. */
    int fd = new_memfd();
    if (fd < 0)
        return -1;
    if (write_all(fd, data, size) == 0 && fcntl(fd, F_ADD_SEALS, SEALS) == 0)
        return fd;
    int failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

bool sohoa_seal(int fd)
{
    return sohoa_sealed(fd) || fcntl(fd, F_ADD_SEALS, SEALS) == 0;
}

bool sohoa_sealed(int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);
    return seals >= 0 && (seals & SEALS) == SEALS;
}

static size_t bytes_of(const struct sohoa_pixels *p)
{
    return (((size_t)p->width * p->depth + 31) / 32) * 4 * p->height;
}

static bool plausible(const struct sohoa_pixels *p)
{
    return p->width > 0 && p->height > 0 && p->width <= SOHOA_SHARED_PIXELS_MAX / p->height &&
           (p->depth == 1 || p->depth == 8 || p->depth == 32) &&
           (p->spp == 1 || ((p->spp == 3 || p->spp == 4) && p->depth == 32)) && p->xres >= 0 &&
           p->yres >= 0;
}

static struct sohoa_pixels describe(PIX *pix)
{
    return (struct sohoa_pixels){.width = (uint32_t)pixGetWidth(pix),
                                 .height = (uint32_t)pixGetHeight(pix),
                                 .depth = (uint32_t)pixGetDepth(pix),
                                 .spp = (uint32_t)pixGetSpp(pix),
                                 .xres = pixGetXRes(pix) > 0 ? pixGetXRes(pix) : 0,
                                 .yres = pixGetYRes(pix) > 0 ? pixGetYRes(pix) : 0};
}

/* The memfd behind a picture that only we hold, unmapped and sealed; -1 when there is none. */
static int take_memfd(PIX **pix)
{
    struct mapping m;
    if (pixGetRefcount(*pix) != 1 || !forget(pixGetData(*pix), true, &m))
        return -1;
    pixSetData(*pix, NULL);
    pixDestroy(pix);
    munmap(m.at, m.size); /* first: a writable mapping forbids the seal */
    if (fcntl(m.fd, F_ADD_SEALS, SEALS) == 0)
        return m.fd;
    close(m.fd);
    return -1;
}

int sohoa_pixels_export(struct Pix **pix, bool give, struct sohoa_pixels *ret,
                        struct sohoa_err *err)
{
    struct sohoa_pixels of = describe(*pix);
    if (!plausible(&of) || pixGetColormap(*pix) || !pixGetData(*pix)) {
        sohoa_fail(err, SOHOA_BAD_PAGE,
                   "a picture of %u x %u pixels and %u bits cannot be passed on", of.width,
                   of.height, of.depth);
        return -1;
    }
    int fd = give ? take_memfd(pix) : -1;
    if (fd < 0 && *pix)
        fd = sohoa_sealed_copy(pixGetData(*pix), bytes_of(&of));
    if (fd < 0) {
        sohoa_fail_errno(err, SOHOA_BAD_PAGE, errno, "cannot share a picture of %u x %u pixels",
                         of.width, of.height);
        return -1;
    }
    if (give)
        pixDestroy(pix);
    *ret = of;
    return fd;
}

/* The bytes of a checked memfd, read-only and resident; NULL: err says why. */
static void *map_checked(int fd, const struct sohoa_pixels *of, struct sohoa_err *err)
{
    struct stat st;
    if (!plausible(of) || !sohoa_sealed(fd) || fstat(fd, &st) != 0 || st.st_size < 0 ||
        (uint64_t)st.st_size < bytes_of(of)) {
        sohoa_fail(err, SOHOA_BAD_PAGE, "the helper sent a picture that cannot be");
        return NULL;
    }
    /* Read-only while it is filled in: a writable private mapping would copy every page now. */
    void *at = mmap(NULL, bytes_of(of), PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (at != MAP_FAILED)
        return at;
    sohoa_fail_errno(err, SOHOA_BAD_PAGE, errno, "cannot map a picture of %u x %u pixels",
                     of->width, of->height);
    return NULL;
}

struct Pix *sohoa_pixels_import(int fd, const struct sohoa_pixels *of, struct sohoa_err *err)
{
    void *at = map_checked(fd, of, err);
    if (!at)
        return NULL;
    size_t size = bytes_of(of);
    PIX *pix = NULL;
    if (mprotect(at, size, PROT_READ | PROT_WRITE) == 0)
        pix = pixCreateHeader((l_int32)of->width, (l_int32)of->height, (l_int32)of->depth);
    if (!pix || remember(at, size, -1) != 0) {
        pixDestroy(&pix);
        munmap(at, size);
        sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
        return NULL;
    }
    pixSetSpp(pix, (l_int32)of->spp);
    pixSetResolution(pix, of->xres, of->yres);
    pixSetData(pix, at);
    return pix;
}

bool sohoa_pixels_same(struct Pix *pix, int fd, const struct sohoa_pixels *of)
{
    struct sohoa_pixels is = describe(pix);
    if (memcmp(&is, of, sizeof is) != 0)
        return false;
    void *at = map_checked(fd, of, NULL);
    bool same = at && memcmp(at, pixGetData(pix), bytes_of(of)) == 0;
    if (at)
        munmap(at, bytes_of(of));
    return same;
}
