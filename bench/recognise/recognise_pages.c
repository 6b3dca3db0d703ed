/* recognise_pages.c - both stages, ocr_lstm with either layout, on the same pages, each page
 * prepared as the chain does: what of the text, the confidences and the boxes differs, how many
 * words of the truth each found, and the CPU time of each beside bare Tesseract on the page as it
 * came. */
#include "recognise.h"

#include "host/page.h"
#include "host/registry.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

enum { STAGES_MAX = 16, TEXT_MAX = 1 << 18, PAGES_MAX = 4096, CLOSE = 1 };

enum engine { THEIRS, OURS, OWN, BARE, ENGINES, STAGES = BARE };
static const char *const names[ENGINES] = {"ocr_tesseract", "ocr_lstm", "own layout",
                                           "bare tesseract"};

struct pages {
    const struct recognise *options;
    struct sohoa_registry *registry;
    struct sohoa_instance *stages[STAGES_MAX], *engines[STAGES];
    int stage_count;
    TessBaseAPI *bare;
    double *ms[ENGINES];
    int timed;
    long found[ENGINES], given[ENGINES], truth;
    long characters, characters_off, words, missing, confidences_off, boxes_off;
};

static int open_stage(struct pages *p, const char *name, const struct sohoa_setting *settings,
                      size_t count, struct sohoa_instance **ret)
{
    struct sohoa_err err = {0};
    const struct sohoa_plugin *plugin = sohoa_registry_find(p->registry, name);
    if (plugin && sohoa_instance_open(p->registry, plugin, settings, count, ret, &err) == SOHOA_OK)
        return 0;
    fprintf(stderr, "%s: %s\n", name, plugin ? err.text : "no such stage");
    return 2;
}

static int open_all(struct pages *p)
{
    struct sohoa_err err = {0};
    char chain[512], *state = NULL;
    int rc = sohoa_registry_open(&p->registry, &err) == SOHOA_OK ? 0 : 2;
    snprintf(chain, sizeof chain, "%s", p->options->chain);
    for (char *n = strtok_r(chain, ",", &state); rc == 0 && n && p->stage_count < STAGES_MAX;
         n = strtok_r(NULL, ",", &state))
        if (sohoa_registry_find(p->registry, n))
            rc = open_stage(p, n, NULL, 0, &p->stages[p->stage_count++]);
    struct sohoa_setting settings[] = {
        {.key = "again", .value = p->options->again ? "true" : "false", .origin = "bench"},
        {.key = "kernel",
         .value = p->options->kernel ? p->options->kernel : "auto",
         .origin = "bench"},
        {.key = "layout", .origin = "bench"}};
    for (int i = 0; rc == 0 && i < STAGES; i++) {
        settings[2].value = i == OWN ? "own" : "tesseract";
        rc = open_stage(p, i == THEIRS ? names[THEIRS] : names[OURS], settings, i == THEIRS ? 1 : 3,
                        &p->engines[i]);
    }
    for (int i = 0; i < ENGINES; i++)
        p->ms[i] = calloc(PAGES_MAX, sizeof *p->ms[i]);
    p->bare = p->options->bare ? TessBaseAPICreate() : NULL;
    if (p->bare && TessBaseAPIInit3(p->bare, NULL, "vie") == 0) {
        TessBaseAPISetVariable(p->bare, "debug_file", "/dev/null");
        TessBaseAPISetPageSegMode(p->bare, PSM_AUTO);
    }
    return rc;
}

static void close_all(struct pages *p)
{
    for (int i = 0; i < p->stage_count; i++)
        sohoa_instance_close(p->stages[i]);
    for (int i = 0; i < STAGES; i++)
        sohoa_instance_close(p->engines[i]);
    for (int i = 0; i < ENGINES; i++)
        free(p->ms[i]);
    if (p->bare)
        TessBaseAPIDelete(p->bare);
    if (p->registry)
        sohoa_registry_close(p->registry);
}

/* ---- texts ------------------------------------------------------------------------------------
 */

