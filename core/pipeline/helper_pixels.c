/* helper_pixels.c - pictures between core and helper; see helper_pixels.h.
 *
 * State: the list of mapped pictures and the pool of free buffers, under one lock, because
 * Leptonica's deallocator is told an address and nothing else. Only page-aligned addresses are
 * looked up, which malloc's are not. */
#include "pipeline/helper_pixels.h"
#include "host/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    MAPPED_FROM = 64 << 10,
    HUGE_PAGE = 2 << 20,
    SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
};
#ifdef SOHOA_SANITIZED
enum { POOL_CORE = 0, POOL_HELPER = 0 }; /* each picture from malloc, so that overruns are seen */
#else
enum { POOL_CORE = 28 << 20, POOL_HELPER = 20 << 20 }; /* three gray pages; two */
#endif
enum { LARGE_FROM = (20 << 20) + 1 };                 /* a colour page is, a gray one is not */
static size_t pool_most = POOL_CORE;                  /* free bytes kept; set during setup */
static size_t pool_largest = SOHOA_PIXELS_COPIED_MAX; /* of a buffer that is kept; likewise */

enum kind {
    BUFFER,   /* plain memory, goes to the pool */
    OWN_FD,   /* a memfd of ours that can be sent */
    RECEIVED, /* the other side's, sealed */
};
struct mapping {
    void *at;
    size_t size;
    enum kind kind;
    int fd; /* OWN_FD only */
    struct mapping *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mapping *mappings; /* in use; under lock */
static struct mapping *pool;     /* free BUFFERs, the latest first; under lock */

static bool page_aligned(const void *at)
{
    return ((uintptr_t)at & 4095) == 0;
}

static int remember(void *at, size_t size, enum kind kind, int fd)
{
    struct mapping *m = malloc(sizeof *m);
    if (!m)
        return -1;
    pthread_mutex_lock(&lock);
    *m = (struct mapping){.at = at, .size = size, .kind = kind, .fd = fd, .next = mappings};
    mappings = m;
    pthread_mutex_unlock(&lock);
    return 0;
}

/* Takes the mapping at an address off the list, the caller's to free; NULL when there is none, or
 * (sendable) it is no memfd of ours. */
static struct mapping *forget(const void *at, bool sendable)
{
    if (!at || !page_aligned(at))
        return NULL;
    pthread_mutex_lock(&lock);
    struct mapping **p = &mappings;
    while (*p && (*p)->at != at)
        p = &(*p)->next;
    struct mapping *found = *p && sendable && (*p)->kind != OWN_FD ? NULL : *p;
    if (found)
        *p = found->next;
    pthread_mutex_unlock(&lock);
    return found;
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

static void unmap(struct mapping *m)
{
    munmap(m->at, m->size);
    if (m->kind == OWN_FD)
        close(m->fd);
    free(m);
}

/* ---- the pool: a fresh page costs a page fault every 4 KiB, more than copying into it ---- */

/* A free buffer of about the size, now in use; NULL when there is none. */
static void *take_from_pool(size_t size)
{
    pthread_mutex_lock(&lock);
    struct mapping **p = &pool;
    while (*p && ((*p)->size < size || (*p)->size / 2 > size))
        p = &(*p)->next;
    struct mapping *found = *p;
    if (found) {
        *p = found->next;
        found->next = mappings;
        mappings = found;
    }
    pthread_mutex_unlock(&lock);
    return found ? found->at : NULL;
}

/* Keeps so many bytes of free buffers, the latest, and one large one: the gray pages that a colour
 * page becomes would push its buffer out before the next one comes. No more is resident at the
 * worst, for that is while a colour page is taken over, when these gray ones lie here as well. */
static void shrink_pool(size_t most)
{
    struct mapping *surplus = NULL;
    size_t kept = 0, large = 0;
    pthread_mutex_lock(&lock);
    for (struct mapping **p = &pool; *p;) {
        struct mapping *m = *p;
        bool is_large = m->size >= LARGE_FROM;
        bool keep = is_large ? most > 0 && large == 0 : kept + m->size <= most;
        if (keep) {
            kept += is_large ? 0 : m->size;
            large += is_large;
            p = &m->next;
        } else {
            *p = m->next;
            m->next = surplus;
            surplus = m;
        }
    }
    pthread_mutex_unlock(&lock);
    while (surplus) {
        struct mapping *next = surplus->next;
        unmap(surplus);
        surplus = next;
    }
}

/* Keeps a buffer for the next picture; the oldest go when there are too many. */
static void give_to_pool(struct mapping *m)
{
    pthread_mutex_lock(&lock);
    m->next = pool;
    pool = m;
    pthread_mutex_unlock(&lock);
    shrink_pool(pool_most);
}

void sohoa_pixels_rest(void)
{
    shrink_pool(0);
}

/* ---- Leptonica's allocator ---- */

static void give_back(void *at)
{
    struct mapping *m = forget(at, false);
    if (!m)
        free(at);
    else if (m->kind == BUFFER && m->size <= pool_largest)
        give_to_pool(m);
    else
        unmap(m);
}

/* Fresh memory. What fills huge pages whole is aligned to them and may come as such: a fault costs
 * as much for 2 MiB as for some dozens of 4 KiB, and no byte more becomes resident. */
static void *map_fresh(size_t size)
{
    size_t spare = size >= HUGE_PAGE ? HUGE_PAGE : 0;
    char *at = mmap(NULL, size + spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || !spare)
        return at;
    size_t before = (size_t)(-(uintptr_t)at & (HUGE_PAGE - 1));
    if (before > 0)
        munmap(at, before);
    if (before < spare)
        munmap(at + before + size, spare - before);
    (void)madvise(at + before, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE); /* else small ones */
    return at + before;
}

static void *pooled(size_t size)
{
    if (size < MAPPED_FROM || pool_most == 0)
        return malloc(size);
    void *at = take_from_pool(size);
    if (at)
        return at;
    size_t whole = (size + MAPPED_FROM - 1) / MAPPED_FROM * MAPPED_FROM;
    at = map_fresh(whole);
    if (at != MAP_FAILED && remember(at, whole, BUFFER, -1) == 0)
        return at;
    if (at != MAP_FAILED)
        munmap(at, whole);
    return malloc(size);
}

static int new_memfd(void)
{
    return memfd_create("sohoa", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/* A picture too large to be copied gets a memfd; when that cannot be, plain memory. */
static void *pooled_or_shared(size_t size)
{
    int fd = size > SOHOA_PIXELS_COPIED_MAX ? new_memfd() : -1;
    if (fd < 0)
        return pooled(size);
    void *at = MAP_FAILED;
    if (ftruncate(fd, (off_t)size) == 0)
        at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED && remember(at, size, OWN_FD, fd) == 0)
        return at;
    if (at != MAP_FAILED)
        munmap(at, size);
    close(fd);
    return malloc(size);
}

void sohoa_pixels_setup(bool sharing)
{
    pool_most = sharing ? POOL_HELPER : POOL_CORE;
    pool_largest = sharing ? LARGE_FROM - 1 : SOHOA_PIXELS_COPIED_MAX;
    setPixMemoryManager(sharing ? pooled_or_shared : pooled, give_back);
}

/* ---- memfds ---- */

/* The kernel refuses the seal (EBUSY) while anybody holds one of the pages, as its own reclaim and
 * migration do for moments; it waits some 150 ms itself. 0, or an errno. */
static int seal(int fd)
{
    enum { TRIES = 20 };
    int failed = 0;
    for (int i = 0; i < TRIES; i++) {
        failed = fcntl(fd, F_ADD_SEALS, SEALS) == 0 ? 0 : errno;
        if (failed != EBUSY)
            break;
    }
    return failed;
}

int sohoa_sealed_copy(const void *data, size_t size)
{
    /* write() costs one copy; a mapping would add a page fault every 4 KiB. */
    int fd = new_memfd();
    if (fd < 0)
        return -1;
    int failed = sohoa_write_all(fd, data, size);
    if (!failed)
        failed = seal(fd);
    if (!failed)
        return fd;
    close(fd);
    errno = failed;
    return -1;
}

bool sohoa_seal(int fd)
{
    return sohoa_sealed(fd) || seal(fd) == 0;
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
    struct mapping *m = pixGetRefcount(*pix) == 1 ? forget(pixGetData(*pix), true) : NULL;
    if (!m)
        return -1;
    pixSetData(*pix, NULL);
    pixDestroy(pix);
    int fd = m->fd;
    munmap(m->at, m->size); /* first: a writable mapping forbids the seal */
    free(m);
    int failed = seal(fd);
    if (!failed)
        return fd;
    close(fd);
    errno = failed;
    return -1;
}

const void *sohoa_pixels_lend(struct Pix *pix, struct sohoa_pixels *ret)
{
    struct sohoa_pixels of = describe(pix);
    if (!plausible(&of) || pixGetColormap(pix) || !pixGetData(pix) ||
        bytes_of(&of) > SOHOA_PIXELS_COPIED_MAX)
        return NULL;
    *ret = of;
    return pixGetData(pix);
}

int sohoa_memory_read(int pid, uint64_t address, void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        struct iovec to = {.iov_base = (char *)data + done, .iov_len = size - done};
        struct iovec from = {.iov_base = (void *)(uintptr_t)(address + done),
                             .iov_len = size - done};
        ssize_t n = process_vm_readv(pid, &to, 1, &from, 1, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EFAULT;
        done += (size_t)n;
    }
    return 0;
}

struct Pix *sohoa_pixels_copy(int pid, uint64_t address, const struct sohoa_pixels *of,
                              struct sohoa_err *err)
{
    PIX *pix = NULL;
    if (pid <= 0 || !plausible(of) || bytes_of(of) > SOHOA_PIXELS_COPIED_MAX) {
        sohoa_fail(err, SOHOA_BAD_PAGE, "the helper sent a picture that cannot be");
        return NULL;
    }
    pix = pixCreateNoInit((l_int32)of->width, (l_int32)of->height, (l_int32)of->depth);
    if (!pix) {
        sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
        return NULL;
    }
    pixSetSpp(pix, (l_int32)of->spp);
    pixSetResolution(pix, of->xres, of->yres);
    int failed = sohoa_memory_read(pid, address, pixGetData(pix), bytes_of(of));
    if (failed) {
        sohoa_fail_errno(err, SOHOA_BAD_PAGE, failed, "cannot read a picture of %u x %u pixels",
                         of->width, of->height);
        pixDestroy(&pix);
    }
    return pix;
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
    if (!pix || remember(at, size, RECEIVED, -1) != 0) {
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

/* True when fd begins with these bytes. Read in pieces: a second mapping of the whole would count
 * as memory once more, and cost a page fault for all of it. */
static bool holds(int fd, const char *bytes, size_t size)
{
    char piece[64 << 10];
    for (size_t done = 0; done < size;) {
        size_t want = size - done < sizeof piece ? size - done : sizeof piece;
        ssize_t n = pread(fd, piece, want, (off_t)done);
        if (n <= 0 || memcmp(piece, bytes + done, (size_t)n) != 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool sohoa_pixels_same(struct Pix *pix, int fd, const struct sohoa_pixels *of)
{
    struct sohoa_pixels is = describe(pix);
    return plausible(of) && memcmp(&is, of, sizeof is) == 0 && sohoa_sealed(fd) &&
           holds(fd, (const char *)pixGetData(pix), bytes_of(of));
}

static uint32_t gray_of(uint32_t rgb)
{
    return ((rgb >> 24) + 2 * (rgb >> 16 & 255) + (rgb >> 8 & 255)) >> 2;
}

struct Pix *sohoa_pixels_gray(struct Pix *colour)
{
    int w = pixGetWidth(colour), h = pixGetHeight(colour);
    PIX *out = pixCreateNoInit(w, h, 8);
    if (!out)
        return NULL;
    pixSetResolution(out, pixGetXRes(colour), pixGetYRes(colour));
    for (int y = 0; y < h; y++) {
        const l_uint32 *from = pixGetData(colour) + (size_t)pixGetWpl(colour) * (size_t)y;
        l_uint32 *to = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        int x = 0;
        for (; x + 4 <= w; x += 4)
            to[x / 4] = gray_of(from[x]) << 24 | gray_of(from[x + 1]) << 16 |
                        gray_of(from[x + 2]) << 8 | gray_of(from[x + 3]);
        if (x < w)
            to[x / 4] = 0;
        for (; x < w; x++)
            to[x / 4] |= gray_of(from[x]) << (24 - 8 * (x & 3));
    }
    return out;
}
