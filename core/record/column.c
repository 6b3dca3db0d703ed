/* column.c - see column.h. */
#include "record/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE 92
#define DIRECT 84
#define DIGITS_MAX 6 /* 92^6 is beyond any difference of 32-bit numbers */

void sohoa_column_bytes(struct sohoa_column *c, const char *bytes, size_t size)
{
    if (c->failed || size == 0)
        return;
    if (c->size + size > c->room) {
        size_t room = c->room ? c->room * 2 : 1024;
        while (room < c->size + size)
            room *= 2;
        char *bigger = realloc(c->bytes, room);
        if (!bigger) {
            c->failed = true;
            return;
        }
        c->bytes = bigger;
        c->room = room;
    }
    memcpy(c->bytes + c->size, bytes, size);
    c->size += size;
}

void sohoa_column_text(struct sohoa_column *c, const char *text)
{
    sohoa_column_bytes(c, text, strlen(text));
}

void sohoa_column_json(struct sohoa_column *c, const char *text)
{
    for (const char *p = text; *p; p++) {
        char escaped[8];
        if (*p == '"' || *p == '\\')
            (void)snprintf(escaped, sizeof escaped, "\\%c", *p);
        else if ((unsigned char)*p < ' ')
            (void)snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)(unsigned char)*p);
        else
            (void)snprintf(escaped, sizeof escaped, "%c", *p);
        sohoa_column_text(c, escaped);
    }
}

static char digit(uint64_t value)
{
    char c = (char)('!' + value);
    if (c >= '"')
        c++;
    if (c >= '\\')
        c++;
    return c;
}

static uint64_t value_of(unsigned char c)
{
    return (uint64_t)(c - '!') - (c > '"') - (c > '\\');
}

void sohoa_column_add(struct sohoa_column *c, int64_t number)
{
    uint64_t value = number < 0 ? ((uint64_t) - (number + 1)) * 2 + 1 : (uint64_t)number * 2;
    char spelled[DIGITS_MAX + 1];
    size_t n = 0;
    if (value < DIRECT) {
        spelled[n++] = digit(value);
    } else {
        for (value -= DIRECT, n = 1; n == 1 || (value && n <= DIGITS_MAX); value /= BASE)
            spelled[n++] = digit(value % BASE);
        spelled[0] = digit(DIRECT + n - 2);
    }
    sohoa_column_bytes(c, spelled, n);
}

struct sohoa_numbers sohoa_numbers_of(const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    return (struct sohoa_numbers){.at = at, .end = at + size};
}

static uint64_t take(struct sohoa_numbers *n)
{
    if (n->at == n->end || *n->at < '!' || *n->at > '~' || *n->at == '"' || *n->at == '\\') {
        n->damaged = true;
        return 0;
    }
    return value_of(*n->at++);
}

int64_t sohoa_numbers_next(struct sohoa_numbers *n)
{
    uint64_t value = take(n);
    if (value >= DIRECT) {
        uint64_t digits = value - DIRECT + 1, scale = 1;
        value = DIRECT;
        if (digits > DIGITS_MAX)
            n->damaged = true;
        for (; digits && !n->damaged; digits--, scale *= BASE)
            value += take(n) * scale;
    }
    return value & 1 ? -(int64_t)(value / 2) - 1 : (int64_t)(value / 2);
}

bool sohoa_numbers_ended(const struct sohoa_numbers *n)
{
    return !n->damaged && n->at == n->end;
}
