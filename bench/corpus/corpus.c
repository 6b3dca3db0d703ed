/* corpus.c - draws pages of invented Vietnamese papers with the truth beside them.
 *
 * Deterministic: the same options and seed give the same bytes, page by page, whatever --count
 * and --first are. One thread; run several with --first to share the work. */
#include "corpus_out.h"
#include "corpus_paper.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

struct options {
    uint64_t seed;
    int first, count, dpi, rotate, blank_every, per_file;
    double skew; /* negative: not asked for */
    bool duplex, hand, rotate_any;
    enum corpus_level wear;
    const char *hand_face;              /* NULL: any */
    double hand_ink, wobble;            /* 0, negative: any */
    const char *kind, *format, *folder; /* format NULL: multi, of photographs jpeg */
    GPtrArray *papers; /* struct corpus_paper: asked for by --schema; empty: by --kind */
};

static const char help[] =
    "corpus [OPTION]... -o DIR: draws pages of invented papers with the truth beside them\n"
    "  --seed N          other pages for another seed (1)\n"
    "  --count N         pages (10)\n"
    "  --first N         number of the first page (1): page N is the same in every run\n"
    "  --kind K          text, form (all forms in turn by chance), mixed: every third is a form,\n"
    "                    card (copies of identity cards; with --per-file 2 a side each),\n"
    "                    all: forms and text (text)\n"
    "  --schema NAME     only this paper; again for more; --schema list names them\n"
    "  --hand            values are handwritten\n"
    "  --hand-face NAME  by this hand, or as this installed face writes\n"
    "  --hand-ink N      in this colour, 0xRRGGBB\n"
    "  --wobble X        letters differ so much, 0 to 2 (0.5 to 1.5 by chance)\n"
    "  --family N        all papers are of one couple, number N (cards too, see --holder)\n"
    "  --holder WHO      whose cards: wife or husband (wife)\n"
    "  --wear W          clean;\n"
    "                    office: skew, blur, noise, specks, faint toner, holes, seals;\n"
    "                    worn: folds, stains, copies of copies, lost toner, skew to 5 degrees;\n"
    "                    phone: photographs of sheets on a desk (clean)\n"
    "  --dpi N           50 to 600; worn pages without it take 200 or 300 page by page,\n"
    "                    photographs 150 to 250 (300)\n"
    "  --format F        g4 (TIFF), gray (JPEG and PNG in turn), jpeg (colour), png (gray),\n"
    "                    tiff (colour, Deflate), pdf (colour JPEG inside),\n"
    "                    multi: a third each g4, gray, jpeg (multi; of photographs jpeg)\n"
    "  --skew DEG        every page turned by chance within plus or minus DEG (clean 0, office 2, "
    "worn 5)\n"
    "  --rotate R        content turned clockwise: 0, 90, 180, 270 or any (0)\n"
    "  --duplex          names files NNN.front.* and NNN.back.*, as a feeder's tray\n"
    "  --blank-every N   every Nth side is blank; worn ones with show-through\n"
    "  --per-file N      pages in one TIFF (g4, tiff) or PDF (1)\n"
    "  -o DIR            where to; DIR/NAME.txt, DIR/truth.json and DIR/pages.tsv hold the truth\n";

static bool read_number(const char *text, double low, double high, double *ret_value)
{
    char *end;

    errno = 0;
    double value = g_ascii_strtod(text, &end);
    if (errno || end == text || *end || !(value >= low && value <= high)) {
        return false;
    }
    *ret_value = value;
    return true;
}

static bool set_number(struct options *options, int key, const char *text)
{
    static const struct {
        int key;
        double low, high;
    } ranges[] = {{'s', 0, 9e15}, {'n', 1, 1000000}, {'1', 1, 1000000}, {'d', 50, 600},
                  {'k', 0, 45},   {'b', 1, 1000000}, {'p', 1, 10000},   {'i', 1, 0xffffff},
                  {'j', 0, 2},    {'y', 1, 9e15}};
    double value = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        if (ranges[i].key == key && !read_number(text, ranges[i].low, ranges[i].high, &value)) {
            return false;
        }
    }
    switch (key) {
    case 's':
        options->seed = (uint64_t)value;
        return true;
    case 'n':
        options->count = (int)value;
        return true;
    case '1':
        options->first = (int)value;
        return true;
    case 'd':
        options->dpi = (int)value;
        return true;
    case 'k':
        options->skew = value;
        return true;
    case 'b':
        options->blank_every = (int)value;
        return true;
    case 'i':
        options->hand_ink = value;
        return true;
    case 'j':
        options->wobble = value;
        return true;
    case 'y':
        corpus_family_set((uint64_t)value);
        return true;
    default:
        options->per_file = (int)value;
        return true;
    }
}

