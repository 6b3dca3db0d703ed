/* commands.h - the commands; each is defined in its own cmd_<name>.c, listed in commands.c. */
#ifndef SOHOA_COMMANDS_H
#define SOHOA_COMMANDS_H
#include "cli/args.h"

extern const struct command command_audit, command_backup, command_batches, command_changes,
    command_citizen, command_cut, command_describe, command_devices, command_export, command_find,
    command_get, command_import, command_join, command_link, command_list, command_page,
    command_plugins, command_prefill, command_quarantine, command_redo, command_reindex,
    command_resume, command_review, command_scan, command_schemas, command_search,
    command_separators, command_serve, command_set, command_show, command_status, command_text,
    command_token, command_unlink, command_verify;
#endif
