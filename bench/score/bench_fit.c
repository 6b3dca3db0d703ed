/* bench_fit.c - fits the table of core/reading/confidence_table.h to labelled fields.
 *
 * Use: bench_fit [--strength S] [--wrong W] TRUTH LINES [TRUTH LINES]... > confidence_table.h
 * LINES are bench_read's. A logistic regression a group by Newton's method, drawn towards the table
 * in use with the given strength (samples that each coefficient's prior is worth, 4), so that what
 * the samples say nothing of stays as it was. Then the line: the lowest probability above which the
 * group's samples are wrong at most W times in a hundred (0.3). What each group came to is told on
 * stderr. One thread. */
#include "reading/confidence.h"
#include "reading/confidence_table.h"
#include "truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = SOHOA_FEATURES, ROUNDS = 40, SAMPLES_MIN = 50 };

struct sample {
    double at[N], p;
    bool right, barred; /* below the line whatever the fit says */
};
struct samples {
    struct sample *at;
    size_t count, room;
};
struct fit {
    json_t *truth;
    struct samples groups[SOHOA_GROUPS];
    double by[SOHOA_GROUPS][N];
    double wrong; /* percent above the line */
};

static void add_sample(struct samples *samples, enum sohoa_type_group group, const json_t *at,
                       bool right)
{
    struct sohoa_features features = {.group = group};
    if (samples->count == samples->room) {
        samples->room = samples->room ? samples->room * 2 : 1024;
        samples->at = realloc(samples->at, samples->room * sizeof *samples->at);
        if (!samples->at)
            exit(2);
    }
    struct sample *one = &samples->at[samples->count++];
    one->right = right;
    for (size_t i = 0; i < N; i++)
        features.at[i] = (float)(one->at[i] = json_number_value(json_array_get(at, i)));
    one->barred = sohoa_features_barred(&features);
}

/* The papers of one file share their fields' keys with the documents found in it. */
static void take_line(void *arg, json_t *line)
{
    struct fit *fit = arg;
    const char *source = json_string_value(json_object_get(line, "source"));
    const json_t *sets = json_object_get(line, "features"), *paper;
    size_t place = 0;
    while (source && (paper = truth_of(fit->truth, source, &place)) != NULL)
        for (size_t i = 0; i < json_array_size(sets); i++) {
            const char *key;
            json_t *field, *set = json_array_get(sets, i);
            json_object_foreach(set, key, field)
            {
                const char *want =
                    json_string_value(json_object_get(json_object_get(paper, "fields"), key));
                json_int_t group = json_integer_value(json_object_get(field, "group"));
                if (want && group >= 0 && group < SOHOA_GROUPS)
                    add_sample(
                        &fit->groups[group], (enum sohoa_type_group)group,
                        json_object_get(field, "at"),
                        value_right(json_string_value(json_object_get(field, "value")), want));
            }
        }
}

static double probability(const double *at, const double *by)
{
    double z = 0;
    for (size_t i = 0; i < N; i++)
        z += at[i] * by[i];
    return 1 / (1 + exp(-z));
}

