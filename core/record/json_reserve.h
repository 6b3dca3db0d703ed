/* json_reserve.h - memory for jansson when there is none.
 *
 * Jansson 2.14 does not survive a failed allocation everywhere: a table that cannot grow is left
 * broken, a name can be missing from what it writes. So its allocations fall back on a reserve,
 * which carries it to the end of a record; our own code then meets the lack of memory and says so.
 * When the reserve is used up too, jansson gets NULL. */
#ifndef SOHOA_JSON_RESERVE_H
#define SOHOA_JSON_RESERVE_H

/* Puts the reserve behind jansson, once a process; values made before stay valid. [any] */
void sohoa_json_reserve(void);
#endif
