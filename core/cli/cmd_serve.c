/* cmd_serve.c - `sohoa serve`: the HTTP service until SIGTERM or Ctrl-C; SIGHUP reads certificates
 * and configuration again. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "host/paths.h"
#include "pipeline/helper.h"
#include "serve/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#define RELOADS_MAX 10000

struct serve {
    const char *listen, *tls_cert, *tls_key;
    bool plain;
};

static const struct arg_option options[] = {
    {"listen", 0, ARG_TEXT, offsetof(struct serve, listen), "HOST:PORT",
     "where to listen (default 127.0.0.1:8080; port 0: any that is free)"},
    {"tls-cert", 0, ARG_TEXT, offsetof(struct serve, tls_cert), "FILE",
     "certificate with its chain, PEM"},
    {"tls-key", 0, ARG_TEXT, offsetof(struct serve, tls_key), "FILE", "its key, PEM"},
    {"plain-http-on-the-network", 0, ARG_FLAG, offsetof(struct serve, plain), "",
     "without TLS on an address that others reach: tokens and data can be read on the way"},
    {0}};

/* Configurations stay until the end: answers under way may still look at one. */
struct configs {
    struct sohoa_config **list;
    size_t count;
};

static int read_config(struct cli *cli, struct sohoa_config **ret, struct sohoa_err *err)
{
    struct sohoa_config *config = NULL;
    int rc = sohoa_config_open(cli->given.config, &config, err);
    for (size_t i = 0; rc == SOHOA_OK && i < cli->given.set.count; i++)
        rc = sohoa_config_set(config, cli->given.set.items[i], err);
    if (rc == SOHOA_OK)
        rc = sohoa_config_check(config, cli->registry, err);
    if (rc == SOHOA_OK)
        *ret = config;
    else
        sohoa_config_close(config);
    return rc;
}

static void reload(struct cli *cli, struct sohoa_serve *service, struct configs *configs)
{
    struct sohoa_config *config = NULL, **list = NULL;
    struct sohoa_err err = {0};
    if (configs->count < RELOADS_MAX)
        list = realloc(configs->list, (configs->count + 1) * sizeof *list);
    if (!list)
        return;
    configs->list = list;
    int rc = read_config(cli, &config, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_serve_reload(service, config, &err);
    if (rc == SOHOA_OK) {
        list[configs->count++] = config;
        sohoa_log(SOHOA_INFO, "configuration and certificates are read again");
    } else {
        sohoa_config_close(config);
        sohoa_log(SOHOA_ERROR, "all stays as it was: %s", err.text);
    }
}

/* Until it is told to stop; a service that ends on Ctrl-C ended well. */
static void wait_until_told(struct cli *cli, struct sohoa_serve *service, const sigset_t *signals)
{
    struct configs configs = {NULL, 0};
    for (int signal = 0; sigwait(signals, &signal) == 0 && signal == SIGHUP;)
        reload(cli, service, &configs);
    sohoa_log(SOHOA_INFO, "stopping: what was begun is finished first");
    sohoa_serve_close(service);
    for (size_t i = 0; i < configs.count; i++)
        sohoa_config_close(configs.list[i]);
    free(configs.list);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct serve *o = given;
    struct sohoa_serve *service = NULL;
    struct sohoa_err err = {0};
    sigset_t signals;
    (void)count, (void)operands;
    int code = cli_store(cli, SOHOA_OPEN_CREATE);
    if (code != CODE_OK)
        return code;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    sohoa_helper_setup();
    struct sohoa_serve_request request = {.records = cli->records,
                                          .registry = cli->registry,
                                          .config = cli->config,
                                          .listen = o->listen,
                                          .tls_cert = o->tls_cert,
                                          .tls_key = o->tls_key,
                                          .plain_anywhere = o->plain};
    if (sohoa_serve_open(&request, &service, &err) != SOHOA_OK)
        return cli_error(&err, err.sys_errno == EINVAL ? CODE_USAGE : CODE_STORE);
    sohoa_log(SOHOA_INFO, "listening on %s", sohoa_serve_url(service));
    wait_until_told(cli, service, &signals);
    return CODE_OK;
}

const struct command command_serve = {
    .name = "serve",
    .operands = "",
    .summary = "answer programs over HTTP",
    .options = options,
    .size = sizeof(struct serve),
    .run = run,
    .needs = NEEDS_CHAIN,
    .more = "SIGTERM and Ctrl-C end it once what was begun is answered; SIGHUP reads certificates\n"
            "and configuration again. `sohoa token add` makes the tokens that callers need.\n",
};
