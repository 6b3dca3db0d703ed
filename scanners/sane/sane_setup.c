/* sane_setup.c - turns wishes into settings of an open device; see sane_setup.h.
 * The order matters: the source decides which sizes there are, the mode which depths and
 * resolutions. */
#include "sane_setup.h"
#include "sane_option.h"
#include "sane_size.h"
#include "sane_value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { GOOD_DPI = 300, VALID_TEXT_MAX = 300, WORD_TEXT_MAX = 200 };

/* The first usable option of those names that has a list of words, or a yes and no. */
static bool find_choice(SANE_Handle handle, const char *const *names, bool usable,
                        struct scan_option *ret_option)
{
    for (; *names; names++)
        if (scan_option_find(handle, *names, ret_option) &&
            (!usable || scan_option_usable(ret_option)) &&
            (ret_option->about->constraint_type == SANE_CONSTRAINT_STRING_LIST ||
             ret_option->about->type == SANE_TYPE_BOOL))
            return true;
    return false;
}

static bool find_source(SANE_Handle handle, struct scan_option *ret_option)
{
    static const char *const names[] = {"source", "scan-source", "doc-source", "paper-source",
                                        NULL};
    return find_choice(handle, names, true, ret_option) &&
           ret_option->about->type == SANE_TYPE_STRING;
}

/* The separate option of devices whose source list has just one feeder. It may wake up only when
 * the feeder is chosen. */
static bool find_sides(SANE_Handle handle, bool usable, struct scan_option *ret_option)
{
    static const char *const names[] = {"adf-mode",     "duplex",          "adf-duplex", "sides",
                                        "double-sided", "scan-both-sides", NULL};
    if (!find_choice(handle, names, usable, ret_option))
        return false;
    if (ret_option->about->type == SANE_TYPE_BOOL)
        return true;
    return scan_paper_find(ret_option->about->constraint.string_list, SCAN_DUPLEX) >= 0;
}

bool scan_setup_needs_type(SANE_Handle handle)
{
    struct scan_option source;
    return !find_source(handle, &source);
}

static int set_sides(SANE_Handle handle, bool both, struct sohoa_err *err)
{
    struct scan_option sides;
    if (!find_sides(handle, true, &sides))
        return both ? sohoa_fail(err, SOHOA_FATAL,
                                 "scanner option 'source': this device does not scan both sides")
                    : SOHOA_OK;
    if (sides.about->type == SANE_TYPE_BOOL)
        return scan_option_set(&sides, both ? "yes" : "no", err);
    const char *const *list = sides.about->constraint.string_list;
    int duplex = scan_paper_find(list, SCAN_DUPLEX);
    int other = -1;
    for (int i = 0; list[i] && other < 0; i++)
        if (i != duplex)
            other = i;
    if (!both && other < 0)
        return SOHOA_OK;
    return scan_option_set(&sides, list[both ? duplex : other], err);
}

static int refuse_source(const struct scan_option *source, const char *wish, struct sohoa_err *err)
{
    char valid[VALID_TEXT_MAX];
    scan_valid_text(source->about, valid, sizeof valid);
    return sohoa_fail(err, SOHOA_FATAL,
                      "scanner option 'source': '%s' is not a source of this device: choose %s",
                      wish, valid);
}

/* Chooses the source by meaning. SOHOA_END: the device has none of that kind. */
static int choose_paper(SANE_Handle handle, enum scan_paper paper, struct sohoa_err *err)
{
    struct scan_option source;
    if (!find_source(handle, &source))
        return SOHOA_END;
    const char *const *list = source.about->constraint.string_list;
    int at = scan_paper_find(list, paper);
    bool apart = false; /* both sides by an option of its own */
    struct scan_option sides;
    if (at < 0 && paper == SCAN_DUPLEX && find_sides(handle, false, &sides)) {
        at = scan_paper_find(list, SCAN_FEEDER);
        apart = true;
    }
    if (at < 0)
        return SOHOA_END;
    int rc = scan_option_set(&source, list[at], err);
    if (rc == SOHOA_OK && (apart || paper == SCAN_FEEDER))
        rc = set_sides(handle, apart, err);
    return rc;
}

