/* reuse_world.c - see reuse_world.h. Nobody here exists. */
#include "reuse_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

void chance_seed(uint64_t seed)
{
    state = seed * 0x9E3779B97F4A7C15u + 1;
}

uint32_t chance(uint32_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % limit;
}

/* ---- people -----------------------------------------------------------------------------------
 */

static const char *const surnames[] = {"Nguyễn", "Trần", "Lê",  "Phạm", "Hoàng", "Phan",
                                       "Vũ",     "Đặng", "Bùi", "Đỗ",   "Hồ",    "Quách"};
static const char *const middles[2][4] = {{"Văn", "Đức", "Minh", "Quang"},
                                          {"Thị", "Ngọc", "Thu", "Thanh"}};
static const char *const given[] = {"An",   "Bình", "Châu", "Dũng", "Giang", "Hà",   "Hòa",
                                    "Hùng", "Lan",  "Linh", "Long", "Mai",   "Minh", "Nam",
                                    "Nga",  "Phúc", "Sơn",  "Thảo", "Trang", "Tú"};

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

/* n makes the number another one for each person of a world; digits 4 to 6 fit. */
static void invent(struct person *p, uint64_t n, const char *surname, bool woman, uint32_t first,
                   uint32_t last)
{
    uint32_t year = first + chance(last - first + 1);
    uint32_t mark = (year >= 2000 ? 2u : 0u) + (woman ? 1u : 0u);
    p->woman = woman;
    char number[32];
    (void)snprintf(number, sizeof number, "%03u%u%02u%06u", 38 + (uint32_t)(n / 1000000) % 2 * 2,
                   mark, year % 100, (uint32_t)(n % 1000000));
    memcpy(p->id, number, 12);
    p->id[12] = 0;
    (void)snprintf(p->name, sizeof p->name, "%s %s %s", surname, middles[woman][chance(4)],
                   given[chance(COUNT(given))]);
    (void)snprintf(number, sizeof number, "%04u-%02u-%02u", year, chance(12) + 1, chance(28) + 1);
    memcpy(p->birth, number, 11);
    (void)snprintf(p->address, sizeof p->address, "Thôn %u, Xã Mẫu %u, Thanh Hóa", chance(9) + 1,
                   chance(900));
    (void)snprintf(p->phone, sizeof p->phone, "09%08u", chance(100000000));
}

void family_of(uint64_t n, struct family *ret)
{
    const char *surname;
    chance_seed(n + 77);
    surname = surnames[chance(COUNT(surnames))];
    invent(&ret->husband, 2 * n, surname, false, 1960, 1998);
    invent(&ret->wife, 2 * n + 1, surnames[chance(COUNT(surnames))], true, 1962, 1999);
    invent(&ret->children[0], 2 * n, surname, chance(2), 2005, 2024);
    ret->children[1] = ret->children[0]; /* twins: the number beside */
    ret->children[1].id[11] = ret->children[0].id[11] == '9' ? '0' : ret->children[0].id[11] + 1;
    (void)snprintf(ret->children[1].name, sizeof ret->children[1].name, "%s %s %s", surname,
                   middles[ret->children[1].woman][chance(4)], given[chance(COUNT(given))]);
    if (chance(2))
        memcpy(ret->wife.address, ret->husband.address, sizeof ret->wife.address);
}

/* ---- recognition ------------------------------------------------------------------------------
 */

static void misread_id(char *id, uint32_t place, uint32_t pick)
{
    static const char *const taken_for[] = {"86", "74", "73", "85", "19",
                                            "68", "85", "12", "63", "40"};
    id[place] = taken_for[id[place] - '0'][pick];
}

static void misread_name(char *name, size_t room)
{
    static const struct {
        const char *from, *to;
    } swaps[] = {{"ễ", "ể"}, {"ă", "â"}, {"ị", "i"}, {"à", "a"}, {"ò", "o"},
                 {"n", "m"}, {"a", "o"}, {"h", "b"}, {"Đ", "D"}, {"i", "l"}};
    uint32_t first = chance(COUNT(swaps));
    for (uint32_t i = 0; i < COUNT(swaps); i++) {
        uint32_t k = (first + i) % COUNT(swaps);
        char *at = strstr(name, swaps[k].from);
        char rest[128];
        if (!at || strlen(name) + 3 >= room)
            continue;
        (void)snprintf(rest, sizeof rest, "%s", at + strlen(swaps[k].from));
        (void)snprintf(at, room - (size_t)(at - name), "%s%s", swaps[k].to, rest);
        return;
    }
}

