/* helper_call.c - one call to a helper: sent, waited for within its deadline, answered or lost.
 *
 * The waiting never depends on the helper behaving: reads do not block, sends have the deadline,
 * and every round looks at the clock, the core's wish to stop and the process. */
#include "host/log.h"
#include "pipeline/helper_core.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINES_MAX = 200, NOTES_MAX = 1000, TICK_MS = 50, LAST_WORDS = 20 };
static const int64_t second = 1000000000;

enum why { DIED, TOO_LONG, STOPPED, GARBAGE };

struct waiting {
    struct sohoa_exchange *x;
    int64_t allowed_ns; /* as the message tells it */
    int64_t until;      /* then it is killed */
    enum why late;      /* and this is why */
    bool told_stop;
    unsigned notes;
};

/* ---- what libraries print ---- */

static void end_line(struct sohoa_helper *h)
{
    h->line[h->line_size] = '\0';
    if (h->line_size > 0 && h->lines++ < LINES_MAX)
        sohoa_log(SOHOA_DEBUG, "%s: %s", h->seen.plugin->name, h->line);
    h->line_size = 0;
}

/* Takes in what was printed, up to a buffer full; false when there was nothing. */
static bool take_talk(struct sohoa_helper *h)
{
    char buf[4096];
    ssize_t n = read(h->child.talk, buf, sizeof buf);
    for (ssize_t i = 0; i < n; i++) {
        if (buf[i] == '\n' || h->line_size + 1 == sizeof h->line)
            end_line(h);
        if (buf[i] != '\n')
            h->line[h->line_size++] = buf[i];
    }
    return n > 0;
}

/* ---- the end of a helper ---- */

