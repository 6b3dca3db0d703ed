/* ids.c - ULIDs (github.com/ulid/spec: 48 bits of milliseconds, 80 random bits, Crockford's
 * base 32) and time stamps at +07:00. The last id is kept behind a lock, so that ids ascend within
 * the process whatever the clock does. Any thread. */
#include "record/records.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define RANDOM_BYTES 10
#define HANOI_OFFSET_S (7 * 3600)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static pthread_mutex_t last_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t last_ms;
static unsigned char last_random[RANDOM_BYTES];

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void fill_random(unsigned char *bytes, size_t count)
{
    if (getrandom(bytes, count, 0) == (ssize_t)count)
        return;
    /* Only before the kernel's pool is ready: the clock's low bits keep ids apart. */
    struct timespec now;
    for (size_t i = 0; i < count; i++) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        bytes[i] = (unsigned char)((uint64_t)now.tv_nsec >> (i % 4));
    }
}

/* The random part plus one; false when it runs over. */
static bool step(unsigned char random[RANDOM_BYTES])
{
    for (size_t i = RANDOM_BYTES; i-- > 0;)
        if (++random[i] != 0)
            return true;
    return false;
}

static void spell(uint64_t ms, const unsigned char random[RANDOM_BYTES], char ret[SOHOA_ID_SIZE])
{
    for (int i = 9; i >= 0; i--, ms >>= 5)
        ret[i] = alphabet[ms & 31];
    for (size_t half = 0; half < 2; half++) {
        uint64_t bits = 0;
        for (size_t i = 0; i < 5; i++)
            bits = bits << 8 | random[half * 5 + i];
        for (size_t i = 8; i-- > 0; bits >>= 5)
            ret[10 + half * 8 + i] = alphabet[bits & 31];
    }
    ret[SOHOA_ID_SIZE - 1] = '\0';
}

void sohoa_id_new(char ret[SOHOA_ID_SIZE])
{
    pthread_mutex_lock(&last_lock);
    uint64_t ms = now_ms();
    if (ms > last_ms || !step(last_random)) {
        last_ms = ms > last_ms ? ms : last_ms + 1;
        fill_random(last_random, RANDOM_BYTES);
    }
    spell(last_ms, last_random, ret);
    pthread_mutex_unlock(&last_lock);
}

bool sohoa_id_valid(const char *id)
{
    return id && strspn(id, alphabet) == SOHOA_ID_SIZE - 1 && id[SOHOA_ID_SIZE - 1] == '\0' &&
           id[0] <= '7';
}

static void put_two(char *to, int number)
{
    to[0] = (char)('0' + number / 10 % 10);
    to[1] = (char)('0' + number % 10);
}

void sohoa_stamp(time_t when, char ret[SOHOA_STAMP_SIZE])
{
    time_t local = (when ? when : time(NULL)) + HANOI_OFFSET_S;
    struct tm tm;
    memset(&tm, 0, sizeof tm);
    gmtime_r(&local, &tm);
    static const char form[] = "0000-00-00T00:00:00+07:00";
    memcpy(ret, form, sizeof form);
    put_two(ret, (tm.tm_year + 1900) / 100);
    put_two(ret + 2, (tm.tm_year + 1900) % 100);
    put_two(ret + 5, tm.tm_mon + 1);
    put_two(ret + 8, tm.tm_mday);
    put_two(ret + 11, tm.tm_hour);
    put_two(ret + 14, tm.tm_min);
    put_two(ret + 17, tm.tm_sec);
}
