/* feed_scan.c - the feeder of a scan: sheet by sheet from one device into one batch.
 *
 * A side is charged before it is captured; its master is durable before the next one is asked for;
 * a sheet counts as captured when all its sides are, in one commit. A sheet that fails is named:
 * either the operator mends it and it comes again under its number, or it is lost, `rescan`, and
 * stands in an alarm. The numbers of sheets are counted here: a scanner whose helper died starts
 * anew. */
#include "host/lang.h"
#include "host/log.h"
#include "host/page.h"
#include "pipeline/helper.h"
#include "pipeline/scan.h"
#include "record/master_sign.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEATHS_MAX 3       /* helpers that die in a row at one sheet */
#define RETRY_PAUSE_MS 500 /* between tries, when nobody is there to mend a fault */

struct scan {
    struct sohoa_feed *feed;
    struct sohoa_engine *engine;
    struct sohoa_instance *scanner;
    char *device;             /* as the pages name it */
    struct sohoa_sheet sheet; /* under way, or held until the operator has seen it */
    uint32_t captured;        /* sheets of this batch */
    uint64_t estimate;        /* charge of a side before it is known */
    bool prompt, begun;       /* begun: the batch has its dossier */
    bool signs;               /* masters are signed before they are captured */
    bool moving;              /* a sheet may have left the feeder and is not captured */
    uint32_t deaths, died;    /* at this sheet; as the helpers count */
    int64_t faulty_since;     /* 0 = no fault */
    bool over, broken;        /* no more sheets; because of a fault */
};

static bool may_ask(const struct scan *s)
{
    return s->engine->request->calls.operator_ != NULL;
}

void sohoa_sheet_drop(struct sohoa_sheet *sheet, struct sohoa_budget *budget)
{
    for (uint32_t i = 0; i < sheet->count; i++) {
        sohoa_page_record_clear(&sheet->sides[i]);
        sohoa_budget_release(budget, sheet->charges[i]);
    }
    sheet->count = 0;
}

/* ---- a sheet into the batch ------------------------------------------------------------------ */

static int make_dossier(struct scan *s, struct sohoa_dossier_record *ret, struct sohoa_err *err)
{
    int rc = sohoa_feed_dossier(s->feed, ret, err);
    if (rc == SOHOA_OK)
        ret->source = sohoa_text_copy(s->device);
    return rc;
}

static int put_pages(struct scan *s, struct sohoa_page_record *pages, uint32_t count,
                     enum sohoa_page_state state, struct sohoa_err *err)
{
    struct sohoa_dossier_record dossier = {0};
    int rc = SOHOA_OK;
    if (!s->begun) {
        s->feed->device = s->device;
        rc = make_dossier(s, &dossier, err);
        pages[0].start = true;
    }
    if (rc == SOHOA_OK) {
        struct sohoa_capture capture = {
            .pages = pages,
            .count = count,
            .sheets = state == SOHOA_STATE_RESCAN ? 0 : 1,
            .state = state,
            .dossier = s->begun ? NULL : &dossier,
            .grows = true,
        };
        rc = sohoa_feed_capture(s->feed, &capture, err);
    }
    sohoa_dossier_record_clear(&dossier);
    s->begun = s->begun || rc == SOHOA_OK;
    return rc;
}

/* Commits the sheet and hands its sides to the workers. */
static int capture_sheet(struct scan *s, struct sohoa_err *err)
{
    struct sohoa_sheet *sheet = &s->sheet;
    if (sheet->count == 0)
        return SOHOA_OK;
    int rc = put_pages(s, sheet->sides, sheet->count, SOHOA_STATE_PENDING, err);
    if (rc) {
        sohoa_sheet_drop(sheet, s->engine->budget);
        return rc;
    }
    for (uint32_t i = 0; i < sheet->count; i++) {
        const struct sohoa_admission how = {.charge = sheet->charges[i], .charged = true};
        int given = sohoa_feed_admit(s->feed, &sheet->sides[i], &how, err);
        rc = given == SOHOA_FATAL ? given : rc;
    }
    sheet->count = 0;
    s->captured++;
    sheet->number++;
    s->moving = false;
    return rc;
}

