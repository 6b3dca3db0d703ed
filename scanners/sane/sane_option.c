/* sane_option.c - one option of an open SANE device; see sane_option.h.
 * Nothing is handed to a backend that its own constraint does not allow. */
#include "sane_option.h"
#include "sane_value.h"
#include "sane_words.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VALID_TEXT_MAX = 300, VALUE_TEXT_MAX = 80 };

SANE_Int scan_option_count(SANE_Handle handle)
{
    SANE_Int count = 0;
    /* The net backend fetches its options anew only when a descriptor is asked for. */
    (void)sane_get_option_descriptor(handle, 0);
    if (sane_control_option(handle, 0, SANE_ACTION_GET_VALUE, &count, NULL) != SANE_STATUS_GOOD)
        return 0;
    return count < SCAN_OPTIONS_MAX ? count : SCAN_OPTIONS_MAX;
}

bool scan_option_at(SANE_Handle handle, SANE_Int index, struct scan_option *ret_option)
{
    const SANE_Option_Descriptor *about = sane_get_option_descriptor(handle, index);
    if (!about || about->type == SANE_TYPE_GROUP || !about->name || !about->name[0])
        return false;
    *ret_option = (struct scan_option){.handle = handle, .index = index, .about = about};
    return true;
}

static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        int ca = *a == '_' ? '-' : tolower((unsigned char)*a);
        int cb = *b == '_' ? '-' : tolower((unsigned char)*b);
        if (ca != cb)
            return false;
    }
    return *a == *b;
}

bool scan_option_find(SANE_Handle handle, const char *name, struct scan_option *ret_option)
{
    SANE_Int count = scan_option_count(handle);
    for (SANE_Int i = 1; i < count; i++) {
        struct scan_option option;
        if (scan_option_at(handle, i, &option) && same_name(option.about->name, name)) {
            *ret_option = option;
            return true;
        }
    }
    return false;
}

bool scan_option_usable(const struct scan_option *option)
{
    return SANE_OPTION_IS_ACTIVE(option->about->cap) && SANE_OPTION_IS_SETTABLE(option->about->cap);
}

size_t scan_option_words(const struct scan_option *option)
{
    size_t words = option->about->size > 0 ? (size_t)option->about->size / sizeof(SANE_Word) : 0;
    return words < 1 ? 1 : words < SCAN_VALUE_WORDS_MAX ? words : SCAN_VALUE_WORDS_MAX;
}

static bool readable(const struct scan_option *option)
{
    return SANE_OPTION_IS_ACTIVE(option->about->cap) &&
           (option->about->cap & SANE_CAP_SOFT_DETECT) != 0;
}

static bool numeric(const struct scan_option *option)
{
    SANE_Value_Type type = option->about->type;
    return type == SANE_TYPE_INT || type == SANE_TYPE_FIXED || type == SANE_TYPE_BOOL;
}

/* The words of a numeric option; the caller frees them. NULL: not readable or out of memory. */
static SANE_Word *get_words(const struct scan_option *option, size_t *ret_count)
{
    if (!numeric(option) || !readable(option) || option->about->size > SCAN_VALUE_BYTES_MAX)
        return NULL;
    size_t count = scan_option_words(option);
    SANE_Word *words = calloc(count, sizeof *words);
    if (!words)
        return NULL;
    if (sane_control_option(option->handle, option->index, SANE_ACTION_GET_VALUE, words, NULL) !=
        SANE_STATUS_GOOD) {
        free(words);
        return NULL;
    }
    *ret_count = count;
    return words;
}

bool scan_option_get_number(const struct scan_option *option, double *ret_value)
{
    size_t count;
    SANE_Word *words = get_words(option, &count);
    if (!words)
        return false;
    *ret_value = scan_word_number(option->about, words[0]);
    free(words);
    return true;
}

bool scan_option_get_string(const struct scan_option *option, char *ret_text, size_t room)
{
    if (option->about->type != SANE_TYPE_STRING || !readable(option) || option->about->size <= 0 ||
        option->about->size > SCAN_VALUE_BYTES_MAX)
        return false;
    size_t size = (size_t)option->about->size;
    char *text = calloc(1, size + 1);
    if (!text)
        return false;
    bool got = sane_control_option(option->handle, option->index, SANE_ACTION_GET_VALUE, text,
                                   NULL) == SANE_STATUS_GOOD;
    if (got) {
        ret_text[0] = '\0';
        scan_append(ret_text, room, "%s", text);
    }
    free(text);
    return got;
}

/* The one message for a value that an option does not take. */
static int refuse(const struct scan_option *option, const char *value, struct sohoa_err *err)
{
    char valid[VALID_TEXT_MAX];
    char told[VALUE_TEXT_MAX] = "";
    scan_valid_text(option->about, valid, sizeof valid);
    scan_append(told, sizeof told, "%s", value); /* a long one leaves room for the valid ones */
    return sohoa_fail(err, SOHOA_FATAL, "scanner option '%s': '%s' is not valid: choose %s",
                      option->about->name, told, valid);
}

