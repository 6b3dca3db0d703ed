/* corpus_out.c - see corpus_out.h. */
#include "corpus_out.h"
#include <errno.h>
#include <leptonica/allheaders.h>
#include <string.h>

struct corpus_out {
    char *folder;
    int per_file;
    bool duplex;
    FILE *pages;
    json_t *truth;
    /* the file being filled */
    char *name; /* without the ending; NULL: none */
    const char *ending;
    GString *text;
    json_t *documents; /* in the file: schema, pages, fields, hand */
    PIXA *pdf;
    int filled, dpi;
};

static bool fail(const char *what, const char *path)
{
    fprintf(stderr, "corpus: cannot %s %s: %s\n", what, path, g_strerror(errno));
    return false;
}

struct corpus_out *corpus_out_open(const char *folder, int per_file, bool duplex)
{
    if (g_mkdir_with_parents(folder, 0777)) {
        fail("make", folder);
        return NULL;
    }
    char *path = g_build_filename(folder, "pages.tsv", NULL);
    FILE *pages = fopen(path, "w");
    if (!pages) {
        fail("write", path);
        g_free(path);
        return NULL;
    }
    g_free(path);
    fputs("file\tpage\tkind\tformat\tdpi\twidth\theight\tskew\trotated\twords\tfont\n", pages);
    l_pdfSetDateAndVersion(0); /* the same pages give the same bytes */
    struct corpus_out *out = g_new0(struct corpus_out, 1);
    out->folder = g_strdup(folder);
    out->per_file = per_file;
    out->duplex = duplex;
    out->pages = pages;
    out->truth = json_array();
    out->documents = json_array();
    out->text = g_string_new(NULL);
    return out;
}

static PIX *line_art(const struct corpus_raster *raster, int threshold)
{
    PIX *pix = pixCreate(raster->width, raster->height, 1);

    for (int y = 0; y < raster->height; y++) {
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        const uint8_t *row = raster->pixels + (size_t)y * (size_t)raster->width;
        for (int x = 0; x < raster->width; x++) {
            if (row[x] < threshold) {
                SET_DATA_BIT(line, x);
            }
        }
    }
    return pix;
}

static PIX *full_tone(const struct corpus_raster *raster)
{
    PIX *pix = pixCreate(raster->width, raster->height, raster->samples == 3 ? 32 : 8);
    const uint8_t *p = raster->pixels;

    for (int y = 0; y < raster->height; y++) {
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < raster->width; x++, p += raster->samples) {
            if (raster->samples == 3) {
                composeRGBPixel(p[0], p[1], p[2], line + x);
            } else {
                SET_DATA_BYTE(line, x, *p);
            }
        }
    }
    return pix;
}

static const char *const format_names[] = {"g4", "gray-jpeg", "gray-png", "jpeg", "tiff", "pdf"};

static void start_file(struct corpus_out *out, const struct corpus_page *page)
{
    static const char *const endings[] = {"tif", "jpg", "png", "jpg", "tif", "pdf"};

    if (out->duplex) {
        out->name =
            g_strdup_printf("%03d.%s", (page->number + 1) / 2, page->number % 2 ? "front" : "back");
    } else {
        out->name = g_strdup_printf("%04d", (page->number - 1) / out->per_file + 1);
    }
    out->ending = endings[page->format];
    out->filled = 0;
    g_string_truncate(out->text, 0);
}

static bool write_image(struct corpus_out *out, const struct corpus_page *page,
                        const struct corpus_wear *wear, PIX *pix, const char *path)
{
    switch (page->format) {
    case CORPUS_G4:
        return !pixWriteTiff(path, pix, IFF_TIFF_G4, out->filled ? "a" : "w");
    case CORPUS_TIFF:
        return !pixWriteTiff(path, pix, IFF_TIFF_ZIP, out->filled ? "a" : "w");
    case CORPUS_GRAY_PNG:
        return !pixWrite(path, pix, IFF_PNG);
    case CORPUS_PDF:
        if (!out->pdf) {
            out->pdf = pixaCreate(out->per_file);
        }
        out->dpi = page->dpi;
        return !pixaAddPix(out->pdf, pix, L_CLONE);
    default:
        return !pixWriteJpeg(path, pix, wear->quality, 0);
    }
}

