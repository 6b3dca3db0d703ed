/* reconcile.c - readings of one document into fields; see reconcile.h.
 *
 * Every reading becomes one candidate a key (identity papers up to three). Candidates of one key
 * that say the same are one side; the side with the most trustworthy candidate gives the value. */
#include "reading/reconcile.h"
#include "reading/candidate.h"
#include "reading/confidence.h"
#include "reading/crosscheck.h"
#include "reading/date.h"
#include "reading/vi_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- features ---- */

static float logit(float p)
{
    double bounded = fmin(fmax((double)p, 0.05), 0.999);
    return (float)log(bounded / (1 - bounded));
}

/* How the document as a whole was read: a good field of a bad page is less sure. */
static void judge_document(struct sohoa_candidates *all)
{
    double sum = 0, trouble = 0, count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct sohoa_candidate *one = &all->at[i];
        if (!sohoa_reading_is_from(one->reading, "ocr"))
            continue;
        bool failed = false;
        for (uint32_t j = 0; j < one->check_count; j++)
            failed |= !one->checks[j].held;
        sum += (double)logit(one->reading->confidence);
        trouble += failed || one->corrected > 0 || one->plausible < 0.7f;
        count++;
    }
    all->document = count > 0 ? (float)(sum / count) : 3;
    all->trouble = count > 0 ? (float)(trouble / count) : 0;
}

static void fill_features(const struct sohoa_candidates *all, const struct sohoa_candidate *one,
                          struct sohoa_features *ret)
{
    const struct sohoa_reading *reading = one->reading;
    float *at = ret->at;
    memset(ret, 0, sizeof *ret);
    ret->group = sohoa_type_group(one->type);
    at[SOHOA_FEATURE_ONE] = 1;
    at[SOHOA_FEATURE_RECOGNISED] = logit(reading->confidence);
    at[SOHOA_FEATURE_PLACE] = fminf(fmaxf(reading->place, 0), 1);
    at[SOHOA_FEATURE_AGREED] = (reading->flags & SOHOA_READING_AGREED) != 0;
    at[SOHOA_FEATURE_DOUBT] = (reading->flags & SOHOA_READING_DOUBT) != 0;
    at[SOHOA_FEATURE_LEADER] = (reading->flags & SOHOA_READING_LEADER) != 0;
    at[SOHOA_FEATURE_CELLS] = (reading->flags & SOHOA_READING_CELLS) != 0;
    at[SOHOA_FEATURE_CHECKED] = (reading->flags & SOHOA_READING_CHECKED) != 0;
    at[SOHOA_FEATURE_HAND] = one->hand;
    at[SOHOA_FEATURE_CORRECTED] = fminf((float)one->corrected, 5);
    at[SOHOA_FEATURE_VOCABULARY] = (one->flags & SOHOA_TYPED_VOCABULARY) != 0;
    at[SOHOA_FEATURE_IMPLAUSIBLE] = 1 - one->plausible;
    at[SOHOA_FEATURE_LENGTH] = log2f((float)one->letters + 1);
    at[SOHOA_FEATURE_FOREIGN] = (one->flags & SOHOA_TYPED_FOREIGN) != 0;
    at[SOHOA_FEATURE_PARTIAL] = (one->flags & SOHOA_TYPED_PARTIAL) != 0;
    at[SOHOA_FEATURE_FREE] = (one->flags & SOHOA_TYPED_FREE) != 0;
    at[SOHOA_FEATURE_QR] = sohoa_reading_is_from(reading, "qr");
    at[SOHOA_FEATURE_MRZ] = sohoa_reading_is_from(reading, "mrz");
    at[SOHOA_FEATURE_PDF] = sohoa_reading_is_from(reading, "pdf");
    if (sohoa_reading_is_from(reading, "ocr")) {
        at[SOHOA_FEATURE_DOCUMENT] = all->document;
        at[SOHOA_FEATURE_TROUBLE] = all->trouble;
    }
}

