/* export_name.c - see export_name.h. */
#include "pipeline/export_name.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define TEXT_MAX 2048 /* bytes of a name before it is cut */

struct out {
    char text[TEXT_MAX];
    size_t size;
};

/* ---- what may stand between braces ----------------------------------------------------------- */

#define KEY_MAX 127

/* Besides the fields of papers; in the order of the alphabet, as the message tells them. */
static const char *const known[] = {
    "agency",   "archive.box", "archive.file", "archive.fonds", "archive.inventory",
    "batch",    "captured",    "code",         "date",          "document",
    "dossier",  "fonds",       "operator",     "part",          "procedure",
    "received", "schema",      "source",       "state",         "uuid",
    "year",
};
enum { KNOWN = sizeof known / sizeof *known };

static bool is_known(const char *key, const struct sohoa_schemas *papers)
{
    bool found = !papers;
    for (size_t i = 0; i < KNOWN && !found; i++)
        found = strcmp(known[i], key) == 0;
    for (size_t i = 0; !found && i < sohoa_schemas_count(papers); i++)
        found = sohoa_schema_has_key(sohoa_schemas_at(papers, i), key);
    return found;
}

static int check_key(const char *key, const struct sohoa_schemas *papers, struct sohoa_err *err)
{
    char all[320] = "";
    if (is_known(key, papers))
        return SOHOA_OK;
    for (size_t i = 0, n = 0; i < KNOWN; i++)
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? ", " : "", known[i]);
    return sohoa_fail(err, SOHOA_FATAL,
                      "there is no {%.60s} for names; there are %s, and the fields of papers "
                      "(`sohoa schemas show NAME`)",
                      key, all);
}

int sohoa_export_name_check(const char *pattern, const struct sohoa_schemas *papers,
                            struct sohoa_err *err)
{
    if (!*pattern)
        return sohoa_fail(err, SOHOA_FATAL, "the name is empty");
    if (strpbrk(pattern, "/\\"))
        return sohoa_fail(err, SOHOA_FATAL, "the name '%s' has a slash: -o names the folder",
                          pattern);
    for (const char *p = pattern + strcspn(pattern, "{}"); *p; p += strcspn(p, "{}")) {
        char key[KEY_MAX + 1];
        size_t n = strcspn(p + 1, "{}");
        if (*p != '{' || p[1 + n] != '}')
            return sohoa_fail(err, SOHOA_FATAL, "the name '%s' has a brace without its other",
                              pattern);
        (void)snprintf(key, sizeof key, "%.*s", (int)(n > KEY_MAX ? KEY_MAX : n), p + 1);
        int rc = check_key(key, papers, err);
        if (rc != SOHOA_OK)
            return rc;
        p += n + 2;
    }
    return SOHOA_OK;
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *field(const json_t *object, const char *key)
{
    const json_t *documents = json_object_get(object, "documents");
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *fields = json_object_get(json_array_get(documents, i), "fields");
        const char *value = sohoa_json_member(json_object_get(fields, key), "value");
        if (*value)
            return value;
    }
    return "";
}

static const char *when(const json_t *object)
{
    const char *received = sohoa_json_member(object, "received");
    return *received ? received : sohoa_json_member(object, "captured");
}

static const char *archive(const json_t *object, const char *key)
{
    return sohoa_json_member(json_object_get(object, "archive"), key);
}

static const char *fonds(const json_t *object)
{
    const char *name = archive(object, "fonds");
    if (!*name)
        name = sohoa_json_member(object, "agency");
    return *name ? name : "sohoa";
}

/* The value of a name between braces; room for those that are made here. */
static const char *value_of(const char *key, const json_t *object, uint32_t document,
                            const char *uuid, char *buf, size_t room)
{
    buf[0] = '\0';
    if (strcmp(key, "year") == 0 || strcmp(key, "date") == 0)
        (void)snprintf(buf, room, "%.*s", key[0] == 'y' ? 4 : 10, when(object));
    else if (strcmp(key, "document") == 0 && document)
        (void)snprintf(buf, room, "%u", document);
    else if (strcmp(key, "schema") == 0)
        return sohoa_json_member(json_array_get(json_object_get(object, "documents"), 0), "schema");
    else if (strcmp(key, "uuid") == 0)
        return uuid;
    else if (strcmp(key, "code") == 0)
        return *sohoa_json_member(object, "code") ? sohoa_json_member(object, "code")
                                                  : sohoa_json_member(object, "dossier");
    else if (strcmp(key, "fonds") == 0)
        return fonds(object);
    else if (strncmp(key, "archive.", strlen("archive.")) == 0)
        return archive(object, key + strlen("archive."));
    else
        return *sohoa_json_member(object, key) ? sohoa_json_member(object, key)
                                               : field(object, key);
    return buf;
}