static void count_put_back(struct scan *s)
{
    pthread_mutex_lock(&s->engine->mutex);
    s->engine->put_back++;
    pthread_mutex_unlock(&s->engine->mutex);
}

/* A `rescan` page keeps the place of a lost sheet until the batch is closed. */
static int put_rescan(struct scan *s, const struct sohoa_err *why, struct sohoa_err *err)
{
    struct sohoa_page_record page = {
        .sheet = s->sheet.number,
        .source = sohoa_text_copy(s->device),
        .reason = sohoa_text_copy(why->text),
    };
    uint32_t number = s->feed->next;
    int rc = put_pages(s, &page, 1, SOHOA_STATE_RESCAN, err);
    sohoa_page_record_clear(&page);
    return rc ? rc : sohoa_feed_rescan(s->feed, number, err);
}

static int lose_sheet(struct scan *s, const struct sohoa_err *why, struct sohoa_err *err)
{
    sohoa_sheet_drop(&s->sheet, s->engine->budget);
    int rc = s->begun ? put_rescan(s, why, err) : SOHOA_OK; /* a dossier begins with paper */
    s->sheet.number++;
    s->moving = false;
    count_put_back(s);
    return rc ? rc : sohoa_feed_alarm(s->feed, why->text, err);
}

/* ---- one side -------------------------------------------------------------------------------- */

static int keep_side(struct scan *s, const struct sohoa_page *page, uint64_t charge,
                     struct sohoa_err *err)
{
    struct sohoa_sheet *sheet = &s->sheet;
    struct sohoa_page_record *side = &sheet->sides[sheet->count];
    *side = (struct sohoa_page_record){
        .sheet = sheet->number,
        .back = (page->flags & SOHOA_PAGE_BACK) != 0,
        .width = page->width,
        .height = page->height,
        .dpi = (double)page->dpi,
        .image = page->master_image,
        .source = sohoa_text_copy(s->device),
    };
    if (!page->master)
        return sohoa_fail(err, SOHOA_FATAL, "the scanner plugin gave a page without bytes");
    const struct sohoa_signer *signer = s->signs ? s->engine->request->signer : NULL;
    int rc = sohoa_master_put(s->engine->records, page->master, &side->master, err);
    if (rc == SOHOA_OK && signer)
        rc = sohoa_master_sign(s->engine->records, side->master.sha256, signer, err);
    if (rc) {
        sohoa_page_record_clear(side);
        return sohoa_engine_fail(s->engine, 4, err);
    }
    sheet->charges[sheet->count++] = charge;
    return SOHOA_OK;
}

/* The charge of a side now that it is known, taken over from the estimate. */
static uint64_t recharge(struct scan *s, const struct sohoa_page *page)
{
    uint64_t charge = sohoa_budget_page(page->width, page->height, 0);
    if (charge > s->estimate)
        sohoa_budget_force(s->engine->budget, charge - s->estimate);
    else
        sohoa_budget_release(s->engine->budget, s->estimate - charge);
    s->estimate = charge;
    return charge;
}

/* Asks the scanner for a side. ret_whole: it was the last one of its sheet. */
static int take_side(struct scan *s, bool *ret_whole, struct sohoa_err *err)
{
    struct sohoa_engine_call call;
    struct sohoa_page page;
    if (s->sheet.count > 0)
        sohoa_budget_force(s->engine->budget, s->estimate);
    else if (!sohoa_budget_charge(s->engine->budget, s->estimate))
        return SOHOA_END;
    sohoa_page_init(&page);
    sohoa_engine_call(s->engine, 0, &call);
    s->moving = true;
    int rc = s->scanner->scanner->next(s->scanner->self, &call.call, &page, err);
    if (page.source && !s->device)
        s->device = strdup(page.source);
    if (rc == SOHOA_OK) {
        uint64_t charge = recharge(s, &page);
        rc = keep_side(s, &page, charge, err);
        if (rc)
            sohoa_budget_release(s->engine->budget, charge);
        *ret_whole = (page.flags & SOHOA_PAGE_LAST_SIDE) || s->sheet.count == SOHOA_SIDES_MAX;
    } else {
        sohoa_budget_release(s->engine->budget, s->estimate);
    }
    sohoa_page_clear(&page);
    return rc;
}

