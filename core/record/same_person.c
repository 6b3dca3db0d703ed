/* same_person.c - mentions of one dossier joined to persons, and whose number each of them has: see
 * mention.h. The surest mentions come first; each later one joins the first person that it fits.
 *
 * Names decide: whoever has another name, birth date or gender is somebody else, whatever number
 * was read. Two numbers of one name and birth date that differ in a few digits are one number
 * misread. Without any number a name alone joins nobody: birth dates agree, or the paper says who
 * it is (the requester is the mother), or both live in one place. */
#include "record/hash.h"
#include "record/mention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MISREAD_SURE = 3, MISREAD_LIKELY = 2 }; /* digits that differ in one number misread */

/* Two readings that agree were misread alike only if both were misread: together they must leave no
 * more doubt than this (measured by bench/reuse). */
#define DOUBT_MOST 0.04
#define BIRTH_SURE 0.9 /* DESIGN 7: may be used unseen */
#define SURER 0.3      /* of two readings the first one counts unless the other is so much surer */
#define HARDLY 0.5     /* read so, it says nothing where the rest agrees */

/* ---- comparing ------------------------------------------------------------------------------ */

static size_t digits_apart(const char *a, const char *b)
{
    size_t n = 0;
    for (size_t i = 0; i < 12; i++)
        n += a[i] != b[i];
    return n;
}

static bool is_full(const char *date)
{
    return date && strlen(date) == 10;
}

/* One says no more than the beginning of the other. */
static bool fits(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    return strncmp(a, b, n < m ? n : m) == 0;
}

/* At most one letter in ten misread: changed, lost or added, in one place. */
static bool near(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), head = 0, tail = 0, most = (n > m ? n : m) / 10;
    while (a[head] && a[head] == b[head])
        head++;
    while (tail < n - head && tail < m - head && a[n - 1 - tail] == b[m - 1 - tail])
        tail++;
    return n - head - tail <= most && m - head - tail <= most;
}

static bool same_address(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    char x[SOHOA_NAME_SIZE], y[SOHOA_NAME_SIZE];
    if (!a->address || !b->address)
        return false;
    sohoa_name_plain(a->address, x);
    sohoa_name_plain(b->address, y);
    return *x && strcmp(x, y) == 0;
}

static bool says(const struct sohoa_mention *speaker, const struct sohoa_mention *of)
{
    if (speaker->document != of->document || strcmp(speaker->role, "requester") != 0)
        return false;
    const char *role = sohoa_relation_role(speaker->relation);
    return role && strcmp(role, of->role) == 0 && strcmp(role, "child") != 0;
}

static double sure_of(const struct sohoa_mention *m, const char *attribute)
{
    const json_t *field = NULL;
    (void)sohoa_mention_text(m, attribute, &field);
    return json_number_value(json_object_get(field, "confidence"));
}

/* One of the two was hardly read at all: what it says is nothing. */
static bool hardly_read(const struct sohoa_mention *a, const struct sohoa_mention *b,
                        const char *attribute)
{
    return sure_of(a, attribute) < HARDLY || sure_of(b, attribute) < HARDLY;
}

static bool one_number(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    return a->id && b->id && strcmp(a->id, b->id) == 0;
}

/* Of one exact name, and of two dates that differ in one figure one was read with doubt. */
static bool misread_birth(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    size_t apart = 0;
    if (!is_full(a->birth) || !is_full(b->birth) || !*a->exact || strcmp(a->exact, b->exact) != 0)
        return false;
    for (size_t i = 0; i < 10; i++)
        apart += a->birth[i] != b->birth[i];
    return apart == 1 &&
           (sure_of(a, "birth_date") < BIRTH_SURE || sure_of(b, "birth_date") < BIRTH_SURE);
}

/* Of one number and no other name, and a date was hardly read. */
static bool unread_birth(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    bool other_name = *a->exact && *b->exact && strcmp(a->exact, b->exact) != 0;
    return one_number(a, b) && !other_name && hardly_read(a, b, "birth_date");
}

/* Of one number and one whole birth date, and a name was hardly read. */
static bool unread_name(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    return one_number(a, b) && is_full(a->birth) && is_full(b->birth) &&
           strcmp(a->birth, b->birth) == 0 && hardly_read(a, b, "name");
}

