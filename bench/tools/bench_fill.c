/* bench_fill.c - a store with many invented dossiers, and how long it takes to show one of them.
 *
 * Use: bench_fill fill STORE COUNT    a batch a thousand dossiers, one page of 300 words each
 *      bench_fill show STORE TIMES    opens the store, reads a dossier and prints its object,
 *                                     TIMES times over; prints medians in ms
 * The masters that the pages name are not written: this is about records. One thread. */
#include "record/records.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PER_BATCH = 1000, PER_COMMIT = 100, WORDS = 300, TIMES_MAX = 10000, IDS_MAX = 1000 };

static const char *const syllables[] = {
    "Ủy",   "ban",   "nhân", "dân",  "xã",   "hồ",     "sơ",   "đăng", "ký",    "khai",
    "sinh", "theo",  "quy",  "định", "của",  "pháp",   "luật", "công", "dân",   "tại",
    "ngày", "tháng", "năm",  "số",   "trên", "thủ",    "tục",  "hành", "chính", "giấy",
    "tờ",   "thân",  "nơi",  "cư",   "trú",  "Nguyễn", "Văn",  "Thị",  "Lê",    "Trần"};

static uint64_t chance = 1;

static uint32_t below(uint32_t limit)
{
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance >> 33) % limit;
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct sohoa_text *invented_text(void)
{
    struct sohoa_text *text = sohoa_text_new();
    struct sohoa_box box = {250, 300, 0, 38};

    for (int i = 0; text && i < WORDS; i++) {
        if (i % 14 == 0) {
            box.x = 250;
            box.y += 56;
            struct sohoa_box line = {250, box.y, 1900, 40};
            sohoa_text_add_line(text, (uint32_t)i / 70, line);
        }
        const char *word = syllables[below(sizeof syllables / sizeof *syllables)];
        box.w = (int32_t)(strlen(word) * 20);
        sohoa_text_add_word(text, word, box, 0.8F + 0.001F * (float)below(200));
        box.x += box.w + 18;
    }
    return text;
}

static int write_dossier(struct sohoa_write *w, const char *batch, uint32_t number,
                         struct sohoa_err *err)
{
    char source[64];
    char code[64];
    struct sohoa_page_record page = {.number = number,
                                     .state = SOHOA_STATE_STORED,
                                     .source = source,
                                     .start = true,
                                     .width = 2480,
                                     .height = 3508,
                                     .dpi = 300,
                                     .skew = 0.01 * below(100),
                                     .confidence = 0.9,
                                     .words = WORDS,
                                     .master = {.media = "image/tiff", .bytes = 45000}};
    struct sohoa_dossier_record dossier = {.code = code,
                                           .part = (char[]){"component"},
                                           .state = (char[]){"complete"},
                                           .source = source,
                                           .first = number,
                                           .last = number};
    struct sohoa_text *text = invented_text();

    snprintf(source, sizeof source, "box/%s/%04u.tif", batch, number);
    snprintf(code, sizeof code, "000.00.14.H56-%06u-%04u", below(280000), number);
    for (int i = 0; i < 8; i++) {
        snprintf(page.master.sha256 + 8 * i, 9, "%08x", below(UINT32_MAX));
    }
    sohoa_id_new(dossier.id);
    memcpy(dossier.batch, batch, SOHOA_ID_SIZE);
    sohoa_stamp(0, dossier.captured);
    int rc = sohoa_write_page(w, batch, &page, err);
    if (rc == SOHOA_OK) {
        rc = sohoa_write_text(w, batch, number, 0, text, err);
    }
    if (rc == SOHOA_OK) {
        rc = sohoa_write_dossier(w, &dossier, err);
    }
    sohoa_text_free(text);
    return rc;
}

static int fill_batch(struct sohoa_records *records, uint32_t count, struct sohoa_err *err)
{
    struct sohoa_batch batch = {.kind = (char[]){"import"}};
    struct sohoa_write *w = sohoa_write_new(records);
    int rc = w ? SOHOA_OK : SOHOA_FATAL;

    sohoa_id_new(batch.id);
    sohoa_stamp(0, batch.started);
    sohoa_stamp(0, batch.ended);
    batch.ledger = (struct sohoa_ledger){.captured = count, .stored = count, .dossiers = count};
    for (uint32_t i = 1; rc == SOHOA_OK && i <= count; i++) {
        rc = write_dossier(w, batch.id, i, err);
        if (rc == SOHOA_OK && i == count) {
            rc = sohoa_write_batch(w, &batch, err);
        }
        if (rc == SOHOA_OK && (i == count || i % PER_COMMIT == 0)) {
            rc = sohoa_write_commit(w, err);
        }
    }
    sohoa_write_free(w);
    return rc;
}

