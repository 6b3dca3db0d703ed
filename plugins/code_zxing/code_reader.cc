// code_reader.cc - the shim over libzxing 1.4; see code_reader.h.
//
// The library is built with its asserts on, and some pictures fail them: two linear codes of the
// same text on one picture do, and one that is found in two of the library's own reductions. So
// linear codes are read apart, without reductions, and once more as a single one after an abort.
// POSIX lets a handler of SIGABRT leave by longjmp: what the library held is lost then, some
// kilobytes in a helper process, but the page keeps its other codes.
#define ZX_USE_UTF8
#include "code_reader.h"

#include <csetjmp>
#include <csignal>
#include <cstring>
#include <exception>
#include <string>
#include <ZXing/ReadBarcode.h>

using namespace ZXing;

namespace
{

constexpr BarcodeFormats weak_formats = BarcodeFormat::Codabar | BarcodeFormat::Code39 |
                                        BarcodeFormat::ITF | BarcodeFormat::EAN8 |
                                        BarcodeFormat::UPCE;

thread_local sigjmp_buf *way_out; // not NULL while the library runs

void on_abort(int)
{
    if (way_out)
        siglongjmp(*way_out, 1);
    (void)signal(SIGABRT, SIG_DFL);
}

bool is_utf8(const ByteArray &bytes)
{
    for (size_t i = 0; i < bytes.size();) {
        unsigned c = bytes[i++];
        int more = c < 0x80                ? 0
                   : c >= 0xC2 && c < 0xE0 ? 1
                   : c >= 0xE0 && c < 0xF0 ? 2
                   : c >= 0xF0 && c < 0xF5 ? 3
                                           : -1;
        if (more < 0)
            return false;
        unsigned value = c & (0x7Fu >> more);
        for (int k = 0; k < more; k++, i++) {
            if (i >= bytes.size() || (bytes[i] & 0xC0) != 0x80)
                return false;
            value = value << 6 | (bytes[i] & 0x3Fu);
        }
        if ((more == 2 && value < 0x800) || (more == 3 && (value < 0x10000 || value > 0x10FFFF)) ||
            (value >= 0xD800 && value < 0xE000))
            return false;
    }
    return true;
}

// Code 39 writes the whole of ASCII in pairs; only a pair for a small letter tells that it does.
std::string unpaired(const std::string &text)
{
    static const char percent[] = "\x1b\x1c\x1d\x1e\x1f;<=>?[\\]^_{|}~\x7f";
    std::string out;
    bool small = false;
    for (size_t i = 0; i < text.size(); i++) {
        char shift = text[i], next = i + 1 < text.size() ? text[i + 1] : ' ';
        if (!strchr("+/$%", shift)) {
            out += shift;
            continue;
        }
        if (next < 'A' || next > (shift == '%' ? 'T' : 'Z'))
            return text;
        small = small || shift == '+';
        int letter = next - 'A';
        out += static_cast<char>(shift == '+'   ? 'a' + letter
                                 : shift == '$' ? 1 + letter
                                 : shift == '%' ? percent[letter]
                                 : next == 'Z'  ? ':'
                                                : '!' + letter);
        i++;
    }
    return small ? out : text;
}

// What the code says it holds; without such word UTF-8 where the bytes are that, which the
// library's guess takes for Shift-JIS now and then.
std::string text_of(const Result &result)
{
    std::string text;
    if (!result.hasECI() && is_utf8(result.bytes()))
        text.assign(reinterpret_cast<const char *>(result.bytes().data()), result.bytes().size());
    else
        text = result.text();
    if (result.format() == BarcodeFormat::Code39)
        text = unpaired(text);
    for (size_t at = 0; (at = text.find('\0', at)) != std::string::npos;)
        text.replace(at, 1, "\xEF\xBF\xBD");
    return text;
}

void tell(const Result &result, void (*found)(void *, const struct reader_code *), void *arg)
{
    std::string text = text_of(result);
    if (!result.isValid() || text.empty())
        return;
    reader_code code{};
    code.symbology = ToString(result.format());
    code.text = text.c_str();
    for (int i = 0; i < 4; i++) {
        code.corner[2 * i] = result.position()[static_cast<size_t>(i)].x;
        code.corner[2 * i + 1] = result.position()[static_cast<size_t>(i)].y;
    }
    code.weak = weak_formats.testFlag(result.format());
    code.lines = result.lineCount();
    found(arg, &code);
}

// Parts of one message are told as one when all are there.
void tell_all(const Results &results, void (*found)(void *, const struct reader_code *), void *arg)
{
    Results merged = MergeStructuredAppendSequences(results);
    for (const Result &whole : merged)
        tell(whole, found, arg);
    for (const Result &result : results) {
        bool part = false;
        for (const Result &whole : merged)
            part = part || (result.isPartOfSequence() && result.format() == whole.format() &&
                            result.sequenceId() == whole.sequenceId());
        if (!part)
            tell(result, found, arg);
    }
}

struct task {
    const reader_ask *ask;
    BarcodeFormats formats;
    bool linear, single;
};

void read(const task &task, Results *ret)
{
    const reader_ask *ask = task.ask;
    DecodeHints hints;
    hints.setFormats(task.formats).setTryHarder(true).setTryRotate(true);
    hints.setTryDownscale(!task.linear).setMaxNumberOfSymbols(task.single ? 1 : 0xff);
    hints.setReturnCodabarStartEnd(true);
    hints.setBinarizer(ask->threshold == READER_LOCAL    ? Binarizer::LocalAverage
                       : ask->threshold == READER_GLOBAL ? Binarizer::GlobalHistogram
                                                         : Binarizer::FixedThreshold);
    ImageView view(ask->gray, ask->width, ask->height, ImageFormat::Lum, ask->stride);
    *ret = ReadBarcodes(view, hints);
}

// No object of this frame has a destructor: an abort may leave it.
bool read_guarded(const task &task, Results *ret)
{
    struct sigaction ours = {}, theirs;
    sigjmp_buf here;
    ours.sa_handler = on_abort;
    (void)sigaction(SIGABRT, &ours, &theirs);
    volatile bool done = false;
    if (sigsetjmp(here, 1) == 0) {
        way_out = &here;
        read(task, ret);
        done = true;
    }
    way_out = nullptr;
    (void)sigaction(SIGABRT, &theirs, nullptr);
    return done;
}

// The codes of some formats; false: the library gave up on at least some of them.
bool read_some(const reader_ask *ask, BarcodeFormats formats, bool linear, Results *ret)
{
    task task = {ask, formats, linear, false};
    try {
        if (formats.empty() || read_guarded(task, ret))
            return true;
        task.single = true;
        (void)read_guarded(task, ret);
    } catch (const std::exception &) {
        way_out = nullptr;
    }
    return false;
}

} // namespace

bool reader_formats(const char *names, uint32_t *ret)
{
    using F = BarcodeFormat;
    try {
        BarcodeFormats set = *names ? BarcodeFormatsFromString(names)
                                    : F::QRCode | F::DataMatrix | F::PDF417 | F::Aztec |
                                          F::Code128 | F::Code39 | F::Code93 | F::Codabar | F::ITF |
                                          F::EAN8 | F::EAN13 | F::UPCA | F::UPCE;
        *ret = 0;
        for (F format : set)
            *ret |= static_cast<uint32_t>(format);
        return *ret != 0;
    } catch (const std::exception &) {
        return false;
    }
}

bool reader_read(const struct reader_ask *ask,
                 void (*found)(void *arg, const struct reader_code *code), void *arg)
{
    try {
        BarcodeFormats wanted = static_cast<BarcodeFormat>(ask->formats);
        Results matrix, linear;
        bool whole = read_some(ask, wanted & BarcodeFormat::MatrixCodes, false, &matrix);
        whole = read_some(ask, wanted & BarcodeFormat::LinearCodes, true, &linear) && whole;
        tell_all(matrix, found, arg);
        tell_all(linear, found, arg);
        return whole;
    } catch (const std::exception &) {
        return false;
    }
}
