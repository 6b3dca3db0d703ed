/* helper_proxy.c - the calls of a scanner or stage that really run in a helper process.
 * Each has the contract of sohoa_plugin.h; self is the struct sohoa_helper. */
#include "host/page.h"
#include "pipeline/helper_core.h"
#include "pipeline/helper_pixels.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef SOHOA_SANITIZED
enum { SLOWER = 4 };
#else
enum { SLOWER = 1 };
#endif
enum {
    OPTIONS_MAX = 1 << 20,
    /* an import sets each path */ LINES_MAX = 10000,
    IMAGES_MAX = 1 << 20
};
static const int64_t second = 1000000000;

/* An exchange with this helper's limits; a request that begins with room for the deadline. */
static struct sohoa_exchange prepare(const struct sohoa_helper *h, uint32_t type,
                                     const struct sohoa_call *call, struct sohoa_msg *request,
                                     struct sohoa_msg *reply)
{
    bool page = type == SOHOA_HELPER_DECODE || type == SOHOA_HELPER_PROBE;
    bool run = type == SOHOA_HELPER_RUN;
    int64_t fallback = (page ? 10 : 60) * second * SLOWER;
    sohoa_helper_begin(h, type, request);
    sohoa_msg_init(reply, 0);
    return (struct sohoa_exchange){.type = type,
                                   .call = call,
                                   .lost = page || run ? SOHOA_BAD_PAGE : SOHOA_RETRY,
                                   .limit_ns = h->limits.call_ns ? h->limits.call_ns : fallback,
                                   .silence = !page && !run,
                                   .grace_ns = (page || run ? 2 : 10) * second};
}

/* ---- list, describe, set_option, cancel ---- */

struct lines {
    void (*found)(void *arg, const char *name, const char *text);
    void *arg;
    unsigned count;
};

static void take_line(struct sohoa_exchange *x, struct sohoa_helper *h, struct sohoa_msg *msg)
{
    struct lines *to = x->arg;
    (void)h;
    const char *name = sohoa_msg_get_text(msg), *text = sohoa_msg_get_text(msg);
    if (msg->type == SOHOA_HELPER_LINE && !msg->bad && to->count++ < LINES_MAX)
        to->found(to->arg, name, text);
}

static int call_for_lines(struct sohoa_helper *h, uint32_t type, const struct sohoa_call *call,
                          void (*found)(void *arg, const char *name, const char *text), void *arg,
                          struct sohoa_err *err)
{
    int rc = sohoa_helper_ready(h, err);
    if (rc != 0)
        return rc;
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = prepare(h, type, call, &request, &reply);
    struct lines to = {.found = found, .arg = arg};
    x.event = take_line;
    x.arg = &to;
    rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    sohoa_msg_clear(&request);
    sohoa_msg_clear(&reply);
    return rc;
}

static int list(void *self, const struct sohoa_call *call,
                void (*found)(void *arg, const char *name, const char *text), void *arg,
                struct sohoa_err *err)
{
    return call_for_lines(self, SOHOA_HELPER_LIST, call, found, arg, err);
}

static int describe(void *self, const struct sohoa_call *call,
                    void (*line)(void *arg, const char *name, const char *text), void *arg,
                    struct sohoa_err *err)
{
    return call_for_lines(self, SOHOA_HELPER_DESCRIBE, call, line, arg, err);
}

static int keep_option(struct sohoa_helper *h, const char *name, const char *value,
                       struct sohoa_err *err)
{
    if (h->option_count >= OPTIONS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: more than %d settings", h->seen.plugin->name,
                          (int)OPTIONS_MAX);
    struct sohoa_helper_option o = {.name = strdup(name), .value = strdup(value)};
    struct sohoa_helper_option *bigger =
        realloc(h->options, (h->option_count + 1) * sizeof *bigger);
    if (bigger)
        h->options = bigger;
    if (bigger && o.name && o.value) {
        h->options[h->option_count++] = o;
        return 0;
    }
    free(o.name);
    free(o.value);
    return sohoa_no_memory(err);
}

