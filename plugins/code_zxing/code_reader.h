/* code_reader.h - libzxing behind a C call: gray pixels in, codes out. No state, any thread; but an
 * abort of the library is only caught where no other thread may abort at the same time. */
#ifndef CODE_READER_H
#define CODE_READER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reader_code {
    const char *symbology; /* zxing's name */
    const char *text;      /* UTF-8 without NUL */
    double corner[8];      /* x, y of the four corners in pixels of the picture */
    bool weak;             /* linear, without a check digit that would catch a misreading */
    int lines;             /* linear: scan lines that agreed; else 0 */
};

enum reader_threshold { READER_LOCAL, READER_GLOBAL, READER_FIXED };

struct reader_ask {
    const uint8_t *gray; /* rows from the top */
    int width, height;
    int stride;       /* bytes a row */
    uint32_t formats; /* see reader_formats */
    enum reader_threshold threshold;
};

/* "QRCode,Code128" or "" (what stands on papers) into a set; false: an unknown name. */
bool reader_formats(const char *names, uint32_t *ret);
/* found gets each code; lent for its call. False: the library failed a check of its own, or there
 * was no memory; what was found besides has been told. */
bool reader_read(const struct reader_ask *ask,
                 void (*found)(void *arg, const struct reader_code *code), void *arg);

#ifdef __cplusplus
}
#endif
#endif