/* ---- faults ---------------------------------------------------------------------------------- */

/* True when the helper process behind the scanner died since the last look. */
static bool helper_died(struct scan *s)
{
    struct sohoa_helper_stats stats;
    sohoa_helper_stats(&stats);
    bool died = stats.died != s->died;
    s->died = stats.died;
    return died;
}

/* Ends the batch before its paper: an alarm says where. */
static int give_up(struct scan *s, const char *why, struct sohoa_err *err)
{
    char text[sizeof err->text + 128];
    s->over = s->broken = true;
    (void)snprintf(text, sizeof text,
                   sohoa_tr("%s; scanning ended before sheet %u, the last sheet stored is %u"), why,
                   s->sheet.number, s->sheet.number - 1);
    count_put_back(s);
    return sohoa_feed_alarm(s->feed, text, err);
}

/* Nobody is there: wait a little, then try again, for a while. */
static bool patient(struct scan *s)
{
    if (!s->faulty_since)
        s->faulty_since = sohoa_now_ns();
    if (sohoa_now_ns() - s->faulty_since >= s->engine->patience_ns)
        return false;
    const struct timespec pause = {.tv_nsec = RETRY_PAUSE_MS * 1000000L};
    (void)nanosleep(&pause, NULL);
    return true;
}

/* The helper died at this sheet, and whether its paper had moved nobody knows: the next try may get
 * the sheet behind it. So somebody is told, whatever comes. */
static int tell_death(struct scan *s, const char *why, struct sohoa_err *err)
{
    char text[sizeof err->text + 128];
    (void)snprintf(text, sizeof text,
                   sohoa_tr("%s; look whether sheet %u was drawn in and is missing"), why,
                   s->sheet.number);
    count_put_back(s);
    return sohoa_feed_alarm(s->feed, text, err);
}

static int ask_to_mend(struct scan *s, const char *why, bool died, struct sohoa_err *err)
{
    char text[sizeof err->text + 128];
    if (died)
        (void)snprintf(text, sizeof text,
                       sohoa_tr("%s; if sheet %u was drawn in, put it back on top of the feeder "
                                "(the last sheet stored is %u)"),
                       why, s->sheet.number, s->sheet.number - 1);
    else
        (void)snprintf(text, sizeof text, sohoa_tr("%s (the last sheet stored is %u)"), why,
                       s->sheet.number - 1);
    if (sohoa_events_ask(s->engine->events, SOHOA_ASK_MEND, text) != SOHOA_STOP_HERE)
        return SOHOA_OK;
    if (sohoa_engine_stopping(s->engine))
        return SOHOA_END;
    return give_up(s, why, err);
}

/* The same call may succeed: after an operator's hand, or with a fresh helper. */
static int mend(struct scan *s, const char *why, struct sohoa_err *err)
{
    bool died = helper_died(s);
    sohoa_sheet_drop(&s->sheet, s->engine->budget);
    if (died)
        (void)sohoa_scan_number(s->scanner, "first-sheet", s->sheet.number, NULL);
    if (died && ++s->deaths >= DEATHS_MAX)
        return give_up(s, why, err);
    if (may_ask(s))
        return ask_to_mend(s, why, died, err);
    if (died)
        return tell_death(s, why, err);
    if (!s->faulty_since)
        sohoa_log(SOHOA_WARN, "%s", why);
    return sohoa_engine_stopping(s->engine) || patient(s) ? SOHOA_OK : give_up(s, why, err);
}

