/* card_print.c - values that stand at the labels of a card: behind them, or below; a place goes on
 * in the next lines. What is printed must have the shape of its field: small print is full of
 * rubbish. A damaged copy of what the QR says is no second opinion and is left out. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_ALONE 0.7F

/* ---- readings ---- */

static size_t edits(const char *a, const char *b)
{
    uint16_t row[CARD_VALUE_MAX + 1];
    size_t n = strlen(b);
    for (size_t k = 0; k <= n; k++)
        row[k] = (uint16_t)k;
    for (size_t i = 1; *a; a++, i++) {
        uint16_t corner = row[0];
        row[0] = (uint16_t)i;
        for (size_t k = 1; k <= n; k++) {
            uint16_t value = (uint16_t)(corner + (*a != b[k - 1]));
            if (row[k] + 1 < value)
                value = (uint16_t)(row[k] + 1);
            if (row[k - 1] + 1 < value)
                value = (uint16_t)(row[k - 1] + 1);
            corner = row[k];
            row[k] = value;
        }
    }
    return row[n];
}

/* A wrapped address is often read in part, or with what stands beside it. */
static bool is_part(const char *part, const char *whole)
{
    uint32_t size = (uint32_t)strlen(part);
    return size >= 8 && card_apart(part, size, whole) * 3 <= size;
}

static bool known_twice(const struct card_run *run, size_t at)
{
    for (size_t i = 0; i < run->known_count; i++)
        if (i != at && strcmp(run->known[i].key, run->known[at].key) == 0)
            return strcmp(run->known[i].value, run->known[at].value) == 0;
    return false;
}

/* True: the print reads nearly as the QR says, but not quite, and the recognition had its doubts:
 * the same thing read badly. What differs clearly or surely is for the core to show. */
static bool damaged_copy(const struct card_run *run, const char *key,
                         const struct card_value *value)
{
    char a[CARD_VALUE_MAX], b[CARD_VALUE_MAX];
    for (size_t i = 0; i < run->known_count; i++) {
        if (strcmp(run->known[i].key, key) != 0)
            continue;
        size_t size = sohoa_fold(run->known[i].value, a, NULL, sizeof a);
        sohoa_fold(value->raw, b, NULL, sizeof b);
        size_t off = edits(a, b);
        bool digits = strspn(a, "0123456789") == size;
        if (digits) /* two codes that agree, or all figures but one: print read badly */
            return off > 0 && (off <= 2 || known_twice(run, i)) &&
                   value->confidence < (off == 1 ? 0.97F : 0.9F);
        if (strcmp(key, "person.address") == 0 && value->confidence < 0.97F &&
            (is_part(b, a) || is_part(a, b)))
            return strcmp(a, b) != 0;
        bool repeated = strcmp(key, "person.name") == 0 && strcmp(run->zone_name, a) == 0;
        if (repeated && value->confidence < 0.9F)
            return off > 0;
        return off > 0 ? off * 3 <= size || value->confidence < 0.6F
                       : strcmp(run->known[i].value, value->raw) != 0; /* tones, capitals */
    }
    return false;
}

/* Ends of a part between commas, without blanks. */
static size_t part_of(const char *text, const char **ret)
{
    text += strspn(text, " ");
    size_t size = strcspn(text, ",");
    *ret = text;
    while (size && text[size - 1] == ' ')
        size--;
    return size;
}

/* The part of a known address that has the letters of this one; 0: none, or several spellings. */
static size_t same_part(const char *address, const char *part, size_t size, const char **ret)
{
    char wanted[CARD_VALUE_MAX], letters[CARD_VALUE_MAX], copy[CARD_VALUE_MAX];
    snprintf(copy, sizeof copy, "%.*s", (int)size, part);
    if (sohoa_fold(copy, wanted, NULL, sizeof wanted) < 4)
        return 0;
    for (const char *at = address; *at; at += strcspn(at, ","), at += *at == ',') {
        const char *other;
        size_t n = part_of(at, &other);
        snprintf(copy, sizeof copy, "%.*s", (int)n, other);
        sohoa_fold(copy, letters, NULL, sizeof letters);
        if (strcmp(letters, wanted) == 0) {
            *ret = other;
            return n;
        }
    }
    return 0;
}

