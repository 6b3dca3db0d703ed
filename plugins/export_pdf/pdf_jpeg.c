/* pdf_jpeg.c - the head of a JPEG file (ITU-T T.81, annex B); nothing is decoded. Every step is
 * held against the end of the bytes. */
#include "pdf_image.h"

#include <string.h>

struct head {
    bool jfif, adobe, frame;
    int transform; /* of Adobe's marker */
    uint8_t ids[4];
};

static void see_application(struct head *h, uint8_t marker, const uint8_t *body, size_t size)
{
    if (marker == 0xE0 && size >= 5 && memcmp(body, "JFIF", 5) == 0)
        h->jfif = true;
    if (marker == 0xEE && size >= 12 && memcmp(body, "Adobe", 5) == 0) {
        h->adobe = true;
        h->transform = body[11];
    }
}

/* A frame header: false when no PDF reader must know this kind. */
static bool see_frame(struct head *h, uint8_t marker, const uint8_t *body, size_t size,
                      struct pdf_coded *coded)
{
    if (marker > 0xC2 || size < 6 || body[0] != 8 || h->frame)
        return false;
    coded->height = (uint32_t)(body[1] << 8 | body[2]);
    coded->width = (uint32_t)(body[3] << 8 | body[4]);
    coded->components = body[5];
    if ((coded->components != 1 && coded->components != 3) ||
        size < 6 + 3 * (size_t)coded->components || !coded->width || !coded->height)
        return false;
    for (int i = 0; i < coded->components; i++)
        h->ids[i] = body[6 + 3 * i];
    h->frame = true;
    return true;
}

/* Three components are YCbCr to a PDF reader unless Adobe's marker says otherwise. */
static bool colour_is_certain(const struct head *h, const struct pdf_coded *coded)
{
    if (!h->frame)
        return false;
    if (coded->components == 1 || h->adobe)
        return h->transform <= 1;
    return h->jfif || !(h->ids[0] == 'R' && h->ids[1] == 'G' && h->ids[2] == 'B');
}

bool pdf_jpeg_look(const uint8_t *data, size_t size, struct pdf_coded *ret)
{
    struct head h = {0};
    struct pdf_coded coded = {.data = data, .size = size};
    if (size < 4 || data[0] != 0xFF || data[1] != 0xD8)
        return false;
    for (size_t at = 2; at + 4 <= size;) {
        uint8_t marker = data[at + 1];
        if (data[at] != 0xFF)
            return false;
        if (marker == 0xFF) { /* a byte to fill up */
            at++;
            continue;
        }
        size_t length = (size_t)data[at + 2] << 8 | data[at + 3];
        if (length < 2 || length > size - at - 2)
            return false;
        const uint8_t *body = data + at + 4;
        if (marker == 0xDA) {
            bool fine = colour_is_certain(&h, &coded);
            if (fine)
                *ret = coded;
            return fine;
        }
        bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && !see_frame(&h, marker, body, length - 2, &coded))
            return false;
        see_application(&h, marker, body, length - 2);
        at += 2 + length;
    }
    return false;
}
