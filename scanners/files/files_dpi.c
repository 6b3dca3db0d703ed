/* files_dpi.c - which resolution a raster has. No state.
 *
 * The rule, in order:
 *  1. A stated resolution is believed when it is 100..1200 dpi, the same both ways (10 % apart at
 *     most: fax says 204 x 196), and the sheet it gives is no longer than DRAWING_LONG inches.
 *  2. Otherwise the page size decides: the first paper, then the first usual resolution, at which
 *     both sides fit within 2 %.
 *  3. A low stated value (40..100, mostly the default of a program) is believed when it gives a
 *     sheet no longer than SHEET_LONG inches.
 *  4. Otherwise the picture is taken for a photo that an ID card (by its proportion) or an A4 page
 *     fills: the usual resolution nearest to that, or 0 when the picture is too small to say. */
#include "files.h"

#include <math.h>

#define DRAWING_LONG 55.0 /* inches: a little more than A0 */
#define SHEET_LONG 17.5   /* inches: a little more than A3 */
#define CARD_LONG (85.6 / 25.4)
#define A4_LONG (297 / 25.4)

static const double usual[] = {300, 200, 150, 400, 600, 240, 100};
static const struct {
    double wide, high; /* millimetres */
} papers[] = {{210, 297}, {215.9, 279.4}, {215.9, 355.6}, {148, 210},
              {297, 420}, {85.6, 54},     {105, 148},     {176, 250}};

static bool near_to(double a, double b, double share)
{
    return fabs(a - b) <= share * b;
}

static double by_paper(double w, double h)
{
    for (size_t p = 0; p < sizeof papers / sizeof *papers; p++)
        for (size_t u = 0; u < sizeof usual / sizeof *usual; u++) {
            double a = papers[p].wide * usual[u] / 25.4, b = papers[p].high * usual[u] / 25.4;
            if ((near_to(w, a, 0.02) && near_to(h, b, 0.02)) ||
                (near_to(w, b, 0.02) && near_to(h, a, 0.02)))
                return usual[u];
        }
    return 0;
}

static double by_filling(double w, double h)
{
    double longer = fmax(w, h), shorter = fmin(w, h);
    bool card = near_to(longer / shorter, 85.6 / 54, 0.02) && longer <= 600 * CARD_LONG * 1.02;
    double dpi = longer / (card ? CARD_LONG : A4_LONG);
    if (dpi < 70)
        return 0;
    double best = usual[0];
    for (size_t u = 1; u < sizeof usual / sizeof *usual; u++)
        if (fabs(log(dpi / usual[u])) < fabs(log(dpi / best)))
            best = usual[u];
    return best;
}

float files_dpi(uint32_t width, uint32_t height, double x_dpi, double y_dpi)
{
    double w = width, h = height;
    if (width == 0 || height == 0)
        return 0;
    if (x_dpi <= 0 || !isfinite(x_dpi))
        x_dpi = y_dpi;
    if (y_dpi <= 0 || !isfinite(y_dpi))
        y_dpi = x_dpi;
    bool same = x_dpi > 0 && isfinite(x_dpi) && near_to(x_dpi, y_dpi, 0.1);
    double inches = same ? fmax(w, h) / x_dpi : 0;
    if (same && x_dpi >= 99.5 && x_dpi <= 1200 && inches <= DRAWING_LONG)
        return (float)x_dpi;
    double dpi = by_paper(w, h);
    if (dpi > 0)
        return (float)dpi;
    if (same && x_dpi >= 40 && x_dpi < 99.5 && inches <= SHEET_LONG)
        return (float)x_dpi;
    return (float)by_filling(w, h);
}
