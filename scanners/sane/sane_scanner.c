/* sane_scanner.c - the plugin `sane`: the descriptor, the calls, and how sheets and sides follow
 * each other.
 *
 * Invariants: `fed` counts the sheets that are behind us, delivered or lost; the sheet under way is
 * fed + 1 and so stays the same number after a RETRY, when it is put back and fed again. Every page
 * lent to next() gets `source` and `sheet`, whatever comes of it, so that the core can name the
 * sheet. All calls but cancel come one at a time. */
#include "sane_device.h"
#include "sane_frame.h"
#include "sane_option.h"
#include "sane_setup.h"
#include "sane_status.h"
#include "sane_wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum { FAILURES_MAX = 5, TURNING_SECONDS = 30 };

struct scanner { /* offsets are in the option table */
    char *device;
    int64_t patience;
    struct scan_wishes wishes;
    struct scan_device link;
    struct scan_plan plan;
    bool set_up;       /* the open device has the settings */
    bool used;         /* it was open once: it exists, and may come back */
    bool turning;      /* the first side of the sheet under way is delivered */
    uint32_t fed;      /* sheets behind us */
    uint32_t loaded;   /* sheets since the last END */
    uint32_t failures; /* starts that failed in a row with the device there */
    time_t lost_at;    /* when the device went away, 0 = it is there; CLOCK_MONOTONIC */
};

static const struct sohoa_option options[] = {
    {"device", SOHOA_STRING, offsetof(struct scanner, device), "", 0, 0,
     "name of the SANE device; empty: the only one there is"},
    {"patience", SOHOA_INT, offsetof(struct scanner, patience), "600", 0, 86400,
     "seconds that a device which went away may stay away"},
    {0}};

static int scanner_open(void *self, struct sohoa_err *err)
{
    struct scanner *s = self;
    (void)err;
    scan_wishes_init(&s->wishes, (uint32_t)s->patience);
    scan_device_init(&s->link);
    return SOHOA_OK;
}

static void scanner_close(void *self)
{
    struct scanner *s = self;
    scan_device_exit(&s->link);
    scan_wishes_clear(&s->wishes);
}

static int scanner_list(void *self, const struct sohoa_call *call,
                        void (*found)(void *arg, const char *name, const char *text), void *arg,
                        struct sohoa_err *err)
{
    struct scanner *s = self;
    (void)call;
    int rc = scan_device_library(&s->link, err);
    if (rc != SOHOA_OK)
        return rc;
    const SANE_Device **list = NULL;
    SANE_Status status = sane_get_devices(&list, SANE_FALSE);
    if (status != SANE_STATUS_GOOD)
        return sohoa_fail(err, SOHOA_FATAL, "scanners cannot be listed: %s",
                          sane_strstatus(status));
    for (int i = 0; list && list[i]; i++) {
        char text[300];
        (void)snprintf(text, sizeof text, "%s %s (%s)", list[i]->vendor ? list[i]->vendor : "",
                       list[i]->model ? list[i]->model : "", list[i]->type ? list[i]->type : "");
        found(arg, list[i]->name, text);
    }
    return SOHOA_OK;
}

static int scanner_set_option(void *self, const char *name, const char *value,
                              struct sohoa_err *err)
{
    struct scanner *s = self;
    int rc = scan_wishes_set(&s->wishes, name, value, err);
    if (rc != SOHOA_OK)
        return rc;
    s->set_up = false;
    if (strcasecmp(name, "device") == 0)
        scan_device_forget(&s->link);
    return SOHOA_OK;
}

static time_t now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static struct scan_where where(const struct scanner *s, enum scan_moment moment)
{
    return (struct scan_where){
        .moment = moment, .device = s->link.name, .sheet = s->wishes.first_sheet + s->fed};
}

/* A device that was there may come back: that is the operator's to mend, for a while. */
static int fail_open(struct scanner *s, SANE_Status status, struct sohoa_err *err)
{
    struct scan_where w = where(s, SCAN_OPENING);
    if (!s->used)
        return scan_status_fail(status, &w, err);
    if (!s->lost_at)
        s->lost_at = now_seconds();
    if (now_seconds() - s->lost_at < (time_t)s->wishes.patience)
        return sohoa_fail(err, SOHOA_RETRY,
                          "scanner %s does not answer: check its cable and power, then go on with "
                          "sheet %u",
                          w.device, w.sheet);
    return sohoa_fail(err, SOHOA_FATAL, "scanner %s has been away for more than %u seconds",
                      w.device, s->wishes.patience);
}

