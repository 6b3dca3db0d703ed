/* helper_pixels.h - the pixels of a page on their way between core and helper.
 *
 * Copied: a picture of usual size lies in the helper's memory until its next call; the core reads
 * it from there into a buffer of its own (process_vm_readv). Buffers are reused on both sides, so
 * that a page costs one copy and no page faults.
 * Shared: a larger one, or where that call is forbidden, comes in a memfd, sealed against every
 * change, so that nobody can shrink it (SIGBUS) or change it under an algorithm's feet. In a helper
 * Leptonica's allocator gives large pictures a memfd from the start: nothing is copied. The
 * receiver maps it private as the PIX's data; writing copies page by page; pixDestroy unmaps. */
#ifndef SOHOA_HELPER_PIXELS_H
#define SOHOA_HELPER_PIXELS_H
#include "sohoa_plugin.h"

enum {
    SOHOA_SHARED_PIXELS_MAX = 200 * 1000 * 1000, /* A0 at 300 dpi has 140 million */
    SOHOA_PIXELS_COPIED_MAX = 40 << 20,          /* bytes: A4 at 300 dpi in colour has 35 million */
};

/* What must be known of a picture besides its bytes. Rows are padded to 32 bits, as Leptonica's. */
struct sohoa_pixels {
    uint32_t width, height, depth, spp; /* depth 1, 8, 32; spp 1, 3, 4 */
    int32_t xres, yres;
};

/* Installs Leptonica's allocator, with a pool. sharing: large pictures in memfds (the helper's
 * side). [setup] */
void sohoa_pixels_setup(bool sharing);
/* Gives free buffers back to the system: no picture is made for a while. [any] */
void sohoa_pixels_rest(void);

/* A sealed memfd with the picture's bytes, or -1. give: *pix is destroyed, and its own memfd sent
 * when nobody else holds it. [one] */
int sohoa_pixels_export(struct Pix **pix, bool give, struct sohoa_pixels *ret,
                        struct sohoa_err *err);
/* The picture in fd (lent), every word checked before it is mapped. NULL: err says why. [any] */
struct Pix *sohoa_pixels_import(int fd, const struct sohoa_pixels *of, struct sohoa_err *err);
/* Where the picture's bytes are, for the core to read while pix lives; NULL: export it. [any] */
const void *sohoa_pixels_lend(struct Pix *pix, struct sohoa_pixels *ret);
/* The picture at that address of process pid, checked, copied. NULL: err says why. [any] */
struct Pix *sohoa_pixels_copy(int pid, uint64_t address, const struct sohoa_pixels *of,
                              struct sohoa_err *err);
/* Reads another process's memory: 0 or an errno. [any] */
int sohoa_memory_read(int pid, uint64_t address, void *data, size_t size);
/* True when pix is exactly what fd holds. [any] */
bool sohoa_pixels_same(struct Pix *pix, int fd, const struct sohoa_pixels *of);

/* A sealed memfd holding a copy of the bytes, or -1 with errno. [any] */
int sohoa_sealed_copy(const void *data, size_t size);
/* True when nobody can change or shrink the memfd any more. [any] */
bool sohoa_sealed(int fd);
bool sohoa_seal(int fd);          /* makes it so; false: its maker did not allow it [any] */
size_t sohoa_pixels_mapped(void); /* large pictures alive now; for tests [any] */
/* A colour picture in gray, for who only looks: 8 bpp, the green counted twice. NULL: out of
 * memory.
 */
struct Pix *sohoa_pixels_gray(struct Pix *colour);
#endif
