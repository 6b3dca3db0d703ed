/* export_pdf.c - a dossier as two-layer PDF/A-1b (ISO 19005-1): the picture of each page, its words
 * invisible above it. Page by page from front to back, so memory does not grow with their number.
 *
 * Pictures: JPEG files and single strips of G4 stand as they are, bit for bit (JPEG deflated); all
 * else is decoded and stored without loss (16-bit samples with 8 bits, which the metadata tells; a
 * page of a PDF as the raster that was recognised). With max_bytes a file that comes out larger is
 * made again with its pictures reduced to `dpi`; when that is still too large the core gives it in
 * parts. Left out: pages that are set aside, and header sheets. */
#include "pdf_icc.h"
#include "pdf_image.h"
#include "pdf_meta.h"
#include "pdf_outline.h"
#include "pdf_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINTS_MAX 14400.0 /* of a page's side: PDF 1.4 */
#define POINTS_LEAST 3.0
#define A4_LONG 842.0 /* points, for pages that do not tell their resolution */

struct self {
    int64_t max_bytes, dpi; /* options */
    bool blank;
    FILE *file;
    struct pdf_font font; /* of one file at a time; half its size is a table */
};

static const struct sohoa_option options[] = {
    {"max_bytes", SOHOA_INT, offsetof(struct self, max_bytes), "0", 0, 1e12,
     "the most bytes a file may have; 0: any"},
    {"dpi", SOHOA_INT, offsetof(struct self, dpi), "200", 100, 600,
     "dots an inch that pictures are reduced to when max_bytes asks for it"},
    {"blank", SOHOA_BOOL, offsetof(struct self, blank), "true", 0, 0, "blank pages are kept"},
    {0}};

struct job { /* one file */
    struct self *self;
    struct pdf_out out;
    struct pdf_pages pages;
    struct pdf_colours colours;
    struct pdf_meta meta;
    struct pdf_how how;
    uint32_t font, catalog; /* font 0: no page has words */
    char sixteen[512];      /* pages whose samples were reduced */
    const struct sohoa_dossier *in;
    const struct sohoa_call *call;
    struct sohoa_err *err;
};

/* ---- a page ---------------------------------------------------------------------------------- */

/* Points a pixel: by the resolution, kept between the smallest and the largest page there is. */
static double scale_of(const struct sohoa_page_view *view)
{
    double most = view->width > view->height ? view->width : view->height;
    double least = view->width > view->height ? view->height : view->width;
    double scale = view->dpi > 1 ? 72.0 / (double)view->dpi : A4_LONG / most;
    if (least * scale < POINTS_LEAST)
        scale = POINTS_LEAST / least;
    if (most * scale > POINTS_MAX)
        scale = POINTS_MAX / most;
    return scale;
}

static void write_content(struct job *job, uint32_t number, const struct sohoa_page_view *view,
                          const char *width, const char *height, double scale)
{
    struct pdf_buffer b = {0};
    char unit[32];
    (void)pdf_number(unit, sizeof unit, scale, 6);
    pdf_addf(&b, "q %s 0 0 %s 0 0 cm/I Do Q\n", width, height);
    if (sohoa_text_words(view->text) > 0) {
        pdf_addf(&b, "%s 0 0 %s 0 0 cm\n", unit, unit);
        pdf_words(&b, &job->self->font, view);
    }
    if (b.failed)
        job->out.why = ENOMEM;
    else
        pdf_packed(&job->out, number, "", b.data, b.size);
    free(b.data);
}

static int write_page(struct job *job, size_t index, const struct sohoa_output_page *page)
{
    struct pdf_out *o = &job->out;
    const struct sohoa_page_view *view = page->view;
    char width[32], height[32], font[40] = "";
    bool sixteen = false;
    double scale = scale_of(view);
    if (sohoa_text_words(view->text) > 0) {
        job->font = job->font ? job->font : pdf_reserve(o);
        (void)snprintf(font, sizeof font, "/Font<</F %u 0 R>>", job->font);
    }
    uint32_t object = pdf_reserve(o), content = pdf_reserve(o), image = pdf_reserve(o);
    uint32_t node = pdf_pages_add(&job->pages, o, view->number, object);
    if (!node)
        return sohoa_fail(job->err, SOHOA_FATAL, "out of memory");
    (void)pdf_number(width, sizeof width, view->width * scale, 3);
    (void)pdf_number(height, sizeof height, view->height * scale, 3);
    pdf_object(o, object,
               "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %s %s]/Rotate %u/Contents %u 0 R"
               "/Resources<</XObject<</I %u 0 R>>%s>>>>",
               node, width, height, (360 - view->rotated % 360) % 360, content, image, font);
    write_content(job, content, view, width, height, scale);
    int rc = pdf_image_write(o, image, &job->colours, job->in, job->call, index, page, &job->how,
                             &sixteen, job->err);
    size_t n = strlen(job->sixteen);
    if (sixteen)
        (void)snprintf(job->sixteen + n, sizeof job->sixteen - n, "%s%u", n ? ", " : "",
                       view->number);
    return rc;
}

