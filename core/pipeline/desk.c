/* desk.c - see desk.h. Open file description locks: they belong to this open file, not to the
 * process, and can be looked at without being taken. */
#include "pipeline/desk.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct sohoa_desk {
    int fd;
    pthread_mutex_t mutex;
    uint64_t pages;
};

int sohoa_desk_open(struct sohoa_records *records, struct sohoa_desk **ret, struct sohoa_err *err)
{
    char path[PATH_MAX];
    const char *dir = sohoa_records_dir(records);
    int n = snprintf(path, sizeof path, "%s/lock", dir);
    if (n < 0 || (size_t)n + sizeof "/desk" > sizeof path)
        return sohoa_fail(err, SOHOA_FATAL, "the path of the store is too long: %s", dir);
    if (mkdir(path, 0700) && errno != EEXIST)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot create '%s'", path);
    (void)snprintf(path + n, sizeof path - (size_t)n, "/desk");
    struct sohoa_desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        return sohoa_no_memory(err);
    desk->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (desk->fd < 0) {
        int failed = errno;
        free(desk);
        return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot open '%s'", path);
    }
    pthread_mutex_init(&desk->mutex, NULL);
    *ret = desk;
    return SOHOA_OK;
}

void sohoa_desk_close(struct sohoa_desk *desk)
{
    if (!desk)
        return;
    close(desk->fd);
    pthread_mutex_destroy(&desk->mutex);
    free(desk);
}

/* A lock that fails only costs priority: no error. */
static void set_lock(struct sohoa_desk *desk, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    (void)fcntl(desk->fd, F_OFD_SETLK, &lock);
}

void sohoa_desk_enter(struct sohoa_desk *desk)
{
    pthread_mutex_lock(&desk->mutex);
    if (desk->pages++ == 0)
        set_lock(desk, F_RDLCK);
    pthread_mutex_unlock(&desk->mutex);
}

void sohoa_desk_leave(struct sohoa_desk *desk)
{
    pthread_mutex_lock(&desk->mutex);
    if (--desk->pages == 0)
        set_lock(desk, F_UNLCK);
    pthread_mutex_unlock(&desk->mutex);
}

bool sohoa_desk_busy(struct sohoa_desk *desk)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(desk->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
