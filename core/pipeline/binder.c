/* binder.c - see binder.h.
 *
 * A span is one dossier still open: a mark for each of its pages and the place up to which all are
 * finished. Invariant: done <= count; marks[0..done) are finished and hold no cut not yet made. */
#include "pipeline/binder.h"
#include <stdlib.h>
#include <string.h>

enum { MARK_DONE = 1, MARK_QUARANTINED = 2, MARK_START = 4 };

struct span {
    struct span *next;
    struct sohoa_dossier_record dossier; /* owned copy */
    unsigned flags;
    uint32_t echoes;
    uint32_t count, done, room;
    uint8_t *marks;
    bool quarantined; /* one of marks[0..done) */
};

struct sohoa_binder {
    struct span *first, *newest;
};

struct sohoa_binder *sohoa_binder_new(void)
{
    return calloc(1, sizeof(struct sohoa_binder));
}

static void span_free(struct span *span)
{
    if (!span)
        return;
    sohoa_dossier_record_clear(&span->dossier);
    free(span->marks);
    free(span);
}

void sohoa_binder_free(struct sohoa_binder *binder)
{
    if (!binder)
        return;
    while (binder->first) {
        struct span *span = binder->first;
        binder->first = span->next;
        span_free(span);
    }
    free(binder);
}

static bool copy_text(char **to, const char *from)
{
    *to = from ? strdup(from) : NULL;
    return !from || *to;
}

static bool copy_dossier(struct sohoa_dossier_record *to, const struct sohoa_dossier_record *from)
{
    *to = *from;
    to->pages = json_incref(from->pages);
    to->documents = json_incref(from->documents);
    bool ok = copy_text(&to->code, from->code);
    ok = copy_text(&to->part, from->part) && ok;
    ok = copy_text(&to->state, from->state) && ok;
    ok = copy_text(&to->agency, from->agency) && ok;
    ok = copy_text(&to->procedure, from->procedure) && ok;
    ok = copy_text(&to->operator_, from->operator_) && ok;
    ok = copy_text(&to->source, from->source) && ok;
    ok = copy_text(&to->received, from->received) && ok;
    return ok;
}

/* Room for count pages, the new ones unfinished. */
static int grow(struct span *span, uint32_t count)
{
    if (count > span->room) {
        uint32_t room = count < 64 ? 64 : count < UINT32_MAX / 2 ? count * 2 : count;
        uint8_t *marks = realloc(span->marks, room);
        if (!marks)
            return -1;
        memset(marks + span->room, 0, room - span->room);
        span->marks = marks;
        span->room = room;
    }
    span->count = count;
    return 0;
}

int sohoa_binder_open(struct sohoa_binder *binder, const struct sohoa_dossier_record *dossier,
                      unsigned flags)
{
    struct span *span = calloc(1, sizeof *span);
    if (!span)
        return -1;
    uint32_t count = dossier->pages ? (uint32_t)json_array_size(dossier->pages)
                                    : dossier->last + 1 - dossier->first;
    if (!copy_dossier(&span->dossier, dossier) || grow(span, count)) {
        span_free(span);
        return -1;
    }
    span->flags = flags;
    sohoa_binder_end(binder); /* dossiers follow each other: the one before grows no more */
    if (binder->newest)
        binder->newest->next = span;
    else
        binder->first = span;
    binder->newest = span;
    return 0;
}

int sohoa_binder_extend(struct sohoa_binder *binder, uint32_t last)
{
    struct span *span = binder->newest;
    if (!span)
        return 0;
    if (grow(span, last + 1 - span->dossier.first))
        return -1;
    span->dossier.last = last;
    return 0;
}

const struct sohoa_dossier_record *sohoa_binder_newest(const struct sohoa_binder *binder)
{
    return binder->newest ? &binder->newest->dossier : NULL;
}

void sohoa_binder_end(struct sohoa_binder *binder)
{
    if (binder->newest)
        binder->newest->flags &= ~(unsigned)SOHOA_BINDER_GROWS;
}

