/* schemas_usual.c - see schemas_usual.h. */
#include "reading/schemas_usual.h"
#include "host/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool home_folder(char *buf, size_t room)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n = -1;
    if (base && base[0] == '/')
        n = snprintf(buf, room, "%s/sohoa/schemas", base);
    else if (home && home[0] == '/')
        n = snprintf(buf, room, "%s/.config/sohoa/schemas", home);
    return n > 0 && (size_t)n < room && access(buf, R_OK | X_OK) == 0;
}

int sohoa_schema_folders_usual(const struct sohoa_config *config, struct sohoa_schema_folders *ret,
                               struct sohoa_err *err)
{
    const char *asked = sohoa_config_text(config, "schemas", NULL);
    ret->count = 0;
    if (sohoa_path_schemas(ret->own, sizeof ret->own) == 0)
        ret->paths[ret->count++] = ret->own;
    if (asked && access(asked, R_OK | X_OK) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", asked);
    if (asked && strlen(asked) >= sizeof ret->other)
        return sohoa_fail(err, SOHOA_FATAL, "the path is too long: %s", asked);
    if (asked)
        memcpy(ret->other, asked, strlen(asked) + 1);
    if (asked || home_folder(ret->other, sizeof ret->other))
        ret->paths[ret->count++] = ret->other;
    return SOHOA_OK;
}

int sohoa_schemas_usual(const struct sohoa_config *config, struct sohoa_schemas **ret,
                        struct sohoa_err *err)
{
    struct sohoa_schema_folders folders;
    int rc = sohoa_schema_folders_usual(config, &folders, err);
    return rc == SOHOA_OK ? sohoa_schemas_open(folders.paths, folders.count, ret, err) : rc;
}
