/* citizen_text.c - see citizen_text.h. Written directly: the usual person, of whom papers say facts
 * and nothing else. Whoever has relatives, other numbers, claims or a namesake on record is told by
 * the object. No state, any thread. */
#include "query/citizen_text.h"

#include "query/known.h"
#include "record/keys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

struct out {
    char *text;
    size_t size, room;
    bool failed;
};

static void put(struct out *o, const char *bytes, size_t size)
{
    if (o->size + size + 1 > o->room) {
        size_t room = o->room ? o->room * 2 : 4096;
        while (room < o->size + size + 1)
            room *= 2;
        char *text = o->failed ? NULL : realloc(o->text, room);
        if (!text) {
            o->failed = true;
            return;
        }
        o->text = text;
        o->room = room;
    }
    memcpy(o->text + o->size, bytes, size);
    o->size += size;
    o->text[o->size] = '\0';
}

static void put_plain(struct out *o, const char *text)
{
    put(o, text, strlen(text));
}

/* As jansson escapes: quotes, backslashes, controls. */
static void put_string(struct out *o, const char *text)
{
    static const char shorts[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    put(o, "\"", 1);
    for (const char *p = text, *from = text;; p++) {
        if (*p && (unsigned char)*p >= ' ' && *p != '"' && *p != '\\')
            continue;
        put(o, from, (size_t)(p - from));
        if (!*p)
            break;
        const char *known = strchr(shorts, *p);
        char code[8];
        if (known)
            (void)snprintf(code, sizeof code, "\\%c", letters[known - shorts]);
        else
            (void)snprintf(code, sizeof code, "\\u%04X", (unsigned char)*p);
        put_plain(o, code);
        from = p + 1;
    }
    put(o, "\"", 1);
}

static void put_integer(struct out *o, long long n)
{
    char digits[24];
    char *at = digits + sizeof digits;
    unsigned long long left = n < 0 ? 0ULL - (unsigned long long)n : (unsigned long long)n;
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (n < 0)
        *--at = '-';
    put(o, at, (size_t)(digits + sizeof digits - at));
}

/* A number rounded to thousandths. */
static void put_number(struct out *o, double value)
{
    long long n = isfinite(value) && fabs(value) < 1e12 ? (long long)llround(value * 1000) : 0;
    if (n < 0)
        put(o, "-", 1);
    n = n < 0 ? -n : n;
    put_integer(o, n / 1000);
    char tail[5] = {'.', (char)('0' + n / 100 % 10), (char)('0' + n / 10 % 10),
                    (char)('0' + n % 10), '\0'};
    size_t size = 4;
    while (tail[size - 1] == '0')
        size--;
    if (n % 1000)
        put(o, tail, size);
}

/* ,"key":"text" of a text that says something. */
static void put_member(struct out *o, const char *key, const char *text)
{
    if (!text || !*text)
        return;
    if (o->size && o->text[o->size - 1] != '{')
        put(o, ",", 1);
    put(o, "\"", 1);
    put_plain(o, key);
    put(o, "\":", 2);
    put_string(o, text);
}

static void put_from(struct out *o, const struct sohoa_known *k, const struct sohoa_known_fact *f)
{
    const struct sohoa_known_place *p = &k->places[f->place];
    put_plain(o, ",\"from\":{");
    if (*p->dossier) {
        put_member(o, "dossier", p->dossier);
        if (p->document) {
            put_plain(o, ",\"document\":");
            put_integer(o, p->document);
        }
        put_member(o, "code", p->code);
        put_member(o, "schema", p->schema);
        put_member(o, "form", p->form);
        put_member(o, "role", p->role);
    }
    put_member(o, "received", p->at);
    put_member(o, "source", f->source);
    if (f->page.size) {
        put_plain(o, ",\"page\":");
        put(o, f->page.data, f->page.size);
    }
    if (f->box.size) {
        put_plain(o, ",\"box\":");
        put(o, f->box.data, f->box.size);
    }
    put(o, "}", 1);
}

static void put_fact(struct out *o, const struct sohoa_known *k, const struct sohoa_known_fact *f,
                     bool history)
{
    const struct sohoa_known_place *p = &k->places[f->place];
    put(o, "{", 1);
    if (!history)
        put_member(o, "attribute", f->attribute);
    put_plain(o, history ? "\"value\":" : ",\"value\":");
    put_string(o, f->value);
    put_member(o, "state", f->state);
    put_plain(o, ",\"confidence\":");
    put_number(o, f->confidence);
    if (p->ended)
        put_member(o, "ended", p->until);
    put_from(o, k, f);
}

static void put_facts(struct out *o, const struct sohoa_known *k)
{
    put_plain(o, ",\"facts\":[");
    for (size_t i = 0, end; i < k->fact_count; i = end) {
        put_plain(o, i ? "," : "");
        put_fact(o, k, &k->facts[i], false);
        put_plain(o, ",\"history\":[");
        for (end = i + 1;
             end < k->fact_count && strcmp(k->facts[end].attribute, k->facts[i].attribute) == 0;
             end++) {
            if (end > i + 1)
                put(o, ",", 1);
            put_fact(o, k, &k->facts[end], true);
            put(o, "}", 1);
        }
        put_plain(o, "]}");
    }
    put_plain(o, "],\"claimed\":[],\"aliases\":[],\"relations\":[]");
}

static void put_names(struct out *o, const struct sohoa_known *k)
{
    size_t told = 0;
    put_plain(o, ",\"names\":[");
    for (size_t i = 0; i < k->fact_count; i++) {
        bool had = strcmp(k->facts[i].attribute, "name") != 0;
        for (size_t b = 0; !had && b < i; b++)
            had = strcmp(k->facts[b].attribute, "name") == 0 &&
                  strcmp(k->facts[b].value, k->facts[i].value) == 0;
        if (had)
            continue;
        put_plain(o, told++ ? "," : "");
        put_string(o, k->facts[i].value);
    }
    put(o, "]", 1);
}

/* Whether the dossier (and document) of this place was told before. */
static bool seen(const struct sohoa_known *k, size_t which, bool whole)
{
    const struct sohoa_known_place *p = &k->places[which];
    for (size_t i = 0; i < which; i++)
        if (strcmp(k->places[i].dossier, p->dossier) == 0 &&
            (whole || k->places[i].document == p->document))
            return true;
    return false;
}

static void put_papers(struct out *o, const struct sohoa_known *k)
{
    size_t told = 0;
    put_plain(o, ",\"documents\":[");
    for (size_t i = 0; i < k->place_count; i++) {
        const struct sohoa_known_place *p = &k->places[i];
        if (!*p->dossier || seen(k, i, false))
            continue;
        put_plain(o, told++ ? ",{" : "{");
        put_member(o, "dossier", p->dossier);
        if (p->document) {
            put_plain(o, ",\"document\":");
            put_integer(o, p->document);
        }
        put_member(o, "schema", p->schema);
        put_member(o, "form", p->form);
        put_plain(o, ",\"issued\":");
        if (p->issued)
            put_string(o, p->issued);
        else
            put_plain(o, "null");
        put_plain(o, p->ended ? ",\"valid\":false" : ",\"valid\":true");
        put_member(o, "until", p->until);
        put_member(o, "role", p->role);
        put_member(o, "code", p->code);
        put_member(o, "received", p->at);
        put(o, "}", 1);
    }
    put_plain(o, "],\"dossiers\":[");
    told = 0;
    for (size_t i = 0; i < k->place_count; i++)
        if (*k->places[i].dossier && !seen(k, i, true)) {
            put_plain(o, told++ ? "," : "");
            put_string(o, k->places[i].dossier);
        }
    put_plain(o, "]}");
}

/* ---- who is usual ------------------------------------------------------------------------------
 */

static int note_pair(void *arg, const char *first, const char *second)
{
    (void)first, (void)second;
    *(bool *)arg = true;
    return SOHOA_END;
}

static bool plain_facts(const struct sohoa_known *k)
{
    for (size_t i = 0; i < k->place_count; i++)
        if (k->places[i].stranger)
            return false;
    for (size_t i = 0; i < k->fact_count; i++) {
        const char *attribute = k->facts[i].attribute;
        if (strcmp(attribute, "old_id_number") == 0 ||
            strcmp(attribute, "cancelled_id_number") == 0)
            return false;
    }
    return true;
}

static int is_usual(struct sohoa_records *r, const struct sohoa_known *k, bool *ret,
                    struct sohoa_err *err)
{
    const char *id = sohoa_key_last(k->subject);
    bool more = k->relation_count || k->place_count == 0 || k->linked ||
                !sohoa_citizen_id_valid(id) || sohoa_known_death(k) || !plain_facts(k);
    int rc = SOHOA_OK;
    if (!more)
        rc = sohoa_claims_each(r, id, note_pair, &more, err);
    *ret = !more;
    return rc;
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

static void add_persons(struct sohoa_whose *whose, const json_t *value, int depth)
{
    const char *key;
    json_t *item;
    size_t i;
    if (depth > DEPTH_MAX)
        return;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) add_persons(whose, item, depth + 1);
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        if (strcmp(key, "citizen") == 0 || strcmp(key, "person") == 0)
            sohoa_whose_add(whose, json_string_value(item));
        else if (json_is_object(item) || json_is_array(item))
            add_persons(whose, item, depth + 1);
    }
}

