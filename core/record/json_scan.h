/* json_scan.h - JSON text read from front to back, in place, without a tree.
 *
 * For records that are read often: texts are handed out where they lie, with their escapes undone
 * and a NUL behind them, so they live as long as the text. Every value must be taken or left by
 * one of the calls, in order; a value of another type than asked for is left. What is not JSON
 * sets `damaged`, ends every array and object, and yields nothing more. Well-formed text reads as
 * jansson reads it. One owner. */
#ifndef SOHOA_JSON_SCAN_H
#define SOHOA_JSON_SCAN_H
#include "sohoa_plugin.h"

struct sohoa_json_scan {
    char *at; /* of a text with a NUL at its end, which is changed */
    bool damaged;
};

/* Enters an object; false: the value is none. Then names until NULL, each followed by a value. */
bool sohoa_json_object(struct sohoa_json_scan *scan);
const char *sohoa_json_name(struct sohoa_json_scan *scan);
/* Enters an array; false: the value is none. Then values while item() says that there is one. */
bool sohoa_json_array(struct sohoa_json_scan *scan);
bool sohoa_json_item(struct sohoa_json_scan *scan);
/* A string; NULL: it is none. */
const char *sohoa_json_string(struct sohoa_json_scan *scan);
/* A number; 0: it is none. */
double sohoa_json_real(struct sohoa_json_scan *scan);
/* A number without fraction and exponent; -1: it is none, or not between 0 and INT32_MAX. */
int32_t sohoa_json_count(struct sohoa_json_scan *scan);
/* Any value as it stands, lent; not changed. */
struct sohoa_bytes sohoa_json_raw(struct sohoa_json_scan *scan);
#endif
