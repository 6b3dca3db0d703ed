/* helper_child.c - the helper as a process: started, ended, reaped; see helper_wire.h.
 *
 * posix_spawn shares memory with the child until it execs, so that neither other threads nor a
 * large core matter. Every descriptor is close-on-exec and the child closes what is left. No
 * PR_SET_PDEATHSIG: it would fire at the end of the thread that spawned; the helper watches its
 * socket instead. A process group of its own keeps the terminal's Ctrl-C from it, and lets us kill
 * what it started. */
#include "host/paths.h"
#include "pipeline/helper_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_FREE = 10 }; /* ours stay clear of the numbers that the child is given */
static const int64_t reap_ns = 2000000000;

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Moves both ends out of the way of descriptors 0 to 3. */
static int move_up(int ends[2])
{
    for (int i = 0; i < 2; i++) {
        int up = fcntl(ends[i], F_DUPFD_CLOEXEC, FIRST_FREE);
        if (up < 0)
            return -1;
        close(ends[i]);
        ends[i] = up;
    }
    return 0;
}

static int prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *how, int sock, int talk)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int rc = posix_spawnattr_setflags(how, flags);
    rc = rc ? rc : posix_spawnattr_setpgroup(how, 0);
    rc = rc ? rc : posix_spawnattr_setsigmask(how, &none);
    rc = rc ? rc : posix_spawnattr_setsigdefault(how, &all);
    rc = rc ? rc : posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(files, talk, 1);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(files, talk, 2);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(files, sock, SOHOA_HELPER_SOCKET);
    return rc ? rc : posix_spawn_file_actions_addclosefrom_np(files, SOHOA_HELPER_SOCKET + 1);
}

static int spawn(const char *path, const char *name, int sock, int talk, pid_t *ret)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    int rc = posix_spawn_file_actions_init(&files);
    if (rc != 0)
        return rc;
    rc = posix_spawnattr_init(&how);
    if (rc == 0) {
        rc = prepare(&files, &how, sock, talk);
        char *const argv[] = {(char *)"sohoa-helper", (char *)(uintptr_t)name, NULL};
        if (rc == 0)
            rc = posix_spawn(ret, path, &files, &how, argv, environ);
        posix_spawnattr_destroy(&how);
    }
    posix_spawn_file_actions_destroy(&files);
    return rc;
}

int sohoa_child_start(const char *name, struct sohoa_child *ret, struct sohoa_err *err)
{
    char path[PATH_MAX];
    if (sohoa_path_helper(path, sizeof path) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the program sohoa-helper is not installed");
    int socks[2] = {-1, -1}, talk[2] = {-1, -1};
    pid_t pid = 0;
    int failed = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks) != 0 ||
        pipe2(talk, O_CLOEXEC) != 0 || move_up(socks) != 0 || move_up(talk) != 0 ||
        fcntl(talk[0], F_SETFL, O_NONBLOCK) != 0)
        failed = errno;
    if (!failed)
        failed = spawn(path, name, socks[1], talk[1], &pid);
    close_fd(&socks[1]);
    close_fd(&talk[1]);
    if (failed) {
        close_fd(&socks[0]);
        close_fd(&talk[0]);
        return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot start %s", path);
    }
    *ret = (struct sohoa_child){
        .pid = pid, .pidfd = pidfd_open(pid, 0), .sock = socks[0], .talk = talk[0]};
    if (ret->pidfd >= 0)
        return 0;
    failed = errno;
    int status;
    sohoa_child_end(ret, 0, &status);
    return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot watch %s", path);
}

static bool dies_within(int pidfd, int64_t ns)
{
    int64_t until = sohoa_clock_ns() + ns;
    for (;;) {
        int64_t left = until - sohoa_clock_ns();
        struct pollfd p = {.fd = pidfd, .events = POLLIN};
        int n = poll(&p, 1, left > 0 ? (int)(left / 1000000) + 1 : 0);
        if (n != 0 && !(n < 0 && errno == EINTR))
            return n > 0;
        if (left <= 0)
            return false;
    }
}

void sohoa_child_end(struct sohoa_child *child, int64_t grace_ns, int *ret_status)
{
    *ret_status = 0;
    if (child->pid == 0)
        return;
    bool dead = child->pidfd >= 0 && dies_within(child->pidfd, grace_ns);
    /* Also when it is dead: what it started may live. It is not reaped, so its group's number is
     * still taken. */
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
    dead = dead || child->pidfd < 0 || dies_within(child->pidfd, reap_ns);
    /* One stuck in a driver cannot be waited for: init reaps it after us. */
    while (waitpid(child->pid, ret_status, dead ? 0 : WNOHANG) < 0 && errno == EINTR)
        ;
    close_fd(&child->pidfd);
    close_fd(&child->sock);
    close_fd(&child->talk);
    child->pid = 0;
}
