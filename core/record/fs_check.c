/* fs_check.c - see fs_check.h. The numbers are those of statfs(2) and linux/magic.h. */
#include "record/fs_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define FUSE_MAGIC 0x65735546L

static const struct {
    long type;
    const char *name;
} remote[] = {
    {0x6969L, "NFS"},      {0x517BL, "SMB"},        {0xFF534D42L, "CIFS"},
    {0xFE534D42L, "SMB2"}, {0x73757245L, "Coda"},   {0x5346414FL, "AFS"},
    {0x6B414653L, "AFS"},  {0x564CL, "NCP"},        {0x00C36400L, "Ceph"},
    {0x01021997L, "9P"},   {0x0BD00BD0L, "Lustre"}, {0x786F4256L, "VirtualBox folder"},
    {0x47504653L, "GPFS"}, {0x01161970L, "GFS2"},
};

/* FUSE file systems that keep their files on this machine. */
static const char *const local_fuse[] = {"fuseblk",     "fuse.fuse-overlayfs", "fuse.mergerfs",
                                         "fuse.bindfs", "fuse.ntfs-3g",        "fuse.gocryptfs",
                                         "fuse.encfs",  "fuse.cryfs",          "fuse.lxcfs"};

const char *sohoa_fs_remote(long type, const char *fuse_kind)
{
    long low = type & 0xFFFFFFFFL; /* f_type is signed and may be wider than the number */
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        if (remote[i].type == low)
            return remote[i].name;
    if (low != FUSE_MAGIC)
        return NULL;
    for (size_t i = 0; fuse_kind && i < sizeof local_fuse / sizeof *local_fuse; i++)
        if (strcmp(local_fuse[i], fuse_kind) == 0)
            return NULL;
    return fuse_kind && strncmp(fuse_kind, "fuse.", 5) == 0 ? fuse_kind + 5 : "FUSE";
}

/* The kind of the mount with this device from mountinfo(5): "... maj:min ... - kind source opt". */
static void mount_kind(dev_t dev, char *kind, size_t room)
{
    char wanted[32], *line = NULL;
    size_t line_room = 0;
    (void)snprintf(wanted, sizeof wanted, " %u:%u ", major(dev), minor(dev));
    FILE *f = fopen("/proc/self/mountinfo", "re");
    while (f && getline(&line, &line_room, f) > 0) {
        const char *dash = strstr(line, " - ");
        if (dash && strstr(line, wanted) && strstr(line, wanted) < dash)
            (void)snprintf(kind, room, "%.*s", (int)strcspn(dash + 3, " "), dash + 3);
    }
    free(line);
    if (f)
        (void)fclose(f);
}

int sohoa_fs_check(const char *folder, struct sohoa_err *err)
{
    struct statfs fs;
    struct stat st;
    char kind[64] = "";
    if (statfs(folder, &fs) != 0 || stat(folder, &st) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    if (((long)fs.f_type & 0xFFFFFFFFL) == FUSE_MAGIC)
        mount_kind(st.st_dev, kind, sizeof kind);
    const char *name = sohoa_fs_remote((long)fs.f_type, kind[0] ? kind : NULL);
    if (!name)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL,
                      "%s lies on a network file system (%s): the database needs a local disk",
                      folder, name);
}
