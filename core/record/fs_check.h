/* fs_check.h - refuses file systems on which LMDB's locks and shared map do not hold. */
#ifndef SOHOA_FS_CHECK_H
#define SOHOA_FS_CHECK_H
#include "sohoa_plugin.h"

/* The name of the network file system with this statfs f_type, or NULL: a local one. For FUSE the
 * kind from /proc/self/mountinfo ("fuse.sshfs") decides; unknown kinds count as remote. [any] */
const char *sohoa_fs_remote(long type, const char *fuse_kind);
/* OK, or FATAL naming folder and file system. [any] */
int sohoa_fs_check(const char *folder, struct sohoa_err *err);
#endif
