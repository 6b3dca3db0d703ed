/* lstm_lines.c - cuts bands of 50 rows out of a page and writes them as the network sees them
 * (width as an int32, then its columns): real lines for tests that have no library of images.
 *
 *     lstm_lines PAGE OUT
 */
#include "lstm_image.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>

enum { BAND = 50, WIDEST = 600, BANDS_MAX = 6, INK_LEAST = 2000 };

static int write_band(PIX *page, int top, struct lstm_line *line, FILE *out)
{
    BOX *box = boxCreate(pixGetWidth(page) / 8, top, WIDEST, BAND);
    PIX *band = pixClipRectangle(page, box, NULL), *scaled = NULL;
    PIX *ink = pixConvertTo1(band, 128);
    int pixels = 0, written = 0;
    if (ink && pixCountPixels(ink, &pixels, NULL) == 0 && pixels > INK_LEAST)
        scaled = lstm_image_scale(band);
    if (scaled && lstm_image_line(scaled, line)) {
        int32_t width = line->width;
        size_t size = (size_t)width * LSTM_COLUMN;
        written =
            fwrite(&width, sizeof width, 1, out) == 1 && fwrite(line->pixels, 1, size, out) == size;
    }
    pixDestroy(&scaled);
    pixDestroy(&ink);
    pixDestroy(&band);
    boxDestroy(&box);
    return written;
}

int main(int argc, char **argv)
{
    PIX *page = argc == 3 ? pixRead(argv[1]) : NULL;
    FILE *out = page ? fopen(argv[2], "we") : NULL;
    if (!out) {
        fprintf(stderr, "lstm_lines: cannot read '%s' or write '%s'\n", argc > 1 ? argv[1] : "",
                argc > 2 ? argv[2] : "");
        pixDestroy(&page);
        return 1;
    }
    struct lstm_line line = {0};
    int bands = 0;
    for (int top = 0; top + BAND <= pixGetHeight(page) && bands < BANDS_MAX; top += BAND)
        bands += write_band(page, top, &line, out);
    free(line.pixels);
    pixDestroy(&page);
    return fclose(out) != 0 || bands == 0;
}
