// files_pdf_draw.cc - rendering through poppler's Splash: a whole page in bands, or only what lies
// over a scan, with the scan's own pixels as the ground. One thread at a time.
#include "files_pdf.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <GfxState.h>
#include <leptonica/allheaders.h>
#include <splash/SplashBitmap.h>
#include <SplashOutputDev.h>

namespace files_pdf
{

static const int64_t band_pixels = 16 << 20; // rendered at once
// Thin strokes of small print are lighter than half gray once they are drawn with soft edges.
static const unsigned char ink_below = 176;
static SplashColor white = {255, 255, 255};

// Copies the base's pixels instead of drawing the base's image.
class Draw : public SplashOutputDev
{
  public:
    Draw(bool colour) : SplashOutputDev(colour ? splashModeRGB8 : splashModeMono8, 1, false, white)
    {
    }
    const Shot *shot = nullptr;
    Pix *base = nullptr;
    int64_t base_x = 0, base_y = 0; // of the base in the bitmap
    bool done = false;

    void startPage(int number, GfxState *state, XRef *table) override
    {
        done = false;
        SplashOutputDev::startPage(number, state, table);
    }
    void drawImage(GfxState *state, Object *ref, Stream *str, int width, int height,
                   GfxImageColorMap *map, bool interpolate, const int *mask, bool in_line) override
    {
        if (!copies(state, ref, width, height))
            SplashOutputDev::drawImage(state, ref, str, width, height, map, interpolate, mask,
                                       in_line);
    }
    void drawImageMask(GfxState *state, Object *ref, Stream *str, int width, int height,
                       bool invert, bool interpolate, bool in_line) override
    {
        if (!copies(state, ref, width, height))
            SplashOutputDev::drawImageMask(state, ref, str, width, height, invert, interpolate,
                                           in_line);
    }

