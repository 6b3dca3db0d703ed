/* upload.c - files and fields of POST /v1/dossiers; see upload.h. Names are only ever used inside
 * the job's own folder, behind a number of ours. */
#include "serve/upload.h"

#include "host/write_all.h"
#include "reading/date.h"
#include "record/hash.h"
#include "record/masters.h"
#include "serve/multipart.h"
#include "serve/service.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_BYTES 120
#define HEAD_BYTES 16

struct upload {
    struct service *service;
    struct limits limits;
    struct multipart *body;
    char job[SOHOA_ID_SIZE], folder[SOHOA_PATH_ROOM];
    struct upload_said said;
    char *field; /* where the part goes, NULL: to the file */
    size_t field_used;
    int fd; /* -1: none */
    char name[NAME_MAX_BYTES + 16];
    unsigned char head[HEAD_BYTES];
    size_t head_size;
    json_t *files;
    bool object; /* the part is that of a whole dossier */
    uint64_t bytes;
    struct sohoa_hash hash;
};

int upload_folder(struct sohoa_records *records, const char *job, char *buf, size_t room)
{
    int n = snprintf(buf, room, "%s/uploads/%s", sohoa_records_dir(records), job);
    return n > 0 && (size_t)n < room ? 0 : -1;
}

void upload_remove(struct sohoa_records *records, const char *job)
{
    char folder[SOHOA_PATH_ROOM];
    if (upload_folder(records, job, folder, sizeof folder) != 0)
        return;
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(dir), e->d_name, 0);
    (void)closedir(dir);
    (void)rmdir(folder);
}

static int fail_write(struct sohoa_err *err, const char *path, int why)
{
    return sohoa_fail_errno(err, SOHOA_FATAL, why, "'%s' cannot be written", path);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static char *field_of(struct upload_said *s, const char *name)
{
    const struct {
        const char *name;
        char *at;
    } known[] = {{"code", s->code},
                 {"part", s->part},
                 {"procedure", s->procedure},
                 {"agency", s->agency},
                 {"received", s->received}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].at;
    return NULL;
}

/* A file's own name without folders, blanks of a path, or a dot at its start. */
static void clean_name(const char *given, char ret[NAME_MAX_BYTES + 1])
{
    const char *slash = strrchr(given, '/'), *back = strrchr(given, '\\');
    const char *from = slash && (!back || slash > back) ? slash + 1 : back ? back + 1 : given;
    size_t size = strlen(from), skip = size > NAME_MAX_BYTES ? size - NAME_MAX_BYTES : 0;
    while (skip && ((unsigned char)from[skip] & 0xC0) == 0x80)
        skip++; /* the end is kept: it tells the kind */
    (void)snprintf(ret, NAME_MAX_BYTES + 1, "%s", from + skip);
    if (!*ret)
        (void)snprintf(ret, NAME_MAX_BYTES + 1, "file");
}

static int open_file(struct upload *u, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM + NAME_MAX_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/%s", u->folder, u->name);
    u->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    u->head_size = 0;
    if (u->fd < 0 && errno == EEXIST)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the part '%s' comes twice", "dossier");
    return u->fd < 0 ? fail_write(err, path, errno) : SOHOA_OK;
}

static int begin_file(struct upload *u, const char *filename, struct sohoa_err *err)
{
    char name[NAME_MAX_BYTES + 1];
    size_t number = json_array_size(u->files) + 1;
    if (number > (size_t)u->limits.files) {
        (void)sohoa_fail(err, SOHOA_BAD_PAGE, "more than %lld files", (long long)u->limits.files);
        if (err)
            err->sys_errno = EFBIG;
        return SOHOA_BAD_PAGE;
    }
    clean_name(filename, name);
    (void)snprintf(u->name, sizeof u->name, "%03zu-%s", number, name);
    return open_file(u, err);
}

static int begin_part(void *arg, const struct multipart_part *part, struct sohoa_err *err)
{
    struct upload *u = arg;
    sohoa_hash_add(&u->hash, part->name, strlen(part->name) + 1);
    u->field = NULL;
    u->object = part->filename && strcmp(part->name, "dossier") == 0;
    if (u->object) {
        (void)snprintf(u->name, sizeof u->name, UPLOAD_OBJECT);
        return open_file(u, err);
    }
    if (part->filename)
        return begin_file(u, part->filename, err);
    u->field = field_of(&u->said, part->name);
    u->field_used = 0;
    if (!u->field)
        return sohoa_fail(
            err, SOHOA_BAD_PAGE,
            "the part '%s' is not known: code, part, procedure, agency, received, or a "
            "file with its name",
            part->name);
    if (*u->field)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the part '%s' comes twice", part->name);
    return SOHOA_OK;
}

static int add_field(struct upload *u, const char *data, size_t size, struct sohoa_err *err)
{
    if (u->field_used + size > UPLOAD_FIELD_MAX)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "a field has more than %d bytes", UPLOAD_FIELD_MAX);
    memcpy(u->field + u->field_used, data, size);
    u->field_used += size;
    u->field[u->field_used] = '\0';
    return SOHOA_OK;
}

