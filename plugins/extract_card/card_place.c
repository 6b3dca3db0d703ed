/* card_place.c - the home town and the place of birth are printed nowhere but in small letters, and
 * their labels in still smaller ones. Where the label cannot be read, the address that the QR gives
 * tells where to look: the home town stands right above it (2021), the place of birth below (2024).
 * Where there is no QR either, the order of the two tells. Pure functions. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

uint32_t card_apart(const char *letters, uint32_t count, const char *text)
{
    uint32_t row[CARD_SEGMENT_MAX + 1], best = UINT32_MAX;
    uint32_t n = (uint32_t)strlen(text);
    n = n < CARD_SEGMENT_MAX ? n : CARD_SEGMENT_MAX;
    for (uint32_t k = 0; k <= n; k++)
        row[k] = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t corner = row[0];
        row[0] = i + 1;
        for (uint32_t k = 1; k <= n; k++) {
            uint32_t value = corner + (letters[i] != text[k - 1]);
            value = row[k] + 1 < value ? row[k] + 1 : value;
            value = row[k - 1] + 1 < value ? row[k - 1] + 1 : value;
            corner = row[k];
            row[k] = value;
        }
    }
    for (uint32_t k = 0; k <= n; k++)
        best = row[k] < best ? row[k] : best;
    return best;
}

uint32_t card_find_address(const struct card_print *print, const char *known_address)
{
    char address[CARD_SEGMENT_MAX];
    sohoa_fold(known_address, address, NULL, sizeof address);
    uint32_t count = (uint32_t)strlen(address), least = 0, at = UINT32_MAX;
    count = count < 14 ? count : 14;
    for (uint32_t i = 0; count >= 8 && i < print->segment_count; i++) {
        uint32_t edits = card_apart(address, count, print->segments[i].letters);
        if (edits * 3 <= count && (at == UINT32_MAX || edits < least)) {
            least = edits;
            at = i;
        }
    }
    /* its beginning was lost: what stands in its middle */
    for (uint32_t i = 0; at == UINT32_MAX && i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        if (s->size >= 12 && card_apart(s->letters, s->size, address) * 4 <= s->size)
            at = i;
    }
    return at;
}

/* Names apart by commas, as places are written (five in a row, when the commas were too faint); no
 * date, no label that has commas, no rubbish. from: the first letter that is looked at. */
static bool looks_like_place(const struct card_print *print, const struct card_segment *s,
                             uint32_t from)
{
    int commas = 0, digits = 0, words = 0, names = 0;
    float sure = 0;
    const char *letters = s->letters + from;
    if (from >= s->size)
        return false;
    for (uint32_t w = s->word[from]; w < s->count; w++, words++) {
        const char *text = print->words[s->first + w].text;
        size_t n = strlen(text);
        sure += print->words[s->first + w].confidence;
        commas += w + 1 < s->count && n > 1 && (text[n - 1] == ',' || text[n - 1] == '.');
        names += n > 1 && !(text[0] >= 'a' && text[0] <= 'z') && (unsigned char)text[1] >= 'a';
        for (; *text; text++)
            digits += *text >= '0' && *text <= '9';
    }
    bool listed = commas > 0 || (words >= 5 && names == words);
    return sure >= 0.5F * (float)words && listed && s->size - from >= 8 && digits < 3 &&
           !strstr(letters, "THANGNAM") && strncmp(letters, "NGAY", 4) != 0 &&
           !strchr(letters, '<');
}

/* The letter behind the labels with which the segment begins; its size when a label stands in the
 * middle, and the segment is none of values. */
static uint32_t behind_labels(const struct card_print *print, uint32_t segment)
{
    const struct card_segment *s = &print->segments[segment];
    uint32_t from = 0;
    for (uint32_t i = 0; i < print->hit_count; i++) {
        const struct card_hit *hit = &print->hits[i];
        if (hit->segment != segment)
            continue;
        if (hit->label->item && card_is_origin(hit->label->item) && hit->from <= from + 6)
            from = hit->to;
        else if (hit->edits == 0 || hit->label->size >= 12)
            return s->size;
    }
    return from;
}

