/* binder.c - see binder.h; what separators mean is in binder_sheets.c. */
#include "pipeline/binder_span.h"
#include <stdlib.h>
#include <string.h>

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
    for (uint32_t i = 0; i < span->count; i++)
        free(span->marks[i].says);
    free(span->marks);
    free(span->code);
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
    to->given = json_incref(from->given);
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
        struct mark *marks = realloc(span->marks, room * sizeof *marks);
        if (!marks)
            return -1;
        memset(marks + span->room, 0, (room - span->room) * sizeof *marks);
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
    if (!copy_dossier(&span->dossier, dossier) || !copy_text(&span->code, dossier->code) ||
        grow(span, count)) {
        span_free(span);
        return -1;
    }
    span->flags = flags;
    span->first = true;
    span->header = -1;
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

static uint8_t flags_of(const struct span *span, const struct sohoa_bound_page *page)
{
    bool cuts = !(span->flags & SOHOA_BINDER_FIXED) && !span->dossier.pages;
    uint8_t flags = MARK_DONE;
    if (page->state == SOHOA_STATE_QUARANTINED || page->state == SOHOA_STATE_RESCAN)
        flags |= MARK_QUARANTINED;
    if (page->state == SOHOA_STATE_BLANK)
        flags |= MARK_EMPTY;
    if (cuts && page->state == SOHOA_STATE_SEPARATOR)
        flags |= MARK_SEPARATOR;
    if (cuts && page->start)
        flags |= MARK_START;
    return flags;
}

int sohoa_binder_finish(struct sohoa_binder *binder, uint32_t number,
                        const struct sohoa_bound_page *page)
{
    for (struct span *span = binder->first; span; span = span->next) {
        int64_t place = place_of(span, number);
        if (place < 0)
            continue;
        struct mark *mark = &span->marks[place];
        struct sohoa_separator *says = NULL;
        if (page->says) {
            if (!(says = malloc(sizeof *says)))
                return -1;
            *says = *page->says;
        }
        free(mark->says);
        *mark = (struct mark){.flags = flags_of(span, page), .sheet = page->sheet, .says = says};
        break;
    }
    return 0;
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

/* Closes marks[0..count) of the span as its dossier. */
static int close_head(struct span *span, uint32_t count, const struct sohoa_binder_calls *calls)
{
    int rc = sohoa_span_check(span, count, calls);
    if (rc)
        return rc;
    struct sohoa_dossier_record head = span->dossier;
    if (!head.pages)
        head.last = head.first + count - 1;
    char complete[] = "complete", incomplete[] = "incomplete";
    head.state = span->quarantined ? incomplete : complete;
    bool before = (span->flags & SOHOA_BINDER_FIXED) != 0;
    return calls->closed(calls->arg, &head, before, span->echoes);
}

/* A cut before mark `at`, which is done or about to be: what is behind it becomes a new dossier,
 * begun by the separators that stand there, if any. */
static int cut(struct span *span, uint32_t at, const struct sohoa_binder_calls *calls)
{
    int rc = close_head(span, at, calls);
    if (rc)
        return rc;
    for (uint32_t i = 0; i < at; i++)
        free(span->marks[i].says);
    sohoa_id_new(span->dossier.id);
    sohoa_stamp(0, span->dossier.captured);
    span->dossier.first += at;
    span->count -= at;
    span->room -= at;
    span->done -= at;
    memmove(span->marks, span->marks + at, span->room * sizeof *span->marks);
    span->echoes = 0;
    span->quarantined = span->content = span->first = span->run = false;
    rc = sohoa_span_begin(span, 0, span->done, calls);
    return rc ? rc : calls->opened(calls->arg, &span->dossier);
}

/* A page with something on it behind separators. */
static int end_run(struct span *span, const struct sohoa_binder_calls *calls)
{
    span->run = false;
    if (!span->content) /* they stand at the head of the range */
        return sohoa_span_begin(span, span->run_at, span->done, calls);
    int rc = 0;
    if (span->first && span->header < 0)
        rc = sohoa_span_headless(span, span->run_at, calls);
    return rc ? rc : cut(span, span->run_at, calls);
}

/* Looks at the next finished page, cutting before it where it must. */
static int take_page(struct span *span, const struct sohoa_binder_calls *calls)
{
    uint8_t flags = span->marks[span->done].flags;
    int rc = 0;
    bool content = !(flags & (MARK_SEPARATOR | MARK_EMPTY));
    if ((flags & MARK_SEPARATOR) && !span->run) {
        span->run = true;
        span->run_at = span->done;
    } else if (span->run && content) {
        rc = end_run(span, calls);
    } else if (!span->run && (flags & MARK_START) && span->done > 0) {
        rc = cut(span, span->done, calls);
    }
    if (rc == 0) {
        span->content |= content;
        span->quarantined |= (flags & MARK_QUARANTINED) != 0;
        span->done++;
    }
    return rc;
}

/* Goes over the finished pages. ret: the whole span is finished. */
static int advance(struct span *span, const struct sohoa_binder_calls *calls, bool *ret)
{
    int rc = 0;
    while (rc == 0 && span->done < span->count && (span->marks[span->done].flags & MARK_DONE))
        rc = take_page(span, calls);
    *ret = span->done == span->count && !(span->flags & SOHOA_BINDER_GROWS);
    return rc;
}

/* The range is finished; separators may stand at its end, or it is nothing else. */
static int close_whole(struct span *span, const struct sohoa_binder_calls *calls)
{
    int rc = 0;
    if (span->run && !span->content)
        rc = sohoa_span_begin(span, span->run_at, span->done, calls);
    if (rc == 0 && span->run)
        rc = sohoa_span_trailing(span, span->run_at, calls);
    return rc ? rc : close_head(span, span->done, calls);
}

int sohoa_binder_close(struct sohoa_binder *binder, const struct sohoa_binder_calls *calls)
{
    struct span *before = NULL;
    for (struct span **at = &binder->first; *at;) {
        struct span *span = *at;
        bool whole = false;
        int rc = advance(span, calls, &whole);
        if (rc == 0 && whole && span->count > 0)
            rc = close_whole(span, calls);
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