/* A device that gives nothing fails the run; among several, the others go on. */
static int no_paper(struct scan *s, const struct sohoa_err *why, struct sohoa_err *err)
{
    s->over = s->broken = true;
    *err = *why;
    if (s->engine->request->device_count <= 1)
        return sohoa_engine_fail(s->engine, s->scanner && why->sys_errno != EINVAL ? 3 : 2, err);
    sohoa_log(SOHOA_ERROR, "%s", why->text);
    return SOHOA_OK;
}

static int fault(struct scan *s, int rc, const struct sohoa_err *why, struct sohoa_err *err)
{
    if (rc == SOHOA_RETRY)
        return mend(s, why->text, err);
    if (rc == SOHOA_BAD_PAGE || rc == SOHOA_BAD_DOSSIER)
        return lose_sheet(s, why, err);
    if (!s->begun)
        return no_paper(s, why, err);
    /* What came is kept; the operator hears where it ended. */
    struct sohoa_err again = {0};
    sohoa_sheet_drop(&s->sheet, s->engine->budget);
    return give_up(s, why->text, &again);
}

/* ---- the run over all sheets ------------------------------------------------------------------
 */

/* --prompt: before each sheet; the one before is captured when the operator is content with it. */
static int ask_sheet(struct scan *s, struct sohoa_err *err)
{
    char text[160];
    uint32_t next = s->sheet.number + (s->sheet.count > 0);
    if (s->sheet.count > 0)
        (void)snprintf(text, sizeof text, sohoa_tr("sheet %u is scanned; lay sheet %u"), next - 1,
                       next);
    else
        (void)snprintf(text, sizeof text, sohoa_tr("lay sheet %u"), next);
    switch (sohoa_events_ask(s->engine->events, SOHOA_ASK_SHEET, text)) {
    case SOHOA_AGAIN:
        sohoa_sheet_drop(&s->sheet, s->engine->budget);
        return SOHOA_OK;
    case SOHOA_STOP_HERE:
        s->over = true;
        return capture_sheet(s, err);
    case SOHOA_CONTINUE:
        break;
    }
    return capture_sheet(s, err);
}

/* The scanner was stopped, or not asked any more: the paper has not ended. */
static bool is_cut_off(const struct scan *s)
{
    return sohoa_engine_aborting(s->engine) || atomic_load(&s->engine->halted);
}

static int nothing_came(struct scan *s, struct sohoa_err *why, struct sohoa_err *err)
{
    if (!why->text[0])
        (void)sohoa_fail(why, SOHOA_END, "no sheet came");
    if (!s->begun)
        return no_paper(s, why, err);
    sohoa_log(SOHOA_WARN, "%s", why->text);
    return sohoa_feed_doubt(s->feed, err);
}

/* The feeder is empty. A sheet whose second side never came is kept, and told. */
static int end_of_paper(struct scan *s, struct sohoa_err *why, struct sohoa_err *err)
{
    char text[160];
    s->over = true;
    s->moving = s->sheet.count > 0;
    if (s->sheet.count == 0 && s->sheet.number == s->feed->last_sheet + 1)
        return nothing_came(s, why, err);
    if (s->sheet.count == 0 || s->prompt)
        return SOHOA_OK;
    uint32_t number = s->sheet.number;
    int rc = capture_sheet(s, err);
    if (rc)
        return rc;
    (void)snprintf(text, sizeof text, sohoa_tr("sheet %u gave only its first side"), number);
    return sohoa_feed_alarm(s->feed, text, err);
}

static int take_sheet(struct scan *s, struct sohoa_err *err)
{
    struct sohoa_err why = {0};
    bool whole = false;
    int rc = s->prompt ? ask_sheet(s, err) : SOHOA_OK;
    while (rc == SOHOA_OK && !s->over && !whole) {
        rc = take_side(s, &whole, &why);
        if (rc == SOHOA_END)
            return is_cut_off(s) ? SOHOA_END : end_of_paper(s, &why, err);
        if (rc)
            return fault(s, rc, &why, err);
        s->faulty_since = 0;
        s->deaths = 0;
    }
    if (rc || s->over || s->prompt)
        return rc;
    return capture_sheet(s, err);
}