static bool contradict(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    if (a->birth && b->birth && !fits(a->birth, b->birth) && !misread_birth(a, b) &&
        !unread_birth(a, b))
        return true;
    return a->gender && b->gender && a->gender != b->gender;
}

/* With the same plain name, or nearly so. */
static bool same_named(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    bool plain = strcmp(a->plain, b->plain) == 0, exact = strcmp(a->exact, b->exact) == 0;
    bool born = is_full(a->birth) && is_full(b->birth) && strcmp(a->birth, b->birth) == 0;
    if (!plain && !near(a->plain, b->plain))
        return unread_name(a, b);
    if (a->id && b->id) {
        size_t apart = digits_apart(a->id, b->id);
        return apart == 0 || (plain && apart <= (born ? MISREAD_SURE : exact ? MISREAD_LIKELY : 0));
    }
    if (born)
        return plain;
    if (a->birth && b->birth)
        return exact;
    return plain && (says(a, b) || says(b, a) ||
                     (exact && a->document != b->document && same_address(a, b)));
}

static bool same(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    if (contradict(a, b))
        return false;
    if (*a->plain && *b->plain)
        return same_named(a, b);
    if (a->id && b->id)
        return strcmp(a->id, b->id) == 0;
    return says(a, b) || says(b, a);
}

/* ---- joining -------------------------------------------------------------------------------- */

/* Fits one mention of the person and contradicts none of the others. */
static bool belongs(const struct sohoa_people *people, size_t which, uint32_t person)
{
    const struct sohoa_mention *m = &people->mentions[which];
    bool found = false;
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *other = &people->mentions[i];
        if (other->person != person)
            continue;
        bool other_name = *m->plain && *other->plain && !near(m->plain, other->plain);
        if (contradict(m, other) || (other_name && !unread_name(m, other)) ||
            (m->id && other->id && digits_apart(m->id, other->id) > MISREAD_SURE))
            return false;
        found = found || same(m, other);
    }
    return found;
}

static int surer(const void *a, const void *b)
{
    const struct sohoa_mention *x = *(struct sohoa_mention *const *)a,
                               *y = *(struct sohoa_mention *const *)b;
    int rank_x = (int)x->proof * 4 + is_full(x->birth) * 2 + (*x->plain != 0);
    int rank_y = (int)y->proof * 4 + is_full(y->birth) * 2 + (*y->plain != 0);
    return rank_x != rank_y ? rank_y - rank_x : x < y ? -1 : x > y;
}

int sohoa_mentions_join(struct sohoa_people *people)
{
    struct sohoa_mention **order = malloc((people->count + 1) * sizeof(struct sohoa_mention *));
    if (!order)
        return -1;
    for (size_t i = 0; i < people->count; i++) {
        order[i] = &people->mentions[i];
        order[i]->person = UINT32_MAX;
    }
    if (people->count)
        qsort(order, people->count, sizeof *order, surer);
    uint32_t persons = 0;
    for (size_t i = 0; i < people->count; i++) {
        size_t which = (size_t)(order[i] - people->mentions);
        uint32_t person = 0;
        while (person < persons && !belongs(people, which, person))
            person++;
        order[i]->person = person;
        persons += person == persons;
    }
    free(order);
    people->person_count = persons;
    return 0;
}

/* ---- whose number --------------------------------------------------------------------------- */

/* The provinces of before July 2025, whose codes all numbers begin with but those of people whose
 * birth was registered abroad (Circular 59/2021/TT-BCA). */
static bool is_province(const char *id)
{
    static const char codes[] =
        "001002004006008010011012014015017019020022024025026027030031033034035036037038040042044045"
        "046048049051052054056058060062064066067068070072074075077079080082083084086087089091092093"
        "094095096";
    for (size_t i = 0; i + 3 < sizeof codes; i += 3)
        if (strncmp(codes + i, id, 3) == 0)
            return true;
    return false;
}

/* Digits 4 to 6 are gender, century and year of birth (Decree 137/2015, article 13). What
 * contradicts them may be right, but not because recognition says so twice. */
static bool id_fits(const char *id, const char *birth, char gender)
{
    int mark = id[3] - '0', year = 1900 + mark / 2 * 100 + (id[4] - '0') * 10 + (id[5] - '0');
    if (!is_province(id) || (gender && gender != (mark % 2 ? 'f' : 'm')))
        return false;
    return !birth || strtol(birth, NULL, 10) == year;
}

