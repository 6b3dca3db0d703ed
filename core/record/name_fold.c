/* name_fold.c - names made comparable: see sohoa_name_plain and sohoa_name_exact in facts.h.
 *
 * Canonical decomposition (Unicode UAX 15) parts a letter into its base and its marks, whatever the
 * order of the marks; đ and its look-alikes do not decompose and are mapped by hand. No state. */
#include "record/facts.h"

#include <string.h>
#include <utf8proc.h>

struct fold {
    char *out;
    size_t size;
    bool exact, gap, full; /* full: nothing more is taken, so that the end is a clean cut */
    char tone;             /* of the word so far */
};

static void put(struct fold *f, const char *bytes, size_t count)
{
    f->full = f->full || f->size + count >= SOHOA_NAME_SIZE - 2; /* room for a tone and the NUL */
    if (f->full)
        return;
    memcpy(f->out + f->size, bytes, count);
    f->size += count;
}

static void end_word(struct fold *f)
{
    if (f->exact && f->tone)
        put(f, &f->tone, 1);
    f->tone = 0;
    f->gap = f->size > 0;
}

static char tone_of(utf8proc_int32_t mark)
{
    switch (mark) {
    case 0x300: /* huyền */
        return '1';
    case 0x301: /* sắc */
        return '2';
    case 0x309: /* hỏi */
        return '3';
    case 0x303: /* ngã */
        return '4';
    case 0x323: /* nặng */
        return '5';
    default:
        return 0;
    }
}

static void put_mark(struct fold *f, utf8proc_int32_t mark)
{
    char tone = tone_of(mark);
    if (tone)
        f->tone = tone;
    else if (f->exact && (mark == 0x302 || mark == 0x306 || mark == 0x31B))
        put(f, mark == 0x302 ? "^" : mark == 0x306 ? "(" : "+", 1);
}

static bool is_word(utf8proc_int32_t c)
{
    utf8proc_category_t kind = utf8proc_category(c);
    return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_NO &&
           (kind <= UTF8PROC_CATEGORY_LO || kind >= UTF8PROC_CATEGORY_ND);
}

static void put_letter(struct fold *f, utf8proc_int32_t c)
{
    char bytes[8] = " ";
    size_t gap = f->gap, n = 1;
    c = utf8proc_tolower(c);
    if (c == 0x111 || c == 0xF0 || c == 0x256)
        memcpy(bytes + gap, "d-", n = f->exact ? 2 : 1);
    else
        n = (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)bytes + gap);
    put(f, bytes, gap + n);
    f->gap = false;
}

static void fold(const char *name, bool exact, char ret[SOHOA_NAME_SIZE])
{
    struct fold f = {.out = ret, .exact = exact};
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)name;
    utf8proc_int32_t c, parts[16];
    while (*at) {
        utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);
        if (n <= 0) { /* not UTF-8 */
            at++;
            continue;
        }
        at += n;
        int bound = UTF8PROC_BOUNDCLASS_START;
        utf8proc_ssize_t count =
            utf8proc_decompose_char(c, parts, 16, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &bound);
        for (utf8proc_ssize_t i = 0; i < count && i < 16; i++) {
            if (parts[i] >= 0x300 && parts[i] <= 0x36F)
                put_mark(&f, parts[i]);
            else if (is_word(parts[i]))
                put_letter(&f, parts[i]);
            else
                end_word(&f);
        }
    }
    end_word(&f);
    ret[f.size] = '\0';
}

void sohoa_name_plain(const char *name, char ret[SOHOA_NAME_SIZE])
{
    fold(name, false, ret);
}

void sohoa_name_exact(const char *name, char ret[SOHOA_NAME_SIZE])
{
    fold(name, true, ret);
}
