/* layout_cut.c - cuts units out of the picture. Where the line of writing is not level every column
 * is moved by where it runs there: what is read stands straight. */
#include "layout.h"

#include <leptonica/allheaders.h>

static PIX *clip(PIX *picture, const struct sohoa_box *b)
{
    BOX *box = boxCreate(b->x, b->y, b->w, b->h);
    PIX *piece = box ? pixClipRectangle(picture, box, NULL) : NULL;
    boxDestroy(&box);
    return piece;
}

/* The line of writing at x; `at` steps on through the knots as x grows. */
static int height_at(const struct layout_knot *knots, size_t count, size_t *at, int x)
{
    while (*at + 1 < count && knots[*at + 1].x <= x)
        ++*at;
    const struct layout_knot *a = &knots[*at], *b = a + 1;
    if (x <= a->x || *at + 1 == count || b->x <= a->x)
        return a->y;
    return a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x);
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
        int top =
            height_at(l->knots + u->first_knot, u->knots, &at, u->box.x + x) - u->box.y - u->up;
        for (int y = 0; y < u->up + u->down; y++) {
            l_uint32 value = 255;
            pixGetPixel(gray, x, top + y, &value); /* outside: paper */
            SET_DATA_BYTE(pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y, x, (l_uint8)value);
        }
    }
    pixDestroy(&gray);
    return out;
}
