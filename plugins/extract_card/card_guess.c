/* card_guess.c - values whose labels cannot be read, found by what they are and where they stand.
 * Pure functions. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The segment with the card's number: twelve digits, the largest print; UINT32_MAX: none. */
static uint32_t number_segment(const struct card_print *print, struct card_value *ret)
{
    uint32_t best = UINT32_MAX;
    int32_t height = 0;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        for (uint32_t w = 0; w < s->count; w++) {
            struct card_value value = {0};
            char number[16];
            const struct card_word *word = &print->words[s->first + w];
            card_take(&value, word, word->text);
            if (strchr(word->text, '<') || !card_number(value.raw, number) || word->box.h <= height)
                continue;
            snprintf(value.raw, sizeof value.raw, "%s", number);
            height = word->box.h;
            *ret = value;
            best = i;
        }
    }
    return best;
}

/* It stands beside a label of three letters: its shape is enough. */
static void give_number(struct card_run *run, const struct card_print *print,
                        const struct sohoa_item *item)
{
    struct card_value value = {0};
    if (number_segment(print, &value) != UINT32_MAX)
        card_give_value(run, item, &value, 0.8F);
}

/* Two to six words in capitals without a digit. */
static bool in_capitals(const struct card_print *print, const struct card_segment *s)
{
    char folded[CARD_SEGMENT_MAX];
    int words = 0;
    if (s->count > 8 || s->size < 5)
        return false;
    for (uint32_t w = 0; w < s->count; w++) {
        const char *text = print->words[s->first + w].text;
        if (strpbrk(text, "abcdefghijklmnopqrstuvwxyz<0123456789"))
            return false;
        words += sohoa_fold(text, folded, NULL, sizeof folded) > 0; /* specks are none */
    }
    return words >= 2 && words <= 6;
}

/* The name is the line in capitals below the number. */
static void give_name(struct card_run *run, const struct card_print *print,
                      const struct sohoa_item *item)
{
    struct card_value value = {0};
    uint32_t from = number_segment(print, &value), best = UINT32_MAX;
    if (from == UINT32_MAX)
        return;
    const struct card_segment *above = &print->segments[from];
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        int32_t down = s->y - above->y;
        if (s->page == above->page && down > above->height / 2 && down < 4 * above->height &&
            abs(s->box.x - above->box.x) < 8 * above->height && !card_labelled(print, i) &&
            in_capitals(print, s) && (best == UINT32_MAX || s->y < print->segments[best].y))
            best = i;
    }
    value = (struct card_value){0};
    if (best != UINT32_MAX)
        card_take_segment(print, best, 0, &value);
    if (value.size && card_shape(item, &value))
        card_give_value(run, item, &value, 0.6F);
}

/* A date without a label whose year and century the number repeats is that of birth. */
static void give_birth(struct card_run *run, const struct card_print *print,
                       const struct sohoa_item *item)
{
    struct card_value number = {0};
    char date[16];
    if (number_segment(print, &number) == UINT32_MAX)
        return;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        struct card_value value = {0};
        if (card_labelled(print, i))
            continue;
        card_take_segment(print, i, 0, &value);
        if (!value.size || !card_find_date(value.raw, date) ||
            memcmp(date + 8, number.raw + 4, 2) != 0 || date[6] - '0' != 1 + (number.raw[3] >= '2'))
            continue;
        if (card_shape(item, &value))
            card_give_value(run, item, &value, 0.6F);
        return;
    }
}

static long figures(const char *text)
{
    long all = 0;
    for (; *text; text++)
        if (*text >= '0' && *text <= '9')
            all = all * 10 + (*text - '0');
    return all;
}

/* The holder's birth as DDMMYYYY, by code or print; 0: not known. */
static long birth_of(const struct card_run *run)
{
    const struct card_said *birth = card_said(run, "person.birth_date");
    return birth ? figures(birth->value) : 0;
}

/* Cards end on a birthday, the 14th, 25th, 40th or 60th, and are issued from 2021 to June 2024, the
 * later ones from then on. A date that repeats day and month of the birth is the one, any other of
 * those years that of issue. */
static bool date_fits(const char *date, long birth, bool expiry, bool later)
{
    long day = figures(date), year = day % 10000, years = year - birth % 10000;
    bool birthday = day / 10000 == birth / 10000;
    if (expiry)
        return birthday && (years == 14 || years == 25 || years == 40 || years == 60);
    return !birthday && year >= (later ? 2024 : 2021) && year < (later ? 2100 : 2025);
}

