/* test_files_corpus.c - every damaged and odd file of the test data, each decoded in a child of its
 * own with limits of time and memory: none crashes, hangs or eats memory, and each ends as the
 * manifest says. Files given as arguments are decoded and told one a line instead. */
#include "files_rig.h"

#include <dirent.h>
#include <leptonica/allheaders.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define SECONDS_MAX 10
#define RSS_MAX_KB (1024L * 1024)
#define ADDRESS_MAX (3ull << 30)
#ifdef SOHOA_SANITIZED
#define SLOWER 6
#else
#define SLOWER 1
#endif

struct outcome {
    bool done;
    int rc; /* OK, or that of the probe or of the first image that failed */
    uint32_t images, noted, width, height, depth, words, flags, rotated;
    float dpi;
    bool consistent; /* probe and decode agree, the page is well formed */
    char text[200], note[200];
};
struct run {
    struct outcome outcome;
    int status;
    long rss_kb;
    double seconds;
};

static bool well_formed(const struct sohoa_page *page, const struct sohoa_image_info *info)
{
    int depth = pixGetDepth(page->image);
    bool turned = page->to_master[1] != 0;
    uint32_t w = (uint32_t)pixGetWidth(page->image), h = (uint32_t)pixGetHeight(page->image);
    return (depth == 1 || depth == 8 || depth == 32) && !pixGetColormap(page->image) &&
           (turned ? h : w) == page->width && (turned ? w : h) == page->height &&
           info->width == page->width && info->height == page->height;
}

static void decode_all(const char *path, struct outcome *out)
{
    struct rig rig;
    rig_open(&rig);
    struct sohoa_blob *master = rig_master(path);
    if (!master)
        _exit(3);
    struct rig_probe p = rig_probe(&rig, master);
    out->rc = p.rc;
    out->images = p.count;
    out->consistent = true;
    if (p.rc != SOHOA_OK)
        snprintf(out->text, sizeof out->text, "%.190s", rig.err.text);
    for (uint32_t i = 0; p.rc == SOHOA_OK && i < p.count && i < RIG_IMAGES; i++) {
        struct sohoa_page page;
        int rc = rig_decode(&rig, master, p.numbers[i], &page);
        if (rc != SOHOA_OK && out->rc == SOHOA_OK) {
            out->rc = rc;
            snprintf(out->text, sizeof out->text, "%.190s", rig.err.text);
        }
        if (rc == SOHOA_OK) {
            out->consistent = out->consistent && well_formed(&page, &p.images[i]);
            out->noted += page.note[0] != '\0';
            if (page.note[0] && !out->note[0])
                memcpy(out->note, page.note, sizeof out->note);
            out->width = page.width;
            out->height = page.height;
            out->depth = (uint32_t)pixGetDepth(page.image);
            out->dpi = page.dpi;
            out->rotated = page.rotated;
            out->flags |= page.flags;
            out->words += (uint32_t)sohoa_text_words(page.text);
        }
        sohoa_page_clear(&page);
    }
    sohoa_blob_unref(master);
    rig_close(&rig);
    out->done = true;
}

static double cpu(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static struct run run_child(const char *path)
{
    struct run run = {0};
    struct rusage usage;
    struct outcome *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
#ifndef SOHOA_SANITIZED
        struct rlimit limit = {ADDRESS_MAX, ADDRESS_MAX};
        setrlimit(RLIMIT_AS, &limit);
#endif
        alarm(SECONDS_MAX * SLOWER * 10); /* hung, on any machine */
        decode_all(path, shared);
        exit(0); /* sanitizers report at exit */
    }
    wait4(child, &run.status, 0, &usage);
    run.seconds = cpu(&usage);
    run.rss_kb = usage.ru_maxrss;
    run.outcome = *shared;
    munmap(shared, sizeof *shared);
    return run;
}

static bool run_is_sound(const char *name, const struct run *run)
{
    bool sound = WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0 && run->outcome.done &&
                 run->outcome.consistent && run->seconds <= SECONDS_MAX * SLOWER;
#ifndef SOHOA_SANITIZED
    sound = sound && run->rss_kb <= RSS_MAX_KB;
#endif
    if (!sound)
        fprintf(stderr, "%s: status %x, %ld MiB, %.1f s, %s\n", name, (unsigned)run->status,
                run->rss_kb / 1024, run->seconds,
                run->outcome.consistent ? "" : "page not well formed");
    return sound;
}

static void tell(const char *name, const struct run *r)
{
    const struct outcome *o = &r->outcome;
    printf("%s\t%s\t%ux%ux%u\t%.0f dpi\trot %u\timages %u\twords %u%s\t%.2f s\t%ld MiB\t%s%s%s\n",
           name, o->rc == SOHOA_OK ? (o->noted ? "note" : "ok") : "error", o->width, o->height,
           o->depth, (double)o->dpi, o->rotated, o->images, o->words,
           o->flags & SOHOA_PAGE_BORN_DIGITAL ? " born" : "", r->seconds, r->rss_kb / 1024, o->text,
           o->text[0] && o->note[0] ? " | " : "", o->note);
}

