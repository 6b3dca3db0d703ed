/* signals.h - which threads signals interrupt: the program's own, not those the core starts. */
#ifndef SOHOA_HOST_SIGNALS_H
#define SOHOA_HOST_SIGNALS_H
#include <signal.h>

/* Holds signals off the calling thread, and off those it starts until sohoa_signals_restore. Those
 * that a fault raises (SIGSEGV, SIGBUS, SIGFPE, SIGILL) come through: held off, they would kill the
 * process past the handler that tells why. [any] */
void sohoa_signals_hold(sigset_t *ret_before);
void sohoa_signals_restore(const sigset_t *before);
#endif
