// plain_zxing.cc - libzxing as it comes; see plain_zxing.h.
#define ZX_USE_UTF8
#include "plain_zxing.h"

#include <csetjmp>
#include <csignal>
#include <exception>
#include <ZXing/ReadBarcode.h>

static sigjmp_buf way_out;

static void on_abort(int)
{
    siglongjmp(way_out, 1);
}

static void read(const ZXing::ImageView &view, ZXing::Results *ret)
{
    ZXing::DecodeHints hints;
    hints.setTryHarder(true).setTryRotate(true).setTryDownscale(true);
    *ret = ZXing::ReadBarcodes(view, hints);
}

int plain_zxing(const unsigned char *gray, int width, int height, int stride,
                void (*found)(void *arg, const char *text), void *arg)
{
    ZXing::ImageView view(gray, width, height, ZXing::ImageFormat::Lum, stride);
    static ZXing::Results results;
    results.clear();
    (void)signal(SIGABRT, on_abort);
    volatile bool done = false;
    try {
        if (sigsetjmp(way_out, 1) == 0) {
            read(view, &results);
            done = true;
        }
    } catch (const std::exception &) {
    }
    (void)signal(SIGABRT, SIG_DFL);
    if (!done)
        return 0;
    for (const ZXing::Result &result : results)
        if (result.isValid())
            found(arg, result.text().c_str());
    return 1;
}