static int add_data(void *arg, const char *data, size_t size, struct sohoa_err *err)
{
    struct upload *u = arg;
    sohoa_hash_add(&u->hash, data, size);
    if (u->field)
        return add_field(u, data, size, err);
    if (u->head_size < HEAD_BYTES) {
        size_t more = size < HEAD_BYTES - u->head_size ? size : HEAD_BYTES - u->head_size;
        memcpy(u->head + u->head_size, data, more);
        u->head_size += more;
    }
    int bad = sohoa_write_all(u->fd, data, size);
    return bad ? fail_write(err, u->name, bad) : SOHOA_OK;
}

/* The ending that its first bytes call for; NULL: not known. */
static const char *ending_of(const unsigned char *head, size_t size)
{
    if (size >= 5 && memcmp(head, "%PDF-", 5) == 0)
        return ".pdf";
    if (size >= 3 && memcmp(head, "\xFF\xD8\xFF", 3) == 0)
        return ".jpg";
    if (size >= 4 && (memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0))
        return ".tif";
    if (size >= 4 && memcmp(head, "\x89PNG", 4) == 0)
        return ".png";
    return size >= 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0 ? ".webp"
                                                                                          : NULL;
}

static bool ends_so(const char *name, const char *ending)
{
    size_t size = strlen(name), tail = strlen(ending);
    return size > tail && strcasecmp(name + size - tail, ending) == 0;
}

/* A walk over a folder goes by endings, so a file gets the one of what it is. */
static int give_ending(struct upload *u, struct sohoa_err *err)
{
    const char *ending = ending_of(u->head, u->head_size);
    char from[SOHOA_PATH_ROOM + NAME_MAX_BYTES + 32], to[sizeof from + 8];
    if (!ending || ends_so(u->name, ending) ||
        (strcmp(ending, ".jpg") == 0 && ends_so(u->name, ".jpeg")) ||
        (strcmp(ending, ".tif") == 0 && ends_so(u->name, ".tiff")))
        return SOHOA_OK;
    (void)snprintf(from, sizeof from, "%s/%s", u->folder, u->name);
    (void)snprintf(to, sizeof to, "%s%s", from, ending);
    if (rename(from, to) != 0)
        return fail_write(err, to, errno);
    size_t used = strlen(u->name);
    (void)snprintf(u->name + used, sizeof u->name - used, "%s", ending);
    return SOHOA_OK;
}

