/* picture.h - stored pages as pictures for people: decoded from their masters in a helper process,
 * upright, whole or a part of them. */
#ifndef SOHOA_PICTURE_H
#define SOHOA_PICTURE_H
#include "host/config.h"
#include "record/records.h"

struct Pix;
struct sohoa_pictures;
/* Opens the decoder (its options are the configuration's). The page decoded last is kept, so that
 * several parts of one cost one decoding. One owner. FATAL: no decoder. [setup] */
int sohoa_pictures_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                        struct sohoa_records *records, struct sohoa_pictures **ret,
                        struct sohoa_err *err);
void sohoa_pictures_close(struct sohoa_pictures *pictures); /* NULL is fine */

/* The page, or what lies in `box` (master pixels; NULL: all of it) with `margin` pixels of the
 * master around it, turned upright by what the page's record says. *ret is the caller's
 * (pixDestroy): 1, 8 or 32 bpp. END: the page has no master. BAD_PAGE: it cannot be decoded, or
 * the box lies outside of it. [one] */
int sohoa_picture(struct sohoa_pictures *pictures, const struct sohoa_page_record *page,
                  const struct sohoa_box *box, int32_t margin, struct Pix **ret,
                  struct sohoa_err *err);
#endif
