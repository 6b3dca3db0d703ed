/* mention.c - see mention.h: the roles of documents that are people. */
#include "record/mention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sohoa_citizen_id_valid(const char *id)
{
    return id && strspn(id, "0123456789") == 12 && id[12] == '\0' && strspn(id, "0") < 12;
}

bool sohoa_old_id_valid(const char *id)
{
    return id && strspn(id, "0123456789") == 9 && id[9] == '\0' && strspn(id, "0") < 9;
}

bool sohoa_id_confirmed(enum sohoa_id_proof proof)
{
    return proof >= SOHOA_PROOF_TWICE;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && *text ? text : NULL;
}

const char *sohoa_mention_text(const struct sohoa_mention *mention, const char *attribute,
                               const json_t **ret_field)
{
    char key[160];
    (void)snprintf(key, sizeof key, "%s.%s", mention->role, attribute);
    const json_t *field = json_object_get(mention->fields, key);
    if (ret_field)
        *ret_field = field;
    return text_of(field, "value");
}

const char *sohoa_relation_role(const char *relation)
{
    static const struct {
        const char *word, *role;
    } words[] = {
        {"me", "mother"},      {"me de", "mother"},  {"me ruot", "mother"}, {"cha", "father"},
        {"bo", "father"},      {"cha de", "father"}, {"bo de", "father"},   {"cha ruot", "father"},
        {"con", "child"},      {"con de", "child"},  {"con trai", "child"}, {"con gai", "child"},
        {"con ruot", "child"}, {"vo", "wife"},       {"chong", "husband"},
    };
    char plain[SOHOA_NAME_SIZE];
    sohoa_name_plain(relation ? relation : "", plain);
    const char *word = strncmp(plain, "la ", 3) == 0 ? plain + 3 : plain;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].role;
    return NULL;
}

/* ---- documents ------------------------------------------------------------------------------ */

static bool ends_in(const char *key, const char *tail)
{
    size_t a = strlen(key), b = strlen(tail);
    return a >= b && strcmp(key + a - b, tail) == 0;
}

static bool is_date(const char *text)
{
    return text && strspn(text, "0123456789-") == strlen(text) && strlen(text) >= 4;
}

/* A certification's date counts for the paper it stands on only when that has none. */
static const char *issued_of(const json_t *fields)
{
    const char *key, *date = NULL, *card = NULL, *registered = NULL;
    const json_t *field;
    bool is_card = false;
    json_object_foreach((json_t *)fields, key, field)
    {
        const char *value = text_of(field, "value"), *source = text_of(field, "source");
        is_card |= source && (strcmp(source, "qr") == 0 || strcmp(source, "mrz") == 0);
        is_card |= ends_in(key, ".id_expiry_date");
        if (!is_date(value))
            continue;
        if (!registered && ends_in(key, ".register_date"))
            registered = value;
        if (!date && ends_in(key, ".date"))
            date = value;
        if (!card && ends_in(key, ".id_issue_date"))
            card = value;
    }
    return registered ? registered : date ? date : is_card ? card : NULL;
}

static bool has_page(const json_t *pages, json_int_t page)
{
    for (size_t i = 0; i < json_array_size(pages); i++)
        if (json_integer_value(json_array_get(pages, i)) == page)
            return true;
    return false;
}

static bool is_certification(const json_t *document)
{
    const char *form = text_of(document, "form"), *key;
    const json_t *fields = json_object_get(document, "fields"), *field;
    if (!form || strcmp(form, "certified-copy") != 0)
        return false;
    json_object_foreach((json_t *)fields, key, field) if (ends_in(key, ".birth_date") ||
                                                          ends_in(key, ".id_number")) return false;
    return true;
}

/* The form as its schema says, unless a certification stands on one of its pages. */
static const char *form_of(const json_t *documents, const json_t *document)
{
    const char *form = text_of(document, "form");
    const json_t *pages = json_object_get(document, "pages");
    if (form && strcmp(form, "declaration") == 0)
        return form;
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *other = json_array_get(documents, i);
        if (other == document || !is_certification(other))
            continue;
        const json_t *on = json_object_get(other, "pages");
        for (size_t k = 0; k < json_array_size(on); k++)
            if (has_page(pages, json_integer_value(json_array_get(on, k))))
                return "certified-copy";
    }
    return form ? form : "unknown";
}

/* ---- mentions ------------------------------------------------------------------------------- */

static struct sohoa_mention *mention_of(struct sohoa_people *people, size_t from, const char *key,
                                        size_t length)
{
    for (size_t i = from; i < people->count; i++) {
        const char *role = people->mentions[i].role;
        if (strncmp(role, key, length) == 0 && role[length] == '\0')
            return &people->mentions[i];
    }
    if (people->count == people->room) {
        size_t room = people->room ? people->room * 2 : 16;
        struct sohoa_mention *bigger = realloc(people->mentions, room * sizeof *bigger);
        if (!bigger)
            return NULL;
        people->mentions = bigger;
        people->room = room;
    }
    struct sohoa_mention *mention = &people->mentions[people->count++];
    memset(mention, 0, sizeof *mention);
    (void)snprintf(mention->role, sizeof mention->role, "%.*s", (int)length, key);
    return mention;
}