void sohoa_whose_value(struct sohoa_whose *whose, const json_t *value)
{
    add_persons(whose, value, 0);
}

static int by_object(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                     const struct sohoa_given *given, const char *today, struct sohoa_whose *whose,
                     struct out *o, struct sohoa_err *err)
{
    json_t *object = NULL;
    int rc = sohoa_citizen_object(r, schemas, given, today, &object, err);
    if (rc != SOHOA_OK)
        return rc;
    if (whose)
        sohoa_whose_value(whose, object);
    free(o->text);
    o->text = sohoa_json_line(object);
    o->size = o->text ? strlen(o->text) : 0;
    o->failed = !o->text;
    json_decref(object);
    return SOHOA_OK;
}

static void write_usual(struct out *o, const struct sohoa_known *k)
{
    put_plain(o, "{");
    put_member(o, "citizen", sohoa_key_last(k->subject));
    put_names(o, k);
    put_facts(o, k);
    put_papers(o, k);
}

/* The usual person's answer; END: it takes the object. */
static int by_known(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                    const struct sohoa_given *given, const char *today, struct sohoa_whose *whose,
                    struct out *o, struct sohoa_err *err)
{
    struct sohoa_known known;
    char subject[SOHOA_SUBJECT_SIZE], to[SOHOA_NUMBER_SIZE];
    bool usual = false;
    if (given->card || !sohoa_citizen_id_valid(given->key))
        return SOHOA_END;
    int rc = sohoa_link_get(r, given->key, to, err);
    if (rc != SOHOA_END) /* somebody said that it is another's */
        return rc == SOHOA_OK ? SOHOA_END : rc;
    (void)snprintf(subject, sizeof subject, "person/%s", given->key);
    rc = sohoa_known_load(r, schemas, subject, NULL, today, &known, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = is_usual(r, &known, &usual, err);
    if (rc == SOHOA_OK && usual) {
        write_usual(o, &known);
        if (whose)
            sohoa_whose_add(whose, given->key);
    }
    sohoa_known_clear(&known);
    return rc == SOHOA_OK && !usual ? SOHOA_END : rc;
}

int sohoa_citizen_text(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                       const struct sohoa_given *given, const char *today,
                       struct sohoa_whose *whose, char **ret, size_t *ret_size,
                       struct sohoa_err *err)
{
    struct out o = {.text = NULL};
    int rc = by_known(r, schemas, given, today, whose, &o, err);
    if (rc == SOHOA_END)
        rc = by_object(r, schemas, given, today, whose, &o, err);
    if (rc == SOHOA_OK && o.failed)
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc != SOHOA_OK) {
        free(o.text);
        return rc;
    }
    *ret = o.text;
    *ret_size = o.size;
    return SOHOA_OK;
}
