/* corpus_aging.c - what wear does to pixels: toner, light, copies, blur, noise. See corpus_wear.h.
 */
#include "corpus_wear.h"
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    float *share, *row; /* row: between the grid's rows for the line under way */
};

static struct patches patches_new(struct corpus_random *random, const struct corpus_raster *raster,
                                  double most)
{
    struct patches patches = {.step = MAX(raster->width / 12, 1)};
    int rows = raster->height / patches.step + 2;

    patches.columns = raster->width / patches.step + 2;
    patches.share = g_new0(float, (gsize)(patches.columns * rows));
    patches.row = g_new0(float, (gsize)patches.columns);
    for (int i = 0; i < patches.columns * rows; i++) {
        patches.share[i] = (float)corpus_random_real(random, most * 0.3, most);
    }
    return patches;
}

static void patches_line(const struct patches *patches, int y)
{
    float share = (float)(y % patches->step) / (float)patches->step;
    const float *p = patches->share + (size_t)(y / patches->step) * (size_t)patches->columns;

    for (int i = 0; i < patches->columns; i++) {
        patches->row[i] = p[i] * (1 - share) + p[i + patches->columns] * share;
    }
}

static float patches_at(const struct patches *patches, int x)
{
    int column = x / patches->step;
    float share = (float)(x % patches->step) / (float)patches->step;

    return patches->row[column] * (1 - share) + patches->row[column + 1] * share;
}

/* Bands of weak toner along the sheet, one share a column. */
static float *streaks_new(struct corpus_random *random, int width, double strength)
{
    float *streak = g_new0(float, (gsize)width);

    for (int i = strength > 0 ? corpus_random_int(random, 1, 5) : 0; i > 0; i--) {
        int middle = corpus_random_int(random, 0, width - 1);
        int reach = MAX(width / corpus_random_int(random, 20, 120), 1);
        for (int x = MAX(middle - reach, 0); x < MIN(middle + reach, width); x++) {
            float share = 1 - (float)abs(x - middle) / (float)reach;
            streak[x] = MAX(streak[x], share * (float)strength);
        }
    }
    return streak;
}

struct tone {
    struct patches fade, loss;
    float *streak;
    float curve[256]; /* share of ink of a level */
    bool fades, loses;
};

/* One row: ink to its level, lost toner, paper to its tone under the light. */
static void tone_row(const struct corpus_wear *wear, const struct tone *tone,
                     struct corpus_random *random, struct corpus_raster *raster, int y,
                     const float paper[3], float light, float step)
{
    uint8_t *p = raster->pixels + (size_t)y * (size_t)raster->width * (size_t)raster->samples;

    patches_line(&tone->fade, y);
    patches_line(&tone->loss, y);
    for (int x = 0; x < raster->width; x++, light += step) {
        float keep = 1 - tone->streak[x];
        if (tone->fades) {
            keep *= 1 - patches_at(&tone->fade, x);
        }
        if (tone->loses && *p < 200 &&
            (float)(corpus_random_next(random) >> 40) < patches_at(&tone->loss, x) * 0x1p24F) {
            keep *= 0.25F;
        }
        for (int s = 0; s < raster->samples; s++, p++) {
            float level = paper[s] - (paper[s] - (float)wear->ink) * tone->curve[*p] * keep;
            *p = (uint8_t)(level * light + 0.5F);
        }
    }
}

static void apply_tone(const struct corpus_wear *wear, struct corpus_random *random,
                       struct corpus_raster *raster)
{
    struct tone tone = {.fades = wear->faint > 0, .loses = wear->dropout > 0};
    double tint[3] = {1, corpus_random_real(random, 0.97, 1), corpus_random_real(random, 0.92, 1)};
    double turn = corpus_random_real(random, 0, 2 * G_PI);
    double gx = cos(turn) * wear->light / raster->width;
    double gy = sin(turn) * wear->light / raster->height;
    double base = 1 - wear->light / 2 - gx * raster->width / 2 - gy * raster->height / 2;
    float paper[3];