static bool one_of(const char *text, const char *const *list)
{
    return g_strv_contains(list, text);
}

static bool set_word(struct options *options, int key, const char *text)
{
    static const char *const kinds[] = {"text", "form", "mixed", "card", "all", NULL};
    static const char *const wears[] = {"clean", "office", "worn", "phone", NULL};
    static const char *const formats[] = {"g4",   "gray", "jpeg",  "png",
                                          "tiff", "pdf",  "multi", NULL};
    static const char *const turns[] = {"0", "90", "180", "270", "any", NULL};

    switch (key) {
    case 'F':
        options->hand_face = text;
        return corpus_face_hand(text) != NULL;
    case 'O':
        corpus_family_hold(strcmp(text, "husband") == 0);
        return one_of(text, (const char *const[]){"wife", "husband", NULL});
    case 't':
        options->kind = text;
        return one_of(text, kinds);
    case 'w':
        options->wear = WEAR_CLEAN;
        while (options->wear <= WEAR_PHONE && strcmp(text, wears[options->wear]) != 0) {
            options->wear++;
        }
        return options->wear <= WEAR_PHONE;
    case 'f':
        options->format = text;
        return one_of(text, formats);
    default:
        options->rotate_any = !strcmp(text, "any");
        options->rotate = options->rotate_any ? 0 : (int)g_ascii_strtoll(text, NULL, 10);
        return one_of(text, turns);
    }
}

static void list_papers(void)
{
    const struct corpus_paper *paper;

    for (size_t i = 0; (paper = corpus_paper_at(i)); i++) {
        puts(paper->schema);
    }
    exit(0);
}

static bool add_schema(struct options *options, const char *name)
{
    const struct corpus_paper *paper = corpus_paper_find(name);

    if (!strcmp(name, "list")) {
        list_papers();
    }
    if (paper) {
        g_ptr_array_add(options->papers, (gpointer)paper);
    }
    return paper != NULL;
}

static bool options_read(struct options *options, int argc, char **argv)
{
    static const struct option table[] = {
        {"seed", 1, NULL, 's'},        {"count", 1, NULL, 'n'},    {"first", 1, NULL, '1'},
        {"kind", 1, NULL, 't'},        {"wear", 1, NULL, 'w'},     {"dpi", 1, NULL, 'd'},
        {"format", 1, NULL, 'f'},      {"skew", 1, NULL, 'k'},     {"rotate", 1, NULL, 'r'},
        {"duplex", 0, NULL, 'x'},      {"hand", 0, NULL, 'H'},     {"schema", 1, NULL, 'S'},
        {"blank-every", 1, NULL, 'b'}, {"per-file", 1, NULL, 'p'}, {"hand-face", 1, NULL, 'F'},
        {"hand-ink", 1, NULL, 'i'},    {"wobble", 1, NULL, 'j'},   {"family", 1, NULL, 'y'},
        {"holder", 1, NULL, 'O'},      {"help", 0, NULL, 'h'},     {NULL, 0, NULL, 0}};
    int key;

    while ((key = getopt_long(argc, argv, "o:h", table, NULL)) != -1) {
        if (key == 'h') {
            fputs(help, stdout);
            exit(0);
        }
        if (key == 'o') {
            options->folder = optarg;
        } else if (key == 'x') {
            options->duplex = true;
        } else if (key == 'H') {
            options->hand = true;
        } else if (key == '?') {
            return false;
        } else if (!(key == 'S'              ? add_schema(options, optarg)
                     : strchr("twfrFO", key) ? set_word(options, key, optarg)
                                             : set_number(options, key, optarg))) {
            fprintf(stderr, "corpus: '%s' is not a value for this option, see --help\n", optarg);
            return false;
        }
    }
    if (!options->folder || optind < argc) {
        fputs("corpus: -o DIR is needed, nothing else; see --help\n", stderr);
        return false;
    }
    if (!options->format) {
        options->format = options->wear == WEAR_PHONE ? "jpeg" : "multi";
    }
    bool together = one_of(options->format, (const char *const[]){"g4", "tiff", "pdf", NULL});
    if (options->per_file > 1 && (!together || options->duplex)) {
        fputs("corpus: --per-file needs --format g4, tiff or pdf, and no --duplex\n", stderr);
        return false;
    }
    return true;
}

static enum corpus_format format_of(const struct options *options, int number)
{
    enum corpus_format gray = number / 3 % 2 ? CORPUS_GRAY_JPEG : CORPUS_GRAY_PNG;