static void count_checks(const struct sohoa_check *checks, uint32_t count,
                         struct sohoa_features *features)
{
    float held = 0, failed = 0;
    for (uint32_t i = 0; i < count; i++) {
        held += checks[i].held;
        failed += !checks[i].held;
    }
    features->at[SOHOA_FEATURE_PASSED] = fminf(held, 5);
    features->at[SOHOA_FEATURE_FAILED] = fminf(failed, 3);
}

void sohoa_field_check(struct sohoa_field *field, const char *name, bool held)
{
    uint32_t i = 0;
    while (i < field->check_count && strcmp(field->checks[i].name, name) != 0)
        i++;
    if (i < field->check_count) {
        field->checks[i].held &= held;
    } else if (i < SOHOA_CHECKS_MAX) {
        snprintf(field->checks[i].name, sizeof field->checks[i].name, "%s", name);
        field->checks[i].held = held;
        field->check_count++;
    }
    count_checks(field->checks, field->check_count, field->features);
    field->confidence = sohoa_features_confidence(field->features);
}

/* ---- one key ---- */

/* Names of a machine-readable zone have no marks; long ones are cut. */
static bool plain_agrees(const char *plain, const char *full)
{
    char a[SOHOA_VALUE_BYTES_MAX], b[SOHOA_VALUE_BYTES_MAX];
    sohoa_vi_plain(plain, a, sizeof a);
    sohoa_vi_plain(full, b, sizeof b);
    size_t length = strlen(a);
    return strcmp(a, b) == 0 || (length >= 24 && strncmp(a, b, length) == 0);
}

static bool same_date(const char *a, const char *b)
{
    struct sohoa_date x, y;
    return sohoa_date_parse(a, &x) && sohoa_date_parse(b, &y) && sohoa_date_compare(x, y) == 0;
}

static bool agree(const struct sohoa_candidate *a, const struct sohoa_candidate *b)
{
    if (a->flags & SOHOA_TYPED_PLAIN)
        return plain_agrees(a->value, b->value);
    if (b->flags & SOHOA_TYPED_PLAIN)
        return plain_agrees(b->value, a->value);
    return sohoa_type_same(a->type, a->value, b->value) ||
           (strcmp(a->type, "date") == 0 && same_date(a->value, b->value));
}

/* Whom to believe: error-corrected codes, then checked zones, then a PDF's own text, then what
 * somebody typed beside the paper, then print. */
static double trust(const struct sohoa_candidate *one)
{
    bool checked = (one->reading->flags & SOHOA_READING_CHECKED) != 0;
    double order = sohoa_reading_is_from(one->reading, "qr")         ? 4
                   : sohoa_reading_is_from(one->reading, "mrz")      ? (checked ? 3 : 1.5)
                   : sohoa_reading_is_from(one->reading, "pdf")      ? 2
                   : sohoa_reading_is_from(one->reading, "manifest") ? 1.8
                                                                     : 1;
    if (one->flags & SOHOA_TYPED_FREE)
        order -= 4;
    if (one->flags & SOHOA_TYPED_PLAIN)
        order -= 2.5; /* says too little to be the value when there is print */
    if (one->flags & SOHOA_TYPED_PARTIAL)
        order -= 0.3;
    if (one->flags & SOHOA_TYPED_WORDS && one->corrected == 0)
        order += 0.2; /* whole words misread into other whole words: seldom */
    return order + one->alone;
}

static int by_trust(const void *a, const void *b)
{
    const struct sohoa_candidate *x = *(struct sohoa_candidate *const *)a,
                                 *y = *(struct sohoa_candidate *const *)b;
    double tx = trust(x), ty = trust(y);
    return tx != ty ? (tx < ty ? 1 : -1) : x < y ? -1 : x > y;
}

/* Candidates of one key, the most trusted first. */
struct rivals {
    struct sohoa_candidate *at[64];
    size_t count;
};

