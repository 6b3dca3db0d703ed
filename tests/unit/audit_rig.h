/* audit_rig.h - a folder with a key outside it, for the tests of the access record. */
#ifndef SOHOA_AUDIT_RIG_H
#define SOHOA_AUDIT_RIG_H
#include "unit.h"

#include "query/audit_parts.h"
#include "support/support.h"

#define assert_ok(rc, err)                                                                         \
    do {                                                                                           \
        if ((rc) != SOHOA_OK)                                                                      \
            fail_msg("%s", (err).text);                                                            \
    } while (0)

struct audit_rig {
    char folder[256], store[300], key[300];
};

static inline int audit_setup(void **state)
{
    struct audit_rig *r = calloc(1, sizeof *r);
    char path[340];
    support_folder(r->folder, sizeof r->folder);
    (void)snprintf(r->store, sizeof r->store, "%s/store", r->folder);
    (void)snprintf(r->key, sizeof r->key, "%s/key/audit.key", r->folder);
    (void)snprintf(path, sizeof path, "%s/audit", r->store);
    unsetenv("SOHOA_AUDIT_KEY");
    if (mkdir(r->store, 0700) != 0 || mkdir(path, 0700) != 0)
        return -1;
    *state = r;
    return 0;
}

static inline int audit_teardown(void **state)
{
    support_remove(((struct audit_rig *)*state)->folder);
    free(*state);
    return 0;
}

#define audit_test(f) cmocka_unit_test_setup_teardown(f, audit_setup, audit_teardown)

static inline struct sohoa_audit *audit_open_with(struct audit_rig *r, uint64_t rotate,
                                                  bool service)
{
    struct sohoa_err err;
    struct sohoa_audit *a = NULL;
    struct sohoa_audit_options o = {.key = r->key, .rotate = rotate, .service = service};
    assert_ok(sohoa_audit_open(r->store, &o, &a, NULL, &err), err);
    return a;
}

static inline struct sohoa_audit *audit_open(struct audit_rig *r)
{
    return audit_open_with(r, 0, false);
}

static inline void audit_say(struct sohoa_audit *a, const char *what)
{
    struct sohoa_err err;
    struct sohoa_audit_entry entry = {.who = "os:lan",
                                      .from = "desk",
                                      .action = "read",
                                      .call = "show",
                                      .what = what,
                                      .why = "test"};
    assert_ok(sohoa_audit_record(a, &entry, &err), err);
}

struct audit_found {
    uint64_t count;
    char first[512];
};

static inline void audit_note(void *arg, const char *problem)
{
    struct audit_found *f = arg;
    if (f->count++ == 0)
        (void)snprintf(f->first, sizeof f->first, "%s", problem);
}

/* Holds the record against the key and an anchor; the first problem goes to `first`. */
static inline struct sohoa_audit_report audit_check(struct sohoa_audit *a, const char *anchor,
                                                    char first[512])
{
    struct sohoa_err err;
    struct sohoa_audit_report report = {0};
    struct audit_found found = {.first = ""};
    assert_ok(sohoa_audit_verify(a, anchor, audit_note, &found, &report, &err), err);
    assert_int_equal(found.count, report.problems);
    if (first)
        memcpy(first, found.first, sizeof found.first);
    return report;
}

/* The n-th file of the record, from 0. */
static inline void audit_path(struct audit_rig *r, size_t n, char *buf, size_t room)
{
    struct sohoa_err err;
    struct sohoa_audit_file *files = NULL;
    size_t count = 0;
    assert_ok(sohoa_audit_files(r->store, &files, &count, &err), err);
    if (n >= count)
        fail_msg("there are %zu files, not %zu", count, n + 1);
    assert_ok(sohoa_audit_file_path(r->store, files[n].chain, files[n].number, buf, room, &err),
              err);
    free(files);
}

static inline char *audit_read(const char *path, size_t *ret_size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    char *text = malloc((size_t)st.st_size + 1);
    assert_int_equal(read(fd, text, (size_t)st.st_size), st.st_size);
    text[st.st_size] = '\0';
    close(fd);
    *ret_size = (size_t)st.st_size;
    return text;
}
#endif
