/* calls_page.c - a page's master as it came, and its picture at a width. Masters are decoded in the
 * helper process of the worker; what is shown is the raster as stored, so that boxes fit it. */
#include "pipeline/helper.h"
#include "serve/calls.h"
#include "serve/note_reuse.h"
#include "serve/one_dossier.h"
#include "serve/workers.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_MAX 10000
#define DECODE_S 20
#define QUALITY 85

/* Media types come from the store; the header needs a constant. */
static const char *media_of(const char *media)
{
    static const char *const known[] = {"image/tiff", "image/jpeg", "image/png", "image/webp",
                                        "application/pdf"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], media) == 0)
            return known[i];
    return "application/octet-stream";
}

/* Opens the master of the page that is asked for; false after a problem. */
static bool take_master(struct request *rq, struct sohoa_page_record *page, struct sohoa_blob **ret)
{
    struct sohoa_dossier_record d = {0};
    struct sohoa_err err = {0};
    if (!take_dossier(rq, true, &d))
        return false;
    bool found = take_page(rq, &d, page);
    unsigned document =
        found ? document_of_page(&d, (unsigned)strtoul(rq->params[1], NULL, 10)) : 0;
    bool fine = found && (!document || note_reuse_paper(rq, d.id, d.code, document));
    sohoa_dossier_record_clear(&d);
    if (fine) {
        int rc = page->master.sha256[0]
                     ? sohoa_master_open(rq->service->records, &page->master, ret, &err)
                     : SOHOA_END;
        fine = rc == SOHOA_OK;
        if (rc == SOHOA_END)
            answer_problem(rq, 404, "not-found", "the page has no master");
        else if (!fine)
            answer_fault(rq, rc, &err);
    }
    if (!fine && found)
        sohoa_page_record_clear(page);
    return fine;
}

void call_master(struct request *rq)
{
    struct sohoa_page_record page;
    struct sohoa_blob *blob = NULL;
    if (!take_master(rq, &page, &blob))
        return;
    answer_blob(rq, media_of(page.master.media), blob);
    sohoa_page_record_clear(&page);
}

static int decode(struct request *rq, struct sohoa_page *page, struct sohoa_err *err)
{
    struct service *service = rq->service;
    struct work_tools *tools = rq->tools;
    const struct sohoa_plugin *files = sohoa_registry_find(service->registry, "files");
    struct sohoa_call call = {.size = sizeof call,
                              .deadline_ns = service_now_ns() + DECODE_S * 1000000000LL};
    int rc = SOHOA_OK;
    if (!files)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", "files");
    if (!tools->decoder) {
        const struct sohoa_setting *settings = NULL;
        size_t count = sohoa_config_settings(service_config(service), "files", &settings);
        rc = sohoa_helper_open(service->registry, files, settings, count, NULL, &tools->decoder,
                               err);
    }
    if (rc == SOHOA_OK)
        rc = tools->decoder->scanner->decode(tools->decoder->self, &call, page, err);
    return rc;
}

/* The quarter turns by which decoding turned the stored raster (EXIF), taken back; then those by
 * which it is to be shown. */
static struct Pix *turned(struct Pix *image, const double to_master[9], unsigned quarters)
{
    double right_x = to_master[0], right_y = to_master[3];
    unsigned turn = fabs(right_x) >= fabs(right_y) ? (right_x < 0 ? 2 : 0) : (right_y < 0 ? 3 : 1);
    turn = (turn + quarters) % 4;
    return turn ? pixRotateOrth(image, (l_int32)turn) : pixClone(image);
}

static struct Pix *scaled(struct Pix *image, long width)
{
    if (width <= 0 || width >= pixGetWidth(image))
        return pixClone(image);
    l_float32 factor = (l_float32)width / (l_float32)pixGetWidth(image);
    if (pixGetDepth(image) == 1)
        return pixScaleToGray(image, factor);
    return pixScale(image, factor, factor);
}

static void answer_picture(struct request *rq, struct Pix *picture)
{
    l_uint8 *data = NULL;
    size_t size = 0;
    bool lines = pixGetDepth(picture) == 1;
    int bad = lines ? pixWriteMemPng(&data, &size, picture, 0)
                    : pixWriteMemJpeg(&data, &size, picture, QUALITY, 0);
    if (bad || !data) {
        free(data);
        answer_problem(rq, 503, "no-memory", "out of memory");
    } else {
        answer_bytes(rq, 200, lines ? "image/png" : "image/jpeg", (char *)data, size);
    }
}

static void answer_page(struct request *rq, const struct sohoa_page_record *record,
                        struct sohoa_page *page, long width, bool upright)
{
    unsigned quarters = upright ? (4 - record->rotated / 90 % 4) % 4 : 0;
    struct Pix *right = turned(page->image, page->to_master, quarters);
    struct Pix *small = right ? scaled(right, width) : NULL;
    if (small)
        answer_picture(rq, small);
    else
        answer_problem(rq, 503, "no-memory", "out of memory");
    pixDestroy(&small);
    pixDestroy(&right);
}

void call_image(struct request *rq)
{
    struct sohoa_page_record record;
    struct sohoa_err err = {0};
    long width = 0, upright = 0;
    struct sohoa_page page = {.size = sizeof page, .to_master = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    if (!request_number(rq, "width", 1, WIDTH_MAX, 0, &width) ||
        !request_number(rq, "upright", 0, 1, 0, &upright) ||
        !take_master(rq, &record, &page.master))
        return;
    page.master_image = record.image;
    int rc = decode(rq, &page, &err);
    if (rc == SOHOA_OK && page.image)
        answer_page(rq, &record, &page, width, upright != 0);
    else if (rc == SOHOA_BAD_PAGE)
        answer_problem(rq, 422, "no-picture", "the page cannot be shown: %s", err.text);
    else
        answer_fault(rq, rc == SOHOA_OK ? SOHOA_FATAL : rc, &err);
    pixDestroy(&page.image);
    sohoa_text_free(page.text);
    sohoa_codes_free(page.codes);
    sohoa_marks_free(page.marks);
    sohoa_blob_unref(page.master);
    sohoa_page_record_clear(&record);
}
