/* ocr_tesseract.c - reads the page with Tesseract's LSTM engine through its C API.
 *
 * One handle a worker: a handle is not thread-safe. OMP_THREAD_LIMIT must be 1 before libgomp is
 * loaded, that is before this plugin is: the core sets it first thing in main. R. Smith, "An
 * overview of the Tesseract OCR engine", ICDAR 2007. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct ocr {
    char *language, *datapath;
    int64_t psm, deadline, memory;
    double least;
    bool again;
    /* ours */
    TessBaseAPI *api;
    int64_t pages;    /* read by this handle */
    int64_t resident; /* bytes of the process after its first page */
};

enum { PAGES_BEFORE_RENEWAL = 50 };

/* What the cancel callback looks at. */
struct watch {
    const struct sohoa_call *call;
    int64_t until_ns;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool give_up(void *arg, int words)
{
    const struct watch *watch = arg;
    (void)words;
    return sohoa_call_over(watch->call) || now_ns() >= watch->until_ns;
}

static bool stop_asked(const struct sohoa_call *call)
{
    return call && call->stopping && call->stopping(call);
}

static int64_t resident_bytes(void)
{
    long long total = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return 0;
    if (fscanf(f, "%lld %lld", &total, &resident) != 2) // NOLINT(cert-err34-c)
        resident = 0;
    fclose(f);
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

static void end_handle(struct ocr *ocr)
{
    if (ocr->api) {
        TessBaseAPIEnd(ocr->api);
        TessBaseAPIDelete(ocr->api);
    }
    ocr->api = NULL;
}

/* Variables measured to save time without changing text: no fixed-pitch test, no choices kept
 * that nobody asks for; chatter goes nowhere. */
static int make_handle(struct ocr *ocr, struct sohoa_err *err)
{
    static char *names[] = {"debug_file", "textord_all_prop"};
    static char *values[] = {"/dev/null", "1"};
    const char *folder = ocr_models(ocr->datapath);
    int rc = ocr_check_languages(folder, ocr->language, err);
    if (rc != SOHOA_OK)
        return rc;
    ocr->api = TessBaseAPICreate();
    if (!ocr->api || TessBaseAPIInit4(ocr->api, folder, ocr->language, OEM_LSTM_ONLY, NULL, 0,
                                      names, values, 2, 0) != 0) {
        end_handle(ocr);
        return sohoa_fail(err, SOHOA_FATAL, "Tesseract cannot load the models '%s' from %s",
                          ocr->language, folder);
    }
    TessBaseAPISetPageSegMode(ocr->api, (TessPageSegMode)ocr->psm);
    ocr->pages = 0;
    return SOHOA_OK;
}

static int open_ocr(void *self, struct sohoa_err *err)
{
    /* Too late for a libgomp that is already loaded, but right for what we might start. */
    if (!getenv("OMP_THREAD_LIMIT"))
        setenv("OMP_THREAD_LIMIT", "1", 0); // NOLINT(concurrency-mt-unsafe): set-up
    return make_handle(self, err);
}

static void close_ocr(void *self)
{
    end_handle(self);
}

/* A handle that has read many pages while the process grew is made anew. */
static int renew_if_grown(struct ocr *ocr, struct sohoa_err *err)
{
    if (ocr->api && ocr->pages == 1)
        ocr->resident = resident_bytes();
    bool grown = ocr->pages >= PAGES_BEFORE_RENEWAL && ocr->pages % PAGES_BEFORE_RENEWAL == 0 &&
                 resident_bytes() - ocr->resident > ocr->memory * 1024 * 1024;
    if (ocr->api && !grown)
        return SOHOA_OK;
    end_handle(ocr);
    return make_handle(ocr, err);
}

/* Resolution of page->image: the master's, unless a stage scaled the pixels. */
static int image_dpi(const struct sohoa_page *page)
{
    double dpi = sohoa_page_image_dpi(page);
    return (int)fmax(70, fmin(2400, round(dpi)));
}

/* False: cancelled, or failed inside; what was read until then can still be collected. */
static bool recognise(struct ocr *ocr, const struct sohoa_page *page, PIX *picture,
                      struct watch *watch)
{
    ETEXT_DESC *monitor = TessMonitorCreate();
    TessBaseAPISetImage2(ocr->api, picture);
    TessBaseAPISetSourceResolution(ocr->api, image_dpi(page));
    if (monitor) {
        TessMonitorSetCancelFunc(monitor, give_up);
        TessMonitorSetCancelThis(monitor, watch);
    }
    int rc = TessBaseAPIRecognize(ocr->api, monitor);
    if (monitor)
        TessMonitorDelete(monitor);
    return rc == 0;
}

/* What was read, rows of boxes and unsure words of forms read once more. NULL: no memory. */
static struct sohoa_text *collect(struct ocr *ocr, const struct sohoa_page *page, bool done,
                                  struct watch *watch)
{
    struct ocr_reader reader = {.api = ocr->api,
                                .dpi = image_dpi(page),
                                .psm = (int)ocr->psm,
                                .over = give_up,
                                .over_arg = watch};
    struct ocr_words words = {0};
    ocr_words_collect(&words, ocr->api);
    TessBaseAPIClear(ocr->api);
    if (done) {
        ocr_read_cells(&reader, page, &words);
        if (ocr->again)
            ocr_look_again(&reader, page, &words);
    }
    struct sohoa_text *text = ocr_words_text(&words, page, ocr->least);
    ocr_words_clear(&words);
    return text;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    struct ocr *ocr = self;
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((page->flags & (SOHOA_PAGE_BLANK | SOHOA_PAGE_BORN_DIGITAL)) ||
        (depth != 1 && depth != 8 && depth != 32))
        return SOHOA_OK;
    if (stop_asked(call))
        return sohoa_fail(err, SOHOA_RETRY, "stopped");
    int rc = renew_if_grown(ocr, err);
    if (rc != SOHOA_OK)
        return rc;
    PIX *picture = ocr_without_noise(page->image);
    if (!picture) {
        sohoa_page_note(page, "too many marks on this page to be text: not recognised");
        return SOHOA_OK;
    }
    struct watch watch = {.call = call, .until_ns = now_ns() + ocr->deadline * 1000000000};
    bool done = recognise(ocr, page, picture, &watch);
    pixDestroy(&picture);
    ocr->pages++;
    if (!done && stop_asked(call)) {
        TessBaseAPIClear(ocr->api);
        return sohoa_fail(err, SOHOA_RETRY, "stopped");
    }
    struct sohoa_text *text = collect(ocr, page, done, &watch);
    if (!text)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    if (!done)
        sohoa_page_note(page, give_up(&watch, 0) ? "the time for recognising this page ran out"
                                                 : "recognition of this page failed");
    sohoa_text_free(page->text);
    page->text = text;
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"language", SOHOA_STRING, offsetof(struct ocr, language), "vie", 0, 0,
     "Tesseract's models, joined by '+', as in vie+eng."},
    {"datapath", SOHOA_STRING, offsetof(struct ocr, datapath), "", 0, 0,
     "Folder of the models; empty: $TESSDATA_PREFIX or the system's."},
    {"psm", SOHOA_INT, offsetof(struct ocr, psm), "3", 1, 13,
     "Tesseract's page segmentation mode."},
    {"deadline", SOHOA_INT, offsetof(struct ocr, deadline), "60", 1, 3600,
     "Seconds for a page; what was read until then is kept."},
    {"confidence", SOHOA_REAL, offsetof(struct ocr, least), "0", 0, 1,
     "Words that are less sure are dropped (0..1)."},
    {"again", SOHOA_BOOL, offsetof(struct ocr, again), "true", 0, 0,
     "Reads unsure words of forms a second time, from another picture."},
    {"memory", SOHOA_INT, offsetof(struct ocr, memory), "200", 10, 100000,
     "MiB by which the process may grow before the engine is made anew."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .isolation = SOHOA_IN_HELPER, .threads = SOHOA_PER_WORKER,
             .name = "ocr_tesseract", .version = "1.0",
             .summary = "Reads printed text with Tesseract.", .options = options,
             .self_size = sizeof(struct ocr), .open = open_ocr, .close = close_ocr,
             .calls = &calls);
