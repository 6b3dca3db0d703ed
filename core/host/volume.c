/* volume.c - see volume.h. Devices are followed through /sys: dm-crypt names itself in dm/uuid,
 * what lies below a device (LVM, RAID, partitions of these) are its slaves. Any thread. */
#include "host/volume.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#define DEPTH_MAX 8

uint64_t sohoa_volume_free(const char *folder)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0)
        return UINT64_MAX;
    return (uint64_t)disk.f_bavail * disk.f_frsize;
}

static bool is_crypt(const char *device)
{
    char path[PATH_MAX], uuid[64] = "";
    int n = snprintf(path, sizeof path, "%s/dm/uuid", device);
    FILE *f = n > 0 && (size_t)n < sizeof path ? fopen(path, "re") : NULL;
    if (!f)
        return false;
    bool read = fgets(uuid, sizeof uuid, f) != NULL;
    (void)fclose(f);
    return read && strncmp(uuid, "CRYPT-", 6) == 0;
}

/* The device, or every one below it: one disk of a RAID that is open is enough to read from. */
static bool all_crypt(const char *device, int depth)
{
    char path[PATH_MAX];
    bool any = false, all = true;
    if (is_crypt(device))
        return true;
    int n = snprintf(path, sizeof path, "%s/slaves", device);
    DIR *d = depth < DEPTH_MAX && n > 0 && (size_t)n < sizeof path ? opendir(path) : NULL;
    for (struct dirent *entry; d && (entry = readdir(d));) {
        char below[PATH_MAX];
        if (entry->d_name[0] == '.')
            continue;
        n = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        any = true;
        all = all && n > 0 && (size_t)n < sizeof below && all_crypt(below, depth + 1);
    }
    if (d)
        closedir(d);
    return any && all;
}

enum sohoa_encrypted sohoa_device_encrypted(const char *sys, unsigned major, unsigned minor)
{
    char device[PATH_MAX];
    struct stat st;
    int n = snprintf(device, sizeof device, "%s/dev/block/%u:%u", sys, major, minor);
    if (n < 0 || (size_t)n >= sizeof device || stat(device, &st) != 0)
        return SOHOA_ENCRYPTED_UNKNOWN;
    return all_crypt(device, 0) ? SOHOA_ENCRYPTED_YES : SOHOA_ENCRYPTED_NO;
}

/* File systems such as btrfs answer with a number of their own: their device by the mount table. */
static bool mounted_device(dev_t number, struct stat *ret)
{
    char line[4096], source[PATH_MAX];
    unsigned major = 0, minor = 0;
    bool found = false;
    FILE *f = fopen("/proc/self/mountinfo", "re");
    while (f && !found && fgets(line, sizeof line, f)) {
        const char *behind = strstr(line, " - ");
        found = sscanf(line, "%*s %*s %u:%u", &major, &minor) == 2 && behind &&
                makedev(major, minor) == number && sscanf(behind, " - %*s %4095s", source) == 1 &&
                stat(source, ret) == 0 && S_ISBLK(ret->st_mode);
    }
    if (f)
        (void)fclose(f);
    return found;
}

enum sohoa_encrypted sohoa_volume_encrypted(const char *folder)
{
    struct stat st, device;
    if (stat(folder, &st) != 0)
        return SOHOA_ENCRYPTED_UNKNOWN;
    dev_t number = st.st_dev;
    if (major(number) == 0) {
        if (!mounted_device(number, &device))
            return SOHOA_ENCRYPTED_UNKNOWN;
        number = device.st_rdev;
    }
    return sohoa_device_encrypted("/sys", major(number), minor(number));
}

const char *sohoa_encrypted_name(enum sohoa_encrypted encrypted)
{
    return encrypted == SOHOA_ENCRYPTED_YES  ? "yes"
           : encrypted == SOHOA_ENCRYPTED_NO ? "no"
                                             : "unknown";
}
