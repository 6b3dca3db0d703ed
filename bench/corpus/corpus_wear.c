/* corpus_wear.c - see corpus_wear.h. */
#include "corpus_wear.h"
#include <glib.h>
#include <math.h>
#include <string.h>

#define MM (72 / 25.4)

struct corpus_wear corpus_wear_new(struct corpus_random *random, bool office)
{
    struct corpus_wear wear = {.office = office, .paper = 255, .threshold = 150, .quality = 90};

    if (!office) {
        return wear;
    }
    wear.dark_outside = corpus_random_chance(random, 0.2);
    wear.holes = corpus_random_chance(random, 0.3);
    wear.specks = corpus_random_int(random, 5, 60);
    wear.faint = corpus_random_chance(random, 0.4) ? corpus_random_real(random, 0.1, 0.45) : 0;
    wear.blur = corpus_random_real(random, 0.4, 1.1);
    wear.noise = corpus_random_real(random, 1.5, 6);
    wear.ink = corpus_random_real(random, 10, 75);
    wear.paper = corpus_random_real(random, 225, 250);
    wear.light = corpus_random_real(random, 0, 0.1);
    wear.threshold = corpus_random_int(random, 120, 175);
    wear.quality = corpus_random_int(random, 75, 85);
    return wear;
}

static void draw_disc(cairo_t *cr, double x, double y, double radius, double level)
{
    cairo_set_source_rgb(cr, level, level, level);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    cairo_fill(cr);
}

void corpus_wear_draw(const struct corpus_wear *wear, struct corpus_random *random, cairo_t *cr)
{
    for (int i = 0; i < wear->specks; i++) {
        double big = corpus_random_chance(random, 0.1) ? 0.35 : 0.12;
        draw_disc(cr, corpus_random_real(random, 0, 595), corpus_random_real(random, 0, 842),
                  corpus_random_real(random, 0.03, big) * MM, corpus_random_real(random, 0, 0.4));
    }
    if (wear->holes) { /* ISO 838: 80 mm apart, 6 mm wide, 12 mm from the edge */
        double middle = 421 + corpus_random_real(random, -6, 6);
        draw_disc(cr, 12 * MM, middle - 40 * MM, 3 * MM, wear->dark_outside ? 0 : 0.1);
        draw_disc(cr, 12 * MM, middle + 40 * MM, 3 * MM, wear->dark_outside ? 0 : 0.1);
    }
}

static struct corpus_raster from_surface(cairo_surface_t *surface, bool colour)
{
    struct corpus_raster raster = {.width = cairo_image_surface_get_width(surface),
                                   .height = cairo_image_surface_get_height(surface),
                                   .samples = colour ? 3 : 1};
    const uint8_t *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);

    raster.pixels = g_malloc0((gsize)raster.width * (gsize)raster.height * (gsize)raster.samples);
    uint8_t *out = raster.pixels;
    for (int y = 0; y < raster.height; y++) {
        const uint8_t *row = data + (size_t)y * (size_t)stride;
        for (int x = 0; x < raster.width; x++, row += 4) { /* blue, green, red, unused */
            if (colour) {
                *out++ = row[2];
                *out++ = row[1];
                *out++ = row[0];
            } else {
                *out++ = (uint8_t)((row[2] * 77 + row[1] * 150 + row[0] * 29) >> 8);
            }
        }
    }
    return raster;
}

/* Toner that fades in patches: a coarse grid of random shares, interpolated between. */
struct patches {
    int columns, step;
    float *share;
};

static struct patches patches_new(struct corpus_random *random, const struct corpus_raster *raster,
                                  double most)
{
    struct patches patches = {.step = MAX(raster->width / 12, 1)};
    int rows = raster->height / patches.step + 2;

    patches.columns = raster->width / patches.step + 2;
    patches.share = g_new0(float, (gsize)(patches.columns * rows));
    for (int i = 0; i < patches.columns * rows; i++) {
        patches.share[i] = (float)corpus_random_real(random, most * 0.3, most);
    }
    return patches;
}

static float patches_at(const struct patches *patches, int x, int y)
{
    int column = x / patches->step;
    int row = y / patches->step;
    float fx = (float)(x % patches->step) / (float)patches->step;
    float fy = (float)(y % patches->step) / (float)patches->step;
    const float *p = patches->share + (size_t)row * (size_t)patches->columns + column;
    const float *q = p + patches->columns;

    return (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) + (q[0] * (1 - fx) + q[1] * fx) * fy;
}

