/* separator.c - what the codes of a page say about dossiers; see separator.h. No state. */
#include "pipeline/separator.h"

#include "host/lang.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HEADER "SOHOA:"
#define PATCH "PATCHT"
#define GROUP_MAX 4 /* letters and digits between two points of an agency */
#define GROUPS_MAX 5

/* ---- configuration ------------------------------------------------------------------------ */

static int add_text(struct sohoa_separators *set, const char *text, size_t length,
                    struct sohoa_err *err)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length == 0)
        return SOHOA_OK;
    if (set->count == SOHOA_SEPARATOR_TEXTS_MAX || length > SOHOA_DOSSIER_CODE_MAX)
        return sohoa_fail(err, SOHOA_FATAL,
                          "'separator_texts' holds at most %d texts of at most %d bytes",
                          (int)SOHOA_SEPARATOR_TEXTS_MAX, (int)SOHOA_DOSSIER_CODE_MAX);
    memcpy(set->texts[set->count], text, length);
    set->texts[set->count++][length] = '\0';
    return SOHOA_OK;
}

int sohoa_separators_read(const struct sohoa_config *config, struct sohoa_separators *ret,
                          struct sohoa_err *err)
{
    struct sohoa_separators set = {0};
    const char *which = sohoa_config_text(config, "separators", "all");
    const char *texts = sohoa_config_text(config, "separator_texts", PATCH);
    bool all = strcmp(which, "all") == 0;
    if (!all && strcmp(which, "scans") != 0 && strcmp(which, "none") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "'separators' is '%s' but must be all, scans or none",
                          which);
    set.scans = strcmp(which, "none") != 0;
    set.files = all;
    for (const char *at = texts, *end; *at; at = *end ? end + 1 : end) {
        end = at + strcspn(at, ",");
        int rc = add_text(&set, at, (size_t)(end - at), err);
        if (rc)
            return rc;
    }
    *ret = set;
    return SOHOA_OK;
}

/* ---- dossier codes ------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether text goes on with so many digits. */
static size_t digits(const char *text)
{
    size_t n = 0;
    while (is_digit(text[n]))
        n++;
    return n;
}

/* YYMMDD, a day that was. */
static bool is_past_day(const char *text)
{
    int day[3];
    for (int i = 0; i < 3; i++)
        day[i] = (text[2 * i] - '0') * 10 + text[2 * i + 1] - '0';
    struct tm made = {
        .tm_year = 100 + day[0], .tm_mon = day[1] - 1, .tm_mday = day[2], .tm_hour = 12};
    struct tm asked = made;
    time_t then = timegm(&made);
    return made.tm_mon == asked.tm_mon && made.tm_mday == asked.tm_mday &&
           then <= time(NULL) + 86400;
}

/* Where the agency before `dash` begins: groups of letters and digits with points between; NULL:
 * there is none, or it is a mere number. */
static const char *agency_start(const char *text, const char *dash)
{
    const char *at = dash;
    int group = 0, groups = 1;
    bool names = false; /* a letter or a point */
    while (at > text && (is_digit(at[-1]) || is_letter(at[-1]) || at[-1] == '.')) {
        bool point = at[-1] == '.';
        if (point && group == 0)
            return NULL;
        names = names || point || is_letter(at[-1]);
        groups += point;
        group = point ? 0 : group + 1;
        if (group > GROUP_MAX || groups > GROUPS_MAX)
            return NULL;
        at--;
    }
    return group > 0 && names ? at : NULL;
}

bool sohoa_dossier_code_find(const char *text, char ret[SOHOA_DOSSIER_CODE_MAX + 1])
{
    for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-')) {
        if (digits(dash + 1) != 6 || dash[7] != '-')
            continue;
        size_t number = digits(dash + 8);
        const char *start = agency_start(text, dash), *end = dash + 8 + number;
        if (!start || number < 4 || number > 7 || is_letter(*end) || !is_past_day(dash + 1))
            continue;
        memcpy(ret, start, (size_t)(end - start));
        ret[end - start] = '\0';
        return true;
    }
    return false;
}

/* ---- sheets ------------------------------------------------------------------------------- */

