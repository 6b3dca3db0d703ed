/* helper_serve.c - the helper's end: takes calls off the socket, makes them, answers.
 *
 * Two threads: this one reads the socket, so that stop, cancel and the end of the core arrive
 * whatever the plugin does; the main one makes the calls. cancel runs in a third, because a back
 * end may hang in it. The plugin's calls see the same arguments as they would in the core. */
#include "host/lang.h"
#include "host/page.h"
#include "host/pdf_signed.h"
#include "host/registry.h"
#include "pipeline/helper_wire.h"
#include "pipeline/resident.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STACK = 1 << 20 };
static const int64_t alive_gap_ns = 500000000;

struct server {
    struct sohoa_call call; /* first: what plugins hold points here */
    struct sohoa_registry *registry;
    struct sohoa_instance *inst;
    enum sohoa_isolation isolation;
    int status;             /* /proc/self/status */
    struct Pix *lent;       /* the last answer's picture: the core reads it until TAKEN or a call */
    bool lending;           /* the core can */
    bool walking;           /* the call is `next` of a scanner without a device */
    int64_t resident, peak; /* bytes, as last measured */
    atomic_bool stop, enough, cancelling;
    _Atomic int64_t alive_ns; /* when the core was last told */
    pthread_mutex_t sending;  /* the socket's writing side */
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct sohoa_msg request; /* under lock while has_request */
    bool has_request;         /* under lock */
};

static _Noreturn void leave(const struct server *s)
{
    /* A back end may have started processes; a confined plugin cannot have. */
    if (s->isolation == SOHOA_IN_HELPER_DEVICE)
        kill(0, SIGKILL);
    _exit(0);
}

static void send_up(struct server *s, struct sohoa_msg *msg)
{
    pthread_mutex_lock(&s->sending);
    int failed = sohoa_msg_send(msg, SOHOA_HELPER_SOCKET, 0);
    pthread_mutex_unlock(&s->sending);
    sohoa_msg_clear(msg);
    if (failed)
        leave(s);
}

/* ---- what plugins call back ---- */

static bool call_stopping(const struct sohoa_call *call)
{
    struct server *s = (struct server *)(uintptr_t)call;
    int64_t now = sohoa_clock_ns(), last = atomic_load(&s->alive_ns);
    if (now - last > alive_gap_ns && atomic_compare_exchange_strong(&s->alive_ns, &last, now)) {
        struct sohoa_msg msg;
        sohoa_msg_init(&msg, SOHOA_HELPER_ALIVE);
        send_up(s, &msg);
    }
    return atomic_load(&s->stop);
}

static void call_note(const struct sohoa_call *call, const char *text)
{
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, SOHOA_HELPER_NOTE);
    sohoa_msg_put_text(&msg, text);
    send_up((struct server *)(uintptr_t)call, &msg);
}

static void found_line(void *arg, const char *name, const char *text)
{
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, SOHOA_HELPER_LINE);
    sohoa_msg_put_text(&msg, name);
    sohoa_msg_put_text(&msg, text);
    send_up(arg, &msg);
}

static bool found_image(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct server *s = arg;
    struct sohoa_image_info whole = {0};
    memcpy(&whole, info, info->size < sizeof whole ? info->size : sizeof whole);
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, SOHOA_HELPER_IMAGE);
    sohoa_msg_put_u32(&msg, image);
    sohoa_msg_put(&msg, &whole, sizeof whole);
    send_up(s, &msg);
    return !atomic_load(&s->enough);
}

/* ---- answers ---- */

/* A value of /proc/self/status in bytes; 0 when it cannot be read. */
static int64_t memory_now(const char *status, const char *name)
{
    const char *at = strstr(status, name);
    return at ? (int64_t)strtoll(at + strlen(name), NULL, 10) * 1024 : 0;
}

static void measure(struct server *s)
{
    char status[4096] = "";
    ssize_t n = s->status >= 0 ? pread(s->status, status, sizeof status - 1, 0) : 0;
    status[n > 0 ? n : 0] = '\0';
    s->resident = memory_now(status, "VmRSS:");
    s->peak = memory_now(status, "VmHWM:");
}

