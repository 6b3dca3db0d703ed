/* fuzz_pdf - any bytes as a JPEG or TIFF master on its way into a PDF: the heads are read within
 * the bytes there are, and what is embedded lies inside of them. */
#include "../../plugins/export_pdf/pdf_image.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct pdf_coded *coded, const uint8_t *data, size_t size)
{
    if (coded->data < data || coded->size == 0 || coded->size > size ||
        (size_t)(coded->data - data) > size - coded->size)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pdf_coded coded;
    unsigned bits;
    uint8_t *own = malloc(size ? size : 1); /* its end is watched */
    if (!own)
        return 0;
    if (size)
        memcpy(own, data, size);
    if (pdf_jpeg_look(own, size, &coded))
        check(&coded, own, size);
    for (uint32_t image = 0; image < 3; image++)
        if (pdf_tiff_look(own, size, image, &coded, &bits))
            check(&coded, own, size);
    free(own);
    return 0;
}