/* What reading a value once gives; false: it was misread. */
static bool recognise(const struct wear *wear, const char *attribute, char *value, size_t room)
{
    bool is_id = strcmp(attribute, "id_number") == 0;
    uint32_t rate = is_id                                  ? wear->id
                    : strcmp(attribute, "name") == 0       ? wear->name
                    : strcmp(attribute, "birth_date") == 0 ? wear->birth
                                                           : 0;
    if (chance(1000) >= rate)
        return true;
    if (is_id) { /* the same print is misread alike */
        bool alike = chance(1000) < wear->alike;
        uint32_t sum = 0;
        for (const char *c = value; *c; c++)
            sum = sum * 31 + (unsigned char)*c;
        misread_id(value, alike ? sum % 12 : chance(12), alike ? sum % 2 : chance(2));
    } else if (strcmp(attribute, "name") == 0) {
        misread_name(value, room);
    } else {
        value[9] = value[9] == '9' ? '8' : value[9] + 1;
    }
    return false;
}

static int places;

static json_t *field_new(const char *value, const char *source, double confidence)
{
    places++;
    return json_pack("{s:s,s:s,s:f,s:i,s:[i,i,i,i],s:s,s:{s:b},s:s}", "value", value, "raw", value,
                     "confidence", confidence, "page", 1, "box", 100 + places % 7,
                     60 * (places % 50), 400, 40, "source", source, "checks", "name", 1, "state",
                     "machine");
}

static void put(json_t *fields, const struct wear *wear, const char *role, const char *attribute,
                const char *value, const char *source)
{
    char key[64], text[160];
    double confidence = 0.85 + 0.001 * chance(149);
    bool ocr = strcmp(source, "ocr") == 0;
    (void)snprintf(key, sizeof key, "%s.%s", role, attribute);
    (void)snprintf(text, sizeof text, "%s", value);
    if (ocr && !recognise(wear, attribute, text, sizeof text) && chance(1000) >= wear->surely)
        confidence = 0.05 + 0.001 * chance(700);
    json_t *field = field_new(text, source, ocr ? confidence : 0.99);
    if (strcmp(source, "mrz") == 0)
        json_object_set_new(json_object_get(field, "checks"), "check_digits", json_true());
    json_object_set_new(fields, key, field);
}

/* ---- papers -----------------------------------------------------------------------------------
 */

static json_t *paper(struct dossier *d, const char *schema, const char *form)
{
    json_t *fields = json_object();
    json_array_append_new(d->documents,
                          json_pack("{s:s,s:[i],s:f,s:s,s:o}", "schema", schema, "pages",
                                    (int)json_array_size(d->documents) + 1, "confidence", 0.95,
                                    "form", form, "fields", fields));
    return fields;
}

static void truth(struct dossier *d, const char *role, const struct person *p)
{
    char key[64];
    (void)snprintf(key, sizeof key, "%zu.%s", json_array_size(d->documents), role);
    json_object_set_new(d->truth, key, json_string(p->id));
}

/* A card copied: its code read, else its zone, else the print alone. */
static void card(struct dossier *d, const struct wear *wear, const struct person *p)
{
    json_t *fields = paper(d, "cccd", "photocopy");
    uint32_t how = chance(10);
    const char *source = how < 7 ? "qr" : how < 9 ? "mrz" : "ocr";
    truth(d, "person", p);
    put(fields, wear, "person", "id_number", p->id, source);
    put(fields, wear, "person", "name", p->name, strcmp(source, "mrz") == 0 ? "ocr" : source);
    put(fields, wear, "person", "birth_date", p->birth, source);
    put(fields, wear, "person", "gender", p->woman ? "Nữ" : "Nam", source);
    put(fields, wear, "person", "id_issue_date", "2022-03-15", source);
}

enum parts { WITH_ID = 1, WITH_BIRTH = 2, WITH_ADDRESS = 4, WITH_PHONE = 8 };

static void role(struct dossier *d, json_t *fields, const struct wear *wear, const char *name,
                 const struct person *p, unsigned parts)
{
    truth(d, name, p);
    put(fields, wear, name, "name", p->name, "ocr");
    if (parts & WITH_ID)
        put(fields, wear, name, "id_number", p->id, "ocr");
    if (parts & WITH_BIRTH)
        put(fields, wear, name, "birth_date", p->birth, "ocr");
    if (parts & WITH_ADDRESS)
        put(fields, wear, name, "address", p->address, "ocr");
    if (parts & WITH_PHONE)
        put(fields, wear, name, "phone", p->phone, "ocr");
}

/* Numbers written into each other's row, as it happens. */
static void swap_ids(json_t *fields, const char *a, const char *b)
{
    json_t *x = json_object_get(fields, a), *y = json_object_get(fields, b);
    if (!x || !y)
        return;
    json_t *value = json_incref(json_object_get(x, "value"));
    json_object_set(x, "value", json_object_get(y, "value"));
    json_object_set_new(y, "value", value);
}

