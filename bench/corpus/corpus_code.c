/* corpus_code.c - QR (libqrencode) and Code 128 of corpus_stamp.h. */
#include "corpus_stamp.h"
#include <qrencode.h>

void corpus_stamp_qr(struct corpus_sheet *sheet, double x, double y, double side, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

    if (!code) {
        return;
    }
    double module = side / code->width;
    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if (code->data[row * code->width + column] & 1) {
                cairo_rectangle(sheet->cr, x + column * module, y + row * module, module * 1.02,
                                module * 1.02);
            }
        }
    }
    cairo_fill(sheet->cr);
    QRcode_free(code);
    corpus_sheet_reach(sheet, y + side);
}

/* Widths of bars and spaces of the symbols of Code 128 (ISO/IEC 15417), then the stop. */
static const char *const patterns[] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};

void corpus_stamp_bars(struct corpus_sheet *sheet, double x, double y, double width, double height,
                       const char *text)
{
    enum { START_B = 104, STOP = 106 };
    size_t length = strlen(text);
    double module = width / (11.0 * (double)(length + 2) + 13);
    int sum = START_B;

    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
    for (size_t i = 0; i < length + 3; i++) {
        int symbol = i == 0 ? START_B : i == length + 1 ? sum % 103 : STOP;
        if (i > 0 && i <= length) {
            symbol = text[i - 1] - ' ';
            sum += symbol * (int)i;
        }
        for (const char *p = patterns[symbol]; *p; p++) {
            double wide = (*p - '0') * module;
            if ((p - patterns[symbol]) % 2 == 0) {
                cairo_rectangle(sheet->cr, x, y, wide, height);
            }
            x += wide;
        }
    }
    cairo_fill(sheet->cr);
    corpus_sheet_reach(sheet, y + height);
}
