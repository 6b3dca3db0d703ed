/* sane_option.h - one option of an open SANE device: found, read, checked, set, told.
 *
 * A descriptor lives until the next set (a backend may rebuild its options), so an option is found
 * again by name each time it is used. All functions: the thread that owns the handle. */
#ifndef SANE_OPTION_H
#define SANE_OPTION_H
#include "sohoa_plugin.h"

#include <sane/sane.h>

struct scan_option {
    SANE_Handle handle;
    SANE_Int index;
    const SANE_Option_Descriptor *about;
};

enum { SCAN_OPTIONS_MAX = 1024, SCAN_VALUE_WORDS_MAX = 65536, SCAN_VALUE_BYTES_MAX = 262144 };

/* How many options the device has, counting the count itself; capped. */
SANE_Int scan_option_count(SANE_Handle handle);
/* False: index past the end, or a group. */
bool scan_option_at(SANE_Handle handle, SANE_Int index, struct scan_option *ret_option);
/* By name; '_' equals '-', upper equals lower case. False: no such option. */
bool scan_option_find(SANE_Handle handle, const char *name, struct scan_option *ret_option);
/* Active now and settable by software. */
bool scan_option_usable(const struct scan_option *option);
/* Number of words of a numeric option, 1 for the plain ones. */
size_t scan_option_words(const struct scan_option *option);

/* Reads; false when it is inactive, not readable, of another type or the device refuses. */
bool scan_option_get_number(const struct scan_option *option, double *ret_value);
bool scan_option_get_string(const struct scan_option *option, char *ret_text, size_t room);

/* Sets from text, checked against type and constraint (sane_value.h). SOHOA_FATAL: the text names
 * the option and its valid values. */
int scan_option_set(const struct scan_option *option, const char *value, struct sohoa_err *err);
/* Sets every word of a numeric or bool option, checked against its constraint. */
int scan_option_set_number(const struct scan_option *option, double value, struct sohoa_err *err);

/* Tells type, unit, valid values, current value and whether it is active, as one line. */
void scan_option_describe(const struct scan_option *option, char *ret_text, size_t room);
/* The name of the device's option nearest to the one given, "" when none is near. Lent. */
const char *scan_option_nearest(SANE_Handle handle, const char *name, int *ret_distance);
#endif
