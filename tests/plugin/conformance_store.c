/* conformance_store.c - what must hold of every key-value engine. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sohoa_bytes text(const char *s)
{
    return (struct sohoa_bytes){s, s ? strlen(s) : 0};
}

static bool is(struct sohoa_bytes b, const char *s)
{
    return b.size == strlen(s) && memcmp(b.data, s, b.size) == 0;
}

/* Larger than what a plugin expects, as a newer host's would be: the stride must be obeyed. */
struct wide_change {
    struct sohoa_change change;
    uint64_t appended_later;
};

struct step {
    const char *key, *value; /* value NULL: delete */
    const char *expect;      /* NULL: any; "": nothing there */
};

static int commit(struct sohoa_instance *i, const struct step *steps, size_t count,
                  struct sohoa_err *err)
{
    struct wide_change wide[8];
    struct sohoa_bytes expected[8];
    memset(wide, 0xA5, sizeof wide);
    for (size_t k = 0; k < count; k++) {
        expected[k] = text(steps[k].expect);
        wide[k].change = (struct sohoa_change){.key = text(steps[k].key),
                                               .value = text(steps[k].value),
                                               .expect = steps[k].expect ? &expected[k] : NULL};
    }
    return i->store->commit(i->self, &wide[0].change, count, sizeof wide[0], err);
}

static void put(struct check *c, struct sohoa_instance *i, const char *key, const char *value)
{
    struct sohoa_err err = {0};
    int rc = commit(i, &(struct step){key, value, NULL}, 1, &err);
    expect(c, rc == 0, "cannot write a key: %s", err.text);
}

/* True when the key holds the value now; value NULL: when it is absent. */
static bool holds(struct sohoa_instance *i, void *snapshot, const char *key, const char *value)
{
    struct sohoa_bytes got = {0};
    struct sohoa_err err = {0};
    int rc = i->store->get(i->self, snapshot, text(key), &got, &err);
    return value ? rc == 0 && is(got, value) : rc == SOHOA_END;
}

static bool holds_now(struct sohoa_instance *i, const char *key, const char *value)
{
    void *snapshot = NULL;
    struct sohoa_err err = {0};
    if (i->store->begin(i->self, &snapshot, &err) != 0)
        return false;
    bool so = holds(i, snapshot, key, value);
    i->store->end(i->self, snapshot);
    return so;
}

/* Walks from a key in one direction and writes the keys passed, each followed by a blank. */
static void walk(struct sohoa_instance *i, bool up, const char *from, char *out, size_t room)
{
    void *snapshot = NULL;
    struct sohoa_err err = {0};
    size_t used = 0;
    char buf[64];
    out[0] = '\0';
    if (i->store->begin(i->self, &snapshot, &err) != 0)
        return;
    struct sohoa_bytes key = text(from), value;
    while ((up ? i->store->next : i->store->prev)(i->self, snapshot, &key, &value, &err) == 0 &&
           key.size < sizeof buf - 1 && used + key.size + 2 < room) {
        memcpy(buf, key.data, key.size);
        memcpy(out + used, buf, key.size);
        used += key.size;
        out[used++] = ' ';
        out[used] = '\0';
        if (up)
            buf[key.size] = '\0'; /* the smallest key behind this one ends in a zero byte */
        key = (struct sohoa_bytes){buf, key.size + (up ? 1 : 0)};
    }
    i->store->end(i->self, snapshot);
}

static void check_order(struct check *c, struct sohoa_instance *i)
{
    static const char *const keys[] = {"b", "a", "ab", "a/", "\xc3\xa9", "B"};
    char seen[256];
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        put(c, i, keys[k], "1");
    walk(i, true, "A", seen, sizeof seen);
    expect(c, strcmp(seen, "B a a/ ab b \xc3\xa9 ") == 0, "next is not in byte order: %s", seen);
    walk(i, true, "aa", seen, sizeof seen);
    expect(c, strcmp(seen, "ab b \xc3\xa9 ") == 0, "next starts before its key: %s", seen);
    walk(i, false, "\xff", seen, sizeof seen);
    expect(c, strcmp(seen, "\xc3\xa9 b ab a/ a B ") == 0, "prev is not in byte order: %s", seen);
    walk(i, false, "ab", seen, sizeof seen);
    expect(c, strcmp(seen, "a/ a B ") == 0, "prev starts at its key or after: %s", seen);
    walk(i, false, "B", seen, sizeof seen);
    expect(c, seen[0] == '\0', "prev goes before the first key: %s", seen);
}

