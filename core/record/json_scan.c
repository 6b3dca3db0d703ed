/* json_scan.c - see json_scan.h. No recursion; nothing is read behind the NUL. */
#include "record/json_scan.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 2048 /* as jansson has it */

static void damage(struct sohoa_json_scan *s)
{
    s->damaged = true;
    s->at += strlen(s->at);
}

static void blanks(struct sohoa_json_scan *s)
{
    while (*s->at == ' ' || *s->at == '\n' || *s->at == '\t' || *s->at == '\r')
        s->at++;
}

/* ---- texts ---- */

/* The closing quote of the string whose opening one stands at text; NULL: there is none. */
static char *string_end(char *text)
{
    for (char *end = text + 1; (end = strchr(end, '"')); end++) {
        size_t escapes = 0; /* an odd number of them before it: it is one of the text */
        while (end[-1 - (long)escapes] == '\\')
            escapes++;
        if (escapes % 2 == 0)
            return end;
    }
    return NULL;
}

static int hex4(const char *at)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int c = (unsigned char)at[i], digit = c >= '0' && c <= '9'   ? c - '0'
                                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                                     : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static char *put_letter(char *to, int c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    } else {
        *to++ = (char)(0xF0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/* The escape whose letter stands at *at, which moves behind it. -1: it is none. */
static int escaped(const char **at)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *known = **at ? strchr(letters, **at) : NULL;
    if (known) {
        ++*at;
        return meant[known - letters];
    }
    int c = **at == 'u' ? hex4(*at + 1) : -1;
    if (c < 0)
        return -1;
    *at += 5;
    if (c < 0xD800 || c > 0xDFFF)
        return c;
    int low = c < 0xDC00 && (*at)[0] == '\\' && (*at)[1] == 'u' ? hex4(*at + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *at += 6;
    return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

/* From the first escape on; what was escaped is never shorter than what it means. */
static bool unescape(char *to)
{
    for (const char *from = to; *from;) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        from++;
        int c = escaped(&from);
        if (c < 0)
            return false;
        to = put_letter(to, c);
    }
    *to = '\0';
    return true;
}

/* With an opening quote at hand. */
static const char *take_string(struct sohoa_json_scan *s)
{
    char *text = s->at + 1, *end = string_end(s->at);
    if (!end) {
        damage(s);
        return NULL;
    }
    *end = '\0';
    s->at = end + 1;
    char *escape = memchr(text, '\\', (size_t)(end - text));
    if (!escape || unescape(escape))
        return text;
    damage(s);
    return NULL;
}

/* ---- values ---- */

/* What parts values, or ends the text. */
static bool parts(char c)
{
    switch (c) {
    case '\0':
    case ' ':
    case '\n':
    case '\t':
    case '\r':
    case ',':
    case ':':
    case '"':
    case '[':
    case ']':
    case '{':
    case '}':
        return true;
    default:
        return false;
    }
}

/* A string, a number, a word, or one sign of what stands between them; false: nothing is left. */
static bool pass(struct sohoa_json_scan *s, size_t *depth)
{
    switch (*s->at) {
    case '"': {
        char *end = string_end(s->at);
        if (end)
            s->at = end + 1;
        return end != NULL;
    }
    case '[':
    case '{':
        s->at++;
        return ++*depth <= DEPTH_MAX;
    case ']':
    case '}':
        s->at++;
        return (*depth)-- > 0;
    case '\0':
        return false;
    default:
        if (parts(*s->at))
            return *s->at++ && *depth;
        while (!parts(*s->at))
            s->at++;
        return true;
    }
}

struct sohoa_bytes sohoa_json_raw(struct sohoa_json_scan *s)
{
    size_t depth = 0;
    blanks(s);
    const char *begin = s->at;
    do {
        if (!pass(s, &depth)) {
            damage(s);
            return (struct sohoa_bytes){.data = "", .size = 0};
        }
    } while (depth);
    return (struct sohoa_bytes){.data = begin, .size = (size_t)(s->at - begin)};
}

static bool enter(struct sohoa_json_scan *s, char bracket)
{
    blanks(s);
    if (*s->at != bracket) {
        (void)sohoa_json_raw(s);
        return false;
    }
    s->at++;
    return true;
}

bool sohoa_json_object(struct sohoa_json_scan *s)
{
    return enter(s, '{');
}

bool sohoa_json_array(struct sohoa_json_scan *s)
{
    return enter(s, '[');
}

/* Whether a further one follows, past the comma before it. */
static bool further(struct sohoa_json_scan *s, char end)
{
    blanks(s);
    if (*s->at == ',') {
        s->at++;
        blanks(s);
    }
    if (*s->at && *s->at != end)
        return true;
    if (*s->at)
        s->at++;
    else
        damage(s);
    return false;
}

bool sohoa_json_item(struct sohoa_json_scan *s)
{
    return further(s, ']');
}

const char *sohoa_json_name(struct sohoa_json_scan *s)
{
    if (!further(s, '}'))
        return NULL;
    const char *name = *s->at == '"' ? take_string(s) : NULL;
    if (name)
        blanks(s);
    if (name && *s->at == ':') {
        s->at++;
        return name;
    }
    damage(s);
    return NULL;
}

const char *sohoa_json_string(struct sohoa_json_scan *s)
{
    blanks(s);
    if (*s->at == '"')
        return take_string(s);
    (void)sohoa_json_raw(s);
    return NULL;
}

/* Few digits are exact as they are: both the digits and the power of ten fit a double, so the
 * quotient is the nearest one, as strtod has it. */
static double short_decimal(const char *at, size_t size)
{
    static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    uint64_t digits = 0;
    size_t places = 0;
    for (size_t i = 0; i < size; i++) {
        if (at[i] == '.')
            places = size - i - 1;
        else
            digits = digits * 10 + (uint64_t)(at[i] - '0');
    }
    return (double)digits / tens[places];
}

double sohoa_json_real(struct sohoa_json_scan *s)
{
    struct sohoa_bytes raw = sohoa_json_raw(s);
    const char *text = raw.data;
    if (raw.size == 0 || !strchr("-0123456789", *text))
        return 0;
    if (raw.size <= 12 && strspn(text, "0123456789.") >= raw.size)
        return short_decimal(text, raw.size);
    return strtod(text, NULL); /* the locale is "C": nobody sets it */
}

int32_t sohoa_json_count(struct sohoa_json_scan *s)
{
    struct sohoa_bytes raw = sohoa_json_raw(s);
    const char *text = raw.data;
    int64_t n = 0;
    for (size_t i = 0; i < raw.size; i++) {
        if (text[i] < '0' || text[i] > '9' || n > INT32_MAX)
            return -1;
        n = n * 10 + (text[i] - '0');
    }
    return raw.size && n <= INT32_MAX ? (int32_t)n : -1;
}
