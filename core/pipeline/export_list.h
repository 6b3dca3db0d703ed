/* export_list.h - what a folder holds of former exports: `.sohoa-export` in it.
 *
 * One line of text an output, tabs between: digest of what it was made from, set (format, per,
 * template), dossier, unit of it, bytes, time of change in ns, name ("" = the unit was too large
 * and stands in parts). A later line of a unit replaces an earlier one; a torn last line is not
 * heard. So a second run knows what is unchanged, and no two units get one name, nor one that a
 * file of somebody else has. One process a folder (a lock on the file); calls are [any] thread. */
#ifndef SOHOA_EXPORT_LIST_H
#define SOHOA_EXPORT_LIST_H
#include "record/records.h"

#define SOHOA_EXPORT_UNIT_SIZE 48

struct sohoa_export_list;
struct sohoa_export_entry { /* strings lent by whoever fills it */
    const char *digest, *set, *dossier, *unit, *name;
    uint64_t bytes;
    int64_t time;
};
/* Reads the list of a folder that is there. RETRY: another process exports to it; FATAL: it cannot
 * be read or written. */
int sohoa_export_list_open(const char *dir, struct sohoa_export_list **ret, struct sohoa_err *err);
void sohoa_export_list_close(struct sohoa_export_list *list); /* NULL is fine */

enum sohoa_export_found {
    SOHOA_EXPORT_NEW = 0, /* not there, made from something else, or changed by somebody */
    SOHOA_EXPORT_SAME,    /* nothing to do */
    SOHOA_EXPORT_SPLIT,   /* from the same it was too large: look at its parts */
};
/* Also marks the unit as still wanted. */
enum sohoa_export_found sohoa_export_list_find(struct sohoa_export_list *list,
                                               const struct sohoa_export_entry *unit);
/* A name for the unit that no other unit and no file has: the base, or with -2, -3... behind it;
 * the one it had before when that fits. NULL: out of memory. malloc'd. */
char *sohoa_export_list_claim(struct sohoa_export_list *list, const struct sohoa_export_entry *unit,
                              const char *base, const char *suffix);
/* Notes an output that is in place. */
int sohoa_export_list_add(struct sohoa_export_list *list, const struct sohoa_export_entry *entry,
                          struct sohoa_err *err);
/* Removes the outputs of this dossier in this set whose units were not found or added since the
 * list was opened, if nobody has changed them. */
void sohoa_export_list_prune(struct sohoa_export_list *list, const char *set, const char *dossier);
#endif