static void check_batches(struct check *c, struct sohoa_instance *i)
{
    struct sohoa_err err = {0};
    put(c, i, "x", "1");
    const struct step wrong[] = {{"y", "new", ""}, {"x", "2", "7"}, {"a", NULL, NULL}};
    expect(c, commit(i, wrong, 3, &err) == SOHOA_RETRY && err.text[0],
           "a batch that expects the wrong value does not answer RETRY with a text");
    expect(c, holds_now(i, "y", NULL) && holds_now(i, "x", "1") && holds_now(i, "a", "1"),
           "a batch that expects the wrong value has written");
    const struct step there[] = {{"x", "2", ""}};
    expect(c, commit(i, there, 1, &err) == SOHOA_RETRY, "expecting no value passes where one is");
    const struct step absent[] = {{"z", "2", "1"}};
    expect(c, commit(i, absent, 1, &err) == SOHOA_RETRY, "expecting a value passes where none is");
    memset(&err, 0, sizeof err);
    const struct step right[] = {{"x", "2", "1"}, {"y", "new", ""}, {"a", NULL, "1"}};
    expect(c, commit(i, right, 3, &err) == 0, "a batch that expects what is there fails: %s",
           err.text);
    expect(c, holds_now(i, "x", "2") && holds_now(i, "y", "new") && holds_now(i, "a", NULL),
           "a batch was not written whole");
    const struct step gone[] = {{"a", NULL, NULL}};
    expect(c, commit(i, gone, 1, &err) == 0, "deleting what is not there fails: %s", err.text);
    expect(c, commit(i, gone, 0, &err) == 0, "an empty batch fails: %s", err.text);
}

static void check_snapshots(struct check *c, struct sohoa_instance *i)
{
    void *before = NULL;
    struct sohoa_err err = {0};
    put(c, i, "s", "old");
    if (!expect(c, i->store->begin(i->self, &before, &err) == 0, "begin: %s", err.text))
        return;
    struct sohoa_bytes lent = {0};
    int rc = i->store->get(i->self, before, text("s"), &lent, &err);
    expect(c, rc == 0, "get: %s", err.text);
    put(c, i, "s", "new");
    put(c, i, "t", "new");
    expect(c, holds(i, before, "s", "old") && holds(i, before, "t", NULL),
           "a snapshot shows what was written after it");
    expect(c, rc != 0 || is(lent, "old"), "what a snapshot lends changes under it");
    i->store->end(i->self, before);
    expect(c, holds_now(i, "s", "new") && holds_now(i, "t", "new"),
           "a new snapshot does not show what was written before it");
}

static void check_sizes(struct check *c, struct sohoa_instance *i)
{
    enum { BIG = 5 << 20, KEY = 500 };
    char *big = malloc(BIG + 1), key[KEY + 1];
    expect(c, big != NULL, "out of memory");
    if (!big)
        return;
    memset(big, 'v', BIG);
    big[BIG] = '\0';
    memset(key, 'k', KEY);
    key[KEY] = '\0';
    put(c, i, key, big);
    expect(c, holds_now(i, key, big), "a key of %d bytes with %d bytes does not come back", KEY,
           BIG);
    put(c, i, key, NULL);
    free(big);
    struct sohoa_err err = {0};
    struct sohoa_change none = {.key = {"", 0}, .value = {"1", 1}};
    expect(c, i->store->commit(i->self, &none, 1, sizeof none, &err) < 0 && err.text[0],
           "an empty key is taken");
}

static void check_backup(struct check *c, struct sohoa_instance *i)
{
    char path[128];
    struct sohoa_err err = {0};
    struct watch w;
    watch_start(&w, OVER_NOT, 30);
    (void)snprintf(path, sizeof path, "%s/backup", c->work);
    int rc = i->store->backup(i->self, &w.call, path, &err);
    expect(c, rc == 0, "backup: %s", err.text);
    memset(&err, 0, sizeof err);
    rc = i->store->backup(i->self, &w.call, path, &err);
    expect(c, rc < 0 && err.text[0], "a second backup overwrites the first");
}

void check_store(struct check *c)
{
    struct sohoa_instance *i = open_plain(c, false);
    if (!i)
        return;
    check_order(c, i);
    check_batches(c, i);
    check_snapshots(c, i);
    check_sizes(c, i);
    check_backup(c, i);
    sohoa_instance_close(i);
    i = open_plain(c, true);
    if (!i)
        return;
    expect(c, holds_now(i, "x", "2"), "what was committed is gone after closing and opening");
    sohoa_instance_close(i);
}
