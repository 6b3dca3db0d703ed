/* fail_plain.c - error texts without the host's languages, for programs that have no host. */
#include "sohoa_plugin.h"

#include <stdarg.h>
#include <stdio.h>

int sohoa_fail(struct sohoa_err *err, enum sohoa_rc rc, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (err)
        (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return rc;
}

int sohoa_fail_errno(struct sohoa_err *err, enum sohoa_rc rc, int sys_errno, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (err) {
        err->sys_errno = sys_errno;
        (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    }
    va_end(args);
    return rc;
}
