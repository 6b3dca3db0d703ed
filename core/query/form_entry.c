/* form_entry.c - values of a prefill object as a form wants them written: dates in figures, in
 * words or in parts, identity papers with their issuer. See form_draw.h. */
#include "query/form_draw.h"

#include "reading/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const digits[] = {"không", "một", "hai", "ba",  "bốn",
                                     "năm",   "sáu", "bảy", "tám", "chín"};

static void add_word(char *ret, size_t room, const char *word)
{
    size_t used = strlen(ret);
    if (used + 1 < room)
        (void)snprintf(ret + used, room - used, "%s%s", used ? " " : "", word);
}

/* Numbers from 1 to 99 as they are spoken. */
static void add_small(char *ret, size_t room, unsigned n)
{
    unsigned tens = n / 10, ones = n % 10;
    if (tens > 1)
        add_word(ret, room, digits[tens]);
    if (tens > 0)
        add_word(ret, room, tens > 1 ? "mươi" : "mười");
    if (ones == 0)
        return;
    add_word(ret, room,
             tens > 1 && ones == 1   ? "mốt"
             : tens > 0 && ones == 5 ? "lăm"
                                     : digits[ones]);
}

static void add_year(char *ret, size_t room, unsigned year)
{
    unsigned hundreds = year / 100 % 10, rest = year % 100;
    add_word(ret, room, digits[year / 1000 % 10]);
    add_word(ret, room, "nghìn");
    if (hundreds == 0 && rest == 0)
        return;
    add_word(ret, room, digits[hundreds]);
    add_word(ret, room, "trăm");
    if (rest > 0 && rest < 10)
        add_word(ret, room, "linh");
    add_small(ret, room, rest);
}

static void date_words(struct sohoa_date date, char *ret, size_t room)
{
    ret[0] = '\0';
    if (date.day) {
        add_word(ret, room, "Ngày");
        add_small(ret, room, date.day);
    }
    if (date.month) {
        add_word(ret, room, date.day ? "tháng" : "Tháng");
        if (date.month == 4)
            add_word(ret, room, "tư");
        else
            add_small(ret, room, date.month);
    }
    add_word(ret, room, date.month ? "năm" : "Năm");
    add_year(ret, room, date.year);
}

static void date_figures(struct sohoa_date date, char *ret, size_t room)
{
    if (date.day)
        (void)snprintf(ret, room, "%02u/%02u/%04u", date.day, date.month, date.year);
    else if (date.month)
        (void)snprintf(ret, room, "%02u/%04u", date.month, date.year);
    else
        (void)snprintf(ret, room, "%04u", date.year);
}

/* ---- parts ---------------------------------------------------------------------------------- */

static void put_part(char *ret, size_t room, unsigned number, const char *fmt)
{
    ret[0] = '\0';
    if (number)
        (void)snprintf(ret, room, fmt[1] == '4' ? "%04u" : "%02u", number);
}

/* The hours or minutes of HH:MM, alone or behind a date's T. */
static void put_time(const char *value, bool minutes, char *ret, size_t room)
{
    const char *t = strchr(value, 'T');
    const char *time = t ? t + 1 : value;
    ret[0] = '\0';
    if (strlen(time) >= 5 && time[2] == ':')
        (void)snprintf(ret, room, "%.2s", minutes ? time + 3 : time);
}

/* Writes a value as `how` says; what is not of the shape stays as it is, but for parts of it. */
static void write_value(const char *value, enum sohoa_form_how how, char *ret, size_t room)
{
    struct sohoa_date date;
    char day[11];
    (void)snprintf(day, sizeof day, "%s", value);
    bool dated = sohoa_date_parse(day, &date) && (strlen(value) <= 10 || value[10] == 'T');
    if (how == SOHOA_HOW_HOUR || how == SOHOA_HOW_MINUTE)
        put_time(value, how == SOHOA_HOW_MINUTE, ret, room);
    else if (how == SOHOA_HOW_WORDS && dated)
        date_words(date, ret, room);
    else if (how == SOHOA_HOW_DAY)
        put_part(ret, room, dated ? date.day : 0, "%2");
    else if (how == SOHOA_HOW_MONTH)
        put_part(ret, room, dated ? date.month : 0, "%2");
    else if (how == SOHOA_HOW_YEAR)
        put_part(ret, room, dated ? date.year : 0, "%4");
    else if (how == SOHOA_HOW_PLAIN && dated && strchr(value, 'T'))
        (void)snprintf(ret, room, "%.5s %02u/%02u/%04u", value + 11, date.day, date.month,
                       date.year);
    else
        (void)snprintf(ret, room, "%.*s", (int)FORM_VALUE_MAX, value);
}

/* ---- fields --------------------------------------------------------------------------------- */