/* People move little: what has the letters of a part of the address, which the QR spells, is that
 * part ("Nông Cổng" in print, "Nông Cống" in the QR). */
static void borrow_spelling(const char *address, char text[CARD_VALUE_MAX])
{
    char out[CARD_VALUE_MAX] = "";
    size_t used = 0;
    for (const char *at = text; *at; at += strcspn(at, ","), at += *at == ',') {
        const char *part, *better;
        size_t size = part_of(at, &part), n = same_part(address, part, size, &better);
        int wrote = snprintf(out + used, sizeof out - used, "%s%.*s", used ? ", " : "",
                             (int)(n ? n : size), n ? better : part);
        if (wrote < 0 || used + (size_t)wrote >= sizeof out)
            return;
        used += (size_t)wrote;
    }
    memcpy(text, out, used + 1);
}

/* Any letters make a name: one that neither QR nor zone repeats is never sure. */
static void doubt_name(const struct card_run *run, struct card_value *value)
{
    char letters[CARD_VALUE_MAX];
    size_t size = sohoa_fold(value->raw, letters, NULL, sizeof letters);
    bool repeated =
        *run->zone_name && strncmp(letters, run->zone_name, size < 24 ? size + 1 : 24) == 0;
    if (!repeated && !card_known_value(run, "person.name") && value->confidence > NAME_ALONE)
        value->confidence = NAME_ALONE;
    value->doubt |= !repeated && !card_known_value(run, "person.name");
}

/* A comma with something behind it. */
static bool has_parts(const char *text)
{
    const char *comma = strchr(text, ',');
    return comma && comma[1];
}

void card_give_value(struct card_run *run, const struct sohoa_item *item,
                     const struct card_value *given, float place)
{
    const struct sohoa_page_view *view = sohoa_document_page(run->in, given->page);
    const char *address = card_known_value(run, "person.address");
    struct card_value copy = *given, *value = &copy;
    if (damaged_copy(run, item->key, value) ||
        (run->card && card_type_is(item, "nationality") && strcmp(value->raw, "Việt Nam") != 0))
        return;
    if (card_type_is(item, "person_name"))
        doubt_name(run, value);
    if (card_is_origin(item) && !has_parts(value->raw)) { /* cut: none is written so */
        value->confidence = value->confidence < 0.4F ? value->confidence : 0.4F;
        value->doubt = true;
    }
    if (card_is_origin(item) && address)
        borrow_spelling(address, value->raw);
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = item->key,
                                    .raw = value->raw,
                                    .source = view->born_digital ? "pdf" : "ocr",
                                    .page = view->number,
                                    .box = value->box,
                                    .confidence = value->confidence,
                                    .place = place};
    if (value->agreed == value->words)
        reading.flags |= SOHOA_READING_AGREED;
    if (value->doubt)
        reading.flags |= SOHOA_READING_DOUBT;
    run->given += card_say(run, &reading);
}

static bool is_place(const struct sohoa_item *item)
{
    return card_type_is(item, "place") || card_type_is(item, "address");
}

/* True when a home town or place of birth is complete: it hardly ever takes two lines, and what
 * stands below is the next label, read badly, or the address. */
static bool complete(const struct sohoa_item *item, const struct card_value *value)
{
    return card_is_origin(item) && has_parts(value->raw) && value->raw[value->size - 1] != ',';
}

/* What is left of a label that was read badly stands where a place would begin; but places are
 * written with commas, and this one begins in the next line. An address may begin with a street
 * and go on there. */
static bool is_rest_of_label(const struct card_print *print, const struct card_value *value,
                             uint32_t next, bool address)
{
    struct card_value beneath = {0};
    bool street = address && (value->words > 2 || strchr(value->raw, ','));
    if (has_parts(value->raw) || street || next == UINT32_MAX)
        return false;
    card_take_segment(print, next, 0, &beneath);
    return has_parts(beneath.raw);
}

