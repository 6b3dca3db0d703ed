/* stop.c - Ctrl-C; see stop.h. The handler only calls what is async-signal-safe. */
#include "cli/stop.h"

#include <signal.h>
#include <string.h>

static struct sohoa_stop stop;

static void on_signal(int signal)
{
    (void)signal;
    sohoa_run_stop(&stop);
}

struct sohoa_stop *cli_stop(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
    return &stop;
}

bool cli_stopped(void)
{
    return atomic_load(&stop.asked) != 0;
}

static bool call_stopping(const struct sohoa_call *call)
{
    (void)call;
    return cli_stopped();
}

struct sohoa_call cli_stop_call(void)
{
    (void)cli_stop();
    return (struct sohoa_call){.size = sizeof(struct sohoa_call), .stopping = call_stopping};
}
