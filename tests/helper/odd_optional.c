/* odd_optional.c - an optional stage that fails in the way its option says: the page must go on, in
 * colour, without what the stage did to it. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

struct optional {
    char *act;
};

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct optional *o = self;
    (void)call;
    if (strcmp(o->act, "abort") == 0)
        abort();
    if (strcmp(o->act, "retry") == 0)
        return sohoa_fail(err, SOHOA_RETRY, "not now");
    if (strcmp(o->act, "bad") == 0)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "not to my taste");
    for (volatile int spin = strcmp(o->act, "spin") == 0; spin;)
        ;
    sohoa_page_note(page, "%d bits", pixGetDepth(page->image));
    pixInvert(page->image, page->image);
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"act", SOHOA_STRING, offsetof(struct optional, act), "", 0, 0, "What it does."}, {0}};
static const struct sohoa_stage calls = {
    .size = sizeof calls, .run = run, .optional = true, .looks = true};
SOHOA_PLUGIN(STAGE, .name = "odd_optional", .version = "1.0", .summary = "Fails as it is told.",
             .isolation = SOHOA_IN_HELPER, .options = options, .self_size = sizeof(struct optional),
             .calls = &calls);
