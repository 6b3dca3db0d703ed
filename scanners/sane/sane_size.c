/* sane_size.c - the size of the page, and the device's scan area set to it; see sane_size.h. */
#include "sane_size.h"
#include "sane_option.h"
#include "sane_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A device that falls short of a size by no more than this takes it: glass plates are made 215.9 or
 * 296.9 mm. */
static const double SLACK_MM = 3.0;
enum { SIDE_MAX_MM = 20000 };

static bool parse_sides(const char *text, double *ret_width, double *ret_height)
{
    char *end;
    double width = strtod(text, &end);
    if (end == text || (*end != 'x' && *end != 'X'))
        return false;
    const char *second = end + 1;
    double height = strtod(second, &end);
    if (end == second)
        return false;
    while (*end == ' ')
        end++;
    double factor = strcasecmp(end, "cm") == 0                   ? 10
                    : strcasecmp(end, "in") == 0                 ? 25.4
                    : *end == '\0' || strcasecmp(end, "mm") == 0 ? 1
                                                                 : 0;
    width *= factor;
    height *= factor;
    if (!(width >= 1 && width <= SIDE_MAX_MM && height >= 1 && height <= SIDE_MAX_MM))
        return false;
    *ret_width = width;
    *ret_height = height;
    return true;
}

int scan_size_parse(const char *text, struct scan_size *ret_size, struct sohoa_err *err)
{
    static const struct scan_size known[] = {
        {SCAN_SIZE_GIVEN, 297, 420, "A3"},
        {SCAN_SIZE_GIVEN, 210, 297, "A4"},
        {SCAN_SIZE_GIVEN, 148, 210, "A5"},
        {SCAN_SIZE_GIVEN, 105, 148, "A6"},
        {SCAN_SIZE_GIVEN, 250, 353, "B4"},
        {SCAN_SIZE_GIVEN, 176, 250, "B5"},
        {SCAN_SIZE_GIVEN, 215.9, 279.4, "letter"},
        {SCAN_SIZE_GIVEN, 215.9, 355.6, "legal"},
        {SCAN_SIZE_GIVEN, 85.6, 53.98, "card"},
        {SCAN_SIZE_MAX, 0, 0, "max"},
        {SCAN_SIZE_AUTO, 0, 0, "auto"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(known[i].name, text) == 0) {
            *ret_size = known[i];
            return SOHOA_OK;
        }
    struct scan_size size = {.kind = SCAN_SIZE_GIVEN};
    if (!parse_sides(text, &size.width, &size.height))
        return sohoa_fail(
            err, SOHOA_FATAL,
            "scanner option 'size': '%s' is not A3, A4, A5, A6, B4, B5, letter, legal, "
            "card, WIDTHxHEIGHT in mm, max or auto",
            text);
    (void)snprintf(size.name, sizeof size.name, "%s", text);
    *ret_size = size;
    return SOHOA_OK;
}

/* What one edge option can be, in mm. False: it has none of that, or no limits. */
static bool edge_limits(const struct scan_option *edge, double dpi, double *ret_min,
                        double *ret_max)
{
    const SANE_Option_Descriptor *about = edge->about;
    SANE_Word low, high;
    if (about->constraint_type == SANE_CONSTRAINT_RANGE) {
        low = about->constraint.range->min;
        high = about->constraint.range->max;
    } else if (about->constraint_type == SANE_CONSTRAINT_WORD_LIST &&
               about->constraint.word_list[0] > 0) {
        low = high = about->constraint.word_list[1];
        for (SANE_Word i = 2; i <= about->constraint.word_list[0]; i++) {
            SANE_Word word = about->constraint.word_list[i];
            low = word < low ? word : low;
            high = word > high ? word : high;
        }
    } else {
        return false;
    }
    double scale = about->unit == SANE_UNIT_PIXEL && dpi > 0 ? 25.4 / dpi : 1;
    *ret_min = scan_word_number(about, low) * scale;
    *ret_max = scan_word_number(about, high) * scale;
    return true;
}

static bool find_edge(SANE_Handle handle, const char *name, struct scan_option *ret_edge)
{
    return scan_option_find(handle, name, ret_edge) && scan_option_usable(ret_edge) &&
           (ret_edge->about->type == SANE_TYPE_INT || ret_edge->about->type == SANE_TYPE_FIXED);
}

/* Sets one edge to the nearest place the device allows; lengths are never exact to the grid. */
static int set_edge(SANE_Handle handle, const char *name, double mm, double dpi, bool upward,
                    struct sohoa_err *err)
{
    struct scan_option edge;
    if (!find_edge(handle, name, &edge))
        return SOHOA_OK;
    double number = edge.about->unit == SANE_UNIT_PIXEL && dpi > 0 ? mm * dpi / 25.4 : mm;
    SANE_Word word = scan_word_nearest(edge.about, number, upward);
    return scan_option_set_number(&edge, scan_word_number(edge.about, word), err);
}

/* One axis of the scan area. */
struct axis {
    const char *page, *from, *to, *justify;
    double origin, extent; /* mm: where it starts, how long it can be; extent 0 = not known */
};

static void read_axis(SANE_Handle handle, double dpi, struct axis *axis)
{
    struct scan_option edge;
    double low = 0;
    double high = 0;
    double unused;
    axis->origin = 0;
    axis->extent = 0;
    if (!find_edge(handle, axis->to, &edge) || !edge_limits(&edge, dpi, &low, &high))
        return;
    if (find_edge(handle, axis->from, &edge))
        (void)edge_limits(&edge, dpi, &axis->origin, &unused);
    axis->extent = high - axis->origin;
}

/* Where on the axis paper of that length lies: feeders may say (airscan does) that they centre. */
static double paper_start(SANE_Handle handle, const struct axis *axis, double length)
{
    struct scan_option option;
    char word[32];
    double spare = axis->extent - length;
    if (spare <= 0 || !axis->justify || !scan_option_find(handle, axis->justify, &option) ||
        !scan_option_get_string(&option, word, sizeof word))
        return axis->origin;
    if (strcasecmp(word, "center") == 0)
        return axis->origin + spare / 2;
    if (strcasecmp(word, "right") == 0 || strcasecmp(word, "bottom") == 0)
        return axis->origin + spare;
    return axis->origin;
}

static int set_axis(SANE_Handle handle, const struct axis *axis, double length, double dpi,
                    struct sohoa_err *err)
{
    double start = paper_start(handle, axis, length);
    /* From the origin first: some devices refuse an area that is empty for a moment. */
    int rc = set_edge(handle, axis->from, axis->origin, dpi, false, err);
    if (rc == SOHOA_OK)
        rc = set_edge(handle, axis->to, start + length, dpi, true, err);
    if (rc == SOHOA_OK && start > axis->origin)
        rc = set_edge(handle, axis->from, start, dpi, false, err);
    return rc;
}

/* Asks for the paper's own length first (devices with page-width centre by it, and widen the area
 * to it), then reads what the axis can be. */
static int lay_axis(SANE_Handle handle, struct axis *axis, double length, double dpi,
                    struct sohoa_err *err)
{
    int rc = length > 0 ? set_edge(handle, axis->page, length, dpi, true, err) : SOHOA_OK;
    if (rc == SOHOA_OK)
        read_axis(handle, dpi, axis);
    return rc;
}

static bool set_automatic(SANE_Handle handle)
{
    static const char *const edges[] = {"tl-x", "tl-y", "br-x", "br-y"};
    bool all = true;
    for (size_t i = 0; i < 4; i++) {
        struct scan_option edge;
        all = all && find_edge(handle, edges[i], &edge) &&
              (edge.about->cap & SANE_CAP_AUTOMATIC) != 0 &&
              scan_option_set(&edge, "auto", NULL) == SOHOA_OK;
    }
    return all;
}

int scan_size_apply(SANE_Handle handle, const char *wish, double dpi, struct sohoa_err *err)
{
    struct scan_size size;
    int rc = scan_size_parse(wish ? wish : "A4", &size, err);
    if (rc != SOHOA_OK)
        return rc;
    struct axis across = {"page-width", "tl-x", "br-x", "adf-justification-x", 0, 0};
    struct axis along = {"page-height", "tl-y", "br-y", "adf-justification-y", 0, 0};
    if (size.kind == SCAN_SIZE_AUTO && set_automatic(handle))
        return SOHOA_OK;
    double most = size.kind == SCAN_SIZE_GIVEN ? 0 : SIDE_MAX_MM;
    rc = lay_axis(handle, &across, most > 0 ? most : size.width, dpi, err);
    if (rc == SOHOA_OK)
        rc = lay_axis(handle, &along, most > 0 ? most : size.height, dpi, err);
    if (rc != SOHOA_OK)
        return rc;
    if (across.extent <= 0 || along.extent <= 0) {
        if (!wish || size.kind != SCAN_SIZE_GIVEN)
            return SOHOA_OK;
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option 'size': this device has no scan area to set");
    }
    if (wish && size.kind == SCAN_SIZE_GIVEN &&
        (size.width > across.extent + SLACK_MM || size.height > along.extent + SLACK_MM))
        return sohoa_fail(
            err, SOHOA_FATAL,
            "scanner option 'size': %s (%.0f x %.0f mm) is larger than the %.0f x %.0f "
            "mm that this device sees: choose a smaller size or max",
            size.name, size.width, size.height, across.extent, along.extent);
    bool whole = size.kind != SCAN_SIZE_GIVEN;
    rc = set_axis(handle, &across, whole ? across.extent : fmin(size.width, across.extent), dpi,
                  err);
    if (rc == SOHOA_OK)
        rc = set_axis(handle, &along, whole ? along.extent : fmin(size.height, along.extent), dpi,
                      err);
    return rc;
}