    switch (options->format[0]) {
    case 'g':
        return options->format[1] == '4' ? CORPUS_G4
                                         : (number % 2 ? CORPUS_GRAY_JPEG : CORPUS_GRAY_PNG);
    case 'j':
        return CORPUS_COLOUR_JPEG;
    case 't':
        return CORPUS_TIFF;
    case 'p':
        return options->format[1] == 'd' ? CORPUS_PDF : CORPUS_GRAY_PNG;
    default:
        return (enum corpus_format[]){CORPUS_G4, gray, CORPUS_COLOUR_JPEG}[(number - 1) % 3];
    }
}

/* A blank side of a worn sheet lets the other side shine through, mirrored. */
static void draw_blank(struct corpus_sheet *sheet)
{
    if (sheet->office) {
        cairo_save(sheet->cr);
        cairo_translate(sheet->cr, CORPUS_WIDTH, 0);
        cairo_scale(sheet->cr, -1, 1);
        cairo_push_group(sheet->cr);
        corpus_text_draw(sheet);
        cairo_pop_group_to_source(sheet->cr);
        cairo_paint_with_alpha(sheet->cr, corpus_random_real(&sheet->random, 0.02, 0.07));
        cairo_restore(sheet->cr);
        g_string_truncate(sheet->text, 0);
    }
    sheet->schema = NULL;
    json_object_clear(sheet->fields);
}

static bool is_card(const struct options *options)
{
    return options->kind[0] == 'c';
}

/* The sides of a card on pages of their own come from one stream. */
static int content_of(const struct options *options, int number)
{
    return is_card(options) ? (number - 1) / options->per_file : number;
}

/* The paper of a page; NULL: an identity card. */
static const struct corpus_paper *paper_of(const struct options *options, int number)
{
    struct corpus_random random =
        corpus_random_new(options->seed, ((uint64_t)1 << 32) + (uint64_t)number);
    bool form = options->kind[0] == 'f' || (options->kind[0] == 'm' && number % 3 == 1);
    bool any = options->kind[0] == 'a';
    const struct corpus_paper *fitting[32];
    const struct corpus_paper *paper;
    int count = 0;

    if (options->papers->len) {
        return options->papers->pdata[corpus_random_int(&random, 0, (int)options->papers->len - 1)];
    }
    if (is_card(options)) {
        return NULL;
    }
    if (!form && !any) {
        return &corpus_prose;
    }
    for (size_t i = 0; (paper = corpus_paper_at(i)) && count < (int)G_N_ELEMENTS(fitting); i++) {
        if (any || paper->form == form) {
            fitting[count++] = paper;
        }
    }
    return fitting[corpus_random_int(&random, 0, count - 1)];
}

static void draw_page(const struct options *options, struct corpus_sheet *sheet,
                      const struct corpus_paper *paper, int number)
{
    if (paper) {
        corpus_paper_draw(paper, sheet);
    } else {
        corpus_card_draw(sheet, (number - 1) % options->per_file, options->per_file);
    }
}

/* The glass of the scanner, in points: as large as the sheet, or A4 with a small sheet on it. */
struct bed {
    double width, height, x, y;
};

static struct bed bed_new(const struct corpus_wear *wear, struct corpus_random *random,
                          const struct corpus_sheet *sheet)
{
    struct bed bed = {.width = sheet->width, .height = sheet->height};
    bool scanned = wear->level == WEAR_OFFICE || wear->level == WEAR_WORN;

    if (scanned && sheet->width < CORPUS_WIDTH - 1 && corpus_random_chance(random, 0.35)) {
        bed = (struct bed){CORPUS_WIDTH, CORPUS_HEIGHT, corpus_random_real(random, 2, 90),
                           corpus_random_real(random, 2, 90)};
    }
    return bed;
}

static void place_paper(cairo_t *cr, const struct corpus_wear *wear,
                        const struct corpus_sheet *sheet, const struct bed *bed, double skew,
                        int dpi)
{
    double back = wear->dark_outside ? 0.04 : 1;

    cairo_set_source_rgb(cr, back, back, back);
    cairo_paint(cr);
    cairo_scale(cr, dpi / 72.0, dpi / 72.0);
    cairo_translate(cr, bed->x + sheet->width / 2, bed->y + sheet->height / 2);
    cairo_rotate(cr, skew * G_PI / 180);
    cairo_translate(cr, -sheet->width / 2, -sheet->height / 2);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, 0, 0, sheet->width, sheet->height);
    cairo_fill(cr);
}