static void answer(struct server *s, int rc, const struct sohoa_err *err, struct sohoa_msg *page,
                   uint32_t picture)
{
    if (!s->walking) /* which takes no memory, and is over before it is measured */
        measure(s);
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, SOHOA_HELPER_DONE);
    sohoa_msg_put_u32(&msg, (uint32_t)rc);
    sohoa_msg_put_u32(&msg, (uint32_t)err->sys_errno);
    sohoa_msg_put_text(&msg, err->text);
    sohoa_msg_put_i64(&msg, s->resident);
    sohoa_msg_put_i64(&msg, s->peak);
    sohoa_msg_put_u32(&msg, picture);
    if (page) {
        sohoa_msg_put(&msg, page->bytes, page->size);
        for (; page->fd_at < page->fd_count; page->fd_at++)
            sohoa_msg_put_fd(&msg, page->fds[page->fd_at]);
    }
    send_up(s, &msg);
}

/* Behind the usual, an address where the core can try whether it may read our memory. */
static void answer_open(struct server *s, int rc, const struct sohoa_err *err)
{
    static const uint64_t sample = SOHOA_HELPER_SAMPLE;
    struct sohoa_msg where;
    sohoa_msg_init(&where, 0);
    sohoa_msg_put_i64(&where, (int64_t)(intptr_t)&sample);
    answer(s, rc, err, &where, SOHOA_PICTURE_NO_PAGE);
    sohoa_msg_clear(&where);
}

/* ---- calls ---- */

static void serve_text(struct server *s, struct sohoa_msg *in)
{
    const struct sohoa_scanner *scanner = s->inst->scanner;
    struct sohoa_err err = {0};
    int rc;
    if (in->type == SOHOA_HELPER_LIST) {
        rc = scanner->list(s->inst->self, &s->call, found_line, s, &err);
    } else if (in->type == SOHOA_HELPER_DESCRIBE) {
        rc = scanner->describe(s->inst->self, &s->call, found_line, s, &err);
    } else {
        const char *name = sohoa_msg_get_path(in), *value = sohoa_msg_get_path(in);
        rc = scanner->set_option(s->inst->self, name, value, &err);
    }
    answer(s, rc, &err, NULL, SOHOA_PICTURE_NO_PAGE);
}

static void serve_probe(struct server *s, struct sohoa_msg *in)
{
    struct sohoa_err err = {0};
    struct sohoa_blob *master = sohoa_blob_get(in, &err);
    int rc = SOHOA_BAD_PAGE;
    if (master)
        rc = s->inst->scanner->probe(s->inst->self, &s->call, master, found_image, s, &err);
    sohoa_blob_unref(master);
    answer(s, rc, &err, NULL, SOHOA_PICTURE_NO_PAGE);
}

/* The signatures inside of a PDF are looked at with its first page, here, where its bytes do no
 * harm.
 */
static int decode(struct server *s, struct sohoa_page *page, struct sohoa_err *err)
{
    struct sohoa_blob *master = page->master;
    int rc = s->inst->scanner->decode(s->inst->self, &s->call, page, err);
    if (rc == SOHOA_OK && master && page->master_image == 0 && sohoa_blob_data(master) &&
        strcmp(sohoa_blob_media(master), "application/pdf") == 0) {
        free(page->signatures);
        page->signatures = sohoa_pdf_signed_json(sohoa_blob_data(master), sohoa_blob_size(master));
    }
    return rc;
}

static int call_with_page(struct server *s, uint32_t type, struct sohoa_page *page,
                          struct sohoa_err *err)
{
    if (type == SOHOA_HELPER_NEXT)
        return s->inst->scanner->next(s->inst->self, &s->call, page, err);
    if (type == SOHOA_HELPER_DECODE)
        return decode(s, page, err);
    return s->inst->stage->run(s->inst->self, &s->call, page, err);
}

