/* wire.c - messages over a Unix stream socket; see wire.h. No state but the caller's. */
#include "pipeline/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <utf8proc.h>

struct head {
    uint32_t magic, type, size, fds;
};
_Static_assert(sizeof(struct head) == sizeof(((struct sohoa_wire *)0)->head), "one head");
enum { MAGIC = 0x616f6873, GROW = 64 << 10 };

int64_t sohoa_clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void sohoa_msg_init(struct sohoa_msg *msg, uint32_t type)
{
    *msg = (struct sohoa_msg){.type = type};
}

void sohoa_msg_clear(struct sohoa_msg *msg)
{
    for (unsigned i = msg->fd_at; i < msg->fd_count; i++)
        close(msg->fds[i]);
    free(msg->bytes);
    sohoa_msg_init(msg, 0);
}

static int reserve(struct sohoa_msg *msg, size_t need)
{
    if (need <= msg->room)
        return 0;
    size_t room = msg->room ? msg->room * 2 : 512;
    while (room < need)
        room *= 2;
    unsigned char *bigger = realloc(msg->bytes, room);
    if (!bigger)
        return -1;
    msg->bytes = bigger;
    msg->room = room;
    return 0;
}

void sohoa_msg_put(struct sohoa_msg *msg, const void *data, size_t size)
{
    if (msg->bad || size > SOHOA_WIRE_BYTES_MAX - msg->size ||
        reserve(msg, msg->size + size) != 0) {
        msg->bad = true;
        return;
    }
    if (size)
        memcpy(msg->bytes + msg->size, data, size);
    msg->size += size;
}

void sohoa_msg_put_u32(struct sohoa_msg *msg, uint32_t value)
{
    sohoa_msg_put(msg, &value, sizeof value);
}

void sohoa_msg_put_i64(struct sohoa_msg *msg, int64_t value)
{
    sohoa_msg_put(msg, &value, sizeof value);
}

void sohoa_msg_put_f64(struct sohoa_msg *msg, double value)
{
    sohoa_msg_put(msg, &value, sizeof value);
}

void sohoa_msg_put_text(struct sohoa_msg *msg, const char *text)
{
    size_t n = text ? strnlen(text, SOHOA_WIRE_TEXT_MAX + 1) : 0;
    if (n > SOHOA_WIRE_TEXT_MAX)
        msg->bad = true;
    sohoa_msg_put_u32(msg, (uint32_t)n);
    sohoa_msg_put(msg, text ? text : "", n);
    sohoa_msg_put(msg, "", 1);
}

void sohoa_msg_put_fd(struct sohoa_msg *msg, int fd)
{
    if (fd >= 0 && msg->fd_count < SOHOA_WIRE_FDS_MAX) {
        msg->fds[msg->fd_count++] = fd;
        return;
    }
    msg->bad = true;
    if (fd >= 0)
        close(fd);
}

/* Where the next size bytes lie, or NULL and bad. */
static const unsigned char *take(struct sohoa_msg *msg, size_t size)
{
    if (msg->bad || size > msg->size - msg->at) {
        msg->bad = true;
        return NULL;
    }
    const unsigned char *p = msg->bytes + msg->at;
    msg->at += size;
    return p;
}

void sohoa_msg_get(struct sohoa_msg *msg, void *data, size_t size)
{
    const unsigned char *p = take(msg, size);
    if (p && size)
        memcpy(data, p, size);
    else
        memset(data, 0, size);
}

uint32_t sohoa_msg_get_u32(struct sohoa_msg *msg)
{
    uint32_t value;
    sohoa_msg_get(msg, &value, sizeof value);
    return value;
}

int64_t sohoa_msg_get_i64(struct sohoa_msg *msg)
{
    int64_t value;
    sohoa_msg_get(msg, &value, sizeof value);
    return value;
}

double sohoa_msg_get_f64(struct sohoa_msg *msg)
{
    double value;
    sohoa_msg_get(msg, &value, sizeof value);
    if (isfinite(value))
        return value;
    msg->bad = true;
    return 0;
}

const char *sohoa_msg_get_path(struct sohoa_msg *msg)
{
    uint32_t n = sohoa_msg_get_u32(msg);
    if (n > SOHOA_WIRE_TEXT_MAX)
        msg->bad = true;
    const unsigned char *p = take(msg, (size_t)n + 1);
    if (p && p[n] == '\0' && (n == 0 || !memchr(p, '\0', n)))
        return (const char *)p;
    msg->bad = true;
    return "";
}

static bool is_utf8(const char *text)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    while (*p) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
        if (n <= 0)
            return false;
        p += n;
    }
    return true;
}

const char *sohoa_msg_get_text(struct sohoa_msg *msg)
{
    const char *text = sohoa_msg_get_path(msg);
    if (is_utf8(text))
        return text;
    msg->bad = true;
    return "";
}

int sohoa_msg_get_fd(struct sohoa_msg *msg)
{
    if (!msg->bad && msg->fd_at < msg->fd_count)
        return msg->fds[msg->fd_at++];
    msg->bad = true;
    return -1;
}

