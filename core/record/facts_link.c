/* facts_link.c - links by hand: who a person without a known number is. What was said before stays
 * in the record, so that nothing said is lost and all of it can be taken back. One owner a write.
 */
#include "record/facts.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/write_steps.h"

#include <stdlib.h>
#include <string.h>

/* The record that follows `old` (NULL: none): what it said goes to the front of its history. New
 * reference. */
static json_t *follow(json_t *old, const char *to, const char *operator_)
{
    char now[SOHOA_STAMP_SIZE];
    json_t *history = json_deep_copy(json_object_get(old, "history"));
    struct sohoa_put put = {.object = json_object()};
    if (!history)
        history = json_array();
    if (old) {
        struct sohoa_put past = {.object = json_object()};
        sohoa_put_text(&past, "to", json_string_value(json_object_get(old, "to")));
        sohoa_put_text(&past, "operator", json_string_value(json_object_get(old, "operator")));
        sohoa_put_text(&past, "time", json_string_value(json_object_get(old, "time")));
        put.failed |= json_array_insert_new(history, 0, sohoa_put_end(&past)) != 0;
    }
    sohoa_stamp(0, now);
    sohoa_put_text(&put, "to", to);
    sohoa_put_text(&put, "operator", operator_);
    sohoa_put_text(&put, "time", now);
    if (json_array_size(history))
        sohoa_put(&put, "history", history);
    else
        json_decref(history);
    return sohoa_put_end(&put);
}

int sohoa_write_link(struct sohoa_write *w, const char *from, const char *to, const char *operator_,
                     struct sohoa_err *err)
{
    struct sohoa_records *r = sohoa_write_records(w);
    struct sohoa_key key = sohoa_key_link(from);
    size_t steps = sohoa_write_steps(w), size = 0;
    void *raw = NULL;
    json_t *old = NULL;
    int rc = sohoa_raw_get(r, key.text, &raw, &size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, key.text, (struct sohoa_bytes){raw, size}, &old, err);
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    const char *before = json_string_value(json_object_get(old, "to"));
    if (rc == SOHOA_OK)
        rc = sohoa_write_object(w, key.text, follow(old, to, operator_), err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, key.text, raw, size, err);
    if (rc == SOHOA_OK && before)
        rc = sohoa_write_delete(w, sohoa_key_linked(before, from).text, err);
    if (rc == SOHOA_OK && to)
        rc = sohoa_write_mark(w, sohoa_key_linked(to, from).text, err);
    json_decref(old);
    free(raw);
    return sohoa_write_keep(w, steps, rc);
}

struct drop {
    struct sohoa_write *w;
    const char *id;
    struct sohoa_err *err;
};

static int drop_linked(void *arg, const char *from)
{
    struct drop *d = arg;
    int rc = sohoa_write_delete(d->w, sohoa_key_link(from).text, d->err);
    return rc == SOHOA_OK ? sohoa_write_delete(d->w, sohoa_key_linked(d->id, from).text, d->err)
                          : rc;
}

int sohoa_write_drop_links(struct sohoa_write *w, const char *id, struct sohoa_err *err)
{
    struct drop drop = {.w = w, .id = id, .err = err};
    char to[SOHOA_NUMBER_SIZE];
    size_t steps = sohoa_write_steps(w);
    int rc = sohoa_links_each(sohoa_write_records(w), id, drop_linked, &drop, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_delete(w, sohoa_key_link(id).text, err);
    int own = rc == SOHOA_OK ? sohoa_link_get(sohoa_write_records(w), id, to, err) : SOHOA_END;
    if (own == SOHOA_OK)
        rc = sohoa_write_delete(w, sohoa_key_linked(to, id).text, err);
    else if (own != SOHOA_END)
        rc = own;
    return sohoa_write_keep(w, steps, rc);
}
