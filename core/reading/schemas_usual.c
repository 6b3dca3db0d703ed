/* schemas_usual.c - see schemas_usual.h. */
#include "reading/schemas_usual.h"
#include "host/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
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

int sohoa_schemas_usual(const struct sohoa_config *config, struct sohoa_schemas **ret,
                        struct sohoa_err *err)
{
    char own[PATH_MAX], home[PATH_MAX];
    const char *folders[2], *asked = sohoa_config_text(config, "schemas", NULL);
    size_t count = 0;
    if (sohoa_path_schemas(own, sizeof own) == 0)
        folders[count++] = own;
    if (asked && access(asked, R_OK | X_OK) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", asked);
    if (asked)
        folders[count++] = asked;
    else if (home_folder(home, sizeof home))
        folders[count++] = home;
    return sohoa_schemas_open(folders, count, ret, err);
}
