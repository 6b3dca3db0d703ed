/* bench_stages.c - CPU time of each stage, page by page, beside bare Tesseract on the same pages.
 * One thread.
 *
 *   bench_stages [--rounds N] [--set STAGE.KEY=VALUE]... [--chain A,B,...] [--dpi N] [--no-bare]
 *                [--text DIR] [--save DIR] IMAGE...
 *
 * Prints a line a page (what the stages found), then for decoding and every stage the median and
 * the spread of CPU ms over all pages and rounds and its share, their sum, and bare Tesseract's.
 * --text writes what was read to DIR/<image>.txt, --save the picture that was read to
 * DIR/<image>.png. */
#include "host/page.h"
#include "host/registry.h"
#include "pipeline/engine.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>
#include <unistd.h>

enum { STAGES_MAX = 16, SETTINGS_MAX = 32, SAMPLES_MAX = 20000 };
enum { DECODING = STAGES_MAX, BARE, SERIES };

struct series {
    const char *name;
    double *ms;
    int count;
};

struct bench {
    struct sohoa_instance *stages[STAGES_MAX];
    struct series series[SERIES];
    int count;
    struct sohoa_instance *files;
    TessBaseAPI *bare;
    const char *text_dir, *save_dir;
    float dpi;
};

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void add(struct series *s, double ms)
{
    if (s->count < SAMPLES_MAX)
        s->ms[s->count++] = ms;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double mean(const struct series *s)
{
    double sum = 0;
    for (int i = 0; i < s->count; i++)
        sum += s->ms[i];
    return s->count ? sum / s->count : 0;
}

/* whole: a page's ms, of which the share is shown; 0: no share. */
static void report(struct series *s, double whole)
{
    if (s->count == 0)
        return;
    qsort(s->ms, (size_t)s->count, sizeof *s->ms, compare);
    printf("%-16s median %8.2f   mean %8.2f   10%% %8.2f   90%% %8.2f ms   (%d)", s->name,
           s->ms[s->count / 2], mean(s), s->ms[s->count / 10], s->ms[s->count * 9 / 10], s->count);
    if (whole > 0)
        printf("  %5.1f %% of the page", 100 * mean(s) / whole);
    putchar('\n');
}

/* The file's first image as the pipeline gets it; a line says why when there is none. */
static bool decode(struct bench *b, const char *path, struct sohoa_page *page)
{
    struct sohoa_err err = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC), rc = SOHOA_BAD_PAGE;
    sohoa_page_init(page);
    if (fd < 0)
        printf("%s: cannot be opened\n", path);
    else
        page->master = sohoa_blob_fd(fd, NULL, &err);
    if (page->master) {
        double start = cpu_ms();
        rc = b->files->scanner->decode(b->files->self, NULL, page, &err);
        add(&b->series[DECODING], cpu_ms() - start);
    }
    if (fd >= 0 && rc != SOHOA_OK)
        printf("%s: %s\n", path, err.text);
    if (b->dpi > 0)
        page->dpi = b->dpi;
    return rc == SOHOA_OK && page->image;
}

static void write_text(const struct bench *b, const char *path, const struct sohoa_text *text)
{
    char name[4096];
    const char *base = strrchr(path, '/');
    snprintf(name, sizeof name, "%s/%s.txt", b->text_dir, base ? base + 1 : path);
    FILE *f = fopen(name, "we");
    if (!f)
        return;
    uint32_t line = 0;
    for (size_t i = 0; i < sohoa_text_words(text); i++) {
        struct sohoa_word w = sohoa_text_word(text, i);
        fprintf(f, "%s%s", i == 0 ? "" : w.line != line ? "\n" : " ", w.text);
        line = w.line;
    }
    fputc('\n', f);
    fclose(f);
}

static void save(const struct bench *b, const char *path, PIX *image)
{
    char name[4096];
    const char *base = strrchr(path, '/');
    snprintf(name, sizeof name, "%s/%s.png", b->save_dir, base ? base + 1 : path);
    pixWrite(name, image, IFF_PNG);
}

static void run_stages(struct bench *b, const char *path, struct sohoa_page *page, bool last)
{
    struct sohoa_err err = {0};
    for (int i = 0; i < b->count; i++) {
        double start = cpu_ms();
        int rc = b->stages[i]->stage->run(b->stages[i]->self, NULL, page, &err);
        add(&b->series[i], cpu_ms() - start);
        if (rc != SOHOA_OK)
            printf("%s: %s: %d %s\n", path, b->stages[i]->plugin->name, rc, err.text);
    }
    if (!last)
        return;
    printf("%s: rotated %u skew %.2f%s words %zu confidence %.2f marks %zu %s\n", path,
           page->rotated, (double)page->skew, page->flags & SOHOA_PAGE_BLANK ? " BLANK" : "",
           sohoa_text_words(page->text), sohoa_text_confidence(page->text),
           sohoa_marks_count(page->marks), page->note);
    if (b->text_dir)
        write_text(b, path, page->text);
    if (b->save_dir && page->image)
        save(b, path, page->image);
}

static void run_bare(struct bench *b, PIX *image)
{
    double start = cpu_ms();
    TessBaseAPISetImage2(b->bare, image);
    char *text = TessBaseAPIGetUTF8Text(b->bare);
    TessBaseAPIClear(b->bare);
    add(&b->series[BARE], cpu_ms() - start);
    TessDeleteText(text);
}

