/* hand_pages.c - prepares pages for train_hand: runs the stages up to recognition once and keeps
 * the picture that was read and where its words stand.
 *
 *   hand_pages OUT IMAGE...   writes OUT/<image>.png and OUT/<image>.tsv, a word a line:
 *                             line x y w h confidence hand text, in pixels of the picture
 *
 * A word counts as handwritten when most of its ink is green on the page: draw with
 * `corpus --hand --hand-ink 0x104410` in colour. One thread. */
#include "../../plugins/ocr_hand/hand.h"
#include "host/page.h"
#include "host/registry.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAGES = 9 };
static const char *const chain[STAGES] = {"prep_photo",  "prep_border",  "prep_orient",
                                          "prep_deskew", "prep_colour",  "prep_binarise",
                                          "prep_lines",  "prep_enlarge", "ocr_lstm"};

static bool is_green(PIX *image, struct sohoa_box box)
{
    long green = 0, other = 0;
    int width = pixGetWidth(image), height = pixGetHeight(image);
    if (pixGetDepth(image) != 32)
        return false;
    for (int y = box.y > 0 ? box.y : 0; y < box.y + box.h && y < height; y++)
        for (int x = box.x > 0 ? box.x : 0; x < box.x + box.w && x < width; x++) {
            l_int32 r = 0, g = 0, b = 0;
            pixGetRGBPixel(image, x, y, &r, &g, &b);
            if (r + g + b > 420)
                continue;
            bool lit = g > r + 14 && g > b + 14;
            green += lit;
            other += !lit;
        }
    return green > other;
}

static void keep(const char *folder, const char *path, PIX *image, struct sohoa_page *page)
{
    char name[4096];
    size_t count = 0;
    const char *base = strrchr(path, '/'), *end = base;
    while (end && end > path && *--end != '/')
        ;
    snprintf(name, sizeof name, "%s/%.*s.%s.png", folder, (int)(base - end - 1), end + 1, base + 1);
    pixWrite(name, page->image, IFF_PNG);
    memcpy(name + strlen(name) - 3, "tsv", 3);
    FILE *f = fopen(name, "we");
    struct hand_word *words = hand_words(page, &count);
    for (size_t i = 0; f && i < count; i++) {
        const struct hand_word *w = &words[i];
        bool hand = is_green(image, sohoa_text_word(page->text, i).box);
        fprintf(f, "%u\t%d\t%d\t%d\t%d\t%.3f\t%d\t%s\n", w->line, w->box.x, w->box.y, w->box.w,
                w->box.h, (double)w->confidence, hand, w->text);
    }
    if (f)
        fclose(f);
    free(words);
}

static void run(struct sohoa_instance **stages, const char *folder, const char *path)
{
    struct sohoa_page page;
    struct sohoa_err err = {0};
    PIX *image = pixRead(path);
    if (!image)
        return;
    if (pixGetColormap(image)) {
        PIX *plain = pixRemoveColormap(image, REMOVE_CMAP_BASED_ON_SRC);
        pixDestroy(&image);
        image = plain;
    }
    sohoa_page_init(&page);
    page.image = pixCopy(NULL, image);
    page.width = (uint32_t)pixGetWidth(image);
    page.height = (uint32_t)pixGetHeight(image);
    page.dpi = (float)pixGetXRes(image);
    int rc = SOHOA_OK;
    for (int i = 0; rc == SOHOA_OK && i < STAGES; i++)
        if (stages[i])
            rc = stages[i]->stage->run(stages[i]->self, NULL, &page, &err);
    if (rc == SOHOA_OK && page.text && page.image)
        keep(folder, path, image, &page);
    else
        fprintf(stderr, "%s: %s\n", path, err.text);
    sohoa_page_clear(&page);
    pixDestroy(&image);
}

int main(int argc, char **argv)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_instance *stages[STAGES] = {0};
    struct sohoa_err err = {0};
    setenv("OMP_THREAD_LIMIT", "1", 1);
    if (argc < 3 || sohoa_registry_open(&reg, &err) != SOHOA_OK)
        return fprintf(stderr, "hand_pages OUT IMAGE... %s\n", err.text), 2;
    for (int i = 0; i < STAGES; i++) {
        const struct sohoa_plugin *plugin = sohoa_registry_find(reg, chain[i]);
        if (plugin && sohoa_instance_open(reg, plugin, NULL, 0, &stages[i], &err) != SOHOA_OK)
            return fprintf(stderr, "%s: %s\n", chain[i], err.text), 2;
    }
    for (int i = 2; i < argc; i++)
        run(stages, argv[1], argv[i]);
    for (int i = 0; i < STAGES; i++)
        if (stages[i])
            sohoa_instance_close(stages[i]);
    sohoa_registry_close(reg);
    return 0;
}
