/* ocr_reader.c - text out of a picture, read with the page's own handle. */
#include "ocr.h"

#include <leptonica/allheaders.h>

enum { RIM = 30 }; /* pixels of paper around a line: with less the first letter is misread */

TessBaseAPI *ocr_reader_handle(const struct ocr_reader *r, PIX *picture, int psm)
{
    TessBaseAPI *api = r->handle(r->handle_arg);
    if (!api)
        return NULL;
    TessBaseAPISetPageSegMode(api, (TessPageSegMode)psm);
    TessBaseAPISetImage2(api, picture);
    TessBaseAPISetSourceResolution(api, r->dpi);
    return api;
}

bool ocr_engine_tesseract(void *arg, const struct ocr_reader *r, PIX *picture, int psm,
                          const char *only, struct ocr_words *out)
{
    (void)arg;
    TessBaseAPI *api = ocr_reader_handle(r, picture, psm);
    if (!api)
        return false;
    ETEXT_DESC *monitor = TessMonitorCreate();
    if (monitor) {
        TessMonitorSetCancelFunc(monitor, r->over);
        TessMonitorSetCancelThis(monitor, r->over_arg);
    }
    if (only)
        TessBaseAPISetVariable(api, "tessedit_char_whitelist", only);
    bool done = TessBaseAPIRecognize(api, monitor) == 0;
    done = ocr_words_collect(out, api) && done;
    if (only)
        TessBaseAPISetVariable(api, "tessedit_char_whitelist", "");
    if (monitor)
        TessMonitorDelete(monitor);
    TessBaseAPIClear(api);
    return done;
}

bool ocr_read_picture(const struct ocr_reader *r, PIX *picture, int psm, const char *only,
                      struct ocr_words *out)
{
    return r->engine(r->engine_arg, r, picture, psm, only, out);
}

bool ocr_read_line(const struct ocr_reader *r, PIX *picture, const char *only,
                   struct ocr_words *out)
{
    return ocr_read_part(r, picture, PSM_SINGLE_LINE, only, out);
}

bool ocr_read_part(const struct ocr_reader *r, PIX *picture, int psm, const char *only,
                   struct ocr_words *out)
{
    if (r->over(r->over_arg, 0))
        return false;
    l_uint32 paper = pixGetDepth(picture) == 1 ? 0 : 255;
    PIX *framed = pixAddBorderGeneral(picture, RIM, RIM, RIM, RIM, paper);
    if (!framed)
        return false;
    size_t before = out->count;
    bool done = ocr_read_picture(r, framed, psm, only, out);
    pixDestroy(&framed);
    for (size_t i = before; i < out->count; i++) {
        out->words[i].box.x -= RIM;
        out->words[i].box.y -= RIM;
    }
    return done && out->count > before;
}
