/* helper_sandbox.c - what a helper may use and do; see helper_wire.h.
 *
 * Limits hold from before the plugin is loaded. The system-call filter (seccomp) comes down once
 * the plugin is open, over all threads. SOHOA_IN_HELPER: an allow-list, all else answers EPERM so
 * that a library degrades (fontconfig without a writable cache), but what no decoder ever has a
 * reason for kills. SOHOA_IN_HELPER_DEVICE: a deny-list, because back ends need USB requests,
 * sockets and threads of their own. CPU time is not limited here: calls have deadlines.
 * Built with sanitizers neither the filter nor the memory limit is set: their run time needs more.
 */
#include "pipeline/helper_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES_MAX = 512, ALT_STACK = 64 << 10 };
static const size_t spare = (size_t)16 << 20; /* less than this left: it died of want of memory */

/* ---- limits ---- */

/* A failed allocation rarely says so: C++ aborts, C follows a null pointer. */
static void on_fatal(int sig)
{
    void *at = mmap(NULL, spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        _exit(SOHOA_HELPER_OUT_OF_MEMORY);
    munmap(at, spare);
    raise(sig); /* SA_RESETHAND: this time it is fatal */
}

static int catch_fatal(void)
{
    static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};
    stack_t stack = {.ss_sp = malloc(ALT_STACK), .ss_size = ALT_STACK};
    if (!stack.ss_sp || sigaltstack(&stack, NULL) != 0)
        return -1;
    struct sigaction act = {.sa_handler = on_fatal,
                            .sa_flags = SA_ONSTACK | (int)SA_RESETHAND | SA_NODEFER};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], &act, NULL) != 0)
            return -1;
    return 0;
}

static int limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) != 0)
        return -1;
    rlim_t value = now.rlim_max < most ? now.rlim_max : most; /* RLIM_INFINITY is the largest */
    return setrlimit(what, &(struct rlimit){.rlim_cur = value, .rlim_max = value});
}

int sohoa_sandbox_limit(uint64_t memory, struct sohoa_err *err)
{
    bool good = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) == 0 &&
                limit(RLIMIT_NOFILE, FILES_MAX) == 0 &&
                limit(RLIMIT_FSIZE, memory) == 0; /* shared memory counts as a file */
#ifndef SOHOA_SANITIZED
    good = good && limit(RLIMIT_AS, memory) == 0 && catch_fatal() == 0;
#else
    (void)catch_fatal;
#endif
    if (!good)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot limit the helper process");
    return 0;
}

/* ---- system calls ---- */

#define CALL(name) __NR_##name
static const int allowed[] = {
    /* memory */
    CALL(brk),
    CALL(mmap),
    CALL(munmap),
    CALL(mremap),
    CALL(mprotect),
    CALL(madvise),
    CALL(mincore),
    CALL(memfd_create),
    CALL(membarrier),
    /* what is open */
    CALL(read),
    CALL(readv),
    CALL(pread64),
    CALL(preadv),
    CALL(write),
    CALL(writev),
    CALL(pwrite64),
    CALL(pwritev),
    CALL(lseek),
    CALL(close),
    CALL(close_range),
    CALL(fcntl),
    CALL(ftruncate),
    CALL(fallocate),
    CALL(fadvise64),
    CALL(readahead),
    CALL(dup),
    CALL(dup3),
    CALL(pipe2),
    CALL(eventfd2),
    CALL(sendmsg),
    CALL(recvmsg),
    CALL(ppoll),
    CALL(pselect6),
    CALL(epoll_create1),
    CALL(epoll_ctl),
    CALL(epoll_pwait),
    CALL(flock),
    /* looking at files */
    CALL(fstat),
    CALL(newfstatat),
    CALL(statx),
    CALL(statfs),
    CALL(fstatfs),
    CALL(getdents64),
    CALL(readlinkat),
    CALL(faccessat),
    CALL(faccessat2),
    CALL(getcwd),
    /* threads, time, signals of our own */
    CALL(futex),
    CALL(set_robust_list),
    CALL(get_robust_list),
    CALL(set_tid_address),
    CALL(rseq),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(sched_getparam),
    CALL(sched_getscheduler),
    CALL(getcpu),
    CALL(clock_gettime),
    CALL(clock_getres),
    CALL(clock_nanosleep),
    CALL(nanosleep),
    CALL(gettimeofday),
    CALL(times),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(rt_sigtimedwait),
    CALL(rt_sigpending),
    CALL(sigaltstack),
    CALL(restart_syscall),
    CALL(exit),
    CALL(exit_group),
    /* who and where am I */
    CALL(getpid),
    CALL(gettid),
    CALL(getppid),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(getgroups),
    CALL(getresuid),
    CALL(getresgid),
    CALL(getpgid),
    CALL(uname),
    CALL(sysinfo),
    CALL(getrusage),
    CALL(getrandom),
    CALL(getpriority),
    CALL(umask),
#ifdef __x86_64__ /* the older names, which newer machines do not have */
    CALL(pause),
    CALL(poll),
    CALL(select),
    CALL(epoll_wait),
    CALL(epoll_create),
    CALL(pipe),
    CALL(dup2),
    CALL(stat),
    CALL(lstat),
    CALL(access),
    CALL(readlink),
    CALL(getdents),
    CALL(time),
    CALL(arch_prctl),
    CALL(getrlimit),
    CALL(getpgrp),
    CALL(eventfd),
#endif
};

