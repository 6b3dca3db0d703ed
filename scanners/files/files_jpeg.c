/* files_jpeg.c - JPEG through libjpeg: gray, YCbCr, RGB, CMYK and YCCK, baseline or progressive.
 * A warning (a stream cut short, a marker too many) becomes a note; an error, or more warnings
 * than an image is worth, costs the page. One thread at a time; errors leave by longjmp to the one
 * setjmp of each entry, so everything that must be freed lives in struct reader. */
#include "files_jpeg.h"

#include <setjmp.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */

#include <jerror.h>
#include <jpeglib.h>
#include <string.h>

#define WARNINGS_MAX 1000        /* as many as the usual tools bear */
#define SCANS_MAX 500            /* a progressive image has about 10 */
#define MEMORY_MAX 1000000000ull /* coefficients and pixels together */
#define SHARE_MIN 0.5            /* rows that a cut stream must still hold */

struct reader {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    struct files_job *job;
    struct files_image image;
    struct files_raster raster;
    bool begun;
    bool cut;          /* the stream ended before its end marker */
    uint32_t cut_rows; /* rows that had come by then */
    int rc;
    jmp_buf escape;
};

static _Noreturn void leave(struct reader *r, int rc)
{
    r->rc = rc;
    longjmp(r->escape, 1);
}

static _Noreturn void on_error(j_common_ptr cinfo)
{
    struct reader *r = cinfo->client_data;
    char text[JMSG_LENGTH_MAX];
    cinfo->err->format_message(cinfo, text);
    leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE, "the JPEG cannot be decoded: %s", text));
}

static void on_message(j_common_ptr cinfo, int level)
{
    struct reader *r = cinfo->client_data;
    char text[JMSG_LENGTH_MAX];
    if (level >= 0)
        return;
    if (cinfo->err->msg_code == JWRN_JPEG_EOF && !r->cut) {
        r->cut = true;
        r->cut_rows = r->begun ? r->cinfo.output_scanline : 0;
    }
    if (cinfo->err->num_warnings++ < 4) {
        cinfo->err->format_message(cinfo, text);
        files_warn(r->job, text);
    }
    if (cinfo->err->num_warnings > WARNINGS_MAX)
        on_error(cinfo);
}

static void on_progress(j_common_ptr cinfo)
{
    struct reader *r = cinfo->client_data;
    if (r->cinfo.input_scan_number > SCANS_MAX)
        leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE,
                            "the JPEG cannot be decoded: it has more than %d scans", SCANS_MAX));
    if (files_over(r->job) != SOHOA_OK)
        leave(r, files_over(r->job));
}

static void on_output(j_common_ptr cinfo)
{
    (void)cinfo;
}

static void set_up(struct reader *r, struct files_job *job)
{
    r->job = job;
    r->rc = SOHOA_OK;
    r->cinfo.err = jpeg_std_error(&r->errors);
    r->errors.error_exit = on_error;
    r->errors.emit_message = on_message;
    r->errors.output_message = on_output;
    r->progress.progress_monitor = on_progress;
}

static void read_stated(struct reader *r)
{
    struct jpeg_decompress_struct *c = &r->cinfo;
    r->image.orientation = 1;
    for (jpeg_saved_marker_ptr m = c->marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 && memcmp(m->data, "Exif\0", 6) == 0)
            files_exif_read(m->data + 6, m->data_length - 6, &r->image.orientation, &r->image.x_dpi,
                            &r->image.y_dpi);
    if (c->saw_JFIF_marker && (c->density_unit == 1 || c->density_unit == 2)) {
        double factor = c->density_unit == 2 ? 2.54 : 1;
        r->image.x_dpi = c->X_density * factor;
        r->image.y_dpi = c->Y_density * factor;
    }
}

/* Takes what the file around the stream says. */
static void obey(struct reader *r, const struct files_image *told)
{
    if (told->width != r->image.width || told->height != r->image.height ||
        told->depth != r->image.depth)
        leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE,
                            "the JPEG inside the file has another size than the file says"));
    r->image = *told;
}