/* "members.*.name" in row 2 is "members.2.name". */
static void key_of(const char *key, unsigned row, char *ret, size_t room)
{
    const char *star = strstr(key, ".*.");
    if (star && row)
        (void)snprintf(ret, room, "%.*s.%u.%s", (int)(star - key), key, row, star + 3);
    else
        (void)snprintf(ret, room, "%s", key);
}

/* The value of a key; NULL: not known. machine and doubt are added to. */
static const char *look_up(const json_t *fields, const char *key, struct form_value *v)
{
    const json_t *field = json_object_get(fields, key);
    const char *value = json_string_value(json_object_get(field, "value"));
    const char *state = json_string_value(json_object_get(field, "state"));
    const json_t *confidence = json_object_get(field, "confidence");
    if (!value || !*value)
        return NULL;
    bool verified = state && strcmp(state, "verified") == 0;
    bool sure = json_is_number(confidence) && json_number_value(confidence) >= 0.9;
    v->machine |= !verified;
    v->doubt |= !verified && (!sure || !state || strcmp(state, "machine") != 0);
    return value;
}

static const char *type_in(const struct sohoa_schema *s, const char *key)
{
    for (size_t i = 0; i < s->item_count; i++)
        if (s->items[i].kind == SOHOA_ITEM_FIELD && strcmp(s->items[i].key, key) == 0)
            return s->items[i].type;
    return NULL;
}

/* The key as a schema writes it may have '*' for the row. */
static bool is_date(const struct sohoa_schema *schema, const char *key)
{
    const char *type = type_in(schema, key), *dot = strrchr(key, '.');
    for (size_t i = 0; !type && i < schema->layout_count; i++)
        type = type_in(&schema->layouts[i], key);
    if (!type) /* part of an item that splits: x.id_issue_date */
        return strlen(dot ? dot : key) > 5 && strcmp(key + strlen(key) - 5, "_date") == 0;
    return strcmp(type, "date") == 0 || strcmp(type, "datetime") == 0;
}

static const char *sibling(const json_t *fields, const char *key, const char *attribute,
                           struct form_value *v)
{
    char name[2 * SOHOA_SCHEMA_KEY_MAX];
    const char *dot = strrchr(key, '.');
    (void)snprintf(name, sizeof name, "%.*s%s", dot ? (int)(dot - key) + 1 : 0, key, attribute);
    return look_up(fields, name, v);
}

/* "Căn cước công dân số ... do ... cấp ngày ...", as the forms' note on identity papers asks; the
 * name of the card changed on 2024-07-01 (Law 26/2023 on identity). */
static void write_paper(const json_t *fields, const char *key, const char *number,
                        struct form_value *v)
{
    const char *issued = sibling(fields, key, "id_issue_date", v);
    const char *by = sibling(fields, key, "id_issue_place", v);
    struct sohoa_date date;
    char day[40] = "";
    const char *kind = "Số định danh cá nhân";
    if (issued && sohoa_date_parse(issued, &date))
        date_figures(date, day, sizeof day);
    if (strlen(number) == 9)
        kind = "Chứng minh nhân dân số";
    else if (*day)
        kind = strcmp(issued, "2024-07-01") < 0 ? "Căn cước công dân số" : "Căn cước số";
    (void)snprintf(v->text, sizeof v->text, "%s %.40s%s%.400s%s%s", kind, number, by ? " do " : "",
                   by ? by : "", *day ? (by ? " cấp ngày " : ", cấp ngày ") : "", day);
}

void sohoa_form_value(const json_t *fields, const struct sohoa_schema *schema,
                      const struct sohoa_form_piece *piece, unsigned row, struct form_value *ret)
{
    char key[2 * SOHOA_SCHEMA_KEY_MAX];
    struct sohoa_date date;
    ret->text[0] = '\0';
    ret->machine = ret->doubt = false;
    if (!piece->key)
        return;
    if (strcmp(piece->key, "#") == 0) {
        (void)snprintf(ret->text, sizeof ret->text, "%u", row);
        return;
    }
    key_of(piece->key, row, key, sizeof key);
    const char *value = look_up(fields, key, ret);
    if (!value)
        return;
    if (piece->how == SOHOA_HOW_PAPER)
        write_paper(fields, key, value, ret);
    else if (piece->how == SOHOA_HOW_PLAIN && is_date(schema, piece->key) &&
             sohoa_date_parse(value, &date))
        date_figures(date, ret->text, sizeof ret->text);
    else
        write_value(value, piece->how, ret->text, sizeof ret->text);
}

unsigned sohoa_form_rows(const json_t *fields, const char *role)
{
    unsigned most = 0;
    size_t length = strlen(role);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)fields, key, value)
    {
        if (strncmp(key, role, length) != 0 || key[length] != '.')
            continue;
        unsigned long row = strtoul(key + length + 1, NULL, 10);
        if (row > most && row <= SOHOA_FORM_ROWS_MAX)
            most = (unsigned)row;
    }
    return most;
}
