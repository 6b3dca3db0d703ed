/* stop.c - Ctrl-C; see stop.h. The handler only sets a flag and calls what is signal-safe. */
#include "cli/stop.h"

#include "pipeline/run.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t stopped;

static void on_signal(int signal)
{
    (void)signal;
    stopped = 1;
    sohoa_run_stop();
}

void cli_stop_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

bool cli_stopped(void)
{
    return stopped != 0;
}

static bool call_stopping(const struct sohoa_call *call)
{
    (void)call;
    return cli_stopped();
}

struct sohoa_call cli_stop_call(void)
{
    cli_stop_install();
    return (struct sohoa_call){.size = sizeof(struct sohoa_call), .stopping = call_stopping};
}
