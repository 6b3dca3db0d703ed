/* store_open.c - a store is opened, made when asked, and refused when it is newer, elsewhere or
 * something else. One owner opens and closes; an open store is for any thread. */
#include "host/log.h"
#include "record/dict.h"
#include "record/disk_fail.h"
#include "record/facts.h"
#include "record/facts_of_dossier.h"
#include "record/fs_check.h"
#include "record/json_read.h"
#include "record/json_reserve.h"
#include "record/keys.h"
#include "record/masters.h"
#include "record/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENGINE "store_lmdb"
#define SETTINGS_MAX 64

static const char *const folders[] = {"db", "masters", "dict", "lock", "audit"};
#define FOLDER_COUNT (sizeof folders / sizeof *folders)

const char *sohoa_records_dir(const struct sohoa_records *r)
{
    return r->dir;
}

int sohoa_store_path(const struct sohoa_records *r, const char *name, const char *more, char *buf,
                     size_t room, struct sohoa_err *err)
{
    int n = snprintf(buf, room, "%s/%s%s", r->dir, name, more);
    if (n > 0 && (size_t)n < room)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
}

/* ---- the folder ---- */

static bool ours(const char *name)
{
    for (size_t i = 0; i < FOLDER_COUNT; i++)
        if (strcmp(name, folders[i]) == 0)
            return true;
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lost+found") == 0;
}

/* True when the folder holds nothing but what a store begun and never finished holds. */
static bool fit_for_new(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d)
        return false;
    bool fit = true;
    for (struct dirent *entry; fit && (entry = readdir(d));)
        fit = ours(entry->d_name);
    closedir(d);
    return fit;
}

static bool has_database(const struct sohoa_records *r)
{
    char path[SOHOA_PATH_ROOM];
    return sohoa_store_path(r, r->db, "/data.mdb", path, sizeof path, NULL) == SOHOA_OK &&
           access(path, F_OK) == 0;
}

static int disk_failed(const char *dir, int sys_errno, struct sohoa_err *err)
{
    return sohoa_disk_fail(err, sys_errno, dir, "cannot make a store in %s");
}

/* Makes dir and those above it. 0 or an errno. */
static int make_all(char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    char *slash = strrchr(path, '/');
    if (errno != ENOENT || !slash || slash == path)
        return errno;
    *slash = '\0';
    int bad = make_all(path);
    *slash = '/';
    if (bad)
        return bad;
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

static int make_folders(const struct sohoa_records *r, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int bad = make_all(r->dir);
    if (bad)
        return disk_failed(r->dir, bad, err);
    if (!has_database(r) && !fit_for_new(r->dir))
        return sohoa_fail(err, SOHOA_FATAL, "the folder %s holds something that is no store",
                          r->dir);
    for (size_t i = 0; i < FOLDER_COUNT; i++) {
        int rc = sohoa_store_path(r, folders[i], "", path, sizeof path, err);
        if (rc != SOHOA_OK)
            return rc;
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return disk_failed(r->dir, errno, err);
    }
    bad = sohoa_folder_sync(r->dir);
    return bad ? disk_failed(r->dir, bad, err) : SOHOA_OK;
}

/* A store that this account may not look into is not taken for none. */
static int check_allowed(const struct sohoa_records *r, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(r, r->db, "/data.mdb", path, sizeof path, err);
    if (rc == SOHOA_OK && access(path, F_OK) != 0 && errno == EACCES)
        rc = sohoa_fail_errno(err, SOHOA_FATAL, EACCES, "cannot read the folder %s", r->dir);
    return rc;
}

static int check_present(const struct sohoa_records *r, struct sohoa_err *err)
{
    struct stat st;
    if (stat(r->dir, &st) != 0) {
        if (errno == ENOENT)
            return sohoa_fail(err, SOHOA_END, "there is no store in %s", r->dir);
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", r->dir);
    }
    if (!S_ISDIR(st.st_mode))
        return sohoa_fail(err, SOHOA_FATAL, "%s is a file, not the folder of a store", r->dir);
    if (!has_database(r))
        return sohoa_fail(err, SOHOA_END, "there is no store in %s", r->dir);
    return SOHOA_OK;
}

/* ---- the engine ---- */

static int open_engine(struct sohoa_records *r, struct sohoa_registry *reg,
                       const struct sohoa_setting *settings, size_t count, struct sohoa_err *err)
{
    const struct sohoa_plugin *plugin = sohoa_registry_find(reg, ENGINE);
    char path[SOHOA_PATH_ROOM];
    struct sohoa_setting all[SETTINGS_MAX + 2];
    if (!plugin || plugin->role != SOHOA_STORE)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin %s, which keeps the records, is missing",
                          ENGINE);
    if (count > SETTINGS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "too many settings for %s", ENGINE);
    int rc = sohoa_store_path(r, r->db, "", path, sizeof path, err);
    if (rc == SOHOA_OK)
        rc = sohoa_fs_check(path, err);
    if (rc != SOHOA_OK)
        return rc;
    if (count)
        memcpy(all, settings, count * sizeof *settings);
    all[count++] = (struct sohoa_setting){.key = "path", .value = path, .origin = "store"};
    if (r->readonly)
        all[count++] =
            (struct sohoa_setting){.key = "readonly", .value = "true", .origin = "store"};
    return sohoa_instance_open(reg, plugin, all, count, &r->engine, err);
}

