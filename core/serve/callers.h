/* callers.h - who calls and whether they may: token, role, rate, purpose. */
#ifndef SOHOA_SERVE_CALLERS_H
#define SOHOA_SERVE_CALLERS_H
#include "serve/service.h"

int callers_open(struct service *service, struct callers **ret, struct sohoa_err *err);
void callers_close(struct callers *callers); /* NULL is fine */
/* Fills who calls and why; false after a problem: they may not. [any] */
bool callers_admit(struct request *rq);
/* Writes down which tokens were used; once in a while, by the job thread. [one] */
void callers_note(struct callers *callers);
#endif
