/* csv_cell.c - see csv_cell.h. */
#include "csv_cell.h"

#include <string.h>

#define DIGITS_KEPT 11 /* a spreadsheet shows more as 1.23E+12 and keeps 15 of them */

static bool is_spoiled(const char *text)
{
    size_t n = strlen(text), digits = strspn(text, "0123456789");
    if (n > 1 && digits == n && (text[0] == '0' || n > DIGITS_KEPT))
        return true;
    if (n == 7 && digits == 4 && text[4] == '-') /* 1990-07 */
        return strspn(text + 5, "0123456789") == 2;
    /* file and dossier numbers: 12/2024, 01-02 */
    return n > 0 && n < 12 && strspn(text, "0123456789/-") == n && digits != n &&
           !(n == 10 && text[4] == '-' && text[7] == '-');
}

void csv_cell(FILE *file, const char *text, char separator, bool formulas)
{
    const char marks[] = {'"', '\n', '\r', separator, '\0'};
    bool formula = formulas && is_spoiled(text);
    bool apostrophe = !formula && *text && strchr("=+-@\t", *text);
    bool quoted = formula || strpbrk(text, marks) != NULL;
    if (quoted)
        (void)putc('"', file);
    if (formula)
        (void)fputs("=\"\"", file);
    if (apostrophe)
        (void)putc('\'', file);
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            (void)putc('"', file);
        (void)putc(*p == '\n' || *p == '\r' ? ' ' : *p, file);
    }
    if (formula)
        (void)fputs("\"\"", file);
    if (quoted)
        (void)putc('"', file);
}