/* The place of a page in the span from 0, or -1. */
static int64_t place_of(const struct span *span, uint32_t number)
{
    const struct sohoa_dossier_record *dossier = &span->dossier;
    if (!dossier->pages) {
        uint32_t place = number - dossier->first;
        return number >= dossier->first && place < span->count ? (int64_t)place : -1;
    }
    for (size_t i = 0; i < json_array_size(dossier->pages); i++)
        if (json_integer_value(json_array_get(dossier->pages, i)) == (json_int_t)number)
            return (int64_t)i;
    return -1;
}

void sohoa_binder_finish(struct sohoa_binder *binder, uint32_t number, bool quarantined, bool start)
{
    for (struct span *span = binder->first; span; span = span->next) {
        int64_t place = place_of(span, number);
        if (place < 0)
            continue;
        uint8_t mark = MARK_DONE;
        if (quarantined)
            mark |= MARK_QUARANTINED;
        if (start && !(span->flags & SOHOA_BINDER_FIXED) && !span->dossier.pages)
            mark |= MARK_START;
        span->marks[place] = mark;
        return;
    }
}

bool sohoa_binder_echo(struct sohoa_binder *binder, const char *dossier)
{
    for (struct span *span = binder->first; span; span = span->next)
        if (strcmp(span->dossier.id, dossier) == 0) {
            span->echoes++;
            return true;
        }
    return false;
}

bool sohoa_binder_empty(const struct sohoa_binder *binder)
{
    return !binder->first;
}

/* Closes pages first..first+done-1 of the span as its dossier. */
static int close_head(struct span *span, const struct sohoa_binder_calls *calls)
{
    struct sohoa_dossier_record head = span->dossier;
    if (!head.pages)
        head.last = head.first + span->done - 1;
    char complete[] = "complete", incomplete[] = "incomplete";
    head.state = span->quarantined ? incomplete : complete;
    bool before = (span->flags & SOHOA_BINDER_FIXED) != 0;
    return calls->closed(calls->arg, &head, before, span->echoes);
}

/* A cut before place `done`: what is behind it becomes a new dossier. */
static int cut(struct span *span, const struct sohoa_binder_calls *calls)
{
    int rc = close_head(span, calls);
    if (rc)
        return rc;
    sohoa_id_new(span->dossier.id);
    sohoa_stamp(0, span->dossier.captured);
    span->dossier.first += span->done;
    span->count -= span->done;
    span->room -= span->done;
    memmove(span->marks, span->marks + span->done, span->room);
    span->done = 0;
    span->echoes = 0;
    span->quarantined = false;
    return calls->opened(calls->arg, &span->dossier);
}

/* Goes over the finished pages, cutting on the way. ret: the whole span is finished. */
static int advance(struct span *span, const struct sohoa_binder_calls *calls, bool *ret)
{
    while (span->done < span->count && (span->marks[span->done] & MARK_DONE)) {
        uint8_t mark = span->marks[span->done];
        if ((mark & MARK_START) && span->done > 0) {
            int rc = cut(span, calls);
            if (rc)
                return rc;
        }
        span->quarantined |= (mark & MARK_QUARANTINED) != 0;
        span->done++;
    }
    *ret = span->done == span->count && !(span->flags & SOHOA_BINDER_GROWS);
    return 0;
}

int sohoa_binder_close(struct sohoa_binder *binder, const struct sohoa_binder_calls *calls)
{
    struct span *before = NULL;
    for (struct span **at = &binder->first; *at;) {
        struct span *span = *at;
        bool whole = false;
        int rc = advance(span, calls, &whole);
        if (rc == 0 && whole && span->count > 0)
            rc = close_head(span, calls);
        if (rc)
            return rc;
        if (!whole) {
            before = span;
            at = &span->next;
            continue;
        }
        *at = span->next;
        if (binder->newest == span)
            binder->newest = before;
        span_free(span);
    }
    return 0;
}
