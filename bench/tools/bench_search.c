/* bench_search.c - a store of invented pages, its index made and asked: how long answers take.
 *
 * Use: bench_search STORE PAGES    fills STORE (which must be absent) through the record layer,
 *                                  makes the index, prints one line of JSON a figure.
 * A page has some 180 words: a head that stands on every page, words of a vocabulary by Zipf's law
 * (the n-th commonest in proportion to 1/n), a word that stands on one page of 20 (5,000 of
 * 100,000), and a number of its own. Ten pages are a dossier with a document of two fields. */
#include "query/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WORDS = 150, LINE_WORDS = 9, VOCABULARY = 30000, DOSSIER = 10, BATCH = 1000, TIMES = 15 };

static const char *const head[] = {"CỘNG", "HÒA", "XÃ",  "HỘI", "CHỦ", "NGHĨA", "VIỆT",
                                   "NAM",  "Độc", "lập", "Tự",  "do",  "Hạnh",  "phúc"};
static const char *const onsets[] = {"b",  "c",  "ch", "d",  "đ", "g", "h", "kh", "l",  "m", "n",
                                     "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"};
static const char *const rhymes[] = {"a",    "à",   "ân", "ong", "ường", "iên",
                                     "uyết", "ồng", "ạc", "ảnh", "iệt",  "ung",
                                     "oà",   "ăm",  "ết", "ươi", "ích",  "ởn"};

static uint64_t state = 88172645463325252ULL;