static int explain_death(const struct sohoa_helper *h, int rc, int status, struct sohoa_err *err)
{
    const char *name = h->seen.plugin->name;
    unsigned mib = (unsigned)(h->limits.memory >> 20);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SOHOA_HELPER_OUT_OF_MEMORY)
        return sohoa_fail(err, rc, "%s: needs more than the %u MiB of memory allowed", name, mib);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return sohoa_fail(err, rc, "%s: its helper process made a forbidden system call", name);
    if (WIFSIGNALED(status))
        return sohoa_fail(err, rc, "%s: its helper process died of signal %d (%s)", name,
                          WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
    return sohoa_fail(err, rc, "%s: its helper process ended with code %d", name,
                      WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static int lost(struct sohoa_helper *h, const struct waiting *w, enum why why,
                struct sohoa_err *err)
{
    const char *name = h->seen.plugin->name;
    int status;
    for (int rounds = 0; rounds < LAST_WORDS && take_talk(h); rounds++)
        ;
    end_line(h);
    sohoa_helper_end(h, why == DIED ? second : 0, true, &status);
    switch (why) {
    case TOO_LONG:
        return sohoa_fail(err, w->x->lost,
                          w->x->silence ? "%s: no sign of life for %.3g s; ended"
                                        : "%s: not done within %.3g s; ended",
                          name, (double)w->allowed_ns / 1e9);
    case STOPPED:
        return sohoa_fail(err, SOHOA_RETRY, "%s: did not stop when asked; ended", name);
    case GARBAGE:
        return sohoa_fail(err, w->x->lost, "%s: its helper process sent garbage", name);
    case DIED:
        break;
    }
    return explain_death(h, w->x->lost, status, err);
}

/* ---- messages ---- */

/* False when it cannot be sent: the helper is as good as gone. */
static bool tell(struct sohoa_helper *h, uint32_t type)
{
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, type);
    return sohoa_msg_send(&msg, h->child.sock, sohoa_clock_ns() + second) == 0;
}

void sohoa_helper_taken(struct sohoa_helper *h)
{
    (void)tell(h, SOHOA_HELPER_TAKEN); /* a dead one shows at the next call */
}

static void sign_of_life(struct waiting *w)
{
    if (!w->x->silence || w->told_stop)
        return;
    int64_t most = w->x->call ? w->x->call->deadline_ns : 0;
    w->until = sohoa_clock_ns() + w->x->limit_ns;
    if (most && most < w->until)
        w->until = most;
}

static void take_event(struct sohoa_helper *h, struct waiting *w, struct sohoa_msg *msg)
{
    const struct sohoa_call *call = w->x->call;
    sign_of_life(w);
    if (msg->type == SOHOA_HELPER_NOTE) {
        const char *text = sohoa_msg_get_text(msg);
        if (call && call->note && !msg->bad && w->notes++ < NOTES_MAX)
            call->note(call, text);
    } else if (msg->type != SOHOA_HELPER_ALIVE && w->x->event && !w->x->enough) {
        w->x->event(w->x, h, msg);
        if (w->x->enough)
            (void)tell(h, SOHOA_HELPER_ENOUGH);
    }
}

/* The fixed part of DONE; false when it is impossible. */
static bool take_done(struct sohoa_helper *h, struct sohoa_msg *reply, int *ret_rc,
                      struct sohoa_err *err)
{
    reply->from = h->child.pid;
    int rc = (int)sohoa_msg_get_u32(reply), sys_errno = (int)sohoa_msg_get_u32(reply);
    const char *text = sohoa_msg_get_path(reply);
    int64_t resident = sohoa_msg_get_i64(reply), peak = sohoa_msg_get_i64(reply);
    if (reply->bad || rc > SOHOA_END || rc < SOHOA_FATAL || strlen(text) >= sizeof err->text)
        return false;
    sohoa_helper_measured(h, resident, peak);
    if (rc != SOHOA_OK && err) {
        sohoa_fail(err, rc, "%s", text);
        err->sys_errno = sys_errno;
    }
    *ret_rc = rc;
    return true;
}

/* ---- waiting ---- */

/* Passes on that the core wants to stop or that next was cancelled. */
static void pass_wishes(struct sohoa_helper *h, struct waiting *w)
{
    const struct sohoa_call *call = w->x->call;
    bool scanner = h->seen.plugin->role == SOHOA_SCANNER;
    bool cancel = scanner && atomic_exchange(&h->cancel, false);
    bool stop = !w->told_stop && call && call->stopping && call->stopping(call);
    if (stop)
        (void)tell(h, SOHOA_HELPER_STOP);
    if (cancel || (stop && w->x->type == SOHOA_HELPER_NEXT))
        (void)tell(h, SOHOA_HELPER_CANCEL);
    if (!cancel && !stop)
        return;
    int64_t until = sohoa_clock_ns() + w->x->grace_ns;
    if (until < w->until) {
        w->until = until;
        w->late = STOPPED;
    }
    w->told_stop = true;
}

static void wait_for_something(struct sohoa_helper *h, const struct waiting *w)
{
    struct pollfd p[] = {{.fd = h->child.sock, .events = POLLIN},
                         {.fd = h->child.talk, .events = POLLIN},
                         {.fd = h->child.pidfd, .events = POLLIN},
                         {.fd = h->wake, .events = POLLIN}};
    int64_t left = (w->until - sohoa_clock_ns()) / 1000000 + 1;
    bool ask = w->x->call && w->x->call->stopping && !w->told_stop;
    int64_t most = ask ? TICK_MS : 1000;
    poll(p, sizeof p / sizeof *p, (int)(left < 0 ? 0 : left < most ? left : most));
    uint64_t count;
    if ((p[3].revents & POLLIN) && read(h->wake, &count, sizeof count) < 0)
        return;
    if (p[1].revents & POLLIN)
        (void)take_talk(h);
}

static bool has_died(const struct sohoa_helper *h)
{
    struct pollfd p = {.fd = h->child.pidfd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

static int wait_done(struct sohoa_helper *h, struct waiting *w, struct sohoa_msg *reply,
                     struct sohoa_err *err)
{
    for (;;) {
        bool died = has_died(h); /* before looking at the socket: its last words count */
        enum sohoa_wire_state state = sohoa_wire_pull(&h->wire, reply);
        int rc;
        bool done = state == SOHOA_WIRE_MESSAGE && reply->type == SOHOA_HELPER_DONE;
        if (done && take_done(h, reply, &rc, err)) {
            (void)take_talk(h);
            return rc;
        }
        if (state == SOHOA_WIRE_MESSAGE) {
            if (!done)
                take_event(h, w, reply);
            sohoa_msg_clear(reply);
        }
        if (done || state == SOHOA_WIRE_BROKEN)
            return lost(h, w, GARBAGE, err);
        if (state == SOHOA_WIRE_CLOSED || (died && state == SOHOA_WIRE_WAIT))
            return lost(h, w, DIED, err);
        pass_wishes(h, w);
        if (sohoa_clock_ns() >= w->until)
            return lost(h, w, w->late, err);
        if (state == SOHOA_WIRE_WAIT)
            wait_for_something(h, w);
    }
}

/* Until when the core waits, and the deadline that the plugin is told: a little earlier. */
static int64_t set_deadline(struct waiting *w, int64_t now)
{
    const struct sohoa_exchange *x = w->x;
    int64_t most = x->call ? x->call->deadline_ns : 0;
    w->late = TOO_LONG;
    w->until = now + x->limit_ns;
    if (most && most < w->until)
        w->until = most;
    w->allowed_ns = w->until - now;
    int64_t end = x->silence ? most : w->until;
    int64_t margin = (end - now) / 10 < second / 4 ? (end - now) / 10 : second / 4;
    return end ? end - margin : 0;
}

void sohoa_helper_begin(const struct sohoa_helper *h, uint32_t type, struct sohoa_msg *request)
{
    sohoa_msg_init(request, type);
    sohoa_msg_put_i64(request, 0);
    sohoa_msg_put_u32(request, h->reads);
}

int sohoa_helper_exchange(struct sohoa_helper *h, struct sohoa_exchange *x,
                          struct sohoa_msg *request, struct sohoa_msg *reply, struct sohoa_err *err)
{
    struct waiting w = {.x = x};
    int64_t now = sohoa_clock_ns(), deadline = set_deadline(&w, now);
    if (w.until <= now)
        return sohoa_fail(err, x->lost, "%s: no time was left for it", h->seen.plugin->name);
    if (!request->bad && x->type != SOHOA_HELPER_OPEN)
        memcpy(request->bytes, &deadline, sizeof deadline);
    h->lines = 0;
    int failed = sohoa_msg_send(request, h->child.sock, w.until);
    if (failed == EMSGSIZE)
        return sohoa_fail(err, x->lost, "the page's text is too large to pass on");
    if (failed)
        return lost(h, &w, failed == ETIMEDOUT ? TOO_LONG : DIED, err);
    return wait_done(h, &w, reply, err);
}
