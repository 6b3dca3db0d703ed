/* export_place.h - the folder that outputs go to: temporary names, syncing, renaming.
 *
 * What stands under its final name is whole and durable: an output is made under `.sohoa-*.tmp`,
 * it and all below it synced, renamed, then the folder synced. Any thread. */
#ifndef SOHOA_EXPORT_PLACE_H
#define SOHOA_EXPORT_PLACE_H
#include "sohoa_plugin.h"

#define SOHOA_EXPORT_PATH 4096

/* Makes the folder with those above it, and removes what killed runs left in it. FATAL: it cannot
 * be made or written. Whoever calls holds the folder's lock. */
int sohoa_export_place_clean(const char *dir, struct sohoa_err *err);
int sohoa_export_place_make(const char *dir, struct sohoa_err *err);
/* A temporary name that nothing has. */
int sohoa_export_place_temp(const char *dir, char ret[SOHOA_EXPORT_PATH], struct sohoa_err *err);
/* Syncs what stands at temp (file or folder) and gives it its name, in place of what had it. */
int sohoa_export_place_settle(const char *dir, const char *temp, const char *name,
                              struct sohoa_err *err);
/* Removes a file or a folder with all in it; what is not there is fine. */
void sohoa_export_place_remove(const char *path);
/* Size and time of a file or folder, for telling whether it was changed. False: not there. */
bool sohoa_export_place_stat(const char *dir, const char *name, uint64_t *ret_bytes,
                             int64_t *ret_time);
#endif
