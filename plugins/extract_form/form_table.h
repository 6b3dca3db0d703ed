/* form_table.h - what form_header.c and form_table.c share: a table whose header names fields. */
#ifndef FORM_TABLE_H
#define FORM_TABLE_H
#include "form.h"

enum { FORM_CELL_LETTERS = 160 };

struct form_cell { /* a column of the header */
    int32_t from, to;
    char letters[FORM_CELL_LETTERS];
    uint32_t size;
    int32_t item; /* the schema's, -1: none of the fields */
};
struct form_table {
    struct form_sheet *sheet;
    const struct sohoa_schema *schema;
    uint32_t item; /* the table's */
    uint32_t page;
    int32_t top, bottom; /* of header and rows */
    int32_t left, right; /* how far its level rules reach; where it has none, no limits */
    int32_t body;        /* where the header ends */
    struct form_cell cells[FORM_COLUMNS_MAX];
    uint32_t cell_count;
    int32_t rows[FORM_ROWS_MAX + 1]; /* where each begins; the last is the end */
    uint32_t row_count;
};

static inline int32_t form_middle_x(const struct form_word *word)
{
    return word->box.x + word->box.w / 2;
}

static inline int32_t form_middle_y(const struct form_word *word)
{
    return word->box.y + word->box.h / 2;
}

/* Whether a word of text stands inside the table. */
bool form_in_table(const struct form_table *table, const struct form_word *word);
/* A row's number, or a value that no header holds: the rows have begun. */
bool form_begins_rows(const struct form_word *word);
/* Where level rules stand in the table, from top to bottom, doubles once; at most max. */
uint32_t form_level_rules(const struct form_table *table, int32_t *ret, uint32_t max);
/* Sets left and right. */
void form_table_reach(struct form_table *table);
/* Where most of the table's upright rules end below; 0: it has none. */
int32_t form_upright_foot(const struct form_table *table);
/* A gap too wide to stand between two words of one text. */
int32_t form_wide_gap(const struct form_sheet *sheet, uint32_t page);
/* Reads the header from `from` down to the first number below it, *ret_first; how many of its
 * columns are known. */
uint32_t form_table_header(struct form_table *table, int32_t from, int32_t *ret_first);
#endif