static double random_unit(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

/* The n-th word, the same in every run: one syllable, or two written together for the rare ones. */
static void word_of(size_t n, char *buf, size_t room)
{
    size_t a = n % 22, b = n / 22 % 18, c = n / 396 % 22, d = n / 8712 % 18;
    if (n < 396)
        (void)snprintf(buf, room, "%s%s", onsets[a], rhymes[b]);
    else
        (void)snprintf(buf, room, "%s%s%s%s", onsets[a], rhymes[b], onsets[c], rhymes[d]);
}

/* By Zipf's law, without a table. */
static size_t zipf(void)
{
    return (size_t)(exp(random_unit() * log(VOCABULARY)) - 1);
}

static void add(struct sohoa_text *text, size_t *count, const char *word)
{
    int32_t line = (int32_t)(*count / LINE_WORDS), place = (int32_t)(*count % LINE_WORDS);
    if (place == 0)
        (void)sohoa_text_add_line(text, 0, (struct sohoa_box){200, 200 + 60 * line, 2000, 44});
    (void)sohoa_text_add_word(
        text, word, (struct sohoa_box){200 + 220 * place, 200 + 60 * line, 200, 44}, 0.95F);
    ++*count;
}

static struct sohoa_text *make_text(size_t page)
{
    struct sohoa_text *text = sohoa_text_new();
    char word[64];
    size_t count = 0;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        add(text, &count, head[i]);
    (void)snprintf(word, sizeof word, "%06zu/UBND", page);
    add(text, &count, word);
    if (page % 20 == 0)
        add(text, &count, "Quỳnhlưu");
    while (count < WORDS) {
        word_of(zipf(), word, sizeof word);
        add(text, &count, word);
    }
    return text;
}

static json_t *make_documents(size_t dossier)
{
    char id[16], name[64];
    (void)snprintf(id, sizeof id, "038%09zu", dossier % 1000000000);
    (void)snprintf(name, sizeof name, "Lê Thị Lan %zu", dossier);
    return json_pack("[{s:s,s:[i],s:{s:{s:s,s:i,s:[i,i,i,i]},s:{s:s,s:i,s:[i,i,i,i]}}}]", "schema",
                     "to-khai-khai-sinh", "pages", 1, "fields", "child.name", "value", name, "page",
                     1, "box", 200, 300, 400, 44, "mother.id", "value", id, "page", 1, "box", 200,
                     400, 400, 44);
}

static int put_page(struct sohoa_write *w, const char *batch, size_t number, size_t page,
                    struct sohoa_err *err)
{
    struct sohoa_page_record record = {.number = (uint32_t)number,
                                       .state = SOHOA_STATE_STORED,
                                       .width = 2480,
                                       .height = 3508,
                                       .dpi = 300};
    struct sohoa_text *text = make_text(page);
    int rc = sohoa_write_page(w, batch, &record, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_text(w, batch, (uint32_t)number, 0, text, err);
    sohoa_text_free(text);
    return rc;
}

static int put_dossier(struct sohoa_write *w, const char *batch, size_t first, size_t number,
                       struct sohoa_err *err)
{
    char complete[] = "complete", part[] = "component", code[48], agency[32];
    (void)snprintf(code, sizeof code, "000.00.14.H56-231103-%06zu", number);
    (void)snprintf(agency, sizeof agency, "H56.%zu", number % 50);
    struct sohoa_dossier_record d = {.state = complete,
                                     .part = part,
                                     .code = code,
                                     .agency = agency,
                                     .first = (uint32_t)first,
                                     .last = (uint32_t)first + DOSSIER - 1,
                                     .documents = make_documents(number)};
    sohoa_id_new(d.id);
    (void)snprintf(d.batch, sizeof d.batch, "%s", batch);
    sohoa_stamp(1600000000 + (time_t)number * 3600, d.captured);
    int rc = sohoa_write_dossier(w, &d, err);
    json_decref(d.documents);
    return rc;
}

static int fill_batch(struct sohoa_records *r, size_t from, size_t count, struct sohoa_err *err)
{
    struct sohoa_batch batch = {.ledger = {.captured = count, .stored = count}};
    char kind[] = "import";
    batch.kind = kind;
    batch.ledger.dossiers = count / DOSSIER;
    sohoa_id_new(batch.id);
    sohoa_stamp(0, batch.started);
    sohoa_stamp(0, batch.ended);
    struct sohoa_write *w = sohoa_write_new(r);
    int rc = sohoa_write_batch(w, &batch, err);
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++) {
        rc = put_page(w, batch.id, i + 1, from + i, err);
        if (rc == SOHOA_OK && i % DOSSIER == DOSSIER - 1)
            rc = put_dossier(w, batch.id, i + 2 - DOSSIER, (from + i) / DOSSIER, err);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool any_hit(void *arg, const struct sohoa_search_hit *hit)
{
    (void)hit;
    ++*(size_t *)arg;
    return true;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int ask(struct sohoa_search *s, const char *name, struct sohoa_search_query query,
               struct sohoa_err *err)
{
    double took[TIMES];
    struct sohoa_search_answer answer = {0};
    for (size_t i = 0; i < TIMES; i++) {
        size_t hits = 0;
        double start = now();
        int rc = sohoa_search_run(s, &query, any_hit, &hits, &answer, err);
        took[i] = (now() - start) * 1000;
        if (rc != SOHOA_OK)
            return rc;
    }
    qsort(took, TIMES, sizeof *took, by_time);
    (void)printf("{\"query\":\"%s\",\"found\":%zu,\"more\":%s,\"median_ms\":%.1f,\"worst_ms\":%.1f}"
                 "\n",
                 name, answer.found, answer.more ? "true" : "false", took[TIMES / 2],
                 took[TIMES - 1]);
    return SOHOA_OK;
}

static int ask_all(struct sohoa_search *s, struct sohoa_err *err)
{
    char rare[64], common[64], phrase[140];
    word_of(9000, rare, sizeof rare);
    word_of(0, common, sizeof common);
    (void)snprintf(phrase, sizeof phrase, "\"hạnh phúc\" %s", rare);
    const struct {
        const char *name;
        struct sohoa_search_query query;
    } all[] = {
        {"a rare word", {.text = rare}},
        {"a word on one page of 20", {.text = "Quỳnhlưu"}},
        {"the same without marks", {.text = "quynhluu"}},
        {"the same, a beginning", {.text = "quynhlu*"}},
        {"the same, of an agency", {.text = "quynhluu", .agency = "H56.8"}},
        {"the same, of two months", {.text = "quynhluu", .from = "2021-01", .to = "2021-03"}},
        {"a field", {.text = "\"lê thị lan 17\""}},
        {"the commonest word of running text", {.text = common}},
        {"a word on every page", {.text = "hòa"}},
        {"all words of the head, as a phrase", {.text = "\"cộng hoà xã hội chủ nghĩa việt nam\""}},
        {"a word on every page, of a citizen", {.text = "hòa", .citizen = "038000000017"}},
        {"a word on every page, of a kind", {.text = "hòa", .schema = "to-khai-khai-sinh"}},
        {"a phrase on every page and a rare word", {.text = phrase}},
    };
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < sizeof all / sizeof *all; i++)
        rc = ask(s, all[i].name, all[i].query, err);
    return rc;
}

static int run(struct sohoa_records *r, const char *store, size_t pages, struct sohoa_err *err)
{
    struct sohoa_search *s = NULL;
    char path[4096];
    struct stat st = {0};
    int rc = SOHOA_OK;
    double start = now();
    for (size_t at = 0; rc == SOHOA_OK && at < pages; at += BATCH)
        rc = fill_batch(r, at, BATCH, err);
    (void)printf("{\"pages\":%zu,\"fill_s\":%.1f}\n", pages, now() - start);
    if (rc == SOHOA_OK)
        rc = sohoa_search_open(r, &s, err);
    start = now();
    if (rc == SOHOA_OK)
        rc = sohoa_search_follow(s, 0, NULL, err);
    (void)snprintf(path, sizeof path, "%s/index/search.db", store);
    (void)stat(path, &st);
    (void)printf("{\"index_s\":%.1f,\"index_mib\":%.0f}\n", now() - start,
                 (double)st.st_size / 1048576);
    (void)fflush(stdout);
    if (rc == SOHOA_OK)
        rc = ask_all(s, err);
    sohoa_search_close(s);
    return rc;
}

int main(int argc, char **argv)
{
    struct sohoa_err err = {0};
    struct sohoa_registry *registry = NULL;
    struct sohoa_records *r = NULL;
    unsigned long pages = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (pages < BATCH) {
        (void)fprintf(stderr, "usage: bench_search STORE PAGES (from %d)\n", BATCH);
        return 2;
    }
    int rc = sohoa_registry_open(&registry, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_records_open(argv[1], SOHOA_OPEN_CREATE, registry, NULL, 0, &r, &err);
    if (rc == SOHOA_OK)
        rc = run(r, argv[1], pages, &err);
    if (rc != SOHOA_OK)
        (void)fprintf(stderr, "bench_search: %s\n", err.text);
    sohoa_records_close(r);
    sohoa_registry_close(registry);
    return rc == SOHOA_OK ? 0 : 1;
}