/* Header read, colour chosen, size judged. Leaves when it is not to be decoded. */
static void read_header(struct reader *r, const struct files_jpeg_how *how)
{
    struct jpeg_decompress_struct *c = &r->cinfo;
    jpeg_create_decompress(c);
    c->client_data = r;
    c->progress = &r->progress;
    jpeg_mem_src(c, r->job->data, r->job->size);
    jpeg_save_markers(c, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(c, TRUE);
    r->image = (struct files_image){.width = c->image_width, .height = c->image_height};
    read_stated(r);
    if (how && how->transform >= 0 && !c->saw_Adobe_marker && c->num_components == 3)
        c->jpeg_color_space = how->transform ? JCS_YCbCr : JCS_RGB;
    if (how && how->transform >= 0 && !c->saw_Adobe_marker && c->num_components == 4)
        c->jpeg_color_space = how->transform ? JCS_YCCK : JCS_CMYK;
    r->image.depth = c->num_components == 1 ? 8 : 32;
    if (c->num_components == 1)
        c->out_color_space = JCS_GRAYSCALE;
    else if (c->num_components == 3)
        c->out_color_space = JCS_EXT_XBGR;
    else if (c->num_components == 4)
        c->out_color_space = JCS_CMYK;
    else
        leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE,
                            "the JPEG cannot be decoded: it has %d colours", c->num_components));
    int rc = files_image_check(&r->image, r->job->size, r->job->err);
    if (rc != SOHOA_OK)
        leave(r, rc);
    if (how)
        obey(r, how->image);
}

/* A progressive image holds all its coefficients in memory. */
static void check_memory(struct reader *r)
{
    uint64_t need = 0;
    if (!jpeg_has_multiple_scans(&r->cinfo))
        return;
    for (int i = 0; i < r->cinfo.num_components; i++)
        need += (uint64_t)r->cinfo.comp_info[i].width_in_blocks *
                r->cinfo.comp_info[i].height_in_blocks * DCTSIZE2 * sizeof(JCOEF);
    need += (uint64_t)r->image.width * r->image.height * r->image.depth / 8;
    if (need > MEMORY_MAX)
        leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE,
                            "a progressive JPEG of %u x %u pixels needs too much memory",
                            r->image.width, r->image.height));
}

/* Ink to light. Adobe writes CMYK inverted: 255 is no ink. */
static void from_cmyk(uint8_t *row, uint32_t width, bool inverted)
{
    for (uint32_t x = 0; x < width; x++, row += 4) {
        unsigned flip = inverted ? 0 : 255, k = row[3] ^ flip;
        unsigned red = (row[0] ^ flip) * k / 255, green = (row[1] ^ flip) * k / 255;
        unsigned blue = (row[2] ^ flip) * k / 255;
        row[0] = 255;
        row[1] = (uint8_t)blue;
        row[2] = (uint8_t)green;
        row[3] = (uint8_t)red;
    }
}

static void read_rows(struct reader *r)
{
    struct jpeg_decompress_struct *c = &r->cinfo;
    bool cmyk = c->out_color_space == JCS_CMYK, inverted = c->saw_Adobe_marker;
    check_memory(r);
    int rc = files_raster_begin(&r->raster, &r->image, r->job->err);
    if (rc != SOHOA_OK)
        leave(r, rc);
    r->begun = true;
    jpeg_start_decompress(c);
    while (c->output_scanline < c->output_height) {
        JSAMPROW row = files_raster_line(&r->raster);
        jpeg_read_scanlines(c, &row, 1);
        if (cmyk)
            from_cmyk(row, r->image.width, inverted);
        files_raster_put(&r->raster);
    }
    if (r->cut && !jpeg_has_multiple_scans(c) && r->cut_rows < SHARE_MIN * r->image.height)
        leave(r, sohoa_fail(r->job->err, SOHOA_BAD_PAGE,
                            "the JPEG is cut short: %u of %u rows are there", r->cut_rows,
                            r->image.height));
    jpeg_finish_decompress(c);
}

int files_jpeg_probe(struct files_job *job, files_found *found, void *arg)
{
    struct reader r = {0};
    struct sohoa_image_info info;
    set_up(&r, job);
    if (setjmp(r.escape) == 0) {
        read_header(&r, NULL);
        files_image_tell(&r.image, &info);
        found(arg, 0, &info);
    }
    jpeg_destroy_decompress(&r.cinfo);
    return r.rc;
}

int files_jpeg_rows(struct files_job *job, const struct files_jpeg_how *how,
                    struct files_raster *raster)
{
    struct reader r = {0};
    set_up(&r, job);
    if (setjmp(r.escape) == 0) {
        read_header(&r, how);
        read_rows(&r);
    }
    jpeg_destroy_decompress(&r.cinfo);
    if (r.rc == SOHOA_OK)
        *raster = r.raster;
    else if (r.begun)
        files_raster_drop(&r.raster);
    return r.rc;
}

int files_jpeg_decode(struct files_job *job, uint32_t image)
{
    struct files_raster raster;
    if (image != 0)
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the file has no image %u", image + 1);
    int rc = files_jpeg_rows(job, NULL, &raster);
    return rc == SOHOA_OK ? files_raster_end(&raster, job->page, job->err) : rc;
}