static int open_device(struct scanner *s, struct sohoa_err *err)
{
    if (s->link.handle)
        return SOHOA_OK;
    int rc = scan_device_library(&s->link, err);
    const char *name = s->wishes.device ? s->wishes.device : s->device;
    if (rc == SOHOA_OK && !s->link.name)
        rc = scan_device_choose(&s->link, name, err);
    if (rc != SOHOA_OK)
        return rc;
    SANE_Status status = scan_device_open(&s->link);
    if (status != SANE_STATUS_GOOD)
        return fail_open(s, status, err);
    s->used = true;
    s->lost_at = 0;
    s->set_up = false;
    return SOHOA_OK;
}

static int make_ready(struct scanner *s, struct sohoa_err *err)
{
    int rc = open_device(s, err);
    if (rc != SOHOA_OK || s->set_up)
        return rc;
    if (scan_setup_needs_type(s->link.handle))
        scan_device_ask_type(&s->link);
    rc = scan_setup(s->link.handle, s->link.type, &s->wishes, &s->plan, err);
    s->set_up = rc == SOHOA_OK;
    return rc;
}

static int scanner_describe(void *self, const struct sohoa_call *call,
                            void (*line)(void *arg, const char *name, const char *text), void *arg,
                            struct sohoa_err *err)
{
    struct scanner *s = self;
    (void)call;
    int rc = open_device(s, err);
    if (rc != SOHOA_OK)
        return rc;
    SANE_Int count = scan_option_count(s->link.handle);
    for (SANE_Int i = 1; i < count; i++) {
        struct scan_option option;
        char text[1600];
        if (!scan_option_at(s->link.handle, i, &option))
            continue;
        scan_option_describe(&option, text, sizeof text);
        line(arg, option.about->name, text);
    }
    return SOHOA_OK;
}

/* How many sheets one load gives at most; 0 = until the feeder is empty, or for ever. */
static uint32_t load_limit(const struct scanner *s)
{
    bool feeder = s->plan.paper == SCAN_FEEDER || s->plan.paper == SCAN_DUPLEX;
    if (s->wishes.batch == SCAN_BATCH_ONE)
        return 1;
    if (feeder || s->wishes.batch == SCAN_BATCH_MANUAL)
        return 0;
    return s->wishes.sheets ? s->wishes.sheets : 1;
}

/* Ends a load. next() may be called again for another one. */
static int end_load(struct scanner *s, struct sohoa_err *err)
{
    uint32_t loaded = s->loaded;
    bool half = s->turning;
    scan_device_stop(&s->link);
    s->loaded = 0;
    if (half) { /* its second side never came: the sheet is behind us all the same */
        s->turning = false;
        s->fed++;
        return sohoa_fail(err, SOHOA_END, "the feeder ended after the front of sheet %u",
                          s->wishes.first_sheet + s->fed - 1);
    }
    if (loaded == 0)
        return sohoa_fail(err, SOHOA_END, "the feeder is empty");
    if (s->wishes.sheets && loaded != s->wishes.sheets)
        return sohoa_fail(err, SOHOA_END, "%u sheets were expected, %u came", s->wishes.sheets,
                          loaded);
    return sohoa_fail(err, SOHOA_END, "%u sheets were scanned", loaded);
}

/* A fault of the device: what becomes of the sheet, the session and the handle. */
static int fault(struct scanner *s, SANE_Status status, enum scan_moment moment,
                 struct sohoa_err *err)
{
    struct scan_where w = where(s, moment);
    if (status == SANE_STATUS_NO_DOCS)
        return end_load(s, err);
    int rc = scan_status_fail(status, &w, err);
    if (scan_status_waits(status) && moment == SCAN_STARTING)
        return rc;
    if (rc == SOHOA_RETRY && s->fed == 0 && status == SANE_STATUS_INVAL)
        rc = sohoa_fail(err, SOHOA_FATAL, "scanner %s does not scan with these settings", w.device);
    else if (rc == SOHOA_RETRY && scan_status_lost(status, moment) && ++s->failures >= FAILURES_MAX)
        rc = SOHOA_FATAL; /* it can be opened, but not started: not for the operator to mend */
    scan_device_stop(&s->link);
    if (scan_status_lost(status, moment))
        scan_device_close(&s->link);
    s->turning = false;
    if (rc == SOHOA_BAD_PAGE)
        s->fed++;
    return rc;
}

/* A fault found in what the device sent. */
static int bad_shot(struct scanner *s, int rc)
{
    scan_device_stop(&s->link);
    s->turning = false;
    if (rc == SOHOA_BAD_PAGE)
        s->fed++;
    return rc;
}

