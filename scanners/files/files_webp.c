/* files_webp.c - WebP through libwebp: still images, or the first frame of an animation; alpha
 * over white. Decoded straight into the PIX. One thread at a time. */
#include "files_raster.h"

#include <leptonica/allheaders.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

struct still {
    WebPDemuxer *demux;
    WebPIterator frame;
    WebPBitstreamFeatures features;
    struct files_image image;
};

static void close_still(struct still *s)
{
    if (s->demux) {
        WebPDemuxReleaseIterator(&s->frame);
        WebPDemuxDelete(s->demux);
    }
}

static int open_still(struct still *s, struct files_job *job)
{
    WebPData data = {.bytes = job->data, .size = job->size};
    WebPChunkIterator exif;
    s->demux = WebPDemux(&data);
    if (!s->demux || !WebPDemuxGetFrame(s->demux, 1, &s->frame) ||
        WebPGetFeatures(s->frame.fragment.bytes, s->frame.fragment.size, &s->features) !=
            VP8_STATUS_OK)
        return sohoa_fail(job->err, SOHOA_BAD_PAGE,
                          "the WebP cannot be decoded: it is damaged or cut short");
    s->image = (struct files_image){.width = (uint32_t)s->features.width,
                                    .height = (uint32_t)s->features.height,
                                    .depth = 32,
                                    .orientation = 1};
    if (s->frame.num_frames > 1)
        files_warn(job, "an animation: only its first picture is kept");
    if (WebPDemuxGetChunk(s->demux, "EXIF", 1, &exif)) {
        const uint8_t *bytes = exif.chunk.bytes;
        size_t skip = exif.chunk.size > 6 && memcmp(bytes, "Exif\0", 6) == 0 ? 6 : 0;
        files_exif_read(bytes + skip, exif.chunk.size - skip, &s->image.orientation,
                        &s->image.x_dpi, &s->image.y_dpi);
        WebPDemuxReleaseChunkIterator(&exif);
    }
    return files_image_check(&s->image, job->size, job->err);
}

/* libwebp wrote R G B A bytes; the PIX wants X B G R, and paper where nothing is. */
static void finish_row(uint8_t *row, uint32_t width, bool alpha)
{
    for (uint32_t x = 0; x < width; x++, row += 4) {
        unsigned a = alpha ? row[3] : 255, paper = 255 * (255 - a);
        uint8_t red = (uint8_t)((row[0] * a + paper) / 255);
        uint8_t green = (uint8_t)((row[1] * a + paper) / 255);
        uint8_t blue = (uint8_t)((row[2] * a + paper) / 255);
        row[0] = 255;
        row[1] = blue;
        row[2] = green;
        row[3] = red;
    }
}

static int decode_into(struct still *s, struct files_job *job, struct files_raster *r)
{
    WebPDecoderConfig config;
    struct files_image upright = s->image;
    upright.orientation = 1;
    if (!WebPInitDecoderConfig(&config))
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the WebP library is of another version");
    int rc = files_raster_begin(r, &upright, job->err);
    if (rc != SOHOA_OK)
        return rc;
    int stride = pixGetWpl(r->pix) * 4;
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = (WebPRGBABuffer){.rgba = (uint8_t *)pixGetData(r->pix),
                                            .stride = stride,
                                            .size = (size_t)stride * s->image.height};
    VP8StatusCode status = WebPDecode(s->frame.fragment.bytes, s->frame.fragment.size, &config);
    if (status != VP8_STATUS_OK) {
        files_raster_drop(r);
        return sohoa_fail(job->err, SOHOA_BAD_PAGE,
                          "the WebP cannot be decoded: it is damaged or cut short");
    }
    for (uint32_t y = 0; y < s->image.height; y++)
        finish_row((uint8_t *)pixGetData(r->pix) + (size_t)y * (size_t)stride, s->image.width,
                   s->features.has_alpha);
    r->rows = s->image.height;
    r->image = s->image;
    return SOHOA_OK;
}

int files_webp_probe(struct files_job *job, files_found *found, void *arg)
{
    struct still s = {0};
    struct sohoa_image_info info;
    int rc = open_still(&s, job);
    if (rc == SOHOA_OK) {
        files_image_tell(&s.image, &info);
        found(arg, 0, &info);
    }
    close_still(&s);
    return rc;
}

int files_webp_decode(struct files_job *job, uint32_t image)
{
    struct still s = {0};
    struct files_raster r = {0};
    if (image != 0)
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the file has no image %u", image + 1);
    int rc = open_still(&s, job);
    if (rc == SOHOA_OK)
        rc = decode_into(&s, job, &r);
    close_still(&s);
    if (rc != SOHOA_OK)
        return rc;
    if (files_orientation_apply(&r.pix, r.image.orientation) != 0) {
        files_raster_drop(&r);
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "no memory for an image of %u x %u pixels",
                          s.image.width, s.image.height);
    }
    return files_raster_end(&r, job->page, job->err);
}
