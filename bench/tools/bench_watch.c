/* bench_watch.c - runs a command and measures the whole tree of its processes.
 *
 * Use: bench_watch RESULT.json STDOUT COMMAND...
 * STDOUT receives the command's output. RESULT.json: seconds, cpu (user and system, children
 * included), peak of the sum of RSS and of PSS over the tree in KiB, exit status, the time of
 * day (seconds of the epoch) at which it started, and for each line of output the seconds and the
 * cpu at which it came.
 *
 * RSS counts memory shared between processes once for each of them, PSS once in all; RSS is
 * sampled every 20 ms, PSS (dear to read) every 200 ms. As a subreaper it keeps orphans in view.
 * One thread. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TREE_MAX 4096 /* processes looked at */

struct process {
    int pid, parent;
    double cpu;
    long rss_kib;
    bool ours;
};
static struct process processes[TREE_MAX];

struct totals {
    double cpu;
    long rss_kib, pss_kib;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t read_small(const char *path, char *buffer, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, buffer, room - 1);

    if (fd >= 0) {
        close(fd);
    }
    buffer[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

/* Fields of /proc/PID/stat as proc(5) numbers them. */
static bool read_process(int pid, struct process *process)
{
    char path[64];
    char stat[1024];
    double value[25] = {0};

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if (!read_small(path, stat, sizeof stat)) {
        return false;
    }
    char *p = strrchr(stat, ')'); /* the name may hold anything */
    if (!p) {
        return false;
    }
    p += 4; /* behind the state, field 3 */
    for (int field = 4; field <= 24; field++) {
        value[field] = strtod(p, &p);
    }
    process->pid = pid;
    process->parent = (int)value[4];
    process->cpu = (value[14] + value[15] + value[16] + value[17]) / (double)sysconf(_SC_CLK_TCK);
    process->rss_kib = (long)value[24] * (sysconf(_SC_PAGESIZE) / 1024);
    return true;
}

static long read_pss(int pid)
{
    char path[64];
    char rollup[2048];

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    read_small(path, rollup, sizeof rollup);
    const char *line = strstr(rollup, "\nPss:");
    return line ? strtol(line + 5, NULL, 10) : 0;
}

/* Marks the descendants of root; parents may stand behind their children in the list. */
static void mark_tree(size_t count, int root)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            bool child = processes[i].parent == root;
            for (size_t j = 0; !child && j < count; j++) {
                child = processes[j].ours && processes[j].pid == processes[i].parent;
            }
            if (child && !processes[i].ours) {
                processes[i].ours = more = true;
            }
        }
    }
}

static struct totals measure(bool with_pss)
{
    struct totals totals = {0};
    struct rusage gone; /* those that ended and were waited for by us */
    size_t count = 0;
    DIR *dir = opendir("/proc");

    if (!dir) {
        return totals;
    }
    memset(processes, 0, sizeof processes);
    for (struct dirent *entry; (entry = readdir(dir)) && count < TREE_MAX;) {
        if (isdigit((unsigned char)entry->d_name[0]) &&
            read_process((int)strtol(entry->d_name, NULL, 10), &processes[count])) {
            count++;
        }
    }
    closedir(dir);
    mark_tree(count, (int)getpid());
    if (getrusage(RUSAGE_CHILDREN, &gone) == 0) {
        totals.cpu = (double)(gone.ru_utime.tv_sec + gone.ru_stime.tv_sec) +
                     (double)(gone.ru_utime.tv_usec + gone.ru_stime.tv_usec) / 1e6;
    }
    for (size_t i = 0; i < count; i++) {
        if (processes[i].ours) {
            totals.cpu += processes[i].cpu;
            totals.rss_kib += processes[i].rss_kib;
            totals.pss_kib += with_pss ? read_pss(processes[i].pid) : 0;
        }
    }
    return totals;
}

/* The command's output, passed on; each line is written to the result with its time. */
static bool pass_lines(int from, FILE *to, FILE *result, double start, int *lines)
{
    char buffer[65536];
    ssize_t got = read(from, buffer, sizeof buffer);

    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    fwrite(buffer, 1, (size_t)got, to);
    for (ssize_t i = 0; i < got; i++) {
        if (buffer[i] == '\n') {
            fprintf(result, "%s[%.3f,%.2f]", (*lines)++ ? "," : "", now() - start,
                    measure(false).cpu);
        }
    }
    return true;
}

static void raise_peaks(struct totals *peak, const struct totals *at)
{
    peak->cpu = at->cpu > peak->cpu ? at->cpu : peak->cpu;
    peak->rss_kib = at->rss_kib > peak->rss_kib ? at->rss_kib : peak->rss_kib;
    peak->pss_kib = at->pss_kib > peak->pss_kib ? at->pss_kib : peak->pss_kib;
}

static int watch(int from, FILE *to, FILE *result, pid_t child)
{
    struct totals peak = {0};
    struct timespec clock_time;
    clock_gettime(CLOCK_REALTIME, &clock_time);
    double started = (double)clock_time.tv_sec + (double)clock_time.tv_nsec / 1e9;
    double start = now();
    double last_pss = 0;
    int lines = 0;
    int status = 0;
    bool open = true;

    fputs("{\"lines\":[", result);
    for (pid_t done = 0; open || done != child;) {
        struct pollfd poller = {.fd = open ? from : -1, .events = POLLIN};
        bool with_pss = now() - last_pss > 0.2;
        struct totals at = measure(with_pss);
        raise_peaks(&peak, &at);
        last_pss = with_pss ? now() : last_pss;
        if (poll(&poller, 1, 20) > 0) {
            open = pass_lines(from, to, result, start, &lines);
        }
        if (done != child) {
            done = waitpid(child, &status, WNOHANG);
        }
    }
    double seconds = now() - start;
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) { /* orphans */
    }
    struct totals end = measure(false);
    raise_peaks(&peak, &end);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(result,
            "],\"started\":%.3f,\"seconds\":%.3f,\"cpu\":%.2f,\"rss_kib\":%ld,\"pss_kib\":%ld,"
            "\"exit\":%d}\n",
            started, seconds, peak.cpu, peak.rss_kib, peak.pss_kib, code);
    return code;
}

int main(int argc, char **argv)
{
    int ends[2];

    if (argc < 4) {
        fputs("use: bench_watch RESULT.json STDOUT COMMAND...\n", stderr);
        return 2;
    }
    FILE *result = fopen(argv[1], "we");
    FILE *to = fopen(argv[2], "we");
    if (!result || !to || pipe2(ends, O_CLOEXEC)) {
        perror("bench_watch");
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    close(ends[1]);
    int code = watch(ends[0], to, result, child);
    if (fclose(to) || fclose(result)) {
        perror("bench_watch");
        return 2;
    }
    return code;
}