static int set_source(SANE_Handle handle, const char *wish, bool sheetfed, struct sohoa_err *err)
{
    struct scan_option source;
    int penalty;
    bool listed = find_source(handle, &source);
    if (!wish) {
        int rc = choose_paper(handle, SCAN_DUPLEX, err);
        if (rc == SOHOA_END)
            rc = choose_paper(handle, SCAN_FEEDER, err);
        if (rc == SOHOA_END)
            rc = choose_paper(handle, SCAN_FLATBED, err);
        if (rc == SOHOA_END && sheetfed && find_sides(handle, true, &source))
            rc = set_sides(handle, true, err);
        return rc == SOHOA_END ? SOHOA_OK : rc;
    }
    if (listed && scan_word_find(source.about->constraint.string_list, wish) >= 0)
        return scan_option_set(&source, wish, err);
    enum scan_paper paper = scan_paper_of(wish, &penalty);
    int rc = paper == SCAN_PAPER_OTHER ? SOHOA_END : choose_paper(handle, paper, err);
    if (rc != SOHOA_END)
        return rc;
    if (listed)
        return refuse_source(&source, wish, err);
    if (paper == SCAN_DUPLEX)
        return set_sides(handle, true, err);
    if (paper == SCAN_FEEDER && (sheetfed || find_sides(handle, true, &source)))
        return set_sides(handle, false, err);
    if (paper == SCAN_FLATBED && !sheetfed)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL,
                      "scanner option 'source': '%s' is not valid: this device has just one source",
                      wish);
}

static bool find_depth(SANE_Handle handle, struct scan_option *ret_option)
{
    return (scan_option_find(handle, "depth", ret_option) ||
            scan_option_find(handle, "bit-depth", ret_option)) &&
           scan_option_usable(ret_option) && ret_option->about->type == SANE_TYPE_INT;
}

/* Line art as gray at one bit, for devices that have no word for it. SOHOA_END: nor that. */
static int set_one_bit(SANE_Handle handle, const struct scan_option *mode, struct sohoa_err *err)
{
    struct scan_option depth;
    int gray = scan_colour_find(mode->about->constraint.string_list, SCAN_GRAY);
    if (gray < 0 || !scan_option_find(handle, "depth", &depth) ||
        !scan_word_allowed(depth.about, 1))
        return SOHOA_END;
    int rc = scan_option_set(mode, mode->about->constraint.string_list[gray], err);
    if (rc == SOHOA_OK && find_depth(handle, &depth))
        rc = scan_option_set(&depth, "1", err);
    return rc;
}

/* *ret_bilevel: what is set gives one bit a pixel. */
static int set_mode(SANE_Handle handle, const char *wish, bool *ret_bilevel, struct sohoa_err *err)
{
    static const char *const names[] = {"mode", "scan-mode", "color-mode", "image-type", NULL};
    struct scan_option mode;
    int penalty;
    *ret_bilevel = false;
    if (!find_choice(handle, names, true, &mode) || mode.about->type != SANE_TYPE_STRING) {
        if (!wish)
            return SOHOA_OK;
        return sohoa_fail(err, SOHOA_FATAL, "scanner option 'mode': this device has just one mode");
    }
    const char *const *list = mode.about->constraint.string_list;
    enum scan_colour colour = wish ? scan_colour_of(wish, &penalty) : SCAN_COLOR;
    int at = wish ? scan_word_find(list, wish) : -1;
    if (at < 0 && colour != SCAN_COLOUR_OTHER)
        at = scan_colour_find(list, colour);
    *ret_bilevel = colour == SCAN_LINEART;
    if (at >= 0)
        return scan_option_set(&mode, list[at], err);
    if (colour == SCAN_LINEART) {
        int rc = set_one_bit(handle, &mode, err);
        if (rc != SOHOA_END)
            return rc;
    }
    if (wish)
        return scan_option_set(&mode, wish, err); /* refuses with the valid values */
    at = scan_colour_find(list, SCAN_GRAY);
    return at >= 0 ? scan_option_set(&mode, list[at], err) : SOHOA_OK;
}

static int set_depth(SANE_Handle handle, const char *wish, bool bilevel, struct sohoa_err *err)
{
    struct scan_option depth;
    if (!find_depth(handle, &depth)) {
        if (!wish || (bilevel && strcmp(wish, "1") == 0) || (!bilevel && strcmp(wish, "8") == 0))
            return SOHOA_OK;
        return sohoa_fail(
            err, SOHOA_FATAL,
            "scanner option 'depth': cannot be set to '%s' on this device in this mode", wish);
    }
    if (wish)
        return scan_option_set(&depth, wish, err);
    if (bilevel || !scan_word_allowed(depth.about, 8))
        return SOHOA_OK;
    return scan_option_set(&depth, "8", err);
}

static bool find_resolution(SANE_Handle handle, const char *name, struct scan_option *ret_option)
{
    return scan_option_find(handle, name, ret_option) && scan_option_usable(ret_option) &&
           (ret_option->about->type == SANE_TYPE_INT || ret_option->about->type == SANE_TYPE_FIXED);
}

static int set_one_resolution(const struct scan_option *option, const char *wish,
                              struct sohoa_err *err)
{
    if (wish)
        return scan_option_set(option, wish, err);
    SANE_Word word = scan_word_nearest(option->about, GOOD_DPI, true);
    return scan_option_set_number(option, scan_word_number(option->about, word), err);
}

