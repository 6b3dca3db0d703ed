/* subject_export.c - see subject_export.h. Files are 0600, the folder 0700. */
#include "cli/subject_export.h"
#include "host/write_all.h"
#include "pipeline/picture.h"
#include "query/citizen.h"
#include "query/reuse.h"
#include "query/subject.h"
#include "record/json_read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

struct export
{
    struct cli *cli;
    const char *folder;
    json_t *papers;
    json_t *pages; /* {"DOSSIER-PLACE": file} written already */
    struct sohoa_pictures *pictures;
    json_t *wanted; /* places of the document being written */
    json_t *files;  /* its list */
    json_t *links;
    const char *dossier;
    int code;
};

static int make_folder(const char *folder)
{
    if (mkdir(folder, 0700) == 0)
        return CODE_OK;
    DIR *d = errno == EEXIST ? opendir(folder) : NULL;
    if (!d)
        return cli_usage("%s cannot be written: %s", folder, strerror(errno));
    size_t entries = 0;
    while (readdir(d))
        entries++;
    closedir(d);
    return entries <= 2 ? CODE_OK : cli_usage("the folder %s is not empty", folder);
}

/* A new file with these bytes. */
static int write_file(const struct export *e, const char *name, const void *data, size_t size)
{
    char path[PATH_ROOM];
    (void)snprintf(path, sizeof path, "%.3000s/%.200s", e->folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int why = fd < 0 ? errno : sohoa_write_all(fd, data, size);
    if (!why && fsync(fd) != 0)
        why = errno;
    if (fd >= 0 && close(fd) != 0 && !why)
        why = errno;
    return !why ? CODE_OK : cli_usage("%s cannot be written: %s", path, strerror(why));
}

/* ---- pages ----------------------------------------------------------------------------------- */

static const char *extension_of(const char *media)
{
    static const char *const known[][2] = {{"image/tiff", "tif"},
                                           {"image/jpeg", "jpg"},
                                           {"image/png", "png"},
                                           {"image/webp", "webp"},
                                           {"application/pdf", "pdf"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(media, known[i][0]) == 0)
            return known[i][1];
    return "bin";
}

static bool count_key(void *arg, const char *key)
{
    (void)key;
    return ++*(size_t *)arg < 2;
}

/* Only one page is made of the file. */
static bool is_single(const struct export *e, const char *sha256)
{
    char prefix[96];
    size_t count = 0;
    struct sohoa_err err = {0};
    (void)snprintf(prefix, sizeof prefix, "used/%.64s/", sha256);
    return sohoa_records_keys(e->cli->records, prefix, count_key, &count, &err) == SOHOA_OK &&
           count == 1;
}

static int write_master(struct export *e, const struct sohoa_page_record *page, const char *name)
{
    struct sohoa_err err = {0};
    struct sohoa_blob *blob = NULL;
    if (sohoa_master_open(e->cli->records, &page->master, &blob, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    int code = write_file(e, name, sohoa_blob_data(blob), sohoa_blob_size(blob));
    sohoa_blob_unref(blob);
    return code;
}

static int write_picture(struct export *e, const struct sohoa_page_record *page, const char *name)
{
    struct sohoa_err err = {0};
    struct Pix *pix = NULL;
    l_uint8 *png = NULL;
    size_t size = 0;
    if (!e->pictures && sohoa_pictures_open(e->cli->registry, e->cli->config, e->cli->records,
                                            &e->pictures, &err) != SOHOA_OK)
        return cli_error(&err, CODE_INTERNAL);
    if (sohoa_picture(e->pictures, page, NULL, 0, &pix, &err) != SOHOA_OK) {
        sohoa_log(SOHOA_WARN, "%s", err.text); /* the rest of it is his all the same */
        return CODE_OK;
    }
    int code =
        pixWriteMemPng(&png, &size, pix, 0) == 0 ? write_file(e, name, png, size) : cli_no_memory();
    pixDestroy(&pix);
    lept_free(png);
    return code;
}

static bool is_wanted(const struct export *e, uint32_t place)
{
    for (size_t i = 0; i < json_array_size(e->wanted); i++)
        if (json_integer_value(json_array_get(e->wanted, i)) == (json_int_t)place)
            return true;
    return false;
}

static bool write_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct export *e = arg;
    char key[64], name[80];
    if (!is_wanted(e, place) || !page->master.sha256[0])
        return true;
    (void)snprintf(key, sizeof key, "%s-%u", e->dossier, place);
    bool single = is_single(e, page->master.sha256);
    (void)snprintf(name, sizeof name, "%s.%s", key,
                   single ? extension_of(page->master.media) : "png");
    if (!json_object_get(e->pages, key)) {
        e->code = single ? write_master(e, page, name) : write_picture(e, page, name);
        if (e->code == CODE_OK && json_object_set_new(e->pages, key, json_true()))
            e->code = cli_no_memory();
    }
    if (e->code == CODE_OK &&
        json_array_append_new(e->files, json_pack("{s:i,s:s}", "page", (int)place, "file", name)))
        e->code = cli_no_memory();
    return e->code == CODE_OK;
}

/* ---- papers ---------------------------------------------------------------------------------- */

static bool write_role(void *arg, const struct sohoa_subject_role *role)
{
    struct export *e = arg;
    struct sohoa_err err = {0};
    e->wanted = json_object_get(role->document, "pages");
    e->files = json_array();
    e->dossier = role->dossier->id;
    if (sohoa_dossier_pages(e->cli->records, role->dossier, write_page, e, &err) == SOHOA_FATAL)
        e->code = cli_error(&err, CODE_STORE);
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "dossier", role->dossier->id);
    sohoa_put_text(&put, "code", role->dossier->code);
    sohoa_put_count(&put, "document", role->number);
    sohoa_put(&put, "schema", json_incref(json_object_get(role->document, "schema")));
    sohoa_put_text(&put, "role", role->role);
    sohoa_put(&put, "fields", sohoa_subject_fields(role));
    sohoa_put(&put, "pages", e->files);
    if (json_array_append_new(e->papers, sohoa_put_end(&put)) && e->code == CODE_OK)
        e->code = cli_no_memory();
    return e->code == CODE_OK;
}

/* ---- what was done with them ----------------------------------------------------------------- */

struct uses {
    const json_t *papers;
    json_t *found;
    bool failed;
};

static bool keep_use(void *arg, const char *key, const json_t *use)
{
    struct uses *u = arg;
    const char *dossier = json_string_value(json_object_get(use, "dossier"));
    (void)key;
    for (size_t i = 0; dossier && i < json_array_size(u->papers); i++) {
        const json_t *paper = json_array_get(u->papers, i);
        if (strcmp(json_string_value(json_object_get(paper, "dossier")), dossier) == 0 &&
            json_equal(json_object_get(paper, "document"), json_object_get(use, "document"))) {
            u->failed |= json_array_append(u->found, (json_t *)(uintptr_t)use) != 0;
            break;
        }
    }
    return !u->failed;
}

static int keep_link(void *arg, const char *from)
{
    struct export *e = arg;
    struct sohoa_err err = {0};
    json_t *link = NULL;
    if (sohoa_link_record(e->cli->records, from, &link, &err) != SOHOA_OK)
        return SOHOA_OK;
    bool bad = json_object_set_new(link, "from", json_string(from)) != 0 ||
               json_array_append(e->links, link) != 0;
    json_decref(link);
    return bad ? SOHOA_FATAL : SOHOA_OK;
}

static bool keep_access(void *arg, const json_t *entry)
{
    return json_array_append(arg, (json_t *)(uintptr_t)entry) == 0;
}

/* In which dossiers his papers were used again, who said that others are he, who looked. */
static int add_doings(struct export *e, const char *id, json_t *citizen)
{
    struct sohoa_err err = {0};
    struct sohoa_records *r = e->cli->records;
    struct uses uses = {.papers = e->papers, .found = json_array()};
    struct sohoa_audit_filter filter = {.citizen = id};
    json_t *access = json_array();
    e->links = json_array();
    bool good = uses.found && access && e->links &&
                sohoa_reuse_each(r, NULL, keep_use, &uses, &err) == SOHOA_OK && !uses.failed &&
                sohoa_links_each(r, id, keep_link, e, &err) == SOHOA_OK &&
                sohoa_audit_each(e->cli->audit, &filter, keep_access, access, &err) >= 0 &&
                json_object_set(citizen, "reuse", uses.found) == 0 &&
                json_object_set(citizen, "links", e->links) == 0 &&
                json_object_set(citizen, "access", access) == 0;
    json_decref(uses.found);
    json_decref(e->links);
    json_decref(access);
    if (good)
        return CODE_OK;
    return err.text[0] ? cli_error(&err, CODE_STORE) : cli_no_memory();
}

static int write_all(struct export *e, const struct sohoa_schemas *schemas, const char *id)
{
    struct sohoa_err err = {0};
    struct sohoa_given given = {0};
    json_t *citizen = NULL;
    (void)snprintf(given.key, sizeof given.key, "%s", id);
    int rc = sohoa_citizen_object(e->cli->records, schemas, &given, NULL, &citizen, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE);
    e->code = make_folder(e->folder);
    if (e->code == CODE_OK &&
        sohoa_subject_roles(e->cli->records, id, write_role, e, &err) != SOHOA_OK)
        e->code = cli_error(&err, CODE_STORE);
    char *text = NULL;
    if (e->code == CODE_OK)
        e->code = add_doings(e, id, citizen);
    if (e->code == CODE_OK && json_object_set(citizen, "papers", e->papers) == 0)
        text = sohoa_json_line(citizen);
    if (e->code == CODE_OK)
        e->code = text ? write_file(e, "subject.json", text, strlen(text)) : cli_no_memory();
    free(text);
    json_decref(citizen);
    return e->code;
}

int subject_export(struct cli *cli, const struct sohoa_schemas *schemas, const char *id,
                   const char *folder)
{
    struct export e = {
        .cli = cli, .folder = folder, .papers = json_array(), .pages = json_object()};
    int code = e.papers && e.pages ? write_all(&e, schemas, id) : cli_no_memory();
    sohoa_pictures_close(e.pictures);
    json_decref(e.papers);
    json_decref(e.pages);
    return code;
}