static int hand_over(const struct scan_option *option, SANE_Action action, void *value,
                     const char *text, struct sohoa_err *err)
{
    SANE_Int info = 0;
    SANE_Status status = sane_control_option(option->handle, option->index, action, value, &info);
    if (status == SANE_STATUS_GOOD)
        return SOHOA_OK;
    if (status == SANE_STATUS_INVAL)
        return refuse(option, text, err);
    return sohoa_fail(err, status == SANE_STATUS_DEVICE_BUSY ? SOHOA_RETRY : SOHOA_FATAL,
                      "scanner option '%s': cannot be set to '%s': %s", option->about->name, text,
                      sane_strstatus(status));
}

static bool resolution_like(const struct scan_option *option)
{
    return option->about->unit != SANE_UNIT_MM && option->about->unit != SANE_UNIT_PIXEL;
}

/* Lengths may be rounded by the device; any other number that it changed is an error, so that no
 * setting differs from what was asked for without a word. */
static int set_words(const struct scan_option *option, SANE_Word *words, size_t count,
                     const char *text, struct sohoa_err *err)
{
    const SANE_Word asked = words[0];
    const char *name = option->about->name;
    int rc = hand_over(option, SANE_ACTION_SET_VALUE, words, text, err);
    if (rc != SOHOA_OK)
        return rc;
    struct scan_option now;
    double got;
    if (count != 1 || !scan_option_at(option->handle, option->index, &now) ||
        !resolution_like(&now) || !scan_option_get_number(&now, &got))
        return SOHOA_OK;
    double wanted = scan_word_number(now.about, asked);
    if (fabs(got - wanted) <= 0.01 + fabs(wanted) * 1e-4)
        return SOHOA_OK;
    char number[48];
    scan_number_text(got, number, sizeof number);
    return sohoa_fail(err, SOHOA_FATAL,
                      "scanner option '%s': the device takes %s instead of '%s': ask for that",
                      name, number, text);
}

static int set_numbers(const struct scan_option *option, const char *value, struct sohoa_err *err)
{
    size_t count = scan_option_words(option);
    SANE_Word *words = calloc(count, sizeof *words);
    if (!words)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    size_t got = 0;
    int rc = SOHOA_OK;
    for (const char *at = value; rc == SOHOA_OK; got++) {
        while (*at == ' ')
            at++;
        size_t size = count > 1 ? strcspn(at, ",") : strlen(at);
        double number = 0;
        if (got == count || !scan_number_parse(option->about, at, size, &number))
            rc = refuse(option, value, err);
        else
            words[got] = scan_word_snapped(option->about, number);
        if (rc == SOHOA_OK && !scan_word_allowed(option->about, words[got]))
            rc = refuse(option, value, err);
        at += size;
        if (*at++ != ',') {
            got++;
            break;
        }
    }
    if (rc == SOHOA_OK && got != count)
        rc = sohoa_fail(err, SOHOA_FATAL,
                        "scanner option '%s': needs %zu numbers separated by commas, has %zu",
                        option->about->name, count, got);
    if (rc == SOHOA_OK)
        rc = set_words(option, words, count, value, err);
    free(words);
    return rc;
}

static int set_bool(const struct scan_option *option, const char *value, struct sohoa_err *err)
{
    bool on;
    if (!scan_word_bool(value, &on))
        return refuse(option, value, err);
    size_t count = scan_option_words(option);
    SANE_Word *words = calloc(count, sizeof *words);
    if (!words)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; i < count; i++)
        words[i] = on ? SANE_TRUE : SANE_FALSE;
    int rc = hand_over(option, SANE_ACTION_SET_VALUE, words, value, err);
    free(words);
    return rc;
}

static int set_string(const struct scan_option *option, const char *value, struct sohoa_err *err)
{
    if (option->about->constraint_type == SANE_CONSTRAINT_STRING_LIST) {
        int at = scan_word_find(option->about->constraint.string_list, value);
        if (at < 0)
            return refuse(option, value, err);
        value = option->about->constraint.string_list[at];
    }
    size_t room = option->about->size > 0 ? (size_t)option->about->size : 0;
    size_t size = strlen(value) + 1;
    if (room > SCAN_VALUE_BYTES_MAX || size > room)
        return refuse(option, value, err);
    /* A backend may write back up to the option's size. */
    char *text = calloc(1, room);
    if (!text)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    memcpy(text, value, size);
    int rc = hand_over(option, SANE_ACTION_SET_VALUE, text, value, err);
    free(text);
    return rc;
}

static int settable(const struct scan_option *option, struct sohoa_err *err)
{
    const char *name = option->about->name;
    if ((option->about->cap & SANE_CAP_HARD_SELECT) != 0)
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option '%s': is set by hand on the device, not by software",
                          name);
    if (!SANE_OPTION_IS_SETTABLE(option->about->cap))
        return sohoa_fail(err, SOHOA_FATAL, "scanner option '%s': can only be read", name);
    if (!SANE_OPTION_IS_ACTIVE(option->about->cap))
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option '%s': is not active with the other settings", name);
    return SOHOA_OK;
}

