/* stop.h - Ctrl-C: the first stops cleanly, the second at once. */
#ifndef SOHOA_STOP_H
#define SOHOA_STOP_H
#include "sohoa_plugin.h"

/* Installs handlers for SIGINT, SIGTERM and SIGHUP; each signal calls sohoa_run_stop, so a
 * running batch sees it too. [main thread] */
void cli_stop_install(void);
bool cli_stopped(void); /* [any] */
/* A call without deadline whose stopping() says what cli_stopped says; installs the handlers. */
struct sohoa_call cli_stop_call(void);
#endif
