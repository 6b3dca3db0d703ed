/* stop.h - Ctrl-C: the first stops cleanly, the second at once. */
#ifndef SOHOA_CLI_STOP_H
#define SOHOA_CLI_STOP_H
#include "pipeline/run.h"

/* Installs handlers for SIGINT, SIGTERM and SIGHUP and gives the stop that they ask for. [main] */
struct sohoa_stop *cli_stop(void);
bool cli_stopped(void); /* [any] */
/* A call without deadline whose stopping() says what cli_stopped says; installs the handlers. */
struct sohoa_call cli_stop_call(void);
#endif
