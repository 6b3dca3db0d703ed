/* corpus_out.h - the files: images or multi-page dossiers, NAME.txt, truth.json, pages.tsv.
 *
 * truth.json is a list of {"file","schema","fields","text"}, one a file, and "hand", the keys of
 * handwritten fields, where there are some; pages of one file are separated by U+000C in its text.
 * A file of several papers has "documents", each {"schema","pages","fields"}; schema and fields of
 * the file are then those of the first. pages.tsv has one line a page. One thread. */
#ifndef CORPUS_OUT_H
#define CORPUS_OUT_H
#include "corpus_wear.h"
#include <glib.h>
#include <jansson.h>
#include <stdio.h>

enum corpus_format {
    CORPUS_G4,
    CORPUS_GRAY_JPEG,
    CORPUS_GRAY_PNG,
    CORPUS_COLOUR_JPEG,
    CORPUS_TIFF,
    CORPUS_PDF
};

struct corpus_page {
    int number; /* from 1 */
    enum corpus_format format;
    const char *kind; /* "text", "form", "blank" */
    const char *font;
    int dpi, rotated;
    double skew; /* degrees clockwise */
    const char *schema, *text;
    json_t *fields, *written; /* written: keys of the handwritten */
};

struct corpus_out; /* an output folder being filled */

/* Makes the folder. per_file pages go into one TIFF or PDF (1: a file a page); duplex names files
 * NNN.front.* and NNN.back.*. NULL after a message on stderr. */
struct corpus_out *corpus_out_open(const char *folder, int per_file, bool duplex);
/* Writes one page. False after a message on stderr. */
bool corpus_out_add(struct corpus_out *out, const struct corpus_page *page,
                    const struct corpus_wear *wear, const struct corpus_raster *raster);
/* Finishes the last file, writes truth.json and frees out. */
bool corpus_out_close(struct corpus_out *out);
#endif
