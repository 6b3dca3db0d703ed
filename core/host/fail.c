/* fail.c - error texts: written once, by whoever detects the fault. No state, any thread. */
#include "host/lang.h"
#include "sohoa_plugin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Cuts a UTF-8 text that filled its buffer back to a whole character. */
static void cut_at_character(char *text, size_t room)
{
    size_t n = strnlen(text, room);
    if (n + 1 < room)
        return;
    while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
        n--;
    if (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0xC0)
        n--;
    text[n] = '\0';
}

__attribute__((format(printf, 3, 0))) static void write_text(char *text, size_t room,
                                                             const char *fmt, va_list args)
{
    (void)vsnprintf(text, room, sohoa_tr(fmt), args);
    cut_at_character(text, room);
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r')
            *p = ' ';
}

int sohoa_fail(struct sohoa_err *err, enum sohoa_rc rc, const char *fmt, ...)
{
    if (!err)
        return rc;
    va_list args;
    va_start(args, fmt);
    err->sys_errno = 0;
    write_text(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return rc;
}

int sohoa_fail_errno(struct sohoa_err *err, enum sohoa_rc rc, int sys_errno, const char *fmt, ...)
{
    if (!err)
        return rc;
    va_list args;
    va_start(args, fmt);
    err->sys_errno = sys_errno;
    write_text(err->text, sizeof err->text, fmt, args);
    va_end(args);
    size_t n = strlen(err->text);
    char buf[128];
    const char *why = strerror_r(sys_errno, buf, sizeof buf);
    (void)snprintf(err->text + n, sizeof err->text - n, ": %s", why);
    cut_at_character(err->text, sizeof err->text);
    return rc;
}

bool sohoa_call_over(const struct sohoa_call *call)
{
    if (!call)
        return false;
    if (call->stopping && call->stopping(call))
        return true;
    if (call->deadline_ns == 0)
        return false;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec >= call->deadline_ns;
}

void sohoa_page_note(struct sohoa_page *page, const char *fmt, ...)
{
    size_t n = strnlen(page->note, sizeof page->note);
    if (n > 0 && n + 3 < sizeof page->note) {
        page->note[n++] = ';';
        page->note[n++] = ' ';
    }
    if (n + 1 >= sizeof page->note)
        return;
    va_list args;
    va_start(args, fmt);
    write_text(page->note + n, sizeof page->note - n, fmt, args);
    va_end(args);
}