/* Solves a x = b in place, a symmetric and positive. */
static void solve(double a[N][N], double b[N])
{
    for (size_t i = 0; i < N; i++)
        for (size_t j = i + 1; j < N; j++) {
            double factor = a[j][i] / a[i][i];
            for (size_t k = i; k < N; k++)
                a[j][k] -= factor * a[i][k];
            b[j] -= factor * b[i];
        }
    for (size_t i = N; i-- > 0;) {
        for (size_t k = i + 1; k < N; k++)
            b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
}

static void newton(const struct samples *samples, const float *prior, double strength, double *by)
{
    for (size_t i = 0; i < N; i++)
        by[i] = (double)prior[i];
    for (int round = 0; round < ROUNDS; round++) {
        static double hessian[N][N];
        double gradient[N];
        memset(hessian, 0, sizeof hessian);
        for (size_t i = 0; i < N; i++) {
            gradient[i] = strength * ((double)prior[i] - by[i]);
            hessian[i][i] = strength;
        }
        for (size_t s = 0; s < samples->count; s++) {
            const double *at = samples->at[s].at;
            double p = probability(at, by), w = fmax(p * (1 - p), 1e-6);
            for (size_t i = 0; i < N; i++) {
                gradient[i] += at[i] * ((samples->at[s].right ? 1 : 0) - p);
                for (size_t j = 0; j < N; j++)
                    hessian[i][j] += at[i] * at[j] * w;
            }
        }
        solve(hessian, gradient);
        for (size_t i = 0; i < N; i++)
            by[i] += fmax(fmin(gradient[i], 1), -1);
    }
}

static int by_probability(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;
    return x->p < y->p ? 1 : x->p > y->p ? -1 : 0;
}

/* Going down from the surest: the last place where the wrong ones are few enough. */
static double find_line(struct samples *samples, double most)
{
    size_t wrong = 0, count = 0;
    double line = 0.995;
    if (samples->count)
        qsort(samples->at, samples->count, sizeof *samples->at, by_probability);
    for (size_t i = 0; i < samples->count; i++) {
        if (samples->at[i].barred)
            continue;
        wrong += !samples->at[i].right;
        count++;
        if (count >= SAMPLES_MIN && (double)wrong <= most / 100 * (double)count)
            line = samples->at[i].p;
    }
    return fmin(fmax(line, 0.96), 0.995); /* few samples say little of the rest */
}

static void fit_group(struct fit *fit, enum sohoa_type_group group, double strength)
{
    struct samples *samples = &fit->groups[group];
    newton(samples, confidence_table[group].by, strength, fit->by[group]);
    for (size_t i = 0; i < samples->count; i++)
        samples->at[i].p = probability(samples->at[i].at, fit->by[group]);
}

static void print_group(struct fit *fit, enum sohoa_type_group group)
{
    static const char *const names[SOHOA_GROUPS] = {"ID",     "DATE", "NAME", "PLACE",
                                                    "CHOICE", "CODE", "TEXT"};
    struct samples *samples = &fit->groups[group];
    double line = find_line(samples, fit->wrong);
    size_t right = 0, above = 0, wrong_above = 0;
    (void)printf("    [SOHOA_GROUP_%s] = {%.4ff, {", names[group], line);
    for (size_t i = 0; i < N; i++)
        (void)printf("%s%.2ff", i ? ", " : "", fit->by[group][i]);
    (void)printf("}},\n");
    for (size_t i = 0; i < samples->count; i++) {
        bool sure = samples->at[i].p >= line && !samples->at[i].barred;
        right += samples->at[i].right;
        above += sure;
        wrong_above += sure && !samples->at[i].right;
    }
    (void)fprintf(stderr, "%-7s %6zu fields, %6zu right; above the line %.4f: %zu, wrong %zu\n",
                  sohoa_type_group_name(group), samples->count, right, line, above, wrong_above);
}

static const char head[] =
    "/* confidence_table.h - the coefficients of confidence.c; printed by bench_fit (see\n"
    " * bench/README.md), which draws them towards the table before. The columns are enum\n"
    " * sohoa_feature. */\n"
    "#ifndef SOHOA_CONFIDENCE_TABLE_H\n"
    "#define SOHOA_CONFIDENCE_TABLE_H\n"
    "#include \"reading/confidence.h\"\n\n"
    "/* clang-format off */\n"
    "static const struct {\n"
    "    float line; /* the probability that maps to 0.9 */\n"
    "    float by[SOHOA_FEATURES];\n"
    "} confidence_table[SOHOA_GROUPS] = {\n";

int main(int argc, char **argv)
{
    static struct fit fit;
    double strength = 4;
    int first = 1;
    fit.wrong = 0.3;
    for (; first + 1 < argc && argv[first][0] == '-'; first += 2) {
        bool of_strength = strcmp(argv[first], "--strength") == 0;
        if (!of_strength && strcmp(argv[first], "--wrong") != 0)
            break;
        *(of_strength ? &strength : &fit.wrong) = strtod(argv[first + 1], NULL);
    }
    if (argc - first < 2 || (argc - first) % 2 != 0) {
        (void)fputs("bench_fit [--strength S] [--wrong W] TRUTH LINES [TRUTH LINES]...\n", stderr);
        return 2;
    }
    for (int i = first; i + 1 < argc; i += 2) {
        const char *path = argv[i];
        fit.truth = truth_read(&path, 1);
        lines_read(argv[i + 1], take_line, &fit);
        json_decref(fit.truth);
    }
    for (int i = 0; i < SOHOA_GROUPS; i++)
        fit_group(&fit, (enum sohoa_type_group)i, strength);
    (void)fputs(head, stdout);
    for (int i = 0; i < SOHOA_GROUPS; i++)
        print_group(&fit, (enum sohoa_type_group)i);
    (void)puts("};\n/* clang-format on */\n#endif");
    for (int i = 0; i < SOHOA_GROUPS; i++)
        free(fit.groups[i].at);
    return 0;
}
