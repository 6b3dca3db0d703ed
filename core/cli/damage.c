/* damage.c - see damage.h. LMDB believes what stands in its pages, without check sums: random bytes
 * there make it follow pointers to nowhere. The handlers run in any thread and only write and end;
 * dladdr is not on the list of what a handler may call, but this process is lost anyway. */
#include "cli/damage.h"

#include "cli/cli.h"
#include "host/lang.h"

#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static const char *torn, *damaged; /* what is said, in the language of the command */
static struct sigaction before;    /* of SIGSEGV */

static void leave(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    _exit(n < 0 ? CODE_INTERNAL : CODE_STORE);
}

/* The kernel cannot bring a page of a mapped file: in this process that is the database. */
static void on_bus(int signal)
{
    (void)signal;
    leave(torn);
}

/* Where the thread was when it was interrupted; NULL: not known on this machine. */
static const void *place_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (const void *)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (const void *)context->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

static void on_segv(int signal, siginfo_t *info, void *context)
{
    Dl_info in;
    const void *place = place_of(context);
    if (place && dladdr(place, &in) && in.dli_fname && strstr(in.dli_fname, "/liblmdb"))
        leave(damaged);
    (void)sigaction(signal, &before, NULL); /* the access is tried again, and ends as it should */
    if (info->si_code <= 0)
        (void)raise(signal); /* somebody sent it */
}

void cli_watch_database(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    torn = sohoa_tr("error: the database's file is cut off or cannot be read (the disk?): `sohoa "
                    "restore` makes the store anew from a backup\n");
    damaged =
        sohoa_tr("error: the database is damaged: `sohoa restore` makes the store anew from a "
                 "backup\n");
    action.sa_handler = on_bus;
    (void)sigaction(SIGBUS, &action, NULL);
    action.sa_sigaction = on_segv;
    action.sa_flags = SA_SIGINFO;
    (void)sigaction(SIGSEGV, &action, &before);
}
