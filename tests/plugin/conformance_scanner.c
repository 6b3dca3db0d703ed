/* conformance_scanner.c - what must hold of every scanner, with nothing to scan. */
#include "conformance.h"
#include "host/page.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOON_S = 5 };

static void found_device(void *arg, const char *name, const char *text)
{
    struct check *c = arg;
    expect(c, name && *name && text, "list tells a device without a name");
}

static int check_next(struct check *c, struct sohoa_instance *inst, int over, const char *what)
{
    struct watch w;
    struct sohoa_err err = {0};
    struct sohoa_page page;
    sohoa_page_init(&page);
    watch_start(&w, over, SOON_S);
    int rc = inst->scanner->next(inst->self, &w.call, &page, &err);
    expect(c, rc != SOHOA_OK, "%s: next brings a page out of nothing", what);
    expect(c, rc == SOHOA_END || err.text[0], "%s: next answers %d and does not say why", what, rc);
    expect(c, watch_spent(&w) < SOON_S * slowness, "%s: next takes %.1f s of CPU", what,
           watch_spent(&w));
    sohoa_page_clear(&page);
    return rc;
}

static void check_device(struct check *c)
{
    struct sohoa_instance *inst = open_plain(c, false);
    if (!inst)
        return;
    const struct sohoa_scanner *s = inst->scanner;
    struct sohoa_err err = {0};
    struct watch w;
    watch_start(&w, OVER_NOT, SOON_S);
    int rc = s->list(inst->self, &w.call, found_device, c, &err);
    expect(c, rc == SOHOA_OK, "list answers %d: %s", rc, err.text);
    memset(&err, 0, sizeof err);
    rc = s->set_option(inst->self, "no-such-option", "1", &err);
    /* Without a device its options cannot be known: then it is next that must refuse. */
    expect(c, rc == SOHOA_OK || strstr(err.text, "no-such-option"),
           "set_option refuses an unknown option without naming it: %d, '%s'", rc, err.text);
    int next = check_next(c, inst, OVER_NOT, "nothing to scan");
    expect(c, rc != SOHOA_OK || next < 0, "an unknown option is never refused");
    sohoa_instance_close(inst);

    inst = open_plain(c, false);
    if (!inst)
        return;
    inst->scanner->cancel(inst->self);
    (void)check_next(c, inst, OVER_STOPPED, "cancelled before");
    inst->scanner->cancel(inst->self);
    sohoa_instance_close(inst);
}

/* ---- masters ------------------------------------------------------------------------------ */

struct probed {
    uint32_t images, width, height;
};

static bool found_image(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct probed *p = arg;
    p->images = image + 1;
    p->width = info->width;
    p->height = info->height;
    return true;
}

static void decode_good(struct check *c, struct sohoa_instance *inst, const struct trial *t)
{
    char what[64];
    (void)snprintf(what, sizeof what, "decode %ux%u, %u bits", t->width, t->height, t->depth);
    struct sohoa_page made, page;
    struct sohoa_err err = {0};
    struct watch w;
    l_uint8 *bytes = NULL;
    size_t size = 0;
    sohoa_page_init(&page);
    if (!expect(c, page_make(&made, t), "out of memory"))
        return;
    expect(c, pixWriteMem(&bytes, &size, made.image, IFF_PNG) == 0, "cannot make a PNG");
    page.master = sohoa_blob_new(bytes, size, "image/png");
    if (page.master) {
        struct probed seen = {0};
        watch_start(&w, OVER_NOT, SOON_S);
        int rc = inst->scanner->probe ? inst->scanner->probe(inst->self, &w.call, page.master,
                                                             found_image, &seen, &err)
                                      : 0;
        expect(c, rc == 0 && (!inst->scanner->probe || seen.images == 1), "%s: probe: %s", what,
               err.text);
        rc = inst->scanner->decode(inst->self, &w.call, &page, &err);
        if (expect(c, rc == SOHOA_OK, "%s: %s", what, err.text)) {
            check_page(c, &page, what);
            expect(c, page.width == t->width && page.height == t->height, "%s: came as %ux%u", what,
                   page.width, page.height);
            l_int32 same = 0;
            pixEqual(page.image, made.image, &same);
            expect(c, same, "%s: other pixels than went in", what);
        }
    }
    lept_free(bytes);
    sohoa_page_clear(&page);
    page_drop(&made);
}

static void decode_bad(struct check *c, struct sohoa_instance *inst, const char *bytes, size_t size,
                       const char *media)
{
    struct sohoa_page page;
    struct sohoa_err err = {0};
    struct watch w;
    struct probed seen = {0};
    sohoa_page_init(&page);
    page.master = sohoa_blob_new(bytes, size, media);
    watch_start(&w, OVER_NOT, SOON_S);
    if (inst->scanner->probe) {
        int rc = inst->scanner->probe(inst->self, &w.call, page.master, found_image, &seen, &err);
        expect(c, rc == SOHOA_BAD_PAGE && err.text[0], "probe of %zu bad bytes answers %d", size,
               rc);
    }
    memset(&err, 0, sizeof err);
    int rc = inst->scanner->decode(inst->self, &w.call, &page, &err);
    expect(c, rc == SOHOA_BAD_PAGE && err.text[0], "decode of %zu bad bytes (%s) answers %d", size,
           media, rc);
    sohoa_page_clear(&page);
}

static void check_decode(struct check *c)
{
    static const struct trial trials[] = {{1, 1, 1, false},     {1, 1, 8, true},
                                          {300, 200, 1, true},  {300, 200, 8, true},
                                          {300, 200, 32, true}, {2480, 3508, 1, true}};
    struct sohoa_instance *inst = open_plain(c, false);
    if (!inst || !inst->scanner->decode) {
        sohoa_instance_close(inst);
        return;
    }
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
        decode_good(c, inst, &trials[i]);
    decode_bad(c, inst, "", 0, "image/tiff");
    decode_bad(c, inst, "II*\0\xff\xff\xff\xff", 8, "image/tiff");
    decode_bad(c, inst, "\xff\xd8\xff\xe0\0\x10JFIF", 10, "image/jpeg");
    decode_bad(c, inst, "%PDF-1.7\n", 9, "application/pdf");
    decode_bad(c, inst, "no image at all", 15, "application/octet-stream");
    sohoa_instance_close(inst);
}

void check_scanner(struct check *c)
{
    /* No device: SANE looks for its list of back ends in a folder where that list is empty. */
    char list[128];
    (void)snprintf(list, sizeof list, "%s/dll.conf", c->work);
    FILE *f = fopen(list, "w");
    if (!expect(c, f != NULL, "cannot write %s", list))
        return;
    (void)fclose(f);
    setenv("SANE_CONFIG_DIR", c->work, 1);
    check_device(c);
    check_decode(c);
    unsetenv("SANE_CONFIG_DIR");
}
