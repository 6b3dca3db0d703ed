/* prep_orient.c - finds which way up the page lies (0, 90, 180, 270) and turns it upright. The
 * marks of the page's sketch are counted (orient_marks.c) and judged (orient_judge.c); the page is
 * turned only when they leave no doubt. Self is read-only: shared by all workers. */
#include "orient.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

struct orient {
    double sideways, upright;
};

enum { MARKS_MAX = 60000 };

/* By how much to turn back; 0 when in doubt. Text that surely runs across the page is turned even
 * when up and down are only likely: it cannot get worse. */
static uint32_t decide(const struct orient *set, const struct verdict *v)
{
    if (fabs(v->sideways) < set->sideways)
        return 0;
    if (v->rotated == 90 || v->rotated == 270)
        return v->rotated;
    return v->upright >= set->upright ? v->rotated : 0;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct orient *set = self;
    if (!page->image || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK | SOHOA_PAGE_TURNED)))
        return SOHOA_OK;
    uint32_t factor = 1, turned = 0;
    PIX *sketch = sohoa_page_sketch(page, &factor);
    if (!sketch)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    struct mark *marks = NULL;
    struct verdict verdict;
    int count = orient_marks(sketch, MARKS_MAX, &marks);
    if (count > 0 &&
        orient_judge(marks, count, pixGetWidth(sketch), pixGetHeight(sketch), &verdict))
        turned = decide(set, &verdict);
    if (count >= 0)
        free(marks);
    pixDestroy(&sketch);
    if (turned && !sohoa_page_turn(page, turned))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"sideways", SOHOA_REAL, offsetof(struct orient, sideways), "0.5", 0, 10,
     "How clearly (log2) lines must run across the page, or along it, before it is turned."},
    {"upright", SOHOA_REAL, offsetof(struct orient, upright), "2.5", 0, 100,
     "How clearly (standard deviations) a page must be upside down before it is turned."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_orient", .version = "1.0",
             .summary = "Turns pages that lie sideways or upside down upright.", .options = options,
             .self_size = sizeof(struct orient), .calls = &calls);