  private:
    bool copies(GfxState *state, Object *ref, int width, int height);
    void copy_row(int64_t y);
};

void Draw::copy_row(int64_t y)
{
    SplashBitmap *to = getBitmap();
    int64_t from_y = y - base_y, first = std::max<int64_t>(0, base_x);
    int64_t last = std::min<int64_t>(to->getWidth(), base_x + pixGetWidth(base));
    if (from_y < 0 || from_y >= pixGetHeight(base))
        return;
    bool colour = to->getMode() == splashModeRGB8;
    unsigned char *row = to->getDataPtr() + y * to->getRowSize();
    const l_uint32 *line = pixGetData(base) + from_y * pixGetWpl(base);
    if (to->getAlphaPtr() && first < last) // painted: not to be taken for paper
        std::memset(to->getAlphaPtr() + y * to->getAlphaRowSize() + first, 255,
                    static_cast<size_t>(last - first));
    for (int64_t x = first; x < last; x++) {
        int64_t i = x - base_x;
        uint32_t v = pixGetDepth(base) == 1   ? (GET_DATA_BIT(line, i) ? 0 : 255)
                     : pixGetDepth(base) == 8 ? GET_DATA_BYTE(line, i)
                                              : line[i];
        if (!colour) {
            row[x] = static_cast<unsigned char>(v);
            continue;
        }
        for (int c = 0; c < 3; c++)
            row[x * 3 + c] =
                static_cast<unsigned char>(pixGetDepth(base) == 32 ? v >> (24 - 8 * c) : v);
    }
}

bool Draw::copies(GfxState *state, Object *ref, int width, int height)
{
    const double *m = state->getCTM();
    if (!base || done || !ref || !ref->isRef() || ref->getRef() != shot->ref ||
        width != shot->width || height != shot->height)
        return false;
    double sx = state->getHDPI() / 72, sy = state->getVDPI() / 72;
    for (int i = 0; i < 4; i++) {
        double want = shot->matrix[i] * (i % 2 ? sy : sx);
        if (std::fabs(m[i] - want) > 0.01 + 1e-4 * std::fabs(want))
            return false;
    }
    done = true;
    for (int64_t y = 0; y < getBitmap()->getHeight(); y++)
        copy_row(y);
    return true;
}

static int show(PDFDoc &doc, int page, const Plan &p, Draw &draw, const Extent &part,
                files_job &job)
{
    doc.displayPageSlice(&draw, page, p.x_dpi, p.y_dpi, 0, false, true, false,
                         static_cast<int>(p.left + static_cast<int64_t>(part.x0)),
                         static_cast<int>(p.top + static_cast<int64_t>(part.y0)),
                         static_cast<int>(part.x1 - part.x0), static_cast<int>(part.y1 - part.y0),
                         is_over, &job);
    return files_over(&job);
}

int draw_page(PDFDoc &doc, int page, const Plan &p, files_job &job, files_raster &raster)
{
    Draw draw(p.image.depth == 32);
    draw.startDoc(&doc);
    int rc = files_raster_begin(&raster, &p.image, job.err);
    if (rc != SOHOA_OK)
        return rc;
    int64_t rows = std::max<int64_t>(1, band_pixels / p.image.width), height = p.image.height;
    for (int64_t y = 0; y < height && rc == SOHOA_OK; y += rows) {
        Extent part;
        part.add(0, static_cast<double>(y));
        part.add(p.image.width, static_cast<double>(std::min(height, y + rows)));
        rc = show(doc, page, p, draw, part, job);
        SplashBitmap *bits = draw.getBitmap();
        for (int64_t i = 0; rc == SOHOA_OK && i < bits->getHeight(); i++) {
            const unsigned char *from = bits->getDataPtr() + i * bits->getRowSize();
            uint8_t *to = files_raster_line(&raster);
            for (size_t x = 0; x < p.image.width; x++)
                if (p.image.depth == 8) {
                    to[x] = from[x];
                } else {
                    uint32_t word = static_cast<uint32_t>(from[x * 3]) << 24 |
                                    static_cast<uint32_t>(from[x * 3 + 1]) << 16 |
                                    static_cast<uint32_t>(from[x * 3 + 2]) << 8 | 255u;
                    std::memcpy(to + x * 4, &word, 4);
                }
            files_raster_put(&raster);
        }
    }
    if (rc != SOHOA_OK)
        files_raster_drop(&raster);
    return rc;
}

static void paste_row(Pix *pix, int64_t x0, int64_t y, const unsigned char *from, int64_t width)
{
    l_uint32 *line = pixGetData(pix) + y * pixGetWpl(pix);
    for (int64_t i = 0; i < width; i++) {
        int64_t x = x0 + i;
        switch (pixGetDepth(pix)) {
        case 1:
            SET_DATA_BIT_VAL(line, x, from[i] < ink_below);
            break;
        case 8:
            SET_DATA_BYTE(line, x, from[i]);
            break;
        default:
            line[x] = static_cast<l_uint32>(from[i * 3]) << 24 |
                      static_cast<l_uint32>(from[i * 3 + 1]) << 16 |
                      static_cast<l_uint32>(from[i * 3 + 2]) << 8 | 255u;
        }
    }
}

int draw_over(PDFDoc &doc, int page, const Plan &p, const Shot &shot, files_job &job, Pix *pix,
              Pix *base)
{
    Draw draw(p.image.depth == 32);
    draw.startDoc(&doc);
    draw.shot = &shot;
    draw.base = base;
    int64_t width = static_cast<int64_t>(p.over.x1 - p.over.x0);
    int64_t rows = std::max<int64_t>(1, band_pixels / width), end = static_cast<int64_t>(p.over.y1);
    int rc = SOHOA_OK;
    for (int64_t y = static_cast<int64_t>(p.over.y0); y < end && rc == SOHOA_OK; y += rows) {
        Extent part;
        part.add(p.over.x0, static_cast<double>(y));
        part.add(p.over.x1, static_cast<double>(std::min(end, y + rows)));
        draw.base_x = p.base_x - static_cast<int64_t>(part.x0);
        draw.base_y = p.base_y - y;
        rc = show(doc, page, p, draw, part, job);
        SplashBitmap *bits = draw.getBitmap();
        if (rc == SOHOA_OK && !draw.done)
            rc = sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF page changed while it was read");
        for (int64_t i = 0; rc == SOHOA_OK && i < bits->getHeight(); i++)
            paste_row(pix, static_cast<int64_t>(p.over.x0), y + i,
                      bits->getDataPtr() + i * bits->getRowSize(), width);
    }
    return rc;
}
} // namespace files_pdf
