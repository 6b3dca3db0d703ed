/* bench_score.c - how right fields are, and whether their confidence can be trusted.
 *
 * Use: bench_score [--name N] [--aim EXACT,IDS,KIND,WRONG,COVER | --flagged F] [--verbose] TRUTH
 * LINES TRUTH is a corpus' truth.json, LINES what `import --json` or bench_read wrote. Prints
 * shares in percent with Wilson's 95 % intervals, a reliability table by tenths, and the keys that
 * go wrong most; with --aim a line yes or NO for each figure, and ends with 1 when one is missed.
 * Fields count as in the truth: one that was not found is wrong. One thread. */
#include "truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 512, TENTHS = 10, PAIRS_MAX = 16 };

struct share {
    size_t right, all;
};
struct key {
    char name[96];
    struct share share;
};
struct score {
    json_t *truth, *lines; /* lines: by file name */
    bool verbose;
    struct share exact, ids, kind, sure_wrong, cover, flagged, extra;
    struct share tenths[TENTHS];
    double confidence[TENTHS];
    struct key keys[KEYS_MAX];
    size_t key_count, missing;
};

static void add(struct share *share, bool right)
{
    share->right += right;
    share->all++;
}

/* Wilson's interval at 95 %, in percent. */
static void interval(struct share share, double *low, double *high)
{
    const double z = 1.96;
    double n = (double)share.all, p = n > 0 ? (double)share.right / n : 0;
    if (n <= 0) {
        *low = 0;
        *high = 100;
        return;
    }
    double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    *low = 100 * fmax(0, centre - half);
    *high = 100 * fmin(1, centre + half);
}

static double percent(struct share share)
{
    return share.all ? 100 * (double)share.right / (double)share.all : 0;
}

static void print_share(const char *what, struct share share)
{
    double low, high;
    interval(share, &low, &high);
    (void)printf("  %-26s %6.2f %%  (%.2f to %.2f)  %zu/%zu\n", what, percent(share), low, high,
                 share.right, share.all);
}

static struct key *key_of(struct score *score, const char *name)
{
    for (size_t i = 0; i < score->key_count; i++)
        if (strcmp(score->keys[i].name, name) == 0)
            return &score->keys[i];
    if (score->key_count == KEYS_MAX)
        return &score->keys[KEYS_MAX - 1];
    struct key *key = &score->keys[score->key_count++];
    (void)snprintf(key->name, sizeof key->name, "%s", name);
    return key;
}

static bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static void score_field(struct score *score, const char *file, const char *key, const char *want,
                        const json_t *field)
{
    const char *got = json_string_value(json_object_get(field, "value"));
    double confidence = json_number_value(json_object_get(field, "confidence"));
    bool right = got && value_right(got, want);
    int tenth = (int)(confidence * TENTHS);
    add(&score->exact, right);
    add(&key_of(score, key)->share, right);
    add(&score->flagged, json_is_true(json_object_get(field, "hand")));
    if (ends_with(key, "id_number"))
        add(&score->ids, right);
    if (right)
        add(&score->cover, confidence >= 0.9);
    score->missing += !got;
    if (got) {
        tenth = tenth < 0 ? 0 : tenth >= TENTHS ? TENTHS - 1 : tenth;
        add(&score->tenths[tenth], right);
        score->confidence[tenth] += confidence;
    }
    if (got && confidence >= 0.9)
        add(&score->sure_wrong, !right);
    if ((score->verbose && !right) || (got && !right && confidence >= 0.9))
        (void)printf("  %s %s: want '%s' got '%s' raw '%s' at %.3f\n", file, key, want,
                     got ? got : "", got ? json_string_value(json_object_get(field, "raw")) : "",
                     confidence);
}

static const json_t *document_of(const json_t *line, const char *schema)
{
    const json_t *documents = json_object_get(line, "documents");
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *one = json_array_get(documents, i);
        const char *name = json_string_value(json_object_get(one, "schema"));
        if (name && strcmp(name, schema) == 0)
            return one;
    }
    return NULL;
}

static void score_paper(struct score *score, const json_t *paper)
{
    const char *file = json_string_value(json_object_get(paper, "file"));
    const char *schema = json_string_value(json_object_get(paper, "schema")), *key;
    json_t *want, *fields = json_object_get(paper, "fields");
    if (!file || !schema)
        return;
    const json_t *document = document_of(json_object_get(score->lines, file), schema);
    json_t *found = json_object_get(document, "fields");
    add(&score->kind, document != NULL);
    json_object_foreach(fields, key, want)
    {
        if (json_is_string(want))
            score_field(score, file, key, json_string_value(want), json_object_get(found, key));
    }
    json_t *field;
    json_object_foreach(found, key, field)
    {
        bool invented = json_object_get(fields, key) == NULL;
        double confidence = json_number_value(json_object_get(field, "confidence"));
        if (invented)
            add(&score->extra, confidence >= 0.9);
        if (invented && score->verbose)
            (void)printf("  %s %s: nothing there, got '%s' at %.3f\n", file, key,
                         json_string_value(json_object_get(field, "value")), confidence);
    }
}

