/* wrong.c - stages that break one promise each; WRONG_<KIND> says which. The conformance test must
 * catch every one of them. */
#include "sohoa_plugin.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <time.h>
#include <unistd.h>

struct wrong {
    int64_t number;
};

static int opened(void *self, struct sohoa_err *err)
{
    (void)self;
    (void)err;
#ifdef WRONG_LEAK
    (void)open("/dev/null", O_RDONLY); /* NOLINT: never closed on purpose */
#endif
    return SOHOA_OK;
}

#ifdef WRONG_DEAF
#ifdef SOHOA_SANITIZED
enum { SPIN_S = 45 };
#else
enum { SPIN_S = 6 };
#endif
static void spin(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    time_t until = t.tv_sec + SPIN_S;
    while (t.tv_sec < until)
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
}
#endif

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)page;
    (void)err;
#ifdef WRONG_INPLACE
    pixInvert(page->image, page->image);
#elif defined(WRONG_DEPTH)
    PIX *pix = pixCreate(10, 10, 4);
    pixDestroy(&page->image);
    page->image = pix;
#elif defined(WRONG_MAP)
    const double flat[9] = {1, 0, 0, 0, 0, 0, 0, 0, 1};
    sohoa_page_moved(page, flat);
#elif defined(WRONG_BOX)
    page->text = page->text ? page->text : sohoa_text_new();
    sohoa_text_add_word(page->text, "out", (struct sohoa_box){0, 0, 1 << 20, 5}, 1);
#elif defined(WRONG_WORD)
    page->text = page->text ? page->text : sohoa_text_new();
    sohoa_text_add_word(page->text, "e\xcc\x81", (struct sohoa_box){0, 0, 1, 1}, 1);
#elif defined(WRONG_SILENT)
    return SOHOA_BAD_PAGE;
#elif defined(WRONG_FATAL)
    return sohoa_fail(err, SOHOA_FATAL, "a page was not to my taste");
#elif defined(WRONG_DEAF)
    if (sohoa_call_over(call))
        spin();
#elif defined(WRONG_LENT)
    page->source = "mine";
#endif
    return SOHOA_OK;
}

#ifdef WRONG_TABLE
#define CONSTANT
#else
#define CONSTANT const
#endif
static CONSTANT struct sohoa_stage stage = {.size = sizeof stage, .run = run};

static const struct sohoa_option options[] = {
    {"number", SOHOA_INT, offsetof(struct wrong, number), "0", -5, 5, "A number"}, {0}};

SOHOA_PLUGIN(STAGE, .name = WRONG_NAME, .version = "1.0", .summary = "Breaks a promise.",
             .options = options, .self_size = sizeof(struct wrong), .open = opened,
             .calls = &stage);
