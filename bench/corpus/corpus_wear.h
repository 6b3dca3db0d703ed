/* corpus_wear.h - what an office, its copier and its scanner, or a phone do to a sheet.
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

enum corpus_level {
    WEAR_CLEAN,
    WEAR_OFFICE, /* a fair sheet on an office's scanner */
    WEAR_WORN,   /* folded, stained, faint, copied before, laid on the glass askew */
    WEAR_PHONE   /* a photograph of a sheet on a desk */
};

/* Chosen before drawing, as the outline of the sheet depends on it. */
struct corpus_wear {
    enum corpus_level level;
    bool dark_outside; /* the scanner's bed is black */
    bool holes;
    int specks, folds, stains, notes;
    bool copied;       /* a photocopy: no colour, hard edges, dirt, lost dots */
    double faint;      /* share by which the toner fades, 0..0.7 */
    double dropout;    /* share of ink pixels that lost their toner where it is worst */
    double streaks;    /* strength of lengthwise bands of weak toner, 0..1 */
    double blur;       /* sigma in pixels at 300 dpi */
    double noise;      /* standard deviation, of 255 */
    double ink, paper; /* gray levels */
    double light;      /* share of light lost from corner to corner */
    double skew;       /* reach in degrees */
    int threshold;     /* for line art; see corpus_wear_threshold */
    int quality;       /* of JPEG */
};

struct corpus_wear corpus_wear_new(struct corpus_random *random, enum corpus_level level);
/* Holes, specks, folds and stains, drawn on a sheet of width x height points. */
void corpus_wear_draw(const struct corpus_wear *wear, struct corpus_random *random, cairo_t *cr,
                      double width, double height);
/* Takes the pixels off the surface (RGB24) and wears them. */
struct corpus_raster corpus_wear_raster(const struct corpus_wear *wear,
                                        struct corpus_random *random, cairo_surface_t *surface,
                                        bool colour, int dpi);
/* wear->threshold, or as much more as the print drawn on the surface needs to be seen on the worn
 * page made of it, where that is gray and from a scanner. */
int corpus_wear_threshold(const struct corpus_wear *wear, cairo_surface_t *surface,
                          const struct corpus_raster *raster, int dpi);
/* Gaussian blur, sigma in pixels. */
void corpus_raster_blur(struct corpus_raster *raster, double sigma);
void corpus_raster_noise(struct corpus_random *random, struct corpus_raster *raster, double sigma);

/* ---- corpus_photo.c ---- */

/* A photograph of the page lying on a desk: outline, perspective, shadow, warm light, lens. Takes
 * the page's pixels; the caller frees both. ret_turn: degrees clockwise the page lies turned. */
struct corpus_raster corpus_photo_take(struct corpus_random *random,
                                       const struct corpus_raster *page, double *ret_turn);
#endif
