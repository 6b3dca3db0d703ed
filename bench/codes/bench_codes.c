/* bench_codes.c - how many pictures of codes are read right, folder by folder, beside libzxing as
 * it comes in the same run.
 *
 *   bench_codes [--set KEY=VALUE]... [--missed] [--least N] FOLDER
 *   bench_codes [--set KEY=VALUE]... [--save DIR] --drawn COUNT
 *
 * Each folder below FOLDER holds pictures and, as NAME.txt or NAME.bin, what the code on NAME.png,
 * .jpg or .webp says (.bin: bytes, which come out as Latin-1; a part NAME-02.png of a set: a piece
 * of NAME.txt). In falsepositives-* and wherever no such file is, whatever is read counts as read.
 * The stage runs in its helper process, as in the pipeline; times are wall time of one picture. */
#include "drawn.h"
#include "host/page.h"
#include "host/registry.h"
#include "pipeline/helper.h"
#include "plain_zxing.h"

#include <dirent.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, TRUTH_MAX = 65536, SETTINGS_MAX = 16 };

struct tally {
    int pictures, plain, ours, plain_aborts;
    int wrong; /* read where nothing is */
    double plain_ms, ours_ms;
};

struct truth {
    char text[TRUTH_MAX];
    bool known, part;
};

struct check {
    const struct truth *truth;
    bool right, any;
};

