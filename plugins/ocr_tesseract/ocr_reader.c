/* ocr_reader.c - one line of text out of a small picture, read with the page's own handle. */
#include "ocr.h"

#include <leptonica/allheaders.h>

enum { RIM = 30 }; /* pixels of paper around a line: with less the first letter is misread */

bool ocr_read_line(const struct ocr_reader *r, PIX *picture, const char *only,
                   struct ocr_words *out)
{
    if (r->over(r->over_arg, 0))
        return false;
    l_uint32 paper = pixGetDepth(picture) == 1 ? 0 : 255;
    PIX *framed = pixAddBorderGeneral(picture, RIM, RIM, RIM, RIM, paper);
    if (!framed)
        return false;
    ETEXT_DESC *monitor = TessMonitorCreate();
    if (monitor) {
        TessMonitorSetCancelFunc(monitor, r->over);
        TessMonitorSetCancelThis(monitor, r->over_arg);
    }
    TessBaseAPISetPageSegMode(r->api, PSM_SINGLE_LINE);
    if (only)
        TessBaseAPISetVariable(r->api, "tessedit_char_whitelist", only);
    TessBaseAPISetImage2(r->api, framed);
    TessBaseAPISetSourceResolution(r->api, r->dpi);
    size_t before = out->count;
    bool ok = TessBaseAPIRecognize(r->api, monitor) == 0 && ocr_words_collect(out, r->api);
    TessBaseAPIClear(r->api);
    if (only)
        TessBaseAPISetVariable(r->api, "tessedit_char_whitelist", "");
    TessBaseAPISetPageSegMode(r->api, (TessPageSegMode)r->psm);
    if (monitor)
        TessMonitorDelete(monitor);
    pixDestroy(&framed);
    for (size_t i = before; i < out->count; i++) {
        out->words[i].box.x -= RIM;
        out->words[i].box.y -= RIM;
    }
    return ok && out->count > before;
}
