/* lstm_bytes.h - reads little-endian numbers out of bytes that nobody has checked. A read beyond
 * the end gives 0 and marks the reader bad; whoever reads asks once at the end of a part. */
#ifndef LSTM_BYTES_H
#define LSTM_BYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct lstm_bytes {
    const uint8_t *at, *end;
    bool bad;
};

/* The next `size` bytes, NULL when there are not as many. */
static inline const uint8_t *bytes_take(struct lstm_bytes *b, size_t size)
{
    const uint8_t *at = b->at;
    if (b->bad || size > (size_t)(b->end - b->at)) {
        b->bad = true;
        return NULL;
    }
    b->at += size;
    return at;
}

static inline uint64_t bytes_number(struct lstm_bytes *b, size_t size)
{
    const uint8_t *at = bytes_take(b, size);
    uint64_t value = 0;
    for (size_t i = 0; at && i < size; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static inline uint8_t bytes_u8(struct lstm_bytes *b)
{
    return (uint8_t)bytes_number(b, 1);
}

static inline uint32_t bytes_u32(struct lstm_bytes *b)
{
    return (uint32_t)bytes_number(b, 4);
}

static inline int32_t bytes_i32(struct lstm_bytes *b)
{
    return (int32_t)bytes_u32(b);
}

static inline int64_t bytes_i64(struct lstm_bytes *b)
{
    return (int64_t)bytes_number(b, 8);
}

static inline double bytes_f64(struct lstm_bytes *b)
{
    uint64_t bits = bytes_number(b, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Copies a counted string, cut to room - 1 bytes. */
static inline void bytes_string(struct lstm_bytes *b, char *ret, size_t room)
{
    uint32_t length = bytes_u32(b);
    const uint8_t *text = bytes_take(b, length);
    size_t kept = !text ? 0 : length < room ? length : room - 1;
    if (text)
        memcpy(ret, text, kept);
    ret[kept] = '\0';
}
#endif
