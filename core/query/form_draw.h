/* form_draw.h - what the files that draw a filled form share: values, flowing text, the page being
 * drawn. Lengths are points, y grows downwards. Not for other components. One thread. */
#ifndef SOHOA_FORM_DRAW_H
#define SOHOA_FORM_DRAW_H
#include "host/pdf_font.h"
#include "query/form_print.h"
#include "reading/arena.h"

#include <jansson.h>

#define FORM_MM (72.0 / 25.4)
#define FORM_WIDTH (210 * FORM_MM)
#define FORM_HEIGHT (297 * FORM_MM)
#define FORM_LEFT (28 * FORM_MM) /* Decree 30/2020, annex I: left 30, right 15 to 20 */
#define FORM_RIGHT (18 * FORM_MM)
#define FORM_TOP (18 * FORM_MM)
#define FORM_BOTTOM (20 * FORM_MM)
#define FORM_INNER (FORM_WIDTH - FORM_LEFT - FORM_RIGHT)

enum { FORM_VALUE_MAX = 1500 }; /* bytes of a value that are printed */

/* ---- values (form_entry.c) ------------------------------------------------------------------ */

struct form_value {
    char text[FORM_VALUE_MAX + 200]; /* "" = not known */
    bool machine, doubt;             /* read by the machine; below 0.9, or readings differ */
};
/* What stands in the place of a piece; row: of a repeated row of a table, from 1, else 0. */
void sohoa_form_value(const json_t *fields, const struct sohoa_schema *schema,
                      const struct sohoa_form_piece *piece, unsigned row, struct form_value *ret);
/* The highest row of a role among the fields, at most SOHOA_FORM_ROWS_MAX. */
unsigned sohoa_form_rows(const json_t *fields, const char *role);

/* ---- flowing text (form_flow.c) ------------------------------------------------------------- */

enum form_atom_kind { ATOM_WORD = 1, ATOM_GAP, ATOM_BOXES };
struct form_atom {
    enum form_atom_kind kind;
    const char *text; /* WORD, BOXES */
    size_t size;
    enum sohoa_font_face face;
    double width;       /* of a gap: at least */
    bool space, grows;  /* a space before it; a gap that takes what is left of the line */
    bool machine, mark; /* on gray; a mark, small and raised */
};
struct form_row { /* a line of atoms */
    size_t first, count;
    double width; /* natural */
};
struct form_flow {
    struct sohoa_arena *arena;
    struct sohoa_pdf_font *const *fonts;
    double size, width, indent; /* of letters; of lines; of the first line, besides */
    struct form_atom *atoms;
    size_t count;
    struct form_row *rows;
    size_t row_count;
    bool failed;
};
/* How places that hold no value look. */
enum form_gaps { GAPS_GROW = 0, GAPS_SHORT, GAPS_NONE };
/* Adds words, values and gaps of a text. fields NULL: an empty form. */
void sohoa_flow_add(struct form_flow *flow, const struct sohoa_form_text *text,
                    enum sohoa_font_face face, const json_t *fields,
                    const struct sohoa_schema *schema, unsigned row, enum form_gaps gaps);
void sohoa_flow_break(struct form_flow *flow);          /* into rows, at least one */
double sohoa_flow_height(const struct form_flow *flow); /* of one row */

/* ---- pages (form_page.c) -------------------------------------------------------------------- */

struct form_pages {
    struct sohoa_pdfa *pdf;
    struct sohoa_pdf_font *fonts[SOHOA_FACES];
    uint32_t numbers[SOHOA_FACES]; /* of the fonts' objects */
    struct sohoa_pdf_bytes content;
    double y;
    unsigned page;
    bool machine, doubt; /* such a value stands on this page */
};
enum form_align { ALIGN_LEFT = 0, ALIGN_CENTRE, ALIGN_BOTH };
int sohoa_pages_open(struct form_pages *pages, const struct sohoa_pdfa_about *about,
                     struct sohoa_err *err);
void sohoa_pages_free(struct form_pages *pages);
/* Begins another page when less than height is left. */
void sohoa_pages_room(struct form_pages *pages, double height);
double sohoa_pages_left(const struct form_pages *pages);
void sohoa_pages_next(struct form_pages *pages);
/* Rows [from, to) of a flow at x, the first one's top at y. */
void sohoa_pages_draw(struct form_pages *pages, const struct form_flow *flow, size_t from,
                      size_t to, double x, double y, enum form_align align);
/* A text as it is, its line of writing at y. */
void sohoa_pages_text(struct form_pages *pages, enum sohoa_font_face face, double size, double x,
                      double y, const char *text, size_t length);
void sohoa_pages_rule(struct form_pages *pages, double x, double y, double to_x, double to_y);
int sohoa_pages_finish(struct form_pages *pages, char **ret, size_t *ret_size,
                       struct sohoa_err *err);
#endif
