/* corpus_face.c - see corpus_face.h. */
#include "corpus_face.h"
#include <glib.h>
#include <pango/pangocairo.h>

static const struct corpus_face faces[] = {
    {"Liberation Serif", 1, CUT_TIMES},
    {"FreeSerif", 1, CUT_TIMES},
    {"TeX Gyre Termes", 1, CUT_TIMES},
    {"DejaVu Serif", 0.83, CUT_SERIF},
    {"Noto Serif", 0.87, CUT_SERIF},
    {"Charis SIL", 0.9, CUT_SERIF},
    {"Doulos SIL", 0.92, CUT_SERIF},
    {"Gentium Plus", 0.97, CUT_SERIF},
    {"TeX Gyre Pagella", 0.93, CUT_SERIF},
    {"TeX Gyre Schola", 0.89, CUT_SERIF},
    {"TeX Gyre Bonum", 0.87, CUT_SERIF},
    {"Linux Libertine O", 1, CUT_SERIF},
    {"CMU Serif", 1, CUT_SERIF},
    {"Liberation Sans", 0.9, CUT_SANS},
    {"FreeSans", 0.9, CUT_SANS},
    {"DejaVu Sans", 0.82, CUT_SANS},
    {"Noto Sans", 0.87, CUT_SANS},
    {"Open Sans", 0.86, CUT_SANS},
    {"Roboto", 0.9, CUT_SANS},
    {"Lato", 0.92, CUT_SANS},
    {"Carlito", 0.98, CUT_SANS},
    {"TeX Gyre Heros", 0.9, CUT_SANS},
    {"Liberation Mono", 0.86, CUT_MONO},
    {"FreeMono", 0.9, CUT_MONO},
    {"Noto Sans Mono", 0.84, CUT_MONO},
    {"TeX Gyre Cursor", 0.88, CUT_MONO},
    {"CMU Typewriter Text", 0.96, CUT_MONO},
    {"SetoFont", 1, CUT_HAND},
    {"Dancing Script", 1.12, CUT_HAND},
    {"Kristi", 1.6, CUT_HAND},
    {"Kaushan Script", 1, CUT_HAND},
    {"Ecolier_court", 1.5, CUT_HAND},
    {"Breip", 1.05, CUT_HAND},
    {"Rufscript", 1, CUT_HAND},
    {"DkgHandwriting", 1.1, CUT_HAND},
    {"Delphine", 1.1, CUT_HAND},
    {"Steve", 1.2, CUT_HAND},
    {"TeX Gyre Chorus", 1.15, CUT_HAND},
    {"Because We Organize", 1.2, CUT_HAND},
    {"Purisa", 0.85, CUT_HAND},
};

const char *corpus_faces_missing(void)
{
    PangoFontMap *map = pango_cairo_font_map_get_default();

    for (size_t i = 0; i < G_N_ELEMENTS(faces); i++) {
        if (!pango_font_map_get_family(map, faces[i].family)) {
            return faces[i].family;
        }
    }
    return NULL;
}

const struct corpus_face *corpus_face_of(struct corpus_random *random, enum corpus_cut cut)
{
    size_t first = 0;
    size_t end = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(faces); i++) {
        if (faces[i].cut < cut) {
            first = i + 1;
        }
        if (faces[i].cut <= cut) {
            end = i + 1;
        }
    }
    return &faces[corpus_random_int(random, (int)first, (int)end - 1)];
}

/* Any other installed face as a hand, scaled to the letters of the ones above; kept for good. NULL:
 * there is none of that name. */
static const struct corpus_face *installed_face(const char *family)
{
    PangoFontMap *map = pango_cairo_font_map_get_default();
    PangoContext *context = pango_font_map_create_context(map);
    PangoFontDescription *font = pango_font_description_new();
    PangoLayout *layout = pango_layout_new(context);
    struct corpus_face *face = NULL;
    PangoRectangle ink;

    pango_font_description_set_family(font, family);
    pango_font_description_set_absolute_size(font, 100.0 * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, "x", -1);
    pango_layout_get_extents(layout, &ink, NULL);
    if (pango_font_map_get_family(map, family) && ink.height > 0) {
        face = g_new(struct corpus_face, 1);
        *face = (struct corpus_face){g_strdup(family), 45.0 * PANGO_SCALE / ink.height, CUT_HAND};
    }
    pango_font_description_free(font);
    g_object_unref(layout);
    g_object_unref(context);
    return face;
}

const struct corpus_face *corpus_face_hand(const char *family)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faces); i++) {
        if (faces[i].cut == CUT_HAND && !g_ascii_strcasecmp(faces[i].family, family)) {
            return &faces[i];
        }
    }
    return installed_face(family);
}

const struct corpus_face *corpus_face_print(struct corpus_random *random)
{
    double luck = corpus_random_real(random, 0, 1);

    return corpus_face_of(random, luck < 0.55 ? CUT_TIMES : luck < 0.75 ? CUT_SERIF : CUT_SANS);
}
