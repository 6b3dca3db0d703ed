/* multipart.h - multipart/form-data (RFC 7578, RFC 2046 5.1) as it arrives, in pieces of any size.
 * Holds at most one piece and one part's head. One owner. */
#ifndef SOHOA_SERVE_MULTIPART_H
#define SOHOA_SERVE_MULTIPART_H
#include "sohoa_plugin.h"

enum { MULTIPART_HEAD_MAX = 8192, MULTIPART_PARTS_MAX = 12000, MULTIPART_NAME_MAX = 1024 };

struct multipart_part { /* UTF-8; lent for the call */
    const char *name;
    const char *filename; /* NULL: none, the part is a field */
};
struct multipart_calls { /* each answers OK, or ends the reading with its answer */
    void *arg;
    int (*begin)(void *arg, const struct multipart_part *part, struct sohoa_err *err);
    int (*data)(void *arg, const char *data, size_t size, struct sohoa_err *err);
    int (*end)(void *arg, struct sohoa_err *err);
};

struct multipart;
/* content_type: the header's value. BAD_PAGE: not multipart/form-data with a boundary. */
int multipart_new(const char *content_type, const struct multipart_calls *calls,
                  struct multipart **ret, struct sohoa_err *err);
void multipart_free(struct multipart *m); /* NULL is fine */
/* BAD_PAGE: malformed. */
int multipart_feed(struct multipart *m, const char *data, size_t size, struct sohoa_err *err);
/* The body is over. BAD_PAGE: it was cut off. */
int multipart_end(const struct multipart *m, struct sohoa_err *err);
#endif