static bool asks_automatic(const struct scan_option *option, const char *value)
{
    if ((option->about->cap & SANE_CAP_AUTOMATIC) == 0 || strcasecmp(value, "auto") != 0)
        return false;
    return option->about->constraint_type != SANE_CONSTRAINT_STRING_LIST ||
           scan_word_find(option->about->constraint.string_list, value) < 0;
}

int scan_option_set(const struct scan_option *option, const char *value, struct sohoa_err *err)
{
    int rc = settable(option, err);
    if (rc != SOHOA_OK)
        return rc;
    if (asks_automatic(option, value))
        return hand_over(option, SANE_ACTION_SET_AUTO, NULL, value, err);
    bool pressed;
    switch (option->about->type) {
    case SANE_TYPE_BOOL:
        return set_bool(option, value, err);
    case SANE_TYPE_INT:
    case SANE_TYPE_FIXED:
        return set_numbers(option, value, err);
    case SANE_TYPE_STRING:
        return set_string(option, value, err);
    case SANE_TYPE_BUTTON:
        if (strcasecmp(value, "press") != 0 && (!scan_word_bool(value, &pressed) || !pressed))
            return refuse(option, value, err);
        return hand_over(option, SANE_ACTION_SET_VALUE, NULL, value, err);
    case SANE_TYPE_GROUP:
    default:
        return sohoa_fail(err, SOHOA_FATAL, "scanner option '%s': has an unknown type",
                          option->about->name);
    }
}

int scan_option_set_number(const struct scan_option *option, double value, struct sohoa_err *err)
{
    char text[48];
    scan_number_text(value, text, sizeof text);
    int rc = settable(option, err);
    if (rc != SOHOA_OK)
        return rc;
    if (!numeric(option))
        return refuse(option, text, err);
    SANE_Word word = scan_number_word(option->about, value);
    if (!scan_word_allowed(option->about, word))
        return refuse(option, text, err);
    size_t count = scan_option_words(option);
    SANE_Word *words = calloc(count, sizeof *words);
    if (!words)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; i < count; i++)
        words[i] = word;
    rc = set_words(option, words, count, text, err);
    free(words);
    return rc;
}

static void current_text(const struct scan_option *option, char *text, size_t room)
{
    char value[200];
    if (scan_option_get_string(option, value, sizeof value)) {
        scan_append(text, room, "; now '%s'", value);
        return;
    }
    size_t count;
    SANE_Word *words = get_words(option, &count);
    if (!words)
        return;
    scan_append(text, room, "; now ");
    for (size_t i = 0; i < count && i < 8; i++) {
        scan_number_text(scan_word_number(option->about, words[i]), value, sizeof value);
        if (option->about->type == SANE_TYPE_BOOL)
            scan_append(text, room, "%s%s", i ? "," : "", words[i] ? "yes" : "no");
        else
            scan_append(text, room, "%s%s", i ? "," : "", value);
    }
    if (count > 8)
        scan_append(text, room, ",...");
    free(words);
}

void scan_option_describe(const struct scan_option *option, char *ret_text, size_t room)
{
    static const char *const types[] = {"bool", "integer", "number", "text", "button"};
    const SANE_Option_Descriptor *about = option->about;
    char valid[1200];
    scan_valid_text(about, valid, sizeof valid);
    ret_text[0] = '\0';
    scan_append(ret_text, room, "%s", (unsigned)about->type < 5 ? types[about->type] : "unknown");
    if (numeric(option) && scan_option_words(option) > 1)
        scan_append(ret_text, room, " x %zu", scan_option_words(option));
    scan_append(ret_text, room, ": %s", valid);
    if ((about->cap & SANE_CAP_AUTOMATIC) != 0)
        scan_append(ret_text, room, ", auto");
    current_text(option, ret_text, room);
    if (!SANE_OPTION_IS_ACTIVE(about->cap))
        scan_append(ret_text, room, "; inactive");
    else if ((about->cap & SANE_CAP_HARD_SELECT) != 0)
        scan_append(ret_text, room, "; set on the device");
    else if (!SANE_OPTION_IS_SETTABLE(about->cap))
        scan_append(ret_text, room, "; read only");
}

const char *scan_option_nearest(SANE_Handle handle, const char *name, int *ret_distance)
{
    const char *best = "";
    int least = INT_MAX;
    SANE_Int count = scan_option_count(handle);
    for (SANE_Int i = 1; i < count; i++) {
        struct scan_option option;
        if (!scan_option_at(handle, i, &option))
            continue;
        int distance = scan_word_distance(option.about->name, name);
        if (distance < least) {
            least = distance;
            best = option.about->name;
        }
    }
    *ret_distance = least;
    return best;
}
