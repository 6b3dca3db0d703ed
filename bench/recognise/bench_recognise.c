/* bench_recognise.c - the engine of ocr_lstm beside libtesseract on the same line images: how many
 * characters and word confidences differ, and the CPU time of each. One thread.
 *
 *   bench_recognise [--model FILE] [--kernel NAME] [--verbose] PAGE...
 *
 * Lines are found by Tesseract's layout analysis and cut out of the page; it reads each as a raw
 * line, we read the same picture. */
#include "lstm_reader.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>

#define MODEL "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"
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

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

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
    double before = cpu_ms();
    TessBaseAPISetImage2(b->raw, line);
    TessBaseAPISetSourceResolution(b->raw, 300);
    int rc = TessBaseAPIRecognize(b->raw, NULL);
    b->theirs += cpu_ms() - before;
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
    double before = cpu_ms();
    bool ok = lstm_reader_read(&b->reader, line, NULL);
    b->ours += cpu_ms() - before;
    *ret = (struct reading){0};
    for (int i = 0; ok && i < b->reader.count; i++)
        add_word(ret, b->reader.words[i].text, b->reader.words[i].confidence);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Edit distance in bytes. */
static int distance(const char *a, const char *b)
{
    static int row[LINE_TEXT + 1];
    int m = (int)strlen(b);
    for (int k = 0; k <= m; k++)
        row[k] = k;
    for (int i = 1; a[i - 1]; i++) {
        int corner = row[0];
        row[0] = i;
        for (int k = 1; k <= m; k++) {
            int up = row[k];
            row[k] = least(least(row[k], row[k - 1]) + 1, corner + (a[i - 1] != b[k - 1]));
            corner = up;
        }
    }
    return row[m];
}

static void compare_line(struct bench *b, PIX *line)
{
    static struct reading theirs, ours;
    read_theirs(b, line, &theirs);
    read_ours(b, line, &ours);
    int off = distance(theirs.text, ours.text);
    int unsure = 0;
    for (int i = 0; off == 0 && i < ours.words; i++)
        unsure += fabs(theirs.confidence[i] - ours.confidence[i]) > 0.001;
    b->lines++;
    b->lines_off += off > 0 || unsure > 0;
    b->characters += (long)strlen(theirs.text);
    b->characters_off += off;
    b->words += theirs.words;
    b->confidences_off += unsure;
    if (b->verbose && (off || unsure)) {
        printf("%d characters, %d confidences:\n  %s\n  %s\n", off, unsure, theirs.text, ours.text);
        for (int i = 0; i < ours.words && unsure; i++)
            printf("  %.3f %.3f\n", theirs.confidence[i], ours.confidence[i]);
    }
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
        if (line)
            compare_line(b, line);
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

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct lstm_model *model = NULL;
    struct sohoa_err err = {0};
    const char *file = MODEL, *kernel = NULL;
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++)
        if (strcmp(argv[at], "--verbose") == 0)
            b.verbose = true;
        else if (at + 1 < argc && strcmp(argv[at], "--model") == 0)
            file = argv[++at];
        else if (at + 1 < argc && strcmp(argv[at], "--kernel") == 0)
            kernel = argv[++at];
    if (lstm_model_open(file, &model, &err) != SOHOA_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    const struct lstm_kernel *k = lstm_kernel_find(kernel);
    if (!k || !lstm_reader_make(&b.reader, model, k))
        return 1;
    setenv("OMP_THREAD_LIMIT", "1", 1);
    b.layout = open_api(PSM_AUTO);
    b.raw = open_api(PSM_RAW_LINE);
    for (; at < argc; at++)
        compare_page(&b, argv[at]);
    printf("kernel %s: %ld lines, %ld differ; %ld of %ld bytes; %ld of %ld confidences; "
           "CPU ms %.0f theirs, %.0f ours: %.2f times\n",
           k->name, b.lines, b.lines_off, b.characters_off, b.characters, b.confidences_off,
           b.words, b.theirs, b.ours, b.theirs / b.ours);
    lstm_reader_free(&b.reader);
    lstm_model_free(model);
    TessBaseAPIDelete(b.layout);
    TessBaseAPIDelete(b.raw);
    return 0;
}