struct bench {
    struct sohoa_instance *decoder, *stage;
    bool missed;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Bytes as UTF-8. */
static void widen(struct truth *truth, size_t n)
{
    static char copy[TRUTH_MAX];
    memcpy(copy, truth->text, n);
    char *out = truth->text;
    for (size_t i = 0; i < n && out < truth->text + TRUTH_MAX - 4; i++) {
        unsigned c = (unsigned char)copy[i];
        if (c >= 0x80)
            *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
    *out = '\0';
}

static bool read_file(const char *path, struct truth *truth)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return false;
    size_t n = fread(truth->text, 1, sizeof truth->text - 1, f);
    fclose(f);
    while (n > 0 && (truth->text[n - 1] == '\n' || truth->text[n - 1] == '\r'))
        n--;
    truth->text[n] = '\0';
    truth->known = true;
    return true;
}

/* NAME.txt or NAME.bin beside the picture; for NAME-NN.png those of NAME. */
static void read_truth(const char *picture, struct truth *truth)
{
    char path[PATH_ROOM];
    truth->known = truth->part = false;
    int stem = (int)(strrchr(picture, '.') - picture);
    for (int round = 0; round < 2 && !truth->known; round++) {
        snprintf(path, sizeof path, "%.*s.txt", stem, picture);
        bool found = read_file(path, truth);
        snprintf(path, sizeof path, "%.*s.bin", stem, picture);
        if (!found && (found = read_file(path, truth)))
            widen(truth, strlen(truth->text));
        truth->part = found && round == 1;
        if (stem > 3 && picture[stem - 3] == '-')
            stem -= 3;
    }
}

static void compare(void *arg, const char *text)
{
    struct check *c = arg;
    const struct truth *t = c->truth;
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    c->any = true;
    if (!t->known)
        c->right = true;
    else if (t->part)
        c->right |= n > 0 && strstr(t->text, text) != NULL;
    else
        c->right |= strlen(t->text) == n && memcmp(t->text, text, n) == 0;
}

static void run_plain(PIX *image, struct check *c, struct tally *tally)
{
    PIX *gray = pixConvertTo8(image, 0);
    if (!gray || pixEndianByteSwap(gray) != 0) {
        pixDestroy(&gray);
        return;
    }
    double start = now_ms();
    if (!plain_zxing((const unsigned char *)pixGetData(gray), pixGetWidth(gray), pixGetHeight(gray),
                     4 * pixGetWpl(gray), compare, c))
        tally->plain_aborts++;
    tally->plain_ms += now_ms() - start;
    pixDestroy(&gray);
}

static void run_ours(struct bench *b, struct sohoa_page *page, struct check *c, struct tally *tally)
{
    struct sohoa_err err = {0};
    double start = now_ms();
    if (b->stage->stage->run(b->stage->self, NULL, page, &err) != SOHOA_OK)
        printf("%s: %s\n", page->source, err.text);
    tally->ours_ms += now_ms() - start;
    for (size_t i = 0; i < sohoa_codes_count(page->codes); i++)
        compare(c, sohoa_codes_get(page->codes, i).text);
}

static void one(struct bench *b, const char *path, struct tally *tally)
{
    static struct truth truth;
    struct sohoa_page page;
    struct sohoa_err err = {0};
    sohoa_page_init(&page);
    FILE *f = fopen(path, "rbe");
    int fd = f ? dup(fileno(f)) : -1;
    if (f)
        fclose(f);
    page.source = path;
    page.master = fd < 0 ? NULL : sohoa_blob_fd(fd, "", &err);
    tally->pictures++;
    if (page.master &&
        b->decoder->scanner->decode(b->decoder->self, NULL, &page, &err) == SOHOA_OK) {
        read_truth(path, &truth);
        struct check plain = {.truth = &truth}, ours = plain;
        run_plain(page.image, &plain, tally);
        run_ours(b, &page, &ours, tally);
        tally->plain += plain.right;
        tally->ours += ours.right;
        if (b->missed && !ours.right)
            printf("%s: %s%s\n", path, ours.any ? "misread" : "not read",
                   plain.right ? ", libzxing reads it" : "");
        for (size_t i = 0; b->missed && !ours.right && i < sohoa_codes_count(page.codes); i++)
            printf("    %s '%s'\n", sohoa_codes_get(page.codes, i).symbology,
                   sohoa_codes_get(page.codes, i).text);
    } else {
        printf("%s: %s\n", path, err.text);
    }
    sohoa_page_clear(&page);
}

static void print(const char *name, const struct tally *t)
{
    int n = t->pictures ? t->pictures : 1;
    printf("%-20s %4d pictures  libzxing %4d (%d gave up) %6.1f ms   code_zxing %4d  %6.1f ms\n",
           name, t->pictures, t->plain, t->plain_aborts, t->plain_ms / n, t->ours, t->ours_ms / n);
}

static int drawn(struct bench *b, int count, const char *save)
{
    static struct truth truth;
    struct tally all = {0};
    for (int k = 0; k < wear_count; k++) {
        struct tally tally = {0};
        for (int i = 0; i < count; i++) {
            struct sohoa_page page;
            sohoa_page_init(&page);
            page.source = wears[k].name;
            page.image = draw_worn(&wears[k], (uint32_t)i + 1, truth.text, sizeof truth.text);
            page.dpi = (float)wears[k].dpi;
            truth.known = true;
            if (!page.image)
                continue;
            struct check plain = {.truth = &truth}, ours = plain;
            tally.pictures++;
            run_plain(page.image, &plain, &tally);
            run_ours(b, &page, &ours, &tally);
            tally.plain += plain.right;
            tally.ours += ours.right;
            char path[PATH_ROOM];
            snprintf(path, sizeof path, "%s/%s-%d%s.png", save ? save : "", wears[k].name, i + 1,
                     ours.right ? "" : "-missed");
            if (save)
                pixWrite(path, page.image, IFF_PNG);
            sohoa_page_clear(&page);
        }
        print(wears[k].name, &tally);
        all.pictures += tally.pictures;
        all.plain += tally.plain;
        all.ours += tally.ours;
        all.plain_ms += tally.plain_ms;
        all.ours_ms += tally.ours_ms;
    }
    print("all, read right", &all);
    return all.ours;
}

static int is_picture(const struct dirent *e)
{
    const char *dot = strrchr(e->d_name, '.');
    return dot &&
           (strcmp(dot, ".png") == 0 || strcmp(dot, ".jpg") == 0 || strcmp(dot, ".webp") == 0);
}

static int is_folder(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static void folder(struct bench *b, const char *root, const char *name, struct tally *all)
{
    char path[PATH_ROOM];
    struct dirent **list = NULL;
    struct tally tally = {0};
    snprintf(path, sizeof path, "%s/%s", root, name);
    int count = scandir(path, &list, is_picture, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s/%s", root, name, list[i]->d_name);
        one(b, path, &tally);
        free(list[i]);
    }
    free(list);
    if (count <= 0)
        return;
    print(name, &tally);
    bool empty = strncmp(name, "falsepositives", 14) == 0;
    all->pictures += tally.pictures;
    all->plain += empty ? 0 : tally.plain;
    all->ours += empty ? 0 : tally.ours;
    all->wrong += empty ? tally.ours : 0;
    all->plain_aborts += tally.plain_aborts;
    all->plain_ms += tally.plain_ms;
    all->ours_ms += tally.ours_ms;
}

static int open_both(struct bench *b, struct sohoa_registry *reg,
                     const struct sohoa_setting *settings, size_t count)
{
    struct sohoa_err err = {0};
    const struct sohoa_plugin *files = sohoa_registry_find(reg, "files");
    const struct sohoa_plugin *codes = sohoa_registry_find(reg, "code_zxing");
    if (!files || !codes)
        return fprintf(stderr, "the plugins files and code_zxing are not there\n"), 2;
    if (sohoa_helper_open(reg, files, NULL, 0, NULL, &b->decoder, &err) != SOHOA_OK ||
        sohoa_helper_open(reg, codes, settings, count, NULL, &b->stage, &err) != SOHOA_OK)
        return fprintf(stderr, "%s\n", err.text), 2;
    return 0;
}

int main(int argc, char **argv)
{
    struct sohoa_setting settings[SETTINGS_MAX];
    struct bench b = {0};
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    size_t count = 0;
    const char *save = NULL;
    int at = 1, draw = 0, least = 0;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        char *equals = at + 1 < argc ? strchr(argv[at + 1], '=') : NULL;
        if (strcmp(argv[at], "--missed") == 0) {
            b.missed = true;
        } else if (strcmp(argv[at], "--drawn") == 0 && at + 1 < argc) {
            draw = (int)strtol(argv[++at], NULL, 10);
        } else if (strcmp(argv[at], "--least") == 0 && at + 1 < argc) {
            least = (int)strtol(argv[++at], NULL, 10);
        } else if (strcmp(argv[at], "--save") == 0 && at + 1 < argc) {
            save = argv[++at];
        } else if (strcmp(argv[at], "--set") == 0 && equals && count < SETTINGS_MAX) {
            *equals = '\0';
            settings[count++] = (struct sohoa_setting){argv[++at], equals + 1, "--set"};
        } else {
            return fprintf(stderr, "what is %s?\n", argv[at]), 2;
        }
    }
    if (at + (draw ? 0 : 1) != argc)
        return fprintf(stderr,
                       "bench_codes [--set KEY=VALUE]... [--missed] FOLDER | --drawn COUNT\n"),
               2;
    sohoa_helper_setup();
    if (sohoa_registry_open(&reg, &err) != SOHOA_OK)
        return fprintf(stderr, "%s\n", err.text), 2;
    int rc = open_both(&b, reg, settings, count);
    struct dirent **list = NULL;
    if (rc == 0 && draw)
        rc = drawn(&b, draw, save) < least;
    int folders = rc || draw ? 0 : scandir(argv[at], &list, is_folder, alphasort);
    struct tally all = {0};
    for (int i = 0; i < folders; i++) {
        folder(&b, argv[at], list[i]->d_name, &all);
        free(list[i]);
    }
    free(list);
    if (rc == 0 && !draw)
        print("all, read right", &all);
    if (rc == 0 && !draw && least && folders < 0)
        rc = 77;
    else if (rc == 0 && !draw && least)
        rc = all.ours < least || all.wrong > 0;
    sohoa_instance_close(b.stage);
    sohoa_instance_close(b.decoder);
    sohoa_registry_close(reg);
    return rc;
}