/* Waits until sock can be written; 0, or an errno. */
static int wait_writable(int sock, int64_t deadline_ns)
{
    for (;;) {
        int64_t left = deadline_ns ? deadline_ns - sohoa_clock_ns() : 60000000000;
        if (left <= 0)
            return ETIMEDOUT;
        struct pollfd p = {.fd = sock, .events = POLLOUT};
        int n = poll(&p, 1, (int)(left / 1000000) + 1);
        if (n > 0)
            return 0;
        if (n < 0 && errno != EINTR)
            return errno;
    }
}

static void attach(struct msghdr *m, char *room, size_t size, const struct sohoa_msg *msg)
{
    size_t bytes = msg->fd_count * sizeof(int);
    memset(room, 0, size);
    m->msg_control = room;
    m->msg_controllen = CMSG_SPACE(bytes);
    struct cmsghdr *c = CMSG_FIRSTHDR(m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(bytes);
    memcpy(CMSG_DATA(c), msg->fds, bytes);
}

int sohoa_msg_send(const struct sohoa_msg *msg, int sock, int64_t deadline_ns)
{
    if (msg->bad)
        return EMSGSIZE;
    struct head head = {
        .magic = MAGIC, .type = msg->type, .size = (uint32_t)msg->size, .fds = msg->fd_count};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof msg->fds)];
    for (size_t sent = 0, whole = sizeof head + msg->size; sent < whole;) {
        size_t of_head = sent < sizeof head ? sent : sizeof head, of_body = sent - of_head;
        struct iovec parts[2] = {
            {.iov_base = (char *)&head + of_head, .iov_len = sizeof head - of_head},
            {.iov_base = msg->bytes ? msg->bytes + of_body : NULL, .iov_len = msg->size - of_body},
        };
        struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
        if (sent == 0 && msg->fd_count)
            attach(&m, control, sizeof control, msg);
        ssize_t n = sendmsg(sock, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            sent += (size_t)n;
            continue;
        }
        int failed = errno == EAGAIN ? wait_writable(sock, deadline_ns) : errno;
        if (failed && failed != EINTR)
            return failed == ECONNRESET ? EPIPE : failed;
    }
    return 0;
}

void sohoa_wire_init(struct sohoa_wire *wire, int sock)
{
    *wire = (struct sohoa_wire){.sock = sock};
    sohoa_msg_init(&wire->in, 0);
}

void sohoa_wire_clear(struct sohoa_wire *wire)
{
    sohoa_msg_clear(&wire->in);
    wire->head_have = 0;
}

/* Keeps the descriptors that came along; those beyond the cap are closed and make it broken. */
static bool keep_fds(struct sohoa_msg *in, struct msghdr *m)
{
    bool good = !(m->msg_flags & MSG_CTRUNC);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            if (in->fd_count < SOHOA_WIRE_FDS_MAX) {
                in->fds[in->fd_count++] = fd;
            } else {
                close(fd);
                good = false;
            }
        }
    }
    return good;
}

/* Receives up to size bytes; MESSAGE stands for "some came", *ret_got of them. */
static enum sohoa_wire_state receive(struct sohoa_wire *w, void *to, size_t size, size_t *ret_got)
{
    /* Room for one more than allowed: a surplus is seen, not silently cut. */
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof w->in.fds + sizeof(int))];
    struct iovec part = {.iov_base = to, .iov_len = size};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    ssize_t n;
    do
        n = recvmsg(w->sock, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return SOHOA_WIRE_CLOSED;
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? SOHOA_WIRE_WAIT : SOHOA_WIRE_BROKEN;
    *ret_got = (size_t)n;
    return keep_fds(&w->in, &m) ? SOHOA_WIRE_MESSAGE : SOHOA_WIRE_BROKEN;
}

enum sohoa_wire_state sohoa_wire_pull(struct sohoa_wire *w, struct sohoa_msg *ret)
{
    size_t got;
    enum sohoa_wire_state state;
    while (w->head_have < sizeof w->head) {
        state = receive(w, w->head + w->head_have, sizeof w->head - w->head_have, &got);
        if (state != SOHOA_WIRE_MESSAGE)
            return state;
        w->head_have += got;
    }
    struct head head;
    memcpy(&head, w->head, sizeof head);
    if (head.magic != MAGIC || head.size > SOHOA_WIRE_BYTES_MAX || head.fds > SOHOA_WIRE_FDS_MAX)
        return SOHOA_WIRE_BROKEN;
    while (w->in.size < head.size) {
        size_t step = head.size - w->in.size < GROW ? head.size - w->in.size : GROW;
        if (reserve(&w->in, w->in.size + step) != 0)
            return SOHOA_WIRE_BROKEN;
        state = receive(w, w->in.bytes + w->in.size, step, &got);
        if (state != SOHOA_WIRE_MESSAGE)
            return state;
        w->in.size += got;
    }
    if (w->in.fd_count != head.fds)
        return SOHOA_WIRE_BROKEN;
    w->in.type = head.type;
    *ret = w->in;
    sohoa_msg_init(&w->in, 0);
    w->head_have = 0;
    return SOHOA_WIRE_MESSAGE;
}
