/* files_tiff.c - TIFF masters through libtiff, read from memory: opening, the list of images, what
 * an image's header says. libtiff's warnings become notes, its errors the reason. One thread at a
 * time; nothing global is touched. */
#include "files_tiff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ONE_ALLOC_MAX (600 << 20) /* bytes that libtiff may ask for at once */

static tmsize_t on_read(thandle_t handle, void *to, tmsize_t size)
{
    struct files_tiff *t = handle;
    uint64_t left = t->at < t->job->size ? t->job->size - t->at : 0;
    size_t n = size < 0 ? 0 : (uint64_t)size < left ? (size_t)size : (size_t)left;
    memcpy(to, t->job->data + t->at, n);
    t->at += n;
    return (tmsize_t)n;
}

static tmsize_t on_write(thandle_t handle, void *from, tmsize_t size)
{
    (void)handle, (void)from, (void)size;
    return 0;
}

static toff_t on_seek(thandle_t handle, toff_t offset, int whence)
{
    struct files_tiff *t = handle;
    uint64_t base = whence == SEEK_CUR ? t->at : whence == SEEK_END ? t->job->size : 0;
    if (offset > t->job->size * 2 && whence == SEEK_SET)
        offset = t->job->size;
    t->at = base + offset > t->job->size ? t->job->size : base + offset;
    return t->at;
}

static int on_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t on_size(thandle_t handle)
{
    return ((struct files_tiff *)handle)->job->size;
}

static int on_map(thandle_t handle, void **ret_base, toff_t *ret_size)
{
    struct files_tiff *t = handle;
    *ret_base = (void *)(uintptr_t)t->job->data;
    *ret_size = t->job->size;
    return 1;
}

static void on_unmap(thandle_t handle, void *base, toff_t size)
{
    (void)handle, (void)base, (void)size;
}

__attribute__((format(printf, 3, 0))) static void write_message(char *text, size_t room,
                                                                const char *fmt, va_list args)
{
    int n = vsnprintf(text, room, fmt, args);
    size_t end = n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
    text[end] = '\0';
    while (end > 0 && (text[end - 1] == '.' || text[end - 1] == '\n'))
        text[--end] = '\0';
}

__attribute__((format(printf, 4, 0))) static int on_error(TIFF *tif, void *arg, const char *module,
                                                          const char *fmt, va_list args)
{
    struct files_tiff *t = arg;
    (void)tif, (void)module;
    if (t->errors++ == 0)
        write_message(t->first_error, sizeof t->first_error, fmt, args);
    return 1;
}

__attribute__((format(printf, 4, 0))) static int
on_warning(TIFF *tif, void *arg, const char *module, const char *fmt, va_list args)
{
    struct files_tiff *t = arg;
    char text[240];
    (void)tif, (void)module;
    write_message(text, sizeof text, fmt, args);
    files_warn(t->job, text);
    return 1;
}

int files_tiff_fail(struct files_tiff *t)
{
    return sohoa_fail(t->job->err, SOHOA_BAD_PAGE, "the TIFF cannot be decoded: %s",
                      t->errors ? t->first_error : "it is damaged");
}

int files_tiff_open(struct files_tiff *t, struct files_job *job)
{
    *t = (struct files_tiff){.job = job};
    t->options = TIFFOpenOptionsAlloc();
    if (!t->options)
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "out of memory");
    TIFFOpenOptionsSetMaxSingleMemAlloc(t->options, ONE_ALLOC_MAX);
    TIFFOpenOptionsSetErrorHandlerExtR(t->options, on_error, t);
    TIFFOpenOptionsSetWarningHandlerExtR(t->options, on_warning, t);
    t->tif = TIFFClientOpenExt("", "r", t, on_read, on_write, on_seek, on_close, on_size, on_map,
                               on_unmap, t->options);
    return t->tif ? SOHOA_OK : files_tiff_fail(t);
}

void files_tiff_close(struct files_tiff *t)
{
    if (t->tif)
        TIFFClose(t->tif);
    if (t->options)
        TIFFOpenOptionsFree(t->options);
    t->tif = NULL;
    t->options = NULL;
}

static uint16_t get16(TIFF *tif, uint32_t tag, uint16_t fallback)
{
    uint16_t value = fallback;
    return TIFFGetFieldDefaulted(tif, tag, &value) ? value : fallback;
}

/* The bytes that the image's compressed data takes in the file. */
static uint64_t packed_size(const struct files_tiff *t)
{
    uint64_t *counts = NULL, sum = 0;
    uint32_t tag = TIFFIsTiled(t->tif) ? TIFFTAG_TILEBYTECOUNTS : TIFFTAG_STRIPBYTECOUNTS;
    if (!TIFFGetField(t->tif, tag, &counts) || !counts)
        return t->job->size;
    uint32_t n = TIFFIsTiled(t->tif) ? TIFFNumberOfTiles(t->tif) : TIFFNumberOfStrips(t->tif);
    for (uint32_t i = 0; i < n && sum < t->job->size; i++)
        sum += counts[i] < t->job->size ? counts[i] : t->job->size;
    return sum < t->job->size && sum > 0 ? sum : t->job->size;
}