static void serve_page(struct server *s, struct sohoa_msg *in)
{
    struct sohoa_err err = {0};
    struct sohoa_page page;
    struct sohoa_pixels of = {0};
    struct sohoa_msg out;
    int sent = -1;
    uint32_t type = in->type, picture = SOHOA_PICTURE_AS_SENT;
    s->walking = type == SOHOA_HELPER_NEXT && s->isolation == SOHOA_IN_HELPER;
    sohoa_page_init(&page);
    sohoa_msg_init(&out, 0);
    int rc = sohoa_page_unpack(in, &page, &sent, &of, &err);
    if (rc == 0)
        rc = call_with_page(s, type, &page, &err);
    bool reply = rc == 0 || type == SOHOA_HELPER_NEXT;
    bool looked = type == SOHOA_HELPER_RUN && s->inst->stage->looks;
    if (reply && page.image && sent >= 0 && (looked || sohoa_pixels_same(page.image, sent, &of)))
        picture = SOHOA_PICTURE_SAME;
    if (sent >= 0)
        close(sent);
    unsigned with = picture == SOHOA_PICTURE_AS_SENT ? SOHOA_PAGE_GIVE : 0u;
    with |= s->lending ? SOHOA_PAGE_LEND : 0u;
    with |= type == SOHOA_HELPER_NEXT ? SOHOA_PAGE_MASTER : 0u;
    int passed = reply ? sohoa_page_pack(&out, &page, with, &err) : 0;
    if (passed != 0) {
        rc = passed;
        reply = false;
    }
    if (reply && picture == SOHOA_PICTURE_AS_SENT) {
        s->lent = page.image;
        page.image = NULL;
    }
    /* Given back before the answer: the core may want the memory for what comes next. */
    sohoa_page_clear(&page);
    sohoa_msg_clear(in);
    answer(s, rc, &err, reply ? &out : NULL, reply ? picture : SOHOA_PICTURE_NO_PAGE);
    s->walking = false;
    sohoa_msg_clear(&out);
}

static _Noreturn void serve_close(struct server *s)
{
    while (atomic_load(&s->cancelling)) /* should it hang: the core does not wait long */
        poll(NULL, 0, 1);
    sohoa_instance_close(s->inst);
    sohoa_registry_close(s->registry);
    leave(s);
}

static bool has_call(const struct sohoa_instance *inst, uint32_t type)
{
    bool scanner = inst->plugin->role == SOHOA_SCANNER;
    switch (type) {
    case SOHOA_HELPER_LIST:
    case SOHOA_HELPER_SET_OPTION:
    case SOHOA_HELPER_NEXT:
        return scanner;
    case SOHOA_HELPER_PROBE:
        return scanner && inst->scanner->probe;
    case SOHOA_HELPER_DECODE:
        return scanner && inst->scanner->decode;
    case SOHOA_HELPER_DESCRIBE:
        return scanner && inst->scanner->describe;
    case SOHOA_HELPER_RUN:
        return inst->plugin->role == SOHOA_STAGE;
    default:
        return false;
    }
}

static void serve_call(struct server *s, struct sohoa_msg *in)
{
    if (in->type == SOHOA_HELPER_CLOSE)
        serve_close(s);
    if (in->type == SOHOA_HELPER_TAKEN) {
        pixDestroy(&s->lent);
        sohoa_pixels_rest(); /* a decoder has nothing to do until the next page */
        return;
    }
    if (!has_call(s->inst, in->type))
        leave(s);
    pixDestroy(&s->lent);
    s->call.deadline_ns = sohoa_msg_get_i64(in);
    s->lending = sohoa_msg_get_u32(in);
    atomic_store(&s->alive_ns, sohoa_clock_ns());
    if (in->type == SOHOA_HELPER_PROBE)
        serve_probe(s, in);
    else if (in->type == SOHOA_HELPER_NEXT || in->type == SOHOA_HELPER_DECODE ||
             in->type == SOHOA_HELPER_RUN)
        serve_page(s, in);
    else
        serve_text(s, in);
}

/* ---- the socket ---- */

static void *cancel_main(void *arg)
{
    struct server *s = arg;
    s->inst->scanner->cancel(s->inst->self);
    atomic_store(&s->cancelling, false);
    return NULL;
}

static void start_thread(struct server *s, void *(*run)(void *))
{
    pthread_attr_t how;
    pthread_t thread;
    pthread_attr_init(&how);
    pthread_attr_setstacksize(&how, STACK);
    pthread_attr_setdetachstate(&how, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &how, run, s) != 0)
        leave(s);
    pthread_attr_destroy(&how);
}