static struct corpus_page page_new(const struct options *options, struct corpus_random *random,
                                   const struct corpus_wear *wear, int number)
{
    struct corpus_page page = {.number = number, .format = format_of(options, number)};
    double reach = options->skew >= 0 ? options->skew : wear->skew;

    page.dpi = corpus_random_chance(random, 0.5) ? 200 : 300;
    if (options->wear == WEAR_PHONE) {
        page.dpi = corpus_random_int(random, 150, 250);
    }
    if (options->dpi || options->wear == WEAR_CLEAN) {
        page.dpi = options->dpi ? options->dpi : 300;
    }
    page.skew = corpus_random_real(random, -reach, reach);
    page.rotated = corpus_random_int(random, 0, 3) * 90;
    if (!options->rotate_any) {
        page.rotated = options->rotate;
    }
    return page;
}

/* The worn raster of the drawn surface; of photographs what the phone saw. */
static struct corpus_raster finish(const struct corpus_wear *wear, struct corpus_random *random,
                                   cairo_surface_t *surface, struct corpus_page *page)
{
    bool colour = page->format >= CORPUS_COLOUR_JPEG;
    struct corpus_raster raster = corpus_wear_raster(wear, random, surface, colour, page->dpi);

    if (wear->level == WEAR_PHONE) {
        struct corpus_raster picture = corpus_photo_take(random, &raster, &page->skew);
        g_free(raster.pixels);
        return picture;
    }
    return raster;
}

static bool make_page(const struct options *options, struct corpus_out *out, int number)
{
    struct corpus_random random = corpus_random_new(options->seed, (uint64_t)number);
    struct corpus_random content = corpus_random_new(
        options->seed, ((uint64_t)1 << 31) + (uint64_t)content_of(options, number));
    struct corpus_wear wear = corpus_wear_new(&random, options->wear);
    struct corpus_page page = page_new(options, &random, &wear, number);
    const struct corpus_paper *paper = paper_of(options, number);
    bool blank = options->blank_every && number % options->blank_every == 0;
    struct corpus_random size =
        corpus_random_new(options->seed, ((uint64_t)3 << 31) + (uint64_t)number);
    bool small = paper && !blank && corpus_random_chance(&size, paper->small);
    struct corpus_sheet sheet = {
        .office = options->wear != WEAR_CLEAN,
        .hand = options->hand,
        .wish = {options->hand_face, (int)options->hand_ink, options->wobble},
        .width = small ? CORPUS_A5_WIDTH : CORPUS_WIDTH,
        .height = small ? CORPUS_A5_HEIGHT : CORPUS_HEIGHT};
    struct bed bed = bed_new(&wear, &random, &sheet);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(bed.width * page.dpi / 72 + 0.5),
                                   (int)(bed.height * page.dpi / 72 + 0.5));

    page.kind = blank ? "blank" : !paper ? "card" : paper->form ? "form" : "text";
    sheet.cr = cairo_create(surface);
    place_paper(sheet.cr, &wear, &sheet, &bed, page.skew, page.dpi);
    corpus_sheet_open(&sheet, content);
    if (blank) {
        draw_blank(&sheet);
    } else {
        draw_page(options, &sheet, paper, number);
    }
    corpus_wear_draw(&wear, &random, sheet.cr, sheet.width, sheet.height);
    cairo_surface_flush(surface);
    struct corpus_raster raster = finish(&wear, &random, surface, &page);
    if (page.format == CORPUS_G4) {
        wear.threshold = corpus_wear_threshold(&wear, surface, &raster, page.dpi);
    }
    page.font = sheet.font->family;
    page.schema = sheet.schema;
    page.fields = sheet.fields;
    page.written = sheet.written;
    page.text = sheet.text->str;
    bool ok = corpus_out_add(out, &page, &wear, &raster);
    g_free(raster.pixels);
    cairo_destroy(sheet.cr);
    corpus_sheet_close(&sheet);
    cairo_surface_destroy(surface);
    return ok;
}

int main(int argc, char **argv)
{
    struct options options = {.seed = 1,
                              .first = 1,
                              .count = 10,
                              .skew = -1,
                              .wobble = -1,
                              .kind = "text",
                              .per_file = 1,
                              .papers = g_ptr_array_new()};
    const char *missing;

    if (!options_read(&options, argc, argv)) {
        return 2;
    }
    if ((missing = corpus_faces_missing())) {
        fprintf(stderr, "corpus: font '%s' is missing; ./bootstrap packages installs it\n",
                missing);
        return 2;
    }
    struct corpus_out *out = corpus_out_open(options.folder, options.per_file, options.duplex);
    if (!out) {
        return 1;
    }
    bool ok = true;
    for (int i = 0; ok && i < options.count; i++) {
        ok = make_page(&options, out, options.first + i);
    }
    g_ptr_array_unref(options.papers);
    return corpus_out_close(out) && ok ? 0 : 1;
}