/* What the QR or zone said of a key; NULL: nothing. */
const char *card_known_value(const struct card_run *run, const char *key)
{
    for (size_t i = 0; i < run->known_count; i++)
        if (strcmp(run->known[i].key, key) == 0)
            return run->known[i].value;
    return NULL;
}

/* Where the value begins: when its first letter or two were taken for the label's last ones, with
 * them. */
static uint32_t behind(const struct card_print *print, const struct card_hit *hit)
{
    const struct card_segment *s = &print->segments[hit->segment];
    uint32_t begin = hit->to, end = hit->to;
    if (hit->edits == 0 || hit->to >= s->size)
        return hit->to;
    while (begin > hit->from && s->word[begin - 1] == s->word[hit->to])
        begin--;
    while (end < s->size && s->word[end] == s->word[hit->to])
        end++;
    bool torn = begin > hit->from && hit->to - begin <= 2 && end - hit->to > hit->to - begin;
    return torn ? begin : hit->to;
}

/* Behind the label; when nothing fitting stands there, below it. */
static bool read_at(const struct card_run *run, const struct card_print *print,
                    const struct card_hit *hit, struct card_value *ret_value, float *ret_place)
{
    const struct sohoa_item *item = hit->label->item;
    const struct card_segment *s = &print->segments[hit->segment];
    const struct card_word *first = &print->words[s->first + s->word[hit->from]];
    bool lines = item->flags & SOHOA_ITEM_LINES;
    struct card_value value = {0};
    uint32_t at = hit->segment;
    *ret_place = 1 - (float)hit->edits / (float)hit->label->size;
    card_take_segment(print, hit->segment, behind(print, hit), &value);
    struct card_value shaped = value;
    if (value.size && !lines && card_shape(item, &shaped)) {
        *ret_value = shaped;
        return true;
    }
    const char *address = card_known_value(run, "person.address");
    bool is_address = strcmp(item->key, "person.address") == 0;
    uint32_t stop =
        address && !is_address ? card_find_address(print, address) : UINT32_MAX; /* begins there */
    int more = lines ? 2 : 1;
    if (!lines || !value.size ||
        (is_place(item) &&
         is_rest_of_label(print, &value, card_below(print, hit->segment, first->box.x, 3.2),
                          is_address)))
        value = (struct card_value){0};
    for (int i = 0; i < more; i++) {
        uint32_t next = card_below(print, at, first->box.x, 3.2), from = 0;
        if (next == UINT32_MAX && is_address && value.size)
            next = card_beside_expiry(print, at, first->box.x, &from);
        if (next == UINT32_MAX || next == stop ||
            (complete(item, &value) && !card_last_words(print, at, next)))
            break;
        if (card_is_origin(item))
            card_take_line(print, next, 0, &value);
        else
            card_take_segment(print, next, from, &value);
        at = next;
    }
    *ret_value = value;
    return value.size && card_shape(item, ret_value);
}

void card_give_print(struct card_run *run, const struct card_print *print)
{
    const struct sohoa_schema *schema = sohoa_document_schema(run->in);
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        const struct card_hit *best = NULL;
        struct card_value value, chosen = {0};
        float place = 0, chosen_place = 0;
        if (item->kind != SOHOA_ITEM_FIELD || !item->key || !*item->key)
            continue;
        for (uint32_t k = 0; k < print->hit_count; k++) {
            const struct card_hit *hit = &print->hits[k];
            if (hit->label->item != item || !read_at(run, print, hit, &value, &place))
                continue;
            if (!best || place > chosen_place) {
                best = hit;
                chosen = value;
                chosen_place = place;
            }
        }
        bool part = best && card_is_origin(item) && !has_parts(chosen.raw);
        bool given = (!best || part) && card_guess(run, print, item);
        if (best && !given)
            card_give_value(run, item, &chosen, chosen_place);
    }
}
