/* feeder_picture.h - a side of a sheet as the virtual feeder sees it: its picture at the asked
 * resolution on a white ground of the scan area. Owner of the picture. */
#ifndef FEEDER_PICTURE_H
#define FEEDER_PICTURE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Pix;
enum feeder_mode { FEEDER_LINEART, FEEDER_GRAY, FEEDER_COLOR };

struct feeder_view {
    enum feeder_mode mode;
    int depth; /* 8 or 16; line art has one bit */
    int dpi;
    double x, y, width, height; /* mm */
    bool to_end;                /* the area ends where the sheet does */
};

/* path NULL: a white side. NULL: it cannot be read. */
struct Pix *feeder_picture(const char *path, const struct feeder_view *view);
size_t feeder_row_bytes(const struct feeder_view *view, int width);
void feeder_row(struct Pix *pix, const struct feeder_view *view, int y, uint8_t *out);
#endif