/* ---- the template ---------------------------------------------------------------------------- */

static void add(struct out *out, const char *text, size_t n)
{
    if (n > sizeof out->text - 1 - out->size)
        n = sizeof out->text - 1 - out->size;
    memcpy(out->text + out->size, text, n);
    out->size += n;
    out->text[out->size] = '\0';
}

static void drop_joints(struct out *out)
{
    while (out->size > 0 && strchr(". -_", out->text[out->size - 1]))
        out->text[--out->size] = '\0';
}

static void fill(const char *pattern, const json_t *object, uint32_t document, const char *uuid,
                 struct out *out)
{
    for (const char *p = pattern; *p;) {
        if (*p != '{') {
            size_t n = strcspn(p, "{");
            add(out, p, n);
            p += n;
            continue;
        }
        char key[KEY_MAX + 1], buf[64];
        size_t n = strcspn(p, "}");
        (void)snprintf(key, sizeof key, "%.*s", (int)(n - 1), p + 1);
        const char *value = value_of(key, object, document, uuid, buf, sizeof buf);
        if (*value)
            add(out, value, strlen(value));
        else
            drop_joints(out);
        p += n + (p[n] ? 1 : 0);
    }
}

/* ---- safe names ------------------------------------------------------------------------------ */

static bool is_forbidden(utf8proc_int32_t c)
{
    utf8proc_category_t kind = utf8proc_category(c);
    return c < 0x20 || (c < 0x80 && strchr("\\/:*?\"<>|\x7f", (int)c)) ||
           kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF ||
           kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP ||
           kind == UTF8PROC_CATEGORY_CN || kind == UTF8PROC_CATEGORY_CO;
}

/* Names that Windows keeps for devices, with whatever behind a dot. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};
    size_t n = strcspn(name, ".");
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (n == 3 && strncasecmp(name, devices[i], 3) == 0)
            return true;
    return n == 4 && (strncasecmp(name, "COM", 3) == 0 || strncasecmp(name, "LPT", 3) == 0) &&
           name[3] >= '0' && name[3] <= '9';
}

static void keep_safe(const char *text, char *ret, size_t room)
{
    size_t at = 0;
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    while (*p) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
        bool bad = n <= 0 || is_forbidden(c);
        size_t size = bad ? 1 : (size_t)n;
        if (at + size >= room)
            break;
        if (bad)
            ret[at] = '_';
        else
            memcpy(ret + at, p, size);
        at += size;
        p += n > 0 ? n : 1;
    }
    while (at > 0 && (ret[at - 1] == '.' || ret[at - 1] == ' '))
        at--;
    ret[at] = '\0';
    if (ret[0] == '.' || ret[0] == ' ' || ret[0] == '-')
        ret[0] = '_';
}

void sohoa_export_name(const char *pattern, const json_t *object, uint32_t document,
                       const char *uuid, char ret[SOHOA_EXPORT_NAME_SIZE])
{
    struct out out = {.size = 0};
    fill(pattern, object, document, uuid, &out);
    while (out.size > 0 && strchr(". -_", out.text[0])) /* of fields at the front left out */
        memmove(out.text, out.text + 1, out.size--);
    utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)out.text);
    keep_safe(nfc ? (const char *)nfc : out.text, ret, SOHOA_EXPORT_NAME_SIZE - 1);
    free(nfc);
    if (is_device(ret)) {
        memmove(ret + 1, ret, strlen(ret) + 1);
        ret[0] = '_';
    }
    if (!*ret)
        (void)snprintf(ret, SOHOA_EXPORT_NAME_SIZE, "%s", sohoa_json_member(object, "dossier"));
}

char *sohoa_export_name_fold(const char *name)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)name, 0, &folded,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    return n < 0 ? strdup(name) : (char *)folded;
}