static void count_side(struct scanner *s, struct sohoa_page *page)
{
    bool duplex = s->plan.paper == SCAN_DUPLEX;
    if (!s->turning && page->sheet == 1)
        page->flags |= SOHOA_PAGE_START;
    if (s->turning)
        page->flags |= SOHOA_PAGE_BACK;
    if (duplex && !s->turning) {
        s->turning = true;
        return;
    }
    page->flags |= SOHOA_PAGE_LAST_SIDE;
    s->turning = false;
    s->fed++;
    s->loaded++;
    /* A flatbed's lamp goes home between pages; a feeder's session goes on. */
    if (s->plan.paper == SCAN_FLATBED || s->plan.paper == SCAN_PAPER_OTHER)
        scan_device_stop(&s->link);
}

/* True when a read was given up for the deadline, not because anybody wants to stop. */
static bool timed_out(struct scanner *s, const struct sohoa_call *call)
{
    bool stopping = call && call->stopping && call->stopping(call);
    return sohoa_call_over(call) && !stopping && !scan_device_cancelled(&s->link);
}

static int take_side(struct scanner *s, const struct sohoa_call *call, struct sohoa_page *page,
                     struct sohoa_err *err)
{
    struct scan_shot shot = {.handle = s->link.handle,
                             .call = call,
                             .stopped = scan_device_cancelled,
                             .arg = &s->link,
                             .swap_endian = s->wishes.swap_endian,
                             .lossless = s->wishes.lossless,
                             .dpi = s->plan.dpi};
    SANE_Status status = SANE_STATUS_GOOD;
    int rc = scan_shot_take(&shot, page, &status, err);
    if (status == SANE_STATUS_CANCELLED && timed_out(s, call))
        return bad_shot(s, sohoa_fail(err, SOHOA_BAD_PAGE, "scanner %s took too long for sheet %u",
                                      s->link.name, page->sheet));
    if (status != SANE_STATUS_GOOD)
        return fault(s, status, SCAN_READING, err);
    if (rc != SOHOA_OK)
        return bad_shot(s, rc);
    count_side(s, page);
    return SOHOA_OK;
}

/* A device that is busy before a second side is waited for: after RETRY the whole sheet would have
 * to be fed again. */
static SANE_Status start_side(struct scanner *s, const struct sohoa_call *call)
{
    time_t until = now_seconds() + TURNING_SECONDS;
    for (;;) {
        SANE_Status status = scan_device_start(&s->link);
        if (!s->turning || !scan_status_waits(status) || now_seconds() >= until)
            return status;
        if (scan_device_cancelled(&s->link) || sohoa_call_over(call))
            return SANE_STATUS_CANCELLED;
        (void)nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
}

static int next_side(struct scanner *s, const struct sohoa_call *call, struct sohoa_page *page,
                     struct sohoa_err *err)
{
    if (scan_device_cancelled(&s->link) || sohoa_call_over(call)) {
        scan_device_stop(&s->link);
        return sohoa_fail(err, SOHOA_END, "scanning was stopped");
    }
    if (s->turning && !s->set_up)
        s->turning = false;
    int rc = make_ready(s, err);
    page->source = s->link.name;
    page->sheet = s->wishes.first_sheet + s->fed;
    if (rc != SOHOA_OK)
        return rc;
    uint32_t limit = load_limit(s);
    if (limit && s->loaded >= limit)
        return end_load(s, err);
    SANE_Status status = start_side(s, call);
    if (status != SANE_STATUS_GOOD)
        return fault(s, status, s->turning ? SCAN_TURNING : SCAN_STARTING, err);
    s->failures = 0;
    return take_side(s, call, page, err);
}

static int scanner_next(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                        struct sohoa_err *err)
{
    struct scanner *s = self;
    scan_device_busy(&s->link, true);
    int rc = next_side(s, call, page, err);
    scan_device_busy(&s->link, false);
    return rc;
}

static void scanner_cancel(void *self)
{
    struct scanner *s = self;
    scan_device_cancel(&s->link);
}

static const struct sohoa_scanner calls = {
    .size = sizeof calls,
    .list = scanner_list,
    .set_option = scanner_set_option,
    .next = scanner_next,
    .cancel = scanner_cancel,
    .describe = scanner_describe,
};

SOHOA_PLUGIN(
    SCANNER, .name = "sane", .version = "1.0",
    .summary = "Scans from any device that SANE knows: feeders, flatbeds, network scanners.",
    .threads = SOHOA_SERIAL, .isolation = SOHOA_IN_HELPER_DEVICE, .options = options,
    .self_size = sizeof(struct scanner), .open = scanner_open, .close = scanner_close,
    .calls = &calls);