static int set_option(void *self, const char *name, const char *value, struct sohoa_err *err)
{
    struct sohoa_helper *h = self;
    int rc = sohoa_helper_ready(h, err);
    if (rc != 0)
        return rc;
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = prepare(h, SOHOA_HELPER_SET_OPTION, NULL, &request, &reply);
    sohoa_msg_put_text(&request, name);
    sohoa_msg_put_text(&request, value);
    rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    sohoa_msg_clear(&request);
    sohoa_msg_clear(&reply);
    return rc == 0 ? keep_option(h, name, value, err) : rc;
}

static void cancel(void *self)
{
    struct sohoa_helper *h = self;
    atomic_store(&h->cancel, true);
    const uint64_t one = 1;
    if (write(h->wake, &one, sizeof one) < 0)
        return; /* full: it is awake already */
}

/* ---- probe ---- */

struct images {
    bool (*found)(void *arg, uint32_t image, const struct sohoa_image_info *info);
    void *arg;
    unsigned count;
};

static void take_image(struct sohoa_exchange *x, struct sohoa_helper *h, struct sohoa_msg *msg)
{
    struct images *to = x->arg;
    struct sohoa_image_info info;
    (void)h;
    uint32_t image = sohoa_msg_get_u32(msg);
    sohoa_msg_get(msg, &info, sizeof info);
    info.size = sizeof info;
    bool good = msg->type == SOHOA_HELPER_IMAGE && !msg->bad && info.dpi >= 0 && info.dpi < 1e6F;
    if (!good || to->count++ >= IMAGES_MAX || !to->found(to->arg, image, &info))
        x->enough = true;
}

static int probe(void *self, const struct sohoa_call *call, struct sohoa_blob *master,
                 bool (*found)(void *arg, uint32_t image, const struct sohoa_image_info *info),
                 void *arg, struct sohoa_err *err)
{
    struct sohoa_helper *h = NULL;
    int rc = sohoa_helper_aside(self, &h, err);
    if (rc == 0)
        rc = sohoa_helper_ready(h, err);
    if (rc != 0)
        return rc;
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = prepare(h, SOHOA_HELPER_PROBE, call, &request, &reply);
    struct images to = {.found = found, .arg = arg};
    x.event = take_image;
    x.arg = &to;
    rc = sohoa_blob_put(&request, master, err);
    if (rc == 0)
        rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    sohoa_msg_clear(&request);
    sohoa_msg_clear(&reply);
    return rc;
}

/* ---- next, decode, run ---- */

/* What the plugin made of the page becomes the page. got is left empty of what moved. */
static void take_over(struct sohoa_page *page, struct sohoa_page *got, uint32_t picture)
{
    if (picture == SOHOA_PICTURE_AS_SENT) {
        pixDestroy(&page->image);
        pixDestroy(&page->tones);
        page->image = got->image;
        got->image = NULL;
    }
    sohoa_text_free(page->text);
    sohoa_codes_free(page->codes);
    sohoa_marks_free(page->marks);
    page->text = got->text;
    page->codes = got->codes;
    page->marks = got->marks;
    got->text = NULL;
    got->codes = NULL;
    got->marks = NULL;
    page->flags = got->flags;
    page->width = got->width;
    page->height = got->height;
    page->dpi = got->dpi;
    page->skew = got->skew;
    page->rotated = got->rotated;
    memcpy(page->to_master, got->to_master, sizeof page->to_master);
    page->patch_count = got->patch_count;
    memcpy(page->patches, got->patches, sizeof page->patches);
    memcpy(page->note, got->note, sizeof page->note);
}

/* The scanner's part: where the page came from. The path is kept until the next call. */
static int take_over_source(struct sohoa_helper *h, struct sohoa_page *page, struct sohoa_page *got,
                            struct sohoa_err *err)
{
    if (!h->source || strcmp(h->source, got->source) != 0) {
        char *copy = strdup(got->source);
        if (!copy)
            return sohoa_no_memory(err);
        free(h->source);
        h->source = copy;
    }
    page->source = h->source;
    page->sheet = got->sheet;
    page->master_image = got->master_image;
    if (got->master) {
        sohoa_blob_unref(page->master);
        page->master = got->master;
        got->master = NULL;
    }
    return 0;
}

