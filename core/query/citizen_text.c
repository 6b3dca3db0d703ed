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

/* Room for so many bytes more and a NUL. */
static bool reserve(struct out *o, size_t size)
{
    if (o->size + size < o->room)
        return true;
    size_t room = o->room ? o->room * 2 : 4096;
    while (room <= o->size + size)
        room *= 2;
    char *text = o->failed ? NULL : realloc(o->text, room);
    if (!text) {
        o->failed = true;
        return false;
    }
    o->text = text;
    o->room = room;
    return true;
}

static void put(struct out *o, const char *bytes, size_t size)
{
    if (!reserve(o, size))
        return;
    memcpy(o->text + o->size, bytes, size);
    o->size += size;
    o->text[o->size] = '\0';
}

static void put_plain(struct out *o, const char *text)
{
    put(o, text, strlen(text));
}

#define PUT(o, literal) put(o, literal, sizeof(literal) - 1)

/* As jansson escapes: quotes, backslashes, controls. */
static char *put_escape(char *to, unsigned char c)
{
    static const char shorts[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    static const char hex[] = "0123456789ABCDEF";
    const char *known = strchr(shorts, c);
    *to++ = '\\';
    if (known) {
        *to++ = letters[known - shorts];
        return to;
    }
    memcpy(to, "u00", 3);
    to[3] = hex[c >> 4];
    to[4] = hex[c & 15];
    return to + 5;
}

static void put_string(struct out *o, const char *text)
{
    if (!reserve(o, strlen(text) * 6 + 2))
        return;
    char *to = o->text + o->size;
    *to++ = '"';
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p >= ' ' && *p != '"' && *p != '\\')
            *to++ = (char)*p;
        else
            to = put_escape(to, *p);
    *to++ = '"';
    *to = '\0';
    o->size = (size_t)(to - o->text);
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
        PUT(o, "-");
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

/* ,"key":"text" of a text that says something; no comma behind a bracket. */
static void put_member(struct out *o, const char *head, size_t size, const char *text)
{
    if (!text || !*text)
        return;
    size_t skip = o->size && o->text[o->size - 1] == '{' ? 1 : 0;
    put(o, head + skip, size - skip);
    put_string(o, text);
}

/* key is a literal */
#define MEMBER(o, key, text)                                                                       \
    put_member(o, ",\"" key "\":", sizeof(key) + 3, text) // NOLINT(bugprone-macro-parentheses)

static void put_from(struct out *o, const struct sohoa_known *k, const struct sohoa_known_fact *f)
{
    const struct sohoa_known_place *p = &k->places[f->place];
    PUT(o, ",\"from\":{");
    if (*p->dossier) {
        MEMBER(o, "dossier", p->dossier);
        if (p->document) {
            PUT(o, ",\"document\":");
            put_integer(o, p->document);
        }
        MEMBER(o, "code", p->code);
        MEMBER(o, "schema", p->schema);
        MEMBER(o, "form", p->form);
        MEMBER(o, "role", p->role);
    }
    MEMBER(o, "received", p->at);
    MEMBER(o, "source", f->source);
    if (f->page.size) {
        PUT(o, ",\"page\":");
        put(o, f->page.data, f->page.size);
    }
    if (f->box.size) {
        PUT(o, ",\"box\":");
        put(o, f->box.data, f->box.size);
    }
    PUT(o, "}");
}

static void put_fact(struct out *o, const struct sohoa_known *k, const struct sohoa_known_fact *f,
                     bool history)
{
    const struct sohoa_known_place *p = &k->places[f->place];
    PUT(o, "{");
    if (!history)
        MEMBER(o, "attribute", f->attribute);
    put_plain(o, history ? "\"value\":" : ",\"value\":");
    put_string(o, f->value);
    MEMBER(o, "state", f->state);
    PUT(o, ",\"confidence\":");
    put_number(o, f->confidence);
    if (p->ended)
        MEMBER(o, "ended", p->until);
    put_from(o, k, f);
}

static void put_facts(struct out *o, const struct sohoa_known *k)
{
    PUT(o, ",\"facts\":[");
    for (size_t i = 0, end; i < k->fact_count; i = end) {
        put_plain(o, i ? "," : "");
        put_fact(o, k, &k->facts[i], false);
        PUT(o, ",\"history\":[");
        for (end = i + 1;
             end < k->fact_count && strcmp(k->facts[end].attribute, k->facts[i].attribute) == 0;
             end++) {
            if (end > i + 1)
                PUT(o, ",");
            put_fact(o, k, &k->facts[end], true);
            PUT(o, "}");
        }
        PUT(o, "]}");
    }
    PUT(o, "],\"claimed\":[],\"aliases\":[],\"relations\":[]");
}

static void put_names(struct out *o, const struct sohoa_known *k)
{
    size_t told = 0;
    PUT(o, ",\"names\":[");
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
    PUT(o, "]");
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
    PUT(o, ",\"documents\":[");
    for (size_t i = 0; i < k->place_count; i++) {
        const struct sohoa_known_place *p = &k->places[i];
        if (!*p->dossier || seen(k, i, false))
            continue;
        put_plain(o, told++ ? ",{" : "{");
        MEMBER(o, "dossier", p->dossier);
        if (p->document) {
            PUT(o, ",\"document\":");
            put_integer(o, p->document);
        }
        MEMBER(o, "schema", p->schema);
        MEMBER(o, "form", p->form);
        PUT(o, ",\"issued\":");
        if (p->issued)
            put_string(o, p->issued);
        else
            PUT(o, "null");
        put_plain(o, p->ended ? ",\"valid\":false" : ",\"valid\":true");
        MEMBER(o, "until", p->until);
        MEMBER(o, "role", p->role);
        MEMBER(o, "code", p->code);
        MEMBER(o, "received", p->at);
        PUT(o, "}");
    }
    PUT(o, "],\"dossiers\":[");
    told = 0;
    for (size_t i = 0; i < k->place_count; i++)
        if (*k->places[i].dossier && !seen(k, i, true)) {
            put_plain(o, told++ ? "," : "");
            put_string(o, k->places[i].dossier);
        }
    PUT(o, "]}");
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
    PUT(o, "{");
    MEMBER(o, "citizen", sohoa_key_last(k->subject));
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
        rc = sohoa_no_memory(err);
    if (rc != SOHOA_OK) {
        free(o.text);
        return rc;
    }
    *ret = o.text;
    *ret_size = o.size;
    return SOHOA_OK;
}