static bool same_place(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    return a->document == b->document &&
           json_equal(json_object_get(a->id_field, "page"), json_object_get(b->id_field, "page")) &&
           json_equal(json_object_get(a->id_field, "box"), json_object_get(b->id_field, "box")) &&
           json_object_get(a->id_field, "box") != NULL;
}

static bool is_sound(const struct sohoa_mention *m)
{
    const char *state = json_string_value(json_object_get(m->id_field, "state"));
    return m->id && (!state || strcmp(state, "conflict") != 0);
}

static double confidence_of(const struct sohoa_mention *m)
{
    return json_number_value(json_object_get(m->id_field, "confidence"));
}

/* How many separate readings say id, and how likely all of them are wrong. */
static size_t readings_of(const struct sohoa_people *people, uint32_t person, const char *id,
                          double *ret_doubt)
{
    size_t count = 0;
    *ret_doubt = 1;
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        bool fresh = m->person == person && is_sound(m) && strcmp(m->id, id) == 0;
        for (size_t k = 0; fresh && k < i; k++)
            if (people->mentions[k].person == person && people->mentions[k].id &&
                strcmp(people->mentions[k].id, id) == 0 && same_place(m, &people->mentions[k]))
                fresh = false;
        if (!fresh)
            continue;
        count++;
        *ret_doubt *= 1 - confidence_of(m);
    }
    return count;
}

static bool has_id(const struct sohoa_mention *m, uint32_t person)
{
    return m->person == person && m->id;
}

/* The best proved reading; of equals the one read more often, then the surer one. */
static const struct sohoa_mention *best_id(const struct sohoa_people *people, uint32_t person,
                                           size_t *ret_count)
{
    const struct sohoa_mention *best = NULL;
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        if (!has_id(m, person))
            continue;
        double doubt;
        size_t count = readings_of(people, person, m->id, &doubt);
        if (!best || m->proof > best->proof ||
            (m->proof == best->proof &&
             (count > *ret_count ||
              (count == *ret_count && confidence_of(m) > confidence_of(best))))) {
            best = m;
            *ret_count = count;
        }
    }
    return best;
}

/* Another number is proved as well: two verified ones, or two cards. */
static bool is_contested(const struct sohoa_people *people, uint32_t person,
                         const struct sohoa_mention *best, size_t best_count)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        if (!has_id(m, person) || strcmp(m->id, best->id) == 0)
            continue;
        double doubt;
        bool codes = m->proof >= SOHOA_PROOF_MRZ && best->proof <= SOHOA_PROOF_QR;
        bool equal =
            m->proof == best->proof && (best->proof > SOHOA_PROOF_READ ||
                                        readings_of(people, person, m->id, &doubt) == best_count);
        if (codes || equal)
            return true;
    }
    return false;
}

static void settle_id(const struct sohoa_people *people, uint32_t which, char gender)
{
    struct sohoa_known_person *p = &people->persons[which];
    size_t count = 0;
    const struct sohoa_mention *best = best_id(people, which, &count);
    if (!best)
        return;
    p->id = best->id;
    p->proof = best->proof;
    double doubt;
    (void)readings_of(people, which, best->id, &doubt);
    if (best->proof == SOHOA_PROOF_READ && count >= 2 && doubt <= DOUBT_MOST &&
        id_fits(p->id, p->birth, gender))
        p->proof = SOHOA_PROOF_TWICE;
    if (is_contested(people, which, best, count))
        p->proof = SOHOA_PROOF_READ;
}

/* Two persons of one dossier with one number: the better proof has it, of equals nobody. */
static void part_ids(struct sohoa_people *people)
{
    for (size_t i = 0; i < people->person_count; i++)
        for (size_t k = i + 1; k < people->person_count; k++) {
            struct sohoa_known_person *a = &people->persons[i], *b = &people->persons[k];
            if (!sohoa_id_confirmed(a->proof) || !sohoa_id_confirmed(b->proof) ||
                strcmp(a->id, b->id) != 0)
                continue;
            enum sohoa_id_proof pa = a->proof, pb = b->proof;
            if (pa <= pb)
                a->proof = SOHOA_PROOF_READ;
            if (pb <= pa)
                b->proof = SOHOA_PROOF_READ;
        }
}

/* ---- names of persons ----------------------------------------------------------------------- */

