/* corpus_wear.h - what an office and its scanner do to a sheet.
 *
 * The raster is 8 bits a sample, 1 (gray) or 3 (red, green, blue) samples a pixel. One thread. */
#ifndef CORPUS_WEAR_H
#define CORPUS_WEAR_H
#include "corpus_random.h"
#include <cairo.h>

struct corpus_raster {
    int width, height, samples;
    uint8_t *pixels; /* width * height * samples, g_free */
};

/* Chosen before drawing, as the outline of the sheet depends on it. */
struct corpus_wear {
    bool office;       /* false: nothing is done */
    bool dark_outside; /* the scanner's bed is black */
    bool holes;
    int specks;
    double faint;      /* share by which the toner fades, 0..0.5 */
    double blur;       /* sigma in pixels at 300 dpi */
    double noise;      /* standard deviation, of 255 */
    double ink, paper; /* gray levels */
    double light;      /* share of light lost from corner to corner */
    int threshold;     /* for line art */
    int quality;       /* of JPEG */
};

struct corpus_wear corpus_wear_new(struct corpus_random *random, bool office);
/* Holes and specks, drawn on the sheet in points. */
void corpus_wear_draw(const struct corpus_wear *wear, struct corpus_random *random, cairo_t *cr);
/* Takes the pixels off the surface (RGB24) and wears them. */
struct corpus_raster corpus_wear_raster(const struct corpus_wear *wear,
                                        struct corpus_random *random, cairo_surface_t *surface,
                                        bool colour, int dpi);
#endif
