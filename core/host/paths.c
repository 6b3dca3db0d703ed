/* paths.c - this program's own files, found from where libsohoa lies; see paths.h. No state. */
#include "host/paths.h"

#include <dlfcn.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Joins to buf when it fits and mode (access(2)) is granted. */
static int take(char *buf, size_t room, int mode, const char *folder, const char *below)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s%s", folder, below);
    if (n < 0 || (size_t)n >= sizeof path || (size_t)n >= room || access(path, mode) != 0)
        return -1;
    memcpy(buf, path, (size_t)n + 1);
    return 0;
}

static int library_folder(char folder[PATH_MAX])
{
    Dl_info info;
    if (!dladdr((const void *)&library_folder, &info) || !info.dli_fname ||
        !realpath(info.dli_fname, folder))
        return -1;
    char *slash = strrchr(folder, '/');
    if (!slash)
        return -1;
    *slash = '\0';
    return 0;
}

/* PREFIX/below, where PREFIX is one of the three folders above the library's. */
static int take_from_prefix(char *buf, size_t room, int mode, char *folder, const char *below)
{
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(folder, '/');
        if (!slash)
            return -1;
        *slash = '\0';
        if (take(buf, room, mode, folder, below) == 0)
            return 0;
    }
    return -1;
}

int sohoa_path_plugins(char *buf, size_t room)
{
    char folder[PATH_MAX];
    if (library_folder(folder) != 0)
        return -1;
    if (take(buf, room, R_OK | X_OK, folder, "/sohoa/plugins") == 0)
        return 0;
    return take(buf, room, R_OK | X_OK, folder, "/plugins");
}

int sohoa_path_helper(char *buf, size_t room)
{
    char folder[PATH_MAX];
    const char *given = getenv("SOHOA_HELPER");
    if (given && *given && realpath(given, folder))
        return take(buf, room, X_OK, folder, "");
    if (library_folder(folder) != 0)
        return -1;
    if (take(buf, room, X_OK, folder, "/sohoa-helper") == 0)
        return 0;
    return take_from_prefix(buf, room, X_OK, folder, "/libexec/sohoa/sohoa-helper");
}

int sohoa_path_schemas(char *buf, size_t room)
{
    char folder[PATH_MAX];
    if (library_folder(folder) != 0)
        return -1;
    if (take(buf, room, R_OK | X_OK, folder, "/schemas") == 0)
        return 0;
    return take_from_prefix(buf, room, R_OK | X_OK, folder, "/share/sohoa/schemas");
}

/* Puts the working folder before a relative path. */
static int absolute(char *buf, size_t room, const char *path)
{
    char here[PATH_MAX] = "";
    if (path[0] != '/' && (!getcwd(here, sizeof here - 1) || here[0] != '/'))
        return -1;
    int n = snprintf(buf, room, "%s%s%s", here, path[0] == '/' ? "" : "/", path);
    return n < 0 || (size_t)n >= room ? -1 : 0;
}

int sohoa_path_home(char *buf, size_t room)
{
    const char *home = getenv("HOME");
    struct passwd entry, *found = NULL;
    char strings[4096];
    if ((!home || home[0] != '/') &&
        getpwuid_r(getuid(), &entry, strings, sizeof strings, &found) == 0 && found)
        home = found->pw_dir;
    if (!home || home[0] != '/')
        return -1;
    int n = snprintf(buf, room, "%s", home);
    return n < 0 || (size_t)n >= room ? -1 : 0;
}

int sohoa_path_store(char *buf, size_t room)
{
    const char *given = getenv("SOHOA_STORE"), *data = getenv("XDG_DATA_HOME");
    char path[PATH_MAX], home[PATH_MAX];
    if (given && *given)
        return absolute(buf, room, given);
    if (!data || data[0] != '/') /* the XDG rule: a relative one is ignored */
        data = NULL;
    if (!data && sohoa_path_home(home, sizeof home) != 0)
        return -1;
    int n =
        snprintf(path, sizeof path, "%s%s/sohoa", data ? data : home, data ? "" : "/.local/share");
    return n < 0 || (size_t)n >= sizeof path ? -1 : absolute(buf, room, path);
}