static void birth(struct dossier *d, const struct family *f, const struct wear *wear)
{
    bool mother = chance(2);
    const struct person *requester = mother ? &f->wife : &f->husband;
    json_t *fields = paper(d, "to-khai-khai-sinh", "declaration");
    role(d, fields, wear, "requester", requester, WITH_ID | WITH_ADDRESS | WITH_PHONE);
    put(fields, wear, "requester", "relation", mother ? "Mẹ" : "Cha", "ocr");
    role(d, fields, wear, "child", &f->children[0], WITH_BIRTH);
    role(d, fields, wear, "mother", &f->wife, WITH_BIRTH | (chance(2) ? WITH_ID : 0));
    role(d, fields, wear, "father", &f->husband, WITH_BIRTH | (chance(2) ? WITH_ID : 0));
    fields = paper(d, "giay-chung-sinh", "original");
    role(d, fields, wear, "mother", &f->wife, WITH_ID | WITH_BIRTH);
    role(d, fields, wear, "child", &f->children[0], WITH_BIRTH);
}

static void marriage(struct dossier *d, const struct family *f, const struct wear *wear)
{
    static const char *const schemas[2][2] = {{"to-khai-ket-hon", "declaration"},
                                              {"giay-chung-nhan-ket-hon", "original"}};
    for (size_t i = 0; i < 2; i++) {
        json_t *fields = paper(d, schemas[i][0], schemas[i][1]);
        role(d, fields, wear, "wife", &f->wife, WITH_ID | WITH_BIRTH | WITH_ADDRESS);
        role(d, fields, wear, "husband", &f->husband, WITH_ID | WITH_BIRTH | WITH_ADDRESS);
        if (chance(200) == 0)
            swap_ids(fields, "wife.id_number", "husband.id_number");
    }
}

static void move(struct dossier *d, const struct family *f, const struct wear *wear)
{
    json_t *fields = paper(d, "ct01", "declaration");
    role(d, fields, wear, "person", &f->wife, WITH_ID | WITH_BIRTH | WITH_PHONE);
    role(d, fields, wear, "household_head", &f->husband, WITH_ID);
    role(d, fields, wear, "members.1", &f->children[0], WITH_ID | WITH_BIRTH);
    role(d, fields, wear, "members.2", &f->children[1], WITH_ID | WITH_BIRTH);
    if (chance(200) == 0)
        swap_ids(fields, "person.id_number", "household_head.id_number");
}

static void death(struct dossier *d, const struct family *f, const struct wear *wear)
{
    json_t *fields = paper(d, "to-khai-khai-tu", "declaration");
    role(d, fields, wear, "requester", &f->wife, WITH_ID | WITH_ADDRESS);
    put(fields, wear, "requester", "relation", "Vợ", "ocr");
    role(d, fields, wear, "deceased", &f->husband, WITH_ID | WITH_BIRTH);
    fields = paper(d, "trich-luc-khai-tu", "certified-copy");
    role(d, fields, wear, "deceased", &f->husband, WITH_ID | WITH_BIRTH);
    put(fields, wear, "deceased", "death_date", "2026-02-01", "ocr");
}

void dossier_of(const struct family *family, const struct wear *wear, struct dossier *ret)
{
    static void (*const kinds[])(struct dossier *, const struct family *,
                                 const struct wear *) = {birth, marriage, move, death};
    ret->documents = json_array();
    ret->truth = json_object();
    kinds[chance(4)](ret, family, wear);
    if (chance(5) < 3)
        card(ret, wear, &family->wife);
    if (chance(5) < 3)
        card(ret, wear, &family->husband);
}

json_t *marriage_of(const struct family *f)
{
    static const struct wear none = {0};
    struct dossier d = {.documents = json_array(), .truth = json_object()};
    const struct person *both[] = {&f->wife, &f->husband};
    for (size_t i = 0; i < 2; i++) {
        json_t *fields = paper(&d, "cccd", "photocopy");
        put(fields, &none, "person", "id_number", both[i]->id, "qr");
        put(fields, &none, "person", "name", both[i]->name, "qr");
        put(fields, &none, "person", "birth_date", both[i]->birth, "qr");
    }
    json_t *fields = paper(&d, "giay-chung-nhan-ket-hon", "original");
    role(&d, fields, &none, "wife", both[0], WITH_BIRTH);
    role(&d, fields, &none, "husband", both[1], WITH_BIRTH);
    json_decref(d.truth);
    return d.documents;
}
