/* code_mrz.c - finds machine-readable zones (passports, identity cards, visas: ICAO 9303) anywhere
 * on a page and reads them with a classifier of its own for their 37 characters, the grammar of
 * their fields, and their check digits. Each becomes a code "MRZ", lines apart by '\n'. The page's
 * pixels stay as they are. Self is read-only after open: shared by all workers. */
#include "zone.h"

#include <leptonica/allheaders.h>
#include <math.h>

struct code_mrz {
    struct sohoa_net net;
};

static int open_reader(void *self, struct sohoa_err *err)
{
    return sohoa_net_load(&zone_weights, &((struct code_mrz *)self)->net, err);
}

static void close_reader(void *self)
{
    sohoa_net_clear(&((struct code_mrz *)self)->net);
}

/* From pixels of the sketch to those of the image. */
static void enlarge(struct zone *zone, double factor)
{
    for (int l = 0; l < zone->count; l++) {
        struct zone_line *line = &zone->lines[l];
        for (int e = 0; e < 3; e++) {
            line->x[e] *= factor;
            line->y[e] *= factor;
        }
        line->height *= factor;
    }
}

static int add(struct sohoa_page *page, const struct zone_reading *reading, struct sohoa_err *err)
{
    struct sohoa_box box = {.x = (int32_t)floor(reading->x0), .y = (int32_t)floor(reading->y0)};
    box.w = (int32_t)ceil(reading->x1) - box.x;
    box.h = (int32_t)ceil(reading->y1) - box.y;
    if (!page->codes)
        page->codes = sohoa_codes_new();
    if (!page->codes)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    /* A page with more codes than are kept loses none of those it has. */
    (void)sohoa_codes_add(page->codes, "MRZ", reading->mrz.text, sohoa_page_to_master(page, box));
    return SOHOA_OK;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct code_mrz *m = self;
    struct zone zones[ZONES_MAX];
    double factor = 1;
    if (!page->image || (page->flags & SOHOA_PAGE_BLANK) || sohoa_call_over(call))
        return SOHOA_OK;
    PIX *sketch = zone_sketch(page, &factor);
    if (!sketch)
        return SOHOA_OK; /* a page too small for a zone */
    int count = zone_find(sketch, zones), rc = SOHOA_OK;
    pixDestroy(&sketch);
    struct zone_picture picture = zone_picture_of(page->image);
    for (int i = 0; i < count && rc == SOHOA_OK && !sohoa_call_over(call); i++) {
        struct zone_reading reading;
        enlarge(&zones[i], factor);
        if (zone_read(&m->net, &picture, &zones[i], &reading))
            rc = add(page, &reading, err);
    }
    return rc;
}

static const struct sohoa_stage calls = {.size = sizeof calls, .run = run, .optional = true};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "code_mrz", .version = "1.0",
             .summary = "Reads the machine-readable zones of identity cards and passports.",
             .self_size = sizeof(struct code_mrz), .open = open_reader, .close = close_reader,
             .calls = &calls);
