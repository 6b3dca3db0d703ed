/* remark.h - pages of which a person said what they are, or how they lie: a redo heeds it. */
#ifndef SOHOA_REMARK_H
#define SOHOA_REMARK_H
#include "record/records.h"

/* They stand in the batch's request, "marked". [any] */
bool sohoa_mark_stands(const struct sohoa_batch *batch, uint32_t number);
void sohoa_mark_forget(struct sohoa_batch *batch, uint32_t number);

/* How a page lies by a person's word, "turned" in the request: {NUMBER: {"rotated","by","time"}}.
 * False: nobody said. [any] */
bool sohoa_turn_stands(const json_t *request, uint32_t number, uint32_t *ret_rotated);
/* 0, or -1 out of memory. */
int sohoa_turn_remember(struct sohoa_batch *batch, uint32_t number, uint32_t rotated,
                        const char *by);
#endif
