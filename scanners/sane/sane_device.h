/* sane_device.h - the library and one open device: found, opened, started, cancelled, closed.
 *
 * libsane has one state a process: sane_init and sane_exit are counted here. A handle belongs to
 * one thread; only scan_device_cancel may come from another. */
#ifndef SANE_DEVICE_H
#define SANE_DEVICE_H
#include "sohoa_plugin.h"

#include <pthread.h>
#include <sane/sane.h>
#include <stdatomic.h>

enum scan_phase { SCAN_IDLE, SCAN_STARTS, SCAN_READS };

struct scan_device {
    bool library;          /* this one holds sane_init */
    SANE_Handle handle;    /* NULL: closed */
    char *name, *type;     /* type "" until asked for */
    pthread_mutex_t lock;  /* of phase and busy, and of the handle against cancel */
    pthread_cond_t rest;   /* busy ended */
    enum scan_phase phase; /* between sane_start and sane_cancel: not idle */
    bool busy;             /* its thread is in next() */
    atomic_bool cancelled;
};

void scan_device_init(struct scan_device *device);
/* Closes the device and lets go of the library. */
void scan_device_exit(struct scan_device *device);

/* sane_init, once. SOHOA_FATAL with the text. */
int scan_device_library(struct scan_device *device, struct sohoa_err *err);
/* Sets the name: the one given, else $SANE_DEFAULT_DEVICE, else the only one there is. SOHOA_FATAL:
 * none, or several, which the text names. */
int scan_device_choose(struct scan_device *device, const char *name, struct sohoa_err *err);
/* Closes the device and forgets its name: another is to be chosen. */
void scan_device_forget(struct scan_device *device);
/* Asks the backends for the device's type; leaves "" when they do not list it. */
void scan_device_ask_type(struct scan_device *device);

SANE_Status scan_device_open(struct scan_device *device);
void scan_device_close(struct scan_device *device);
/* sane_start; CANCELLED when cancel came before. */
SANE_Status scan_device_start(struct scan_device *device);
/* Ends the session with sane_cancel: needed after the last page and after most faults. */
void scan_device_stop(struct scan_device *device);
/* Marks the thread's stay in next(). */
void scan_device_busy(struct scan_device *device, bool busy);
/* [any] Makes next() return soon. Few backends bear sane_cancel from another thread, whatever the
 * standard says, so next() sees the flag between two reads and ends the session itself; only when
 * it is stuck in the backend for SCAN_CANCEL_MS, is sane_cancel called from here. Blocks that long
 * at most. */
enum { SCAN_CANCEL_MS = 1000 };
void scan_device_cancel(struct scan_device *device);
bool scan_device_cancelled(void *device); /* [any] */
#endif
