/* kept.c - when the store was last backed up and verified: STORE/lock/last.<what>, one line.
 *
 * Beside the database, because a backup and a verify only read that. Replaced whole; what cannot be
 * written (a store on a read-only disk) is left out. Any thread. */
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sohoa_kept_note(struct sohoa_records *r, const char *what, const char *text)
{
    char path[SOHOA_PATH_ROOM], temporary[SOHOA_PATH_ROOM], now[SOHOA_STAMP_SIZE],
        id[SOHOA_ID_SIZE];
    sohoa_id_new(id);
    sohoa_stamp(0, now);
    if (sohoa_store_path(r, "lock/last.", what, path, sizeof path, NULL) != SOHOA_OK ||
        sohoa_store_path(r, "lock/last.", id, temporary, sizeof temporary, NULL) != SOHOA_OK)
        return;
    FILE *f = fopen(temporary, "we");
    if (!f)
        return;
    bool bad = fprintf(f, "%s %s\n", now, text) < 0;
    bad = fclose(f) != 0 || bad;
    if (bad || rename(temporary, path) != 0)
        unlink(temporary);
}

char *sohoa_kept_last(struct sohoa_records *r, const char *what)
{
    char path[SOHOA_PATH_ROOM], line[1024] = "";
    if (sohoa_store_path(r, "lock/last.", what, path, sizeof path, NULL) != SOHOA_OK)
        return NULL;
    FILE *f = fopen(path, "re");
    if (!f)
        return NULL;
    bool read = fgets(line, sizeof line, f) != NULL;
    (void)fclose(f);
    line[strcspn(line, "\n")] = '\0';
    return read && strlen(line) >= 25 ? strdup(line) : NULL;
}