/* The number in its batch of the first page of a document: it stays when dossiers are cut and
 * joined, and with it the name of a person. */
static uint32_t page_number(const struct sohoa_dossier_record *dossier, size_t index)
{
    const json_t *pages = json_object_get(json_array_get(dossier->documents, index), "pages");
    json_int_t place = json_integer_value(json_array_get(pages, 0));
    if (dossier->pages && place > 0)
        return (uint32_t)json_integer_value(json_array_get(dossier->pages, (size_t)place - 1));
    return dossier->first + (uint32_t)(place > 0 ? place - 1 : 0);
}

/* Which of the papers of its kind on the page: two cards are copied side by side. */
static unsigned place_on_page(const struct sohoa_dossier_record *dossier,
                              const struct sohoa_mention *m)
{
    unsigned before = 0;
    uint32_t page = page_number(dossier, m->document - 1);
    for (size_t i = 0; i + 1 < m->document; i++) {
        const json_t *other = json_array_get(dossier->documents, i);
        const char *schema = json_string_value(json_object_get(other, "schema"));
        before += schema && strcmp(schema, m->schema) == 0 && page_number(dossier, i) == page;
    }
    return before;
}

/* A ULID with the batch's time and 80 bits of the hash of page, schema and role. */
static void call(const struct sohoa_dossier_record *dossier, const struct sohoa_mention *m,
                 char ret[SOHOA_ID_SIZE])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char text[256], hex[SOHOA_SHA256_SIZE];
    int n = snprintf(text, sizeof text, "%s %u %u %s %s", dossier->batch,
                     page_number(dossier, m->document - 1), place_on_page(dossier, m), m->schema,
                     m->role);
    sohoa_hash_bytes(text, n < (int)sizeof text ? (size_t)n : sizeof text - 1, hex);
    (void)snprintf(ret, SOHOA_ID_SIZE, "%.10s", dossier->batch);
    for (size_t i = 0; i < 16; i++) { /* 5 of 8 bits each: two hex digits, the top bits dropped */
        char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        ret[10 + i] = alphabet[strtoul(pair, NULL, 16) & 31];
    }
    ret[SOHOA_ID_SIZE - 1] = '\0';
}

static void describe(const struct sohoa_dossier_record *dossier, struct sohoa_people *people,
                     uint32_t which)
{
    struct sohoa_known_person *p = &people->persons[which];
    const struct sohoa_mention *first = NULL;
    double name_sure = 0, birth_sure = 0;
    char gender = 0;
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        if (m->person != which)
            continue;
        if (!first)
            first = m;
        if (m->name && (!p->name || sure_of(m, "name") > name_sure + SURER)) {
            p->name = m->name;
            name_sure = sure_of(m, "name");
        }
        if (m->birth && (!p->birth || strlen(m->birth) > strlen(p->birth) ||
                         (strlen(m->birth) == strlen(p->birth) &&
                          sure_of(m, "birth_date") > birth_sure + SURER))) {
            p->birth = m->birth;
            birth_sure = sure_of(m, "birth_date");
        }
        if (m->gender)
            gender = m->gender;
    }
    settle_id(people, which, gender);
    call(dossier, first, p->ulid);
}

int sohoa_people_of(const struct sohoa_dossier_record *dossier, struct sohoa_people *ret)
{
    struct sohoa_people people = {0};
    int rc = sohoa_mentions_of(dossier, &people);
    if (rc == 0)
        rc = sohoa_mentions_join(&people);
    if (rc == 0) {
        people.persons = calloc(people.person_count + 1, sizeof *people.persons);
        rc = people.persons ? 0 : -1;
    }
    for (uint32_t i = 0; rc == 0 && i < people.person_count; i++)
        describe(dossier, &people, i);
    if (rc != 0) {
        sohoa_people_clear(&people);
        return -1;
    }
    part_ids(&people);
    for (size_t i = 0; i < people.person_count; i++) {
        struct sohoa_known_person *p = &people.persons[i];
        (void)snprintf(p->subject, sizeof p->subject, "person/%s",
                       sohoa_id_confirmed(p->proof) ? p->id : p->ulid);
    }
    *ret = people;
    return 0;
}

void sohoa_people_clear(struct sohoa_people *people)
{
    free(people->mentions);
    free(people->persons);
    memset(people, 0, sizeof *people);
}
