/* ocr_tesseract.c - reads the page with Tesseract's LSTM engine through its C API: the reference
 * for ocr_lstm, which computes the same faster. R. Smith, "An overview of the Tesseract OCR
 * engine", ICDAR 2007. */
#include "ocr.h"

struct ocr {
    struct ocr_stage stage;
};

static int open_ocr(void *self, struct sohoa_err *err)
{
    return ocr_stage_open(self, err);
}

static void close_ocr(void *self)
{
    ocr_stage_close(self);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    return ocr_stage_run(self, call, page, err);
}

static const struct sohoa_option options[] = {OCR_STAGE_OPTIONS(struct ocr), {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .isolation = SOHOA_IN_HELPER, .threads = SOHOA_PER_WORKER,
             .name = "ocr_tesseract", .version = "1.0",
             .summary = "Reads printed text with Tesseract.", .options = options,
             .self_size = sizeof(struct ocr), .open = open_ocr, .close = close_ocr,
             .calls = &calls);
