/* card_follow.c - what nothing on the copy says, but what was read on it does: the fourth figure of
 * the number is the gender's, these cards are issued to citizens only, and they end on birthdays
 * that the law names. Only where neither code nor print gave the field; the number's place is
 * shown. Pure functions. */
#include "card.h"

#include <stdio.h>
#include <string.h>

static void give(struct card_run *run, const struct card_said *from, const char *key,
                 const char *raw, const char *source)
{
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = key,
                                    .raw = raw,
                                    .source = source,
                                    .page = from->page,
                                    .box = from->box,
                                    .confidence =
                                        from->confidence < 0.85F ? from->confidence : 0.85F,
                                    .place = 0.6F,
                                    .flags = SOHOA_READING_DOUBT};
    if (!card_said(run, key))
        card_say(run, &reading);
}

/* The birthday on which a card ends that was issued on a day, both DDMMYYYY: the 25th, 40th or
 * 60th, the next but one when less than two years are left (Law 59/2014 art. 21, Law 26/2023 art.
 * 21). False: never, a child's card, or the two years end within that year. */
static bool expiry_of(const char *birth, const char *issued, char ret[16])
{
    int day, month, born, year;
    if (sscanf(birth, "%2d%*[/]%2d%*[/]%4d", &day, &month, &born) != 3 &&
        sscanf(birth, "%2d%2d%4d", &day, &month, &born) != 3)
        return false;
    if (sscanf(issued, "%*4d%4d", &year) != 1 || year - born < 14)
        return false;
    for (int age = 25; age <= 60; age += age == 25 ? 15 : 20) {
        if (born + age == year + 2)
            return false;
        if (born + age > year + 2 && card_date(day, month, born + age)) {
            snprintf(ret, 16, "%02d/%02d/%04u", day, month, (unsigned)(born + age) % 10000);
            return true;
        }
    }
    return false;
}

/* "Không thời hạn", or what is left of it. */
static bool says_never(const struct card_print *print)
{
    for (uint32_t i = 0; i < print->segment_count; i++)
        if (strstr(print->segments[i].letters, "KHONGT") ||
            strstr(print->segments[i].letters, "THOIHAN"))
            return true;
    return false;
}

void card_follow(struct card_run *run, const struct card_print *print)
{
    const struct card_said *number = card_said(run, "person.id_number"),
                           *day = card_said(run, "person.id_issue_date");
    const char *birth = card_known_value(run, "person.birth_date"),
               *issued = card_known_value(run, "person.id_issue_date");
    char expiry[16];
    if (!run->card)
        return;
    if (number && strspn(number->value, "0123456789") == 12) {
        give(run, number, "person.gender", (number->value[3] - '0') % 2 ? "Nữ" : "Nam", "ocr");
        give(run, number, "person.nationality", "Việt Nam", "ocr");
    }
    if (day && birth && issued && !says_never(print) && expiry_of(birth, issued, expiry))
        give(run, day, "person.id_expiry_date", expiry, "qr");
}
