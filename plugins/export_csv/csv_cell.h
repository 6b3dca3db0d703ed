/* csv_cell.h - one cell of a table (RFC 4180) that spreadsheets take as it stands. */
#ifndef CSV_CELL_H
#define CSV_CELL_H
#include <stdbool.h>
#include <stdio.h>

/* Writes the text as a cell. Line ends become blanks. What a spreadsheet would take for a number or
 * a date and spoil (a leading zero, more digits than it keeps, a month) is written ="..." when
 * formulas is true; what it would take for a formula of its own gets an apostrophe in front. */
void csv_cell(FILE *file, const char *text, char separator, bool formulas);
#endif