/* How many lines of letters b lies below a; far off when they do not stand below each other. The
 * address of 2021 stands behind its label, the home town above begins with the label: to the left.
 */
static double lines_below(const struct card_segment *a, const struct card_segment *b)
{
    double height = a->height > 1 ? a->height : 1;
    int32_t left = a->box.x > b->box.x ? a->box.x : b->box.x;
    int32_t right =
        a->box.x + a->box.w < b->box.x + b->box.w ? a->box.x + a->box.w : b->box.x + b->box.w;
    int32_t less = a->box.w < b->box.w ? a->box.w : b->box.w;
    bool indented = b->y < a->y && b->box.x < a->box.x && a->box.x - b->box.x < 25 * height &&
                    right - left > -8 * height;
    if (a->page != b->page || ((right - left) * 3 < less && !indented))
        return 1e9;
    return (b->y - a->y) / height;
}

/* The letters of the address that its first segment does not hold any more stand in the next. */
static bool goes_on(const struct card_segment *first, const struct card_segment *next,
                    const char *address)
{
    uint32_t held = first->size, all = (uint32_t)strlen(address);
    if (held + 4 >= all || next->size < 4)
        return false;
    return card_apart(next->letters, next->size, address) * 3 <= next->size;
}

uint32_t card_find_place(const struct card_print *print, const char *known_address, bool later,
                         uint32_t *ret_from)
{
    char address[CARD_SEGMENT_MAX];
    sohoa_fold(known_address, address, NULL, sizeof address);
    uint32_t at = card_find_address(print, known_address), best = UINT32_MAX;
    double nearest = later ? 11 : 5.5;
    if (at == UINT32_MAX)
        return UINT32_MAX;
    const struct card_segment *first = &print->segments[at];
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        double down = lines_below(first, s) * (later ? 1 : -1);
        uint32_t from = behind_labels(print, i);
        if (i == at || down < 0.5 || down >= nearest || !looks_like_place(print, s, from) ||
            (later && down < 2.6 && goes_on(first, s, address)))
            continue;
        nearest = down;
        best = i;
        *ret_from = from;
    }
    return best;
}

/* What is left of a label whose letters were too small has the stroke between its languages. */
static bool has_stroke(const struct card_print *print, const struct card_segment *s)
{
    for (uint32_t w = 0; w < s->count; w++) {
        const char *text = print->words[s->first + w].text, *stroke = strchr(text, '/');
        if (stroke && (stroke == text || stroke[-1] < '0' || stroke[-1] > '9'))
            return true;
    }
    return false;
}

/* Lines that follow each other closely are one place; between two stands a label. */
static bool same_place(const struct card_print *print, uint32_t above, uint32_t below)
{
    const struct card_segment *a = &print->segments[above], *b = &print->segments[below];
    if (a->page != b->page || b->y - a->y >= 1.8 * a->height)
        return false;
    for (uint32_t i = above + 1; i < below; i++) { /* they are sorted */
        const struct card_segment *s = &print->segments[i];
        if (s->size >= 6 && 3 * (s->y - a->y) > a->height && 3 * (b->y - s->y) > a->height &&
            s->box.x < a->box.x + a->box.w && a->box.x < s->box.x + s->box.w)
            return false;
    }
    return true;
}

bool card_find_places(const struct card_print *print, bool later, struct card_lines ret[2])
{
    struct card_lines found[2] = {{.count = 0}};
    uint32_t places = 0, last = UINT32_MAX;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        if (card_labelled(print, i) || !looks_like_place(print, s, 0) || has_stroke(print, s))
            continue;
        bool more = later && last != UINT32_MAX && same_place(print, last, i);
        if (!more && ++places > 2)
            return false;
        struct card_lines *lines = &found[places - 1];
        if (lines->count < CARD_LINES_MAX)
            lines->at[lines->count++] = i;
        last = i;
    }
    if (places != 2 || print->segments[found[0].at[0]].page != print->segments[last].page)
        return false;
    memcpy(ret, found, sizeof found);
    return true;
}