static void write_text(const struct sohoa_text *text, char *ret)
{
    size_t used = 0;
    uint32_t line = 0;
    ret[0] = '\0';
    for (size_t i = 0; i < sohoa_text_words(text); i++) {
        struct sohoa_word w = sohoa_text_word(text, i);
        int more = snprintf(ret + used, TEXT_MAX - used, "%s%s",
                            i == 0           ? ""
                            : w.line != line ? "\n"
                                             : " ",
                            w.text);
        if (more < 0 || used + (size_t)more >= TEXT_MAX)
            break;
        used += (size_t)more;
        line = w.line;
    }
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts the text at blanks, sorts the words. The caller frees the list. */
static char **sorted_words(char *text, size_t *ret_count)
{
    size_t room = strlen(text) / 2 + 1, count = 0;
    char **list = calloc(room, sizeof *list), *state = NULL;
    for (char *w = strtok_r(text, " \n\t\f\r", &state); list && w && count < room;
         w = strtok_r(NULL, " \n\t\f\r", &state))
        list[count++] = w;
    if (list && count > 0)
        qsort(list, count, sizeof *list, compare_words);
    *ret_count = list ? count : 0;
    return list;
}

/* Words of `text` that the truth has too, each as often as there. Both are cut up. */
static void score(char *text, char *truth, long *found, long *given, long *all)
{
    size_t n = 0, m = 0, i = 0, k = 0;
    char **a = sorted_words(text, &n), **b = sorted_words(truth, &m);
    while (i < n && k < m) {
        int order = strcmp(a[i], b[k]);
        *found += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    *given += (long)n;
    *all += (long)m;
    free(a);
    free(b);
}

static bool load_truth(const char *page, char *ret)
{
    char path[4096];
    const char *dot = strrchr(page, '.');
    snprintf(path, sizeof path, "%.*s.txt", dot ? (int)(dot - page) : (int)strlen(page), page);
    FILE *f = fopen(path, "re");
    size_t size = f ? fread(ret, 1, TEXT_MAX - 1, f) : 0;
    ret[size] = '\0';
    if (f)
        fclose(f);
    return size > 0;
}

/* ---- pages ------------------------------------------------------------------------------------
 */

static void prepare(const struct pages *p, PIX *image, struct sohoa_page *page)
{
    struct sohoa_err err = {0};
    sohoa_page_init(page);
    page->image = pixCopy(NULL, image);
    page->width = (uint32_t)pixGetWidth(image);
    page->height = (uint32_t)pixGetHeight(image);
    page->dpi = (float)pixGetXRes(image);
    for (int i = 0; i < p->stage_count; i++)
        p->stages[i]->stage->run(p->stages[i]->self, NULL, page, &err);
}

static bool same_box(struct sohoa_box a, struct sohoa_box b)
{
    return abs(a.x - b.x) <= CLOSE && abs(a.y - b.y) <= CLOSE &&
           abs(a.x + a.w - b.x - b.w) <= CLOSE && abs(a.y + a.h - b.y - b.h) <= CLOSE;
}

static void compare_word(struct pages *p, const struct sohoa_word *a, const struct sohoa_word *b)
{
    bool unsure = fabs((double)(a->confidence - b->confidence)) > 1e-5;
    bool moved = !same_box(a->box, b->box);
    p->confidences_off += unsure;
    p->boxes_off += moved;
    if (p->options->verbose && (unsure || moved))
        printf("  %s: %.4f %.4f, %d,%d %dx%d and %d,%d %dx%d\n", a->text, (double)a->confidence,
               (double)b->confidence, a->box.x, a->box.y, a->box.w, a->box.h, b->box.x, b->box.y,
               b->box.w, b->box.h);
}

/* Goes through both texts in step; after a word that differs both look a little ahead. */
static void compare_texts(struct pages *p, const struct sohoa_text *a, const struct sohoa_text *b)
{
    size_t i = 0, k = 0, n = sohoa_text_words(a), m = sohoa_text_words(b);
    p->words += (long)n;
    while (i < n && k < m) {
        size_t ahead = 0, di = 0, dk = 0;
        bool found = false;
        for (; !found && ahead < 24; ahead++)
            for (di = 0; di <= ahead; di++) {
                dk = ahead - di;
                if (i + di < n && k + dk < m &&
                    strcmp(sohoa_text_word(a, i + di).text, sohoa_text_word(b, k + dk).text) == 0) {
                    found = true;
                    break;
                }
            }
        if (!found)
            di = dk = 1;
        p->missing += (long)di;
        i += di;
        k += dk;
        if (found) {
            struct sohoa_word x = sohoa_text_word(a, i++), y = sohoa_text_word(b, k++);
            compare_word(p, &x, &y);
        }
    }
    p->missing += (long)(n - i);
}

static void run_bare(struct pages *p, PIX *image, char *ret)
{
    double before = recognise_cpu_ms();
    TessBaseAPISetImage2(p->bare, image);
    char *text = TessBaseAPIGetUTF8Text(p->bare);
    p->ms[BARE][p->timed] = recognise_cpu_ms() - before;
    snprintf(ret, TEXT_MAX, "%s", text ? text : "");
    TessDeleteText(text);
    TessBaseAPIClear(p->bare);
}

/* One engine's words of a page: right, given, of the truth; its time. */
static void report_page(struct pages *p, enum engine e, char *text, char *truth, const char *path)
{
    long found = 0, given = 0, all = 0;
    if (load_truth(path, truth))
        score(text, truth, &found, &given, &all);
    p->found[e] += found;
    p->given[e] += given;
    p->truth += all;
    printf("; %s %ld/%ld/%ld words %.0f ms", names[e], found, given, all, p->ms[e][p->timed]);
}

static void compare_page(struct pages *p, const char *path, bool last)
{
    static char text[ENGINES][TEXT_MAX], truth[TEXT_MAX];
    PIX *read = pixRead(path);
    PIX *image = read ? pixRemoveColormap(read, REMOVE_CMAP_BASED_ON_SRC) : NULL;
    struct sohoa_page pages[STAGES];
    struct sohoa_err err = {0};
    pixDestroy(&read);
    if (!image) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return;
    }
    for (int i = 0; i < STAGES; i++) {
        prepare(p, image, &pages[i]);
        double before = recognise_cpu_ms();
        p->engines[i]->stage->run(p->engines[i]->self, NULL, &pages[i], &err);
        p->ms[i][p->timed] = recognise_cpu_ms() - before;
        write_text(pages[i].text, text[i]);
    }
    text[BARE][0] = '\0';
    if (p->bare)
        run_bare(p, image, text[BARE]);
    if (last) {
        int off = recognise_distance(text[THEIRS], text[OURS]);
        int characters = recognise_characters(text[THEIRS]);
        p->characters += characters;
        p->characters_off += off;
        printf("%s: %d of %d characters", path, off, characters);
        compare_texts(p, pages[THEIRS].text, pages[OURS].text);
        for (int i = 0; i < ENGINES; i++)
            report_page(p, (enum engine)i, text[i], truth, path);
        putchar('\n');
    }
    p->timed += p->timed + 1 < PAGES_MAX;
    for (int i = 0; i < STAGES; i++)
        sohoa_page_clear(&pages[i]);
    pixDestroy(&image);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double report(struct pages *p, enum engine e)
{
    double *ms = p->ms[e];
    qsort(ms, (size_t)p->timed, sizeof *ms, compare_doubles);
    double median = ms[p->timed / 2], truth = (double)p->truth / ENGINES;
    printf("%-15s %8.1f ms a page (%.1f to %.1f)", names[e], median, ms[0], ms[p->timed - 1]);
    if (p->truth > 0 && p->given[e] > 0)
        printf(", words of the truth found %.2f %%, right %.2f %%",
               100 * (double)p->found[e] / truth, 100 * (double)p->found[e] / (double)p->given[e]);
    putchar('\n');
    return median;
}

int recognise_pages(const struct recognise *options)
{
    struct pages p = {.options = options};
    int rc = open_all(&p);
    for (int i = 0; rc == 0 && i < options->count; i++)
        for (int round = 0; round < options->rounds; round++)
            compare_page(&p, options->pages[i], round + 1 == options->rounds);
    if (rc == 0 && p.timed > 0) {
        printf("differ: %ld of %ld characters (%.3f %%), %ld of %ld words; of the same words %ld "
               "confidences, %ld boxes by more than a pixel\n",
               p.characters_off, p.characters,
               100.0 * (double)p.characters_off / (double)(p.characters + !p.characters), p.missing,
               p.words, p.confidences_off, p.boxes_off);
        double theirs = report(&p, THEIRS), ours = report(&p, OURS);
        double own = report(&p, OWN), bare = p.bare ? report(&p, BARE) : 0;
        printf("%.2f times ocr_tesseract, %.2f times bare tesseract; with its own layout %.2f and "
               "%.2f times\n",
               theirs / ours, bare / ours, theirs / own, bare / own);
    }
    close_all(&p);
    return rc;
}
