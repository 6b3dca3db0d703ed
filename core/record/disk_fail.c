/* disk_fail.c - see disk_fail.h. No state, any thread. */
#include "record/disk_fail.h"

#include <errno.h>

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

int sohoa_disk_fail(struct sohoa_err *err, int sys_errno, const char *folder, const char *otherwise)
{
    int rc;
    if (sys_errno == ENOSPC || sys_errno == EDQUOT)
        rc = sohoa_fail(err, SOHOA_FATAL, "the disk that holds %s is full", folder);
    else if (sys_errno == EROFS)
        rc = sohoa_fail(err, SOHOA_FATAL, "the disk that holds %s is read-only", folder);
    else
        rc = sohoa_fail_errno(err, SOHOA_FATAL, sys_errno, otherwise, folder);
    if (err)
        err->sys_errno = sys_errno;
    return rc;
}
