/* manual.h - manual pages and bash completion, made from the tables that --help shows. To stdout;
 * main thread only. */
#ifndef SOHOA_MANUAL_H
#define SOHOA_MANUAL_H
#include "cli/args.h"

/* The manual page of one command, or with NULL of the program: man(7) macros, UTF-8, in the
 * language of messages. */
void manual_page(const struct command *command);
/* A script for bash to source: commands, options, and what is known of their values. */
void manual_completion(void);
#endif
