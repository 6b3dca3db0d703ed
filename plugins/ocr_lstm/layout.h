/* layout.h - Tesseract's layout analysis, as the pieces of a page that its recogniser would be
 * given one by one. The C API lacks two of the calls: layout.cc is C++. */
#ifndef OCR_LSTM_LAYOUT_H
#define OCR_LSTM_LAYOUT_H
#include "sohoa_plugin.h"

#include <tesseract/capi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One input of the network: neighbouring words of a line, with a little paper around them. */
struct layout_unit {
    struct sohoa_box box;  /* clipped to the picture */
    struct sohoa_box line; /* its line */
    bool starts_line, starts_paragraph;
    size_t first_mark, marks; /* its ink */
};

struct layout {
    struct layout_unit *units; /* in reading order */
    size_t count, room;
    struct sohoa_box *marks; /* connected pieces of ink, unit by unit */
    size_t mark_count, mark_room;
    bool turned; /* some text is not upright: nothing else is filled */
};

/* Analyses the handle's picture. False: no memory, or it found nothing. What was filled is to be
 * freed in any case. */
bool layout_find(TessBaseAPI *api, struct layout *layout);
void layout_free(struct layout *layout);

#ifdef __cplusplus
}
#endif
#endif
