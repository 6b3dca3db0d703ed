/* card_qr.c - the text of a card's QR: fields apart by '|', seven on the card of 2021, eleven on
 * that of 2024. Pure functions. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool digits(const char *text, size_t n)
{
    return strlen(text) == n && strspn(text, "0123456789") == n;
}

bool card_date(int day, int month, int year)
{
    return year >= 1900 && year <= 2100 && day >= 1 && day <= sohoa_month_days(year, month);
}

static bool date(const char *text)
{
    if (!digits(text, 8))
        return false;
    long all = strtol(text, NULL, 10);
    return card_date((int)(all / 1000000), (int)(all / 10000 % 100), (int)(all % 10000));
}

/* Splits at '|', keeping empty fields, blanks at the ends off. Returns how many; 0: too long. */
static int split(const char *text, char fields[CARD_FIELDS_MAX][CARD_VALUE_MAX])
{
    int count = 0;
    for (const char *at = text; count < CARD_FIELDS_MAX; count++) {
        size_t n = strcspn(at, "|"), from = 0, to = n;
        while (from < to && (at[from] == ' ' || at[from] == '\r' || at[from] == '\n'))
            from++;
        while (to > from && (at[to - 1] == ' ' || at[to - 1] == '\r' || at[to - 1] == '\n'))
            to--;
        if (to - from >= CARD_VALUE_MAX)
            return 0;
        memcpy(fields[count], at + from, to - from);
        fields[count][to - from] = '\0';
        if (!at[n])
            return count + 1;
        at += n + 1;
    }
    return 0;
}

bool card_qr_read(const char *text, struct card_qr *ret)
{
    char f[CARD_FIELDS_MAX][CARD_VALUE_MAX];
    int count = split(text, f);
    if (count < 7 || !digits(f[0], 12) || !date(f[3]) || !date(f[6]) || !*f[2] ||
        (strcmp(f[4], "Nam") != 0 && strcmp(f[4], "Nữ") != 0))
        return false;
    struct card_qr qr = {.fields = count};
    snprintf(qr.id, sizeof qr.id, "%.12s", f[0]);
    snprintf(qr.name, sizeof qr.name, "%s", f[2]);
    snprintf(qr.birth, sizeof qr.birth, "%.8s", f[3]);
    snprintf(qr.gender, sizeof qr.gender, "%.7s", f[4]);
    snprintf(qr.address, sizeof qr.address, "%s", f[5]);
    snprintf(qr.issued, sizeof qr.issued, "%.8s", f[6]);
    if (digits(f[1], 9) || digits(f[1], 12))
        snprintf(qr.old_id, sizeof qr.old_id, "%.12s", f[1]);
    /* The order of the later fields is not published: a number is an older one of the holder. */
    for (int i = 7; i < count && !*qr.old_id; i++)
        if (digits(f[i], 9) || (digits(f[i], 12) && strcmp(f[i], qr.id) != 0))
            snprintf(qr.old_id, sizeof qr.old_id, "%.12s", f[i]);
    *ret = qr;
    return true;
}

const char *card_issuer(const char *issued)
{
    long day = strtol(issued, NULL, 10), key = day % 10000 * 10000 + day / 10000 % 100 * 100;
    return key >= 20240700 ? "Bộ Công an" : "Cục Cảnh sát quản lý hành chính về trật tự xã hội";
}
