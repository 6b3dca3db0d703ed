/* bench_zone.c - how many machine-readable zones of a corpus are read, beside Tesseract with the
 * alphabet as its white list on the same pixels, and what finding them costs. One thread.
 *
 *   bench_zone [--no-tesseract] [--verbose] FOLDER... (of `corpus --kind card`, or any with
 * truth.json)
 *
 * A page's zone is the run of lines in its truth that hold nothing but "0-9A-Z<" and are 30, 36
 * or 44 long. Characters are counted place by place, a line of another length by edit distance. */
#include "host/page.h"
#include "host/registry.h"

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>

enum { STAGES = 4, TEXT_MAX = 200 };
static const char *const stage_names[STAGES] = {"prep_border", "prep_orient", "prep_deskew",
                                                "code_mrz"};

struct tally {
    int zones, zones_right, characters, characters_right, found, pages, false_alarms;
    double ms;
};
struct bench {
    struct sohoa_instance *stages[STAGES];
    TessBaseAPI *tesseract;
    bool verbose;
    struct tally ours, theirs;
};

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool zone_line(const char *line, size_t n)
{
    return (n == 30 || n == 36 || n == 44) &&
           strspn(line, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<") >= n;
}

/* The lines of the zone in a page's text, joined by '\n'; "" = none. */
static void truth_of(const char *text, char ret[TEXT_MAX])
{
    size_t used = 0;
    ret[0] = '\0';
    while (*text) {
        size_t n = strcspn(text, "\n\f");
        if (zone_line(text, n) && used + n + 2 < TEXT_MAX)
            used += (size_t)snprintf(ret + used, TEXT_MAX - used, "%s%.*s", used ? "\n" : "",
                                     (int)n, text);
        text += n + (text[n] != '\0');
    }
}

static int distance(const char *a, const char *b)
{
    int row[TEXT_MAX + 1], n = (int)strlen(b);
    for (int i = 0; i <= n; i++)
        row[i] = i;
    for (int i = 1; *a; a++, i++) {
        int corner = row[0];
        row[0] = i;
        for (int k = 1; k <= n; k++) {
            int best = corner + (*a != b[k - 1]);
            best = row[k] + 1 < best ? row[k] + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            corner = row[k];
            row[k] = best;
        }
    }
    return row[n];
}

static void score(struct tally *t, const char *truth, const char *got)
{
    int all = (int)strlen(truth), wrong = distance(truth, got);
    t->zones++;
    t->found += *got != '\0';
    t->zones_right += wrong == 0;
    t->characters += all;
    t->characters_right += all - (wrong < all ? wrong : all);
}

/* Tesseract over the whole picture; what looks like lines of a zone is taken. */
static void run_tesseract(struct bench *b, PIX *image, char got[TEXT_MAX])
{
    TessBaseAPISetImage2(b->tesseract, image);
    char *text = TessBaseAPIGetUTF8Text(b->tesseract), *at = text;
    size_t used = 0;
    got[0] = '\0';
    while (at && *at) {
        char line[TEXT_MAX];
        size_t n = strcspn(at, "\n"), k = 0;
        for (size_t i = 0; i < n && k + 1 < sizeof line; i++)
            if (at[i] != ' ')
                line[k++] = at[i];
        line[k] = '\0';
        if (k >= 26 && k <= 46 && used + k + 2 < TEXT_MAX &&
            (strchr(line, '<') || strspn(line, "0123456789") > 6))
            used += (size_t)snprintf(got + used, TEXT_MAX - used, "%s%s", used ? "\n" : "", line);
        at += n + (at[n] != '\0');
    }
    TessDeleteText(text);
}

static PIX *load(const char *path)
{
    PIX *raw = pixRead(path), *pix;
    if (!raw)
        return NULL;
    pix = pixGetColormap(raw) ? pixRemoveColormap(raw, REMOVE_CMAP_BASED_ON_SRC) : pixClone(raw);
    pixDestroy(&raw);
    return pix;
}

static void run_page(struct bench *b, const char *path, const char *truth)
{
    struct sohoa_page page;
    struct sohoa_err err = {0};
    sohoa_page_init(&page);
    page.image = load(path);
    if (!page.image)
        return;
    page.width = (uint32_t)pixGetWidth(page.image);
    page.height = (uint32_t)pixGetHeight(page.image);
    page.dpi = (float)pixGetXRes(page.image);
    for (int i = 0; i < STAGES; i++) {
        double start = cpu_ms();
        if (b->stages[i]->stage->run(b->stages[i]->self, NULL, &page, &err) != SOHOA_OK)
            printf("%s: %s: %s\n", path, stage_names[i], err.text);
        if (i == STAGES - 1)
            b->ours.ms += cpu_ms() - start;
    }
    b->ours.pages++;
    size_t found = sohoa_codes_count(page.codes);
    const char *got = found ? sohoa_codes_get(page.codes, 0).text : "";
    if (*truth)
        score(&b->ours, truth, got);
    else
        b->ours.false_alarms += found > 0;
    if (b->verbose && strcmp(truth, got) != 0)
        printf("%s\n%s\n--\n%s\n", path, truth, got);
    if (b->tesseract && *truth) {
        char theirs[TEXT_MAX];
        double start = cpu_ms();
        run_tesseract(b, page.image, theirs);
        b->theirs.ms += cpu_ms() - start;
        b->theirs.pages++;
        score(&b->theirs, truth, theirs);
    }
    sohoa_page_clear(&page);
}

static void run_folder(struct bench *b, const char *folder)
{
    char path[4096], truth[TEXT_MAX];
    size_t i;
    json_t *item, *list;
    snprintf(path, sizeof path, "%s/truth.json", folder);
    list = json_load_file(path, 0, NULL);
    json_array_foreach(list, i, item)
    {
        truth_of(json_string_value(json_object_get(item, "text")), truth);
        snprintf(path, sizeof path, "%s/%s", folder,
                 json_string_value(json_object_get(item, "file")));
        run_page(b, path, truth);
    }
    json_decref(list);
}

static void report(const char *name, const struct tally *t)
{
    printf("%-10s zones right %d/%d, found %d, characters right %.2f %%, false alarms %d, "
           "%.2f ms a page\n",
           name, t->zones_right, t->zones, t->found,
           t->characters ? 100.0 * t->characters_right / t->characters : 0, t->false_alarms,
           t->pages ? t->ms / t->pages : 0);
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    bool compare = true;
    if (sohoa_registry_open(&reg, &err) != SOHOA_OK)
        return fprintf(stderr, "%s\n", err.text), 2;
    for (int i = 0; i < STAGES; i++) {
        const struct sohoa_plugin *plugin = sohoa_registry_find(reg, stage_names[i]);
        if (!plugin || sohoa_instance_open(reg, plugin, NULL, 0, &b.stages[i], &err) != SOHOA_OK)
            return fprintf(stderr, "%s: %s\n", stage_names[i], err.text), 2;
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--no-tesseract") == 0) {
            compare = false;
        } else if (strcmp(argv[i], "--verbose") == 0) {
            b.verbose = true;
        } else {
            if (compare && !b.tesseract) {
                b.tesseract = TessBaseAPICreate();
                TessBaseAPIInit3(b.tesseract, NULL, "eng");
                TessBaseAPISetVariable(b.tesseract, "tessedit_char_whitelist",
                                       "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<");
                TessBaseAPISetPageSegMode(b.tesseract, PSM_AUTO);
            }
            run_folder(&b, argv[i]);
        }
    }
    report("code_mrz", &b.ours);
    if (b.tesseract)
        report("Tesseract", &b.theirs);
    return 0;
}
