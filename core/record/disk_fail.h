/* disk_fail.h - what a failed change of a store's folder is called. */
#ifndef SOHOA_DISK_FAIL_H
#define SOHOA_DISK_FAIL_H
#include "sohoa_plugin.h"

/* FATAL in words that name the folder: full and read-only disks in their own, else `otherwise`
 * (with one %s for the folder) and the system's text. Keeps sys_errno. [any] */
int sohoa_disk_fail(struct sohoa_err *err, int sys_errno, const char *folder, const char *otherwise)
    __attribute__((format(printf, 4, 0)));
#endif