static int fill(struct sohoa_registry *registry, const char *store, uint32_t count,
                struct sohoa_err *err)
{
    struct sohoa_records *records;
    int rc = sohoa_records_open(store, SOHOA_OPEN_CREATE, registry, NULL, 0, &records, err);

    if (rc != SOHOA_OK) {
        return rc;
    }
    for (uint32_t done = 0; rc == SOHOA_OK && done < count; done += PER_BATCH) {
        rc = fill_batch(records, count - done < PER_BATCH ? count - done : PER_BATCH, err);
    }
    sohoa_records_close(records);
    return rc;
}

struct ids { /* every hundredth dossier */
    uint32_t seen, count;
    char id[IDS_MAX][SOHOA_ID_SIZE];
};

static bool keep_id(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct ids *ids = arg;

    if (ids->seen++ % 100 == 0) {
        memcpy(ids->id[ids->count++], dossier->id, SOHOA_ID_SIZE);
    }
    return ids->count < IDS_MAX;
}

/* Opens the store, reads one dossier, makes its JSON text; adds the times of both. */
static int show_once(struct sohoa_registry *registry, const char *store, const char *id,
                     double *ret_open, double *ret_all, struct sohoa_err *err)
{
    struct sohoa_dossier_record dossier = {0};
    struct sohoa_records *records;
    double start = now_ms();
    int rc = sohoa_records_open(store, SOHOA_OPEN_READONLY, registry, NULL, 0, &records, err);

    if (rc != SOHOA_OK) {
        return rc;
    }
    *ret_open = now_ms() - start;
    rc = sohoa_dossier_get(records, id, &dossier, err);
    if (rc == SOHOA_OK) {
        json_t *object = sohoa_dossier_object(records, &dossier, false, err);
        char *text = object ? json_dumps(object, 0) : NULL;
        rc = text ? SOHOA_OK : SOHOA_FATAL;
        free(text);
        json_decref(object);
        sohoa_dossier_record_clear(&dossier);
    }
    sohoa_records_close(records);
    *ret_all = now_ms() - start;
    return rc;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static int show(struct sohoa_registry *registry, const char *store, uint32_t times,
                struct sohoa_err *err)
{
    static struct ids ids;
    static double opens[TIMES_MAX];
    static double alls[TIMES_MAX];
    struct sohoa_records *records;
    int rc = sohoa_records_open(store, SOHOA_OPEN_READONLY, registry, NULL, 0, &records, err);

    if (rc != SOHOA_OK) {
        return rc;
    }
    rc = sohoa_dossiers_each(records, NULL, NULL, keep_id, &ids, err);
    sohoa_records_close(records);
    for (uint32_t i = 0; rc == SOHOA_OK && i < times; i++) {
        rc = show_once(registry, store, ids.id[below(ids.count)], &opens[i], &alls[i], err);
    }
    if (rc == SOHOA_OK) {
        qsort(opens, times, sizeof *opens, by_value);
        qsort(alls, times, sizeof *alls, by_value);
        printf("{\"open_ms\":%.3f,\"show_ms\":%.3f,\"show_ms_90\":%.3f,\"id\":\"%s\"}\n",
               opens[times / 2], alls[times / 2], alls[times * 9 / 10], ids.id[ids.count / 2]);
    }
    return rc;
}

int main(int argc, char **argv)
{
    struct sohoa_registry *registry = NULL;
    struct sohoa_err err = {0};
    long count = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    bool filling = argc == 4 && strcmp(argv[1], "fill") == 0;

    if (argc != 4 || count < 1 || count > (filling ? 10000000 : TIMES_MAX)) {
        fputs("use: bench_fill fill STORE COUNT | bench_fill show STORE TIMES\n", stderr);
        return 2;
    }
    int rc = sohoa_registry_open(&registry, &err);
    if (rc == SOHOA_OK) {
        rc = (filling ? fill : show)(registry, argv[2], (uint32_t)count, &err);
    }
    sohoa_registry_close(registry);
    if (rc != SOHOA_OK) {
        fprintf(stderr, "bench_fill: %s\n", err.text);
    }
    return rc == SOHOA_OK ? 0 : 1;
}
