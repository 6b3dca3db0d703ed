/* column.h - numbers spelled as printable characters, and the bytes they are gathered in.
 *
 * A number is made unsigned (0 -1 1 -2 ... -> 0 1 2 3 ...). Below 84 it is one character of the
 * alphabet: '!' to '~' without '"' and '\\', 92 in order. Else it is character 84 + n - 1 and then
 * n characters, the rest (minus 84) in base 92, lowest digit first. */
#ifndef SOHOA_COLUMN_H
#define SOHOA_COLUMN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Growing bytes. Zeroed to begin; bytes are freed by the owner. failed: out of memory. */
struct sohoa_column {
    char *bytes;
    size_t size, room;
    bool failed;
};
void sohoa_column_bytes(struct sohoa_column *column, const char *bytes, size_t size);
void sohoa_column_text(struct sohoa_column *column, const char *text);
void sohoa_column_json(struct sohoa_column *column, const char *text); /* escaped for JSON */
void sohoa_column_add(struct sohoa_column *column, int64_t number);

/* Reading a column; lends the text. */
struct sohoa_numbers {
    const unsigned char *at, *end;
    bool damaged;
};
struct sohoa_numbers sohoa_numbers_of(const char *text, size_t size);
int64_t sohoa_numbers_next(struct sohoa_numbers *numbers);     /* 0 behind the end, and damaged */
bool sohoa_numbers_ended(const struct sohoa_numbers *numbers); /* all read, all well */
#endif
