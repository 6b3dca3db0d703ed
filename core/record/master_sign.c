/* master_sign.c - see master_sign.h. */
#include "record/master_sign.h"
#include "host/write_all.h"
#include "record/disk_fail.h"
#include "record/hash.h"
#include "record/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int sohoa_signature_path(struct sohoa_records *r, const char *sha256, char *buf, size_t room)
{
    if (sohoa_master_path(r, sha256, buf, room) != 0 ||
        strlen(buf) + sizeof SOHOA_SIGNATURE_ENDING > room)
        return -1;
    memcpy(buf + strlen(buf), SOHOA_SIGNATURE_ENDING, sizeof SOHOA_SIGNATURE_ENDING);
    return 0;
}

bool sohoa_signature_name(const char *name, char ret[SOHOA_SHA256_SIZE])
{
    size_t bare = SOHOA_SHA256_SIZE - 1;
    if (strlen(name) != bare + sizeof SOHOA_SIGNATURE_ENDING - 1 ||
        strcmp(name + bare, SOHOA_SIGNATURE_ENDING) != 0)
        return false;
    memcpy(ret, name, bare);
    ret[bare] = '\0';
    return sohoa_sha256_valid(ret);
}

/* ---- checking -------------------------------------------------------------------------------- */

static unsigned char digit(char c)
{
    return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void read_hex(const char *sha256, unsigned char ret[32])
{
    for (size_t i = 0; i < 32; i++)
        ret[i] = (unsigned char)(digit(sha256[2 * i]) << 4 | digit(sha256[2 * i + 1]));
}

/* The master's name is its digest: whether its bytes are still those is the name's business. */
static bool digest_of(void *arg, const EVP_MD *algorithm, unsigned char *ret)
{
    if (EVP_MD_get_type(algorithm) != NID_sha256)
        return false;
    read_hex(arg, ret);
    return true;
}

/* The file beside the master, path SOHOA_PATH_ROOM large; END: there is none. */
static int open_signature(struct sohoa_records *r, const char *sha256, char *ret_path, int *ret_fd,
                          struct sohoa_err *err)
{
    if (sohoa_signature_path(r, sha256, ret_path, SOHOA_PATH_ROOM) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
    int fd = open(ret_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return SOHOA_END;
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot open %s", ret_path);
    *ret_fd = fd;
    return SOHOA_OK;
}

int sohoa_master_signature(struct sohoa_records *r, const char *sha256, struct sohoa_cms_told *ret,
                           struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int fd = -1, rc = open_signature(r, sha256, path, &fd, err);
    if (rc != SOHOA_OK)
        return rc;
    unsigned char *der = malloc(SOHOA_CMS_MAX + 1);
    ssize_t n = der ? read(fd, der, SOHOA_CMS_MAX + 1) : -1;
    int why = errno;
    rc = SOHOA_BAD_PAGE;
    (void)close(fd);
    if (!der)
        rc = sohoa_no_memory(err);
    else if (n < 0)
        rc = sohoa_fail_errno(err, SOHOA_BAD_PAGE, why, "cannot open %s", path);
    else if (sohoa_cms_check(der, (size_t)n, digest_of, (void *)(uintptr_t)sha256, ret, err) ==
             SOHOA_OK)
        rc = SOHOA_OK;
    free(der);
    return rc;
}

int sohoa_signature_open(struct sohoa_records *r, const char *sha256, struct sohoa_blob **ret,
                         struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int fd = -1, rc = open_signature(r, sha256, path, &fd, err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_blob *blob = sohoa_blob_fd(fd, "application/pkcs7-signature", err);
    if (!blob) {
        (void)close(fd);
        return SOHOA_FATAL;
    }
    *ret = blob;
    return SOHOA_OK;
}

/* ---- signing --------------------------------------------------------------------------------- */

static int disk_failed(const struct sohoa_records *r, int sys_errno, struct sohoa_err *err)
{
    return sohoa_disk_fail(err, sys_errno, r->dir, "cannot write a signature to %s");
}

/* Written whole under a temporary name, then renamed; the master's folder is there already. */
static int put(struct sohoa_records *r, const char *path, const unsigned char *der, size_t size,
               struct sohoa_err *err)
{
    char temporary[SOHOA_PATH_ROOM], id[SOHOA_ID_SIZE], folder[SOHOA_PATH_ROOM];
    sohoa_id_new(id);
    int rc = sohoa_store_path(r, "masters/.new", id, temporary, sizeof temporary, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_failed(r, errno, err);
    int bad = sohoa_write_all(fd, der, size);
    if (!bad && (fchmod(fd, 0400) != 0 || fsync(fd) != 0 || rename(temporary, path) != 0))
        bad = errno;
    (void)close(fd);
    (void)unlink(temporary); /* gone already when it was renamed */
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    if (!bad)
        bad = sohoa_folder_sync(folder);
    return bad ? disk_failed(r, bad, err) : SOHOA_OK;
}

int sohoa_master_sign(struct sohoa_records *r, const char *sha256,
                      const struct sohoa_signer *signer, struct sohoa_err *err)
{
    struct sohoa_cms_told told = {0};
    struct sohoa_err ignored = {0};
    unsigned char digest[32], *der = NULL;
    char path[SOHOA_PATH_ROOM];
    size_t size = 0;
    if (sohoa_master_signature(r, sha256, &told, &ignored) == SOHOA_OK && told.sound)
        return SOHOA_OK;
    if (sohoa_signature_path(r, sha256, path, sizeof path) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
    read_hex(sha256, digest);
    int rc = sohoa_cms_sign(signer, digest, time(NULL), &der, &size, err);
    if (rc == SOHOA_OK)
        rc = put(r, path, der, size, err);
    free(der);
    return rc;
}
