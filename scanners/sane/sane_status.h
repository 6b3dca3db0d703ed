/* sane_status.h - what a SANE status means for the batch, in words for an operator. */
#ifndef SANE_STATUS_H
#define SANE_STATUS_H
#include "sohoa_plugin.h"

#include <sane/sane.h>

/* Later statuses that some backends give already (sane.h has them commented out). */
enum { SCAN_STATUS_WARMING_UP = 12, SCAN_STATUS_HW_LOCKED = 13 };

enum scan_moment {
    SCAN_OPENING,  /* no handle yet */
    SCAN_STARTING, /* before the first side: the sheet may still lie in the tray */
    SCAN_TURNING,  /* before the second side: the sheet has left the tray */
    SCAN_READING,  /* in the picture: so has this one */
};

struct scan_where {
    enum scan_moment moment;
    const char *device;
    uint32_t sheet; /* from 1 */
};

/* Writes the text and returns what the core must do (never SOHOA_OK; status is not GOOD). After
 * SOHOA_RETRY the same sheet is fed again; after SOHOA_BAD_PAGE the next one. [any] */
int scan_status_fail(SANE_Status status, const struct scan_where *where, struct sohoa_err *err);
/* True when the handle is of no more use: close the device and open it again. [any] */
bool scan_status_lost(SANE_Status status, enum scan_moment moment);
/* True when the device only needs time. [any] */
bool scan_status_waits(SANE_Status status);
#endif