static int end_part(void *arg, struct sohoa_err *err)
{
    struct upload *u = arg;
    if (u->field) {
        if (!target_text_ok(u->field, u->field_used))
            return sohoa_fail(err, SOHOA_BAD_PAGE, "a field is not one line of UTF-8 text");
        return SOHOA_OK;
    }
    int bad = fsync(u->fd) == 0 ? 0 : errno;
    if (close(u->fd) != 0 && !bad)
        bad = errno;
    u->fd = -1;
    if (bad)
        return fail_write(err, u->name, bad);
    if (u->object)
        return SOHOA_OK;
    int rc = give_ending(u, err);
    if (rc == SOHOA_OK && json_array_append_new(u->files, json_string(u->name)) != 0)
        rc = sohoa_no_memory(err);
    return rc;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int make_folder(struct upload *u, struct sohoa_err *err)
{
    char above[SOHOA_PATH_ROOM];
    const char *store = sohoa_records_dir(u->service->records);
    int n = snprintf(above, sizeof above, "%s/uploads", store);
    if (n < 0 || (size_t)n >= sizeof above ||
        upload_folder(u->service->records, u->job, u->folder, sizeof u->folder) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path of the store is too long: %s", store);
    if (mkdir(above, 0700) == 0)
        (void)sohoa_folder_sync(store);
    else if (errno != EEXIST)
        return fail_write(err, above, errno);
    return mkdir(u->folder, 0700) == 0 ? SOHOA_OK : fail_write(err, u->folder, errno);
}

int upload_begin(struct service *service, const char *content_type, struct upload **ret,
                 struct sohoa_err *err)
{
    struct upload *u = calloc(1, sizeof *u);
    if (!u)
        return sohoa_no_memory(err);
    u->service = service;
    u->limits = service_limits(service);
    u->fd = -1;
    u->files = json_array();
    sohoa_hash_begin(&u->hash);
    sohoa_id_new(u->job);
    struct multipart_calls calls = {
        .arg = u, .begin = begin_part, .data = add_data, .end = end_part};
    int rc = u->files ? multipart_new(content_type, &calls, &u->body, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = make_folder(u, err);
    if (rc == SOHOA_OK)
        *ret = u;
    else
        upload_abandon(u);
    return rc;
}

int upload_feed(struct upload *u, const char *data, size_t size, struct sohoa_err *err)
{
    u->bytes += size;
    if (u->bytes > (uint64_t)u->limits.body) {
        (void)sohoa_fail(err, SOHOA_BAD_PAGE, "the body has more than %llu bytes",
                         (unsigned long long)u->limits.body);
        if (err)
            err->sys_errno = EFBIG;
        return SOHOA_BAD_PAGE;
    }
    return multipart_feed(u->body, data, size, err);
}

static int check_said(const struct upload_said *s, struct sohoa_err *err)
{
    if (s->part[0] && !sohoa_dossier_part_valid(s->part))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "part is '%s': component, supplement or result",
                          s->part);
    if (s->received[0] && !sohoa_date_is_day(s->received))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "received is '%s', not a date", s->received);
    return SOHOA_OK;
}

int upload_finish(struct upload *u, struct sohoa_err *err)
{
    char above[SOHOA_PATH_ROOM];
    int rc = multipart_end(u->body, err);
    if (rc == SOHOA_OK && json_array_size(u->files) == 0)
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "there is no file in the body");
    if (rc == SOHOA_OK)
        rc = check_said(&u->said, err);
    if (rc != SOHOA_OK)
        return rc;
    (void)snprintf(above, sizeof above, "%s/uploads", sohoa_records_dir(u->service->records));
    int bad = sohoa_folder_sync(u->folder);
    if (!bad)
        bad = sohoa_folder_sync(above);
    return bad ? fail_write(err, u->folder, bad) : SOHOA_OK;
}

int upload_object(struct sohoa_records *records, const char *job, json_t **ret,
                  struct sohoa_err *err)
{
    char folder[SOHOA_PATH_ROOM], path[SOHOA_PATH_ROOM + 32];
    struct stat st;
    if (upload_folder(records, job, folder, sizeof folder) != 0)
        return SOHOA_END;
    (void)snprintf(path, sizeof path, "%s/" UPLOAD_OBJECT, folder);
    if (stat(path, &st) != 0)
        return SOHOA_END;
    json_t *object =
        st.st_size <= UPLOAD_OBJECT_MAX ? json_load_file(path, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!json_is_object(object)) {
        json_decref(object);
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the part 'dossier' is no JSON object");
    }
    *ret = object;
    return SOHOA_OK;
}

const char *upload_job(const struct upload *u)
{
    return u->job;
}

const struct upload_said *upload_words(const struct upload *u)
{
    return &u->said;
}

const json_t *upload_files(const struct upload *u)
{
    return u->files;
}

uint64_t upload_bytes(const struct upload *u)
{
    return u->bytes;
}

void upload_digest(struct upload *u, char ret[SOHOA_SHA256_SIZE])
{
    sohoa_hash_end(&u->hash, ret);
}

static void release(struct upload *u)
{
    if (u->fd >= 0)
        (void)close(u->fd);
    multipart_free(u->body);
    json_decref(u->files);
    free(u);
}

void upload_keep(struct upload **upload)
{
    release(*upload);
    *upload = NULL;
}

void upload_abandon(struct upload *u)
{
    if (!u)
        return;
    if (u->folder[0])
        upload_remove(u->service->records, u->job);
    release(u);
}
