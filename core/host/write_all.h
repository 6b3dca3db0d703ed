/* write_all.h - bytes to a descriptor, however many calls it takes. */
#ifndef SOHOA_WRITE_ALL_H
#define SOHOA_WRITE_ALL_H
#include <stddef.h>

/* Writes size bytes to fd; a signal does not end it. 0 or an errno (ENOSPC when nothing more is
 * taken), with a part written. The bytes are not synced. [any] */
int sohoa_write_all(int fd, const void *bytes, size_t size);
#endif
