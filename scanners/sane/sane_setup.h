/* sane_setup.h - turns wishes into settings of an open device, and tells what the device then is.
 */
#ifndef SANE_SETUP_H
#define SANE_SETUP_H
#include "sane_wish.h"
#include "sane_words.h"

#include <sane/sane.h>

struct scan_plan {
    enum scan_paper paper; /* SCAN_PAPER_OTHER: the device does not tell; taken as a flatbed */
    double dpi;            /* 0: the device does not tell */
};

/* Sets source, mode, depth, resolution, page size, then the device's own options in the order given
 * (one that is inactive waits for the others). type: what the device says of itself ("sheetfed
 * scanner"), "" unknown. SOHOA_FATAL: the text names the option and its valid values; SOHOA_RETRY:
 * the device is busy. Owner of the handle. */
int scan_setup(SANE_Handle handle, const char *type, struct scan_wishes *wishes,
               struct scan_plan *ret_plan, struct sohoa_err *err);
/* True when scan_setup would have to know the device's type: it has no choice of source. */
bool scan_setup_needs_type(SANE_Handle handle);
#endif