/* No decoder has a reason for these: the process is taken over or badly broken. */
static const int deadly[] = {CALL(execve),
                             CALL(execveat),
                             CALL(ptrace),
                             CALL(process_vm_readv),
                             CALL(process_vm_writev),
                             CALL(bpf),
                             CALL(kexec_load),
                             CALL(mount),
                             CALL(init_module),
                             CALL(finit_module),
                             CALL(userfaultfd),
                             CALL(io_uring_setup)};

/* What not even a device needs; a back end that tries is told no. */
static const int denied_to_device[] = {CALL(execve),
                                       CALL(execveat),
                                       CALL(ptrace),
                                       CALL(process_vm_readv),
                                       CALL(process_vm_writev),
                                       CALL(bpf),
                                       CALL(kexec_load),
                                       CALL(kexec_file_load),
                                       CALL(mount),
                                       CALL(umount2),
                                       CALL(pivot_root),
                                       CALL(chroot),
                                       CALL(swapon),
                                       CALL(swapoff),
                                       CALL(init_module),
                                       CALL(finit_module),
                                       CALL(delete_module),
                                       CALL(reboot),
                                       CALL(setuid),
                                       CALL(setgid),
                                       CALL(setreuid),
                                       CALL(setregid),
                                       CALL(setresuid),
                                       CALL(setresgid),
                                       CALL(setgroups),
                                       CALL(setfsuid),
                                       CALL(setfsgid),
                                       CALL(capset),
                                       CALL(keyctl),
                                       CALL(add_key),
                                       CALL(request_key),
                                       CALL(perf_event_open),
                                       CALL(userfaultfd),
                                       CALL(unshare),
                                       CALL(setns),
                                       CALL(settimeofday),
                                       CALL(clock_settime),
                                       CALL(adjtimex),
                                       CALL(clock_adjtime),
                                       CALL(sethostname),
                                       CALL(setdomainname),
                                       CALL(acct),
                                       CALL(quotactl),
                                       CALL(syslog),
                                       CALL(open_by_handle_at),
                                       CALL(io_uring_setup),
                                       CALL(mknodat),
                                       CALL(vhangup)};

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = seccomp_rule_add(filter, action, calls[i], 0);
    return rc;
}
#define ADD_ALL(filter, action, calls)                                                             \
    add_all(filter, action, calls, sizeof(calls) / sizeof *(calls))

/* Calls that are allowed with some arguments only. */
static int add_conditional(scmp_filter_ctx filter)
{
    const scmp_datum_t writing =
        O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
    const scmp_datum_t self = (scmp_datum_t)getpid();
    const uint32_t allow = SCMP_ACT_ALLOW;
    int rc = seccomp_rule_add(filter, allow, CALL(openat), 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
#ifdef __x86_64__
    rc = rc ? rc
            : seccomp_rule_add(filter, allow, CALL(open), 1,
                               SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
#endif
    /* A thread, never a process; clone3 hides its flags in memory, so glibc must fall back. */
    rc = rc ? rc
            : seccomp_rule_add(filter, allow, CALL(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    rc = rc ? rc : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0);
    /* abort() */
    rc = rc ? rc : seccomp_rule_add(filter, allow, CALL(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self, 0));
    /* Limits may be read, not set. */
    rc = rc ? rc : seccomp_rule_add(filter, allow, CALL(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0, 0));
    rc = rc ? rc
            : seccomp_rule_add(filter, allow, CALL(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    /* C libraries ask a local daemon for user names; that may fail, but is not hostile. */
    return rc ? rc
              : seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, CALL(socket), 1,
                                 SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
}

static int fill(scmp_filter_ctx filter, enum sohoa_isolation isolation)
{
    if (isolation == SOHOA_IN_HELPER_DEVICE)
        return ADD_ALL(filter, SCMP_ACT_ERRNO(EPERM), denied_to_device);
    int rc = ADD_ALL(filter, SCMP_ACT_ALLOW, allowed);
    rc = rc ? rc : ADD_ALL(filter, SCMP_ACT_KILL_PROCESS, deadly);
    return rc ? rc : add_conditional(filter);
}

int sohoa_sandbox_close(enum sohoa_isolation isolation, struct sohoa_err *err)
{
#ifdef SOHOA_SANITIZED
    (void)fill;
    (void)isolation;
    (void)err;
    return 0;
#else
    bool device = isolation == SOHOA_IN_HELPER_DEVICE;
    scmp_filter_ctx filter = seccomp_init(device ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
    int rc = filter ? 0 : -ENOMEM;
    /* All threads: one that reads the socket runs already. */
    rc = rc ? rc : seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    rc = rc ? rc : seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    rc = rc ? rc : seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list */
    rc = rc ? rc : fill(filter, isolation);
    rc = rc ? rc : seccomp_load(filter);
    seccomp_release(filter);
    if (rc != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, -rc, "cannot confine the helper process");
    return 0;
#endif
}
