/* page_wire.h - a struct sohoa_page in a message, both ways.
 *
 * The master travels as a descriptor (bytes in memory: as a sealed memfd), the picture as sealed
 * shared memory (helper_pixels.h), all else as text and numbers. What is read may come from a
 * process that went wrong: every value is checked, boxes are brought into range. */
#ifndef SOHOA_PAGE_WIRE_H
#define SOHOA_PAGE_WIRE_H
#include "pipeline/helper_pixels.h"
#include "pipeline/wire.h"

enum {
    SOHOA_PAGE_MASTER = 1u << 0, /* with its master */
    SOHOA_PAGE_IMAGE = 1u << 1,  /* with its picture, copied */
    SOHOA_PAGE_GIVE = 1u << 2,   /* with its picture, which leaves the page */
    SOHOA_PAGE_LEND = 1u << 3,   /* with GIVE: may stay and tell where its pixels are instead */
};

/* A blob as a read-only descriptor, size and media type. 0 or BAD_PAGE. [one] */
int sohoa_blob_put(struct sohoa_msg *msg, struct sohoa_blob *blob, struct sohoa_err *err);
struct sohoa_blob *sohoa_blob_get(struct sohoa_msg *msg, struct sohoa_err *err); /* NULL: err */

/* Appends the page with what `with` says of the above. A lent picture is still in the page and must
 * live until the other side has read it. 0 or BAD_PAGE. [one] */
int sohoa_page_pack(struct sohoa_msg *msg, struct sohoa_page *page, unsigned with,
                    struct sohoa_err *err);

/* Reads a page into ret, initialised and empty; the caller clears it, whatever the result.
 * ret->source is lent by the message. ret_fd, ret_of: where not NULL, the picture's memfd (to be
 * closed, -1 = none) and shape. 0 or BAD_PAGE. [one] */
int sohoa_page_unpack(struct sohoa_msg *msg, struct sohoa_page *ret, int *ret_fd,
                      struct sohoa_pixels *ret_of, struct sohoa_err *err);
#endif
