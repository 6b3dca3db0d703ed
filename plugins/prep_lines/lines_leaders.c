/* lines_leaders.c - finds leaders: small equal marks at one height and one distance. Some that
 * stand alone are the core; from there the row is followed both ways, through letters that cover
 * marks, until places where a mark should be are white. A dot below a letter is not taken for a
 * mark: it has not the size, the height or the place. */
#include "lines_finder.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

enum { KINDS_MAX = 4 };

static bool add_place(struct leaders *out, struct leader *leader, struct place place)
{
    if (out->place_count == out->place_room) {
        size_t room = out->place_room ? out->place_room * 2 : 1024;
        struct place *bigger = realloc(out->places, room * sizeof *bigger);
        if (!bigger)
            return false;
        out->places = bigger;
        out->place_room = room;
    }
    out->places[out->place_count++] = place;
    leader->count++;
    leader->x0 = fmin(leader->x0, place.x);
    leader->x1 = fmax(leader->x1, place.x);
    return true;
}

static bool add_leader(struct leaders *out, const struct leader *leader)
{
    if (out->count == out->room) {
        size_t room = out->room ? out->room * 2 : 64;
        struct leader *bigger = realloc(out->items, room * sizeof *bigger);
        if (!bigger)
            return false;
        out->items = bigger;
        out->room = room;
    }
    out->items[out->count++] = *leader;
    return true;
}

enum { PENDING_MAX = 512, TAIL_MIN = 4, MISSED_MAX = 2 };

/* From the mark `start` on in one direction, as long as there is ink where marks should be.
 * Hidden marks count once one that stands alone follows, or when there are several. One or two
 * may be missing: faint, or worn away. */
static bool walk(struct finder *f, const struct core *core, size_t start, double slope,
                 int direction, struct leader *leader)
{
    const struct blob *b = &f->ink->blobs[f->order[start]];
    double x = centre_x(b), y = centre_y(b), pending[PENDING_MAX];
    int steps = 1, waiting = 0, missed = 0, tail = 0;
    bool ok = true;
    while (ok && waiting < PENDING_MAX) {
        double dx = direction * core->pitch * steps, in_letter;
        size_t next = marks_alone(f, x + dx, y + slope * dx, core);
        steps++;
        if (next < f->count) {
            b = &f->ink->blobs[f->order[next]];
            for (int i = 0; ok && i < waiting; i++)
                ok = add_place(&f->out, leader, (struct place){.x = pending[i]});
            ok = ok &&
                 add_place(&f->out, leader,
                           (struct place){.x = centre_x(b), .alone = true, .mark = (uint32_t)next});
            f->state[next] = TAKEN;
            x = 0.6 * centre_x(b) + 0.4 * (x + dx);
            y = 0.6 * centre_y(b) + 0.4 * (y + slope * dx);
            waiting = missed = 0;
            steps = 1;
        } else if (!isnan(in_letter = marks_hidden(f, x + dx, y + slope * dx, core))) {
            pending[waiting++] = in_letter;
        } else if (++missed > MISSED_MAX) {
            break;
        } else if (missed == 1) {
            tail = waiting;
        }
    }
    waiting = tail;
    for (int i = 0; ok && waiting >= TAIL_MIN && i < waiting; i++)
        ok = add_place(&f->out, leader, (struct place){.x = pending[i]});
    return ok;
}

/* Undoes a walk that found too little. */
static void forget(struct finder *f, const struct leader *leader)
{
    f->out.place_count = leader->first;
    for (uint32_t i = 0; i < leader->count; i++)
        if (f->out.places[leader->first + i].alone)
            f->state[f->out.places[leader->first + i].mark] = FREE;
}

/* The middle height of the marks that stand alone; from now on they are known by their blobs. */
static void settle(struct finder *f, struct leader *leader)
{
    struct place *places = &f->out.places[leader->first];
    double sum = 0, n = 0;
    for (uint32_t i = 0; i < leader->count; i++) {
        if (!places[i].alone)
            continue;
        places[i].mark = f->order[places[i].mark];
        const struct blob *mark = &f->ink->blobs[places[i].mark];
        sum += centre_y(mark) - leader->slope * centre_x(mark);
        n++;
    }
    leader->at = sum / n;
}

