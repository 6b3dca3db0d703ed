/* sane_wish.c - what was asked of the scanner, before a device is open; see sane_wish.h. */
#include "sane_wish.h"
#include "sane_size.h"
#include "sane_words.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const general[] = {
    "device", "source",   "mode",   "depth",       "resolution",  "size",     "batch",
    "prompt", "lossless", "sheets", "swap-endian", "first-sheet", "patience", NULL};

void scan_wishes_init(struct scan_wishes *wishes, uint32_t patience)
{
    *wishes = (struct scan_wishes){.first_sheet = 1, .patience = patience};
}

void scan_wishes_clear(struct scan_wishes *wishes)
{
    free(wishes->device);
    free(wishes->source);
    free(wishes->mode);
    free(wishes->depth);
    free(wishes->resolution);
    free(wishes->size);
    for (size_t i = 0; i < wishes->owns; i++) {
        free(wishes->own[i].name);
        free(wishes->own[i].value);
    }
    scan_wishes_init(wishes, 0);
}

static int keep(char **slot, const char *value, struct sohoa_err *err)
{
    char *copy = strdup(value);
    if (!copy)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    free(*slot);
    *slot = copy;
    return SOHOA_OK;
}

static int set_bool(bool *slot, const char *name, const char *value, struct sohoa_err *err)
{
    if (!scan_word_bool(value, slot))
        return sohoa_fail(err, SOHOA_FATAL, "scanner option '%s': '%s' is not yes or no", name,
                          value);
    return SOHOA_OK;
}

static int set_count(uint32_t *slot, const char *name, const char *value, uint32_t least,
                     struct sohoa_err *err)
{
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (end == value || *end || errno || number < (long)least || number > 1000000)
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option '%s': '%s' is not a number from %u to 1000000", name,
                          value, least);
    *slot = (uint32_t)number;
    return SOHOA_OK;
}

static int set_batch(enum scan_batch *slot, const char *value, struct sohoa_err *err)
{
    static const char *const words[] = {"auto", "one", "manual", NULL};
    int at = scan_word_find(words, value);
    if (at < 0)
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option 'batch': '%s' is not auto, one or manual", value);
    *slot = (enum scan_batch)at;
    return SOHOA_OK;
}

static int set_size(char **slot, const char *value, struct sohoa_err *err)
{
    struct scan_size size;
    int rc = scan_size_parse(value, &size, err);
    return rc == SOHOA_OK ? keep(slot, value, err) : rc;
}

static int set_own(struct scan_wishes *wishes, const char *name, const char *value,
                   struct sohoa_err *err)
{
    for (size_t i = 0; i < wishes->owns; i++)
        if (strcasecmp(wishes->own[i].name, name) == 0)
            return keep(&wishes->own[i].value, value, err);
    if (wishes->owns == SCAN_WISHES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "more than %d scanner options", SCAN_WISHES_MAX);
    struct scan_own own = {.name = strdup(name), .value = strdup(value)};
    if (!own.name || !own.value) {
        free(own.name);
        free(own.value);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    wishes->own[wishes->owns++] = own;
    return SOHOA_OK;
}

int scan_wishes_set(struct scan_wishes *wishes, const char *name, const char *value,
                    struct sohoa_err *err)
{
    if (strlen(name) + strlen(value) > SCAN_WISH_BYTES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "a scanner option is over %d bytes long",
                          SCAN_WISH_BYTES_MAX);
    struct {
        const char *name;
        char **slot;
    } texts[] = {{"device", &wishes->device},
                 {"source", &wishes->source},
                 {"mode", &wishes->mode},
                 {"depth", &wishes->depth},
                 {"resolution", &wishes->resolution}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcasecmp(name, texts[i].name) == 0)
            return keep(texts[i].slot, value, err);
    if (strcasecmp(name, "size") == 0)
        return set_size(&wishes->size, value, err);
    if (strcasecmp(name, "batch") == 0)
        return set_batch(&wishes->batch, value, err);
    if (strcasecmp(name, "lossless") == 0)
        return set_bool(&wishes->lossless, name, value, err);
    if (strcasecmp(name, "swap-endian") == 0)
        return set_bool(&wishes->swap_endian, name, value, err);
    if (strcasecmp(name, "sheets") == 0)
        return set_count(&wishes->sheets, name, value, 0, err);
    if (strcasecmp(name, "first-sheet") == 0)
        return set_count(&wishes->first_sheet, name, value, 1, err);
    if (strcasecmp(name, "patience") == 0)
        return set_count(&wishes->patience, name, value, 0, err);
    if (strcasecmp(name, "prompt") == 0) {
        bool prompt;
        int rc = set_bool(&prompt, name, value, err);
        if (rc == SOHOA_OK)
            wishes->batch = prompt ? SCAN_BATCH_MANUAL : SCAN_BATCH_AUTO;
        return rc;
    }
    return set_own(wishes, name, value, err);
}

const char *scan_wishes_nearest(const char *name, int *ret_distance)
{
    const char *best = "";
    int least = INT_MAX;
    for (size_t i = 0; general[i]; i++) {
        int distance = scan_word_distance(general[i], name);
        if (distance < least) {
            least = distance;
            best = general[i];
        }
    }
    *ret_distance = least;
    return best;
}
