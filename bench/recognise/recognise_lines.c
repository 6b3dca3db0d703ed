/* recognise_lines.c - both engines on the same line images: Tesseract's layout analysis finds the
 * lines, each is cut out, Tesseract reads it as a raw line (its layout not on the clock), we read
 * the same picture. */
#include "recognise.h"

#include "lstm_reader.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

enum { LINE_TEXT = 4096, WORDS_MAX = 512, MARGIN = 4 };

struct bench {
    TessBaseAPI *layout, *raw;
    struct lstm_reader reader;
    bool verbose;
    long lines, lines_off, characters, characters_off, words, confidences_off;
    double ours, theirs;
};

/* One engine's reading of a line. */
struct reading {
    char text[LINE_TEXT];
    double confidence[WORDS_MAX];
    int words;
};

static void add_word(struct reading *r, const char *text, double confidence)
{
    size_t used = strlen(r->text);
    if (r->words == WORDS_MAX || used + strlen(text) + 2 > sizeof r->text)
        return;
    snprintf(r->text + used, sizeof r->text - used, "%s%s", used ? " " : "", text);
    r->confidence[r->words++] = confidence;
}

static void read_theirs(struct bench *b, PIX *line, struct reading *ret)
{
    TessBaseAPISetImage2(b->raw, line);
    TessBaseAPISetSourceResolution(b->raw, 300);
    TessPageIterator *found = TessBaseAPIAnalyseLayout(b->raw);
    if (found)
        TessPageIteratorDelete(found);
    double before = recognise_cpu_ms();
    int rc = TessBaseAPIRecognize(b->raw, NULL);
    b->theirs += recognise_cpu_ms() - before;
    TessResultIterator *it = rc == 0 ? TessBaseAPIGetIterator(b->raw) : NULL;
    *ret = (struct reading){0};
    if (!it)
        return;
    do {
        char *text = TessResultIteratorGetUTF8Text(it, RIL_WORD);
        if (text && *text)
            add_word(ret, text, (double)TessResultIteratorConfidence(it, RIL_WORD));
        TessDeleteText(text);
    } while (TessResultIteratorNext(it, RIL_WORD));
    TessResultIteratorDelete(it);
}

static void read_ours(struct bench *b, PIX *line, struct reading *ret)
{
    double before = recognise_cpu_ms();
    bool ok = lstm_reader_read(&b->reader, line, NULL);
    b->ours += recognise_cpu_ms() - before;
    *ret = (struct reading){0};
    for (int i = 0; ok && i < b->reader.count; i++)
        add_word(ret, b->reader.words[i].text, b->reader.words[i].confidence);
}

/* False: what they read differs. */
static bool compare_line(struct bench *b, PIX *line)
{
    static struct reading theirs, ours;
    read_theirs(b, line, &theirs);
    read_ours(b, line, &ours);
    int off = recognise_distance(theirs.text, ours.text);
    int unsure = 0;
    for (int i = 0; off == 0 && i < ours.words; i++)
        unsure += fabs(theirs.confidence[i] - ours.confidence[i]) > 0.001;
    b->lines++;
    b->lines_off += off > 0 || unsure > 0;
    b->characters += recognise_characters(theirs.text);
    b->characters_off += off;
    b->words += theirs.words;
    b->confidences_off += unsure;
    if (b->verbose && (off || unsure)) {
        printf("%d characters, %d confidences:\n  %s\n  %s\n", off, unsure, theirs.text, ours.text);
        for (int i = 0; i < ours.words && unsure; i++)
            printf("  %.3f %.3f\n", theirs.confidence[i], ours.confidence[i]);
    }
    return off == 0 && unsure == 0;
}

static void compare_page(struct bench *b, const char *path)
{
    PIX *page = pixRead(path);
    if (!page) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return;
    }
    TessBaseAPISetImage2(b->layout, page);
    BOXA *lines = TessBaseAPIGetTextlines(b->layout, NULL, NULL);
    for (int i = 0; i < boxaGetCount(lines); i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(lines, i, &x, &y, &w, &h);
        BOX *box = boxCreate(x - MARGIN, y - MARGIN, w + 2 * MARGIN, h + 2 * MARGIN);
        PIX *line = box ? pixClipRectangle(page, box, NULL) : NULL;
        if (line && !compare_line(b, line) && b->verbose)
            printf("  %s, %d x %d at %d, %d\n", path, w, h, x, y);
        pixDestroy(&line);
        boxDestroy(&box);
    }
    boxaDestroy(&lines);
    pixDestroy(&page);
}

static TessBaseAPI *open_api(TessPageSegMode mode)
{
    TessBaseAPI *api = TessBaseAPICreate();
    static char *names[] = {"debug_file", "textord_all_prop"};
    static char *values[] = {"/dev/null", "1"};
    if (TessBaseAPIInit4(api, NULL, "vie", OEM_LSTM_ONLY, NULL, 0, names, values, 2, 0) != 0)
        exit(2);
    TessBaseAPISetPageSegMode(api, mode);
    return api;
}

int recognise_lines(const struct recognise *options)
{
    struct bench b = {.verbose = options->verbose};
    struct lstm_model *model = NULL;
    struct sohoa_err err = {0};
    const struct lstm_kernel *kernel = lstm_kernel_find(options->kernel);
    if (lstm_model_open(options->model, &model, &err) != SOHOA_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    if (!kernel || !lstm_reader_make(&b.reader, model, kernel)) {
        fprintf(stderr, "no such kernel here\n");
        lstm_model_free(model);
        return 2;
    }
    b.layout = open_api(PSM_AUTO);
    b.raw = open_api(PSM_RAW_LINE);
    for (int i = 0; i < options->count; i++)
        compare_page(&b, options->pages[i]);
    printf(
        "%ld lines, kernel %s: %ld differ, %ld of %ld characters, %ld of %ld confidences; crop to "
        "text CPU ms %.0f libtesseract, %.0f ours: %.1f times\n",
        b.lines, kernel->name, b.lines_off, b.characters_off, b.characters, b.confidences_off,
        b.words, b.theirs, b.ours, b.theirs / b.ours);
    lstm_reader_free(&b.reader);
    lstm_model_free(model);
    TessBaseAPIDelete(b.layout);
    TessBaseAPIDelete(b.raw);
    return b.lines_off > 0;
}