static int set_resolution(SANE_Handle handle, const char *wish, struct sohoa_err *err)
{
    static const char *const names[] = {"resolution", "x-resolution", "y-resolution",
                                        "scan-resolution", "dpi"};
    struct scan_option option;
    bool found = false;
    int rc = SOHOA_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && rc == SOHOA_OK; i++) {
        if (!find_resolution(handle, names[i], &option))
            continue;
        found = true;
        rc = set_one_resolution(&option, wish, err);
    }
    if (rc == SOHOA_OK && wish && !found)
        return sohoa_fail(err, SOHOA_FATAL,
                          "scanner option 'resolution': this device has just one resolution");
    return rc;
}

static double read_dpi(SANE_Handle handle)
{
    static const char *const names[] = {"resolution", "x-resolution", "scan-resolution", "dpi"};
    struct scan_option option;
    double dpi;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (scan_option_find(handle, names[i], &option) && scan_option_get_number(&option, &dpi) &&
            dpi >= 1 && dpi <= 100000)
            return dpi;
    return 0;
}

static int unknown_option(SANE_Handle handle, const char *name, struct sohoa_err *err)
{
    int far_own, far_general;
    const char *own = scan_option_nearest(handle, name, &far_own);
    const char *general = scan_wishes_nearest(name, &far_general);
    return sohoa_fail(err, SOHOA_FATAL, "this scanner has no option '%s'; the nearest is '%s'",
                      name, far_general < far_own || !own[0] ? general : own);
}

/* The device's own options, in the order given; those inactive wait until others woke them. */
static int set_own(SANE_Handle handle, struct scan_wishes *wishes, struct sohoa_err *err)
{
    struct scan_option option;
    for (size_t i = 0; i < wishes->owns; i++) {
        wishes->own[i].done = false;
        if (!scan_option_find(handle, wishes->own[i].name, &option))
            return unknown_option(handle, wishes->own[i].name, err);
    }
    for (bool last = false;;) {
        bool progress = false;
        for (size_t i = 0; i < wishes->owns; i++) {
            struct scan_own *own = &wishes->own[i];
            if (own->done || !scan_option_find(handle, own->name, &option))
                continue;
            if (!SANE_OPTION_IS_ACTIVE(option.about->cap) && !last)
                continue;
            int rc = scan_option_set(&option, own->value, err);
            if (rc != SOHOA_OK)
                return rc;
            own->done = progress = true;
        }
        if (!progress && last)
            return SOHOA_OK;
        last = !progress;
    }
}

/* What the device is set to now, whoever set it. */
static enum scan_paper read_paper(SANE_Handle handle, bool sheetfed)
{
    struct scan_option option;
    char word[WORD_TEXT_MAX];
    int penalty;
    double on;
    enum scan_paper paper = sheetfed ? SCAN_FEEDER : SCAN_PAPER_OTHER;
    if (find_source(handle, &option) && scan_option_get_string(&option, word, sizeof word))
        paper = scan_paper_of(word, &penalty);
    if (paper == SCAN_FLATBED || paper == SCAN_DUPLEX || !find_sides(handle, true, &option))
        return paper;
    if (option.about->type == SANE_TYPE_BOOL)
        return scan_option_get_number(&option, &on) && on != 0 ? SCAN_DUPLEX : paper;
    if (scan_option_get_string(&option, word, sizeof word) &&
        scan_paper_of(word, &penalty) == SCAN_DUPLEX)
        return SCAN_DUPLEX;
    return paper;
}

static bool is_sheetfed(const char *type)
{
    int penalty;
    return scan_paper_of(type, &penalty) == SCAN_FEEDER && !strcasestr(type, "flatbed");
}

int scan_setup(SANE_Handle handle, const char *type, struct scan_wishes *wishes,
               struct scan_plan *ret_plan, struct sohoa_err *err)
{
    bool sheetfed = is_sheetfed(type);
    bool bilevel;
    int rc = set_source(handle, wishes->source, sheetfed, err);
    if (rc == SOHOA_OK)
        rc = set_mode(handle, wishes->mode, &bilevel, err);
    if (rc == SOHOA_OK)
        rc = set_depth(handle, wishes->depth, bilevel, err);
    if (rc == SOHOA_OK)
        rc = set_resolution(handle, wishes->resolution, err);
    if (rc == SOHOA_OK)
        rc = scan_size_apply(handle, wishes->size, read_dpi(handle), err);
    if (rc == SOHOA_OK)
        rc = set_own(handle, wishes, err);
    if (rc == SOHOA_FATAL && err && !err->sys_errno)
        err->sys_errno = EINVAL; /* what was asked for is wrong, not the scanner */
    if (rc != SOHOA_OK)
        return rc;
    *ret_plan = (struct scan_plan){read_paper(handle, sheetfed), read_dpi(handle)};
    return SOHOA_OK;
}
