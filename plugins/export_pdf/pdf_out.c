/* pdf_out.c - see pdf_out.h. */
#include "pdf_out.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define PACK_LEVEL 6          /* 9 takes three times as long and saves 2 % */
#define PLACE_MAX 9999999999u /* ten digits in the table of places */

void pdf_start(struct pdf_out *o, FILE *file, uint64_t most)
{
    memset(o, 0, sizeof *o);
    o->file = file;
    o->most = most;
    pdf_put(o, "%%PDF-1.4\n%%\xE2\xE3\xCF\xD3\n"); /* the second line: this is not text */
}

void pdf_clear(struct pdf_out *o)
{
    if (o->pack.state)
        (void)deflateEnd(&o->pack);
    free(o->places);
    memset(o, 0, sizeof *o);
}

bool pdf_is_over(const struct pdf_out *o)
{
    return o->most && o->at > o->most;
}

uint32_t pdf_reserve(struct pdf_out *o)
{
    if (o->count == o->room) {
        uint32_t room = o->room ? o->room * 2 : 256;
        uint64_t *places = realloc(o->places, room * sizeof *places);
        if (!places) {
            o->why = ENOMEM;
            return 1; /* of a file that is never finished */
        }
        o->places = places;
        o->room = room;
    }
    o->places[o->count++] = 0;
    return o->count;
}

void pdf_bytes(struct pdf_out *o, const void *data, size_t size)
{
    if (o->why || size == 0)
        return;
    errno = 0;
    if (fwrite(data, 1, size, o->file) != size)
        o->why = errno ? errno : EIO;
    o->at += size;
}

static void put_list(struct pdf_out *o, const char *fmt, va_list args)
{
    errno = 0;
    int n = o->why ? 0 : vfprintf(o->file, fmt, args);
    if (n < 0)
        o->why = errno ? errno : EIO;
    else
        o->at += (uint64_t)n;
}

void pdf_put(struct pdf_out *o, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    put_list(o, fmt, args);
    va_end(args);
}

void pdf_begin(struct pdf_out *o, uint32_t number)
{
    if (number <= o->count)
        o->places[number - 1] = o->at;
    pdf_put(o, "%u 0 obj\n", number);
}

void pdf_end(struct pdf_out *o)
{
    pdf_put(o, "\nendobj\n");
}

void pdf_object(struct pdf_out *o, uint32_t number, const char *fmt, ...)
{
    va_list args;
    pdf_begin(o, number);
    va_start(args, fmt);
    put_list(o, fmt, args);
    va_end(args);
    pdf_end(o);
}

void pdf_stream(struct pdf_out *o, uint32_t number, const char *entries, const void *data,
                size_t size)
{
    pdf_begin(o, number);
    pdf_put(o, "<<%s/Length %zu>>\nstream\n", entries, size);
    pdf_bytes(o, data, size);
    pdf_put(o, "\nendstream");
    pdf_end(o);
}

void pdf_packed(struct pdf_out *o, uint32_t number, const char *entries, const void *data,
                size_t size)
{
    uLongf packed = compressBound((uLong)size);
    Bytef *buf = malloc(packed);
    if (!buf || compress2(buf, &packed, data, (uLong)size, PACK_LEVEL) != Z_OK)
        o->why = o->why ? o->why : ENOMEM;
    pdf_begin(o, number);
    pdf_put(o, "<<%s/Filter/FlateDecode/Length %lu>>\nstream\n", entries, (unsigned long)packed);
    if (!o->why)
        pdf_bytes(o, buf, packed);
    pdf_put(o, "\nendstream");
    pdf_end(o);
    free(buf);
}

/* ---- in pieces ------------------------------------------------------------------------------- */

void pdf_pack_begin(struct pdf_out *o, uint32_t number, const char *entries)
{
    o->length = pdf_reserve(o);
    pdf_begin(o, number);
    pdf_put(o, "<<%s/Filter/FlateDecode/Length %u 0 R>>\nstream\n", entries, o->length);
    o->start = o->at;
    if (deflateInit(&o->pack, PACK_LEVEL) != Z_OK)
        o->why = o->why ? o->why : ENOMEM;
}

static void pack(struct pdf_out *o, const void *data, size_t size, int flush)
{
    uint8_t buf[16384];
    if (!o->pack.state)
        return;
    o->pack.next_in = (Bytef *)(uintptr_t)data;
    o->pack.avail_in = (uInt)size;
    do {
        o->pack.next_out = buf;
        o->pack.avail_out = sizeof buf;
        (void)deflate(&o->pack, flush);
        pdf_bytes(o, buf, sizeof buf - o->pack.avail_out);
    } while (o->pack.avail_out == 0);
}

void pdf_pack_add(struct pdf_out *o, const void *data, size_t size)
{
    pack(o, data, size, Z_NO_FLUSH);
}

void pdf_pack_end(struct pdf_out *o)
{
    pack(o, "", 0, Z_FINISH);
    if (o->pack.state)
        (void)deflateEnd(&o->pack);
    memset(&o->pack, 0, sizeof o->pack);
    uint64_t size = o->at - o->start;
    pdf_put(o, "\nendstream");
    pdf_end(o);
    pdf_object(o, o->length, "%llu", (unsigned long long)size);
}

/* ---- values ---------------------------------------------------------------------------------- */

int pdf_number(char *buf, size_t room, double value, int digits)
{
    static const long units[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    long unit = units[digits], n = isfinite(value) ? lround(value * (double)unit) : 0;
    long whole = labs(n) / unit, rest = labs(n) % unit;
    while (rest && rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    const char *sign = n < 0 ? "-" : "";
    if (rest)
        return snprintf(buf, room, "%s%ld.%0*ld", sign, whole, digits, rest);
    return snprintf(buf, room, "%s%ld", sign, whole);
}

void pdf_text(struct pdf_out *o, const char *utf8)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)utf8;
    pdf_put(o, "<FEFF");
    while (*p) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
        if (n <= 0) {
            n = 1;
            c = 0xFFFD;
        }
        p += n;
        if (c >= 0x10000)
            pdf_put(o, "%04X%04X", 0xD800u + ((unsigned)(c - 0x10000) >> 10),
                    0xDC00u + ((unsigned)(c - 0x10000) & 0x3FFu));
        else
            pdf_put(o, "%04X", (unsigned)c);
    }
    pdf_put(o, ">");
}

int pdf_finish(struct pdf_out *o, uint32_t root, uint32_t info, const uint8_t id[16],
               struct sohoa_err *err)
{
    char hex[33];
    uint64_t start = o->at;
    for (size_t i = 0; i < 16; i++)
        (void)snprintf(hex + 2 * i, 3, "%02X", id[i]);
    pdf_put(o, "xref\n0 %u\n0000000000 65535 f \n", o->count + 1);
    for (uint32_t i = 0; i < o->count; i++)
        pdf_put(o, "%010llu 00000 n \n", (unsigned long long)o->places[i]);
    pdf_put(
        o, "trailer\n<</Size %u/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]>>\nstartxref\n%llu\n%%%%EOF\n",
        o->count + 1, root, info, hex, hex, (unsigned long long)start);
    if (!o->why && fflush(o->file) != 0)
        o->why = errno ? errno : EIO;
    if (o->why)
        return sohoa_fail_errno(err, SOHOA_FATAL, o->why, "cannot write the output");
    if (start > PLACE_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a PDF of more than 10 GB: export by documents");
    return SOHOA_OK;
}
