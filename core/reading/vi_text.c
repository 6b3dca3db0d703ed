/* vi_text.c - Vietnamese letters taken apart and put together; see vi_text.h. [any] */
#include "reading/vi_text.h"

#include <string.h>
#include <utf8proc.h>

enum {
    MARK_GRAVE = 0x300,
    MARK_ACUTE = 0x301,
    MARK_HAT = 0x302,
    MARK_TILDE = 0x303,
    MARK_BREVE = 0x306,
    MARK_HOOK = 0x309,
    MARK_HORN = 0x31B,
    MARK_DOT = 0x323,
};

static uint8_t tone_of(int32_t mark)
{
    switch (mark) {
    case MARK_GRAVE:
    case 0x340: /* the deprecated doubles of Windows-1258 days */
        return SOHOA_VI_GRAVE;
    case MARK_ACUTE:
    case 0x341:
        return SOHOA_VI_ACUTE;
    case MARK_HOOK:
        return SOHOA_VI_HOOK;
    case MARK_TILDE:
        return SOHOA_VI_TILDE;
    case MARK_DOT:
        return SOHOA_VI_DOT;
    default:
        return 0;
    }
}

static uint8_t shape_of(int32_t mark)
{
    switch (mark) {
    case MARK_HAT:
        return SOHOA_VI_HAT;
    case MARK_BREVE:
        return SOHOA_VI_BREVE;
    case MARK_HORN:
        return SOHOA_VI_HORN;
    default:
        return 0;
    }
}

static bool is_mark(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* Every crossed d is the Vietnamese one. */
static int32_t crossed(int32_t c)
{
    switch (c) {
    case 0xD0:
    case 0x189:
        return 0x110;
    case 0xF0:
    case 0x256:
        return 0x111;
    default:
        return c;
    }
}

/* Whether a letter of the alphabet may carry this shape. */
static bool fits(char base, uint8_t shape)
{
    switch (shape) {
    case SOHOA_VI_BARE:
        return true;
    case SOHOA_VI_HAT:
        return base == 'a' || base == 'e' || base == 'o';
    case SOHOA_VI_BREVE:
        return base == 'a';
    case SOHOA_VI_HORN:
        return base == 'o' || base == 'u';
    default:
        return base == 'd';
    }
}

bool sohoa_vi_letter(int32_t c, struct sohoa_vi_letter *ret)
{
    struct sohoa_vi_letter out = {0};
    c = crossed(c);
    if (c == 0x110 || c == 0x111) {
        *ret = (struct sohoa_vi_letter){.base = 'd', .shape = SOHOA_VI_BAR, .upper = c == 0x110};
        return true;
    }
    int32_t parts[4] = {c};
    int boundary = 0;
    utf8proc_ssize_t count = 1;
    if (c >= 0xC0)
        count = utf8proc_decompose_char(c, parts, 4, UTF8PROC_DECOMPOSE, &boundary);
    if (count < 1 || count > 3)
        return false;
    out.upper = parts[0] >= 'A' && parts[0] <= 'Z';
    if (!out.upper && !(parts[0] >= 'a' && parts[0] <= 'z'))
        return false;
    out.base = (char)(out.upper ? parts[0] - 'A' + 'a' : parts[0]);
    for (utf8proc_ssize_t i = 1; i < count; i++) {
        uint8_t tone = tone_of(parts[i]), shape = shape_of(parts[i]);
        if ((!tone && !shape) || (tone && out.tone) || (shape && out.shape))
            return false;
        out.tone = tone ? tone : out.tone;
        out.shape = shape ? shape : out.shape;
    }
    if (!fits(out.base, out.shape) || (out.tone && !strchr("aeiouy", out.base)))
        return false;
    *ret = out;
    return true;
}

char sohoa_vi_base(int32_t c)
{
    struct sohoa_vi_letter letter;
    int32_t parts[8];
    int boundary = 0;
    if (sohoa_vi_letter(c, &letter))
        return letter.base;
    utf8proc_ssize_t count = utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
    return count > 0 && count <= 8 && sohoa_vi_letter(parts[0], &letter) ? letter.base : 0;
}

/* base and marks (shapes before tones) -> one code point, or 0. Composition wants the marks by
 * class: the dot below before circumflex and breve, behind the horn. */
static int32_t join(int32_t base, const int32_t *marks, size_t count)
{
    int32_t parts[4] = {base};
    if (count > 3)
        return 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = i + 1;
        utf8proc_propval_t class = utf8proc_get_property(marks[i])->combining_class;
        for (; at > 1 && utf8proc_get_property(parts[at - 1])->combining_class > class; at--)
            parts[at] = parts[at - 1];
        parts[at] = marks[i];
    }
    utf8proc_ssize_t n =
        utf8proc_normalize_utf32(parts, (utf8proc_ssize_t)count + 1, UTF8PROC_COMPOSE);
    return n == 1 ? parts[0] : 0;
}

