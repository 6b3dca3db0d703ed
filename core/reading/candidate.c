/* candidate.c - readings typed, split papers spread over their keys; see candidate.h. [any] */
#include "reading/candidate.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNSURE_NAME 0.9F
enum {
    MENDED_FOR_EYES = 3, /* so many mended characters keep a field below the line */
    HANDS_LEAST = 4,     /* handwritten readings of a page before others count as such */
    UNREAD_LEAST = 4,    /* readings of a page before it is judged by how they were read */
};
#define UNREAD 0.4F /* a word that is less sure was not read */

static const char *part_type(const char *type, const char *suffix)
{
    static const char *const parts[][2] = {
        {"id_number", "id_number"}, {"id_issue_date", "date"}, {"id_issue_place", "issuing_place"}};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(suffix, parts[i][0]) == 0)
            return parts[i][1];
    return type;
}

/* The suffix takes the place of the key's last part, or of its tail: "mother.id_paper" and
 * "certification.signer_id_number" give "mother.id_issue_date",
 * "certification.signer_id_issue_date".
 */
static void part_key(const char *key, const char *suffix, char ret[SOHOA_CANDIDATE_KEY_MAX])
{
    const char *dot = strrchr(key, '.');
    size_t length = strlen(key), tail = strlen("id_number"),
           kept = dot ? (size_t)(dot - key) + 1 : 0;
    if (!suffix[0])
        kept = length;
    else if (length >= kept + tail && strcmp(key + length - tail, "id_number") == 0)
        kept = length - tail;
    snprintf(ret, SOHOA_CANDIDATE_KEY_MAX, "%.*s%.20s", (int)kept, key, suffix);
}

static int add_candidate(struct sohoa_candidates *all, const struct sohoa_reading *reading,
                         const char *type, const struct sohoa_typed *typed)
{
    if (all->count == all->room) {
        size_t room = all->room ? all->room * 2 : 32;
        struct sohoa_candidate *more = realloc(all->at, room * sizeof *more);
        if (!more)
            return -1;
        all->at = more;
        all->room = room;
    }
    struct sohoa_candidate *one = &all->at[all->count];
    memset(one, 0, sizeof *one);
    one->value = strdup(typed->value);
    if (!one->value)
        return -1;
    one->reading = reading;
    one->type = part_type(type, typed->suffix);
    part_key(reading->key, typed->suffix, one->key);
    memcpy(one->checks, typed->checks, sizeof one->checks);
    one->check_count = typed->check_count;
    one->corrected = typed->corrected;
    one->letters = typed->letters;
    one->flags = typed->flags;
    one->plausible = typed->plausible;
    one->hand = (reading->flags & SOHOA_READING_HAND) != 0;
    all->count++;
    return 0;
}

bool sohoa_reading_is_from(const struct sohoa_reading *reading, const char *source)
{
    return reading->source && strcmp(reading->source, source) == 0;
}

/* YYMMDD of a machine-readable zone as dd/mm/yyyy: expiry lies ahead, birth behind us. */
static const char *open_mrz_date(const struct sohoa_type_env *env,
                                 const struct sohoa_reading *reading, char ret[16])
{
    const char *raw = reading->raw;
    if (!sohoa_reading_is_from(reading, "mrz") || strlen(raw) != 6 ||
        strspn(raw, "0123456789") != 6)
        return raw;
    const char *attribute = strrchr(reading->key, '.');
    bool expiry = attribute && strstr(attribute, "expiry");
    unsigned year = (unsigned)(raw[0] - '0') * 10 + (unsigned)(raw[1] - '0');
    unsigned now = env->today ? env->today / 10000 : 2026;
    year += expiry || 2000 + year <= now ? 2000 : 1900;
    snprintf(ret, 16, "%.2s/%.2s/%u", raw + 4, raw + 2, year);
    return ret;
}

/* A name of a zone as it stands there, with fillers: the type then knows that it has no marks. */
static const char *open_mrz_name(const struct sohoa_reading *reading, const char *type,
                                 const char *raw, char *ret, size_t room)
{
    if (!sohoa_reading_is_from(reading, "mrz") || strcmp(type, "person_name") != 0 ||
        strlen(raw) + 2 > room)
        return raw;
    snprintf(ret, room, "%s", raw);
    for (char *at = ret; *at; at++)
        if (*at == ' ')
            *at = '<';
    return ret;
}

/* A rare syllable that was not read surely is the usual one of the same letters; for a person to
 * see. What was read surely stays: rare names exist. */
static void prefer_usual(const struct sohoa_type_env *env, const struct sohoa_reading *reading,
                         struct sohoa_typed *typed)
{
    char usual[SOHOA_VALUE_BYTES_MAX];
    bool unsure = (reading->flags & SOHOA_READING_DOUBT) || reading->confidence < UNSURE_NAME;
    if (!unsure || !sohoa_reading_is_from(reading, "ocr") || (typed->flags & SOHOA_TYPED_PLAIN) ||
        !sohoa_name_prefer_usual(env, typed->value, usual, sizeof usual))
        return;
    memcpy(typed->value, usual, strlen(usual) + 1);
    typed->corrected += MENDED_FOR_EYES;
}