static int read_page(struct sohoa_helper *h, uint32_t type, struct sohoa_msg *reply,
                     struct sohoa_page *page, struct sohoa_err *err)
{
    struct sohoa_page got;
    sohoa_page_init(&got);
    uint32_t picture = sohoa_msg_get_u32(reply);
    if (picture == SOHOA_PICTURE_NO_PAGE)
        return 0;
    int rc = sohoa_page_unpack(reply, &got, NULL, NULL, err);
    if (got.image && picture == SOHOA_PICTURE_AS_SENT)
        sohoa_helper_taken(h);
    if (rc == 0 && type == SOHOA_HELPER_NEXT)
        rc = take_over_source(h, page, &got, err);
    if (rc == 0)
        take_over(page, &got, picture);
    if (rc == 0 && type == SOHOA_HELPER_DECODE) { /* no stage has a say in it */
        free(page->signatures);
        page->signatures = got.signatures;
        got.signatures = NULL;
    }
    sohoa_page_clear(&got);
    return rc;
}

static int call_with_page(struct sohoa_helper *h, uint32_t type, const struct sohoa_call *call,
                          struct sohoa_page *page, struct sohoa_err *err)
{
    int rc = sohoa_helper_ready(h, err);
    if (rc != 0)
        return rc;
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = prepare(h, type, call, &request, &reply);
    unsigned with = (type == SOHOA_HELPER_NEXT ? 0u : SOHOA_PAGE_MASTER) |
                    (type == SOHOA_HELPER_RUN ? SOHOA_PAGE_IMAGE : 0u);
    rc = sohoa_page_pack(&request, page, with, err);
    if (rc == 0)
        rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    sohoa_msg_clear(&request);
    bool next = type == SOHOA_HELPER_NEXT;
    if (rc == SOHOA_OK || (next && reply.type == SOHOA_HELPER_DONE)) {
        int read = read_page(h, type, &reply, page, err);
        rc = read != 0 ? read : rc;
    }
    sohoa_msg_clear(&reply);
    return rc;
}

static int next(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                struct sohoa_err *err)
{
    struct sohoa_helper *h = self;
    h->walked = true;
    return call_with_page(h, SOHOA_HELPER_NEXT, call, page, err);
}

static int decode(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err)
{
    struct sohoa_helper *h;
    int rc = sohoa_helper_aside(self, &h, err);
    return rc == 0 ? call_with_page(h, SOHOA_HELPER_DECODE, call, page, err) : rc;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct sohoa_helper *h = self;
    bool looks = ((const struct sohoa_stage *)h->seen.plugin->calls)->looks;
    if (!looks || !page->image || pixGetDepth(page->image) != 32)
        return call_with_page(self, SOHOA_HELPER_RUN, call, page, err);
    PIX *colour = page->image;
    page->image = sohoa_pixels_gray(colour);
    int rc = page->image ? call_with_page(self, SOHOA_HELPER_RUN, call, page, err)
                         : sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    pixDestroy(&page->image);
    page->image = colour;
    return rc;
}

void sohoa_helper_proxies(struct sohoa_helper *h)
{
    const struct sohoa_plugin *plugin = h->seen.plugin;
    if (plugin->role == SOHOA_STAGE) {
        h->calls.stage = (struct sohoa_stage){.size = sizeof h->calls.stage, .run = run};
        return;
    }
    const struct sohoa_scanner *real = plugin->calls;
    h->calls.scanner = (struct sohoa_scanner){.size = sizeof h->calls.scanner,
                                              .list = list,
                                              .set_option = set_option,
                                              .next = next,
                                              .cancel = cancel,
                                              .probe = real->probe ? probe : NULL,
                                              .decode = real->decode ? decode : NULL,
                                              .describe = real->describe ? describe : NULL};
}
