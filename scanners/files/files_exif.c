/* files_exif.c - orientation and resolution out of EXIF bytes: the first directory of a TIFF
 * structure, read with every offset checked. No state. */
#include "files.h"

#include <string.h>

struct exif {
    const uint8_t *data;
    size_t size;
    bool big;
};

static uint32_t get16(const struct exif *e, size_t at)
{
    const uint8_t *p = e->data + at;
    return e->big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t get32(const struct exif *e, size_t at)
{
    return e->big ? get16(e, at) << 16 | get16(e, at + 2) : get16(e, at + 2) << 16 | get16(e, at);
}

/* The rational that the 12-byte entry at `at` points to, 0 when it is none. */
static double rational(const struct exif *e, size_t at)
{
    uint32_t offset = get32(e, at + 8);
    if (get16(e, at + 2) != 5 || offset > e->size || e->size - offset < 8)
        return 0;
    double below = get32(e, offset + 4);
    return below > 0 ? get32(e, offset) / below : 0;
}

void files_exif_read(const uint8_t *data, size_t size, uint32_t *orientation, double *x_dpi,
                     double *y_dpi)
{
    struct exif e = {.data = data, .size = size};
    if (size < 14 || (memcmp(data, "II*", 3) != 0 && memcmp(data, "MM\0*", 4) != 0))
        return;
    e.big = data[0] == 'M';
    size_t at = get32(&e, 4);
    if (at > size || size - at < 2)
        return;
    uint32_t entries = get16(&e, at), unit = 2;
    double x = 0, y = 0;
    at += 2;
    for (uint32_t i = 0; i < entries && size - at >= 12; i++, at += 12) {
        uint32_t tag = get16(&e, at), type = get16(&e, at + 2), value = get16(&e, at + 8);
        if (tag == 0x0112 && type == 3 && value >= 1 && value <= 8)
            *orientation = value;
        else if (tag == 0x011A)
            x = rational(&e, at);
        else if (tag == 0x011B)
            y = rational(&e, at);
        else if (tag == 0x0128 && type == 3)
            unit = value;
    }
    double factor = unit == 3 ? 2.54 : 1;
    if (x > 0 && unit != 1)
        *x_dpi = x * factor;
    if (y > 0 && unit != 1)
        *y_dpi = y * factor;
}
