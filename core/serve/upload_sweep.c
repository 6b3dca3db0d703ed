/* upload_sweep.c - what processes that died left behind below STORE/uploads: bodies that never came
 * to their end, documents that were being written. A living one may be at work on what is younger
 * than a day; the files of jobs stay. */
#include "record/keys.h"
#include "record/store.h"
#include "serve/upload.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define OLD_S 86400

/* A job that is done needs its files no more; one that failed keeps them for people. */
static bool is_wanted(struct sohoa_records *records, const char *name)
{
    struct sohoa_key key;
    json_t *job = NULL;
    struct sohoa_err err = {0};
    if (!sohoa_id_valid(name))
        return false;
    (void)snprintf(key.text, sizeof key.text, "job/%s", name);
    int rc = sohoa_object_get(records, key.text, &job, &err);
    const char *state = json_string_value(json_object_get(job, "state"));
    bool wanted = rc != SOHOA_END && !(state && strcmp(state, "done") == 0);
    json_decref(job);
    return wanted;
}

void upload_sweep(struct sohoa_records *records)
{
    char folder[SOHOA_PATH_ROOM];
    struct stat st;
    if (upload_folder(records, "", folder, sizeof folder) != 0)
        return;
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.' && fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(st.st_mode) && time(NULL) - st.st_mtime > OLD_S &&
            !is_wanted(records, e->d_name))
            upload_remove(records, e->d_name);
    (void)closedir(dir);
}
