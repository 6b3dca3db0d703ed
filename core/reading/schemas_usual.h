/* schemas_usual.h - the papers that a run knows: the program's own and the user's. */
#ifndef SOHOA_SCHEMAS_USUAL_H
#define SOHOA_SCHEMAS_USUAL_H
#include "host/config.h"
#include "reading/schema.h"

/* The folders in order, the user's last, so that a paper of theirs takes the place of ours of the
 * same name: the program's schemas (paths.h), then `schemas:` of the configuration, else
 * $XDG_CONFIG_HOME/sohoa/schemas or ~/.config/sohoa/schemas. FATAL: the configured folder is not
 * there, or as sohoa_schemas_open. [setup] */
int sohoa_schemas_usual(const struct sohoa_config *config, struct sohoa_schemas **ret,
                        struct sohoa_err *err);

/* These folders, for what lies below them (print/, procedures/). Lent texts live as long as the
 * struct, which must not be moved. FATAL: the configured folder is not there. [setup] */
struct sohoa_schema_folders {
    const char *paths[2];
    size_t count;
    char own[4096], other[4096];
};
int sohoa_schema_folders_usual(const struct sohoa_config *config, struct sohoa_schema_folders *ret,
                               struct sohoa_err *err);
#endif
