/* files_plugin.c - the scanner `files`: a walk over files and folders (next), and the decoders of
 * stored masters (probe, decode). The descriptor and the dispatch; each format has its own file.
 * Calls are [one] but for cancel. */
#include "files.h"
#include "files_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct self {
    const char *path; /* options */
    const char *per;
    bool per_folder;
    struct files_walk *walk;
    atomic_bool cancelled;
};

static const struct sohoa_option options[] = {
    {"path", SOHOA_STRING, offsetof(struct self, path), "", 0, 0,
     "file or folder to walk; given again it is added"},
    {"per", SOHOA_STRING, offsetof(struct self, per), "file", 0, 0,
     "what makes a dossier: file or folder"},
    {0}};

static const struct decoder {
    const char *media;
    int (*probe)(struct files_job *, files_found *, void *);
    int (*decode)(struct files_job *, uint32_t);
} decoders[] = {{"image/tiff", files_tiff_probe, files_tiff_decode},
                {"image/jpeg", files_jpeg_probe, files_jpeg_decode},
                {"image/png", files_png_probe, files_png_decode},
                {"image/webp", files_webp_probe, files_webp_decode},
                {"application/pdf", files_pdf_probe, files_pdf_decode}};

static int set_per(struct self *self, const char *value, struct sohoa_err *err)
{
    bool folder = strcmp(value, "folder") == 0;
    if (!folder && strcmp(value, "file") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "per is '%s': file or folder", value);
    self->per_folder = folder;
    return SOHOA_OK;
}

static int files_open(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    self->walk = files_walk_new();
    if (!self->walk || (self->path && self->path[0] && files_walk_add(self->walk, self->path) != 0))
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    return set_per(self, self->per ? self->per : "file", err);
}

static void files_close(void *me)
{
    struct self *self = me;
    files_walk_free(self->walk);
    self->walk = NULL;
}

static int files_list(void *me, const struct sohoa_call *call,
                      void (*found)(void *arg, const char *name, const char *text), void *arg,
                      struct sohoa_err *err)
{
    (void)me, (void)call, (void)found, (void)arg, (void)err;
    return SOHOA_OK; /* folders are no devices */
}

static int files_set_option(void *me, const char *name, const char *value, struct sohoa_err *err)
{
    struct self *self = me;
    if (strcmp(name, "per") == 0)
        return set_per(self, value, err);
    if (strcmp(name, "path") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "unknown option '%s': path or per", name);
    if (value[0] == '\0')
        return sohoa_fail(err, SOHOA_FATAL, "path is empty: name a file or folder");
    return files_walk_add(self->walk, value) == 0 ? SOHOA_OK
                                                  : sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

static int files_describe(void *me, const struct sohoa_call *call,
                          void (*line)(void *arg, const char *name, const char *text), void *arg,
                          struct sohoa_err *err)
{
    (void)me, (void)call, (void)err;
    for (const struct sohoa_option *o = options; o->name; o++)
        line(arg, o->name, o->help);
    return SOHOA_OK;
}

/* Opens a regular file. The descriptor, or -1 with the reason, which does not name it: reasons
 * stand beside sources, and go to those who do not know our folders. */
static int open_file(const char *path, struct sohoa_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        sohoa_fail_errno(err, SOHOA_BAD_PAGE, errno, "the file cannot be opened");
        return -1;
    }
    if (fstat(fd, &st) != 0)
        sohoa_fail_errno(err, SOHOA_BAD_PAGE, errno, "the file cannot be read");
    else if (!S_ISREG(st.st_mode))
        sohoa_fail(err, SOHOA_BAD_PAGE, "it is not a regular file");
    else
        return fd;
    close(fd);
    return -1;
}

/* known: what else it is by its first bytes, or NULL. */
static int no_image(const char *known, struct sohoa_err *err)
{
    if (known)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "a %s file: TIFF, JPEG, PNG, WebP, PDF are read",
                          known);
    return sohoa_fail(err, SOHOA_BAD_PAGE, "no TIFF, JPEG, PNG, WebP or PDF file");
}

/* Makes the master of an open file; takes fd. */
static int take_file(struct sohoa_page *page, int fd, struct sohoa_err *err)
{
    uint8_t head[FILES_SNIFF_BYTES];
    const char *known = NULL;
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n < 0) {
        int fault = errno;
        close(fd);
        return sohoa_fail_errno(err, SOHOA_BAD_PAGE, fault, "the file cannot be read");
    }
    const char *media = files_sniff(head, (size_t)n, &known);
    page->master = sohoa_blob_fd(fd, media ? media : "application/octet-stream", err);
    if (!page->master) {
        close(fd);
        return SOHOA_BAD_PAGE;
    }
    if (n == 0) /* its bytes are none, by which it is known the next time */
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the file is empty");
    if (media)
        return SOHOA_OK;
    return no_image(known, err);
}

