/* srgb.c - the sRGB profile as bytes: a matrix and a curve, after ICC.1:2001-04 (version 2) and
 * IEC 61966-2-1. Any thread. */
#include "host/pdfa.h"

#include <math.h>
#include <string.h>

enum { HEADER = 128, TAGS = 9, TABLE = 4 + TAGS * 12, CURVE = 1024 };

static void put16(unsigned char *at, unsigned value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xFFFF);
}

/* A number with sixteen binary places. */
static void put_fixed(unsigned char *at, double value)
{
    put32(at, (uint32_t)(int32_t)lround(value * 65536));
}

static void add_xyz(struct sohoa_pdf_bytes *b, const double xyz[3])
{
    unsigned char tag[20] = "XYZ ";
    for (int i = 0; i < 3; i++)
        put_fixed(tag + 8 + 4 * i, xyz[i]);
    sohoa_pdf_add(b, tag, sizeof tag);
}

static double linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static void add_curve(struct sohoa_pdf_bytes *b)
{
    unsigned char tag[12 + 2 * CURVE] = "curv";
    put32(tag + 8, CURVE);
    for (int i = 0; i < CURVE; i++)
        put16(tag + 12 + 2 * i, (unsigned)lround(65535 * linear(i / (CURVE - 1.0))));
    sohoa_pdf_add(b, tag, sizeof tag);
}

/* textDescriptionType: the text, no Unicode, no ScriptCode. */
static void add_description(struct sohoa_pdf_bytes *b, const char *text)
{
    unsigned char head[12] = "desc";
    static const unsigned char none[4 + 4 + 2 + 1 + 67];
    put32(head + 8, (uint32_t)strlen(text) + 1);
    sohoa_pdf_add(b, head, sizeof head);
    sohoa_pdf_add(b, text, strlen(text) + 1);
    sohoa_pdf_add(b, none, sizeof none);
}

static void add_text(struct sohoa_pdf_bytes *b, const char *text)
{
    sohoa_pdf_add(b, "text\0\0\0\0", 8);
    sohoa_pdf_add(b, text, strlen(text) + 1);
}

static void write_header(unsigned char *h, size_t size)
{
    put32(h, (uint32_t)size);
    put32(h + 8, 0x02100000); /* version 2.1 */
    memcpy(h + 12, "mntrRGB XYZ ", 12);
    put16(h + 24, 2026);
    put16(h + 26, 1);
    put16(h + 28, 1);
    memcpy(h + 36, "acsp", 4);
    put_fixed(h + 68, 0.9642); /* the illuminant is D50 */
    put_fixed(h + 72, 1.0);
    put_fixed(h + 76, 0.8249);
}

void sohoa_srgb_profile(struct sohoa_pdf_bytes *b)
{
    /* White, and the primaries brought to D50 (Bradford), as everybody's sRGB has them. */
    static const double white[3] = {0.9505, 1.0, 1.0891};
    static const double primaries[3][3] = {
        {0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}};
    static const char names[TAGS][5] = {"desc", "cprt", "wtpt", "rXYZ", "gXYZ",
                                        "bXYZ", "rTRC", "gTRC", "bTRC"};
    unsigned char head[HEADER + TABLE] = {0};
    size_t start = b->size, places[TAGS] = {0}, ends[TAGS] = {0};
    sohoa_pdf_add(b, head, sizeof head);
    for (int i = 0; i < TAGS; i++) {
        while ((b->size - start) % 4 && !b->failed)
            sohoa_pdf_add(b, "", 1);
        places[i] = i > 6 ? places[6] : b->size - start;
        if (i == 0)
            add_description(b, "sRGB IEC61966-2.1");
        else if (i == 1)
            add_text(b, "No copyright, use freely");
        else if (i < 6)
            add_xyz(b, i == 2 ? white : primaries[i - 3]);
        else if (i == 6)
            add_curve(b);
        ends[i] = i > 6 ? ends[6] : b->size - start;
    }
    if (b->failed)
        return;
    write_header(head, b->size - start);
    put32(head + HEADER, TAGS);
    for (int i = 0; i < TAGS; i++) {
        unsigned char *entry = head + HEADER + 4 + 12 * i;
        memcpy(entry, names[i], 4);
        put32(entry + 4, (uint32_t)places[i]);
        put32(entry + 8, (uint32_t)(ends[i] - places[i]));
    }
    memcpy(b->data + start, head, sizeof head);
}
