/* json_read.h - building and taking apart small JSON objects without a check after every line.
 *
 * A writer or reader remembers the first thing that went wrong; the caller asks once at the end.
 * One owner. */
#ifndef SOHOA_JSON_READ_H
#define SOHOA_JSON_READ_H
#include "sohoa_plugin.h"

#include <jansson.h>

/* A JSON string of bytes from outside: what is not UTF-8 becomes U+FFFD. NULL: null. New
 * reference, NULL when out of memory. */
json_t *sohoa_json_text(const char *bytes);
/* An integer where the number is one, else a real rounded to `digits` decimals. */
json_t *sohoa_json_number(double value, int digits);

/* The text of a member; "" when it has none. Lent by the object. [any] */
const char *sohoa_json_member(const json_t *object, const char *key);

/* Adds to an object; value is taken (NULL: out of memory). */
struct sohoa_put {
    json_t *object;
    bool failed;
};
void sohoa_put(struct sohoa_put *put, const char *key, json_t *value);
void sohoa_put_text(struct sohoa_put *put, const char *key,
                    const char *text);                                        /* absent: left out */
void sohoa_put_count(struct sohoa_put *put, const char *key, uint64_t count); /* 0: left out */
void sohoa_put_flag(struct sohoa_put *put, const char *key, bool flag);       /* false: left out */
void sohoa_put_number(struct sohoa_put *put, const char *key, double value,
                      int digits); /* 0: out */
/* The object, or NULL when something failed; then it is freed. */
json_t *sohoa_put_end(struct sohoa_put *put);

/* Reads from an object. An absent member is 0, NULL or ""; one of another type is damage. */
struct sohoa_take {
    const json_t *object;
    bool damaged, no_memory;
};
char *sohoa_take_text(struct sohoa_take *take, const char *key); /* malloc'd */
void sohoa_take_into(struct sohoa_take *take, const char *key, char *buf, size_t room);
uint64_t sohoa_take_count(struct sohoa_take *take, const char *key, uint64_t max);
bool sohoa_take_flag(struct sohoa_take *take, const char *key);
double sohoa_take_number(struct sohoa_take *take, const char *key);
json_t *sohoa_take_json(struct sohoa_take *take, const char *key,
                        json_type type); /* new reference */
/* OK, or FATAL in words: key names the record. */
int sohoa_take_end(const struct sohoa_take *take, const char *key, struct sohoa_err *err);
#endif