static int check_sheets(struct scan *s, struct sohoa_err *err)
{
    char text[160];
    json_int_t expected = json_integer_value(json_object_get(s->feed->request, "sheets"));
    if (expected <= 0 || (json_int_t)s->captured == expected || s->broken)
        return SOHOA_OK;
    (void)snprintf(text, sizeof text, sohoa_tr("%u sheets were expected, %u came"),
                   (unsigned)expected, s->captured);
    return sohoa_feed_alarm(s->feed, text, err);
}

/* Stopped. Between two sheets nobody needs to look at the feeder. */
static int pause_scan(struct scan *s, struct sohoa_err *err)
{
    if (!s->moving)
        return sohoa_feed_pause(s->feed, err);
    sohoa_log(SOHOA_WARN,
              "sheet %u may have left the feeder: put it back before you go on; the last sheet "
              "stored is %u",
              s->sheet.number, s->sheet.number - 1);
    return SOHOA_OK;
}

static int scan_all(struct scan *s, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    while (rc == SOHOA_OK && !s->over && !sohoa_engine_stopping(s->engine))
        rc = take_sheet(s, err);
    if (rc == SOHOA_OK && !s->over && s->sheet.count > 0)
        rc = capture_sheet(s, err); /* stopping: what is held was scanned well */
    if (rc == SOHOA_OK && s->over)
        rc = check_sheets(s, err);
    if (rc == SOHOA_OK && s->over && !sohoa_engine_aborting(s->engine))
        rc = sohoa_feed_end(s->feed, err);
    else if (rc == SOHOA_OK || rc == SOHOA_END)
        rc = pause_scan(s, err);
    return rc;
}

static int set_up(struct scan *s, struct sohoa_err *err)
{
    const json_t *request = s->feed->request;
    s->prompt = json_is_true(json_object_get(request, "prompt")) && may_ask(s);
    s->signs = json_is_true(json_object_get(request, "sign"));
    if (s->signs && !s->engine->request->signer)
        return sohoa_fail(err, SOHOA_FATAL,
                          "the masters of this batch are signed: go on with --sign");
    json_int_t expected = json_integer_value(json_object_get(request, "sheets"));
    int rc = sohoa_scan_open(s->feed, &s->scanner, err);
    if (rc)
        return rc;
    if (s->prompt)
        rc = s->scanner->scanner->set_option(s->scanner->self, "batch", "manual", err);
    else if (expected > (json_int_t)s->captured)
        rc = sohoa_scan_number(s->scanner, "sheets", (uint32_t)expected - s->captured, err);
    if (rc == SOHOA_OK && s->sheet.number > 1)
        rc = sohoa_scan_number(s->scanner, "first-sheet", s->sheet.number, err);
    (void)helper_died(s);
    return rc;
}

int sohoa_feed_scan(struct sohoa_feed *feed, struct sohoa_err *err)
{
    struct scan s = {
        .feed = feed,
        .engine = feed->engine,
        .captured = feed->sheets,
        .begun = feed->live != NULL,
        .estimate = sohoa_budget_page(0, 0, 0),
    };
    s.sheet.number = feed->last_sheet + 1;
    struct sohoa_err why = {0};
    int rc = set_up(&s, &why);
    if (rc) {
        rc = no_paper(&s, &why, err);
    } else {
        sohoa_engine_watch(s.engine, s.scanner, true);
        rc = scan_all(&s, err);
        sohoa_engine_watch(s.engine, s.scanner, false);
    }
    if (rc == SOHOA_OK && s.broken) {
        pthread_mutex_lock(&s.engine->mutex);
        s.engine->broken = true;
        pthread_mutex_unlock(&s.engine->mutex);
    }
    sohoa_sheet_drop(&s.sheet, s.engine->budget);
    sohoa_instance_close(s.scanner);
    feed->device = NULL;
    free(s.device);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}
