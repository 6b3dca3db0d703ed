/* hash.c - see hash.h. */
#include "record/hash.h"

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
