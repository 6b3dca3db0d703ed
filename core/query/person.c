/* person.c - see person.h: arguments read, and whose facts they mean. No state, any thread. */
#include "query/person.h"
#include "record/keys.h"

#include <stdio.h>
#include <string.h>

enum { CARD_FIELDS = 16, CARD_LEAST = 7 };

void sohoa_id_mask(const char *id, char ret[SOHOA_ID_SIZE])
{
    size_t n = strlen(id);
    (void)snprintf(ret, SOHOA_ID_SIZE, "%s", id);
    if (n != 9 && n != 12)
        return; /* a ULID tells nothing */
    for (size_t i = 3; i + 4 < n; i++)
        ret[i] = '*';
}

/* ---- the text of a card's QR ------------------------------------------------------------------
 */

/* DDMMYYYY as ISO; false: no date. */
static bool card_date(const char *text, char ret[11])
{
    if (strspn(text, "0123456789") != 8 || text[8])
        return false;
    int day = (text[0] - '0') * 10 + text[1] - '0', month = (text[2] - '0') * 10 + text[3] - '0';
    if (day < 1 || day > 31 || month < 1 || month > 12)
        return false;
    (void)snprintf(ret, 11, "%.4s-%.2s-%.2s", text + 4, text + 2, text);
    return true;
}

/* What stands behind the seventh field differs between cards; its shape tells what it is. */
static void take_more(const char *text, struct sohoa_given *ret)
{
    if (sohoa_old_id_valid(text))
        memcpy(ret->old_id, text, 10);
    else if (sohoa_citizen_id_valid(text))
        memcpy(ret->cancelled, text, sizeof ret->cancelled);
}

static int parse_card(char *text, struct sohoa_given *ret, struct sohoa_err *err)
{
    char *fields[CARD_FIELDS] = {text};
    size_t count = 1;
    for (char *at = text; *at; at++)
        if (*at == '|') {
            *at = '\0';
            if (count == CARD_FIELDS)
                return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                                  "the text of a card's QR has too many parts");
            fields[count++] = at + 1;
        }
    if (count < CARD_LEAST)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the text of a card's QR is cut short");
    if (!sohoa_citizen_id_valid(fields[0]))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "the text of a card's QR does not begin with 12 digits");
    if (!card_date(fields[3], ret->birth_date) || !card_date(fields[6], ret->issue_date) ||
        (strcmp(fields[4], "Nam") != 0 && strcmp(fields[4], "Nữ") != 0))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "the text of a card's QR is damaged: its dates or its gender");
    memcpy(ret->key, fields[0], 13);
    (void)snprintf(ret->name, sizeof ret->name, "%s", fields[2]);
    (void)snprintf(ret->gender, sizeof ret->gender, "%s", fields[4]);
    (void)snprintf(ret->address, sizeof ret->address, "%s", fields[5]);
    take_more(fields[1], ret);
    for (size_t i = CARD_LEAST; i < count; i++)
        take_more(fields[i], ret);
    ret->card = true;
    return SOHOA_OK;
}

int sohoa_person_parse(const char *text, struct sohoa_given *ret, struct sohoa_err *err)
{
    struct sohoa_given given = {.key = ""};
    char copy[SOHOA_GIVEN_MAX + 1];
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1]))
        n--;
    if (n == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "no citizen is named");
    if (n > SOHOA_GIVEN_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "this is longer than any citizen ID or card's QR");
    (void)snprintf(copy, sizeof copy, "%.*s", (int)n, text);
    int rc = SOHOA_OK;
    const char *key = strncmp(copy, "person/", 7) == 0 ? copy + 7 : copy;
    if (strchr(copy, '|'))
        rc = parse_card(copy, &given, err);
    else if (sohoa_citizen_id_valid(key) || sohoa_old_id_valid(key) || sohoa_id_valid(key))
        (void)snprintf(given.key, sizeof given.key, "%.26s", key);
    else
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER,
                        "this is no citizen ID: it has 12 digits (an old one 9)");
    if (rc == SOHOA_OK)
        *ret = given;
    return rc;
}

/* ---- whose ------------------------------------------------------------------------------------
 */

struct bearers { /* of an old number */
    struct sohoa_records *r;
    char subject[SOHOA_SUBJECT_SIZE];
    size_t count;
    struct sohoa_err *err;
};

static void subject_of(const char *key, char ret[SOHOA_SUBJECT_SIZE])
{
    (void)snprintf(ret, SOHOA_SUBJECT_SIZE, "person/%s", key);
}

/* A person who was linked counts as the citizen. */
static int settle(struct sohoa_records *r, const char *subject, char ret[SOHOA_SUBJECT_SIZE],
                  struct sohoa_err *err)
{
    char to[SOHOA_NUMBER_SIZE];
    int rc = sohoa_link_get(r, sohoa_key_last(subject), to, err);
    if (rc == SOHOA_OK)
        subject_of(to, ret);
    else if (rc == SOHOA_END)
        (void)snprintf(ret, SOHOA_SUBJECT_SIZE, "%s", subject);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

static int add_bearer(void *arg, const char *subject, const char *dossier)
{
    (void)dossier;
    struct bearers *b = arg;
    char who[SOHOA_SUBJECT_SIZE] = "";
    int rc = settle(b->r, subject, who, b->err);
    if (rc == SOHOA_OK && strcmp(who, b->subject) != 0) {
        memcpy(b->subject, who, sizeof b->subject);
        b->count++;
    }
    return rc;
}

static int by_alias(struct sohoa_records *r, const char *number, char ret[SOHOA_SUBJECT_SIZE],
                    struct sohoa_err *err)
{
    struct bearers b = {.r = r, .err = err};
    char masked[SOHOA_ID_SIZE];
    sohoa_id_mask(number, masked);
    int rc = sohoa_aliases_each(r, number, add_bearer, &b, err);
    if (rc != SOHOA_OK)
        return rc;
    if (b.count == 0)
        return sohoa_fail(err, SOHOA_END, "nothing is known of %s", masked);
    if (b.count > 1)
        return sohoa_fail(err, SOHOA_RETRY,
                          "the old number %s stands on papers of several persons; `sohoa find` "
                          "tells them apart by name",
                          masked);
    memcpy(ret, b.subject, SOHOA_SUBJECT_SIZE);
    return SOHOA_OK;
}

int sohoa_person_resolve(struct sohoa_records *r, const struct sohoa_given *given,
                         char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err)
{
    char subject[SOHOA_SUBJECT_SIZE], to[SOHOA_NUMBER_SIZE];
    int rc = sohoa_link_get(r, given->key, to, err);
    if (rc == SOHOA_OK) {
        subject_of(to, ret);
        return SOHOA_OK;
    }
    if (rc != SOHOA_END)
        return rc;
    if (sohoa_old_id_valid(given->key))
        return by_alias(r, given->key, ret, err);
    subject_of(given->key, subject);
    if (sohoa_citizen_id_valid(given->key) && !given->card) { /* perhaps cancelled since */
        rc = sohoa_facts_any(r, subject, err);
        if (rc == SOHOA_END)
            rc = by_alias(r, given->key, subject, err);
        if (rc != SOHOA_OK && rc != SOHOA_END)
            return rc;
    }
    memcpy(ret, subject, sizeof subject);
    return SOHOA_OK;
}
