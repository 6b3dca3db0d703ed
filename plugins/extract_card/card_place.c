/* card_place.c - the home town and the place of birth are printed nowhere but in small letters, and
 * their labels in still smaller ones. Where the label cannot be read, the address that the QR gives
 * tells where to look: the home town stands right above it (2021), the place of birth below (2024).
 * Pure functions. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

/* The least edits that lead from the letters to some part of the text, part of a long word. */
static uint32_t apart(const char *letters, uint32_t count, const char *text)
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
        uint32_t edits = apart(address, count, print->segments[i].letters);
        if (edits * 3 <= count && (at == UINT32_MAX || edits < least)) {
            least = edits;
            at = i;
        }
    }
    return at;
}

/* Names apart by commas, as places are written; no date, no label that has commas, no rubbish. */
static bool looks_like_place(const struct card_print *print, const struct card_segment *s)
{
    int commas = 0, digits = 0;
    float sure = 0;
    for (uint32_t w = 0; w < s->count; w++) {
        const char *text = print->words[s->first + w].text;
        size_t n = strlen(text);
        sure += print->words[s->first + w].confidence;
        commas += w + 1 < s->count && n > 1 && (text[n - 1] == ',' || text[n - 1] == '.');
        for (; *text; text++)
            digits += *text >= '0' && *text <= '9';
    }
    return sure >= 0.55F * (float)s->count && commas > 0 && s->size >= 8 && digits < 3 &&
           !strstr(s->letters, "THANG") && strncmp(s->letters, "NGAY", 4) != 0 &&
           !strchr(s->letters, '<');
}

static bool has_label(const struct card_print *print, uint32_t segment)
{
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->hits[i].segment == segment)
            return true;
    return false;
}

/* How many lines of letters b lies below a; far off when they do not begin about below each other.
 */
static double lines_below(const struct card_segment *a, const struct card_segment *b)
{
    double height = a->height > 1 ? a->height : 1;
    if (a->page != b->page || abs(a->box.x - b->box.x) > 8 * height)
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
    return apart(next->letters, next->size, address) * 3 <= next->size;
}

uint32_t card_find_place(const struct card_print *print, const char *known_address, bool later)
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
        if (i == at || down < 0.5 || down >= nearest || has_label(print, i) ||
            !looks_like_place(print, s) || (later && down < 2.6 && goes_on(first, s, address)))
            continue;
        nearest = down;
        best = i;
    }
    return best;
}
