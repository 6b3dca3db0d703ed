/* fuzz_image - any bytes as an image file: what its head tells is within the caps before memory is
 * asked for; a small one is decoded to the size that was told, or refused with a reason. */
#include "../../scanners/files/files.h"
#include "host/page.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SMALL = 256, IMAGES = 3 }; /* pixels a side; images of a file that are decoded */

struct found {
    struct sohoa_image_info images[IMAGES];
    uint32_t count;
};

static bool keep_image(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct found *found = arg;
    uint64_t pixels = (uint64_t)info->width * info->height;
    bool unreadable = info->width == 0 && info->height == 0; /* it counts as a page all the same */
    if (image >= FILES_IMAGES_MAX || (pixels == 0 && !unreadable) || pixels > FILES_PIXELS_MAX ||
        info->width > FILES_SIDE_MAX || info->height > FILES_SIDE_MAX || info->dpi < 0 ||
        (!unreadable && info->depth != 1 && info->depth != 8 && info->depth != 32))
        abort();
    if (found->count < IMAGES)
        found->images[found->count++] = *info;
    return found->count < IMAGES;
}

static int probe(struct files_job *job, const char *media, struct found *found)
{
    if (strcmp(media, "image/tiff") == 0)
        return files_tiff_probe(job, keep_image, found);
    if (strcmp(media, "image/jpeg") == 0)
        return files_jpeg_probe(job, keep_image, found);
    if (strcmp(media, "image/png") == 0)
        return files_png_probe(job, keep_image, found);
    return files_webp_probe(job, keep_image, found);
}

static int decode(struct files_job *job, const char *media, uint32_t image)
{
    if (strcmp(media, "image/tiff") == 0)
        return files_tiff_decode(job, image);
    if (strcmp(media, "image/jpeg") == 0)
        return files_jpeg_decode(job, image);
    if (strcmp(media, "image/png") == 0)
        return files_png_decode(job, image);
    return files_webp_decode(job, image);
}

static void decode_small(struct files_job *job, const char *media, const struct found *found)
{
    for (uint32_t i = 0; i < found->count; i++) {
        const struct sohoa_image_info *info = &found->images[i];
        struct sohoa_page page;
        struct sohoa_err err = {0};
        if (info->width > SMALL || info->height > SMALL)
            continue;
        sohoa_page_init(&page);
        job->page = &page;
        job->err = &err;
        int rc = decode(job, media, i);
        if (rc == SOHOA_OK ? !page.image : rc != SOHOA_BAD_PAGE || !err.text[0])
            abort();
        if (page.image && info->width && (page.width != info->width || page.height != info->height))
            abort();
        sohoa_page_clear(&page);
    }
}

static void read_exif(const uint8_t *data, size_t size)
{
    uint32_t orientation = 1;
    double x = 0, y = 0;
    files_exif_read(data, size, &orientation, &x, &y);
    if (orientation < 1 || orientation > 8)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_err err = {0};
    struct found found = {.count = 0};
    const char *known = NULL;
    setMsgSeverity(L_SEVERITY_NONE);
    read_exif(data, size);
    const char *media = files_sniff(data, size, &known);
    if (!media || strncmp(media, "image/", 6) != 0)
        return 0;
    struct sohoa_blob *master = sohoa_blob_new(data, size, media);
    struct files_job job = {.master = master, .data = data, .size = size, .err = &err};
    if (!master)
        return 0;
    int rc = probe(&job, media, &found);
    if (rc != SOHOA_OK && (rc != SOHOA_BAD_PAGE || !err.text[0]))
        abort();
    decode_small(&job, media, &found);
    sohoa_blob_unref(master);
    return 0;
}
