/* sane_sink.c - encodes a picture to its master bytes, row by row; see sane_sink.h. */
#include "sane_sink.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

size_t scan_picture_row_bytes(const struct scan_picture *picture)
{
    return ((size_t)picture->width * picture->channels * picture->depth + 7) / 8;
}

static const struct scan_format *format_for(const struct scan_picture *picture)
{
    if (picture->depth != 8 || picture->lossless || picture->width > SCAN_JPEG_SIDE_MAX ||
        picture->rows > SCAN_JPEG_SIDE_MAX)
        return &scan_format_tiff;
    return &scan_format_jpeg;
}

int scan_sink_open(struct scan_sink *sink, const struct scan_picture *picture,
                   struct sohoa_err *err)
{
    *sink = (struct scan_sink){.picture = *picture, .format = format_for(picture), .fd = -1};
    int fd = memfd_create("sohoa-master", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot make room for a scanned page");
    sink->fd = fd;
    int rc = sink->format->begin(sink, err);
    if (rc != SOHOA_OK)
        scan_sink_close(sink);
    return rc;
}

int scan_sink_row(struct scan_sink *sink, uint8_t *row, struct sohoa_err *err)
{
    uint64_t pixels = (uint64_t)sink->picture.width * (sink->rows + 1);
    bool jpeg_full = sink->format == &scan_format_jpeg && sink->rows == SCAN_JPEG_SIDE_MAX;
    if (pixels > SCAN_PIXELS_MAX || jpeg_full)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "the scanned page is larger than %u megapixels or %u rows",
                          SCAN_PIXELS_MAX / 1000000u, (unsigned)SCAN_JPEG_SIDE_MAX);
    int rc = sink->format->row(sink, row, err);
    if (rc == SOHOA_OK)
        sink->rows++;
    return rc;
}

int scan_sink_finish(struct scan_sink *sink, struct sohoa_blob **ret_master, struct sohoa_err *err)
{
    int rc = sink->format->end(sink, err);
    if (rc == SOHOA_OK) {
        struct sohoa_blob *master = sohoa_blob_fd(sink->fd, sink->format->media, err);
        if (master) {
            sink->fd = -1; /* the blob's now */
            *ret_master = master;
        } else {
            rc = SOHOA_FATAL;
        }
    }
    scan_sink_close(sink);
    return rc;
}

void scan_sink_close(struct scan_sink *sink)
{
    if (sink->state)
        sink->format->drop(sink);
    sink->state = NULL;
    if (sink->fd >= 0)
        (void)close(sink->fd);
    sink->fd = -1;
}