/* What nobody had to recognise has no misread letters: a place of a card's code or of a manifest, a
 * name of a code is spelled as it stands there, however like a better known one it looks. */
static void keep_spelling(const struct sohoa_reading *reading, const char *type, const char *raw,
                          struct sohoa_typed *typed)
{
    bool given = sohoa_reading_is_from(reading, "qr") || sohoa_reading_is_from(reading, "manifest");
    bool place = strcmp(type, "address") == 0 || strcmp(type, "place") == 0;
    bool name = strcmp(type, "person_name") == 0 && sohoa_reading_is_from(reading, "qr");
    if (sohoa_reading_is_from(reading, "qr") && (place || name)) {
        uint32_t held = 0;
        for (uint32_t i = 0; i < typed->check_count; i++)
            if (typed->checks[i].held)
                typed->checks[held++] = typed->checks[i];
        typed->check_count = held; /* strange or not, it is so */
        typed->plausible = 1;
    }
    if (!((given && place) || name) || typed->corrected == 0)
        return;
    sohoa_typed_set(typed, raw);
    typed->corrected = 0;
}

/* What a pen wrote goes to a person also where nobody could read it: all of it then, as a value
 * that its type does not understand. An identity paper has a number in any case. */
static size_t keep_unread(const struct sohoa_reading *reading, const char *type, const char *raw,
                          struct sohoa_typed *typed, size_t parts)
{
    bool paper = strcmp(type, "identity_paper") == 0, unread = parts == 0 || paper;
    for (size_t i = 0; i < parts; i++)
        unread &= strcmp(typed[i].suffix, "id_number") != 0;
    if (!unread || !(reading->flags & SOHOA_READING_HAND) || parts >= SOHOA_TYPED_MAX)
        return parts;
    memset(&typed[parts], 0, sizeof typed[parts]);
    sohoa_typed_set(&typed[parts], raw);
    if (!typed[parts].value[0])
        return parts;
    if (paper)
        snprintf(typed[parts].suffix, sizeof typed[parts].suffix, "id_number");
    typed[parts].flags = SOHOA_TYPED_FREE;
    return parts + 1;
}

static bool is_unread(const struct sohoa_candidate *one)
{
    bool failed = (one->flags & SOHOA_TYPED_FREE) || one->reading->confidence < UNREAD;
    for (uint32_t i = 0; i < one->check_count; i++)
        failed |= !one->checks[i].held;
    return failed;
}

/* A page is filled in by one hand: where three quarters of what was read on it is handwritten, the
 * rest is, too, however print-like a short word looks; and where labels were read but three
 * quarters of the values cannot be, print is not what they are. */
static bool page_is_by_hand(const struct sohoa_candidates *all, uint32_t page)
{
    size_t hands = 0, unread = 0, count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct sohoa_reading *reading = all->at[i].reading;
        if (reading->page != page || !sohoa_reading_is_from(reading, "ocr"))
            continue;
        count++;
        hands += (reading->flags & SOHOA_READING_HAND) != 0;
        unread += is_unread(&all->at[i]);
    }
    return (hands >= HANDS_LEAST && hands * 4 >= count * 3) ||
           (count >= UNREAD_LEAST && unread * 4 >= count * 3);
}

static void spread_hand(struct sohoa_candidates *all)
{
    bool by_hand = false;
    uint32_t page = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct sohoa_candidate *one = &all->at[i];
        if (!sohoa_reading_is_from(one->reading, "ocr"))
            continue;
        if (one->reading->page != page)
            by_hand = page_is_by_hand(all, one->reading->page);
        page = one->reading->page;
        one->hand |= by_hand;
    }
}

int sohoa_candidates_read(const struct sohoa_type_env *env, const struct sohoa_reading *readings,
                          const char *const *types, size_t count, struct sohoa_candidates *ret)
{
    static const char free_text[] = "free_text";
    struct sohoa_typed typed[SOHOA_TYPED_MAX];
    for (size_t i = 0; i < count && i < SOHOA_READINGS_MAX; i++) {
        char date[16], name[128];
        const char *type = types && types[i] ? types[i] : free_text;
        const char *raw = readings[i].raw ? open_mrz_date(env, &readings[i], date) : "";
        if (!readings[i].key || strlen(readings[i].key) >= SOHOA_CANDIDATE_KEY_MAX - 20)
            continue;
        raw = open_mrz_name(&readings[i], type, raw, name, sizeof name);
        size_t parts = sohoa_type_read(env, type, raw, typed);
        if (parts == 1 && strcmp(type, "person_name") == 0)
            prefer_usual(env, &readings[i], &typed[0]);
        if (parts == 1)
            keep_spelling(&readings[i], type, raw, &typed[0]);
        parts = keep_unread(&readings[i], type, raw, typed, parts);
        for (size_t j = 0; j < parts; j++) {
            if (add_candidate(ret, &readings[i], type, &typed[j]) != 0)
                return -1;
        }
    }
    spread_hand(ret);
    return 0;
}

void sohoa_candidates_free(struct sohoa_candidates *all)
{
    for (size_t i = 0; i < all->count; i++)
        free(all->at[i].value);
    free(all->at);
}
