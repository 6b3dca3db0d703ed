/* fuzz_font - any bytes as a TrueType font: it is refused, or measured, shown and embedded in a
 * PDF; what is read of it lies inside of it. */
#include "host/font_file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { GLYPHS = 300, TEXT = 64 };
static const char text[] = "Họ và tên: Lê Thị Lan ? 0123456789\xFF";

static bool is_inside(struct font_table part, struct font_table whole)
{
    return part.size == 0 || (part.data >= whole.data && part.size <= whole.size &&
                              (size_t)(part.data - whole.data) <= whole.size - part.size);
}

static void check_file(const uint8_t *data, size_t size)
{
    struct sohoa_err err = {0};
    struct font_file file;
    if (sohoa_font_file_open("fuzz.ttf", data, size, &file, &err) != SOHOA_OK)
        return;
    const struct font_table whole = {.data = file.bytes, .size = size};
    for (int t = 0; t < FONT_TABLES; t++)
        if (!is_inside(file.tables[t], whole))
            abort();
    for (uint32_t letter = 0; letter < GLYPHS; letter++)
        if (sohoa_font_glyph(&file, letter) && sohoa_font_glyph(&file, letter) >= file.glyphs)
            abort();
    for (uint32_t glyph = 0; glyph < GLYPHS; glyph++)
        if (!is_inside(sohoa_font_outline(&file, glyph), file.tables[FONT_GLYF]))
            abort();
    sohoa_font_file_close(&file);
}

static void embed(struct sohoa_pdf_font *font, const uint8_t *data, size_t size)
{
    static const struct sohoa_pdfa_about about = {.title = "fuzz", .made = 1};
    struct sohoa_pdf_bytes content = {0};
    struct sohoa_err err = {0};
    char *out = NULL;
    size_t out_size = 0;
    struct sohoa_pdfa *pdf = sohoa_pdfa_new(&about);
    (void)sohoa_pdf_font_width(font, text, sizeof text - 1);
    sohoa_pdf_font_show(font, text, sizeof text - 1, &content);
    sohoa_pdf_font_show(font, (const char *)data, size < TEXT ? size : TEXT, &content);
    int rc = sohoa_pdf_font_embed(font, pdf, sohoa_pdfa_reserve(pdf), &err);
    if (rc == SOHOA_OK ? sohoa_pdfa_finish(pdf, &out, &out_size, &err) != SOHOA_OK : !err.text[0])
        abort();
    sohoa_pdfa_free(pdf);
    free(out);
    sohoa_pdf_free(&content);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_err err = {0};
    struct sohoa_pdf_font *font = NULL;
    check_file(data, size);
    if (sohoa_pdf_font_open("fuzz.ttf", data, size, &font, &err) == SOHOA_OK)
        embed(font, data, size);
    else if (!strstr(err.text, "fuzz.ttf"))
        abort();
    sohoa_pdf_font_free(font);
    return 0;
}
