/* desk.h - desk before archive: an import yields to a scan that has pages to do, in any process.
 *
 * A scan holds a shared lock on STORE/lock/desk while pages of it are pending; the workers of an
 * import look (without taking anything) before each page whether somebody holds it. The kernel
 * drops the lock of a killed scan. [any] */
#ifndef SOHOA_DESK_H
#define SOHOA_DESK_H
#include "record/records.h"

struct sohoa_desk;
int sohoa_desk_open(struct sohoa_records *records, struct sohoa_desk **ret, struct sohoa_err *err);
void sohoa_desk_close(struct sohoa_desk *desk); /* NULL is fine */
void sohoa_desk_enter(struct sohoa_desk *desk); /* one more page of a scan is pending */
void sohoa_desk_leave(struct sohoa_desk *desk); /* one less */
bool sohoa_desk_busy(struct sohoa_desk *desk);  /* a scan elsewhere has pages to do */
#endif