static int open_files(struct bench *b, struct sohoa_registry *reg)
{
    struct sohoa_err err = {0};
    const struct sohoa_plugin *plugin = sohoa_registry_find(reg, "files");
    if (plugin && sohoa_instance_open(reg, plugin, NULL, 0, &b->files, &err) == SOHOA_OK)
        return 0;
    fprintf(stderr, "files: %s\n", plugin ? err.text : "no such scanner");
    return 2;
}

static int open_stages(struct bench *b, struct sohoa_registry *reg, char *chain,
                       const char *const *sets, int set_count)
{
    char *state = NULL;
    for (char *n = strtok_r(chain, ",", &state); n && b->count < STAGES_MAX;
         n = strtok_r(NULL, ",", &state)) {
        struct sohoa_setting settings[SETTINGS_MAX];
        static char keys[SETTINGS_MAX][64];
        size_t count = 0, length = strlen(n);
        struct sohoa_err err = {0};
        for (int i = 0; i < set_count; i++) {
            const char *value = strchr(sets[i], '=');
            if (strncmp(sets[i], n, length) != 0 || sets[i][length] != '.' || !value)
                continue;
            snprintf(keys[i], sizeof keys[i], "%.*s", (int)(value - sets[i] - (int)length - 1),
                     sets[i] + length + 1);
            settings[count++] =
                (struct sohoa_setting){.key = keys[i], .value = value + 1, .origin = "--set"};
        }
        const struct sohoa_plugin *plugin = sohoa_registry_find(reg, n);
        if (!plugin || sohoa_instance_open(reg, plugin, settings, count, &b->stages[b->count],
                                           &err) != SOHOA_OK) {
            fprintf(stderr, "%s: %s\n", n, plugin ? err.text : "no such stage");
            return 2;
        }
        b->series[b->count++].name = n;
    }
    return 0;
}

static TessBaseAPI *open_bare(void)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (api && TessBaseAPIInit3(api, NULL, "vie") != 0) {
        TessBaseAPIDelete(api);
        api = NULL;
    }
    if (api) {
        TessBaseAPISetVariable(api, "debug_file", "/dev/null");
        TessBaseAPISetPageSegMode(api, PSM_AUTO); /* what the command line does */
    }
    return api;
}

static void close_all(struct bench *b)
{
    for (int i = 0; i < b->count; i++)
        sohoa_instance_close(b->stages[i]);
    sohoa_instance_close(b->files);
    for (int i = 0; i < SERIES; i++)
        free(b->series[i].ms);
    if (b->bare) {
        TessBaseAPIEnd(b->bare);
        TessBaseAPIDelete(b->bare);
    }
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
    char chain[512] =
        "prep_photo,prep_border,prep_blank,code_zxing,prep_colour,prep_orient,prep_deskew,code_mrz,"
        "prep_cards,prep_binarise,prep_lines,prep_enlarge,ocr_lstm,ocr_hand,ocr_digits";
    const char *sets[SETTINGS_MAX];
    int set_count = 0, rounds = 1, first = 1, rc = 0;
    bool bare = true;
    struct bench b = {0};
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    one_thread(argv);
    for (; first < argc && strncmp(argv[first], "--", 2) == 0; first++) {
        const char *key = argv[first], *value = first + 1 < argc ? argv[first + 1] : "";
        if (strcmp(key, "--no-bare") == 0) {
            bare = false;
            continue;
        }
        first++;
        if (strcmp(key, "--rounds") == 0)
            rounds = (int)strtol(value, NULL, 10);
        else if (strcmp(key, "--set") == 0 && set_count < SETTINGS_MAX)
            sets[set_count++] = value;
        else if (strcmp(key, "--chain") == 0)
            snprintf(chain, sizeof chain, "%s", value);
        else if (strcmp(key, "--dpi") == 0)
            b.dpi = strtof(value, NULL);
        else if (strcmp(key, "--text") == 0)
            b.text_dir = value;
        else if (strcmp(key, "--save") == 0)
            b.save_dir = value;
        else
            return fprintf(stderr, "what is %s?\n", key), 2;
    }
    if (sohoa_registry_open(&reg, &err) != SOHOA_OK)
        return fprintf(stderr, "%s\n", err.text), 2;
    for (int i = 0; i < SERIES; i++)
        b.series[i].ms = malloc(SAMPLES_MAX * sizeof(double));
    b.series[DECODING].name = "decode";
    b.series[BARE].name = "bare tesseract";
    sohoa_engine_set_up(); /* memory as in a run */
    rc = open_files(&b, reg);
    if (rc == 0)
        rc = open_stages(&b, reg, chain, sets, set_count);
    b.bare = bare ? open_bare() : NULL;
    for (int i = first; rc == 0 && i < argc; i++)
        for (int r = 0; r < rounds; r++) {
            struct sohoa_page page;
            if (decode(&b, argv[i], &page)) {
                PIX *image = b.bare ? pixCopy(NULL, page.image) : NULL;
                run_stages(&b, argv[i], &page, r + 1 == rounds);
                if (image)
                    run_bare(&b, image);
                pixDestroy(&image);
            }
            sohoa_page_clear(&page);
        }
    double whole = mean(&b.series[DECODING]);
    for (int i = 0; i < b.count; i++)
        whole += mean(&b.series[i]);
    report(&b.series[DECODING], whole);
    for (int i = 0; i < b.count; i++)
        report(&b.series[i], whole);
    printf("%-16s %42.2f ms a page\n", "all of it", whole);
    report(&b.series[BARE], 0);
    close_all(&b);
    sohoa_registry_close(reg);
    return rc;
}
