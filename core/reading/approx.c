/* approx.c - see approx.h. G. Myers, "A fast bit-vector algorithm for approximate string matching
 * based on dynamic programming", JACM 46(3), 1999. No state, any thread. */
#include "reading/approx.h"

#include <string.h>

/* 0..35, with what is often read for each other made one: O 0 Q, I 1 L, S 5, B 8, Z 2; -1: none. */
static int class_of(char c)
{
    switch (c) {
    case '0':
    case 'Q':
        c = 'O';
        break;
    case '1':
    case 'L':
        c = 'I';
        break;
    case '5':
        c = 'S';
        break;
    case '8':
        c = 'B';
        break;
    case '2':
        c = 'Z';
        break;
    default:
        break;
    }
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    return c >= '0' && c <= '9' ? 26 + c - '0' : -1;
}

void sohoa_approx_make(struct sohoa_approx *pattern, const char *folded, size_t length)
{
    memset(pattern, 0, sizeof *pattern);
    pattern->length = (uint32_t)(length < SOHOA_APPROX_MAX ? length : SOHOA_APPROX_MAX);
    for (uint32_t i = 0; i < pattern->length; i++) {
        int c = class_of(folded[i]);
        if (c >= 0)
            pattern->where[c] |= UINT64_C(1) << i;
    }
}

uint32_t sohoa_approx_find(const struct sohoa_approx *pattern, const char *text, size_t length,
                           size_t *ret_end)
{
    uint32_t edits = pattern->length, best = pattern->length;
    if (ret_end)
        *ret_end = 0;
    if (pattern->length == 0)
        return 0;
    uint64_t more = ~UINT64_C(0), less = 0, last = UINT64_C(1) << (pattern->length - 1);
    for (size_t i = 0; i < length && best > 0; i++) {
        int c = class_of(text[i]);
        uint64_t equal = c >= 0 ? pattern->where[c] : 0;
        uint64_t down = equal | less;
        uint64_t across = (((equal & more) + more) ^ more) | equal;
        uint64_t up = less | ~(across | more);
        uint64_t fall = more & across;
        edits += (up & last) != 0;
        edits -= (fall & last) != 0;
        up <<= 1; /* not set at the bottom: a match may begin anywhere */
        fall <<= 1;
        more = fall | ~(down | up);
        less = up & down;
        if (edits < best) {
            best = edits;
            if (ret_end)
                *ret_end = i + 1;
        }
    }
    return best;
}

double sohoa_approx_quality(const struct sohoa_approx *pattern, const char *text, size_t length)
{
    if (pattern->length == 0)
        return 0;
    return 1.0 - (double)sohoa_approx_find(pattern, text, length, NULL) / pattern->length;
}
