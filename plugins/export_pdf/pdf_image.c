/* pdf_image.c - see pdf_image.h: which way a page's picture goes into the file. */
#include "pdf_image.h"

#include <isa-l.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define WORTH 200 /* a JPEG file is deflated if that takes off this part at least */

static uint8_t reverse(uint8_t b)
{
    b = (uint8_t)((b & 0xF0) >> 4 | (b & 0x0F) << 4);
    b = (uint8_t)((b & 0xCC) >> 2 | (b & 0x33) << 2);
    return (uint8_t)((b & 0xAA) >> 1 | (b & 0x55) << 1);
}

static void write_bytes(struct pdf_out *o, const struct pdf_coded *coded)
{
    uint8_t chunk[4096];
    if (!coded->reversed) {
        pdf_bytes(o, coded->data, coded->size);
        return;
    }
    for (size_t at = 0; at < coded->size;) {
        size_t n = coded->size - at < sizeof chunk ? coded->size - at : sizeof chunk;
        for (size_t i = 0; i < n; i++)
            chunk[i] = reverse(coded->data[at + i]);
        pdf_bytes(o, chunk, n);
        at += n;
    }
}

/* A JPEG file deflated, where that takes something off: its Huffman codes are seldom the best for
 * its bytes. malloc'd; NULL: better as it stands, or no memory. (Fast, because pages leave by the
 * hundred a second: a hundredth more would cost five times as much.) */
static uint8_t *deflated(const struct pdf_coded *jpeg, size_t *ret_size)
{
    struct isal_zstream z;
    size_t room = jpeg->size - jpeg->size / WORTH;
    uint8_t *out = jpeg->size <= UINT32_MAX ? malloc(room + ISAL_DEF_LVL1_DEFAULT) : NULL;
    if (!out)
        return NULL;
    isal_deflate_init(&z);
    z.level = 1;
    z.level_buf = out + room;
    z.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    z.gzip_flag = IGZIP_ZLIB;
    z.end_of_stream = 1;
    z.next_in = (uint8_t *)(uintptr_t)jpeg->data;
    z.avail_in = (uint32_t)jpeg->size;
    z.next_out = out;
    z.avail_out = (uint32_t)room;
    bool whole = isal_deflate(&z) == COMP_OK && z.internal_state.state == ZSTATE_END;
    *ret_size = z.total_out;
    if (!whole)
        free(out);
    return whole ? out : NULL;
}

uint32_t pdf_gray(struct pdf_out *o, struct pdf_colours *colours)
{
    if (!colours->gray)
        colours->gray = pdf_reserve(o);
    return colours->gray;
}

void pdf_coded_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                     const struct pdf_coded *coded)
{
    uint32_t colour = colours->rgb;
    size_t size = coded->size;
    uint8_t *packed = coded->g4 ? NULL : deflated(coded, &size);
    if (!coded->g4 && coded->components == 1)
        colour = pdf_gray(o, colours);
    pdf_begin(o, number);
    pdf_put(o, "<</Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %d/Length %zu",
            coded->width, coded->height, coded->g4 ? 1 : 8, packed ? size : coded->size);
    if (coded->g4)
        pdf_put(o, "/ColorSpace/DeviceGray");
    else
        pdf_put(o, "/ColorSpace %u 0 R", colour);
    if (coded->g4)
        pdf_put(o, "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %u/Rows %u%s>>", coded->width,
                coded->height, coded->black_is_1 ? "/BlackIs1 true" : "");
    else
        pdf_put(o, packed ? "/Filter[/FlateDecode/DCTDecode]" : "/Filter/DCTDecode");
    pdf_put(o, ">>\nstream\n");
    if (packed)
        pdf_bytes(o, packed, size);
    else
        write_bytes(o, coded);
    free(packed);
    pdf_put(o, "\nendstream");
    pdf_end(o);
}

/* Looks at the master: whether its bytes can stand in the file; how many bits its samples have. */
static bool look(const struct sohoa_output_page *page, struct pdf_coded *ret, unsigned *ret_bits)
{
    const uint8_t *data = page->master ? sohoa_blob_data(page->master) : NULL;
    size_t size = page->master ? sohoa_blob_size(page->master) : 0;
    static const uint8_t png[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    bool found = false;
    *ret_bits = 0;
    if (!data)
        return false;
    if (size > 25 && memcmp(data, png, sizeof png) == 0)
        *ret_bits = data[24];
    else if (page->image == 0 && pdf_jpeg_look(data, size, ret))
        found = true;
    else
        found = pdf_tiff_look(data, size, page->image, ret, ret_bits);
    /* the words' boxes are of the raster that was decoded: it must be this one */
    return found && ret->width == page->view->width && ret->height == page->view->height;
}

/* The picture made smaller, unless that makes it larger. */
static int reduce(struct pdf_out *o, uint32_t number, struct pdf_colours *colours, struct Pix *pix,
                  double factor, const struct pdf_coded *coded)
{
    struct pdf_coded small;
    if (pdf_pixels_reduce(pix, factor, &small) != 0)
        return -1;
    pdf_coded_write(o, number, colours, coded && coded->size <= small.size ? coded : &small);
    free((uint8_t *)(uintptr_t)small.data);
    return 0;
}

int pdf_image_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                    const struct sohoa_dossier *in, const struct sohoa_call *call, size_t index,
                    const struct sohoa_output_page *page, const struct pdf_how *how,
                    bool *ret_sixteen, struct sohoa_err *err)
{
    struct pdf_coded coded;
    struct Pix *pix = NULL;
    unsigned bits = 0;
    bool as_it_stands = look(page, &coded, &bits);
    double dpi = (double)page->view->dpi;
    double factor = how->dpi > 0 && dpi > how->dpi ? how->dpi / dpi : 1;
    *ret_sixteen = bits == 16;
    if (as_it_stands && (how->dpi <= 0 || (coded.g4 && factor >= 1))) {
        pdf_coded_write(o, number, colours, &coded);
        return SOHOA_OK;
    }
    int rc = sohoa_export_raster(in, call, index, &pix, err);
    if (rc != SOHOA_OK)
        return rc;
    int bad = how->dpi > 0 ? reduce(o, number, colours, pix, factor, as_it_stands ? &coded : NULL)
                           : pdf_pixels_write(o, number, colours, pix);
    pixDestroy(&pix);
    return bad ? sohoa_fail(err, SOHOA_FATAL, "out of memory") : SOHOA_OK;
}
