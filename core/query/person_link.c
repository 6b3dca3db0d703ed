/* person_link.c - who a person is, said by hand and taken back: see person.h. No state; any
 * thread. */
#include "query/person.h"
#include "record/json_read.h"
#include "record/write_steps.h"

#include <stdio.h>
#include <string.h>

static int parse(const char *text, struct sohoa_given *ret, struct sohoa_err *err)
{
    return sohoa_person_parse(text, ret, err);
}

static int any_fact(void *arg, const char *dossier, const json_t *record)
{
    (void)dossier, (void)record;
    *(bool *)arg = true;
    return SOHOA_END;
}

static int any_from(void *arg, const char *from)
{
    (void)from;
    *(bool *)arg = true;
    return SOHOA_END;
}

/* A ULID must be somebody of whom a dossier speaks; numbers may be linked before any paper comes.
 */
static int check_from(struct sohoa_records *r, const char *from, struct sohoa_err *err)
{
    char subject[SOHOA_SUBJECT_SIZE];
    bool known = !sohoa_id_valid(from);
    (void)snprintf(subject, sizeof subject, "person/%s", from);
    int rc = known ? SOHOA_OK : sohoa_facts_each(r, subject, any_fact, &known, err);
    if (rc == SOHOA_OK && !known)
        rc = sohoa_fail(err, SOHOA_END, "there is no person %s; `sohoa find` lists them", from);
    return rc;
}

/* No chains: what leads to somebody is never itself led to. */
static int check_chain(struct sohoa_records *r, const char *from, const char *to,
                       struct sohoa_err *err)
{
    char on[SOHOA_NUMBER_SIZE];
    bool led_to = false;
    if (strcmp(from, to) == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a number cannot be linked to itself");
    int rc = sohoa_link_get(r, to, on, err);
    if (rc == SOHOA_OK)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "the number to link to is itself linked to another one; link to that");
    rc = rc == SOHOA_END ? sohoa_links_each(r, from, any_from, &led_to, err) : rc;
    if (rc == SOHOA_OK && led_to)
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER,
                        "others are linked to the number to be linked; unlink them first");
    return rc;
}

static int write_link(struct sohoa_records *r, const char *from, const char *to,
                      const char *operator_, struct sohoa_err *err)
{
    struct sohoa_write *w = sohoa_write_new(r);
    int rc = w ? sohoa_write_link(w, from, to, operator_, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

static int answer(const char *from, const char *to, const char *operator_, json_t **ret,
                  struct sohoa_err *err)
{
    char now[SOHOA_STAMP_SIZE];
    struct sohoa_put put = {.object = json_object()};
    sohoa_stamp(0, now);
    sohoa_put_text(&put, "person", from);
    sohoa_put(&put, "citizen", to ? json_string(to) : json_null());
    sohoa_put_text(&put, "operator", operator_);
    sohoa_put_text(&put, "time", now);
    json_t *object = sohoa_put_end(&put);
    if (!object)
        return sohoa_no_memory(err);
    *ret = object;
    return SOHOA_OK;
}

int sohoa_person_link(struct sohoa_records *r, const char *person, const char *citizen,
                      const char *operator_, json_t **ret, struct sohoa_err *err)
{
    struct sohoa_given from, to;
    int rc = parse(person, &from, err);
    if (rc == SOHOA_OK)
        rc = parse(citizen, &to, err);
    if (rc == SOHOA_OK && !sohoa_citizen_id_valid(to.key))
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER, "a person is linked to a citizen ID of 12 digits");
    if (rc == SOHOA_OK)
        rc = check_from(r, from.key, err);
    if (rc == SOHOA_OK)
        rc = check_chain(r, from.key, to.key, err);
    if (rc == SOHOA_OK)
        rc = write_link(r, from.key, to.key, operator_, err);
    return rc == SOHOA_OK ? answer(from.key, to.key, operator_, ret, err) : rc;
}

int sohoa_person_unlink(struct sohoa_records *r, const char *person, const char *operator_,
                        json_t **ret, struct sohoa_err *err)
{
    struct sohoa_given from;
    char to[SOHOA_NUMBER_SIZE], masked[SOHOA_ID_SIZE];
    int rc = parse(person, &from, err);
    if (rc == SOHOA_OK)
        rc = sohoa_link_get(r, from.key, to, err);
    if (rc == SOHOA_END) {
        sohoa_id_mask(from.key, masked);
        return sohoa_fail(err, SOHOA_END, "%s is linked to nobody", masked);
    }
    if (rc == SOHOA_OK)
        rc = write_link(r, from.key, NULL, operator_, err);
    return rc == SOHOA_OK ? answer(from.key, NULL, operator_, ret, err) : rc;
}