static void keep_line(void *arg, json_t *line)
{
    struct score *score = arg;
    const char *source = json_string_value(json_object_get(line, "source"));
    const char *slash = source ? strrchr(source, '/') : NULL;
    if (source)
        (void)json_object_set(score->lines, slash ? slash + 1 : source, line);
}

static int by_wrong(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    size_t wx = x->share.all - x->share.right, wy = y->share.all - y->share.right;
    return wx != wy ? (wx < wy ? 1 : -1) : strcmp(x->name, y->name);
}

static void print_all(struct score *score)
{
    print_share("fields exactly right", score->exact);
    print_share("ID numbers right", score->ids);
    print_share("kind right", score->kind);
    print_share("wrong at 0.9 or more", score->sure_wrong);
    print_share("right values at 0.9+", score->cover);
    print_share("flagged as handwritten", score->flagged);
    (void)printf("  not found: %zu; where the paper has nothing: %zu, at 0.9 or more: %zu\n",
                 score->missing, score->extra.all, score->extra.right);
    (void)printf("  reliability    confidence   right      of\n");
    for (int i = 0; i < TENTHS; i++)
        if (score->tenths[i].all)
            (void)printf("    %.1f to %.1f      %.3f     %.3f  %6zu\n", i / 10.0, (i + 1) / 10.0,
                         score->confidence[i] / (double)score->tenths[i].all,
                         percent(score->tenths[i]) / 100, score->tenths[i].all);
    qsort(score->keys, score->key_count, sizeof score->keys[0], by_wrong);
    (void)printf("  most wrong\n");
    for (size_t i = 0; i < score->key_count && i < 15; i++)
        if (score->keys[i].share.right < score->keys[i].share.all)
            (void)printf("    %-32s %zu of %zu wrong\n", score->keys[i].name,
                         score->keys[i].share.all - score->keys[i].share.right,
                         score->keys[i].share.all);
}

static bool aim(const char *what, double found, double wanted, bool at_most)
{
    bool met = at_most ? found <= wanted : found >= wanted;
    (void)printf("  %-3s %s: %.2f %%, %s %.2f %%\n", met ? "yes" : "NO", what, found,
                 at_most ? "at most" : "at least", wanted);
    return met;
}

/* EXACT,IDS,KIND,WRONG,COVER in percent; 0 = no aim. */
static bool hold_against(const struct score *score, const char *aims)
{
    double want[6] = {0};
    bool met = true;
    for (int i = 0; i < 6 && *aims; i++) {
        char *end;
        want[i] = strtod(aims, &end);
        aims = *end == ',' ? end + 1 : end;
    }
    const struct share *shares[] = {&score->exact,      &score->ids,   &score->kind,
                                    &score->sure_wrong, &score->cover, &score->flagged};
    static const char *const names[] = {"fields exactly right", "ID numbers right",
                                        "kind right",           "wrong at 0.9 or more",
                                        "right values at 0.9+", "flagged as handwritten"};
    for (int i = 0; i < 6; i++)
        if (want[i] > 0)
            met &= aim(names[i], percent(*shares[i]), want[i], i == 3);
    return met;
}

static size_t score_pair(struct score *score, const char *truth, const char *lines)
{
    score->truth = truth_read(&truth, 1);
    score->lines = json_object();
    lines_read(lines, keep_line, score);
    size_t papers = json_array_size(score->truth);
    for (size_t i = 0; i < papers; i++)
        score_paper(score, json_array_get(score->truth, i));
    json_decref(score->truth);
    json_decref(score->lines);
    return papers;
}

int main(int argc, char **argv)
{
    static struct score score;
    const char *aims = "", *name = "fields", *paths[2 * PAIRS_MAX];
    size_t count = 0, papers = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--verbose") == 0)
            score.verbose = true;
        else if (strcmp(argv[i], "--aim") == 0 && i + 1 < argc)
            aims = argv[++i];
        else if (strcmp(argv[i], "--name") == 0 && i + 1 < argc)
            name = argv[++i];
        else if (count < sizeof paths / sizeof paths[0])
            paths[count++] = argv[i];
    }
    if (count < 2 || count % 2 != 0) {
        (void)fputs("bench_score [--name N] [--aim EXACT,IDS,KIND,WRONG,COVER,FLAGGED] [--verbose] "
                    "TRUTH LINES [TRUTH LINES]...\n",
                    stderr);
        return 2;
    }
    (void)printf("%s\n", name);
    for (size_t i = 0; i < count; i += 2)
        papers += score_pair(&score, paths[i], paths[i + 1]);
    (void)printf("  %zu papers\n", papers);
    print_all(&score);
    return hold_against(&score, aims) ? 0 : 1;
}
