/* ocr_languages.c - which models are installed, so that a missing one is told in plain words
 * instead of by Tesseract's own chatter. Runs at set-up. */
#include "ocr.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".traineddata"

const char *ocr_models(const char *datapath)
{
    static const char *const usual[] = {"/usr/share/tesseract-ocr/5/tessdata",
                                        "/usr/share/tesseract-ocr/4.00/tessdata",
                                        "/usr/share/tessdata", "/usr/local/share/tessdata"};
    const char *prefix = getenv("TESSDATA_PREFIX");
    if (datapath && *datapath)
        return datapath;
    if (prefix && *prefix)
        return prefix;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (access(usual[i], R_OK | X_OK) == 0)
            return usual[i];
    return usual[0];
}

/* "eng, osd, vie", as many as fit. */
static void list_installed(const char *folder, char *out, size_t size)
{
    struct dirent **found = NULL;
    int n = scandir(folder, &found, NULL, alphasort);
    size_t used = 0;
    out[0] = 0;
    for (int i = 0; i < n; i++) {
        const char *name = found[i]->d_name, *dot = strstr(name, SUFFIX);
        if (dot && dot != name && dot[strlen(SUFFIX)] == 0 && used < size) {
            int more = snprintf(out + used, size - used, "%s%.*s", used ? ", " : "",
                                (int)(dot - name), name);
            used += more > 0 ? (size_t)more : 0;
        }
        free(found[i]);
    }
    free(found);
    if (!out[0])
        snprintf(out, size, "-");
}

static int check_one(const char *folder, const char *name, int length, struct sohoa_err *err)
{
    char path[4096], package[64], installed[256];
    bool plain = length > 0 && length < 48;
    for (int i = 0; plain && i < length; i++)
        plain =
            strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/", name[i]);
    snprintf(path, sizeof path, "%s/%.*s" SUFFIX, folder, length, name);
    if (plain && access(path, R_OK) == 0)
        return SOHOA_OK;
    snprintf(package, sizeof package, "tesseract-ocr-%.*s", length < 40 ? length : 40, name);
    for (char *c = package; *c; c++)
        *c = *c == '_' ? '-' : *c;
    list_installed(folder, installed, sizeof installed);
    return sohoa_fail(err, SOHOA_FATAL,
                      "language '%.*s' is not installed for Tesseract in %s (there are: %s); "
                      "Debian's package is %s",
                      length < 48 ? length : 48, name, folder, installed, package);
}

int ocr_check_languages(const char *folder, const char *languages, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    const char *at = languages;
    while (rc == SOHOA_OK && at) {
        const char *plus = strchr(at, '+');
        const char *name = *at == '~' ? at + 1 : at; /* "~x": not even if another model asks */
        size_t length = plus ? (size_t)(plus - name) : strlen(name);
        rc = check_one(folder, name, length < 4000 ? (int)length : 4000, err);
        at = plus ? plus + 1 : NULL;
    }
    return rc;
}
