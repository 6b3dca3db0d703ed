/* commands.h - the commands; each is defined in its own cmd_<name>.c, listed in commands.c. */
#ifndef SOHOA_COMMANDS_H
#define SOHOA_COMMANDS_H
#include "cli/args.h"

/* clang-format off: one a line, so that two who add one do not meet */
extern const struct command command_audit;
extern const struct command command_backup;
extern const struct command command_batches;
extern const struct command command_changes;
extern const struct command command_citizen;
extern const struct command command_cut;
extern const struct command command_describe;
extern const struct command command_devices;
extern const struct command command_duplicates;
extern const struct command command_export;
extern const struct command command_find;
extern const struct command command_gc;
extern const struct command command_get;
extern const struct command command_handover;
extern const struct command command_hold;
extern const struct command command_import;
extern const struct command command_join;
extern const struct command command_link;
extern const struct command command_list;
extern const struct command command_need;
extern const struct command command_page;
extern const struct command command_plugins;
extern const struct command command_prefill;
extern const struct command command_quarantine;
extern const struct command command_redo;
extern const struct command command_register;
extern const struct command command_reindex;
extern const struct command command_report;
extern const struct command command_restore;
extern const struct command command_resume;
extern const struct command command_reuse;
extern const struct command command_review;
extern const struct command command_scan;
extern const struct command command_schemas;
extern const struct command command_search;
extern const struct command command_separators;
extern const struct command command_serve;
extern const struct command command_set;
extern const struct command command_show;
extern const struct command command_status;
extern const struct command command_subject;
extern const struct command command_text;
extern const struct command command_token;
extern const struct command command_unlink;
extern const struct command command_verify;
/* clang-format on */
#endif