/* Looking for leaks in so many processes takes minutes: short runs look at every fourth file. */
static bool is_left_to_long_runs(unsigned n)
{
#ifdef SOHOA_SANITIZED
    return n % 4 != 0 && !getenv("SOHOA_TEST_LONG");
#else
    (void)n;
    return false;
#endif
}

struct tally {
    unsigned seen, files, unsound, error_taken, ok_lost;
};

static void judge(struct tally *t, const char *path, const char *verdict)
{
    char full[4096];
    snprintf(full, sizeof full, SOHOA_TEST_DATA "/malformed/%s", path);
    struct run run = run_child(full);
    t->files++;
    if (!run_is_sound(path, &run)) {
        t->unsound++;
        return;
    }
    bool failed = run.outcome.rc != SOHOA_OK;
    if (strcmp(verdict, "error") == 0 && !failed) {
        t->error_taken++;
        printf("error taken: ");
        tell(path, &run);
    }
    if (strcmp(verdict, "ok") == 0 && failed) {
        t->ok_lost++;
        printf("ok lost: ");
        tell(path, &run);
    }
}

/* The whole manifest as text: no file stays open across fork, whose child would move it. */
static char *read_manifest(void)
{
    FILE *f = fopen(SOHOA_TEST_DATA "/malformed/MANIFEST.tsv", "r");
    char *text = NULL;
    size_t size = 0;
    if (!f) {
        printf("skipped: no test data at %s\n", SOHOA_TEST_DATA);
        return NULL;
    }
    if (getdelim(&text, &size, '\0', f) < 0) {
        free(text);
        text = NULL;
    }
    fclose(f);
    return text;
}

static void every_malformed_file_ends_as_the_manifest_says(void **state)
{
    (void)state;
    struct tally t = {0};
    char *manifest = read_manifest(), *lines = NULL;
    if (!manifest)
        skip();
    for (char *line = strtok_r(manifest, "\n", &lines); line; line = strtok_r(NULL, "\n", &lines)) {
        char *save = NULL, *path = strtok_r(line, "\t", &save);
        (void)strtok_r(NULL, "\t", &save);
        (void)strtok_r(NULL, "\t", &save);
        char *verdict = strtok_r(NULL, "\t", &save);
        if (verdict && strcmp(path, "path") != 0 && !is_left_to_long_runs(t.seen++))
            judge(&t, path, verdict);
    }
    free(manifest);
    printf("%u files: %u unsound, %u of verdict error decoded, %u of verdict ok lost\n", t.files,
           t.unsound, t.error_taken, t.ok_lost);
    assert_int_equal(t.unsound, 0);
    assert_int_equal(t.error_taken, 0);
    assert_int_equal(t.ok_lost, 0);
}

/* Of these two nothing can be kept: 35000 x 35000 pixels, and 44 bytes that are no PDF. */
static bool is_hopeless(const char *name)
{
    return strcmp(name, "hugemono.pdf") == 0 || strcmp(name, "invalid.pdf") == 0;
}

static unsigned walk_folder(const char *folder, unsigned *ret_wrong)
{
    char path[4096];
    unsigned files = 0;
    struct dirent **names = NULL;
    (void)snprintf(path, sizeof path, SOHOA_TEST_DATA "/%s", folder);
    int count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = names[i]->d_name, *dot = strrchr(name, '.');
        if (dot && (strcmp(dot, ".pdf") == 0 || strcmp(dot, ".png") == 0 ||
                    strcmp(dot, ".jpg") == 0 || strcmp(dot, ".tiff") == 0)) {
            (void)snprintf(path, sizeof path, SOHOA_TEST_DATA "/%s/%s", folder, name);
            struct run run = run_child(path);
            bool failed = run.outcome.rc != SOHOA_OK;
            if (!run_is_sound(name, &run) || failed != is_hopeless(name)) {
                tell(name, &run);
                ++*ret_wrong;
            }
            files++;
        }
        free(names[i]);
    }
    free(names);
    return files;
}

static void real_scans_bombs_and_photos_decode_within_time_and_memory(void **state)
{
    static const char *const folders[] = {"scan-ocrmypdf", "vn-ttg-scans", "scan-deskew",
                                          "scan-exif-orientation", "barcodes-paperless"};
    unsigned files = 0, wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        files += walk_folder(folders[i], &wrong);
    if (files == 0) {
        printf("skipped: no test data at %s\n", SOHOA_TEST_DATA);
        skip();
    }
    printf("%u files, %u not as they should be\n", files, wrong);
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (int i = 1; i < argc; i++) {
            struct run run = run_child(argv[i]);
            tell(argv[i], &run);
            run_is_sound(argv[i], &run);
        }
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_malformed_file_ends_as_the_manifest_says),
        cmocka_unit_test(real_scans_bombs_and_photos_decode_within_time_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
