/* truth.h - the truth beside a corpus, and when a value is right. One thread. */
#ifndef SOHOA_BENCH_TRUTH_H
#define SOHOA_BENCH_TRUTH_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* truth.json files: {"file","schema","fields":{KEY:VALUE}} a paper. Ends the program with 2 when
 * one cannot be read. The caller decrefs the array. */
json_t *truth_read(const char *const *paths, size_t count);
/* The papers of a file's name (without its folders), in order; lent, NULL at the end. *place from
 * 0. */
const json_t *truth_of(const json_t *truth, const char *source, size_t *place);

/* Reads a file of JSON lines; each() for every object. Ends the program with 2 on a fault. */
void lines_read(const char *path, void (*each)(void *arg, json_t *line), void *arg);

/* True when both say the same: NFC, case, spaces and . , ; : aside. */
bool value_right(const char *got, const char *want);
#endif