/* ---- format ---- */

static int check_format(struct sohoa_records *r, struct sohoa_err *err)
{
    json_t *meta = NULL;
    int rc = sohoa_object_get(r, SOHOA_KEY_META, &meta, err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_take take = {.object = meta};
    uint64_t format = sohoa_take_count(&take, "format", INT32_MAX);
    r->filed = format == SOHOA_STORE_FORMAT &&
               sohoa_take_count(&take, "filing", INT32_MAX) == SOHOA_FILING_RULE;
    sohoa_take_into(&take, "store", r->id, sizeof r->id);
    rc = sohoa_take_end(&take, SOHOA_KEY_META, err);
    json_decref(meta);
    if (rc == SOHOA_OK && format > SOHOA_STORE_FORMAT)
        rc = sohoa_fail(err, SOHOA_FATAL,
                        "the store in %s has format %u, this program knows formats up to %u",
                        r->dir, (unsigned)format, (unsigned)SOHOA_STORE_FORMAT);
    else if (rc == SOHOA_OK && format == 0)
        rc = sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", SOHOA_KEY_META);
    return rc;
}

/* Writes the meta record, unless another process wrote it first: then it holds something else than
 * `before`. */
static int write_meta(struct sohoa_records *r, const json_t *meta, struct sohoa_bytes before,
                      struct sohoa_err *err)
{
    char *text = sohoa_json_line(meta);
    void *value = NULL;
    size_t size = 0;
    int rc =
        text ? sohoa_codec_pack(r->codec, SOHOA_DICT_NONE, text, strlen(text), &value, &size, err)
             : sohoa_no_memory(err);
    free(text);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_change change = {
        .key = {.data = SOHOA_KEY_META, .size = strlen(SOHOA_KEY_META)},
        .value = {.data = value, .size = size},
        .expect = &before,
    };
    rc = r->engine->store->commit(r->engine->self, &change, 1, sizeof change, err);
    free(value);
    return rc == SOHOA_RETRY ? SOHOA_OK : rc;
}

static int write_format(struct sohoa_records *r, struct sohoa_err *err)
{
    char id[SOHOA_ID_SIZE], stamp[SOHOA_STAMP_SIZE];
    sohoa_id_new(id);
    sohoa_stamp(0, stamp);
    json_t *meta =
        json_pack("{s:i,s:i,s:s,s:s,s:s}", "format", SOHOA_STORE_FORMAT, "filing",
                  SOHOA_FILING_RULE, "store", id, "created", stamp, "tool", "sohoa " SOHOA_VERSION);
    int rc = write_meta(r, meta, (struct sohoa_bytes){0}, err);
    json_decref(meta);
    return rc;
}

/* ---- facts ---- */

/* Facts came with format 2; a store filed by another rule is filed anew, once. */
static int bring_up(struct sohoa_records *r, struct sohoa_err *err)
{
    void *raw = NULL;
    size_t size = 0;
    json_t *meta = NULL;
    sohoa_log(SOHOA_INFO, "the facts of the store in %s are filed anew; this is done once", r->dir);
    int rc = sohoa_facts_refile(r, err);
    if (rc == SOHOA_OK)
        rc = sohoa_raw_get(r, SOHOA_KEY_META, &raw, &size, err);
    struct sohoa_bytes before = {.data = raw, .size = size};
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, SOHOA_KEY_META, before, &meta, err);
    if (rc == SOHOA_OK &&
        (json_object_set_new(meta, "format", json_integer(SOHOA_STORE_FORMAT)) != 0 ||
         json_object_set_new(meta, "filing", json_integer(SOHOA_FILING_RULE)) != 0))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = write_meta(r, meta, before, err);
    r->filed = rc == SOHOA_OK;
    json_decref(meta);
    free(raw);
    return rc;
}

