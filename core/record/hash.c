/* hash.c - see hash.h. */
#include "record/hash.h"
#include "record/masters.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void sohoa_hash_begin(struct sohoa_hash *hash)
{
    (void)SHA256_Init(&hash->ctx);
}

void sohoa_hash_add(struct sohoa_hash *hash, const void *data, size_t size)
{
    (void)SHA256_Update(&hash->ctx, data, size);
}

void sohoa_hash_end(struct sohoa_hash *hash, char ret[SOHOA_SHA256_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    (void)SHA256_Final(digest, &hash->ctx);
    for (size_t i = 0; i < sizeof digest; i++) {
        ret[2 * i] = digits[digest[i] >> 4];
        ret[2 * i + 1] = digits[digest[i] & 15];
    }
    ret[SOHOA_SHA256_SIZE - 1] = '\0';
}

void sohoa_hash_bytes(const void *data, size_t size, char ret[SOHOA_SHA256_SIZE])
{
    struct sohoa_hash hash;
    sohoa_hash_begin(&hash);
    sohoa_hash_add(&hash, data, size);
    sohoa_hash_end(&hash, ret);
}

bool sohoa_sha256_valid(const char *text)
{
    return text && strspn(text, "0123456789abcdef") == SOHOA_SHA256_SIZE - 1 &&
           text[SOHOA_SHA256_SIZE - 1] == '\0';
}

int sohoa_hash_file(const char *path, char ret[SOHOA_SHA256_SIZE], uint64_t *ret_bytes)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return errno;
    struct sohoa_hash hash;
    char chunk[65536];
    uint64_t bytes = 0;
    sohoa_hash_begin(&hash);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0; bytes += n)
        sohoa_hash_add(&hash, chunk, n);
    int bad = ferror(f) ? EIO : 0;
    (void)fclose(f);
    sohoa_hash_end(&hash, ret);
    *ret_bytes = bytes;
    return bad;
}
