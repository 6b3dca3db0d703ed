/* feeder_paper.c - how paper moves through the virtual feeder, and what goes wrong; see
 * feeder_paper.h. */
#include "feeder_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void feeder_rest(long ms)
{
    (void)nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

_Noreturn void feeder_hang(void)
{
    for (;;)
        feeder_rest(1000);
}

/* A fault takes place once: that is durable before it shows. */
static bool fault_due(struct tray *tray, const struct tray_sheet *sheet, const char *kind,
                      long *ret_number)
{
    struct tray_fault *fault = tray_fault(tray, sheet, kind);
    if (!fault)
        return false;
    fault->done = true;
    *ret_number = fault->number;
    return true;
}

/* What happens before a side moves. GOOD: it moves. */
static SANE_Status start_fault(struct tray *tray, struct tray_sheet *sheet, bool back)
{
    static const struct {
        const char *front, *back;
        SANE_Status status;
        bool put_back; /* the operator puts the sheet back on top at once */
    } kinds[] = {
        {"jam", "jam-back", SANE_STATUS_JAMMED, true},
        {"jam-out", "jam-out-back", SANE_STATUS_JAMMED, false},
        {"cover-open", "cover-open-back", SANE_STATUS_COVER_OPEN, true},
        {"busy", "busy-back", SANE_STATUS_DEVICE_BUSY, false},
        {"warming-up", "warming-up-back", (SANE_Status)FEEDER_WARMING_UP, false},
        {"refused", "refused-back", SANE_STATUS_ACCESS_DENIED, false},
        {"fail-start", "fail-start-back", SANE_STATUS_IO_ERROR, true},
    };
    long number;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!fault_due(tray, sheet, back ? kinds[i].back : kinds[i].front, &number))
            continue;
        if (kinds[i].put_back)
            sheet->out = false;
        else if (kinds[i].status == SANE_STATUS_JAMMED)
            sheet->out = true;
        return tray_commit(tray) == 0 ? kinds[i].status : SANE_STATUS_IO_ERROR;
    }
    if (fault_due(tray, sheet, back ? "hang-start-back" : "hang-start", &number)) {
        (void)tray_commit(tray);
        tray_end(tray);
        feeder_hang();
    }
    if (fault_due(tray, sheet, back ? "abort-start-back" : "abort-start", &number)) {
        (void)tray_commit(tray);
        abort();
    }
    return SANE_STATUS_GOOD;
}

/* What will happen in the middle of the side. */
static void plan_read_fault(struct feeder_paper *p, struct tray *tray,
                            const struct tray_sheet *sheet, bool back)
{
    static const char *const kinds[] = {"hang",  "vanish",   "abort",      "error", "short",
                                        "empty", "jam-read", "cover-read", NULL};
    p->kind[0] = '\0';
    p->slow_ms = 0;
    char kind[40];
    for (int i = 0; kinds[i] && !p->kind[0]; i++) {
        (void)snprintf(kind, sizeof kind, "%s%s", kinds[i], back ? "-back" : "");
        if (fault_due(tray, sheet, kind, &p->number))
            (void)snprintf(p->kind, sizeof p->kind, "%s", kinds[i]);
    }
    long none;
    (void)fault_due(tray, sheet, back ? "slow-back" : "slow", &p->slow_ms);
    p->waits = fault_due(tray, sheet, back ? "wait-back" : "wait", &none);
    if (strcmp(p->kind, "vanish") == 0)
        tray->absent = p->number > 0 ? p->number : 1;
}

/* The next sheet leaves the tray; with a double feed the one below it sticks to it. */
static SANE_Status feed_sheet(struct feeder_paper *p, struct tray *tray, char *ret_front)
{
    struct tray_sheet *sheet = tray_top(tray);
    long number;
    if (!sheet)
        return SANE_STATUS_NO_DOCS;
    SANE_Status status = start_fault(tray, sheet, false);
    if (status != SANE_STATUS_GOOD)
        return status;
    memcpy(p->sheet, sheet->name, sizeof p->sheet);
    memcpy(ret_front, sheet->front, sizeof sheet->front);
    memcpy(p->back, sheet->back, sizeof p->back);
    bool both = fault_due(tray, sheet, "double-feed", &number);
    sheet->out = true;
    tray->fed++;
    plan_read_fault(p, tray, sheet, false);
    struct tray_sheet *below = both ? tray_top(tray) : NULL;
    if (below) {
        below->out = true;
        tray->fed++;
        memcpy(p->back, below->back, sizeof p->back);
    }
    return tray_commit(tray) == 0 ? SANE_STATUS_GOOD : SANE_STATUS_IO_ERROR;
}

static SANE_Status turn_sheet(struct feeder_paper *p, struct tray *tray)
{
    struct tray_sheet *sheet = tray_find(tray, p->sheet);
    if (!sheet)
        return SANE_STATUS_JAMMED; /* somebody took the file away */
    SANE_Status status = start_fault(tray, sheet, true);
    if (status != SANE_STATUS_GOOD)
        return status;
    plan_read_fault(p, tray, sheet, true);
    return tray_commit(tray) == 0 ? SANE_STATUS_GOOD : SANE_STATUS_IO_ERROR;
}

SANE_Status feeder_paper_move(struct feeder_paper *p, char ret_file[TRAY_NAME_MAX])
{
    struct tray tray;
    SANE_Status status = SANE_STATUS_IO_ERROR;
    if (tray_begin(&tray, p->dir) == 0) {
        if (p->turned) {
            status = turn_sheet(p, &tray);
            memcpy(ret_file, p->back, TRAY_NAME_MAX);
        } else {
            status = feed_sheet(p, &tray, ret_file);
        }
    }
    tray_end(&tray);
    return status;
}

void feeder_paper_back(const struct feeder_paper *p)
{
    struct tray tray;
    if (tray_begin(&tray, p->dir) == 0) {
        struct tray_sheet *sheet = tray_find(&tray, p->sheet);
        if (sheet)
            sheet->out = false;
        (void)tray_commit(&tray);
    }
    tray_end(&tray);
}
