/* sane_value.h - values of SANE options as text: parsed against type and constraint, and told.
 * No state, any thread. */
#ifndef SANE_VALUE_H
#define SANE_VALUE_H
#include "sohoa_plugin.h"

#include <sane/sane.h>

/* The number that one word of the option's value means: int as is, fixed as real, bool 0 or 1. */
double scan_word_number(const SANE_Option_Descriptor *about, SANE_Word word);
/* The word for a number: rounded to the type. */
SANE_Word scan_number_word(const SANE_Option_Descriptor *about, double number);
/* True when the constraint lets that word be (range with its quantisation, word list). */
bool scan_word_allowed(const SANE_Option_Descriptor *about, SANE_Word word);
/* The word for a number that somebody typed: the allowed one it means, since backends round 12.1 to
 * fixed point in their own ways; scan_number_word when none is that near. */
SANE_Word scan_word_snapped(const SANE_Option_Descriptor *about, double number);
/* The allowed word nearest to number: at or above it when upward and there is one. */
SANE_Word scan_word_nearest(const SANE_Option_Descriptor *about, double number, bool upward);

/* Parses one number with the option's unit ("300", "300dpi", "21 cm", "8.5in", "50%"); for
 * millimetres also cm and in. False: not a number, or another unit. */
bool scan_number_parse(const SANE_Option_Descriptor *about, const char *text, size_t size,
                       double *ret_number);

/* "75, 150, 300 dpi" or "4 to 192 in steps of 2 mm" or "'Gray', 'Color'": what may be set. */
void scan_valid_text(const SANE_Option_Descriptor *about, char *ret_text, size_t room);
/* One number as text, without needless zeros. */
void scan_number_text(double number, char *ret_text, size_t room);
const char *scan_unit_text(SANE_Unit unit);

/* Appends formatted text, cut where the room ends. */
void scan_append(char *text, size_t room, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#endif
