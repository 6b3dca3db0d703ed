/* helper_pixels.h - the pixels of a page in shared memory (memfd) between core and helper.
 *
 * Sender: in a helper Leptonica's allocator gives every large picture a memfd of its own, so that
 * a decoded picture is sent without copying; elsewhere pixels are copied into one once. Before it
 * goes it is unmapped and sealed against every change, so the receiver may trust what it reads:
 * nobody can shrink it (SIGBUS) or change it under an algorithm's feet.
 * Receiver: the sealed pages are mapped private and become the PIX's data; what is written in
 * place is copied on write, page by page; pixDestroy unmaps. */
#ifndef SOHOA_HELPER_PIXELS_H
#define SOHOA_HELPER_PIXELS_H
#include "sohoa_plugin.h"

enum { SOHOA_SHARED_PIXELS_MAX = 200 * 1000 * 1000 }; /* A0 at 300 dpi has 140 million */

/* What must be known of a picture besides its bytes. Rows are padded to 32 bits, as Leptonica's. */
struct sohoa_pixels {
    uint32_t width, height, depth, spp; /* depth 1, 8, 32; spp 1, 3, 4 */
    int32_t xres, yres;
};

/* Installs Leptonica's allocator. sharing: large pictures in memfds (the helper's side). [setup] */
void sohoa_pixels_setup(bool sharing);

/* A sealed memfd with the picture's bytes, or -1. give: *pix is destroyed, and its own memfd sent
 * when nobody else holds it. [one] */
int sohoa_pixels_export(struct Pix **pix, bool give, struct sohoa_pixels *ret,
                        struct sohoa_err *err);
/* The picture in fd (lent), every word checked before it is mapped. NULL: err says why. [any] */
struct Pix *sohoa_pixels_import(int fd, const struct sohoa_pixels *of, struct sohoa_err *err);
/* True when pix is exactly what fd holds. [any] */
bool sohoa_pixels_same(struct Pix *pix, int fd, const struct sohoa_pixels *of);

/* A sealed memfd holding a copy of the bytes, or -1 with errno. [any] */
int sohoa_sealed_copy(const void *data, size_t size);
/* True when nobody can change or shrink the memfd any more. [any] */
bool sohoa_sealed(int fd);
bool sohoa_seal(int fd);          /* makes it so; false: its maker did not allow it [any] */
size_t sohoa_pixels_mapped(void); /* pictures mapped now; for tests [any] */
#endif