static bool is_shown(const struct self *self, const struct sohoa_output_page *page)
{
    if (strcmp(page->state, "stored") == 0)
        return page->view->width > 0 && page->view->height > 0;
    return self->blank && strcmp(page->state, "blank") == 0 && page->view->width > 0 &&
           page->view->height > 0 && page->master;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* A profile and the colour space `space` made of it; gives the profile's number. */
static uint32_t write_colour(struct pdf_out *o, bool gray, uint32_t space)
{
    uint8_t icc[PDF_ICC_MAX];
    size_t size = pdf_icc(gray, icc);
    uint32_t profile = pdf_reserve(o);
    pdf_packed(o, profile, gray ? "/N 1" : "/N 3", icc, size);
    pdf_object(o, space, "[/ICCBased %u 0 R]", profile);
    return profile;
}

static void write_catalog(struct job *job, uint32_t profile, const json_t *object)
{
    struct pdf_out *o = &job->out;
    uint32_t labels = pdf_reserve(o), xmp = pdf_reserve(o);
    pdf_pages_tree(&job->pages, o);
    pdf_pages_labels(&job->pages, o, labels);
    uint32_t outline = pdf_outline(&job->pages, o, job->in, json_object_get(object, "documents"));
    pdf_meta_xmp(&job->meta, o, xmp);
    pdf_begin(o, job->catalog);
    pdf_put(o,
            "<</Type/Catalog/Pages %u 0 R/PageLabels %u 0 R/Metadata %u 0 R/Lang(vi)"
            "/ViewerPreferences<</DisplayDocTitle true>>"
            "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
            "/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
            "/RegistryName(http://www.color.org)/DestOutputProfile %u 0 R>>]",
            job->pages.tree, labels, xmp, profile);
    if (outline)
        pdf_put(o, "/Outlines %u 0 R/PageMode/UseOutlines", outline);
    pdf_put(o, ">>");
    pdf_end(o);
}

static int write_pages(struct job *job)
{
    size_t count = sohoa_export_head(job->in)->pages;
    int rc = SOHOA_OK;
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++) {
        const struct sohoa_output_page *page = NULL;
        if (sohoa_call_over(job->call))
            return sohoa_fail(job->err, SOHOA_RETRY, "stopped");
        rc = sohoa_export_page(job->in, i, &page, job->err);
        if (rc == SOHOA_OK && is_shown(job->self, page))
            rc = write_page(job, i, page);
        if (rc == SOHOA_OK && job->out.why)
            rc = sohoa_fail_errno(job->err, SOHOA_FATAL, job->out.why, "cannot write the output");
        if (rc == SOHOA_OK && pdf_is_over(&job->out))
            return SOHOA_END;
    }
    if (rc == SOHOA_OK && job->pages.count == 0)
        rc = sohoa_fail(job->err, SOHOA_BAD_DOSSIER, "no page of it can be shown");
    return rc;
}

/* The file's identifier: that of what is exported. */
static void read_id(const char *uuid, uint8_t ret[16])
{
    size_t n = 0;
    memset(ret, 0, 16);
    for (const char *p = uuid; *p && n < 32; p++) {
        int v = *p >= '0' && *p <= '9' ? *p - '0' : (*p >= 'a' && *p <= 'f' ? *p - 'a' + 10 : -1);
        if (v < 0)
            continue;
        ret[n / 2] = (uint8_t)(ret[n / 2] << 4 | v);
        n++;
    }
}

static int write_file(struct job *job, const json_t *object)
{
    struct pdf_out *o = &job->out;
    uint8_t id[16];
    pdf_start(o, job->self->file, (uint64_t)job->self->max_bytes);
    pdf_meta_fill(&job->meta, job->in, object);
    job->catalog = pdf_reserve(o);
    job->colours.rgb = pdf_reserve(o);
    int rc = write_pages(job);
    if (rc != SOHOA_OK)
        return rc;
    if (job->sixteen[0])
        pdf_meta_reduced(&job->meta, job->sixteen);
    uint32_t profile = write_colour(o, false, job->colours.rgb);
    if (job->colours.gray)
        (void)write_colour(o, true, job->colours.gray);
    if (job->font)
        pdf_font_write(&job->self->font, o, job->font);
    uint32_t info = pdf_reserve(o);
    pdf_meta_info(&job->meta, o, info);
    write_catalog(job, profile, object);
    read_id(sohoa_export_head(job->in)->uuid, id);
    rc = pdf_finish(o, job->catalog, info, id, job->err);
    return rc == SOHOA_OK && pdf_is_over(o) ? SOHOA_END : rc;
}

static int write_once(struct self *self, double dpi, const struct sohoa_call *call,
                      const struct sohoa_dossier *in, const json_t *object, struct sohoa_err *err)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    job->self = self;
    job->how.dpi = dpi;
    job->in = in;
    job->call = call;
    job->err = err;
    int rc = write_file(job, object);
    pdf_clear(&job->out);
    pdf_pages_clear(&job->pages);
    pdf_font_clear(&self->font);
    free(job);
    return rc;
}

/* ---- the plugin ------------------------------------------------------------------------------ */

static int begin(void *me, const char *path, struct sohoa_err *err)
{
    struct self *self = me;
    self->file = fopen(path, "we");
    return self->file ? SOHOA_OK
                      : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    struct self *self = me;
    json_t *object = json_loads(sohoa_export_head(in)->json, 0, NULL);
    if (!object)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    int rc = write_once(self, 0, call, in, object, err);
    if (rc == SOHOA_END) { /* too large: again, reduced */
        rewind(self->file);
        if (ftruncate(fileno(self->file), 0) != 0)
            rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
        else
            rc = write_once(self, (double)self->dpi, call, in, object, err);
    }
    json_decref(object);
    return rc;
}

static int end(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    FILE *file = self->file;
    self->file = NULL;
    return !file || fclose(file) == 0
               ? SOHOA_OK
               : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
}

static const struct sohoa_exporter calls = {
    .size = sizeof calls, .begin = begin, .dossier = dossier, .end = end, .suffix = ".pdf"};

SOHOA_PLUGIN(EXPORTER, .name = "export_pdf", .version = "1.0",
             .summary = "Two-layer PDF/A-1b: the pages as they are, searchable text above them.",
             .options = options, .self_size = sizeof(struct self), .calls = &calls);
