/* remark.h - pages of which a person said what they are: a redo leaves them alone. */
#ifndef SOHOA_REMARK_H
#define SOHOA_REMARK_H
#include "record/records.h"

/* They stand in the batch's request, "marked". [any] */
bool sohoa_mark_stands(const struct sohoa_batch *batch, uint32_t number);
void sohoa_mark_forget(struct sohoa_batch *batch, uint32_t number);
#endif
