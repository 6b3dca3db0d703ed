/* bench_reuse.c - facts and whose they are, measured through the record layer.
 *
 * Use: bench_reuse ids STORE DOSSIERS SEED [ID NAME BIRTH ALIKE SURELY]
 *         files dossiers whose readings carry errors (in thousandths, see reuse_world.h), then asks
 *         every confirmed fact whose it really is; prints "wrong ..." as JSON
 *      bench_reuse speed STORE CITIZENS SCHEMAS
 *         fills a store with couples, five facts a citizen at least; prints times in us as JSON
 * One thread. */
#include "query/prefill.h"
#include "record/facts.h"
#include "record/store.h"
#include "reuse_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PER_COMMIT = 200, SAMPLES = 2000 };

static struct sohoa_registry *registry;
static struct sohoa_records *records;

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int fail(const struct sohoa_err *err)
{
    (void)fprintf(stderr, "bench_reuse: %s\n", err->text);
    return 1;
}

static int open_store(const char *dir, struct sohoa_err *err)
{
    int rc = sohoa_registry_open_one("store_lmdb", &registry, err);
    if (rc == SOHOA_OK)
        rc = sohoa_records_open(dir, SOHOA_OPEN_CREATE, registry, NULL, 0, &records, err);
    return rc;
}

static int add(struct sohoa_write *w, const char *batch, uint32_t page, const char *state_name,
               json_t *documents, char ret_id[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    char part[] = "component", code[64], state[16];
    struct sohoa_dossier_record d = {.part = part, .code = code, .state = state, .first = page};
    (void)snprintf(code, sizeof code, "000.00.14.H56-260101-%04u", page % 10000);
    (void)snprintf(state, sizeof state, "%s", state_name);
    d.last = page + (uint32_t)json_array_size(documents) - 1;
    d.documents = documents;
    sohoa_id_new(d.id);
    memcpy(d.batch, batch, sizeof d.batch);
    sohoa_stamp(0, d.captured);
    memcpy(ret_id, d.id, sizeof d.id);
    return sohoa_write_dossier(w, &d, err);
}

/* ---- whose ------------------------------------------------------------------------------------
 */

struct tally {
    json_t *truth; /* by dossier */
    uint64_t roles, wrong, right, twice;
};

static int check_fact(void *arg, const char *key, struct sohoa_bytes value)
{
    struct tally *t = arg;
    struct sohoa_err err;
    json_t *record = NULL;
    char id[13];
    const char *dossier = strrchr(key, '/') + 1;
    size_t i;
    const json_t *in;
    (void)snprintf(id, sizeof id, "%.12s", key + strlen("fact/person/"));
    if (!sohoa_citizen_id_valid(id) || key[strlen("fact/person/") + 12] != '/')
        return SOHOA_OK;
    int rc = sohoa_object_parse(records, key, value, &record, &err);
    const char *proof = json_string_value(json_object_get(record, "id"));
    json_array_foreach(json_object_get(record, "in"), i, in)
    {
        char role[96];
        (void)snprintf(role, sizeof role, "%d.%s", (int)json_integer_value(json_array_get(in, 0)),
                       json_string_value(json_array_get(in, 3)));
        const char *who =
            json_string_value(json_object_get(json_object_get(t->truth, dossier), role));
        bool right = who && strcmp(who, id) == 0;
        t->right += right;
        t->wrong += !right;
        if (!right)
            (void)fprintf(stderr, "wrong: %s %s is %s by %s\n", id, role, who ? who : "?",
                          proof ? proof : "?");
    }
    t->twice += proof && strcmp(proof, "twice") == 0;
    json_decref(record);
    return rc;
}

static int measure_ids(uint32_t count, uint64_t seed, const struct wear *wear,
                       struct sohoa_err *err)
{
    struct tally t = {.truth = json_object()};
    struct sohoa_write *w = sohoa_write_new(records);
    char batch[SOHOA_ID_SIZE], id[SOHOA_ID_SIZE];
    int rc = SOHOA_OK;
    sohoa_id_new(batch);
    for (uint32_t i = 0; rc == SOHOA_OK && i < count; i++) {
        struct family family;
        struct dossier d;
        family_of(i / 3, &family); /* three dossiers a family */
        chance_seed(seed * 1000003 + i);
        dossier_of(&family, wear, &d);
        t.roles += json_object_size(d.truth);
        rc = add(w, batch, 1 + i * 8, "complete", d.documents, id, err);
        json_object_set_new(t.truth, id, d.truth);
        json_decref(d.documents);
        if (rc == SOHOA_OK && (i % PER_COMMIT == PER_COMMIT - 1 || i + 1 == count))
            rc = sohoa_write_commit(w, err);
    }
    sohoa_write_free(w);
    if (rc == SOHOA_OK)
        rc = sohoa_scan(records, "fact/person/", "fact/person/", 0, check_fact, &t, err);
    (void)printf("{\"dossiers\":%u,\"roles\":%llu,\"confirmed\":%llu,\"by_two_readings\":%llu,"
                 "\"wrong\":%llu}\n",
                 count, (unsigned long long)t.roles, (unsigned long long)t.right,
                 (unsigned long long)t.twice, (unsigned long long)t.wrong);
    json_decref(t.truth);
    return rc;
}

/* ---- how fast ---------------------------------------------------------------------------------
 */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double share(double *times, size_t count, double where)
{
    qsort(times, count, sizeof *times, by_size);
    return times[(size_t)((double)(count - 1) * where)];
}

/* What a dossier costs with its facts, less what the same costs in a state that files none. */
static int time_filing(const char *batch, double *ret_filing, double *ret_commit,
                       struct sohoa_err *err)
{
    static double with[SAMPLES], without[SAMPLES];
    struct sohoa_write *w = sohoa_write_new(records), *x = sohoa_write_new(records);
    char id[SOHOA_ID_SIZE];
    int rc = SOHOA_OK;
    double committing = 0;
    for (uint32_t i = 0; rc == SOHOA_OK && i < SAMPLES; i++) {
        struct family family;
        static const struct wear wear = {20, 20, 20, 100, 200};
        struct dossier d;
        family_of(900000000 + i, &family);
        dossier_of(&family, &wear, &d);
        double start = now_us();
        rc = add(x, batch, 90000000 + i, "open", d.documents, id, err);
        without[i] = now_us() - start;
        start = now_us();
        if (rc == SOHOA_OK)
            rc = add(w, batch, 90000000 + i, "complete", d.documents, id, err);
        with[i] = now_us() - start;
        json_decref(d.documents);
        json_decref(d.truth);
        if (rc == SOHOA_OK && i % PER_COMMIT == PER_COMMIT - 1) {
            start = now_us();
            rc = sohoa_write_commit(w, err);
            committing += now_us() - start;
        }
    }
    sohoa_write_free(w);
    sohoa_write_free(x);
    *ret_filing = share(with, SAMPLES, 0.5) - share(without, SAMPLES, 0.5);
    *ret_commit = committing / SAMPLES;
    return rc;
}

static int time_queries(const struct sohoa_schemas *schemas, uint64_t families,
                        struct sohoa_err *err)
{
    static double citizen[SAMPLES], prefill[SAMPLES];
    int rc = SOHOA_OK;
    for (uint32_t i = 0; rc == SOHOA_OK && i < SAMPLES; i++) {
        struct family family;
        struct sohoa_given given;
        json_t *object = NULL;
        family_of((uint64_t)i * 7919 % families, &family);
        rc = sohoa_person_parse(family.wife.id, &given, err);
        double start = now_us();
        if (rc == SOHOA_OK)
            rc = sohoa_citizen_object(records, schemas, &given, NULL, &object, err);
        citizen[i] = now_us() - start;
        json_decref(object);
        object = NULL;
        struct sohoa_prefill_role role = {.role = "mother", .given = &given};
        start = now_us();
        if (rc == SOHOA_OK)
            rc = sohoa_prefill_object(records, schemas, "to-khai-khai-sinh", &role, 1, NULL,
                                      &object, err);
        prefill[i] = now_us() - start;
        json_decref(object);
    }
    (void)printf("\"citizen_us\":%.0f,\"citizen_p99_us\":%.0f,\"prefill_us\":%.0f,"
                 "\"prefill_p99_us\":%.0f,",
                 share(citizen, SAMPLES, 0.5), share(citizen, SAMPLES, 0.99),
                 share(prefill, SAMPLES, 0.5), share(prefill, SAMPLES, 0.99));
    return rc;
}

static int measure_speed(uint64_t citizens, const char *folder, struct sohoa_err *err)
{
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_store_totals before, after;
    char batch[SOHOA_ID_SIZE], id[SOHOA_ID_SIZE];
    double filing = 0, commit = 0, start = now_us();
    struct sohoa_write *w = sohoa_write_new(records);
    int rc = sohoa_schemas_open(&folder, 1, &schemas, err);
    if (rc == SOHOA_OK)
        rc = sohoa_records_totals(records, &before, err);
    sohoa_id_new(batch);
    for (uint64_t n = 0; rc == SOHOA_OK && n < citizens / 2; n++) {
        struct family family;
        family_of(n, &family);
        json_t *documents = marriage_of(&family);
        rc = add(w, batch, (uint32_t)(1 + n * 3), "complete", documents, id, err);
        json_decref(documents);
        if (rc == SOHOA_OK && (n % PER_COMMIT == PER_COMMIT - 1 || n + 1 == citizens / 2))
            rc = sohoa_write_commit(w, err);
    }
    sohoa_write_free(w);
    double filled = now_us() - start;
    if (rc == SOHOA_OK)
        rc = sohoa_records_totals(records, &after, err);
    (void)printf("{\"citizens\":%llu,", (unsigned long long)citizens);
    if (rc == SOHOA_OK)
        rc = time_queries(schemas, citizens / 2, err);
    if (rc == SOHOA_OK)
        rc = time_filing(batch, &filing, &commit, err);
    (void)printf(
        "\"filing_us\":%.0f,\"commit_us_a_dossier\":%.0f,\"fill_us_a_dossier\":%.0f,"
        "\"bytes_a_dossier\":%.0f}\n",
        filing, commit, filled / (double)(citizens / 2),
        rc == SOHOA_OK ? (double)(after.db_bytes - before.db_bytes) / (double)(citizens / 2) : 0);
    sohoa_schemas_close(schemas);
    return rc;
}

static uint32_t number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    struct sohoa_err err = {0};
    struct wear wear = {40, 40, 20, 100, 200};
    bool ids = argc >= 5 && strcmp(argv[1], "ids") == 0;
    if (!ids && !(argc == 5 && strcmp(argv[1], "speed") == 0)) {
        (void)fprintf(stderr, "usage: bench_reuse ids STORE DOSSIERS SEED [ID NAME BIRTH ALIKE "
                              "SURELY] | speed STORE CITIZENS SCHEMAS\n");
        return 2;
    }
    if (argc == 10)
        wear = (struct wear){number(argv[5]), number(argv[6]), number(argv[7]), number(argv[8]),
                             number(argv[9])};
    int rc = open_store(argv[2], &err);
    if (rc == SOHOA_OK)
        rc = ids ? measure_ids(number(argv[3]), number(argv[4]), &wear, &err)
                 : measure_speed(number(argv[3]), argv[4], &err);
    int code = rc == SOHOA_OK ? 0 : fail(&err);
    sohoa_records_close(records);
    sohoa_registry_close(registry);
    return code;
}
