/* commands.c - the list of commands, in the order in which help shows them. */
#include "cli/commands.h"

#include "cli/cli.h"

/* one a line, so that two who add one do not meet; core/packaging/pages.cmake reads them, too */
/* clang-format off */
const struct command *const cli_commands[] = {
    &command_scan,
    &command_import,
    &command_resume,
    &command_list,
    &command_show,
    &command_text,
    &command_batches,
    &command_status,
    &command_quarantine,
    &command_review,
    &command_page,
    &command_cut,
    &command_join,
    &command_set,
    &command_redo,
    &command_citizen,
    &command_find,
    &command_link,
    &command_unlink,
    &command_subject,
    &command_hold,
    &command_prefill,
    &command_search,
    &command_reindex,
    &command_changes,
    &command_need,
    &command_reuse,
    &command_register,
    &command_report,
    &command_audit,
    &command_verify,
    &command_gc,
    &command_backup,
    &command_restore,
    &command_export,
    &command_get,
    &command_devices,
    &command_plugins,
    &command_describe,
    &command_schemas,
    &command_separators,
    &command_serve,
    &command_token,
    NULL,
};
/* clang-format on */
