/* fold.c - text folded for comparing labels: letters and digits only, without tones. [any] */
#include "sohoa_plugin.h"

#include <utf8proc.h>

/* Letters that no decomposition leads to ASCII: crossed d in its three code points, both cases. */
static int32_t plain(int32_t c)
{
    switch (c) {
    case 0x110:
    case 0x111:
    case 0xD0:
    case 0xF0:
    case 0x189:
    case 0x256:
        return 'D';
    default:
        return c;
    }
}

/* 'A'..'Z', '0'..'9', or 0 for what does not count. */
static char letter(int32_t c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? (char)c : 0;
}

size_t sohoa_fold(const char *utf8, char *ret, uint32_t *ret_from, size_t room)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)utf8;
    size_t used = 0;
    for (size_t offset = 0; at[offset] && used + 1 < room;) {
        int32_t c = 0, parts[8];
        int boundary = 0;
        utf8proc_ssize_t n = utf8proc_iterate(at + offset, -1, &c);
        if (n <= 0) { /* not UTF-8: the byte does not count */
            offset++;
            continue;
        }
        utf8proc_ssize_t found =
            utf8proc_decompose_char(plain(c), parts, 8, UTF8PROC_DECOMPOSE, &boundary);
        for (utf8proc_ssize_t i = 0; i < found && i < 8 && used + 1 < room; i++) {
            char l = letter(parts[i]);
            if (!l)
                continue;
            if (ret_from)
                ret_from[used] = (uint32_t)offset;
            ret[used++] = l;
        }
        offset += (size_t)n;
    }
    if (room)
        ret[used] = '\0';
    return used;
}
