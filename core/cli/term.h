/* term.h - what a command reads from a person: keys at a terminal, lines from anything else.
 *
 * At a terminal the line is edited here (UTF-8; a letter typed in pieces is taken as it comes), so
 * that single keys can mean something; the terminal is as it was before whenever nothing is being
 * read. Main thread only. */
#ifndef SOHOA_CLI_TERM_H
#define SOHOA_CLI_TERM_H
#include <stdbool.h>
#include <stddef.h>

enum { TERM_LINE_MAX = 2000 }; /* bytes of a line with its NUL */

enum term_key {
    TERM_LINE = 1, /* Enter: the line is in ret */
    TERM_SKIP,     /* Tab, Down */
    TERM_BACK,     /* Shift-Tab, Up */
    TERM_UNDO,     /* Ctrl-Z */
    TERM_QUIT,     /* Ctrl-C, Ctrl-D, the end of the input, a signal */
};

bool term_is_terminal(void); /* both standard input and output are one */

/* Reads until a key that means something. At a terminal `prompt` is shown before the line, and
 * Right or End take over `offer` (may be NULL) into an empty line, to be mended. Else: one line of
 * standard input, always TERM_LINE or TERM_QUIT. A line longer than the room is cut at a letter. */
enum term_key term_read(const char *prompt, const char *offer, char ret[TERM_LINE_MAX]);

/* Sends `question` to the terminal and collects what it answers until `last` comes or
 * timeout_ms have passed. Bytes in ret (NUL-terminated). */
void term_ask(const char *question, char last, int timeout_ms, char *ret, size_t room);
/* Width of the terminal in letters, and in pixels where it says so (0: unknown). */
void term_width(int *ret_columns, int *ret_pixels);
#endif