/* A file's entry: schema and fields of its first paper; of several, each with its pages. */
static json_t *truth_of(const struct corpus_out *out, const char *file)
{
    const json_t *first = json_array_get(out->documents, 0);
    json_t *fields = first ? json_incref(json_object_get(first, "fields")) : json_object();
    json_t *item = json_pack("{s:s, s:s?, s:o, s:s}", "file", file, "schema",
                             first ? json_string_value(json_object_get(first, "schema")) : NULL,
                             "fields", fields, "text", out->text->str);
    json_t *written = json_object_get(first, "hand");

    if (written) {
        json_object_set(item, "hand", written);
    }
    if (json_array_size(out->documents) > 1) {
        json_object_set_new(item, "documents", json_copy(out->documents));
    }
    return item;
}

/* A page with a schema opens a paper; one without goes on with the paper before it. */
static void note_document(struct corpus_out *out, const struct corpus_page *page)
{
    json_t *last = json_array_get(out->documents, json_array_size(out->documents) - 1);

    if (page->schema) {
        json_t *document = json_pack("{s:s, s:[i], s:O}", "schema", page->schema, "pages",
                                     out->filled, "fields", page->fields);
        if (json_array_size(page->written)) {
            json_object_set(document, "hand", page->written);
        }
        json_array_append_new(out->documents, document);
    } else if (last && strcmp(page->kind, "blank") != 0) {
        json_array_append_new(json_object_get(last, "pages"), json_integer(out->filled));
    }
}

static bool finish_file(struct corpus_out *out)
{
    if (!out->name) {
        return true;
    }
    bool ok = true;
    char *file = g_strdup_printf("%s.%s", out->name, out->ending);
    char *path = g_build_filename(out->folder, file, NULL);
    char *text_file = g_strdup_printf("%s.txt", out->name);
    char *text_path = g_build_filename(out->folder, text_file, NULL);
    if (out->pdf) {
        ok = !pixaConvertToPdf(out->pdf, out->dpi, 1, L_JPEG_ENCODE, 85, out->name, path);
        pixaDestroy(&out->pdf);
    }
    ok = ok && g_file_set_contents(text_path, out->text->str, (gssize)out->text->len, NULL);
    if (!ok) {
        fail("write", path);
    }
    json_array_append_new(out->truth, truth_of(out, file));
    json_array_clear(out->documents);
    g_free(file);
    g_free(path);
    g_free(text_file);
    g_free(text_path);
    g_clear_pointer(&out->name, g_free);
    return ok;
}

static int count_words(const char *text)
{
    int words = 0;

    for (const char *p = text; *p; p++) {
        words += !g_ascii_isspace(*p) && (g_ascii_isspace(p[1]) || !p[1]);
    }
    return words;
}

bool corpus_out_add(struct corpus_out *out, const struct corpus_page *page,
                    const struct corpus_wear *wear, const struct corpus_raster *raster)
{
    if (!out->name) {
        start_file(out, page);
    }
    char *file = g_strdup_printf("%s.%s", out->name, out->ending);
    char *path = g_build_filename(out->folder, file, NULL);
    PIX *flat = page->format == CORPUS_G4 ? line_art(raster, wear->threshold) : full_tone(raster);
    PIX *pix = pixRotateOrth(flat, page->rotated / 90);
    pixDestroy(&flat);
    pixSetResolution(pix, page->dpi, page->dpi);
    bool ok = write_image(out, page, wear, pix, path);
    if (!ok) {
        fail("write", path);
    }
    g_string_append_printf(out->text, "%s%s", out->filled ? "\f" : "", page->text);
    out->filled++;
    note_document(out, page);
    fprintf(out->pages, "%s\t%d\t%s\t%s\t%d\t%d\t%d\t%.4f\t%d\t%d\t%s\n", file, out->filled,
            page->kind, format_names[page->format], page->dpi, pixGetWidth(pix), pixGetHeight(pix),
            page->skew, page->rotated, count_words(page->text), page->font);
    pixDestroy(&pix);
    g_free(file);
    g_free(path);
    if (out->filled == out->per_file) {
        ok = finish_file(out) && ok;
    }
    return ok;
}

bool corpus_out_close(struct corpus_out *out)
{
    bool ok = finish_file(out);
    char *path = g_build_filename(out->folder, "truth.json", NULL);

    if (json_dump_file(out->truth, path, JSON_INDENT(1)) || fclose(out->pages)) {
        ok = fail("write", path);
    }
    g_free(path);
    json_decref(out->truth);
    json_decref(out->documents);
    g_string_free(out->text, TRUE);
    g_free(out->folder);
    g_free(out);
    return ok;
}
