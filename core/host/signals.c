/* signals.c - see signals.h. */
#include "host/signals.h"

#include <pthread.h>

void sohoa_signals_hold(sigset_t *ret_before)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    sigset_t held;
    (void)sigfillset(&held);
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++)
        (void)sigdelset(&held, faults[i]);
    (void)pthread_sigmask(SIG_SETMASK, &held, ret_before);
}

void sohoa_signals_restore(const sigset_t *before)
{
    (void)pthread_sigmask(SIG_SETMASK, before, NULL);
}
