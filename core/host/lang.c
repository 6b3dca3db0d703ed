/* lang.c - the language of talk; see lang.h. The choice is written once, before threads start. */
#include "host/lang.h"

#include <stdbool.h>
#include <string.h>

static enum sohoa_lang chosen = SOHOA_EN;
static _Thread_local int here = -1;

/* True for the language's two letters, alone or before a country or an encoding. */
static bool speaks(const char *locale, const char *language)
{
    size_t n = strlen(language);
    return strncmp(locale, language, n) == 0 &&
           (locale[n] == '\0' || locale[n] == '_' || locale[n] == '.');
}

int sohoa_lang_set(const char *name)
{
    if (!name)
        return -1;
    if (speaks(name, "vi"))
        chosen = SOHOA_VI;
    else if (speaks(name, "en") || speaks(name, "C") || strcmp(name, "POSIX") == 0)
        chosen = SOHOA_EN;
    else
        return -1;
    return 0;
}

enum sohoa_lang sohoa_lang_get(void)
{
    return here < 0 ? chosen : (enum sohoa_lang)here;
}

void sohoa_lang_here(int lang)
{
    here = lang;
}

const char *sohoa_tr(const char *english)
{
    if (sohoa_lang_get() == SOHOA_EN)
        return english;
    for (const struct sohoa_translation *t = sohoa_catalogue_vi; t->en; t++)
        if (strcmp(t->en, english) == 0)
            return t->vi;
    return english;
}
