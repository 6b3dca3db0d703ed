/* bench_fsync.c - how long this disk takes to make 4 KiB durable: the unit in which a store's
 * speed is to be read. Prints the median, the tenth and the ninetieth percentile in ms.
 *
 * Use: bench_fsync FOLDER [TIMES] */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIMES_MAX 10000

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static int fail(const char *path)
{
    fprintf(stderr, "bench_fsync: %s: %s\n", path, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    static double times[TIMES_MAX];
    static char block[4096];
    char path[4096];
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 100;

    if (argc < 2 || count < 1 || count > TIMES_MAX) {
        fprintf(stderr, "use: bench_fsync FOLDER [TIMES, to %d]\n", TIMES_MAX);
        return 2;
    }
    int length = snprintf(path, sizeof path, "%s/fsync-%ld", argv[1], (long)getpid());
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return fail(argv[1]);
    }
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail(path);
    }
    unlink(path);
    for (long i = 0; i < count; i++) {
        memset(block, (int)i, sizeof block);
        double start = now_ms();
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fsync(fd)) {
            return fail(path);
        }
        times[i] = now_ms() - start;
    }
    close(fd);
    qsort(times, (size_t)count, sizeof *times, by_value);
    printf("fsync of 4 KiB: median %.2f ms, 10%% %.2f, 90%% %.2f (%ld times)\n", times[count / 2],
           times[count / 10], times[count * 9 / 10], count);
    return 0;
}
