/* bench_recognise.c - ocr_lstm beside ocr_tesseract and libtesseract: what differs, and the CPU
 * time of each. One thread.
 *
 *   bench_recognise --lines [--model FILE] [--kernel NAME] [--verbose] PAGE...
 *   bench_recognise --compare [--kernel NAME] [--chain A,B,...] [--rounds N] [--no-again]
 * [--no-bare]
 *                   [--verbose] PAGE...
 *
 * Beside PAGE.png may stand PAGE.txt, what is written on it. Ends with 1 when lines differ. */
#include "recognise.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MODEL "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"
#define CHAIN                                                                                      \
    "prep_photo,prep_border,prep_blank,prep_orient,prep_deskew,prep_colour,prep_cards,"            \
    "prep_binarise,prep_lines,prep_enlarge"

double recognise_cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int recognise_characters(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

/* The characters, four bytes each. */
static uint32_t *unpack(const char *text)
{
    uint32_t *ret = calloc(strlen(text) + 1, sizeof *ret);
    for (int i = -1; ret && *text; text++) {
        i += (*text & 0xC0) != 0x80 || i < 0;
        ret[i] = ret[i] << 8 | (unsigned char)*text;
    }
    return ret;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int recognise_distance(const char *a, const char *b)
{
    int m = recognise_characters(b), ret = -1;
    uint32_t *x = unpack(a), *y = unpack(b);
    int *row = calloc((size_t)m + 1, sizeof *row);
    for (int k = 0; row && k <= m; k++)
        row[k] = k;
    for (int i = 1; x && y && row && x[i - 1]; i++) {
        int corner = row[0];
        row[0] = i;
        for (int k = 1; k <= m; k++) {
            int up = row[k];
            row[k] = least(least(row[k], row[k - 1]) + 1, corner + (x[i - 1] != y[k - 1]));
            corner = up;
        }
    }
    if (x && y && row)
        ret = row[m];
    free(x);
    free(y);
    free(row);
    return ret;
}

/* The environment must say so before libgomp is loaded: run ourselves again. */
static void one_thread(char **argv)
{
    const char *limit = getenv("OMP_THREAD_LIMIT");
    if (limit && strcmp(limit, "1") == 0)
        return;
    setenv("OMP_THREAD_LIMIT", "1", 1);
    execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    struct recognise r = {.model = MODEL, .chain = CHAIN, .again = true, .bare = true, .rounds = 1};
    bool pages = false;
    int at = 1;
    one_thread(argv);
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        const char *key = argv[at], *value = at + 1 < argc ? argv[at + 1] : "";
        if (strcmp(key, "--compare") == 0 || strcmp(key, "--lines") == 0) {
            pages = key[2] == 'c';
        } else if (strcmp(key, "--verbose") == 0) {
            r.verbose = true;
        } else if (strcmp(key, "--no-again") == 0) {
            r.again = false;
        } else if (strcmp(key, "--no-bare") == 0) {
            r.bare = false;
        } else {
            at++;
            if (strcmp(key, "--model") == 0)
                r.model = value;
            else if (strcmp(key, "--kernel") == 0)
                r.kernel = value;
            else if (strcmp(key, "--chain") == 0)
                r.chain = value;
            else if (strcmp(key, "--rounds") == 0)
                r.rounds = (int)strtol(value, NULL, 10);
            else
                return fprintf(stderr, "what is %s?\n", key), 2;
        }
    }
    r.pages = argv + (at < argc ? at : argc);
    r.count = at < argc ? argc - at : 0;
    return pages ? recognise_pages(&r) : recognise_lines(&r);
}
