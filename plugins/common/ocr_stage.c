/* ocr_stage.c - what every stage that reads text does around its engine: Tesseract's handle, time
 * limits, what is read again, the text of the page.
 *
 * One handle a worker, made when something first asks for it where the engine can do without: a
 * handle is not thread-safe. OMP_THREAD_LIMIT must be 1 before libgomp is
 * loaded, that is before such a plugin is: the core sets it first thing in main. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

static void end_handle(struct ocr_stage *ocr)
{
    if (ocr->api) {
        TessBaseAPIEnd(ocr->api);
        TessBaseAPIDelete(ocr->api);
    }
    ocr->api = NULL;
}

/* Variables measured to save time without changing text: no fixed-pitch test, no choices kept
 * that nobody asks for; chatter goes nowhere. */
static int make_handle(struct ocr_stage *ocr, struct sohoa_err *err)
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

int ocr_stage_open(struct ocr_stage *ocr, struct sohoa_err *err)
{
    /* Too late for a libgomp that is already loaded, but right for what we might start. */
    if (!getenv("OMP_THREAD_LIMIT"))
        setenv("OMP_THREAD_LIMIT", "1", 0); // NOLINT(concurrency-mt-unsafe): set-up
    if (!ocr->engine)
        ocr->engine = ocr_engine_tesseract;
    return ocr->lazy ? SOHOA_OK : make_handle(ocr, err);
}

void ocr_stage_close(struct ocr_stage *ocr)
{
    end_handle(ocr);
}

/* A handle that has read many pages while the process grew is made anew. */
static int renew_if_grown(struct ocr_stage *ocr, struct sohoa_err *err)
{
    if (ocr->api && ocr->pages == 1)
        ocr->resident = resident_bytes();
    bool grown = ocr->pages >= PAGES_BEFORE_RENEWAL && ocr->pages % PAGES_BEFORE_RENEWAL == 0 &&
                 resident_bytes() - ocr->resident > ocr->memory * 1024 * 1024;
    if (grown)
        end_handle(ocr);
    return ocr->api || ocr->lazy ? SOHOA_OK : make_handle(ocr, err);
}

/* For the reader. */
static TessBaseAPI *lend_handle(void *arg)
{
    struct ocr_stage *ocr = arg;
    if (!ocr->api)
        make_handle(ocr, NULL);
    return ocr->api;
}

/* Resolution of page->image: the master's, unless a stage scaled the pixels. */
static int image_dpi(const struct sohoa_page *page)
{
    double dpi = sohoa_page_image_dpi(page);
    return (int)fmax(70, fmin(2400, round(dpi)));
}

/* When to stop: a little before the caller ends it all, so that what was read is handed over. */
static int64_t until(const struct ocr_stage *ocr, const struct sohoa_call *call)
{
    int64_t now = now_ns(), own = now + ocr->deadline * 1000000000;
    int64_t theirs = call && call->deadline_ns ? call->deadline_ns : own;
    theirs -= theirs > now ? (theirs - now) / 20 : 0;
    return theirs < own ? theirs : own;
}

/* Lines that were lost; rows of boxes and unsure words of forms once more. */
static void read_more(const struct ocr_stage *ocr, const struct ocr_reader *reader,
                      const struct sohoa_page *page, struct ocr_words *words)
{
    if (ocr->lost)
        ocr_read_lost(reader, page, words);
    ocr_read_cells(reader, page, words);
    if (ocr->again)
        ocr_look_again(reader, page, words);
}

/* The ruled lines that were taken out of the page. The caller frees them. */
static struct sohoa_box *rules_of(const struct sohoa_page *page, size_t *ret_count)
{
    size_t all = sohoa_marks_count(page->marks), count = 0;
    struct sohoa_box *rules = malloc((all + 1) * sizeof *rules);
    for (size_t i = 0; rules && i < all; i++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, i);
        if (mark.kind == SOHOA_MARK_RULE)
            rules[count++] = ocr_to_image(page, mark.box);
    }
    *ret_count = count;
    return rules;
}

/* All of a page that is not too large. */
static bool read_page(const struct ocr_stage *ocr, const struct ocr_reader *reader,
                      const struct sohoa_page *page, PIX *picture, struct ocr_words *words)
{
    struct ocr_reader with_rules = *reader;
    struct sohoa_box *rules = rules_of(page, &with_rules.rule_count);
    with_rules.rules = rules;
    bool done = ocr_read_picture(&with_rules, picture, (int)ocr->psm, NULL, words);
    free(rules);
    return done;
}

int ocr_stage_run(struct ocr_stage *ocr, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if ((page->flags & (SOHOA_PAGE_BLANK | SOHOA_PAGE_BORN_DIGITAL)) ||
        (depth != 1 && depth != 8 && depth != 32))
        return SOHOA_OK;
    if (stop_asked(call))
        return sohoa_fail(err, SOHOA_RETRY, "stopped");
    int rc = renew_if_grown(ocr, err);
    if (rc != SOHOA_OK)
        return rc;
    struct watch watch = {.call = call, .until_ns = until(ocr, call)};
    struct ocr_reader reader = {.handle = lend_handle,
                                .handle_arg = ocr,
                                .dpi = image_dpi(page),
                                .over = give_up,
                                .over_arg = &watch,
                                .engine = ocr->engine,
                                .engine_arg = ocr->engine_arg};
    bool large = ocr_is_large(&reader, page->image);
    PIX *picture = large ? pixClone(page->image) : ocr_without_noise(page->image);
    if (!picture) {
        sohoa_page_note(page, "too many marks on this page to be text: not recognised");
        return SOHOA_OK;
    }
    struct ocr_words words = {0};
    bool done = large ? ocr_read_tiles(&reader, picture, (int)ocr->psm, &words)
                      : read_page(ocr, &reader, page, picture, &words);
    pixDestroy(&picture);
    ocr->pages += ocr->api != NULL;
    struct sohoa_text *text = NULL;
    if (done)
        read_more(ocr, &reader, page, &words);
    if (!done && stop_asked(call))
        rc = sohoa_fail(err, SOHOA_RETRY, "stopped");
    else if (!(text = ocr_words_text(&words, page, ocr->least)))
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    ocr_words_clear(&words);
    if (rc != SOHOA_OK)
        return rc;
    if (!done)
        sohoa_page_note(page, give_up(&watch, 0) ? "the time for recognising this page ran out"
                                                 : "recognition of this page failed");
    sohoa_text_free(page->text);
    page->text = text;
    return SOHOA_OK;
}
