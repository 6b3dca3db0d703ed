/* conformance_stage.c - what must hold of every stage on every page. */
#include "conformance.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

static const struct trial trials[] = {
    {1, 1, 1, false},       {1, 1, 8, false},       {1, 1, 32, false},       {1, 1, 1, true},
    {1, 1, 8, true},        {1, 1, 32, true},       {3, 5000, 8, true},      {5000, 3, 1, true},
    {2480, 3508, 1, false}, {2480, 3508, 8, false}, {2480, 3508, 32, false}, {2480, 3508, 1, true},
    {2480, 3508, 8, true},  {2480, 3508, 32, true}, {12000, 9000, 1, false}, {12000, 9000, 1, true},
};
enum { DEADLINE_S = 10, LATE_S = 5 };

/* What a stage was lent and may not change, as it was before. */
struct lent {
    struct sohoa_blob *master;
    const char *source;
    uint32_t width, height, number, sheet, image;
    PIX *shared, *copy; /* somebody else's reference to the pixels; their copy */
};

static bool lent_note(struct lent *l, const struct sohoa_page *page)
{
    *l = (struct lent){page->master,       page->source,          page->width,
                       page->height,       page->number,          page->sheet,
                       page->master_image, pixClone(page->image), pixCopy(NULL, page->image)};
    return l->shared && l->copy;
}

static void lent_check(struct check *c, struct lent *l, struct sohoa_page *page, const char *what)
{
    l_int32 same = 0;
    expect(c, pixEqual(l->shared, l->copy, &same) == 0 && same,
           "%s: wrote into an image that others hold too", what);
    expect(c,
           l->master == page->master && l->source == page->source && l->number == page->number &&
               l->sheet == page->sheet && l->image == page->master_image &&
               l->width == page->width && l->height == page->height,
           "%s: changed the master, its size, or the page's place", what);
    page->source = l->source; /* so that it can be given back */
    pixDestroy(&l->shared);
    pixDestroy(&l->copy);
}

/* How much CPU a page may take. */
static double allowance(int over)
{
    return (over == OVER_NOT ? DEADLINE_S + LATE_S : LATE_S) * slowness;
}

static void run_one(struct check *c, struct sohoa_instance *inst, const struct trial *t, int over)
{
    static const char *const how[] = {"", ", stopped", ", late"};
    char what[96];
    (void)snprintf(what, sizeof what, "%ux%u, %u bits, %s%s", t->width, t->height, t->depth,
                   t->noise ? "noise" : "blank", how[over]);
    struct sohoa_page page;
    struct lent lent;
    if (!expect(c, page_make(&page, t), "%s: out of memory", what))
        return;
    if (expect(c, lent_note(&lent, &page), "%s: out of memory", what)) {
        struct watch w;
        struct sohoa_err err = {0};
        watch_start(&w, over, DEADLINE_S);
        int rc = inst->stage->run(inst->self, &w.call, &page, &err);
        double spent = watch_spent(&w);
        expect(c, spent <= allowance(over), "%s: took %.1f s of CPU", what, spent);
        expect(c, rc == SOHOA_OK || rc == SOHOA_BAD_PAGE || rc == SOHOA_RETRY,
               "%s: answered %d: %s", what, rc, err.text);
        expect(c, rc == SOHOA_OK || err.text[0], "%s: answered %d and does not say why", what, rc);
        check_page(c, &page, what);
        lent_check(c, &lent, &page, what);
    }
    page_drop(&page);
}

void check_stage(struct check *c)
{
    struct sohoa_instance *inst = open_plain(c, false);
    if (!inst)
        return;
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
        run_one(c, inst, &trials[i], OVER_NOT);
    const struct trial noise = {2480, 3508, 8, true}, white = {2480, 3508, 1, false};
    for (int over = OVER_STOPPED; over <= OVER_LATE; over++) {
        run_one(c, inst, &noise, over);
        run_one(c, inst, &white, over);
    }
    run_one(c, inst, &white, OVER_NOT); /* it still works after that */
    sohoa_instance_close(inst);
}