static void gather(struct sohoa_candidates *all, size_t from, struct rivals *ret)
{
    ret->count = 0;
    for (size_t i = from; i < all->count; i++) {
        struct sohoa_candidate *one = &all->at[i];
        if (one->taken || strcmp(one->key, all->at[from].key) != 0)
            continue;
        one->taken = true;
        if (ret->count < sizeof ret->at / sizeof ret->at[0])
            ret->at[ret->count++] = one;
    }
    for (size_t i = 0; i < ret->count; i++) {
        struct sohoa_features features;
        fill_features(all, ret->at[i], &features);
        count_checks(ret->at[i]->checks, ret->at[i]->check_count, &features);
        ret->at[i]->alone = sohoa_features_confidence(&features);
    }
    qsort(ret->at, ret->count, sizeof ret->at[0], by_trust);
}

/* A reading that its type could not understand says nothing against one that it could. */
static bool opposes(const struct sohoa_candidate *best, const struct sohoa_candidate *other)
{
    return !((other->flags & SOHOA_TYPED_FREE) && !(best->flags & SOHOA_TYPED_FREE));
}

/* How the others stand to the best one. */
static void weigh(const struct rivals *rivals, struct sohoa_features *features, bool *ret_hand)
{
    const struct sohoa_candidate *best = rivals->at[0];
    float sources = 0, repeats = 0, against = 0;
    for (size_t i = 1; i < rivals->count; i++) {
        const struct sohoa_candidate *other = rivals->at[i];
        bool same_source = sohoa_reading_is_from(other->reading, best->reading->source);
        *ret_hand |= other->hand;
        if (!agree(best, other))
            against += opposes(best, other);
        else if (same_source)
            repeats++;
        else
            sources++;
    }
    features->at[SOHOA_FEATURE_SOURCES] = fminf(sources, 3);
    features->at[SOHOA_FEATURE_REPEATS] = fminf(repeats, 3);
    features->at[SOHOA_FEATURE_AGAINST] = fminf(against, 3);
}

static const char *constant_source(const char *source)
{
    static const char *const known[] = {"ocr", "qr", "mrz", "pdf", "manifest"};
    for (size_t i = 0; source && i < sizeof known / sizeof *known; i++)
        if (strcmp(source, known[i]) == 0)
            return known[i];
    return "ocr";
}

static int copy_readings(const struct rivals *rivals, struct sohoa_field *field)
{
    field->readings = calloc(rivals->count, sizeof *field->readings);
    if (!field->readings)
        return -1;
    for (size_t i = 0; i < rivals->count; i++) {
        const struct sohoa_candidate *one = rivals->at[i];
        struct sohoa_field_reading *to = &field->readings[i];
        *to = (struct sohoa_field_reading){.raw = strdup(one->reading->raw),
                                           .value = strdup(one->value),
                                           .source = constant_source(one->reading->source),
                                           .confidence = one->alone,
                                           .page = one->reading->page,
                                           .box = one->reading->box,
                                           .flags = one->reading->flags};
        field->reading_count++;
        if (!to->raw || !to->value)
            return -1;
    }
    return 0;
}

/* Where only figures and words of the same print agree, the fuller date is the value. */
static const struct sohoa_candidate *fullest(const struct rivals *rivals)
{
    const struct sohoa_candidate *best = rivals->at[0];
    for (size_t i = 1; i < rivals->count; i++) {
        const struct sohoa_candidate *other = rivals->at[i];
        if (agree(best, other) && strcmp(best->type, "date") == 0 &&
            !(other->flags & SOHOA_TYPED_FREE) && strlen(other->value) > strlen(best->value))
            best = other;
    }
    return best;
}

