/* odd_scanner - a scanner for tests: hangs, blocks until cancelled, draws pictures of any size. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct odd {
    char act[32];
    atomic_bool cancelled;
    unsigned pages;
};

static int list(void *self, const struct sohoa_call *call,
                void (*found)(void *arg, const char *name, const char *text), void *arg,
                struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)err;
    found(arg, "odd:0", "The first");
    found(arg, "odd:1", "The second, with a Vietnamese name: máy quét");
    return SOHOA_OK;
}

static int describe(void *self, const struct sohoa_call *call,
                    void (*line)(void *arg, const char *name, const char *text), void *arg,
                    struct sohoa_err *err)
{
    const struct odd *odd = self;
    (void)call;
    (void)err;
    line(arg, "act", odd->act);
    return SOHOA_OK;
}

static int set_option(void *self, const char *name, const char *value, struct sohoa_err *err)
{
    struct odd *odd = self;
    if (strcmp(name, "act") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "there is no option '%s', only act", name);
    (void)snprintf(odd->act, sizeof odd->act, "%s", value);
    return SOHOA_OK;
}

static int give_page(struct odd *odd, struct sohoa_page *page, struct sohoa_err *err)
{
    static const char bytes[] = "40 30 8"; /* and the NUL */
    if (odd->pages++ == 3)
        return SOHOA_END;
    page->sheet = odd->pages;
    page->source = odd->pages == 3 ? "odd:last" : "odd:0";
    page->flags = SOHOA_PAGE_LAST_SIDE;
    page->dpi = 300;
    if (odd->pages == 2)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "sheet 2 is torn");
    if (odd->pages == 1) {
        page->master = sohoa_blob_new(bytes, sizeof bytes, "image/odd");
    } else { /* memory of its own that cannot be sealed */
        int fd = memfd_create("odd", MFD_CLOEXEC);
        if (fd < 0 || write(fd, bytes, sizeof bytes) < 0)
            return SOHOA_BAD_PAGE;
        page->master = sohoa_blob_fd(fd, "image/odd", err);
    }
    return page->master ? SOHOA_OK : SOHOA_BAD_PAGE;
}

static int next(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                struct sohoa_err *err)
{
    struct odd *odd = self;
    if (strcmp(odd->act, "abort") == 0)
        abort();
    if (strcmp(odd->act, "fork and hang") == 0 && fork() == 0)
        for (;;)
            pause();
    while (strcmp(odd->act, "hang") == 0 || strcmp(odd->act, "fork and hang") == 0)
        pause();
    while (strcmp(odd->act, "slow") == 0 && odd->pages == 0 && !sohoa_call_over(call)) {
        static int rounds;
        usleep(10000);
        if (++rounds == 150)
            break;
    }
    while (strcmp(odd->act, "block") == 0)
        if (atomic_exchange(&odd->cancelled, false))
            return SOHOA_END;
    return give_page(odd, page, err);
}

static void cancel(void *self)
{
    struct odd *odd = self;
    atomic_store(&odd->cancelled, true);
}

/* "WIDTH HEIGHT DEPTH", the master of this scanner. */
static bool read_shape(const char *text, unsigned shape[3])
{
    char *end = NULL;
    for (int i = 0; text && i < 3; i++, text = end) {
        shape[i] = (unsigned)strtoul(text, &end, 10);
        if (end == text)
            return false;
    }
    return text != NULL;
}

static int probe(void *self, const struct sohoa_call *call, struct sohoa_blob *master,
                 bool (*found)(void *arg, uint32_t image, const struct sohoa_image_info *info),
                 void *arg, struct sohoa_err *err)
{
    unsigned shape[3];
    (void)self;
    (void)call;
    const char *text = sohoa_blob_data(master);
    if (text && strcmp(text, "abort") == 0)
        abort();
    if (!read_shape(text, shape))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "not a picture");
    struct sohoa_image_info info = {
        .size = sizeof info, .width = shape[0], .height = shape[1], .depth = shape[2], .dpi = 300};
    for (uint32_t i = 0; i < 1000 && found(arg, i, &info); i++)
        ;
    return SOHOA_OK;
}

/* Every word of the picture tells its place. */
static int decode(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err)
{
    unsigned shape[3];
    (void)self;
    (void)call;
    const char *text = sohoa_blob_data(page->master);
    if (!read_shape(text, shape))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "not a picture");
    page->image = pixCreateNoInit((l_int32)shape[0], (l_int32)shape[1], (l_int32)shape[2]);
    if (!page->image)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    pixSetResolution(page->image, 300, 300);
    size_t words = (size_t)pixGetWpl(page->image) * shape[1];
    l_uint32 *at = pixGetData(page->image);
    for (size_t i = 0; i < words; i++)
        at[i] = (l_uint32)(i * 2654435761u);
    pixSetPadBits(page->image, 0);
    page->width = shape[0];
    page->height = shape[1];
    page->dpi = 300;
    return SOHOA_OK;
}

static const struct sohoa_scanner scanner = {.size = sizeof scanner,
                                             .list = list,
                                             .set_option = set_option,
                                             .next = next,
                                             .cancel = cancel,
                                             .probe = probe,
                                             .decode = decode,
                                             .describe = describe};

SOHOA_PLUGIN(SCANNER, .name = "odd_scanner", .version = "1.0",
             .summary = "Hangs, blocks, and draws pictures of any size.",
             .self_size = sizeof(struct odd), .calls = &scanner,
             .isolation = SOHOA_IN_HELPER_DEVICE);
