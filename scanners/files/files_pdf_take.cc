// files_pdf_take.cc - the pixels of a PDF page's covering image, exactly as stored: fax data
// through libtiff, JPEG data through libjpeg, everything else line by line through poppler.
// One thread at a time.
#include "files_pdf.h"

extern "C" {
#include "files_jpeg.h"
#include "files_tiff.h"
}

#include <algorithm>
#include <cmath>
#include <cstring>
#include <GfxState.h>
#include <leptonica/allheaders.h>
#include <Stream.h>

namespace files_pdf
{

// Shows the page once more and decodes the base when it comes by.
class Taker : public Look
{
  public:
    Taker(files_job &of_job, const Shot &of_shot) : Look(of_job), wanted(of_shot)
    {
    }
    int rc = SOHOA_END; // END: it did not come by
    files_raster raster = {};

    void drawImage(GfxState *, Object *, Stream *, int, int, GfxImageColorMap *, bool, const int *,
                   bool) override;
    void drawImageMask(GfxState *, Object *, Stream *, int, int, bool, bool, bool) override;

  private:
    const Shot &wanted;
    bool is_wanted(GfxState *state, Object *ref, int width, int height) const;
    void take(Stream *str, GfxImageColorMap *map, bool black_is_1);
    bool take_fax(Stream *str, bool black_is_1);
    bool take_jpeg(Stream *str, GfxImageColorMap *map);
    void take_bits(Stream *str, bool black_is_1);
    void take_lines(Stream *str, GfxImageColorMap *map);
    files_image image() const;
};

bool Taker::is_wanted(GfxState *state, Object *ref, int width, int height) const
{
    Shot shot = describe(state, ref, width, height);
    return rc == SOHOA_END && shot.ref == wanted.ref && shot.width == wanted.width &&
           shot.height == wanted.height && std::equal(shot.matrix, shot.matrix + 6, wanted.matrix);
}

files_image Taker::image() const
{
    files_image i = {};
    i.width = static_cast<uint32_t>(wanted.width);
    i.height = static_cast<uint32_t>(wanted.height);
    i.depth = wanted.depth;
    i.orientation = wanted.orientation();
    return i;
}

// The bytes that a filter is fed with. Empty when there are too many.
static std::vector<unsigned char> packed_bytes(Stream *filter)
{
    const size_t most = 512u << 20;
    std::vector<unsigned char> bytes;
    Stream *str = filter->getNextStream();
    unsigned char part[65536];
    int n;
    if (!str)
        return bytes;
    str->reset();
    while (bytes.size() < most && (n = str->doGetChars(sizeof part, part)) > 0)
        bytes.insert(bytes.end(), part, part + n);
    str->close();
    if (bytes.size() >= most)
        bytes.clear();
    return bytes;
}

// Another decoder's view of the packed bytes: its complaints go nowhere, poppler has another try.
static files_job sub_job(const files_job &job, const std::vector<unsigned char> &bytes,
                         sohoa_page &page, sohoa_err &err)
{
    files_job sub = job;
    page = sohoa_page{};
    page.size = sizeof page;
    sub.page = &page;
    sub.err = &err;
    sub.data = bytes.data();
    sub.size = bytes.size();
    sub.warnings = 0;
    return sub;
}

static void put(std::vector<unsigned char> &to, size_t at, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[at + static_cast<size_t>(i)] = static_cast<unsigned char>(value >> (8 * i));
}

// A TIFF of one strip around fax data.
static std::vector<unsigned char> wrap_fax(const std::vector<unsigned char> &fax, int k,
                                           uint32_t width, uint32_t height)
{
    const uint32_t entries[][3] = {// tag, type, value
                                   {256, 4, width},
                                   {257, 4, height},
                                   {258, 3, 1},
                                   {259, 3, k < 0 ? 4u : 3u},
                                   {262, 3, 0},
                                   {273, 4, 0},
                                   {277, 3, 1},
                                   {278, 4, height},
                                   {279, 4, static_cast<uint32_t>(fax.size())},
                                   {k < 0 ? 293u : 292u, 4, k > 0 ? 1u : 0u}};
    const uint32_t count = sizeof entries / sizeof *entries, start = 8 + 2 + count * 12 + 4;
    std::vector<unsigned char> tiff(start);
    std::memcpy(tiff.data(), "II*\0\x08\0\0\0", 8);
    put(tiff, 8, count, 2);
    for (uint32_t i = 0; i < count; i++) {
        size_t at = 10 + static_cast<size_t>(i) * 12;
        put(tiff, at, entries[i][0], 2);
        put(tiff, at + 2, entries[i][1], 2);
        put(tiff, at + 4, 1, 4);
        put(tiff, at + 8, entries[i][0] == 273 ? start : entries[i][2], 4);
    }
    tiff.insert(tiff.end(), fax.begin(), fax.end());
    return tiff;
}

bool Taker::take_fax(Stream *str, bool black_is_1)
{
    CCITTFaxStream *fax = static_cast<CCITTFaxStream *>(str);
    if (fax->getEncodedByteAlign() || fax->getColumns() != wanted.width || wanted.depth != 1)
        return false;
    std::vector<unsigned char> bytes = packed_bytes(str);
    if (bytes.empty())
        return false;
    files_image stored = image();
    bytes = wrap_fax(bytes, fax->getEncoding(), stored.width, stored.height);
    sohoa_page page;
    sohoa_err err;
    files_job sub = sub_job(job, bytes, page, err);
    files_tiff t;
    files_image told;
    files_tiff_kind kind;
    int done = files_tiff_open(&t, &sub);
    if (done == SOHOA_OK)
        done = files_tiff_look(&t, &told, &kind);
    told.orientation = stored.orientation;
    kind.invert = fax->getBlackIs1() == black_is_1; // bits come as black runs
    if (done == SOHOA_OK)
        done = files_tiff_rows(&t, &told, &kind, &raster);
    bool clean = done == SOHOA_OK && t.errors == 0 && sub.warnings == 0;
    files_tiff_close(&t);
    if (done == SOHOA_OK && !clean)
        files_raster_drop(&raster);
    return clean;
}

bool Taker::take_jpeg(Stream *str, GfxImageColorMap *map)
{
    GfxColorSpaceMode mode = map->getColorSpace()->getMode();
    int comps = map->getNumPixelComps();
    bool plain = mode == csDeviceGray || mode == csCalGray || mode == csDeviceRGB ||
                 mode == csCalRGB || mode == csICCBased;
    if (!plain || map->getBits() != 8 || (comps != 1 && comps != 3))
        return false;
    for (int i = 0; i < comps; i++)
        if (map->getDecodeLow(i) != 0 || map->getDecodeHigh(i) != 1)
            return false;
    std::vector<unsigned char> bytes = packed_bytes(str);
    sohoa_page page;
    sohoa_err err;
    files_job sub = sub_job(job, bytes, page, err);
    Object parms = str->getDict() ? str->getDict()->lookup("DecodeParms") : Object();
    Object transform = parms.isDict() ? parms.dictLookup("ColorTransform") : Object();
    files_jpeg_how how = {};
    files_image stored = image();
    how.image = &stored;
    how.transform = transform.isInt() ? transform.getInt() : -1;
    if (bytes.empty() || files_jpeg_rows(&sub, &how, &raster) != SOHOA_OK)
        return false;
    if (page.note[0])
        sohoa_page_note(job.page, "%s", page.note);
    return true;
}

static const uint32_t check_rows = 256; // rows between looks at the clock

void Taker::take_bits(Stream *str, bool black_is_1)
{
    files_image stored = image();
    size_t bytes = files_raster_row_bytes(&stored);
    str->reset();
    for (uint32_t y = 0; y < stored.height && rc == SOHOA_OK; y++) {
        uint8_t *line = files_raster_line(&raster);
        int n = str->doGetChars(static_cast<int>(bytes), line);
        size_t got = n > 0 ? static_cast<size_t>(n) : 0;
        if (got < bytes)
            std::memset(line + got, black_is_1 ? 0 : 0xFF, bytes - got);
        if (!black_is_1)
            for (size_t i = 0; i < bytes; i++)
                line[i] = static_cast<uint8_t>(~line[i]);
        files_raster_put(&raster);
        if (y % check_rows == 0)
            rc = files_over(&job);
    }
    str->close();
}

void Taker::take_lines(Stream *str, GfxImageColorMap *map)
{
    files_image stored = image();
    ImageStream lines(str, wanted.width, map->getNumPixelComps(), map->getBits());
    std::vector<unsigned int> rgb(stored.depth == 32 ? stored.width : 0);
    lines.reset();
    for (uint32_t y = 0; y < stored.height && rc == SOHOA_OK; y++) {
        unsigned char *in = lines.getLine();
        uint8_t *line = files_raster_line(&raster);
        if (!in)
            break;
        if (stored.depth == 8) {
            map->getGrayLine(in, line, wanted.width);
        } else {
            map->getRGBLine(in, rgb.data(), wanted.width);
            for (uint32_t x = 0; x < stored.width; x++) {
                uint32_t word = rgb[x] << 8 | 255;
                std::memcpy(line + static_cast<size_t>(x) * 4, &word, 4);
            }
        }
        files_raster_put(&raster);
        if (y % check_rows == 0)
            rc = files_over(&job);
    }
    lines.close();
}

void Taker::take(Stream *str, GfxImageColorMap *map, bool black_is_1)
{
    files_image stored = image();
    rc = SOHOA_OK;
    if (str->getKind() == strCCITTFax && take_fax(str, black_is_1))
        return;
    if (str->getKind() == strDCT && map && take_jpeg(str, map))
        return;
    rc = files_raster_begin(&raster, &stored, job.err);
    if (rc != SOHOA_OK)
        return;
    if (stored.depth == 1)
        take_bits(str, black_is_1);
    else
        take_lines(str, map);
    if (rc != SOHOA_OK)
        files_raster_drop(&raster);
}

void Taker::drawImage(GfxState *state, Object *ref, Stream *str, int width, int height,
                      GfxImageColorMap *map, bool interpolate, const int *mask, bool in_line)
{
    if (in_line || !is_wanted(state, ref, width, height)) {
        Look::drawImage(state, ref, str, width, height, map, interpolate, mask, in_line);
        return;
    }
    GfxGray one;
    unsigned char value = 1;
    map->getGray(&value, &one);
    take(str, map, colToByte(one) < 128);
}

// A stencil paints where its sample is 0, or 1 when inverted.
void Taker::drawImageMask(GfxState *state, Object *ref, Stream *str, int width, int height,
                          bool invert, bool interpolate, bool in_line)
{
    if (in_line || !is_wanted(state, ref, width, height))
        Look::drawImageMask(state, ref, str, width, height, invert, interpolate, in_line);
    else
        take(str, nullptr, invert);
}

int take_base(PDFDoc &doc, int number, const Shot &shot, files_job &job, Pix **ret_pix)
{
    Taker taker(job, shot);
    sohoa_page page = {};
    doc.displayPage(&taker, number, 72, 72, 0, false, true, false, is_over, &job);
    if (taker.rc == SOHOA_END)
        return sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF page changed while it was read");
    int rc = taker.rc == SOHOA_OK ? files_raster_end(&taker.raster, &page, job.err) : taker.rc;
    if (rc == SOHOA_OK)
        *ret_pix = page.image;
    return rc;
}
} // namespace files_pdf
