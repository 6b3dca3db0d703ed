/* files_sniff.c - what a file is, by its first bytes; by its name only whether a folder's entry is
 * worth opening. No state. */
#include "files.h"

#include <string.h>
#include <strings.h>

static bool starts(const uint8_t *head, size_t size, size_t at, const char *magic, size_t length)
{
    return size >= at + length && memcmp(head + at, magic, length) == 0;
}
#define STARTS(at, magic) starts(head, size, at, magic, sizeof(magic) - 1)

/* A PDF may be preceded by up to 1024 bytes of something else (ISO 32000-1, annex H.3). */
static bool is_pdf(const uint8_t *head, size_t size)
{
    size_t end = size < 1029 ? size : 1029;
    return memmem(head, end, "%PDF-", 5) != NULL || STARTS(0, "%!PS-Adobe-3.0 PDF-");
}

const char *files_sniff(const uint8_t *head, size_t size, const char **ret_known)
{
    const char *known = NULL;
    if (STARTS(0, "II*\0") || STARTS(0, "MM\0*") || STARTS(0, "II+\0") || STARTS(0, "MM\0+"))
        return "image/tiff";
    if (STARTS(0, "\xFF\xD8\xFF"))
        return "image/jpeg";
    if (STARTS(0, "\x89PNG\r\n\x1A\n"))
        return "image/png";
    if (STARTS(0, "RIFF") && STARTS(8, "WEBP"))
        return "image/webp";
    if (is_pdf(head, size))
        return "application/pdf";
    if (STARTS(4, "ftyphei") || STARTS(4, "ftypmif1") || STARTS(4, "ftyphev"))
        known = "HEIC";
    else if (STARTS(4, "ftypavif"))
        known = "AVIF";
    else if (STARTS(0, "GIF8"))
        known = "GIF";
    else if (STARTS(0, "BM"))
        known = "BMP";
    else if (STARTS(0, "\0\0\0\x0CjP  ") || STARTS(0, "\xFF\x4F\xFF\x51"))
        known = "JPEG 2000";
    else if (STARTS(0, "AT&TFORM"))
        known = "DjVu";
    else if (STARTS(0, "PK\x03\x04"))
        known = "ZIP";
    if (ret_known)
        *ret_known = known;
    return NULL;
}

bool files_name_fits(const char *name)
{
    static const char *const ends[] = {"tif",  "tiff", "jpg",  "jpeg", "jpe",
                                       "jfif", "png",  "webp", "pdf"};
    const char *dot = strrchr(name, '.');
    if (!dot || dot == name)
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcasecmp(dot + 1, ends[i]) == 0)
            return true;
    return false;
}
