/* log.c - the one logger; see log.h. The only state of the process besides the language: a level,
 * the progress line last shown, and the lock under which lines are written whole. */
#include "host/log.h"

#include "host/lang.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, PROGRESS_MAX = 512, ID_DIGITS = 12, ID_SHOWN = 3 };
static const int64_t progress_gap_ns = 1000000000 / 6;

static atomic_int level_most = SOHOA_INFO;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char progress[PROGRESS_MAX]; /* under lock; "" = none */
static bool progress_drawn;         /* under lock */
static int64_t progress_drawn_ns;   /* under lock */

void sohoa_log_level(enum sohoa_level most)
{
    atomic_store(&level_most, (int)most);
}

bool sohoa_log_is_terminal(void)
{
    return isatty(STDERR_FILENO) == 1;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void put(const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(STDERR_FILENO, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* nobody listens: talk is never worth a failure */
        text += n;
        size -= (size_t)n;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Hides citizen IDs and anything that would drive the terminal. */
static void clean(char *text)
{
    for (char *p = text; *p;) {
        size_t digits = 0;
        while (is_digit(p[digits]))
            digits++;
        if (digits == ID_DIGITS)
            memset(p, '*', ID_DIGITS - ID_SHOWN);
        if (digits == 0 && ((unsigned char)*p < 0x20 || *p == 0x7F))
            *p = ' ';
        if ((unsigned char)*p == 0xC2 && ((unsigned char)p[1] & 0xE0) == 0x80) /* C1, too */
            p[0] = p[1] = ' ';
        p += digits ? digits : 1;
    }
}

/* Where to cut so that at most `columns` characters are left; letters here take one column. */
static size_t cut(const char *text, size_t columns)
{
    size_t i = 0;
    for (; text[i]; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80 && columns-- == 0)
            break;
    return i;
}

static void draw(void)
{
    struct winsize w = {0};
    size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 ? w.ws_col : 80;
    char out[PROGRESS_MAX + 8];
    int n = snprintf(out, sizeof out, "\r%.*s\x1b[K", (int)cut(progress, columns - 1), progress);
    put(out, (size_t)n);
    progress_drawn = true;
    progress_drawn_ns = now_ns();
}

static void erase(void)
{
    if (progress_drawn)
        put("\r\x1b[K", 4);
    progress_drawn = false;
}

static const char *prefix(enum sohoa_level level)
{
    switch (level) {
    case SOHOA_ERROR:
        return sohoa_tr("error: ");
    case SOHOA_WARN:
        return sohoa_tr("warning: ");
    case SOHOA_DEBUG:
        return "debug: ";
    case SOHOA_INFO:
        break;
    }
    return "";
}

void sohoa_log(enum sohoa_level level, const char *fmt, ...)
{
    if ((int)level > atomic_load(&level_most))
        return;
    char line[LINE_MAX_BYTES];
    size_t room = sizeof line - 1; /* the newline */
    size_t n = (size_t)snprintf(line, room, "%s", prefix(level));
    va_list args;
    va_start(args, fmt);
    int wanted = vsnprintf(line + n, room - n, sohoa_tr(fmt), args);
    va_end(args);
    if (wanted < 0)
        return;
    n = strlen(line);
    if (n + 1 == room) { /* full: no half character at the end */
        while (n > 0 && ((unsigned char)line[n - 1] & 0xC0) == 0x80)
            n--;
        n -= n > 0 && ((unsigned char)line[n - 1] & 0xC0) == 0xC0;
        line[n] = '\0';
    }
    clean(line);
    line[n++] = '\n';
    pthread_mutex_lock(&lock);
    erase();
    put(line, n);
    if (progress[0])
        draw();
    pthread_mutex_unlock(&lock);
}

void sohoa_log_progress(const char *line)
{
    if (!sohoa_log_is_terminal())
        return;
    pthread_mutex_lock(&lock);
    if (!line) {
        progress[0] = '\0';
        erase();
    } else {
        (void)snprintf(progress, sizeof progress, "%s", line);
        clean(progress);
        if (!progress_drawn || now_ns() - progress_drawn_ns >= progress_gap_ns)
            draw();
    }
    pthread_mutex_unlock(&lock);
}
