/* commands.h - the commands; each is defined in its own cmd_<name>.c, listed in commands.c. */
#ifndef SOHOA_COMMANDS_H
#define SOHOA_COMMANDS_H
#include "cli/args.h"

extern const struct command command_audit, command_backup, command_batches, command_cut,
    command_describe, command_devices, command_export, command_get, command_import, command_join,
    command_list, command_page, command_plugins, command_quarantine, command_redo, command_resume,
    command_scan, command_schemas, command_separators, command_serve, command_set, command_show,
    command_status, command_text, command_token, command_verify;
#endif