bool sohoa_header_text(const char *code, uint32_t sheets, char *buf, size_t room)
{
    size_t length = strlen(code);
    if (length == 0 || length > SOHOA_DOSSIER_CODE_MAX || sheets > SOHOA_HEADER_SHEETS_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)code[i] <= ' ' || (unsigned char)code[i] == 0x7F)
            return false;
    int n = sheets ? snprintf(buf, room, HEADER "1:%u:%s", sheets, code)
                   : snprintf(buf, room, HEADER "1::%s", code);
    return n > 0 && (size_t)n < room;
}

/* A header sheet; one of a later version still separates. */
static bool read_header(const char *text, struct sohoa_separator *ret)
{
    if (strncmp(text, HEADER, strlen(HEADER)) != 0)
        return false;
    text += strlen(HEADER);
    ret->kind = SOHOA_SEPARATOR_PATCH;
    size_t version = digits(text);
    if (version == 0 || text[version] != ':')
        return false;
    if (version > 1 || text[0] != '1')
        return true;
    size_t n = digits(text + 2);
    const char *code = text + 2 + n + 1;
    if (n > 4 || text[2 + n] != ':' || !*code || strlen(code) > SOHOA_DOSSIER_CODE_MAX)
        return false;
    ret->kind = SOHOA_SEPARATOR_HEADER;
    ret->sheets = (uint32_t)strtoul(text + 2, NULL, 10);
    memcpy(ret->code, code, strlen(code) + 1);
    return true;
}

static bool is_patch(const struct sohoa_separators *set, const char *text)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->texts[i], text) == 0)
            return true;
    return false;
}

bool sohoa_separator_read(const struct sohoa_separators *set, bool scan,
                          const struct sohoa_codes *codes, struct sohoa_separator *ret)
{
    struct sohoa_separator found = {0};
    bool split = scan ? set->scans : set->files;
    for (size_t i = 0; i < sohoa_codes_count(codes); i++) {
        const char *text = sohoa_codes_get(codes, i).text;
        struct sohoa_separator header = {0};
        if (split && read_header(text, &header) &&
            (header.kind == SOHOA_SEPARATOR_HEADER || found.kind == SOHOA_SEPARATOR_NONE)) {
            found = header;
            if (header.kind == SOHOA_SEPARATOR_HEADER)
                break;
        } else if (split && found.kind == SOHOA_SEPARATOR_NONE && is_patch(set, text)) {
            found.kind = SOHOA_SEPARATOR_PATCH;
        } else if (!found.code[0] && strncmp(text, HEADER, strlen(HEADER)) != 0) {
            (void)sohoa_dossier_code_find(text, found.code);
        }
    }
    if (found.kind == SOHOA_SEPARATOR_NONE && !found.code[0])
        return false;
    if (found.kind == SOHOA_SEPARATOR_PATCH)
        found.code[0] = '\0';
    *ret = found;
    return true;
}

/* Cut at a character. */
static void name_place(const struct sohoa_page_record *page, char *buf, size_t room)
{
    int n = page->sheet ? snprintf(buf, room, sohoa_tr("sheet %u"), page->sheet)
                        : snprintf(buf, room, sohoa_tr("page %u of '%s'"), page->image + 1,
                                   page->source ? page->source : "");
    if (n < 0)
        buf[0] = '\0';
    else if ((size_t)n >= room)
        for (size_t end = room - 1; end > 0 && ((unsigned char)buf[end] & 0xC0) == 0x80;)
            buf[--end] = '\0';
}

int sohoa_separator_of(const struct sohoa_separators *set, bool scan,
                       const struct sohoa_page_record *page, struct sohoa_separator **ret)
{
    struct sohoa_separator found = {0};
    bool separates = page->state == SOHOA_STATE_SEPARATOR;
    bool says = sohoa_separator_read(set, scan, page->codes, &found);
    if (!separates && found.kind != SOHOA_SEPARATOR_NONE)
        says = false; /* a person said that it is none, or the configuration did */
    if (separates && found.kind == SOHOA_SEPARATOR_NONE)
        found = (struct sohoa_separator){.kind = SOHOA_SEPARATOR_PATCH}; /* by another stage */
    if (!says && !separates)
        return 0;
    struct sohoa_separator *copy = malloc(sizeof *copy);
    if (!copy)
        return -1;
    name_place(page, found.place, sizeof found.place);
    *copy = found;
    *ret = copy;
    return 0;
}