static int make_field(const struct sohoa_candidates *all, const struct rivals *rivals,
                      struct sohoa_field *field)
{
    const struct sohoa_candidate *best = rivals->at[0], *full = fullest(rivals);
    bool hand = best->hand;
    field->features = calloc(1, sizeof *field->features);
    field->key = strdup(best->key);
    field->value = strdup(full->value);
    field->raw = strdup(best->reading->raw);
    if (!field->features || !field->key || !field->value || !field->raw ||
        copy_readings(rivals, field) != 0)
        return -1;
    fill_features(all, best, field->features);
    weigh(rivals, field->features, &hand);
    bool free_only = (best->flags & SOHOA_TYPED_FREE) != 0;
    field->type = best->type;
    field->source = constant_source(best->reading->source);
    field->state = field->features->at[SOHOA_FEATURE_AGAINST] > 0 && !free_only
                       ? SOHOA_FIELD_CONFLICT
                       : SOHOA_FIELD_MACHINE;
    field->hand = hand && !sohoa_reading_is_from(best->reading, "qr") &&
                  !sohoa_reading_is_from(best->reading, "mrz");
    field->page = best->reading->page;
    field->box = best->reading->box;
    memcpy(field->checks, best->checks, sizeof field->checks);
    field->check_count = best->check_count;
    field->features->at[SOHOA_FEATURE_HAND] = field->hand;
    count_checks(field->checks, field->check_count, field->features);
    field->confidence = sohoa_features_confidence(field->features);
    if (best->flags & SOHOA_TYPED_PLAIN) /* nobody tells the tones */
        sohoa_field_check(field, "tones", false);
    if (rivals->count > 1 && field->features->at[SOHOA_FEATURE_REPEATS] > 0 &&
        strcmp(field->type, "date") == 0)
        for (size_t i = 0; i < rivals->count; i++)
            if (rivals->at[i]->flags & SOHOA_TYPED_WORDS && agree(best, rivals->at[i])) {
                sohoa_field_check(field, "words", true);
                break;
            }
    return 0;
}

static void free_field(struct sohoa_field *field)
{
    for (size_t i = 0; i < field->reading_count; i++) {
        free(field->readings[i].raw);
        free(field->readings[i].value);
    }
    free(field->readings);
    free(field->features);
    free(field->key);
    free(field->value);
    free(field->raw);
}

void sohoa_field_set_free(struct sohoa_field_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        free_field(&set->fields[i]);
    free(set->fields);
    free(set);
}

const struct sohoa_field *sohoa_field_set_find(const struct sohoa_field_set *set, const char *key)
{
    for (size_t i = 0; set && i < set->count; i++)
        if (strcmp(set->fields[i].key, key) == 0)
            return &set->fields[i];
    return NULL;
}

static int make_fields(struct sohoa_candidates *all, struct sohoa_field_set *set)
{
    size_t keys = 0;
    struct rivals rivals;
    set->fields = calloc(all->count ? all->count : 1, sizeof *set->fields);
    if (!set->fields)
        return -1;
    judge_document(all);
    for (size_t i = 0; i < all->count && keys < SOHOA_FIELDS_MAX; i++) {
        if (all->at[i].taken)
            continue;
        gather(all, i, &rivals);
        keys++;
        if (make_field(all, &rivals, &set->fields[set->count++]) != 0)
            return -1;
    }
    return 0;
}

int sohoa_reconcile(const struct sohoa_type_env *env, const struct sohoa_reading *readings,
                    const char *const *types, size_t count, struct sohoa_field_set **ret,
                    struct sohoa_err *err)
{
    struct sohoa_candidates all = {0};
    struct sohoa_field_set *set = calloc(1, sizeof *set);
    int rc = SOHOA_OK;
    if (!set || sohoa_candidates_read(env, readings, types, count, &all) != 0 ||
        make_fields(&all, set) != 0)
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    sohoa_candidates_free(&all);
    if (rc != SOHOA_OK) {
        sohoa_field_set_free(set);
        return rc;
    }
    sohoa_crosscheck(env, set);
    if (env->watch)
        env->watch(env->watch_arg, set);
    *ret = set;
    return SOHOA_OK;
}

void sohoa_reconcile_dossier(struct sohoa_field_set *const *sets, size_t count)
{
    sohoa_crosscheck_dossier(sets, count);
}
