/* files_make.h - inputs made for the tests of scanners/files: a picture whose every pixel is known,
 * stored as TIFF, JPEG, PNG, and PDFs. */
#ifndef FILES_MAKE_H
#define FILES_MAKE_H
#include <stdbool.h>
#include <stdint.h>

#define MAKE_W 147u /* no multiple of 8 or 16: the last tile and byte are cut */
#define MAKE_H 91u

/* The picture: channel c (0 red or gray, 1 green, 2 blue) of pixel x, y in 0..255, smooth enough
 * for JPEG. */
uint8_t make_value(uint32_t x, uint32_t y, int c);
/* The same as a bit: black or not. */
bool make_black(uint32_t x, uint32_t y);

struct make_tiff {
    uint16_t bits, samples, photometric, compression, orientation, unit;
    float x_resolution, y_resolution;
    bool tiled, separate, g3_2d, lsb_first;
    uint32_t rows_per_strip; /* 0 = 16 */
    unsigned pages;          /* 0 = 1 */
};
/* Writes the picture to path, stored as asked. */
void make_tiff(const char *path, const struct make_tiff *how);
/* JPEG of the picture: samples 1, 3, or 4 (Adobe CMYK); orientation 0 = no EXIF. */
void make_jpeg(const char *path, int samples, unsigned orientation, unsigned dpi, bool progressive,
               uint32_t width, uint32_t height);
#endif
