/* files_tiff_row.c - one row of TIFF samples becomes one row of a raster: any number of bits from
 * 1 to 32, floating point, palettes, alpha over white, CMYK. No state. */
#include "files_tiff.h"

#include <math.h>
#include <string.h>

static uint8_t from_float(double v)
{
    return v >= 1 ? 255 : v > 0 ? (uint8_t)lround(v * 255) : 0;
}

/* A floating-point sample of 16, 24, 32 or 64 bits (TIFF Technical Note 3). */
static double real(uint32_t bits, const uint8_t *raw, uint64_t i)
{
    uint32_t v;
    float f;
    double d;
    switch (bits) {
    case 16:
        v = (uint32_t)raw[i * 2 + 1] << 8 | raw[i * 2];
        d = ldexp((v & 0x3FF) + ((v >> 10 & 31) ? 1024 : 0),
                  (int)(v >> 10 & 31) - 25 + !(v >> 10 & 31));
        return v & 0x8000 ? -d : d;
    case 24:
        v = (uint32_t)raw[i * 3 + 2] << 16 | (uint32_t)raw[i * 3 + 1] << 8 | raw[i * 3];
        d = ldexp((v & 0xFFFF) + ((v >> 16 & 127) ? 65536 : 0),
                  (int)(v >> 16 & 127) - 79 + !(v >> 16 & 127));
        return v & 0x800000 ? -d : d;
    case 64:
        memcpy(&d, raw + i * 8, sizeof d);
        return d;
    default:
        memcpy(&f, raw + i * 4, sizeof f);
        return (double)f;
    }
}

/* Sample `index` of a row of packed samples of odd widths, highest bit first. */
static uint32_t packed(const uint8_t *raw, uint64_t index, uint32_t bits)
{
    uint64_t at = index * bits;
    uint32_t value = 0;
    for (uint32_t i = 0; i < bits; i++, at++)
        value = value << 1 | ((raw[at / 8] >> (7 - at % 8)) & 1u);
    return value;
}

/* One sample reduced (or stretched) to a byte; libtiff has put whole words into native order. */
static uint8_t sample(const struct files_tiff_kind *kind, const uint8_t *raw, uint64_t i)
{
    uint32_t sign = kind->format == SAMPLEFORMAT_INT ? 0x80 : 0;
    if (kind->format == SAMPLEFORMAT_IEEEFP)
        return from_float(real(kind->bits, raw, i));
    switch (kind->bits) {
    case 8:
        return (uint8_t)(raw[i] ^ sign);
    case 16:
        return (uint8_t)(raw[i * 2 + 1] ^ sign);
    case 24:
        return (uint8_t)(raw[i * 3 + 2] ^ sign);
    case 32:
        return (uint8_t)(raw[i * 4 + 3] ^ sign);
    case 64:
        return (uint8_t)(raw[i * 8 + 7] ^ sign);
    default:
        if (kind->bits > 8)
            return (uint8_t)(packed(raw, i, kind->bits) >> (kind->bits - 8));
        return (uint8_t)(packed(raw, i, kind->bits) * 255 / (0xFFu >> (8 - kind->bits)));
    }
}

/* All samples of the row as interleaved bytes: raw itself where it already is that. */
static const uint8_t *to_bytes(const struct files_tiff_kind *kind, uint32_t width,
                               const uint8_t *const *raw, uint8_t *scratch)
{
    uint32_t n = kind->samples;
    if (kind->bits == 8 && !kind->separate && kind->format != SAMPLEFORMAT_INT)
        return raw[0];
    if (kind->separate) {
        for (uint32_t s = 0; s < n; s++)
            for (uint32_t x = 0; x < width; x++)
                scratch[(size_t)x * n + s] = sample(kind, raw[s], x);
        return scratch;
    }
    for (uint64_t i = 0; i < (uint64_t)width * n; i++)
        scratch[i] = sample(kind, raw[0], i);
    return scratch;
}