/* Ink to its level, fading toner, paper to its tone under uneven light. */
static void apply_tone(const struct corpus_wear *wear, struct corpus_random *random,
                       struct corpus_raster *raster)
{
    struct patches patches = patches_new(random, raster, wear->faint);
    double tint[3] = {1, corpus_random_real(random, 0.97, 1), corpus_random_real(random, 0.92, 1)};
    double turn = corpus_random_real(random, 0, 2 * G_PI);
    double gx = cos(turn) * wear->light / raster->width;
    double gy = sin(turn) * wear->light / raster->height;
    double base = 1 - wear->light / 2;
    uint8_t *p = raster->pixels;

    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            float light =
                (float)(base + gx * (x - raster->width / 2.0) + gy * (y - raster->height / 2.0));
            float fade = wear->faint > 0 ? patches_at(&patches, x, y) : 0;
            for (int s = 0; s < raster->samples; s++, p++) {
                float paper = (float)(wear->paper * (raster->samples == 3 ? tint[s] : 1));
                float dark = 1 - (float)*p / 255;
                float level = paper - (paper - (float)wear->ink) * dark * (1 - fade);
                *p = (uint8_t)(level * light + 0.5F);
            }
        }
    }
    g_free(patches.share);
}

/* One pass of a Gaussian of five taps along step; the border keeps its pixels. */
static void blur_along(struct corpus_raster *raster, const int *taps, int lines, int length,
                       size_t line_step, size_t step)
{
    uint8_t *line = g_malloc0((gsize)length);

    for (int s = 0; s < raster->samples; s++) {
        for (int l = 0; l < lines; l++) {
            uint8_t *p = raster->pixels + (size_t)l * line_step + (size_t)s;
            for (int i = 0; i < length; i++) {
                line[i] = p[(size_t)i * step];
            }
            for (int i = 2; i < length - 2; i++) {
                int sum = line[i] * taps[0] + (line[i - 1] + line[i + 1]) * taps[1] +
                          (line[i - 2] + line[i + 2]) * taps[2];
                p[(size_t)i * step] = (uint8_t)((sum + 128) >> 8);
            }
        }
    }
    g_free(line);
}

static void apply_blur(struct corpus_raster *raster, double sigma)
{
    double g1 = exp(-1 / (2 * sigma * sigma));
    double g2 = exp(-4 / (2 * sigma * sigma));
    double sum = 1 + 2 * g1 + 2 * g2;
    int taps[3] = {0, (int)(256 * g1 / sum + 0.5), (int)(256 * g2 / sum + 0.5)};
    size_t row = (size_t)raster->width * (size_t)raster->samples;

    taps[0] = 256 - 2 * taps[1] - 2 * taps[2];
    blur_along(raster, taps, raster->height, raster->width, row, (size_t)raster->samples);
    blur_along(raster, taps, raster->width, raster->height, (size_t)raster->samples, row);
}

/* The sum of eight random bytes is near enough to a Gaussian. */
static void apply_noise(struct corpus_random *random, struct corpus_raster *raster, double sigma)
{
    size_t count = (size_t)raster->width * (size_t)raster->height;
    double scale = sigma / sqrt(8 * (256 * 256 - 1) / 12.0);
    int amplitude = (int)(scale * 65536);
    uint8_t *p = raster->pixels;

    for (size_t i = 0; i < count; i++) {
        uint64_t bits = corpus_random_next(random);
        uint64_t pairs = (bits & 0x00ff00ff00ff00ffu) + ((bits >> 8) & 0x00ff00ff00ff00ffu);
        int sum = (int)((pairs * 0x0001000100010001u) >> 48) - 1020;
        int noise = sum * amplitude / 65536;
        for (int s = 0; s < raster->samples; s++, p++) {
            *p = (uint8_t)CLAMP(*p + noise, 0, 255);
        }
    }
}

struct corpus_raster corpus_wear_raster(const struct corpus_wear *wear,
                                        struct corpus_random *random, cairo_surface_t *surface,
                                        bool colour, int dpi)
{
    struct corpus_raster raster = from_surface(surface, colour);

    if (wear->office) {
        apply_tone(wear, random, &raster);
        apply_blur(&raster, wear->blur * dpi / 300);
        apply_noise(random, &raster, wear->noise);
    }
    return raster;
}
