/* subject.c - see subject.h. No state. */
#include "query/subject.h"
#include "query/erase_parts.h"

#include <stdio.h>
#include <string.h>

struct walk {
    struct sohoa_records *r;
    bool (*each)(void *arg, const struct sohoa_subject_role *role);
    void *arg;
    bool stopped;
    struct sohoa_err *err;
};

static void tell(struct walk *w, const struct sohoa_dossier_record *dossier, const json_t *in)
{
    for (size_t i = 0; i < json_array_size(in) && !w->stopped; i++) {
        const json_t *place = json_array_get(in, i);
        json_int_t number = json_integer_value(json_array_get(place, 0));
        const char *role = json_string_value(json_array_get(place, 3));
        const json_t *document =
            number > 0 ? json_array_get(dossier->documents, (size_t)number - 1) : NULL;
        const struct sohoa_subject_role told = {
            .dossier = dossier, .number = (size_t)number, .document = document, .role = role};
        if (document && role)
            w->stopped = !w->each(w->arg, &told);
    }
}

static int visit(void *arg, const char *id, const json_t *record)
{
    struct walk *w = arg;
    struct sohoa_dossier_record dossier = {0};
    int rc = sohoa_dossier_get(w->r, id, &dossier, w->err);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    tell(w, &dossier, json_object_get(record, "in"));
    sohoa_dossier_record_clear(&dossier);
    return w->stopped ? SOHOA_END : SOHOA_OK;
}

static int visit_link(void *arg, const char *from)
{
    struct walk *w = arg;
    char subject[SOHOA_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "person/%.26s", from);
    return w->stopped ? SOHOA_END : sohoa_facts_each(w->r, subject, visit, w, w->err);
}

int sohoa_subject_roles(struct sohoa_records *r, const char *id,
                        bool (*each)(void *arg, const struct sohoa_subject_role *role), void *arg,
                        struct sohoa_err *err)
{
    struct walk w = {.r = r, .each = each, .arg = arg, .err = err};
    int rc = visit_link(&w, id);
    if (rc == SOHOA_OK && !w.stopped)
        rc = sohoa_links_each(r, id, visit_link, &w, err);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

json_t *sohoa_subject_fields(const struct sohoa_subject_role *role)
{
    json_t *fields = json_object(), *field;
    const char *key;
    bool failed = !fields;
    json_object_foreach(json_object_get(role->document, "fields"), key, field)
    {
        if (sohoa_erase_is_of(key, role->role) && !failed)
            failed = json_object_set(fields, key, field) != 0;
    }
    if (!failed)
        return fields;
    json_decref(fields);
    return NULL;
}