/* A value over white paper. */
static uint8_t over(unsigned value, unsigned alpha, bool applied)
{
    unsigned v = applied ? value + (255 - alpha) : (value * alpha + 255 * (255 - alpha)) / 255;
    return (uint8_t)(v > 255 ? 255 : v);
}

static void gray(const struct files_tiff_kind *kind, uint32_t width, const uint8_t *in, uint8_t *to)
{
    uint8_t flip = kind->invert ? 255 : 0;
    uint32_t n = kind->samples;
    if (n == 1 && !flip) {
        memcpy(to, in, width);
        return;
    }
    for (uint32_t x = 0; x < width; x++, in += n) {
        uint8_t v = in[0] ^ flip;
        to[x] = kind->alpha ? over(v, in[kind->alpha], kind->alpha_applied) : v;
    }
}

static void rgb(const struct files_tiff_kind *kind, uint32_t width, const uint8_t *in, uint8_t *to)
{
    uint32_t n = kind->samples;
    for (uint32_t x = 0; x < width; x++, in += n, to += 4) {
        to[0] = 255;
        for (int c = 0; c < 3; c++)
            to[3 - c] = kind->alpha ? over(in[c], in[kind->alpha], kind->alpha_applied) : in[c];
    }
}

static void cmyk(const struct files_tiff_kind *kind, uint32_t width, const uint8_t *in, uint8_t *to)
{
    for (uint32_t x = 0; x < width; x++, in += kind->samples, to += 4) {
        unsigned light = 255u - in[3];
        to[0] = 255;
        for (int c = 0; c < 3; c++)
            to[3 - c] = (uint8_t)((255u - in[c]) * light / 255);
    }
}

static uint32_t index_at(const struct files_tiff_kind *kind, const uint8_t *raw, uint64_t i)
{
    if (kind->bits == 8)
        return raw[i];
    if (kind->bits == 16)
        return (uint32_t)raw[i * 2 + 1] << 8 | raw[i * 2];
    return packed(raw, i, kind->bits);
}

static void palette(const struct files_tiff_kind *kind, uint32_t width, const uint8_t *raw,
                    uint8_t *to)
{
    uint32_t shift = kind->palette_shift;
    for (uint32_t x = 0; x < width; x++) {
        uint32_t i = index_at(kind, raw, (uint64_t)x * kind->samples);
        if (kind->colour) {
            *to++ = 255;
            *to++ = (uint8_t)(kind->palette[2][i] >> shift);
            *to++ = (uint8_t)(kind->palette[1][i] >> shift);
        }
        *to++ = (uint8_t)(kind->palette[0][i] >> shift);
    }
}

static void bits(const struct files_tiff_kind *kind, uint32_t width, const uint8_t *raw,
                 uint8_t *to)
{
    size_t bytes = ((size_t)width + 7) / 8;
    if (kind->invert)
        memcpy(to, raw, bytes);
    else
        for (size_t i = 0; i < bytes; i++)
            to[i] = (uint8_t)~raw[i];
}

void files_tiff_convert(const struct files_tiff_kind *kind, uint32_t width,
                        const uint8_t *const *raw, uint8_t *scratch, uint8_t *to)
{
    switch (kind->way) {
    case FILES_TIFF_BITS:
        bits(kind, width, raw[0], to);
        break;
    case FILES_TIFF_GRAY:
        gray(kind, width, to_bytes(kind, width, raw, scratch), to);
        break;
    case FILES_TIFF_PALETTE:
        palette(kind, width, raw[0], to);
        break;
    case FILES_TIFF_RGB:
        rgb(kind, width, to_bytes(kind, width, raw, scratch), to);
        break;
    case FILES_TIFF_CMYK:
        cmyk(kind, width, to_bytes(kind, width, raw, scratch), to);
        break;
    case FILES_TIFF_OTHER:
        break;
    }
}
