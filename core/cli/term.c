/* term.c - see term.h. A signal that ends the program finds the terminal as it was: it is raw only
 * inside term_read and term_ask, where signals end the reading. */
#include "cli/term.h"
#include "cli/stop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utf8proc.h>

#define ESCAPE_MS 60 /* the rest of a key's bytes follows at once */

bool term_is_terminal(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

void term_width(int *ret_columns, int *ret_pixels)
{
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    *ret_columns = known && size.ws_col > 0 ? size.ws_col : 80;
    *ret_pixels = known ? size.ws_xpixel : 0;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static bool raw_begin(struct termios *before)
{
    struct termios raw;
    if (tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    raw = *before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static void raw_end(const struct termios *before)
{
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, before);
}

/* The next byte; -1: none within timeout_ms (-1: for ever), the end, or a signal. */
static int next_byte(int timeout_ms)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    for (;;) {
        if (cli_stopped())
            return -1;
        int n = poll(&fd, 1, timeout_ms);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        return got == 1 ? byte : -1;
    }
}

static long long now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void term_ask(const char *question, char last, int timeout_ms, char *ret, size_t room)
{
    struct termios before;
    size_t used = 0;
    ret[0] = '\0';
    if (!raw_begin(&before))
        return;
    (void)fputs(question, stdout);
    (void)fflush(stdout);
    long long until = now_ms() + timeout_ms;
    for (long long left; (left = until - now_ms()) > 0 && used + 1 < room;) {
        int byte = next_byte((int)left);
        if (byte < 0)
            break;
        ret[used++] = (char)byte;
        if (byte == last)
            break;
    }
    ret[used] = '\0';
    raw_end(&before);
}

/* ---- the line -------------------------------------------------------------------------------- */

struct line {
    const char *prompt, *offer;
    char *text;
    size_t used;
};

/* The bytes of the last letter: with the marks that were typed behind it. */
static size_t last_letter(const char *text, size_t used)
{
    size_t from = used;
    while (from > 0) {
        utf8proc_int32_t letter;
        do
            from--;
        while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80);
        if (utf8proc_iterate((const utf8proc_uint8_t *)text + from, (utf8proc_ssize_t)(used - from),
                             &letter) <= 0)
            break;
        utf8proc_category_t kind = utf8proc_category(letter);
        if (kind != UTF8PROC_CATEGORY_MN && kind != UTF8PROC_CATEGORY_ME)
            break;
    }
    return used - from;
}

static int columns_of(const char *text)
{
    int columns = 0;
    utf8proc_int32_t letter;
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    for (utf8proc_ssize_t n; *at && (n = utf8proc_iterate(at, -1, &letter)) > 0; at += n)
        columns += utf8proc_charwidth(letter);
    return columns;
}

/* The end of the line that fits behind the prompt. */
static void show(const struct line *line)
{
    int columns, pixels;
    const char *from = line->text;
    term_width(&columns, &pixels);
    int room = columns - columns_of(line->prompt) - 1;
    while (*from && columns_of(from) > room)
        do
            from++;
        while (((unsigned char)*from & 0xC0) == 0x80);
    (void)printf("\r\x1b[K%s%s", line->prompt, from);
    (void)fflush(stdout);
}

static void put(struct line *line, int byte)
{
    if (line->used + 5 >= TERM_LINE_MAX && ((unsigned)byte & 0xC0) != 0x80)
        return;
    if (line->used + 1 < TERM_LINE_MAX) {
        line->text[line->used++] = (char)byte;
        line->text[line->used] = '\0';
    }
}

static void cut(struct line *line, size_t bytes)
{
    line->used -= bytes;
    line->text[line->used] = '\0';
}

static void take_offer(struct line *line)
{
    if (line->used == 0 && line->offer)
        for (const char *at = line->offer; *at; at++)
            put(line, (unsigned char)*at);
}

/* Behind an ESC: the arrows mean something, all else is swallowed. */
static enum term_key escape(struct line *line)
{
    int byte = next_byte(ESCAPE_MS);
    if (byte != '[' && byte != 'O')
        return 0;
    while ((byte = next_byte(ESCAPE_MS)) >= 0 && (byte < 0x40 || byte > 0x7E))
        ;
    if (byte == 'C' || byte == 'F')
        take_offer(line);
    return byte == 'A' || byte == 'Z' ? TERM_BACK : byte == 'B' ? TERM_SKIP : 0;
}

static void cut_word(struct line *line)
{
    while (line->used > 0 && line->text[line->used - 1] == ' ')
        cut(line, 1);
    while (line->used > 0 && line->text[line->used - 1] != ' ')
        cut(line, 1);
}

/* 0: goes on. */
static enum term_key press(struct line *line, int byte)
{
    switch (byte) {
    case -1:
    case 3: /* Ctrl-C */
        return TERM_QUIT;
    case 4: /* Ctrl-D */
        return line->used == 0 ? TERM_QUIT : 0;
    case '\r':
    case '\n':
        return TERM_LINE;
    case '\t':
        return TERM_SKIP;
    case 26: /* Ctrl-Z */
        return TERM_UNDO;
    case 21: /* Ctrl-U */
        cut(line, line->used);
        return 0;
    case 23: /* Ctrl-W */
        cut_word(line);
        return 0;
    case 8:
    case 127:
        cut(line, last_letter(line->text, line->used));
        return 0;
    case 27:
        return escape(line);
    default:
        if (byte >= ' ')
            put(line, byte);
        return 0;
    }
}

static enum term_key read_keys(struct line *line)
{
    enum term_key key = 0;
    bool whole = true;
    while (!key) {
        if (whole)
            show(line);
        int byte = next_byte(-1);
        key = press(line, byte);
        struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};
        whole = poll(&more, 1, 0) <= 0; /* a pasted text is shown once */
    }
    show(line);
    (void)fputs("\r\n", stdout);
    (void)fflush(stdout);
    return key;
}

static enum term_key read_line(char ret[TERM_LINE_MAX])
{
    struct line line = {.text = ret};
    for (;;) {
        int byte = next_byte(-1);
        if (byte < 0 && line.used == 0)
            return TERM_QUIT;
        if (byte < 0 || byte == '\n')
            return TERM_LINE;
        if (byte != '\r' && byte != '\0')
            put(&line, byte);
    }
}

enum term_key term_read(const char *prompt, const char *offer, char ret[TERM_LINE_MAX])
{
    struct line line = {.prompt = prompt, .offer = offer, .text = ret};
    struct termios before;
    ret[0] = '\0';
    if (!term_is_terminal() || !raw_begin(&before)) {
        (void)fflush(stdout);
        return read_line(ret);
    }
    enum term_key key = read_keys(&line);
    raw_end(&before);
    return key;
}
