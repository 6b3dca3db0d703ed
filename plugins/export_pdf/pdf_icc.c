/* pdf_icc.c - see pdf_icc.h. A display profile: header, table of tags, description, copyright,
 * white, colorants adapted to D50 (Bradford), one tone curve that all channels share. */
#include "pdf_icc.h"

#include <math.h>
#include <string.h>

#define CURVE 256 /* points of the tone curve: one a value of 8 bits */
#define HEADER 128

struct icc {
    uint8_t *data;
    size_t size, tag; /* bytes used; where the next entry of the table goes */
};

static void put32(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void add32(struct icc *p, uint32_t v)
{
    put32(p->data + p->size, v);
    p->size += 4;
}

static void add_name(struct icc *p, const char *name)
{
    memcpy(p->data + p->size, name, 4);
    p->size += 4;
}

static void add_fixed(struct icc *p, double v) /* s15Fixed16Number */
{
    add32(p, (uint32_t)(int32_t)lround(v * 65536));
}

/* Enters what stands from `start` on under a name and pads it. */
static void enter(struct icc *p, const char *name, size_t start, size_t size)
{
    memcpy(p->data + p->tag, name, 4);
    put32(p->data + p->tag + 4, (uint32_t)start);
    put32(p->data + p->tag + 8, (uint32_t)size);
    p->tag += 12;
    while (p->size % 4)
        p->size++;
}

static void add_xyz(struct icc *p, const char *name, double x, double y, double z)
{
    size_t start = p->size;
    add_name(p, "XYZ ");
    add32(p, 0);
    add_fixed(p, x);
    add_fixed(p, y);
    add_fixed(p, z);
    enter(p, name, start, p->size - start);
}

static void add_text(struct icc *p, const char *name, const char *text)
{
    size_t start = p->size, n = strlen(text) + 1;
    add_name(p, "text");
    add32(p, 0);
    memcpy(p->data + p->size, text, n);
    p->size += n;
    enter(p, name, start, p->size - start);
}

static void add_description(struct icc *p, const char *text)
{
    size_t start = p->size, n = strlen(text) + 1;
    add_name(p, "desc");
    add32(p, 0);
    add32(p, (uint32_t)n);
    memcpy(p->data + p->size, text, n);
    p->size += n + 4 + 4 + 2 + 1 + 67; /* no Unicode, no Macintosh description */
    enter(p, "desc", start, p->size - start);
}

static double to_linear(double v) /* IEC 61966-2-1, 5.2 */
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static void add_curves(struct icc *p, bool gray)
{
    size_t start = p->size;
    add_name(p, "curv");
    add32(p, 0);
    add32(p, CURVE);
    for (int i = 0; i < CURVE; i++) {
        long v = lround(to_linear((double)i / (CURVE - 1)) * 65535);
        p->data[p->size++] = (uint8_t)(v >> 8);
        p->data[p->size++] = (uint8_t)v;
    }
    size_t size = p->size - start;
    if (gray) {
        enter(p, "kTRC", start, size);
        return;
    }
    enter(p, "rTRC", start, size);
    enter(p, "gTRC", start, size);
    enter(p, "bTRC", start, size);
}

static void fill_header(struct icc *p, bool gray)
{
    struct icc head = {.data = p->data};
    add32(&head, (uint32_t)p->size);
    add32(&head, 0); /* no preferred module */
    add32(&head, 0x02100000);
    add_name(&head, "mntr");
    add_name(&head, gray ? "GRAY" : "RGB ");
    add_name(&head, "XYZ ");
    static const uint8_t made[12] = {0x07, 0xCE, 0, 9, 0, 1}; /* 1 September 1998, the standard's */
    memcpy(head.data + head.size, made, sizeof made);
    head.size += sizeof made;
    add_name(&head, "acsp");
    head.size = 68;           /* platform, flags, device: not stated; perceptual intent */
    add_fixed(&head, 0.9642); /* D50 */
    add_fixed(&head, 1.0);
    add_fixed(&head, 0.8249);
}

size_t pdf_icc(bool gray, uint8_t ret[PDF_ICC_MAX])
{
    const uint32_t tags = gray ? 4 : 9;
    memset(ret, 0, PDF_ICC_MAX);
    struct icc p = {.data = ret, .tag = HEADER + 4};
    put32(ret + HEADER, tags);
    p.size = HEADER + 4 + (size_t)tags * 12;
    add_description(&p, gray ? "Gray, tone curve of sRGB" : "sRGB IEC61966-2.1");
    add_text(&p, "cprt", "No copyright, use freely");
    add_xyz(&p, "wtpt", 0.9642, 1.0, 0.8249);
    if (!gray) {
        add_xyz(&p, "rXYZ", 0.4360, 0.2225, 0.0139);
        add_xyz(&p, "gXYZ", 0.3851, 0.7169, 0.0971);
        add_xyz(&p, "bXYZ", 0.1431, 0.0606, 0.7141);
    }
    add_curves(&p, gray);
    fill_header(&p, gray);
    return p.size;
}