/* A database is begun before the first master, so that one without its meta record beside masters
 * is no new one: nothing may be written into it. */
static bool holds_masters(const struct sohoa_records *r)
{
    char path[SOHOA_PATH_ROOM];
    DIR *d = sohoa_store_path(r, "masters", "", path, sizeof path, NULL) == SOHOA_OK ? opendir(path)
                                                                                     : NULL;
    bool found = false;
    for (struct dirent *entry; d && !found && (entry = readdir(d));)
        found = entry->d_name[0] != '.';
    if (d)
        closedir(d);
    return found;
}

/* old: the database was there before it was opened. */
static int open_content(struct sohoa_records *r, bool create, bool old, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(r, "dict", "", path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    r->codec = sohoa_codec_new(path);
    if (!r->codec)
        return sohoa_no_memory(err);
    rc = check_format(r, err);
    if (rc == SOHOA_OK && !r->filed && !r->readonly)
        rc = bring_up(r, err);
    if (rc == SOHOA_END && old && holds_masters(r)) {
        rc = check_format(r, err); /* another process may have begun the store just now */
        if (rc == SOHOA_END)
            return sohoa_fail(err, SOHOA_FATAL, "the database in %s is damaged", r->dir);
    }
    if (rc != SOHOA_END)
        return rc;
    if (!create)
        return sohoa_fail(err, SOHOA_END, "there is no store in %s", r->dir);
    /* Dictionaries first: whoever sees the meta record finds them. */
    rc = sohoa_codec_train(path, err);
    if (rc == SOHOA_OK)
        rc = sohoa_store_path(r, r->db, "", path, sizeof path, err);
    int bad = rc == SOHOA_OK ? sohoa_folder_sync(path) : 0;
    if (bad)
        rc = disk_failed(r->dir, bad, err);
    if (rc == SOHOA_OK)
        rc = write_format(r, err);
    return rc == SOHOA_OK ? check_format(r, err) : rc;
}

int sohoa_records_open(const char *dir, unsigned flags, struct sohoa_registry *reg,
                       const struct sohoa_setting *settings, size_t count,
                       struct sohoa_records **ret, struct sohoa_err *err)
{
    return sohoa_records_open_db(dir, "db", flags, reg, settings, count, ret, err);
}

int sohoa_records_open_db(const char *dir, const char *db, unsigned flags,
                          struct sohoa_registry *reg, const struct sohoa_setting *settings,
                          size_t count, struct sohoa_records **ret, struct sohoa_err *err)
{
    sohoa_json_reserve();
    struct sohoa_records *r = calloc(1, sizeof *r);
    if (!r)
        return sohoa_no_memory(err);
    int rc = SOHOA_OK;
    r->reg = reg;
    r->db = db;
    r->readonly = (flags & SOHOA_OPEN_READONLY) != 0;
    bool create = (flags & SOHOA_OPEN_CREATE) && !r->readonly;
    r->dir = strdup(dir);
    if (!r->dir)
        rc = sohoa_no_memory(err);
    for (size_t n = r->dir ? strlen(r->dir) : 0; n > 1 && r->dir[n - 1] == '/'; n--)
        r->dir[n - 1] = '\0';
    if (rc == SOHOA_OK)
        rc = check_allowed(r, err);
    bool old = rc == SOHOA_OK && has_database(r);
    if (rc == SOHOA_OK && create && !old)
        rc = make_folders(r, err);
    else if (rc == SOHOA_OK)
        rc = check_present(r, err);
    if (rc == SOHOA_OK)
        rc = open_engine(r, reg, settings, count, err);
    if (rc == SOHOA_OK)
        rc = open_content(r, create, old, err);
    if (rc != SOHOA_OK) {
        sohoa_records_close(r);
        return rc;
    }
    *ret = r;
    return SOHOA_OK;
}

void sohoa_records_close(struct sohoa_records *r)
{
    if (!r)
        return;
    sohoa_instance_close(r->engine);
    sohoa_codec_free(r->codec);
    free(r->dir);
    free(r);
}
