/* lend_page.c - the exporters' side of a lent dossier (sohoa_export.h): its pages, their rasters,
 * titles, and outputs of other exporters. One thread. */
#include "host/page.h"
#include "pipeline/helper.h"
#include "pipeline/lend_parts.h"
#include "record/master_sign.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DECODER "files"

void sohoa_lender_clear(struct sohoa_lender *lender)
{
    sohoa_instance_close(lender->decoder);
    sohoa_instance_close(lender->also);
    lender->decoder = lender->also = NULL;
}

const struct sohoa_output *sohoa_export_head(const struct sohoa_dossier *in)
{
    return &in->head;
}

const char *sohoa_export_title(const struct sohoa_dossier *in, size_t index)
{
    const json_t *one = json_array_get(json_object_get(in->object, "documents"), index);
    if (!one)
        return NULL;
    const char *name = json_string_value(json_object_get(one, "schema"));
    if (!name)
        name = "unknown";
    const struct sohoa_schema *paper =
        in->lender->papers ? sohoa_schemas_find(in->lender->papers, name) : NULL;
    if (paper && paper->vi)
        return paper->vi;
    return strcmp(name, "unknown") == 0 ? "Giấy tờ khác" : name;
}

/* ---- pages ----------------------------------------------------------------------------------- */

/* The lent dossier is const to exporters: what they are lent of it changes all the same. */
static struct sohoa_dossier *inside(const struct sohoa_dossier *in)
{
    return (struct sohoa_dossier *)(uintptr_t)in;
}

void sohoa_lent_drop_page(struct sohoa_dossier *lent)
{
    sohoa_blob_unref(lent->page.master);
    sohoa_text_free(lent->text);
    sohoa_page_record_clear(&lent->record);
    lent->text = NULL;
    memset(&lent->page, 0, sizeof lent->page);
    memset(&lent->record, 0, sizeof lent->record);
}

static void fill_view(struct sohoa_dossier *lent, uint32_t place)
{
    const struct sohoa_page_record *r = &lent->record;
    lent->view =
        (struct sohoa_page_view){.size = sizeof lent->view,
                                 .number = place,
                                 .width = r->width,
                                 .height = r->height,
                                 .dpi = (float)r->dpi,
                                 .skew = (float)r->skew,
                                 .rotated = r->rotated,
                                 .born_digital = r->born_digital,
                                 .text = lent->text,
                                 .codes = r->codes,
                                 .marks = r->marks,
                                 .to_master = fabs(r->to_master[8]) > 0 ? r->to_master : NULL,
                                 .patches = r->patches,
                                 .patch_count = r->patch_count};
    lent->page.size = sizeof lent->page;
    lent->page.view = &lent->view;
    lent->page.state = sohoa_page_state_name(r->state);
    lent->page.reason = r->reason;
    lent->page.media = r->master.media;
    lent->page.sha256 = r->master.sha256;
    lent->page.bytes = r->master.bytes;
    lent->page.image = r->image;
    lent->page.source = r->source;
    lent->page.note = r->note;
}

int sohoa_export_page(const struct sohoa_dossier *in, size_t index,
                      const struct sohoa_output_page **ret, struct sohoa_err *err)
{
    struct sohoa_dossier *lent = inside(in);
    if (index >= lent->count)
        return sohoa_fail(err, SOHOA_FATAL, "the dossier has no page %zu", index + 1);
    const struct lent_place *at = &lent->pages[index];
    struct sohoa_records *r = lent->lender->records;
    sohoa_lent_drop_page(lent);
    int rc = sohoa_page_get(r, lent->batch, at->number, at->part, &lent->record, err);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_FATAL, "page %u of the dossier is not in the store",
                          at->place);
    if (rc == SOHOA_OK)
        rc = sohoa_text_get(r, lent->batch, at->number, at->part, &lent->text, err);
    if (rc >= 0 && lent->record.master.sha256[0])
        rc = sohoa_master_open(r, &lent->record.master, &lent->page.master, err);
    if (rc < 0)
        return rc;
    fill_view(lent, at->place);
    *ret = &lent->page;
    return SOHOA_OK;
}

/* ---- signatures ------------------------------------------------------------------------------ */

int sohoa_export_signature(const struct sohoa_dossier *in, size_t index, char ret_sha256[65],
                           struct sohoa_blob **ret, struct sohoa_err *err)
{
    struct sohoa_page_record page = {0};
    struct sohoa_blob *blob = NULL;
    if (index >= in->count)
        return sohoa_fail(err, SOHOA_FATAL, "the dossier has no page %zu", index + 1);
    const struct lent_place *at = &in->pages[index];
    int rc = sohoa_page_get(in->lender->records, in->batch, at->number, at->part, &page, err);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_FATAL, "page %u of the dossier is not in the store",
                          at->place);
    if (rc == SOHOA_OK && page.master.sha256[0])
        rc = sohoa_signature_open(in->lender->records, page.master.sha256, &blob, err);
    (void)snprintf(ret_sha256, 65, "%s", page.master.sha256);
    sohoa_page_record_clear(&page);
    if (rc < 0)
        return rc;
    *ret = blob;
    return SOHOA_OK;
}

