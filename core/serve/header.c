/* header.c - values of request headers; see header.h. */
#include "serve/header.h"

#include "serve/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SPACES " \t"

/* The weight of "vi-VN;q=0.8" in thousandths. */
static int weight_of(const char *item, size_t size)
{
    const char *q = memchr(item, ';', size);
    if (!q)
        return 1000;
    q += 1 + strspn(q + 1, SPACES);
    if ((*q != 'q' && *q != 'Q') || q[1] != '=')
        return 1000;
    int weight = q[2] == '1' ? 1000 : 0;
    if (q[2] == '0' && q[3] == '.')
        for (int i = 0, place = 100; i < 3 && q[4 + i] >= '0' && q[4 + i] <= '9'; i++, place /= 10)
            weight += (q[4 + i] - '0') * place;
    return weight;
}

static bool speaks(const char *item, size_t size, const char *language)
{
    return size >= 2 && strncasecmp(item, language, 2) == 0 &&
           (size == 2 || item[2] == '-' || item[2] == ';' || item[2] == ' ');
}

enum sohoa_lang header_language(const char *value, enum sohoa_lang usual)
{
    enum sohoa_lang best = usual;
    int most = 0;
    for (const char *at = value; at && *at;) {
        at += strspn(at, SPACES ",");
        size_t size = strcspn(at, ",");
        int weight = size ? weight_of(at, size) : 0;
        bool vi = speaks(at, size, "vi");
        if (weight > most && (vi || speaks(at, size, "en"))) {
            most = weight;
            best = vi ? SOHOA_VI : SOHOA_EN;
        }
        at += size;
    }
    return best;
}

bool header_extended(const char *value, char *ret, size_t room)
{
    if (strncasecmp(value, "UTF-8'", 6) != 0)
        return false;
    const char *text = strchr(value + 6, '\'');
    if (!text)
        return false;
    char *copy = strdup(text + 1);
    bool fine = copy && target_decode(copy, false) && strlen(copy) < room;
    if (fine)
        memcpy(ret, copy, strlen(copy) + 1);
    free(copy);
    return fine;
}

bool header_purpose(const char *value, char ret[PURPOSE_MAX + 1])
{
    char text[PURPOSE_MAX + 1];
    value += strspn(value, SPACES);
    if (strncasecmp(value, "UTF-8'", 6) == 0) {
        if (!header_extended(value, text, sizeof text))
            return false;
    } else {
        size_t size = strnlen(value, PURPOSE_MAX + 1);
        for (size_t i = 0; i < size; i++)
            if ((unsigned char)value[i] < ' ' || (unsigned char)value[i] > '~')
                return false;
        if (size > PURPOSE_MAX)
            return false;
        (void)snprintf(text, sizeof text, "%s", value);
    }
    size_t size = strlen(text);
    while (size > 0 && strchr(SPACES, text[size - 1]))
        text[--size] = '\0';
    if (!text[strspn(text, SPACES)])
        return false;
    memcpy(ret, text, sizeof text);
    return true;
}

const char *header_bearer(const char *value)
{
    if (!value || strncasecmp(value, "Bearer", 6) != 0 || !value[6] || !strchr(SPACES, value[6]))
        return NULL;
    return value + 6 + strspn(value + 6, SPACES);
}

/* Digits of at most 18 places; false when there are none. */
static bool number(const char **at, uint64_t *ret)
{
    uint64_t n = 0;
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 18)
        return false;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (uint64_t)((*at)[i] - '0');
    *at += digits;
    *ret = n;
    return true;
}

enum range header_range(const char *value, uint64_t size, uint64_t *ret_first, uint64_t *ret_length)
{
    uint64_t first = 0, last = 0;
    if (!value || strncasecmp(value, "bytes=", 6) != 0)
        return RANGE_WHOLE;
    const char *at = value + 6;
    bool from = number(&at, &first);
    if (*at++ != '-')
        return RANGE_WHOLE;
    bool to = number(&at, &last);
    if (*at || (!from && !to) || (from && to && last < first))
        return RANGE_WHOLE;
    if (!from) { /* the last so many bytes */
        if (last == 0 || size == 0)
            return RANGE_NONE;
        first = last < size ? size - last : 0;
        last = size - 1;
    } else if (first >= size) {
        return RANGE_NONE;
    } else if (!to || last >= size) {
        last = size - 1;
    }
    *ret_first = first;
    *ret_length = last - first + 1;
    return RANGE_PART;
}
