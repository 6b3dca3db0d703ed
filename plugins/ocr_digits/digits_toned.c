/* digits_toned.c - a part of the page in its tones, before a threshold took what is faint. */
#include "digits.h"

#include <leptonica/allheaders.h>

enum { WINDOW_LEAST = 15 }; /* wider than strokes and frames */
#define PAPER 0.15          /* of the way from paper to ink: less is paper, with its noise */
#define INK 0.85            /* ... more is ink */

/* The paper behind the ink, pixel by pixel; shadows change it slowly. */
static PIX *paper_of(PIX *gray)
{
    int window = pixGetHeight(gray) / 3;
    window = (window > WINDOW_LEAST ? window : WINDOW_LEAST) | 1;
    PIX *smooth = pixBlockconvGray(gray, NULL, 1, 1);
    PIX *paper = smooth ? pixCloseGray(smooth, window, window) : NULL;
    pixDestroy(&smooth);
    return paper;
}

/* Each pixel by the paper behind it, which is white then. */
static void lighten(PIX *gray, PIX *paper)
{
    for (int y = 0; y < pixGetHeight(gray); y++) {
        l_uint32 *line = pixGetData(gray) + (ptrdiff_t)y * pixGetWpl(gray);
        const l_uint32 *behind = pixGetData(paper) + (ptrdiff_t)y * pixGetWpl(paper);
        for (int x = 0; x < pixGetWidth(gray); x++) {
            int white = GET_DATA_BYTE(behind, x), v = GET_DATA_BYTE(line, x);
            SET_DATA_BYTE(line, x, (l_uint8)(v >= white ? 255 : v * 255 / white));
        }
    }
}

/* Ink black, paper white. */
static void stretch(PIX *gray)
{
    double deep = 255 - digits_tone(gray);
    for (int y = 0; y < pixGetHeight(gray); y++) {
        l_uint32 *line = pixGetData(gray) + (ptrdiff_t)y * pixGetWpl(gray);
        for (int x = 0; x < pixGetWidth(gray); x++) {
            double ink = ((255 - GET_DATA_BYTE(line, x)) / deep - PAPER) / (INK - PAPER);
            SET_DATA_BYTE(line, x, (l_uint8)(ink <= 0 ? 255 : ink >= 1 ? 0 : 255 * (1 - ink)));
        }
    }
}

PIX *digits_toned(const struct sohoa_page *page, struct sohoa_box box)
{
    PIX *gray = page->tones ? digits_picture(page->tones, box) : NULL;
    PIX *paper = gray ? paper_of(gray) : NULL;
    if (paper) {
        lighten(gray, paper);
        stretch(gray);
    } else {
        pixDestroy(&gray);
    }
    pixDestroy(&paper);
    return gray;
}
