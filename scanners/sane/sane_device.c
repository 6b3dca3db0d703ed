/* sane_device.c - the library and one open device; see sane_device.h. */
#include "sane_device.h"
#include "sane_value.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* libsane's own state is one a process, and so is the count of its users. */
static pthread_mutex_t library_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned library_users;

void scan_device_init(struct scan_device *device)
{
    *device = (struct scan_device){0};
    pthread_mutex_init(&device->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&device->rest, &monotonic);
    pthread_condattr_destroy(&monotonic);
    atomic_init(&device->cancelled, false);
}

/* Backends write to sockets whose other end may be gone; the signal that this raises would end the
 * process where an error of the device is due. */
static void ignore_broken_pipes(void)
{
    struct sigaction now;
    if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
        now.sa_handler = SIG_IGN;
        (void)sigaction(SIGPIPE, &now, NULL);
    }
}

int scan_device_library(struct scan_device *device, struct sohoa_err *err)
{
    if (device->library)
        return SOHOA_OK;
    ignore_broken_pipes();
    pthread_mutex_lock(&library_lock);
    SANE_Status status = library_users ? SANE_STATUS_GOOD : sane_init(NULL, NULL);
    if (status == SANE_STATUS_GOOD)
        library_users++;
    pthread_mutex_unlock(&library_lock);
    if (status != SANE_STATUS_GOOD)
        return sohoa_fail(err, SOHOA_FATAL, "SANE cannot be used: %s", sane_strstatus(status));
    device->library = true;
    return SOHOA_OK;
}

void scan_device_exit(struct scan_device *device)
{
    scan_device_forget(device);
    if (device->library) {
        pthread_mutex_lock(&library_lock);
        if (--library_users == 0)
            sane_exit();
        pthread_mutex_unlock(&library_lock);
        device->library = false;
    }
    pthread_cond_destroy(&device->rest);
    pthread_mutex_destroy(&device->lock);
}

void scan_device_forget(struct scan_device *device)
{
    scan_device_close(device);
    free(device->name);
    free(device->type);
    device->name = NULL;
    device->type = NULL;
}

static int name_device(struct scan_device *device, const char *name, const char *type,
                       struct sohoa_err *err)
{
    char *new_name = strdup(name);
    char *new_type = strdup(type);
    if (!new_name || !new_type) {
        free(new_name);
        free(new_type);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    free(device->name);
    free(device->type);
    device->name = new_name;
    device->type = new_type;
    return SOHOA_OK;
}

int scan_device_choose(struct scan_device *device, const char *name, struct sohoa_err *err)
{
    if (!name || !name[0])
        name = getenv("SANE_DEFAULT_DEVICE");
    if (name && name[0])
        return name_device(device, name, "", err);
    const SANE_Device **list = NULL;
    SANE_Status status = sane_get_devices(&list, SANE_FALSE);
    if (status != SANE_STATUS_GOOD || !list || !list[0])
        return sohoa_fail(err, SOHOA_FATAL,
                          "no scanner found: check cable, power and permissions, or name one with "
                          "the option 'device'");
    if (!list[1])
        return name_device(device, list[0]->name, list[0]->type ? list[0]->type : "", err);
    char names[300] = "";
    for (int i = 0; list[i]; i++)
        scan_append(names, sizeof names, "%s%s", i ? ", " : "", list[i]->name);
    return sohoa_fail(err, SOHOA_FATAL,
                      "there are several scanners: choose one with the option 'device': %s", names);
}

void scan_device_ask_type(struct scan_device *device)
{
    const SANE_Device **list = NULL;
    if (device->type[0] || sane_get_devices(&list, SANE_FALSE) != SANE_STATUS_GOOD || !list)
        return;
    for (int i = 0; list[i]; i++)
        if (list[i]->type && strcmp(list[i]->name, device->name) == 0) {
            char *type = strdup(list[i]->type);
            if (type) {
                free(device->type);
                device->type = type;
            }
            return;
        }
}

SANE_Status scan_device_open(struct scan_device *device)
{
    SANE_Handle handle = NULL;
    SANE_Status status = sane_open(device->name, &handle);
    pthread_mutex_lock(&device->lock);
    device->handle = status == SANE_STATUS_GOOD ? handle : NULL;
    device->phase = SCAN_IDLE;
    pthread_mutex_unlock(&device->lock);
    return status;
}

void scan_device_close(struct scan_device *device)
{
    if (!device->handle)
        return;
    scan_device_stop(device);
    SANE_Handle handle = device->handle;
    pthread_mutex_lock(&device->lock);
    device->handle = NULL;
    pthread_mutex_unlock(&device->lock);
    sane_close(handle);
}

static void set_phase(struct scan_device *device, enum scan_phase phase)
{
    pthread_mutex_lock(&device->lock);
    device->phase = phase;
    pthread_mutex_unlock(&device->lock);
}

SANE_Status scan_device_start(struct scan_device *device)
{
    if (scan_device_cancelled(device))
        return SANE_STATUS_CANCELLED;
    set_phase(device, SCAN_STARTS);
    SANE_Status status = sane_start(device->handle);
    set_phase(device, SCAN_READS);
    return status;
}

void scan_device_stop(struct scan_device *device)
{
    pthread_mutex_lock(&device->lock);
    bool session = device->phase != SCAN_IDLE;
    device->phase = SCAN_IDLE;
    pthread_mutex_unlock(&device->lock);
    if (session)
        sane_cancel(device->handle);
}

void scan_device_busy(struct scan_device *device, bool busy)
{
    pthread_mutex_lock(&device->lock);
    device->busy = busy;
    pthread_cond_broadcast(&device->rest);
    pthread_mutex_unlock(&device->lock);
}

void scan_device_cancel(struct scan_device *device)
{
    atomic_store(&device->cancelled, true);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += SCAN_CANCEL_MS / 1000;
    pthread_mutex_lock(&device->lock);
    int rc = 0;
    while (device->busy && rc == 0)
        rc = pthread_cond_timedwait(&device->rest, &device->lock, &until);
    /* The net backend talks on one socket: a cancel in the middle of its start would mix two
     * answers. There the flag alone counts, as soon as start returns. */
    bool reaches = device->phase == SCAN_READS ||
                   (device->phase == SCAN_STARTS && strncmp(device->name, "net:", 4) != 0);
    if (device->busy && device->handle && reaches)
        sane_cancel(device->handle);
    pthread_mutex_unlock(&device->lock);
}

bool scan_device_cancelled(void *device)
{
    return atomic_load(&((struct scan_device *)device)->cancelled);
}
