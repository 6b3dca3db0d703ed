/* corpus_stamp.h - what is put on a paper after it was printed: signatures, seals, stamps, codes.
 *
 * Silent: nothing of it goes into the truth unless said. One thread. */
#ifndef CORPUS_STAMP_H
#define CORPUS_STAMP_H
#include "corpus_sheet.h"

/* A pen stroke that looks like a signature, blue mostly. */
void corpus_stamp_sign(struct corpus_sheet *sheet, double x, double y);
/* A round red seal of 36 mm whose rim bears the text (capitals); x, y its middle. */
void corpus_stamp_seal(struct corpus_sheet *sheet, double x, double y, const char *rim);
/* A rubber stamp: lines in a frame (or bare), a little askew; x, y its top left corner. */
struct corpus_rubber {
    double x, y, width, size;
    uint32_t colour;
    bool frame;
    const char *lines; /* separated by newlines, centred */
};
void corpus_stamp_rubber(struct corpus_sheet *sheet, const struct corpus_rubber *rubber);
/* A few words by pen somewhere: a note, a tick, a page number. */
void corpus_stamp_note(struct corpus_sheet *sheet, double x, double y);
/* A QR code (side in points) and a Code 128 bar code of the text. */
void corpus_stamp_qr(struct corpus_sheet *sheet, double x, double y, double side, const char *text);
void corpus_stamp_bars(struct corpus_sheet *sheet, double x, double y, double width, double height,
                       const char *text);
#endif
