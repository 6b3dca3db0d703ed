/* wire.h - length-prefixed messages with file descriptors over a Unix stream socket.
 *
 * One head (type, size, number of descriptors), then the body. Both ends are on this machine and
 * of one build, so numbers travel as they lie in memory. Nothing that arrives is trusted: sizes
 * and counts have caps, a body grows only as its bytes come in, and every get checks what is left.
 * A message belongs to one thread at a time. */
#ifndef SOHOA_WIRE_H
#define SOHOA_WIRE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SOHOA_WIRE_FDS_MAX = 2,          /* descriptors a message: a master and an image */
    SOHOA_WIRE_BYTES_MAX = 64 << 20, /* body: 100,000 words of 512 bytes and their boxes */
    SOHOA_WIRE_TEXT_MAX = 64 << 10,  /* one text: SOHOA_OPTION_BYTES_MAX */
};

/* A message being built or read. Descriptors in it are its own: closed by clear unless taken. */
struct sohoa_msg {
    uint32_t type;
    unsigned char *bytes;
    size_t size, room; /* written or received; allocated */
    size_t at;         /* read so far */
    bool bad;          /* a put failed for lack of memory, or a get found something impossible */
    int fds[SOHOA_WIRE_FDS_MAX];
    unsigned fd_count, fd_at;
    int from; /* process that sent it, whose memory may be read; 0 = unknown. Set by the reader. */
};

void sohoa_msg_init(struct sohoa_msg *msg, uint32_t type);
void sohoa_msg_clear(struct sohoa_msg *msg); /* closes what was not taken; as after init */

/* Each appends; a failure marks the message bad, which sending tells. [one] */
void sohoa_msg_put(struct sohoa_msg *msg, const void *data, size_t size);
void sohoa_msg_put_u32(struct sohoa_msg *msg, uint32_t value);
void sohoa_msg_put_i64(struct sohoa_msg *msg, int64_t value);
void sohoa_msg_put_f64(struct sohoa_msg *msg, double value);
void sohoa_msg_put_text(struct sohoa_msg *msg, const char *text); /* NULL is "" */
void sohoa_msg_put_fd(struct sohoa_msg *msg, int fd);             /* takes fd; -1 marks it bad */

/* Each takes the next value; past the end, or not what it must be: 0, "" or -1 and marked bad. */
void sohoa_msg_get(struct sohoa_msg *msg, void *data, size_t size);
uint32_t sohoa_msg_get_u32(struct sohoa_msg *msg);
int64_t sohoa_msg_get_i64(struct sohoa_msg *msg);
double sohoa_msg_get_f64(struct sohoa_msg *msg);       /* finite */
const char *sohoa_msg_get_text(struct sohoa_msg *msg); /* lent until clear; UTF-8, no NUL inside */
const char *sohoa_msg_get_path(struct sohoa_msg *msg); /* the same, any bytes but NUL */
int sohoa_msg_get_fd(struct sohoa_msg *msg);           /* the caller owns it */

/* Sends the whole message, its descriptors with the first byte; they stay the message's. Waits
 * until deadline_ns (CLOCK_MONOTONIC, 0 = a minute without progress). 0, or an errno: ETIMEDOUT,
 * EPIPE when the other end is gone, EMSGSIZE when the message is bad (too large, or no memory for
 * it). Never raises SIGPIPE. [one] */
int sohoa_msg_send(const struct sohoa_msg *msg, int sock, int64_t deadline_ns);

/* One end's incoming stream. */
struct sohoa_wire {
    int sock;
    struct sohoa_msg in; /* being received */
    size_t head_have;
    unsigned char head[16];
};
enum sohoa_wire_state {
    SOHOA_WIRE_BROKEN = -1, /* garbage, or no memory for it: give the stream up */
    SOHOA_WIRE_WAIT = 0,    /* nothing whole yet; poll */
    SOHOA_WIRE_MESSAGE = 1, /* *ret holds one; clear it */
    SOHOA_WIRE_CLOSED = 2,  /* the other end is gone */
};
void sohoa_wire_init(struct sohoa_wire *wire, int sock); /* lends sock */
void sohoa_wire_clear(struct sohoa_wire *wire);
/* Takes in what is there without blocking; at most one message a call. ret is initialised only
 * for MESSAGE. [one] */
enum sohoa_wire_state sohoa_wire_pull(struct sohoa_wire *wire, struct sohoa_msg *ret);

int64_t sohoa_clock_ns(void); /* CLOCK_MONOTONIC [any] */
#endif
