// files_pdf_text.cc - the text that a born-digital PDF page brings: words with boxes and lines in
// reading order. Text that its fonts do not map to letters is left to OCR. One thread at a time.
#include "files_pdf.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <TextOutputDev.h>
#include <utf8proc.h>

namespace files_pdf
{

static const double bad_share = 0.02;    // of the characters may be unreadable
static const double hidden_share = 0.05; // of them may be invisible
static const float confidence = 0.99F;

static bool is_sane(const Facts &f)
{
    double all = static_cast<double>(f.shown + f.hidden);
    return f.shown > 0 && static_cast<double>(f.unmapped) <= bad_share * all &&
           static_cast<double>(f.hidden) <= hidden_share * all && f.legacy == 0;
}

static sohoa_box scaled(double x0, double y0, double x1, double y1, double scale)
{
    sohoa_box b;
    b.x = static_cast<int32_t>(std::floor(x0 * scale));
    b.y = static_cast<int32_t>(std::floor(y0 * scale));
    b.w = static_cast<int32_t>(std::ceil(x1 * scale)) - b.x;
    b.h = static_cast<int32_t>(std::ceil(y1 * scale)) - b.y;
    return b;
}

// One word of poppler's may hold odd spaces: each part becomes a word in its share of the box.
static int add_word(sohoa_text *text, const TextWord *word, double scale)
{
    int n = word->getLength(), first = 0;
    std::vector<utf8proc_uint8_t> utf8;
    for (int i = 0; i <= n; i++) {
        Unicode u = i < n ? *word->getChar(i) : ' ';
        utf8proc_category_t kind = utf8proc_category(static_cast<utf8proc_int32_t>(u));
        bool space = kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL ||
                     kind == UTF8PROC_CATEGORY_ZP || kind == UTF8PROC_CATEGORY_CC ||
                     kind == UTF8PROC_CATEGORY_CF || !utf8proc_codepoint_valid(static_cast<int>(u));
        if (!space) {
            utf8proc_uint8_t part[4];
            utf8proc_ssize_t size = utf8proc_encode_char(static_cast<int>(u), part);
            utf8.insert(utf8.end(), part, part + size);
            continue;
        }
        if (!utf8.empty()) {
            double x0, y0, x1, y1, a0, b0, a1, b1;
            word->getCharBBox(first, &x0, &y0, &x1, &y1);
            word->getCharBBox(i - 1, &a0, &b0, &a1, &b1);
            utf8.push_back(0);
            utf8proc_uint8_t *nfc = utf8proc_NFC(utf8.data());
            int rc = nfc ? sohoa_text_add_word(text, reinterpret_cast<char *>(nfc),
                                               scaled(std::min(x0, a0), std::min(y0, b0),
                                                      std::max(x1, a1), std::max(y1, b1), scale),
                                               confidence)
                         : -1;
            free(nfc);
            if (rc != 0)
                return rc;
            utf8.clear();
        }
        first = i + 1;
    }
    return 0;
}

static int add_line(sohoa_text *text, const TextLine *line, uint32_t block, double scale)
{
    Extent e;
    for (const TextWord *w = line->getWords(); w; w = w->getNext()) {
        double x0, y0, x1, y1;
        w->getBBox(&x0, &y0, &x1, &y1);
        e.add(x0, y0);
        e.add(x1, y1);
    }
    if (e.empty())
        return 0;
    int rc = sohoa_text_add_line(text, block, scaled(e.x0, e.y0, e.x1, e.y1, scale));
    for (const TextWord *w = line->getWords(); w && rc == 0; w = w->getNext())
        rc = add_word(text, w, scale);
    return rc;
}

int read_text(PDFDoc &doc, int page, const Facts &facts, double scale, files_job &job,
              sohoa_text **ret_text)
{
    if (!is_sane(facts))
        return SOHOA_END;
    TextOutputDev device(nullptr, false, 0, false, false);
    doc.displayPage(&device, page, 72, 72, 0, false, true, false, is_over, &job);
    sohoa_text *text = sohoa_text_new();
    uint32_t block = 0;
    int rc = text ? 0 : -1;
    for (const TextFlow *f = device.getFlows(); f && rc == 0; f = f->getNext())
        for (const TextBlock *b = f->getBlocks(); b && rc == 0; b = b->getNext(), block++)
            for (const TextLine *l = b->getLines(); l && rc == 0; l = l->getNext())
                rc = add_line(text, l, block, scale);
    if (rc != 0 || sohoa_text_words(text) == 0) {
        sohoa_text_free(text);
        return SOHOA_END;
    }
    *ret_text = text;
    return SOHOA_OK;
}
} // namespace files_pdf
