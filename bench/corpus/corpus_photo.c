/* corpus_photo.c - a photograph of a page: see corpus_wear.h. */
#include "corpus_wear.h"
#include <glib.h>
#include <math.h>

struct photo {
    const struct corpus_raster *page;
    struct corpus_raster picture;
    double map[9];       /* picture to page, homogeneous */
    double light[3];     /* colour of the light */
    double edge[3];      /* of the shadow: x*a + y*b + c > 0 lies in it */
    double shadow, soft; /* share of light lost, half width of its rim in pixels */
    double desk[3];
    double grain, vignette;
};

/* The map from four corners (picture) to the rectangle 0..w x 0..h of the page: Heckbert 1989. */
static bool map_corners(const double corner[4][2], double w, double h, double map[9])
{
    double dx1 = corner[1][0] - corner[2][0];
    double dx2 = corner[3][0] - corner[2][0];
    double dx3 = corner[0][0] - corner[1][0] + corner[2][0] - corner[3][0];
    double dy1 = corner[1][1] - corner[2][1];
    double dy2 = corner[3][1] - corner[2][1];
    double dy3 = corner[0][1] - corner[1][1] + corner[2][1] - corner[3][1];
    double det = dx1 * dy2 - dy1 * dx2;
    double g = (dx3 * dy2 - dy3 * dx2) / det;
    double k = (dx1 * dy3 - dy1 * dx3) / det;
    double m[9] = {corner[1][0] - corner[0][0] + g * corner[1][0],
                   corner[3][0] - corner[0][0] + k * corner[3][0],
                   corner[0][0],
                   corner[1][1] - corner[0][1] + g * corner[1][1],
                   corner[3][1] - corner[0][1] + k * corner[3][1],
                   corner[0][1],
                   g,
                   k,
                   1};
    /* the adjugate is the inverse up to a factor, which homogeneous maps do not mind */
    double inverse[9] = {
        m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
        m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
        m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
    for (int i = 0; i < 9; i++) {
        map[i] = inverse[i] * (i < 3 ? w : i < 6 ? h : 1);
    }
    return det != 0;
}

/* Where the corners of the page lie in the picture: turned, leaning, off the middle. */
static void place_corners(struct corpus_random *random, struct photo *photo, double corner[4][2],
                          double turn)
{
    const struct corpus_raster *page = photo->page;
    double width = photo->picture.width;
    double height = photo->picture.height;
    double scale =
        corpus_random_real(random, 0.86, 0.93) * MIN(width / page->width, height / page->height);
    double lean = corpus_random_real(random, 0, 0.075);
    double tilt = corpus_random_real(random, 0, 2 * G_PI);
    static const int sides[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};

    for (int i = 0; i < 4; i++) {
        double x = sides[i][0] * page->width * scale / 2;
        double y = sides[i][1] * page->height * scale / 2;
        double depth = 1 + lean * (sides[i][0] * cos(tilt) + sides[i][1] * sin(tilt)) +
                       corpus_random_real(random, -0.004, 0.004);
        corner[i][0] = width / 2 + (x * cos(turn) - y * sin(turn)) / depth;
        corner[i][1] = height / 2 + (x * sin(turn) + y * cos(turn)) / depth;
    }
    double dx = corpus_random_real(random, -0.015, 0.015) * width;
    double dy = corpus_random_real(random, -0.015, 0.015) * height;
    for (int i = 0; i < 4; i++) {
        corner[i][0] += dx;
        corner[i][1] += dy;
    }
}

static void choose_light(struct corpus_random *random, struct photo *photo)
{
    static const double desks[][3] = {{120, 82, 52}, {70, 48, 34},    {150, 120, 88},
                                      {60, 62, 68},  {112, 116, 120}, {180, 172, 160},
                                      {52, 74, 66},  {160, 132, 104}};
    const double *desk = desks[corpus_random_int(random, 0, (int)G_N_ELEMENTS(desks) - 1)];
    double warm = corpus_random_real(random, -0.04, 0.16);
    double bright = corpus_random_real(random, 0.72, 0.98);
    double turn = corpus_random_real(random, 0, 2 * G_PI);
    double width = photo->picture.width;
    double height = photo->picture.height;

    for (int s = 0; s < 3; s++) {
        photo->desk[s] = desk[s];
    }
    photo->light[0] = bright;
    photo->light[1] = bright * (1 - warm * 0.35);
    photo->light[2] = bright * (1 - warm);
    photo->shadow = corpus_random_chance(random, 0.7) ? corpus_random_real(random, 0.1, 0.45) : 0;
    photo->soft = width * corpus_random_real(random, 0.03, 0.3);
    photo->edge[0] = cos(turn);
    photo->edge[1] = sin(turn);
    photo->edge[2] = -(cos(turn) * width / 2 + sin(turn) * height / 2) -
                     corpus_random_real(random, -0.3, 0.3) * width;
    photo->grain = corpus_random_real(random, 3, 14);
    photo->vignette = corpus_random_real(random, 0, 0.22);
}

/* Bilinear sample of the page; false outside it. */
static bool sample(const struct corpus_raster *page, double x, double y, double out[3])
{
    int column = (int)floor(x);
    int row = (int)floor(y);

    if (column < 0 || row < 0 || column + 1 >= page->width || row + 1 >= page->height) {
        return false;
    }
    double fx = x - column;
    double fy = y - row;
    size_t step = (size_t)page->samples;
    size_t line = (size_t)page->width * step;
    const uint8_t *p = page->pixels + (size_t)row * line + (size_t)column * step;
    for (size_t s = 0; s < step; s++) {
        double top = p[s] * (1 - fx) + p[s + step] * fx;
        double below = p[s + line] * (1 - fx) + p[s + line + step] * fx;
        out[s] = top * (1 - fy) + below * fy;
    }
    for (size_t s = step; s < 3; s++) {
        out[s] = out[0];
    }
    return true;
}

/* Light that reaches a point: shadow of who holds the phone, and the lens's dark corners. */
static double light_at(const struct photo *photo, int x, int y)
{
    double depth = photo->edge[0] * x + photo->edge[1] * y + photo->edge[2];
    double share = CLAMP(depth / photo->soft * 0.5 + 0.5, 0, 1);
    double dx = x / (double)photo->picture.width - 0.5;
    double dy = y / (double)photo->picture.height - 0.5;

    return (1 - photo->shadow * share * share * (3 - 2 * share)) *
           (1 - photo->vignette * (dx * dx + dy * dy) * 2);
}

static void shoot_row(const struct photo *photo, struct corpus_random *random, int y)
{
    const double *m = photo->map;
    uint8_t *p = photo->picture.pixels +
                 (size_t)y * (size_t)photo->picture.width * (size_t)photo->picture.samples;
    double light = 1;

    for (int x = 0; x < photo->picture.width; x++) {
        double w = m[6] * x + m[7] * y + m[8];
        double seen[3] = {0};
        if (x % 8 == 0) {
            light = light_at(photo, x, y);
        }
        if (!sample(photo->page, (m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w,
                    seen)) {
            double wave = sin(y * 0.011 + 3 * sin(x * 0.0012 + y * 0.0007)) * photo->grain +
                          (double)(corpus_random_next(random) >> 60) - 8;
            for (int s = 0; s < 3; s++) {
                seen[s] = photo->desk[s] + wave;
            }
        }
        for (int s = 0; s < photo->picture.samples; s++) {
            *p++ = (uint8_t)CLAMP(seen[s] * photo->light[s] * light, 0, 255);
        }
    }
}

struct corpus_raster corpus_photo_take(struct corpus_random *random,
                                       const struct corpus_raster *page, double *ret_turn)
{
    struct photo photo = {.page = page, .picture = {.samples = page->samples}};
    double turn = corpus_random_real(random, -4, 4);
    double corner[4][2];

    photo.picture.height = (int)(page->height * 1.1);
    photo.picture.width = MAX((int)(photo.picture.height * 0.75), (int)(page->width * 1.1));
    size_t bytes = (size_t)photo.picture.width * (size_t)photo.picture.height;
    photo.picture.pixels = g_malloc0(bytes * (size_t)page->samples);
    place_corners(random, &photo, corner, turn * G_PI / 180);
    choose_light(random, &photo);
    if (map_corners((const double(*)[2])corner, page->width, page->height, photo.map)) {
        for (int y = 0; y < photo.picture.height; y++) {
            shoot_row(&photo, random, y);
        }
    }
    corpus_raster_blur(&photo.picture, corpus_random_real(random, 0.4, 1.1));
    corpus_raster_noise(random, &photo.picture, corpus_random_real(random, 1.5, 6));
    *ret_turn = turn;
    return photo.picture;
}
