/* ocr_lstm.c - reads the page with our own layout analysis, or Tesseract's, and its models,
 * computed by ourselves: as good a text in a fraction of the time. A model of another kind is
 * Tesseract's to read, with a line in the log. README.md tells how it works. One handle a worker.
 */
#include "lstm_engine.h"

#include <stdio.h>
#include <string.h>

struct ocr_lstm {
    struct ocr_stage stage;
    char *kernel, *layout;
    /* inside */
    struct lstm_engine engine;
    struct sohoa_err why; /* Tesseract reads; "" once told */
};

static int open_ocr(void *self, struct sohoa_err *err)
{
    struct ocr_lstm *ocr = self;
    const char *folder = ocr_models(ocr->stage.datapath), *language = ocr->stage.language;
    int rc = ocr_check_languages(folder, language, err);
    if (rc == SOHOA_OK)
        rc = lstm_engine_open(&ocr->engine, folder, language, ocr->kernel, &ocr->why, err);
    if (rc != SOHOA_OK)
        return rc;
    ocr->engine.own = strcmp(ocr->layout, "own") == 0;
    ocr->engine.again = ocr->stage.again;
    if (!ocr->engine.own && strcmp(ocr->layout, "tesseract") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "layout '%s' is not known: own or tesseract",
                          ocr->layout);
    ocr->stage.engine = lstm_engine_read;
    ocr->stage.engine_arg = &ocr->engine;
    ocr->stage.lazy = ocr->engine.model != NULL;
    return ocr_stage_open(&ocr->stage, err);
}

static void close_ocr(void *self)
{
    struct ocr_lstm *ocr = self;
    ocr_stage_close(&ocr->stage);
    lstm_engine_close(&ocr->engine);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    struct ocr_lstm *ocr = self;
    if (ocr->why.text[0] && call && call->note) {
        char text[sizeof ocr->why.text + 64];
        snprintf(text, sizeof text, "ocr_lstm: %s: %s; Tesseract reads instead",
                 ocr->stage.language, ocr->why.text);
        call->note(call, text);
        ocr->why.text[0] = '\0';
    }
    return ocr_stage_run(&ocr->stage, call, page, err);
}

static const struct sohoa_option options[] = {
    OCR_STAGE_OPTIONS(struct ocr_lstm),
    {"kernel", SOHOA_STRING, offsetof(struct ocr_lstm, kernel), "auto", 0, 0,
     "Inner loops: auto, scalar, sse41, avx2, vnni; all give the same text."},
    {"layout", SOHOA_STRING, offsetof(struct ocr_lstm, layout), "own", 0, 0,
     "Who finds the lines of a page: own, or tesseract, which is slower."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .isolation = SOHOA_IN_HELPER, .threads = SOHOA_PER_WORKER, .name = "ocr_lstm",
             .version = "1.0",
             .summary = "Reads printed text with Tesseract's models, several times faster.",
             .options = options, .self_size = sizeof(struct ocr_lstm), .open = open_ocr,
             .close = close_ocr, .calls = &calls);