/* s->inst is set: the core sends nothing else before OPEN is answered. */
static void take_in(struct server *s, struct sohoa_msg *msg)
{
    if (msg->type == SOHOA_HELPER_STOP) {
        atomic_store(&s->stop, true);
    } else if (msg->type == SOHOA_HELPER_ENOUGH) {
        atomic_store(&s->enough, true);
    } else if (msg->type == SOHOA_HELPER_CANCEL) {
        if (s->inst->plugin->role == SOHOA_SCANNER && !atomic_exchange(&s->cancelling, true))
            start_thread(s, cancel_main);
    } else {
        atomic_store(&s->stop, false);
        atomic_store(&s->enough, false);
        pthread_mutex_lock(&s->lock);
        sohoa_msg_clear(&s->request);
        s->request = *msg;
        s->has_request = true;
        pthread_cond_signal(&s->arrived);
        pthread_mutex_unlock(&s->lock);
        return;
    }
    sohoa_msg_clear(msg);
}

/* The next message; false when the core is gone or talks nonsense. */
static bool receive(struct sohoa_wire *wire, struct sohoa_msg *ret)
{
    enum sohoa_wire_state state;
    while ((state = sohoa_wire_pull(wire, ret)) == SOHOA_WIRE_WAIT) {
        struct pollfd p = {.fd = SOHOA_HELPER_SOCKET, .events = POLLIN};
        poll(&p, 1, -1);
    }
    return state == SOHOA_WIRE_MESSAGE;
}

static void *reader_main(void *arg)
{
    struct server *s = arg;
    struct sohoa_wire wire;
    struct sohoa_msg msg;
    sohoa_wire_init(&wire, SOHOA_HELPER_SOCKET);
    while (receive(&wire, &msg))
        take_in(s, &msg);
    leave(s);
}

static void wait_request(struct server *s, struct sohoa_msg *ret)
{
    pthread_mutex_lock(&s->lock);
    while (!s->has_request)
        pthread_cond_wait(&s->arrived, &s->lock);
    *ret = s->request;
    sohoa_msg_init(&s->request, 0);
    s->has_request = false;
    pthread_mutex_unlock(&s->lock);
}

/* ---- opening ---- */

static int open_plugin(struct server *s, struct sohoa_msg *in, struct sohoa_err *err)
{
    const char *path = sohoa_msg_get_path(in);
    (void)sohoa_lang_set(sohoa_msg_get_u32(in) == SOHOA_VI ? "vi" : "en");
    s->isolation = (enum sohoa_isolation)sohoa_msg_get_u32(in);
    int rc = sohoa_sandbox_limit((uint64_t)sohoa_msg_get_i64(in), err);
    uint32_t count = sohoa_msg_get_u32(in);
    if (in->bad || in->type != SOHOA_HELPER_OPEN || count > SOHOA_HELPER_SETTINGS_MAX)
        leave(s);
    struct sohoa_setting *settings = calloc((size_t)count + 1, sizeof *settings);
    if (!settings)
        return sohoa_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        settings[i].key = sohoa_msg_get_path(in);
        settings[i].value = sohoa_msg_get_path(in);
        settings[i].origin = sohoa_msg_get_path(in);
    }
    if (rc == 0)
        rc = sohoa_registry_open_file(path, &s->registry, err);
    const struct sohoa_plugin *plugin = rc == 0 ? sohoa_registry_at(s->registry, 0) : NULL;
    if (rc == 0)
        rc = sohoa_instance_open(s->registry, plugin, settings, count, &s->inst, err);
    free(settings);
    return rc == 0 ? sohoa_sandbox_close(s->isolation, err) : rc;
}

_Noreturn void sohoa_helper_serve(void)
{
    static struct server s = {.sending = PTHREAD_MUTEX_INITIALIZER,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .arrived = PTHREAD_COND_INITIALIZER};
    struct sohoa_err err = {0};
    struct sohoa_msg in;
    /* Memory goes back when it is freed, and threads share one heap: what is kept is what counts.
     */
    mallopt(M_ARENA_MAX, 1);
    fcntl(SOHOA_HELPER_SOCKET, F_SETFD, FD_CLOEXEC);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    s.call =
        (struct sohoa_call){.size = sizeof s.call, .stopping = call_stopping, .note = call_note};
    s.status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    sohoa_pixels_setup(true);
    start_thread(&s, reader_main);
    wait_request(&s, &in);
    int rc = open_plugin(&s, &in, &err);
    sohoa_msg_clear(&in);
    sohoa_resident_trim();
    answer_open(&s, rc, &err);
    if (rc != 0)
        leave(&s);
    for (;;) { /* until CLOSE, or the core is gone */
        wait_request(&s, &in);
        serve_call(&s, &in);
        sohoa_msg_clear(&in);
    }
}
