/* ocr_noise.c - keeps pictures of noise away from the engine, whose layout analysis cannot be
 * interrupted and takes time by the square of the marks: a minute for an A4 page strewn with dots,
 * hours for a large one. A dense printed page has 20,000 marks, so measured; 100,000 take the
 * engine about four seconds. */
#include "ocr.h"

#include <leptonica/allheaders.h>

enum { MARKS_MAX = 100000 };

/* Top left ends of marks: ink with no ink to the left, above or beside above. Every mark has at
 * least one; the seams between words of 32 pixels may add some. */
static size_t count_tops(PIX *bits)
{
    int wpl = pixGetWpl(bits), h = pixGetHeight(bits);
    size_t tops = 0;
    const l_uint32 *line = pixGetData(bits), *above = NULL;
    for (int y = 0; y < h; y++, above = line, line += wpl)
        for (int i = 0; i < wpl; i++) {
            l_uint32 up = above ? above[i] : 0;
            tops +=
                (size_t)__builtin_popcount(line[i] & ~(line[i] >> 1) & ~(up | up >> 1 | up << 1));
        }
    return tops;
}

PIX *ocr_without_noise(PIX *image)
{
    PIX *bits = pixGetDepth(image) == 1 ? pixClone(image) : pixConvertTo1(image, 128);
    if (!bits || count_tops(bits) <= MARKS_MAX) {
        pixDestroy(&bits);
        return pixClone(image);
    }
    PIX *opened = pixOpenBrick(NULL, bits, 2, 2);
    pixDestroy(&bits);
    if (opened && count_tops(opened) > MARKS_MAX)
        pixDestroy(&opened);
    return opened;
}
