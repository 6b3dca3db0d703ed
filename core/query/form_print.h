/* form_print.h - how a form is printed: schemas/print/<name>.yaml, or, where there is none, made of
 * the schema's items (schemas/README.md gives the file's form). Loaded once, never changed: all
 * reads are [any]. Everything lent lives until the form is closed. */
#ifndef SOHOA_FORM_PRINT_H
#define SOHOA_FORM_PRINT_H
#include "reading/schema.h"

enum {
    SOHOA_FORM_LINES_MAX = 500,
    SOHOA_FORM_PIECES_MAX = 40, /* texts and places of one line */
    SOHOA_FORM_COLUMNS_MAX = 12,
    SOHOA_FORM_ROWS_MAX = 60,
};

/* How a value stands in its place. */
enum sohoa_form_how {
    SOHOA_HOW_PLAIN = 0, /* as its type is usually written: dates as 02/07/1990 */
    SOHOA_HOW_WORDS,     /* a date in words */
    SOHOA_HOW_DAY,       /* a part of a date or a time */
    SOHOA_HOW_MONTH,
    SOHOA_HOW_YEAR,
    SOHOA_HOW_HOUR,
    SOHOA_HOW_MINUTE,
    SOHOA_HOW_BOXES, /* twelve boxes, a figure in each */
    SOHOA_HOW_PAPER, /* an ID number with its issuer and date of issue */
};

/* A piece of a line: a text, or a place for a value or for writing by hand. */
struct sohoa_form_piece {
    const char *text; /* NULL: a place */
    const char *key;  /* of the place's value; NULL: to be written by hand */
    enum sohoa_form_how how;
    uint32_t width; /* of a place by hand, in mm; 0: what is left of the line */
};
struct sohoa_form_text {
    const struct sohoa_form_piece *pieces;
    size_t count;
};

enum sohoa_form_kind {
    SOHOA_PRINT_MOTTO = 1, /* the national name and motto */
    SOHOA_PRINT_TITLE,
    SOHOA_PRINT_HEADING, /* bold */
    SOHOA_PRINT_LINE,    /* labels and their values */
    SOHOA_PRINT_CENTRE,
    SOHOA_PRINT_RIGHT, /* in the right half */
    SOHOA_PRINT_TEXT,  /* a paragraph, its first line set in */
    SOHOA_PRINT_NOTE,  /* small */
    SOHOA_PRINT_TABLE, /* cells[rows][columns] */
    SOHOA_PRINT_BACK,  /* what follows stands on the next page */
    SOHOA_PRINT_SIGN,  /* blocks side by side: cells[0] bold, cells[1] below it in italics */
};
struct sohoa_form_line {
    enum sohoa_form_kind kind;
    struct sohoa_form_text text;
    const struct sohoa_form_text *cells; /* row by row */
    size_t rows, columns;
    const uint32_t *shares; /* of a table's columns */
    size_t head;            /* rows of the table that are its header */
    const char *each;       /* the last row stands once for each entry of this role ("members") */
    size_t least;           /* and so often at least, the rest empty */
    uint32_t space;         /* behind the line, in mm */
};

struct sohoa_form {
    const char *schema, *basis; /* basis may be NULL */
    const char *path;           /* NULL: made of the schema */
    double size;                /* of the letters, in points */
    const struct sohoa_form_line *lines;
    size_t line_count;
};

struct sohoa_form_print;
const struct sohoa_form *sohoa_form_of(const struct sohoa_form_print *print);
void sohoa_form_close(struct sohoa_form_print *print); /* NULL is fine */

/* The printed form of a schema: the file print/<name>.yaml of the last of the folders that has one,
 * else made of the schema's items. FATAL: the file's first mistake. [any] */
int sohoa_form_open(const char *const *folders, size_t count, const struct sohoa_schema *schema,
                    struct sohoa_form_print **ret, struct sohoa_err *err);
struct sohoa_config;
/* The same with the folders that sohoa_schemas_usual reads. */
int sohoa_form_usual(const struct sohoa_config *config, const struct sohoa_schema *schema,
                     struct sohoa_form_print **ret, struct sohoa_err *err);
/* Reads bytes or a file; found() hears every mistake. The schema that the file names is looked up
 * in `schemas`. */
int sohoa_form_parse(const char *name, const void *data, size_t size,
                     const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                     struct sohoa_form_print **ret, struct sohoa_err *err);
int sohoa_form_read(const char *path, const struct sohoa_schemas *schemas,
                    sohoa_schema_fault *found, void *arg, struct sohoa_form_print **ret,
                    struct sohoa_err *err);
#endif
