/* aip_file.c - the files of a package: made, measured, digested; see aip.h. */
#include "aip.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>

#define CHUNK 65536

int aip_path(const struct aip *aip, const char *name, char ret[AIP_PATH], struct sohoa_err *err)
{
    int n = snprintf(ret, AIP_PATH, "%s/%s", aip->root, name);
    if (n < 0 || n >= AIP_PATH)
        return sohoa_fail(err, SOHOA_FATAL, "the path '%s' is too long", name);
    for (char *p = ret + strlen(aip->root) + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(ret, 0777) != 0 && errno != EEXIST)
            return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
        *p = '/';
    }
    return SOHOA_OK;
}

static bool digest_file(FILE *file, char ret[65], uint64_t *ret_bytes)
{
    unsigned char chunk[CHUNK], digest[EVP_MAX_MD_SIZE] = {0};
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
    *ret_bytes = 0;
    for (size_t n; good && (n = fread(chunk, 1, sizeof chunk, file)) > 0; *ret_bytes += n)
        good = EVP_DigestUpdate(md, chunk, n) == 1;
    good = good && !ferror(file) && EVP_DigestFinal_ex(md, digest, NULL) == 1;
    EVP_MD_CTX_free(md);
    for (size_t i = 0; i < 32; i++)
        (void)snprintf(ret + 2 * i, 3, "%02x", digest[i]);
    return good;
}

int aip_take(struct aip *aip, const char *name, const char *media, const char *title,
             uint32_t document, size_t *ret, struct sohoa_err *err)
{
    char path[AIP_PATH];
    if (aip->count == AIP_FILES_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "more than %d files in a package", AIP_FILES_MAX);
    int rc = aip_path(aip, name, path, err);
    FILE *file = rc == SOHOA_OK ? fopen(path, "re") : NULL;
    if (!file)
        return rc == SOHOA_OK ? sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the output")
                              : rc;
    struct aip_file *f = &aip->files[aip->count];
    *f = (struct aip_file){.media = media, .title = title ? title : "", .document = document};
    (void)snprintf(f->name, sizeof f->name, "%s", name);
    (void)snprintf(f->id, sizeof f->id, "file-%zu", aip->count + 1);
    errno = 0;
    if (!digest_file(file, f->sha256, &f->bytes))
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno ? errno : EIO, "cannot read the output");
    (void)fclose(file);
    if (rc == SOHOA_OK)
        *ret = aip->count++;
    return rc;
}

int aip_make(struct aip *aip, const char *name, void (*write)(const struct aip *, FILE *),
             const char *media, size_t *ret, struct sohoa_err *err)
{
    char path[AIP_PATH];
    int rc = aip_path(aip, name, path, err);
    if (rc != SOHOA_OK)
        return rc;
    FILE *file = fopen(path, "we");
    if (!file)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", file);
    write(aip, file);
    int why = ferror(file) ? EIO : 0;
    if (fclose(file) != 0)
        why = errno;
    if (why)
        return sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot write the output");
    return aip_take(aip, name, media, NULL, 0, ret, err);
}

void aip_relative(const char *from, const char *to, char ret[AIP_PATH])
{
    size_t same = 0, at = 0;
    for (size_t i = 0; from[i] && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i + 1;
    ret[0] = '\0';
    for (const char *p = from + same; *p; p++)
        if (*p == '/' && at < AIP_PATH - 4)
            at += (size_t)snprintf(ret + at, AIP_PATH - at, "../");
    (void)snprintf(ret + at, AIP_PATH - at, "%s", to + same);
}
