/* dump.c - any key and any value of a store, as text. Any thread. */
#include "record/keys.h"
#include "record/store.h"

#include <string.h>

int sohoa_records_dump(struct sohoa_records *r, const char *key, char **ret, struct sohoa_err *err)
{
    size_t size = 0;
    if (!*key || strlen(key) >= SOHOA_KEY_ROOM)
        return SOHOA_END;
    return sohoa_value_get(r, key, ret, &size, err);
}

struct listing {
    bool (*each)(void *arg, const char *key);
    void *arg;
};

static int tell_key(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct listing *l = arg;
    return l->each(l->arg, key) ? SOHOA_OK : SOHOA_END;
}

int sohoa_records_keys(struct sohoa_records *r, const char *prefix,
                       bool (*each)(void *arg, const char *key), void *arg, struct sohoa_err *err)
{
    struct listing l = {.each = each, .arg = arg};
    if (strlen(prefix) >= SOHOA_KEY_ROOM)
        return SOHOA_OK;
    return sohoa_scan(r, prefix, prefix, SOHOA_SCAN_KEYS, tell_key, &l, err);
}
