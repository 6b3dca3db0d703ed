/* page_lines.h - the lines of a page as an eye takes them: cut where a wide gap tells columns
 * apart, each folded, with its place on the upright page. */
#ifndef SOHOA_PAGE_LINES_H
#define SOHOA_PAGE_LINES_H
#include "reading/arena.h"
#include "sohoa_plugin.h"

struct sohoa_page_piece {
    const char *folded; /* sohoa_fold of its words */
    uint32_t length;
    uint32_t line;        /* of the page's text */
    bool whole;           /* the line has no other piece */
    float capitals;       /* share of capitals among its letters */
    float height;         /* median of its words, pixels */
    struct sohoa_box box; /* upright */
};
struct sohoa_page_lines {
    const struct sohoa_page_piece *pieces; /* in reading order */
    size_t count;
    const char *text; /* all lines folded, one after the other */
    size_t length;
    float height;         /* median of the pieces */
    struct sohoa_box ink; /* all text, upright */
    size_t words;
};

/* Reads the text of a view (may have none). All lives in the arena. 0, or -1: out of memory. [any]
 */
int sohoa_page_lines_read(const struct sohoa_page_view *view, struct sohoa_arena *arena,
                          struct sohoa_page_lines *ret);
#endif