int32_t sohoa_vi_compose(struct sohoa_vi_letter letter)
{
    static const int32_t shapes[] = {0, MARK_HAT, MARK_BREVE, MARK_HORN};
    static const int32_t tones[] = {0, MARK_GRAVE, MARK_ACUTE, MARK_HOOK, MARK_TILDE, MARK_DOT};
    int32_t base = letter.upper ? letter.base - 'a' + 'A' : letter.base, marks[2];
    size_t count = 0;
    if (letter.shape == SOHOA_VI_BAR)
        return letter.upper ? 0x110 : 0x111;
    if (letter.shape)
        marks[count++] = shapes[letter.shape];
    if (letter.tone)
        marks[count++] = tones[letter.tone];
    return join(base, marks, count);
}

int32_t sohoa_vi_at(const char *text, size_t *ret_bytes)
{
    utf8proc_int32_t c = 0;
    *ret_bytes = 1;
    if (!text[0])
        return 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);
    if (n <= 0)
        return 0xFFFD;
    *ret_bytes = (size_t)n;
    return c;
}

size_t sohoa_vi_put(int32_t c, char *ret, size_t room)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);
    if (n <= 0 || (size_t)n > room)
        return 0;
    memcpy(ret, bytes, (size_t)n);
    return (size_t)n;
}

/* A base letter with its marks: shapes before tones, so that any order composes. */
struct cluster {
    int32_t base, marks[6];
    size_t count;
};

static void add_part(struct cluster *cluster, int32_t part)
{
    if (cluster->count == sizeof cluster->marks / sizeof cluster->marks[0])
        return; /* more marks than any script writes: noise */
    for (size_t i = 0; i < cluster->count; i++)
        if (cluster->marks[i] == part)
            return;
    size_t at = cluster->count++;
    for (; shape_of(part) && at > 0 && !shape_of(cluster->marks[at - 1]); at--)
        cluster->marks[at] = cluster->marks[at - 1];
    cluster->marks[at] = part;
}

/* Reads one letter with all marks after it, from at most limit bytes; returns the bytes taken. */
static size_t read_cluster(const char *raw, size_t limit, struct cluster *ret)
{
    size_t used = 0;
    memset(ret, 0, sizeof *ret);
    while (used < limit && raw[used]) {
        size_t n;
        int32_t c = crossed(sohoa_vi_at(raw + used, &n)), parts[8];
        int boundary = 0;
        bool mark = is_mark(c);
        if (n > limit - used)
            return limit;
        if (used > 0 && !mark)
            return used;
        utf8proc_ssize_t count =
            utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
        used += n;
        for (utf8proc_ssize_t i = 0; i < count && i < 8; i++)
            if (ret->base == 0 && !is_mark(parts[i]))
                ret->base = parts[i];
            else if (is_mark(parts[i]))
                add_part(ret, parts[i]);
            else if (used == n && i > 0) { /* Hangul and the like: leave the letter whole */
                *ret = (struct cluster){.base = c};
                break;
            }
    }
    return used;
}

static bool is_space(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' ||
           category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

static bool is_invisible(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return c == 0 || c == 0xFFFD || category == UTF8PROC_CATEGORY_CC ||
           category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CN ||
           category == UTF8PROC_CATEGORY_CS;
}

/* Signs that recognition sets for plainer ones. */
static int32_t plain_sign(int32_t c)
{
    switch (c) {
    case 0x201A: /* low quotes */
    case 0x201E:
    case 0x3001:
    case 0xFF0C:
        return ',';
    case 0x2044: /* fraction and division slash */
    case 0x2215:
        return '/';
    default:
        return c;
    }
}

/* As many marks as compose with the base, in one code point; the rest behind it. */
static size_t put_cluster(const struct cluster *cluster, char *ret, size_t room)
{
    int32_t c = cluster->base;
    size_t taken = cluster->count;
    for (; taken > 0; taken--) {
        int32_t whole = join(cluster->base, cluster->marks, taken);
        if (whole) {
            c = whole;
            break;
        }
    }
    size_t used = sohoa_vi_put(c, ret, room);
    for (size_t i = taken; used && i < cluster->count; i++)
        used += sohoa_vi_put(cluster->marks[i], ret + used, room - used);
    return used;
}

size_t sohoa_vi_tidy(const char *raw, size_t limit, char *ret, size_t room)
{
    size_t used = 0;
    bool space = false;
    for (size_t at = 0; at < limit && raw[at];) {
        struct cluster cluster;
        at += read_cluster(raw + at, limit - at, &cluster);
        cluster.base = plain_sign(cluster.base);
        if (is_space(cluster.base)) {
            space = used > 0;
            continue;
        }
        if (is_invisible(cluster.base))
            continue;
        char bytes[32];
        size_t n = put_cluster(&cluster, bytes, sizeof bytes);
        if (n == 0 || used + n + space + 1 > room)
            break;
        if (space)
            ret[used++] = ' ';
        space = false;
        memcpy(ret + used, bytes, n);
        used += n;
    }
    if (room)
        ret[used] = '\0';
    return used;
}

int32_t sohoa_vi_upper(int32_t c)
{
    return utf8proc_toupper(c);
}

int32_t sohoa_vi_lower(int32_t c)
{
    return utf8proc_tolower(c);
}
