/* sane_status.c - what a SANE status means for the batch; see sane_status.h. No state, any thread.
 */
#include "sane_status.h"

static bool has_left_tray(enum scan_moment moment)
{
    return moment == SCAN_TURNING || moment == SCAN_READING;
}

static int fail_opening(SANE_Status status, const char *device, struct sohoa_err *err)
{
    switch ((int)status) {
    case SANE_STATUS_DEVICE_BUSY:
        return sohoa_fail(err, SOHOA_RETRY,
                          "scanner %s is in use by another program: close that, then go on",
                          device);
    case SCAN_STATUS_WARMING_UP:
        return sohoa_fail(err, SOHOA_RETRY, "scanner %s is warming up: wait a little, then go on",
                          device);
    case SANE_STATUS_ACCESS_DENIED:
        return sohoa_fail(err, SOHOA_FATAL,
                          "no permission to use scanner %s: the account must belong to the group "
                          "'scanner', or be known to the scan server",
                          device);
    case SANE_STATUS_INVAL:
        return sohoa_fail(err, SOHOA_FATAL,
                          "there is no scanner %s: check its name, cable and power", device);
    case SANE_STATUS_NO_MEM:
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    default:
        return sohoa_fail(err, SOHOA_FATAL, "scanner %s cannot be opened: %s", device,
                          sane_strstatus(status));
    }
}

static int fail_jam(const struct scan_where *w, struct sohoa_err *err)
{
    return sohoa_fail(
        err, SOHOA_RETRY,
        "paper jam in scanner %s at sheet %u: take the paper out, put sheet %u back on "
        "top of the feeder, then go on",
        w->device, w->sheet, w->sheet);
}

static int fail_cover(const struct scan_where *w, struct sohoa_err *err)
{
    if (has_left_tray(w->moment))
        return sohoa_fail(
            err, SOHOA_RETRY,
            "the cover of scanner %s was opened at sheet %u: put sheet %u back on top "
            "of the feeder, close the cover, then go on",
            w->device, w->sheet, w->sheet);
    return sohoa_fail(err, SOHOA_RETRY,
                      "the cover of scanner %s is open: close it, then go on with sheet %u",
                      w->device, w->sheet);
}

static int fail_broken(SANE_Status status, const struct scan_where *w, struct sohoa_err *err)
{
    if (w->moment == SCAN_READING)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "scanner %s failed in the middle of sheet %u (%s): that sheet must be "
                          "scanned again",
                          w->device, w->sheet, sane_strstatus(status));
    return sohoa_fail(err, SOHOA_RETRY,
                      "scanner %s failed before sheet %u (%s): check cable and power, put sheet %u "
                      "back on top of the feeder if it was drawn in, then go on",
                      w->device, w->sheet, sane_strstatus(status), w->sheet);
}

int scan_status_fail(SANE_Status status, const struct scan_where *w, struct sohoa_err *err)
{
    switch ((int)status) {
    case SANE_STATUS_JAMMED:
        return fail_jam(w, err);
    case SANE_STATUS_COVER_OPEN:
        return fail_cover(w, err);
    case SANE_STATUS_CANCELLED:
        return sohoa_fail(err, SOHOA_END, "scanning was stopped");
    case SANE_STATUS_NO_DOCS:
        return sohoa_fail(err, SOHOA_END, "the feeder is empty");
    default:
        break;
    }
    if (w->moment == SCAN_OPENING)
        return fail_opening(status, w->device, err);
    if (has_left_tray(w->moment) && scan_status_waits(status))
        return sohoa_fail(
            err, SOHOA_RETRY,
            "scanner %s is busy: put sheet %u back on top of the feeder, wait a little, "
            "then go on",
            w->device, w->sheet);
    switch ((int)status) {
    case SANE_STATUS_DEVICE_BUSY:
    case SCAN_STATUS_HW_LOCKED:
        return sohoa_fail(
            err, SOHOA_RETRY,
            "scanner %s is busy or locked: wait a little or unlock it, then go on with "
            "sheet %u",
            w->device, w->sheet);
    case SCAN_STATUS_WARMING_UP:
        return sohoa_fail(err, SOHOA_RETRY, "scanner %s is warming up: wait a little, then go on",
                          w->device);
    case SANE_STATUS_ACCESS_DENIED:
    case SANE_STATUS_UNSUPPORTED:
        return sohoa_fail(err, SOHOA_FATAL, "scanner %s refuses to scan sheet %u: %s", w->device,
                          w->sheet, sane_strstatus(status));
    case SANE_STATUS_NO_MEM:
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    default:
        return fail_broken(status, w, err);
    }
}

bool scan_status_lost(SANE_Status status, enum scan_moment moment)
{
    switch ((int)status) {
    case SANE_STATUS_IO_ERROR:
    case SANE_STATUS_NO_MEM:
    case SANE_STATUS_ACCESS_DENIED:
        return true;
    case SANE_STATUS_INVAL:
    case SANE_STATUS_EOF:
        return moment != SCAN_READING;
    default:
        return false;
    }
}

bool scan_status_waits(SANE_Status status)
{
    return status == SANE_STATUS_DEVICE_BUSY || (int)status == SCAN_STATUS_WARMING_UP;
}