/* The only date that can be this one, where its label was not read. */
static void give_date(struct card_run *run, const struct card_print *print,
                      const struct sohoa_item *item, bool expiry)
{
    struct card_value best = {0};
    long birth = birth_of(run);
    char date[16], chosen[16] = "";
    for (uint32_t i = 0; birth && i < print->segment_count; i++) {
        struct card_value value = {0};
        card_take_segment(print, i, 0, &value);
        if (!value.size || !card_find_date(value.raw, date) ||
            !date_fits(date, birth, expiry, run->later))
            continue;
        if (*chosen && strcmp(chosen, date) != 0)
            return;
        snprintf(chosen, sizeof chosen, "%s", date);
        best = value;
    }
    best.doubt = true; /* a date of a stamp, perhaps */
    if (*chosen && card_shape(item, &best))
        card_give_value(run, item, &best, 0.6F);
}

/* The words of a segment that fold to one of the two; the first of them. */
static bool take_either(const struct card_print *print, uint32_t segment, const char *one,
                        const char *other, struct card_value *value)
{
    const struct card_segment *s = &print->segments[segment];
    char before[32] = "", folded[32];
    for (uint32_t w = 0; w < s->count; w++) {
        const struct card_word *word = &print->words[s->first + w];
        sohoa_fold(word->text, folded, NULL, sizeof folded);
        bool fits = strcmp(folded, one) == 0 || (other && strcmp(folded, other) == 0);
        if (fits && strcmp(before, "VIET") != 0) {
            card_take(value, word, word->text);
            return true;
        }
        snprintf(before, sizeof before, "%s", folded);
    }
    return false;
}

/* The segment that says "Việt Nam" by itself or behind a label; the heading does, too. */
static uint32_t country_segment(const struct card_print *print)
{
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const char *letters = print->segments[i].letters;
        if (strstr(letters, "VIETNAM") && !strstr(letters, "NGHIA") && !strstr(letters, "REPUB") &&
            !strstr(letters, "CONGH") && !strstr(letters, "SOCIA") && !strstr(letters, "CHUNG"))
            return i;
    }
    return UINT32_MAX;
}

/* Gender and nationality stand on one line and have next to no values: they are known without
 * their labels. */
static void give_choice(struct card_run *run, const struct card_print *print,
                        const struct sohoa_item *item)
{
    uint32_t at = country_segment(print);
    struct card_value value = {0};
    bool gender = card_type_is(item, "gender");
    if (at == UINT32_MAX || (!gender && !card_type_is(item, "nationality")))
        return;
    const struct card_segment *line = &print->segments[at];
    bool found = gender ? take_either(print, at, "NAM", "NU", &value)
                        : take_either(print, at, "VIET", NULL, &value);
    for (uint32_t i = 0; gender && !found && i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        found = s->page == line->page && abs(s->y - line->y) < line->height &&
                s->box.x < line->box.x && take_either(print, i, "NAM", "NU", &value);
    }
    if (!found)
        return;
    if (!gender)
        snprintf(value.raw, sizeof value.raw, "Việt Nam");
    if (card_shape(item, &value))
        card_give_value(run, item, &value, 0.7F);
}

/* Two places and no label: home town above address (2021), address above place of birth (2024). */
static void give_either_place(struct card_run *run, const struct card_print *print,
                              const struct sohoa_item *item)
{
    struct card_lines places[2];
    struct card_value value = {0};
    if (!run->card || !card_find_places(print, run->later, places))
        return;
    const struct card_lines *lines = &places[card_is_origin(item) == run->later];
    for (uint32_t i = 0; i < lines->count; i++)
        card_take_line(print, lines->at[i], 0, &value);
    value.doubt = true;
    if (value.size && card_shape(item, &value))
        card_give_value(run, item, &value, 0.5F);
}

static void give_place(struct card_run *run, const struct card_print *print,
                       const struct sohoa_item *item)
{
    bool later = strcmp(item->key, "person.birth_place") == 0;
    const char *address = card_known_value(run, "person.address");
    struct card_value value = {0};
    if (!later && strcmp(item->key, "person.home_town") != 0)
        return;
    if (!address) {
        give_either_place(run, print, item);
        return;
    }
    uint32_t from = 0, at = card_find_place(print, address, later, &from);
    if (at != UINT32_MAX)
        card_take_line(print, at, from, &value);
    if (value.size && card_shape(item, &value))
        card_give_value(run, item, &value, 0.6F);
}

bool card_guess(struct card_run *run, const struct card_print *print, const struct sohoa_item *item)
{
    size_t before = run->given;
    if (card_type_is(item, "citizen_id"))
        give_number(run, print, item);
    else if (card_type_is(item, "person_name"))
        give_name(run, print, item);
    else if (strcmp(item->key, "person.birth_date") == 0)
        give_birth(run, print, item);
    else if (run->card && card_type_is(item, "date"))
        give_date(run, print, item, strcmp(item->key, "person.id_expiry_date") == 0);
    else if (card_is_origin(item))
        give_place(run, print, item);
    else if (strcmp(item->key, "person.address") == 0)
        give_either_place(run, print, item);
    else
        give_choice(run, print, item);
    return run->given > before;
}
