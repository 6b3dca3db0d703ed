/* log.h - the one logger: talk for people on stderr. Data never goes through it.
 *
 * Lines are written whole, under one lock; a progress line on a terminal is cleared before and
 * redrawn after. Twelve-digit numbers are masked to their last three digits before anything is
 * written, so that no citizen ID ends in a log. */
#ifndef SOHOA_LOG_H
#define SOHOA_LOG_H
#include <stdarg.h>
#include <stdbool.h>

enum sohoa_level { SOHOA_ERROR = 0, SOHOA_WARN, SOHOA_INFO, SOHOA_DEBUG };

void sohoa_log_level(enum sohoa_level most); /* default SOHOA_INFO [setup] */
/* fmt is translated (lang.h). [any] */
void sohoa_log(enum sohoa_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Shows one progress line when stderr is a terminal (else nothing), at most six times a second;
 * NULL ends it. [any] */
void sohoa_log_progress(const char *line);
bool sohoa_log_is_terminal(void); /* [any] */
#endif
