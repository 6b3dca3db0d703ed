/* watch.h - a folder into which other programs put files: each is told once it is complete.
 *
 * A file counts as complete when nobody holds it open for writing and its size, time and inode have
 * stood still for the settling time. Writers are seen by a read lease (F_SETLEASE), or where that
 * is not allowed by /proc; on network folders, where neither sees them, the settling time alone
 * protects. inotify only shortens the wait: the folder is read anew at intervals anyway, so that
 * it works without (shares whose changes are made elsewhere).
 *
 * Only regular files directly in the folder, of names that scanners/files decodes, not hidden ones.
 * A file that stays is told again only when it changes. One thread a watch. */
#ifndef SOHOA_WATCH_H
#define SOHOA_WATCH_H
#include "sohoa_plugin.h"

struct sohoa_watch;

struct sohoa_watch_options {
    const char *folder;
    const char *done;   /* where files go after their commit; made when missing; NULL = they stay */
    unsigned settle_ms; /* 0 = 1000 */
    unsigned rescan_ms; /* 0 = 5000 with inotify, 500 without */
    bool without_notify; /* read the folder at intervals only */
};

/* FATAL: the folder is none, or done is the same folder. The strings are copied. */
int sohoa_watch_open(const struct sohoa_watch_options *options, struct sohoa_watch **ret,
                     struct sohoa_err *err);
void sohoa_watch_close(struct sohoa_watch *watch); /* NULL is fine */

/* Waits until a file is complete, at most timeout_ms. OK: *ret_path is the folder as given joined
 * with the name, valid until the next call. END: none in this time. RETRY: the folder cannot be
 * read just now (err says why; the wait was kept). The oldest file comes first. */
int sohoa_watch_next(struct sohoa_watch *watch, unsigned timeout_ms, const char **ret_path,
                     struct sohoa_err *err);
/* After the commit that holds it: moves a file that was told to `done`, durably and never over
 * another file (a counter is added before the ending). Across file systems it is copied, synced and
 * then removed. Without `done` nothing happens. RETRY: it changed since it was told, and will be
 * told again. FATAL: it could not be moved and stays where it is. */
int sohoa_watch_done(struct sohoa_watch *watch, const char *path, struct sohoa_err *err);

/* The move by itself: the file `name` of the folder open as from_dir to the folder open as to_dir.
 * OK or FATAL; ret_name, of room bytes, says what it is called there. [any] */
int sohoa_watch_move(int from_dir, const char *name, int to_dir, char *ret_name, size_t room,
                     struct sohoa_err *err);
#endif
