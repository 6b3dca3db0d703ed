/* layout_cut.c - cuts units out of the picture, and the words of a unit apart. Where the line of
 * writing is not level every column is moved by where it runs there, by parts of pixels: what is
 * read stands straight. */
#include "layout.h"

#include <leptonica/allheaders.h>
#include <math.h>

enum { RIM_MAX = 128 }; /* pixels: words part no further from where the steps say */

static PIX *clip(PIX *picture, const struct sohoa_box *b)
{
    BOX *box = boxCreate(b->x, b->y, b->w, b->h);
    PIX *piece = box ? pixClipRectangle(picture, box, NULL) : NULL;
    boxDestroy(&box);
    return piece;
}

/* The line of writing at x; `at` steps on through the knots as x grows. */
static float height_at(const struct layout_knot *knots, size_t count, size_t *at, float x)
{
    while (*at + 1 < count && knots[*at + 1].x <= x)
        ++*at;
    const struct layout_knot *a = &knots[*at], *b = a + 1;
    if (x <= a->x || *at + 1 == count || b->x <= a->x)
        return a->y;
    return a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x);
}

static float pixel(PIX *gray, int x, int y)
{
    l_uint32 value = 255;
    pixGetPixel(gray, x, y, &value); /* outside: paper */
    return (float)value;
}

PIX *layout_cut(PIX *picture, const struct layout *l, const struct layout_unit *u)
{
    PIX *piece = clip(picture, &u->box), *gray = NULL, *out = NULL;
    if (!piece || u->knots == 0)
        return piece;
    gray = pixConvertTo8(piece, 0);
    pixDestroy(&piece);
    int w = u->box.w;
    out = gray ? pixCreate(w, u->up + u->down, 8) : NULL;
    size_t at = 0;
    for (int x = 0; out && x < w; x++) {
        float base = height_at(l->knots + u->first_knot, u->knots, &at, (float)(u->box.x + x));
        float top = base - (float)(u->box.y + u->up);
        int whole = (int)floorf(top);
        float below = top - (float)whole, above = pixel(gray, x, whole);
        for (int y = 0; y < u->up + u->down; y++) {
            float next = pixel(gray, x, whole + y + 1);
            l_uint8 value = (l_uint8)(above + (next - above) * below + 0.5f);
            SET_DATA_BYTE(pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y, x, value);
            above = next;
        }
    }
    pixDestroy(&gray);
    return out;
}

int layout_parting(const struct layout *l, const struct layout_unit *u, int border)
{
    bool inked[2 * RIM_MAX] = {false};
    int rim = u->box.h / 3 < RIM_MAX ? u->box.h / 3 : RIM_MAX, widest = 0, run = 0, at = border;
    for (size_t i = u->first_mark; i < u->first_mark + u->marks; i++) {
        const struct sohoa_box *b = &l->marks[i];
        int from = b->x - (border - rim), end = from + b->w;
        bool line = b->w > 3 * b->h && 6 * b->h < u->box.h; /* under words, or a dash */
        for (int x = from > 0 ? from : 0; !line && x < end && x < 2 * rim; x++)
            inked[x] = true;
    }
    for (int x = 0; x < 2 * rim; x++) {
        run = inked[x] ? 0 : run + 1;
        if (run > widest) {
            widest = run;
            at = border - rim + x + 1 - run / 2;
        }
    }
    return at;
}