static void read_stated(TIFF *tif, struct files_image *image)
{
    float x = 0, y = 0;
    uint16_t unit = get16(tif, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    double factor = unit == RESUNIT_CENTIMETER ? 2.54 : 1;
    TIFFGetField(tif, TIFFTAG_XRESOLUTION, &x);
    TIFFGetField(tif, TIFFTAG_YRESOLUTION, &y);
    if (unit == RESUNIT_NONE)
        return;
    image->x_dpi = x > 0 ? (double)x * factor : 0;
    image->y_dpi = y > 0 ? (double)y * factor : 0;
}

/* The palette; old programs wrote 8-bit values into its 16-bit entries. */
static bool read_palette(TIFF *tif, struct files_tiff_kind *kind, uint32_t *ret_depth)
{
    uint16_t *map[3] = {NULL, NULL, NULL};
    if (kind->bits > 16 || !TIFFGetField(tif, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
        return false;
    uint32_t n = 1u << kind->bits;
    for (uint32_t i = 0; i < n; i++) {
        if (map[0][i] > 255 || map[1][i] > 255 || map[2][i] > 255)
            kind->palette_shift = 8;
        kind->colour = kind->colour || map[0][i] != map[1][i] || map[1][i] != map[2][i];
    }
    for (int c = 0; c < 3; c++)
        kind->palette[c] = map[c];
    *ret_depth = kind->colour ? 32 : 8;
    unsigned first = map[0][0] >> kind->palette_shift, second = map[0][1] >> kind->palette_shift;
    if (!kind->colour && kind->bits == 1 && kind->samples == 1 && first + second == 255 &&
        first % 255 == 0) {
        kind->way = FILES_TIFF_BITS;
        kind->invert = first == 255;
        *ret_depth = 1;
    }
    return true;
}

static void read_alpha(TIFF *tif, struct files_tiff_kind *kind, uint16_t colours)
{
    uint16_t extras = 0, *types = NULL;
    if (!TIFFGetField(tif, TIFFTAG_EXTRASAMPLES, &extras, &types) || extras == 0 || !types)
        return;
    for (uint16_t i = 0; i < extras && colours + i < kind->samples; i++)
        if (types[i] == EXTRASAMPLE_ASSOCALPHA || types[i] == EXTRASAMPLE_UNASSALPHA) {
            kind->alpha = (uint16_t)(colours + i);
            kind->alpha_applied = types[i] == EXTRASAMPLE_ASSOCALPHA;
            return;
        }
}

static bool bits_fit(const struct files_tiff_kind *kind)
{
    if (kind->format == SAMPLEFORMAT_IEEEFP)
        return kind->bits == 16 || kind->bits == 24 || kind->bits == 32 || kind->bits == 64;
    return (kind->format == SAMPLEFORMAT_UINT || kind->format == SAMPLEFORMAT_VOID ||
            kind->format == SAMPLEFORMAT_INT) &&
           ((kind->bits >= 1 && kind->bits <= 32) || kind->bits == 64);
}

/* Chooses the way from photometric, compression, bits and samples. */
static void choose_way(TIFF *tif, struct files_tiff_kind *kind, uint32_t *ret_depth)
{
    uint16_t ink = get16(tif, TIFFTAG_INKSET, INKSET_CMYK);
    kind->way = FILES_TIFF_OTHER;
    *ret_depth = 32;
    if (!bits_fit(kind) || kind->compression == COMPRESSION_OJPEG ||
        kind->compression == COMPRESSION_SGILOG || kind->compression == COMPRESSION_SGILOG24)
        return;
    switch (kind->photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
        kind->invert = kind->photometric == PHOTOMETRIC_MINISWHITE;
        kind->way = kind->bits == 1 && kind->samples == 1 ? FILES_TIFF_BITS : FILES_TIFF_GRAY;
        *ret_depth = kind->way == FILES_TIFF_BITS ? 1 : 8;
        read_alpha(tif, kind, 1);
        break;
    case PHOTOMETRIC_PALETTE:
        if (kind->samples == 1 || !kind->separate) {
            kind->way = FILES_TIFF_PALETTE;
            if (!read_palette(tif, kind, ret_depth))
                kind->way = FILES_TIFF_OTHER;
        }
        break;
    case PHOTOMETRIC_RGB:
        if (kind->samples >= 3)
            kind->way = FILES_TIFF_RGB;
        read_alpha(tif, kind, 3);
        break;
    case PHOTOMETRIC_YCBCR:
        if (kind->compression == COMPRESSION_JPEG && kind->samples == 3 && !kind->separate) {
            TIFFSetField(tif, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
            kind->way = FILES_TIFF_RGB;
        }
        break;
    case PHOTOMETRIC_SEPARATED:
        if (kind->samples >= 4 && ink == INKSET_CMYK)
            kind->way = FILES_TIFF_CMYK;
        break;
    default:
        break;
    }
}

static uint16_t guess_photometric(const struct files_tiff_kind *kind)
{
    switch (kind->compression) {
    case COMPRESSION_CCITTRLE:
    case COMPRESSION_CCITTRLEW:
    case COMPRESSION_CCITTFAX3:
    case COMPRESSION_CCITTFAX4:
        return PHOTOMETRIC_MINISWHITE;
    default:
        return kind->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    }
}

int files_tiff_look(struct files_tiff *t, struct files_image *image, struct files_tiff_kind *kind)
{
    TIFF *tif = t->tif;
    *image = (struct files_image){0};
    *kind = (struct files_tiff_kind){0};
    TIFFGetField(tif, TIFFTAG_IMAGEWIDTH, &image->width);
    TIFFGetField(tif, TIFFTAG_IMAGELENGTH, &image->height);
    image->orientation = get16(tif, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    kind->bits = get16(tif, TIFFTAG_BITSPERSAMPLE, 1);
    kind->samples = get16(tif, TIFFTAG_SAMPLESPERPIXEL, 1);
    kind->compression = get16(tif, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    kind->format = get16(tif, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    kind->separate =
        get16(tif, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE &&
        kind->samples > 1;
    if (!TIFFGetField(tif, TIFFTAG_PHOTOMETRIC, &kind->photometric))
        kind->photometric = guess_photometric(kind);
    if (TIFFIsTiled(tif)) {
        TIFFGetField(tif, TIFFTAG_TILEWIDTH, &kind->tile_width);
        TIFFGetField(tif, TIFFTAG_TILELENGTH, &kind->tile_height);
    }
    choose_way(tif, kind, &image->depth);
    read_stated(tif, image);
    if (t->errors)
        return files_tiff_fail(t); /* a directory that libtiff finds wrong is not trusted */
    return files_image_check(image, packed_size(t), t->job->err);
}

/* Tells an image that cannot be read: its decode will say why. Nothing of a file is left out. */
static bool tell_unreadable(files_found *found, void *arg, uint32_t image)
{
    struct sohoa_image_info info = {.size = sizeof info};
    return found(arg, image, &info);
}

int files_tiff_probe(struct files_job *job, files_found *found, void *arg)
{
    struct files_tiff t;
    struct files_image image;
    struct files_tiff_kind kind;
    struct sohoa_image_info info;
    uint32_t readable = 0;
    int rc = files_tiff_open(&t, job), last = rc;
    for (uint32_t n = 0; rc == SOHOA_OK; n++) {
        last = n < FILES_IMAGES_MAX ? files_tiff_look(&t, &image, &kind) : SOHOA_BAD_PAGE;
        if (last == SOHOA_OK) {
            files_image_tell(&image, &info);
            readable++;
        }
        bool more = last == SOHOA_OK ? found(arg, n, &info) : tell_unreadable(found, arg, n);
        rc = files_over(job);
        if (!more || rc != SOHOA_OK || n >= FILES_IMAGES_MAX || TIFFLastDirectory(t.tif))
            break;
        t.errors = 0;
        if (!TIFFReadDirectory(t.tif)) {
            if (t.errors)
                tell_unreadable(found, arg, n + 1);
            break;
        }
    }
    files_tiff_close(&t);
    return rc == SOHOA_OK && readable == 0 ? last : rc;
}

int files_tiff_decode(struct files_job *job, uint32_t number)
{
    struct files_tiff t;
    struct files_image image;
    struct files_tiff_kind kind;
    struct files_raster raster;
    int rc = files_tiff_open(&t, job);
    t.errors = number > 0 ? 0 : t.errors; /* those of the first image */
    if (rc == SOHOA_OK && number > 0 && !TIFFSetDirectory(t.tif, number))
        rc = sohoa_fail(job->err, SOHOA_BAD_PAGE, "page %u of the TIFF cannot be read: %s",
                        number + 1, t.errors ? t.first_error : "the file is damaged or cut short");
    if (rc == SOHOA_OK)
        rc = files_tiff_look(&t, &image, &kind);
    if (rc == SOHOA_OK)
        rc = files_tiff_rows(&t, &image, &kind, &raster);
    if (rc == SOHOA_OK)
        rc = files_raster_end(&raster, job->page, job->err);
    if (rc == SOHOA_OK && t.errors)
        files_warn(job, t.first_error);
    files_tiff_close(&t);
    return rc;
}