/* By chance letters put ink on a third of the places, and a dot of the right size on few. */
static bool is_leader(uint32_t alone, uint32_t count)
{
    return alone >= 5 || (alone >= 2 && count >= 10);
}

/* A leader from the mark `first` on to both sides, when enough of its marks stand alone. */
static bool follow(struct finder *f, const struct core *core, size_t first, double slope)
{
    const struct blob *b = &f->ink->blobs[f->order[first]];
    struct leader leader = {.x0 = centre_x(b),
                            .x1 = centre_x(b),
                            .slope = slope,
                            .pitch = core->pitch,
                            .w = core->w,
                            .h = core->h,
                            .first = (uint32_t)f->out.place_count};
    f->state[first] = TAKEN;
    struct place own = {.x = leader.x0, .alone = true, .mark = (uint32_t)first};
    bool ok = add_place(&f->out, &leader, own) && walk(f, core, first, slope, 1, &leader) &&
              walk(f, core, first, slope, -1, &leader);
    uint32_t alone = 0;
    for (uint32_t i = 0; ok && i < leader.count; i++)
        alone += f->out.places[leader.first + i].alone;
    if (!ok || !is_leader(alone, leader.count)) {
        forget(f, &leader);
        return ok;
    }
    settle(f, &leader);
    return add_leader(&f->out, &leader);
}

/* Leaders so full of letters that no core stands alone: marks like those of leaders found. */
static bool follow_like(struct finder *f, double slope)
{
    struct core kinds[KINDS_MAX];
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; i < f->out.count && count < KINDS_MAX; i++) {
        const struct leader *l = &f->out.items[i];
        size_t k = 0;
        while (k < count &&
               !(fabs(kinds[k].pitch - l->pitch) < 0.03 * l->pitch && fabs(kinds[k].w - l->w) < 1))
            k++;
        if (k == count)
            kinds[count++] = (struct core){.pitch = l->pitch, .w = l->w, .h = l->h};
    }
    for (size_t i = 0; ok && i < f->count; i++)
        for (size_t k = 0; ok && f->state[i] == FREE && k < count; k++) {
            const struct blob *b = &f->ink->blobs[f->order[i]];
            if (fabs(b->x1 - b->x0 - kinds[k].w) <= fmax(1.2, 0.2 * kinds[k].w) &&
                fabs(b->y1 - b->y0 - kinds[k].h) <= fmax(1.2, 0.2 * kinds[k].h))
                ok = follow(f, &kinds[k], i, slope);
        }
    return ok;
}

int leaders_find(PIX *bits, struct ink *ink, double mm, struct leaders *ret_leaders)
{
    struct finder f = {.ink = ink, .bits = bits, .mm = mm};
    int rc = marks_gather(&f);
    struct core *cores =
        rc == SOHOA_OK && f.count >= CORE_MIN ? malloc(CORES_MAX * sizeof *cores) : NULL;
    double slope = 0;
    size_t count = cores ? cores_find(&f, cores, &slope) : 0;
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        if (f.state[cores[i].first] == IN_CORE && !follow(&f, &cores[i], cores[i].first, slope))
            rc = SOHOA_BAD_PAGE;
    for (size_t i = 0; i < f.count; i++)
        if (f.state[i] == IN_CORE)
            f.state[i] = FREE;
    if (rc == SOHOA_OK && f.out.count > 0 && !follow_like(&f, slope))
        rc = SOHOA_BAD_PAGE;
    free(cores);
    marks_free(&f);
    if (rc == SOHOA_OK)
        *ret_leaders = f.out;
    else
        leaders_free(&f.out);
    return rc;
}

void leaders_free(struct leaders *leaders)
{
    free(leaders->items);
    free(leaders->places);
    *leaders = (struct leaders){0};
}