    tone.fade = patches_new(random, raster, wear->faint);
    tone.loss = patches_new(random, raster, wear->dropout);
    tone.streak = streaks_new(random, raster->width, wear->streaks);
    for (int i = 0; i < 256; i++) {
        double ink = 1 - i / 255.0;
        tone.curve[i] = (float)(wear->copied ? CLAMP((ink - 0.3) * 2.2, 0, 1) : ink);
    }
    for (int s = 0; s < 3; s++) {
        paper[s] = (float)(wear->paper * (raster->samples == 3 && !wear->copied ? tint[s] : 1));
    }
    for (int y = 0; y < raster->height; y++) {
        tone_row(wear, &tone, random, raster, y, paper, (float)(base + gy * y), (float)gx);
    }
    g_free(tone.fade.share);
    g_free(tone.fade.row);
    g_free(tone.loss.share);
    g_free(tone.loss.row);
    g_free(tone.streak);
}

/* A copier sees no colours. */
static void drop_colour(struct corpus_raster *raster)
{
    size_t count = (size_t)raster->width * (size_t)raster->height;
    uint8_t *p = raster->pixels;

    for (size_t i = 0; raster->samples == 3 && i < count; i++, p += 3) {
        p[0] = p[1] = p[2] = (uint8_t)((p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8);
    }
}

/* A Gaussian of five taps: the middle one, its neighbours, theirs. */
static void blur_line(uint8_t *restrict out, const uint8_t *const rows[5], size_t count,
                      const int *taps)
{
    for (size_t i = 0; i < count; i++) {
        int sum = rows[2][i] * taps[0] + (rows[1][i] + rows[3][i]) * taps[1] +
                  (rows[0][i] + rows[4][i]) * taps[2];
        out[i] = (uint8_t)((sum + 128) >> 8);
    }
}

/* Along the rows, then down the columns; two pixels at each border stay as they are. */
void corpus_raster_blur(struct corpus_raster *raster, double sigma)
{
    double g1 = exp(-1 / (2 * sigma * sigma));
    double g2 = exp(-4 / (2 * sigma * sigma));
    double sum = 1 + 2 * g1 + 2 * g2;
    int taps[3] = {0, (int)(256 * g1 / sum + 0.5), (int)(256 * g2 / sum + 0.5)};
    size_t step = (size_t)raster->samples;
    size_t row = (size_t)raster->width * step;
    uint8_t *kept = g_malloc0(3 * row);
    uint8_t *above[3] = {kept, kept + row, kept + 2 * row};

    taps[0] = 256 - 2 * taps[1] - 2 * taps[2];
    for (int y = 0; y < raster->height && raster->width > 4; y++) {
        uint8_t *p = raster->pixels + (size_t)y * row;
        memcpy(kept, p, row);
        blur_line(p + 2 * step,
                  (const uint8_t *const[]){kept, kept + step, kept + 2 * step, kept + 3 * step,
                                           kept + 4 * step},
                  row - 4 * step, taps);
    }
    for (int y = 0; y < raster->height; y++) {
        uint8_t *p = raster->pixels + (size_t)y * row;
        uint8_t *oldest = above[0];
        above[0] = above[1];
        above[1] = above[2];
        above[2] = oldest;
        memcpy(above[2], p, row);
        if (y >= 2 && y + 2 < raster->height) {
            blur_line(p,
                      (const uint8_t *const[]){above[0], above[1], above[2], p + row, p + 2 * row},
                      row, taps);
        }
    }
    g_free(kept);
}

/* The sum of eight random bytes is near enough to a Gaussian. */
void corpus_raster_noise(struct corpus_random *random, struct corpus_raster *raster, double sigma)
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

    if (wear->copied) {
        drop_colour(&raster);
        corpus_raster_blur(&raster, 0.9 * dpi / 300);
    }
    if (wear->level != WEAR_CLEAN) {
        apply_tone(wear, random, &raster);
        corpus_raster_blur(&raster, wear->blur * dpi / 300);
    }
    if (wear->noise > 0) {
        corpus_raster_noise(random, &raster, wear->noise);
    }
    return raster;
}
