/* hash.h - SHA-256 (FIPS 180-4) of bytes as hex. OpenSSL's plain calls: they need no memory and
 * cannot fail, which its newer ones can. One owner a hash. */
#ifndef SOHOA_HASH_H
#define SOHOA_HASH_H
#define OPENSSL_API_COMPAT 0x10100000L
#include "record/records.h"

#include <openssl/sha.h>

struct sohoa_hash {
    SHA256_CTX ctx;
};
void sohoa_hash_begin(struct sohoa_hash *hash);
void sohoa_hash_add(struct sohoa_hash *hash, const void *data, size_t size);
void sohoa_hash_end(struct sohoa_hash *hash, char ret[SOHOA_SHA256_SIZE]);
/* All at once. */
void sohoa_hash_bytes(const void *data, size_t size, char ret[SOHOA_SHA256_SIZE]);
/* 64 lower-case hex digits. [any] */
bool sohoa_sha256_valid(const char *text);
#endif
