/* calls_document.c - one document of a dossier as PDF/A, by the same export that the command runs,
 * into a folder of its own that is gone before the answer leaves. */
#include "pipeline/export.h"
#include "record/store.h"
#include "serve/calls.h"
#include "serve/note_reuse.h"
#include "serve/one_dossier.h"
#include "serve/service.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOCUMENTS_MAX 100000

struct made {
    uint32_t wanted;
    char name[1024], error[512];
};

static void on_told(void *arg, const struct sohoa_export_told *what)
{
    struct made *m = arg;
    if (what->document != m->wanted && what->document != 0)
        return;
    if (what->name)
        (void)snprintf(m->name, sizeof m->name, "%s", what->name);
    else if (what->error)
        (void)snprintf(m->error, sizeof m->error, "%s", what->error);
}

static int export_to(struct request *rq, const char *dossier, const char *dir, struct made *made,
                     struct sohoa_err *err)
{
    static const char *const formats[] = {"pdf"};
    char id[1][SOHOA_ID_SIZE];
    int exit_code = 0;
    struct sohoa_export_result result = {0};
    memcpy(id[0], dossier, SOHOA_ID_SIZE);
    struct sohoa_export_request asked = {
        .records = rq->service->records,
        .registry = rq->service->registry,
        .config = service_config(rq->service),
        .papers = rq->service->decide.schemas,
        .calls = {.arg = made, .told = on_told},
        .dossiers = (const char(*)[SOHOA_ID_SIZE])id,
        .count = 1,
        .formats = formats,
        .format_count = 1,
        .dir = dir,
        .per_document = true,
        .threads = 1,
    };
    return sohoa_export_run(&asked, &result, &exit_code, err);
}

static void remove_folder(const char *dir)
{
    DIR *open = opendir(dir);
    if (!open)
        return;
    for (struct dirent *e; (e = readdir(open));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(open), e->d_name, 0);
    (void)closedir(open);
    (void)rmdir(dir);
}

static void answer_file(struct request *rq, const char *dir, const struct made *made)
{
    char path[SOHOA_PATH_ROOM];
    struct sohoa_err err = {0};
    int n = snprintf(path, sizeof path, "%s/%s", dir, made->name);
    int fd =
        made->name[0] && n > 0 && (size_t)n < sizeof path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        answer_problem(rq, 422, "no-document", "the document cannot be shown: %s", made->error);
        return;
    }
    struct sohoa_blob *blob = sohoa_blob_fd(fd, "application/pdf", &err);
    if (blob)
        answer_blob(rq, "application/pdf", blob);
    else
        answer_fault(rq, SOHOA_FATAL, &err);
}

static void answer_document(struct request *rq, const char *dossier, uint32_t document)
{
    char dir[SOHOA_PATH_ROOM];
    struct made made = {.wanted = document};
    struct sohoa_err err = {0};
    int n = snprintf(dir, sizeof dir, "%s/uploads", sohoa_records_dir(rq->service->records));
    if (n > 0 && (size_t)n + 16 < sizeof dir) {
        (void)mkdir(dir, 0700);
        (void)snprintf(dir + n, sizeof dir - (size_t)n, "/pdf-XXXXXX");
    }
    if (!mkdtemp(dir)) {
        (void)sohoa_fail_errno(&err, SOHOA_FATAL, errno, "'%s' cannot be written", dir);
        answer_fault(rq, SOHOA_FATAL, &err);
        return;
    }
    int rc = export_to(rq, dossier, dir, &made, &err);
    if (rc == SOHOA_OK)
        answer_file(rq, dir, &made);
    else
        answer_fault(rq, rc, &err);
    remove_folder(dir);
}

/* "3.pdf": 3; false after a problem. */
static bool take_number(struct request *rq, const struct sohoa_dossier_record *d, uint32_t *ret)
{
    const char *text = rq->params[1];
    size_t digits = strspn(text, "0123456789");
    long n =
        digits && digits < 7 && strcmp(text + digits, ".pdf") == 0 ? strtol(text, NULL, 10) : 0;
    if (n < 1 || n > DOCUMENTS_MAX) {
        answer_problem(rq, 400, "bad-request", "'%.32s' is not a document: 1, 2, ...", text);
        return false;
    }
    if ((size_t)n > json_array_size(d->documents)) {
        answer_problem(rq, 404, "not-found", "the dossier has no document %ld", n);
        return false;
    }
    *ret = (uint32_t)n;
    return true;
}

void call_document(struct request *rq)
{
    struct sohoa_dossier_record d = {0};
    uint32_t document = 0;
    if (!take_dossier(rq, true, &d))
        return;
    if (take_number(rq, &d, &document) && note_reuse_paper(rq, d.id, d.code, document))
        answer_document(rq, d.id, document);
    sohoa_dossier_record_clear(&d);
}
