/* binder_sheets.c - what separator and header sheets say of a dossier against what came; see
 * binder_span.h. */
#include "host/lang.h"
#include "pipeline/binder_span.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 512 };

static uint32_t number_of(const struct span *span, uint32_t at)
{
    return span->dossier.first + at;
}

static const char *place_of(const struct span *span, uint32_t at)
{
    return span->marks[at].says ? span->marks[at].says->place : "";
}

static bool is_header(const struct span *span, uint32_t at)
{
    const struct mark *mark = &span->marks[at];
    return (mark->flags & MARK_SEPARATOR) && mark->says &&
           mark->says->kind == SOHOA_SEPARATOR_HEADER;
}

static int set_code(struct span *span, const char *code)
{
    char *copy = code ? strdup(code) : NULL;
    if (code && !copy)
        return -1;
    free(span->dossier.code);
    span->dossier.code = copy;
    return 0;
}

/* ---- a run of separators ------------------------------------------------------------------ */

/* The next separator of another sheet behind `at`; -1: there is none. Both sides of one sheet may
 * carry the code. */
static int64_t next_separator(const struct span *span, uint32_t at, uint32_t to)
{
    uint32_t sheet = span->marks[at].sheet;
    for (uint32_t i = at + 1; i < to; i++)
        if ((span->marks[i].flags & MARK_SEPARATOR) && (!sheet || span->marks[i].sheet != sheet))
            return i;
    return -1;
}

/* Two separators that no page divides. */
static int alarm_over_doubles(const struct span *span, uint32_t from, uint32_t to,
                              const struct sohoa_binder_calls *calls)
{
    char text[TEXT_MAX];
    int rc = 0;
    for (int64_t next; rc == 0 && (next = next_separator(span, from, to)) >= 0;
         from = (uint32_t)next) {
        uint32_t at = (uint32_t)next;
        if (is_header(span, from))
            (void)snprintf(text, sizeof text,
                           sohoa_tr("no sheet follows the header sheet of %s (%s); the next "
                                    "separator is %s"),
                           span->marks[from].says->code, place_of(span, from), place_of(span, at));
        else
            (void)snprintf(text, sizeof text, sohoa_tr("two separators in a row: %s and %s"),
                           place_of(span, from), place_of(span, at));
        rc = calls->alarm(calls->arg, number_of(span, at), text);
    }
    return rc;
}

int sohoa_span_begin(struct span *span, uint32_t from, uint32_t to,
                     const struct sohoa_binder_calls *calls)
{
    span->header = -1;
    for (uint32_t i = from; i < to; i++)
        if (is_header(span, i))
            span->header = i;
    const char *header = span->header < 0 ? NULL : span->marks[span->header].says->code;
    if (header && (span->flags & SOHOA_BINDER_ADOPTED) && span->code &&
        strcmp(header, span->code) == 0) {
        free(span->code);
        span->code = NULL;
    }
    const char *code = header ? header : span->code;
    if (set_code(span, code))
        return -1;
    return alarm_over_doubles(span, from, to, calls);
}

int sohoa_span_trailing(const struct span *span, uint32_t from,
                        const struct sohoa_binder_calls *calls)
{
    char text[TEXT_MAX];
    int rc = span->content ? alarm_over_doubles(span, from, span->done, calls) : 0; /* else told */
    uint32_t last = from;
    for (int64_t next; (next = next_separator(span, last, span->done)) >= 0;)
        last = (uint32_t)next;
    if (rc || !is_header(span, last))
        return rc;
    (void)snprintf(text, sizeof text, sohoa_tr("no sheet follows the header sheet of %s (%s)"),
                   span->marks[last].says->code, place_of(span, last));
    return calls->alarm(calls->arg, number_of(span, last), text);
}

int sohoa_span_headless(const struct span *span, uint32_t at,
                        const struct sohoa_binder_calls *calls)
{
    char text[TEXT_MAX];
    if (!is_header(span, at))
        return 0;
    (void)snprintf(text, sizeof text,
                   sohoa_tr("%u pages stand before the first header sheet (%s): they belong to no "
                            "dossier"),
                   at, place_of(span, at));
    return calls->alarm(calls->arg, number_of(span, 0), text);
}

/* ---- what a header promised --------------------------------------------------------------- */

/* Sheets of marks[0..count) but separators; where the feeder gave no numbers, pages. */
struct counted {
    uint32_t pages, empty, sheets;
    bool fed;
};

static struct counted count_sheets(const struct span *span, uint32_t count)
{
    struct counted c = {0};
    uint32_t separator = 0, last = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct mark *mark = &span->marks[i];
        bool back = i > 0 && (span->marks[i - 1].flags & MARK_SEPARATOR);
        c.fed |= mark->sheet != 0;
        if (mark->flags & MARK_SEPARATOR) {
            separator = mark->sheet;
            continue;
        }
        if (mark->sheet ? mark->sheet == separator : back && (mark->flags & MARK_EMPTY))
            continue;
        c.pages++;
        c.empty += (mark->flags & MARK_EMPTY) != 0;
        c.sheets += mark->sheet != 0 && mark->sheet != last;
        last = mark->sheet;
    }
    return c;
}

/* Files hold one side a sheet or two, blank ones or not. */
static bool fits(const struct counted *c, uint32_t wanted)
{
    if (c->fed)
        return c->sheets == wanted;
    return c->pages == wanted || c->pages - c->empty == wanted || c->pages == 2 * wanted;
}

static int check_count(const struct span *span, uint32_t count,
                       const struct sohoa_binder_calls *calls)
{
    char text[TEXT_MAX];
    uint32_t at = (uint32_t)span->header;
    const struct sohoa_separator *header = span->marks[at].says;
    struct counted c = count_sheets(span, count);
    if (header->sheets == 0 || fits(&c, header->sheets))
        return 0;
    if (c.fed)
        (void)snprintf(text, sizeof text,
                       sohoa_tr("dossier %s: %u sheets instead of the %u on its header sheet (%s)"),
                       header->code, c.sheets, header->sheets, header->place);
    else
        (void)snprintf(text, sizeof text,
                       sohoa_tr("dossier %s: %u pages instead of the %u sheets on its header sheet "
                                "(%s)"),
                       header->code, c.pages, header->sheets, header->place);
    return calls->alarm(calls->arg, number_of(span, at), text);
}

int sohoa_span_check(struct span *span, uint32_t count, const struct sohoa_binder_calls *calls)
{
    for (uint32_t i = 0; i < count && !span->dossier.code; i++) {
        const struct mark *mark = &span->marks[i];
        if (mark->says && mark->says->kind == SOHOA_SEPARATOR_NONE &&
            set_code(span, mark->says->code))
            return -1;
    }
    bool settled = (span->flags & SOHOA_BINDER_FIXED) != 0;
    return settled || span->header < 0 || !span->content ? 0 : check_count(span, count, calls);
}
