/* vi_compare.c - Vietnamese text folded for comparing, and how far two texts differ. [any] */
#include "reading/vi_text.h"

#include <string.h>

static bool plain_letter(int32_t c, char *ret)
{
    *ret = c >= '0' && c <= '9' ? (char)c : sohoa_vi_base(c);
    return *ret != 0;
}

size_t sohoa_vi_plain(const char *text, char *ret, size_t room)
{
    size_t used = 0, n;
    bool space = false;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0; text += n) {
        char plain;
        if (!plain_letter(c, &plain)) {
            space |= used > 0 && c != '\'' && c != 0x2019;
            continue;
        }
        if (used + space + 2 > room)
            break;
        if (space)
            ret[used++] = ' ';
        space = false;
        ret[used++] = plain;
    }
    if (room)
        ret[used] = '\0';
    return used;
}

size_t sohoa_vi_spelling(const char *text, char *ret, size_t room)
{
    static const char shapes[] = {0, '^', '(', '+', '-'};
    size_t used = 0, n;
    int32_t c = 0;
    char tone = 0;
    bool word = false;
    do {
        struct sohoa_vi_letter letter = {0};
        c = sohoa_vi_at(text, &n);
        bool is_letter = c && sohoa_vi_letter(c, &letter), digit = c >= '0' && c <= '9';
        text += c ? n : 0;
        if (used + 5 > room)
            break;
        if (is_letter || digit) {
            ret[used++] = digit ? (char)c : letter.base;
            if (letter.shape)
                ret[used++] = shapes[letter.shape];
            if (letter.tone)
                tone = (char)('0' + letter.tone);
            word = true;
        } else if (word && c != '\'' && c != 0x2019) {
            if (tone)
                ret[used++] = tone;
            ret[used++] = ' ';
            tone = 0;
            word = false;
        }
    } while (c);
    while (used > 0 && ret[used - 1] == ' ')
        used--;
    if (room)
        ret[used] = '\0';
    return used;
}

bool sohoa_vi_same(const char *a, const char *b)
{
    char x[2048], y[2048];
    sohoa_vi_spelling(a, x, sizeof x);
    sohoa_vi_spelling(b, y, sizeof y);
    return strcmp(x, y) == 0;
}

enum { DISTANCE_MAX = 128 };

/* The optimal string alignment distance of two arrays of code points, by rows. */
static uint32_t align(const int32_t *a, size_t na, const int32_t *b, size_t nb)
{
    uint32_t rows[3][DISTANCE_MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        rows[0][j] = (uint32_t)j;
    for (size_t i = 1; i <= na; i++) {
        uint32_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = (uint32_t)i;
        for (size_t j = 1; j <= nb; j++) {
            uint32_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[na % 3][nb];
}

static size_t points(const char *text, int32_t *ret, size_t room)
{
    size_t used = 0, n;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used < room; text += n)
        ret[used++] = c;
    return c ? room + 1 : used;
}

uint32_t sohoa_vi_distance(const char *a, const char *b, uint32_t limit)
{
    int32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
    size_t nx = points(a, x, DISTANCE_MAX), ny = points(b, y, DISTANCE_MAX);
    if (nx > DISTANCE_MAX || ny > DISTANCE_MAX)
        return strcmp(a, b) == 0 ? 0 : limit + 1;
    if (nx > ny + limit || ny > nx + limit)
        return limit + 1;
    uint32_t found = align(x, nx, y, ny);
    return found > limit ? limit + 1 : found;
}

uint32_t sohoa_vi_changed(const char *a, const char *b)
{
    int32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
    size_t nx = points(a, x, DISTANCE_MAX), ny = points(b, y, DISTANCE_MAX);
    if (nx > DISTANCE_MAX || ny > DISTANCE_MAX) { /* long texts: where they first and last differ */
        size_t la = strlen(a), lb = strlen(b), head = 0, tail = 0;
        while (head < la && head < lb && a[head] == b[head])
            head++;
        while (tail < la - head && tail < lb - head && a[la - 1 - tail] == b[lb - 1 - tail])
            tail++;
        size_t differs = (la > lb ? la : lb) - head - tail;
        return differs > 255 ? 255 : (uint32_t)differs;
    }
    uint32_t found = align(x, nx, y, ny);
    return found > 255 ? 255 : found;
}
