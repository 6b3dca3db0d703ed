/* verify_signature.c - see verify_signature.h. */
#include "record/verify_signature.h"
#include "host/lang.h"
#include "record/master_sign.h"
#include "record/store.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

void sohoa_verify_signature(struct sohoa_records *r, const char *sha256, uint64_t *count,
                            void (*found)(void *arg, const char *text), void *arg)
{
    struct sohoa_cms_told told = {0};
    struct sohoa_err why = {0};
    char text[512];
    int rc = sohoa_master_signature(r, sha256, &told, &why);
    if (rc == SOHOA_END)
        return;
    ++*count;
    if (rc == SOHOA_OK && told.sound)
        return;
    (void)snprintf(text, sizeof text, sohoa_tr("the signature of master %s is not valid: %s"),
                   sha256, rc == SOHOA_OK ? sohoa_tr(told.why) : why.text);
    found(arg, text);
}

bool sohoa_signature_lacks(struct sohoa_records *r, const char *sha256)
{
    char path[SOHOA_PATH_ROOM];
    return sohoa_signature_path(r, sha256, path, sizeof path) == 0 && access(path, F_OK) != 0 &&
           errno == ENOENT;
}
