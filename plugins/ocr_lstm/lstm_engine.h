/* lstm_engine.h - a layout, Tesseract's or our own, with our recognition behind it, in the place of
 * Tesseract's own engine. */
#ifndef LSTM_ENGINE_H
#define LSTM_ENGINE_H
#include "lstm_reader.h"
#include "ocr.h"

struct lstm_engine {
    struct lstm_model *model; /* NULL: it is not one that we compute, Tesseract reads */
    struct lstm_reader reader;
    bool *only; /* by character */
    bool own;   /* pages are laid out by ourselves */
    bool again; /* unsure words are read from other pictures too */
};
/* Loads the model of the folder. OK also when it is not known: *ret_why then says why. */
int lstm_engine_open(struct lstm_engine *engine, const char *folder, const char *language,
                     const char *kernel, struct sohoa_err *ret_why, struct sohoa_err *err);
void lstm_engine_close(struct lstm_engine *engine);
ocr_engine lstm_engine_read; /* arg: the engine */
#endif