static char gender_of(const struct sohoa_mention *mention)
{
    const char *value = sohoa_mention_text(mention, "gender", NULL);
    if (value)
        return strcmp(value, "Nam") == 0 ? 'm' : strcmp(value, "Nữ") == 0 ? 'f' : 0;
    if (strcmp(mention->role, "mother") == 0 || strcmp(mention->role, "wife") == 0)
        return 'f';
    if (strcmp(mention->role, "father") == 0 || strcmp(mention->role, "husband") == 0)
        return 'm';
    return 0;
}

/* In a conflict of codes nobody knows which of them is the person's. */
static bool codes_disagree(const json_t *field, const char *value)
{
    const json_t *readings = json_object_get(field, "readings");
    for (size_t i = 0; i < json_array_size(readings); i++) {
        const json_t *reading = json_array_get(readings, i);
        const char *source = text_of(reading, "source"), *other = text_of(reading, "value");
        if (source && (strcmp(source, "qr") == 0 || strcmp(source, "mrz") == 0) &&
            (!other || strcmp(other, value) != 0))
            return true;
    }
    return false;
}

static enum sohoa_id_proof proof_of(const json_t *field, const char *value)
{
    const char *state = text_of(field, "state"), *source = text_of(field, "source");
    bool checked = json_is_true(json_object_get(json_object_get(field, "checks"), "check_digits"));
    if (state && strcmp(state, "verified") == 0)
        return SOHOA_PROOF_OPERATOR;
    if (!source || codes_disagree(field, value))
        return SOHOA_PROOF_READ;
    if (strcmp(source, "qr") == 0)
        return SOHOA_PROOF_QR;
    return strcmp(source, "mrz") == 0 && checked ? SOHOA_PROOF_MRZ : SOHOA_PROOF_READ;
}

static void fill(struct sohoa_mention *m)
{
    m->name = sohoa_mention_text(m, "name", NULL);
    m->birth = sohoa_mention_text(m, "birth_date", NULL);
    m->relation = sohoa_mention_text(m, "relation", NULL);
    m->address = sohoa_mention_text(m, "address", NULL);
    if (!is_date(m->birth))
        m->birth = NULL;
    sohoa_name_plain(m->name ? m->name : "", m->plain);
    sohoa_name_exact(m->name ? m->name : "", m->exact);
    m->gender = gender_of(m);
    m->id = sohoa_mention_text(m, "id_number", &m->id_field);
    if (m->id && !sohoa_citizen_id_valid(m->id))
        m->id = NULL;
    m->proof = m->id ? proof_of(m->id_field, m->id) : SOHOA_PROOF_NONE;
}

/* Papers have numbers and names too ("components.1.name"): a person has what only people have, or a
 * name that was checked as one. */
static bool is_person(const struct sohoa_mention *m)
{
    static const char *const human[] = {"id_number", "birth_date", "gender", "ethnicity",
                                        "old_id_number"};
    const json_t *field = NULL;
    for (size_t i = 0; i < sizeof human / sizeof *human; i++)
        if (sohoa_mention_text(m, human[i], NULL))
            return true;
    if (!sohoa_mention_text(m, "name", &field))
        return false;
    const char *state = text_of(field, "state");
    return json_object_get(json_object_get(field, "checks"), "name") != NULL ||
           (state && strcmp(state, "verified") == 0);
}

static int add_document(struct sohoa_people *people, const json_t *documents, size_t index)
{
    const json_t *document = json_array_get(documents, index);
    const json_t *fields = json_object_get(document, "fields"), *field;
    size_t from = people->count, kept = from;
    const char *key, *schema = text_of(document, "schema");
    json_object_foreach((json_t *)fields, key, field)
    {
        const char *dot = strrchr(key, '.');
        size_t length = dot ? (size_t)(dot - key) : 0;
        if (length == 0 || length >= sizeof people->mentions->role || !text_of(field, "value"))
            continue;
        if (!mention_of(people, from, key, length))
            return -1;
    }
    for (size_t i = from; i < people->count; i++) {
        struct sohoa_mention *m = &people->mentions[i];
        m->document = (uint32_t)index + 1;
        m->fields = fields;
        m->schema = schema ? schema : "unknown";
        if (!is_person(m))
            continue;
        fill(m);
        m->form = form_of(documents, document);
        m->issued = issued_of(fields);
        if (kept != i)
            people->mentions[kept] = *m;
        kept++;
    }
    people->count = kept;
    return 0;
}

int sohoa_mentions_of(const struct sohoa_dossier_record *dossier, struct sohoa_people *ret)
{
    for (size_t i = 0; i < json_array_size(dossier->documents); i++)
        if (add_document(ret, dossier->documents, i) != 0)
            return -1;
    return 0;
}
