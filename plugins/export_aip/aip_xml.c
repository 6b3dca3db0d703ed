/* aip_xml.c - text inside XML; see aip.h. What XML 1.0 does not allow is left out. */
#include "aip.h"

void aip_put(FILE *file, const char *text)
{
    for (const char *p = text; *p; p++) {
        const char *name = *p == '&'   ? "&amp;"
                           : *p == '<' ? "&lt;"
                           : *p == '>' ? "&gt;"
                           : *p == '"' ? "&quot;"
                                       : NULL;
        if (name)
            (void)fputs(name, file);
        else if ((unsigned char)*p >= ' ')
            (void)putc(*p, file);
    }
}

void aip_element(FILE *file, const char *name, const char *text)
{
    if (!*text)
        return;
    (void)fprintf(file, "<%s>", name);
    aip_put(file, text);
    (void)fprintf(file, "</%s>\n", name);
}
