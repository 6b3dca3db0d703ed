/* picture.c - see picture.h. One page is kept decoded. One owner. */
#include "pipeline/picture.h"
#include "host/page.h"
#include "pipeline/helper.h"
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define DECODER "files"

struct sohoa_pictures {
    struct sohoa_records *records;
    struct sohoa_instance *decoder;
    struct sohoa_page page; /* the one decoded last; its image NULL: none */
    char sha256[SOHOA_SHA256_SIZE];
    uint32_t image;
};

int sohoa_pictures_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                        struct sohoa_records *records, struct sohoa_pictures **ret,
                        struct sohoa_err *err)
{
    const struct sohoa_plugin *plugin = sohoa_registry_find(registry, DECODER);
    const struct sohoa_setting *settings = NULL;
    if (!plugin || plugin->role != SOHOA_SCANNER)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", DECODER);
    struct sohoa_pictures *p = calloc(1, sizeof *p);
    if (!p)
        return sohoa_no_memory(err);
    p->records = records;
    sohoa_page_init(&p->page);
    sohoa_helper_setup();
    size_t count = sohoa_config_settings(config, DECODER, &settings);
    int rc = sohoa_helper_open(registry, plugin, settings, count, NULL, &p->decoder, err);
    if (rc != SOHOA_OK) {
        free(p);
        return rc;
    }
    *ret = p;
    return SOHOA_OK;
}

void sohoa_pictures_close(struct sohoa_pictures *p)
{
    if (!p)
        return;
    sohoa_page_clear(&p->page);
    sohoa_instance_close(p->decoder);
    free(p);
}

static int decode(struct sohoa_pictures *p, const struct sohoa_page_record *page,
                  struct sohoa_err *err)
{
    const struct sohoa_call call = {.size = sizeof call};
    if (p->page.image && p->image == page->image && strcmp(p->sha256, page->master.sha256) == 0)
        return SOHOA_OK;
    sohoa_page_clear(&p->page);
    int rc = sohoa_master_open(p->records, &page->master, &p->page.master, err);
    if (rc != SOHOA_OK)
        return rc;
    p->page.master_image = page->image;
    p->page.dpi = (float)page->dpi;
    rc = p->decoder->scanner->decode(p->decoder->self, &call, &p->page, err);
    if (rc == SOHOA_OK && !p->page.image)
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "the page has no picture");
    if (rc != SOHOA_OK) {
        sohoa_page_clear(&p->page);
        return rc == SOHOA_FATAL ? rc : SOHOA_BAD_PAGE;
    }
    memcpy(p->sha256, page->master.sha256, sizeof p->sha256);
    p->image = page->image;
    return SOHOA_OK;
}

/* The part of the decoded image that shows the box of the master. */
static struct Pix *part(const struct sohoa_page *page, const struct sohoa_box *box, int32_t margin)
{
    struct sohoa_box in = sohoa_page_to_image(page, *box);
    BOX *around = boxCreate(in.x - margin, in.y - margin, in.w + 2 * margin, in.h + 2 * margin);
    struct Pix *pix = around ? pixClipRectangle(page->image, around, NULL) : NULL;
    boxDestroy(&around);
    return pix;
}

/* What the decoder did not turn yet of the quarter turns by which the content lies. */
static int turns(const struct sohoa_page_record *record, const struct sohoa_page *page)
{
    uint32_t left = (record->rotated + 360 - page->rotated % 360) % 360;
    return (int)((360 - left) / 90) % 4;
}

int sohoa_picture(struct sohoa_pictures *p, const struct sohoa_page_record *page,
                  const struct sohoa_box *box, int32_t margin, struct Pix **ret,
                  struct sohoa_err *err)
{
    if (!page->master.sha256[0])
        return sohoa_fail(err, SOHOA_END, "the page has no master");
    int rc = decode(p, page, err);
    if (rc != SOHOA_OK)
        return rc;
    struct Pix *cut = box ? part(&p->page, box, margin) : pixCopy(NULL, p->page.image);
    if (!cut)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the page has nothing in that place");
    struct Pix *upright = pixRotateOrth(cut, turns(page, &p->page));
    pixDestroy(&cut);
    if (!upright)
        return sohoa_no_memory(err);
    *ret = upright;
    return SOHOA_OK;
}
