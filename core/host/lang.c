/* lang.c - the language of talk; see lang.h. The choice is written once, before threads start. */
#include "host/lang.h"

#include <string.h>

static enum sohoa_lang chosen = SOHOA_EN;

int sohoa_lang_set(const char *name)
{
    if (!name)
        return -1;
    if (strncmp(name, "vi", 2) == 0 && (name[2] == '\0' || name[2] == '_' || name[2] == '.'))
        chosen = SOHOA_VI;
    else if (strncmp(name, "en", 2) == 0 || strcmp(name, "C") == 0 || strncmp(name, "C.", 2) == 0 ||
             strcmp(name, "POSIX") == 0)
        chosen = SOHOA_EN;
    else
        return -1;
    return 0;
}

enum sohoa_lang sohoa_lang_get(void)
{
    return chosen;
}

const char *sohoa_tr(const char *english)
{
    if (chosen == SOHOA_EN)
        return english;
    for (const struct sohoa_translation *t = sohoa_catalogue_vi; t->en; t++)
        if (strcmp(t->en, english) == 0)
            return t->vi;
    return english;
}
