/* ocr.h - the parts of ocr_tesseract: languages on disk, the engine's handle, its result. */
#ifndef OCR_H
#define OCR_H
#include "sohoa_plugin.h"

#include <tesseract/capi.h>

/* The folder of Tesseract's models: `datapath` when it is not empty, else $TESSDATA_PREFIX, else
 * where Debian keeps them. Lends a string that lives as long as datapath and the environment. */
const char *ocr_models(const char *datapath);

/* OK when every model of "vie+eng" is in the folder; FATAL with a text naming the installed ones
 * and the Debian package otherwise. */
int ocr_check_languages(const char *folder, const char *languages, struct sohoa_err *err);

/* Copies what was recognised into a new text: words of at least `least` confidence, boxes mapped
 * to the master, lines and blocks in reading order. NULL: no memory. Words that a cancelled run
 * did not reach are left out. */
struct sohoa_text *ocr_collect(TessBaseAPI *api, const struct sohoa_page *page, double least);

/* The image itself (another reference), or what is left of it without its dots when there are too
 * many marks on it for text. NULL when that does not help: it is a picture of noise. */
struct Pix *ocr_without_noise(struct Pix *image);
#endif