static void tell_skipped(const struct self *self, const struct sohoa_call *call)
{
    char text[96];
    if (files_walk_skipped(self->walk) == 0 || !call || !call->note)
        return;
    (void)snprintf(text, sizeof text, "%llu entries of folders were passed over by their names",
                   (unsigned long long)files_walk_skipped(self->walk));
    call->note(call, text);
}

/* The archivist's report names every file that was left. */
static void tell_passed(void *arg, const char *path)
{
    const struct sohoa_call *call = arg;
    struct sohoa_err text;
    (void)sohoa_fail(
        &text, SOHOA_END,
        "%s is passed over: hidden, or by its name no TIFF, JPEG, PNG, WebP or PDF file", path);
    call->note(call, text.text);
}

static int files_next(void *me, const struct sohoa_call *call, struct sohoa_page *page,
                      struct sohoa_err *err)
{
    struct self *self = me;
    struct files_found_file file;
    if (atomic_load(&self->cancelled) || sohoa_call_over(call))
        return SOHOA_END;
    if (call && call->note)
        files_walk_listen(self->walk, tell_passed, (void *)(uintptr_t)call);
    int rc = files_walk_next(self->walk, &file, err);
    files_walk_listen(self->walk, NULL, NULL);
    if (rc == SOHOA_END)
        tell_skipped(self, call);
    if (rc != SOHOA_OK && rc != SOHOA_BAD_PAGE)
        return rc;
    page->source = file.path;
    if (!self->per_folder || file.new_folder)
        page->flags |= SOHOA_PAGE_START;
    if (rc != SOHOA_OK)
        return rc;
    int fd = open_file(file.path, err);
    return fd < 0 ? SOHOA_BAD_PAGE : take_file(page, fd, err);
}

static void files_cancel(void *me)
{
    atomic_store(&((struct self *)me)->cancelled, true);
}

/* The decoder of a master: by its bytes, whatever its media type claims. */
static const struct decoder *find_decoder(struct files_job *job)
{
    const char *known = NULL;
    job->data = sohoa_blob_data(job->master);
    job->size = sohoa_blob_size(job->master);
    const char *media = job->data ? files_sniff(job->data, job->size, &known) : NULL;
    for (size_t i = 0; media && i < sizeof decoders / sizeof *decoders; i++)
        if (strcmp(decoders[i].media, media) == 0)
            return &decoders[i];
    (void)no_image(known, job->err);
    return NULL;
}

static int files_probe(void *me, const struct sohoa_call *call, struct sohoa_blob *master,
                       files_found *found, void *arg, struct sohoa_err *err)
{
    struct files_job job = {.call = call, .master = master, .err = err};
    (void)me;
    const struct decoder *decoder = find_decoder(&job);
    return decoder ? decoder->probe(&job, found, arg) : SOHOA_BAD_PAGE;
}

static int files_decode(void *me, const struct sohoa_call *call, struct sohoa_page *page,
                        struct sohoa_err *err)
{
    struct files_job job = {.call = call, .master = page->master, .page = page, .err = err};
    (void)me;
    if (!page->master)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the page has no master");
    if (page->master_image >= FILES_IMAGES_MAX)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the file holds more than %u images",
                          FILES_IMAGES_MAX);
    const struct decoder *decoder = find_decoder(&job);
    return decoder ? decoder->decode(&job, page->master_image) : SOHOA_BAD_PAGE;
}

static const struct sohoa_scanner calls = {.size = sizeof calls,
                                           .list = files_list,
                                           .set_option = files_set_option,
                                           .next = files_next,
                                           .cancel = files_cancel,
                                           .probe = files_probe,
                                           .decode = files_decode,
                                           .describe = files_describe};

SOHOA_PLUGIN(SCANNER, .name = "files", .version = "1.0", .threads = SOHOA_PER_WORKER,
             .isolation = SOHOA_IN_HELPER,
             .summary = "Walks files and folders; decodes TIFF, JPEG, PNG, WebP and PDF.",
             .options = options, .self_size = sizeof(struct self), .open = files_open,
             .close = files_close, .calls = &calls);