/* ---- rasters --------------------------------------------------------------------------------- */

static int open_decoder(struct sohoa_lender *lender, struct sohoa_err *err)
{
    if (lender->decoder)
        return SOHOA_OK;
    const struct sohoa_plugin *plugin = sohoa_registry_find(lender->registry, DECODER);
    if (!plugin || plugin->role != SOHOA_SCANNER)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", DECODER);
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(lender->config, DECODER, &settings);
    return sohoa_helper_open(lender->registry, plugin, settings, count, NULL, &lender->decoder,
                             err);
}

/* Turns the upright image back to the raster as stored; to_master tells which of the eight ways. */
static struct Pix *turn_back(struct Pix *image, const double to_master[9])
{
    double along = to_master[0], down = to_master[3]; /* where the image's x axis goes */
    struct Pix *flipped = NULL;
    if (to_master[0] * to_master[4] - to_master[1] * to_master[3] < 0) {
        if (!(flipped = pixFlipLR(NULL, image)))
            return NULL;
        along = -along;
        down = -down;
    }
    int quarters = fabs(along) > fabs(down) ? (along > 0 ? 0 : 2) : (down > 0 ? 1 : 3);
    struct Pix *turned = pixRotateOrth(flipped ? flipped : image, quarters);
    pixDestroy(&flipped);
    return turned;
}

int sohoa_export_raster(const struct sohoa_dossier *in, const struct sohoa_call *call, size_t index,
                        struct Pix **ret, struct sohoa_err *err)
{
    const struct sohoa_output_page *lent = NULL;
    struct sohoa_dossier *me = inside(in);
    int rc = SOHOA_OK;
    if (index >= me->count || !me->page.view || me->view.number != me->pages[index].place)
        rc = sohoa_export_page(in, index, &lent, err);
    if (rc == SOHOA_OK)
        rc = open_decoder(me->lender, err);
    if (rc != SOHOA_OK)
        return rc;
    uint32_t number = me->pages[index].place;
    if (!me->page.master)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "page %u has no master in the store", number);
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.master = sohoa_blob_ref(me->page.master);
    page.master_image = me->page.image;
    struct sohoa_instance *decoder = me->lender->decoder;
    rc = decoder->scanner->decode(decoder->self, call, &page, err);
    struct Pix *raster = rc == SOHOA_OK ? turn_back(page.image, page.to_master) : NULL;
    sohoa_page_clear(&page);
    if (rc == SOHOA_FATAL) {
        sohoa_instance_close(decoder);
        me->lender->decoder = NULL;
    }
    if (rc == SOHOA_OK && !raster)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK && (pixGetWidth(raster) != (int)me->view.width ||
                           pixGetHeight(raster) != (int)me->view.height)) {
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "page %u is decoded to another size than before",
                        number);
        pixDestroy(&raster);
    }
    if (rc == SOHOA_OK)
        *ret = raster;
    return rc;
}

/* ---- another exporter ------------------------------------------------------------------------ */

static int open_also(struct sohoa_lender *lender, const char *name, struct sohoa_err *err)
{
    if (lender->also && strcmp(lender->also->plugin->name, name) == 0)
        return SOHOA_OK;
    sohoa_instance_close(lender->also);
    lender->also = NULL;
    const struct sohoa_plugin *plugin = sohoa_registry_find(lender->registry, name);
    if (!plugin || plugin->role != SOHOA_EXPORTER)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", name);
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(lender->config, name, &settings);
    return sohoa_instance_open(lender->registry, plugin, settings, count, &lender->also, err);
}

static int open_document(const struct sohoa_dossier *in, uint32_t document,
                         struct sohoa_dossier **ret, struct sohoa_err *err)
{
    const json_t *all = json_object_get(in->object, "documents");
    const json_t *pages = json_object_get(json_array_get(all, document - 1), "pages");
    size_t count = json_array_size(pages);
    uint32_t *numbers = calloc(count ? count : 1, sizeof *numbers);
    if (!numbers)
        return sohoa_no_memory(err);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (uint32_t)json_integer_value(json_array_get(pages, i));
    int rc = sohoa_lent_part(in, document, numbers, count, ret, err);
    free(numbers);
    return rc;
}

int sohoa_export_also(const struct sohoa_dossier *in, const struct sohoa_call *call,
                      const char *exporter, uint32_t document, const char *path,
                      struct sohoa_err *err)
{
    struct sohoa_dossier *one = NULL;
    int rc = open_also(in->lender, exporter, err);
    if (rc == SOHOA_OK && document)
        rc = open_document(in, document, &one, err);
    if (rc == SOHOA_OK)
        rc = sohoa_lent_write(one ? one : in, in->lender->also, call, path, err);
    sohoa_lent_close(one);
    return rc;
}
