/* hold.c - see hold.h. No state. */
#include "query/hold.h"
#include "record/facts.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hold_key {
    char text[48];
};

static struct hold_key key_of(const char *on)
{
    struct hold_key key;
    (void)snprintf(key.text, sizeof key.text, "hold/%.40s", on);
    return key;
}

static int check(const char *on, struct sohoa_err *err)
{
    if (sohoa_citizen_id_valid(on) || sohoa_id_valid(on))
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a hold is on a citizen ID or a dossier");
}

static int put(struct sohoa_records *r, const char *on, json_t *hold, struct sohoa_err *err)
{
    struct sohoa_write *w = sohoa_write_new(r);
    if (!w)
        return sohoa_no_memory(err);
    int rc = hold ? sohoa_write_value(w, key_of(on).text, hold, err)
                  : sohoa_write_drop(w, key_of(on).text, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

int sohoa_hold_add(struct sohoa_records *r, const char *on, const char *reason,
                   const char *operator_, struct sohoa_err *err)
{
    char now[SOHOA_STAMP_SIZE];
    int rc = check(on, err);
    if (rc != SOHOA_OK)
        return rc;
    if (!reason || !*reason || strlen(reason) > SOHOA_HOLD_REASON_MAX || !operator_ || !*operator_)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a hold has a reason and says who ordered it");
    sohoa_stamp(0, now);
    struct sohoa_put hold = {.object = json_object()};
    sohoa_put(&hold, "reason", sohoa_json_text(reason));
    sohoa_put(&hold, "operator", sohoa_json_text(operator_));
    sohoa_put(&hold, "time", json_string(now));
    json_t *object = sohoa_put_end(&hold);
    if (!object)
        return sohoa_no_memory(err);
    rc = put(r, on, object, err);
    json_decref(object);
    return rc;
}

int sohoa_hold_get(struct sohoa_records *r, const char *on, json_t **ret, struct sohoa_err *err)
{
    int rc = check(on, err);
    return rc == SOHOA_OK ? sohoa_object_get(r, key_of(on).text, ret, err) : rc;
}

int sohoa_hold_remove(struct sohoa_records *r, const char *on, struct sohoa_err *err)
{
    json_t *hold = NULL;
    int rc = sohoa_hold_get(r, on, &hold, err);
    json_decref(hold);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_END, "there is no hold on it");
    return rc == SOHOA_OK ? put(r, on, NULL, err) : rc;
}

int sohoa_holds_each(struct sohoa_records *r,
                     bool (*each)(void *arg, const char *on, const json_t *hold), void *arg,
                     struct sohoa_err *err)
{
    return sohoa_objects_each(r, "hold/", each, arg, err);
}
