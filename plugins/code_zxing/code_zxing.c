/* code_zxing.c - reads QR, Data Matrix, PDF417, Aztec and linear codes with libzxing.
 *
 * A page of text costs a look at its texture (code_places.c) and no more. What looks like a code
 * is cut out and read; when that brings nothing, again in other guises (code_pictures.c), the ones
 * that help most often first, and the further down the surer a reading must be. Small pictures
 * are read as a whole besides. The page's picture stays as it is. */
#include "code_pictures.h"
#include "code_reader.h"
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

struct zxing {
    char *formats; /* as given */
    int64_t effort;
    uint32_t wanted; /* the set of formats */
};

enum {
    SMALL = 1000000,        /* pixels: read as a whole, whatever it looks like */
    THIN_MOST = 200000,     /* pixels of a place: larger ones have larger modules */
    TINY = 60000,           /* pixels: a second look costs nothing */
    PIXELS_MOST = 30000000, /* read in other guises, over all places of a page: half a second */
    PLAIN_LINES_LEAST = 2,  /* scan lines that must agree on a weak code in the plain picture */
    LINES_LEAST = 4,        /* in another guise */
    WEAK_LEAST = 3,         /* characters of a weak code */
};

/* The guises tried after the plain cut, in order. effort: from which on. */
static const struct rung {
    enum guise guise;
    enum reader_threshold threshold;
    int effort;
} ladder[] = {
    {GUISE_PLAIN, READER_LOCAL, 0},  {GUISE_SHARP, READER_GLOBAL, 1},
    {GUISE_SOFT, READER_GLOBAL, 1},  {GUISE_TWICE, READER_LOCAL, 1},
    {GUISE_PLAIN, READER_FIXED, 2},  {GUISE_SHARP, READER_LOCAL, 2},
    {GUISE_HALF, READER_GLOBAL, 2},  {GUISE_NEGATIVE, READER_LOCAL, 2},
    {GUISE_TWICE, READER_GLOBAL, 2}, {GUISE_TURNED, READER_LOCAL, 2},
    {GUISE_THIN, READER_GLOBAL, 1},
};

/* One page being read. */
struct search {
    const struct zxing *set;
    const struct sohoa_call *call;
    struct sohoa_page *page;
    const double *map; /* from the guise's pixels to the cut's */
    int x, y;          /* of the cut in the page's picture */
    int64_t pixels;    /* read in other guises so far */
    int found;         /* in this place */
    int lines_least;   /* that must agree on a weak code */
    bool failed;       /* out of memory, or too many codes */
    bool gave_up;      /* the library did, at least once */
};

static struct sohoa_box box_of(const struct search *s, const struct reader_code *code)
{
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    const double *m = s->map;
    for (int i = 0; i < 4; i++) {
        double gx = code->corner[2 * i] + 0.5, gy = code->corner[2 * i + 1] + 0.5;
        double x = s->x + m[0] * gx + m[1] * gy + m[2], y = s->y + m[3] * gx + m[4] * gy + m[5];
        x0 = fmin(x0, x);
        y0 = fmin(y0, y);
        x1 = fmax(x1, x);
        y1 = fmax(y1, y);
    }
    struct sohoa_box in_image = {(int32_t)floor(x0), (int32_t)floor(y0), 0, 0};
    in_image.w = (int32_t)ceil(x1) - in_image.x;
    in_image.h = (int32_t)ceil(y1) - in_image.y;
    in_image.w = in_image.w < 1 ? 1 : in_image.w;
    in_image.h = in_image.h < 1 ? 1 : in_image.h;
    return sohoa_page_to_master(s->page, in_image);
}

/* The same code read again: same text, boxes that touch. */
static bool known(const struct sohoa_codes *codes, const struct reader_code *code,
                  struct sohoa_box box)
{
    for (size_t i = 0; i < sohoa_codes_count(codes); i++) {
        struct sohoa_code c = sohoa_codes_get(codes, i);
        if (strcmp(c.symbology, code->symbology) == 0 && strcmp(c.text, code->text) == 0 &&
            box.x <= c.box.x + c.box.w && c.box.x <= box.x + box.w && box.y <= c.box.y + c.box.h &&
            c.box.y <= box.y + box.h)
            return true;
    }
    return false;
}

static void found(void *arg, const struct reader_code *code)
{
    struct search *s = arg;
    if (code->weak && (strlen(code->text) < WEAK_LEAST || code->lines < s->lines_least))
        return;
    struct sohoa_box box = box_of(s, code);
    s->found++;
    if (known(s->page->codes, code, box))
        return;
    if (!s->page->codes)
        s->page->codes = sohoa_codes_new();
    if (!s->page->codes || sohoa_codes_add(s->page->codes, code->symbology, code->text, box) != 0)
        s->failed = true;
}

/* Takes the picture. map: from its pixels to those of the cut. */
static void read_picture(struct search *s, PIX *picture, enum reader_threshold threshold,
                         const double map[6])
{
    if (!picture || pixEndianByteSwap(picture) != 0) { /* rows of bytes */
        pixDestroy(&picture);
        s->failed = true;
        return;
    }
    s->map = map;
    struct reader_ask ask = {.gray = (const uint8_t *)pixGetData(picture),
                             .width = pixGetWidth(picture),
                             .height = pixGetHeight(picture),
                             .stride = 4 * pixGetWpl(picture),
                             .formats = s->set->wanted,
                             .threshold = threshold};
    s->gave_up |= !reader_read(&ask, found, s);
    pixDestroy(&picture);
}

/* seal: what costs four times as much is left out. */
static void climb(struct search *s, PIX *cut, int64_t effort, bool seal)
{
    PIX *framed = picture_frame(cut);
    s->failed |= !framed;
    s->lines_least = LINES_LEAST;
    int64_t area = framed ? (int64_t)pixGetWidth(framed) * pixGetHeight(framed) : 0;
    for (size_t i = 0; i < sizeof ladder / sizeof *ladder; i++) {
        if (s->failed || s->found > 0 || s->pixels > PIXELS_MOST || sohoa_call_over(s->call))
            break;
        bool large = ladder[i].guise == GUISE_SHARP || ladder[i].guise == GUISE_TWICE;
        bool thin = ladder[i].guise == GUISE_THIN;
        if (ladder[i].effort > effort || (seal && (large || thin)) || (thin && area > THIN_MOST))
            continue;
        double map[6];
        PIX *picture = picture_guise(framed, ladder[i].guise, map);
        s->pixels += picture ? (int64_t)pixGetWidth(picture) * pixGetHeight(picture) : 0;
        read_picture(s, picture, ladder[i].threshold, map);
    }
    pixDestroy(&framed);
}

/* effort: in which guises, too, when the plain one gives nothing; doubted: in the costly ones only
 * when it has a code's edges. */
static void read_place(struct search *s, const struct place *place, int64_t effort, bool doubted)
{
    static const double same[6] = {1, 0, 0, 0, 1, 0};
    if (s->failed || sohoa_call_over(s->call))
        return;
    PIX *cut = picture_cut(s->page->image, place);
    s->x = place->x;
    s->y = place->y;
    s->found = 0;
    s->lines_least = PLAIN_LINES_LEAST;
    read_picture(s, cut ? pixCopy(NULL, cut) : NULL, READER_LOCAL, same);
    if (effort > 0 && !s->failed && s->found == 0)
        climb(s, cut, effort, doubted && !picture_square(cut));
    pixDestroy(&cut);
}

/* Pixels of a third of a millimetre. */
static int step_of(const struct sohoa_page *page)
{
    double dpi = sohoa_page_image_dpi(page);
    double step = round(dpi / 75);
    return step < 1 ? 1 : step > 16 ? 16 : (int)step;
}

static void read_page(struct search *s)
{
    struct sohoa_page *page = s->page;
    struct place places[PLACES_MAX];
    int64_t effort = s->set->effort;
    int solid = 0, count = places_find(page->image, step_of(page), places);
    const struct place whole = {.w = pixGetWidth(page->image), .h = pixGetHeight(page->image)};
    int64_t size = (int64_t)whole.w * whole.h;
    s->failed = count < 0;
    for (int i = 0; i < count; i++) {
        bool doubted = effort < 3 && places[i].solid < 2 && size > SMALL;
        read_place(s, &places[i], effort < 3 && places[i].solid < effort ? places[i].solid : effort,
                   doubted);
        solid |= places[i].solid;
    }
    bool none = sohoa_codes_count(page->codes) == 0;
    if (size <= SMALL || effort >= 3)
        read_place(s, &whole, none && (solid || size <= TINY || effort >= 3) ? effort : 0, false);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    (void)err;
    struct search s = {.set = self, .call = call, .page = page};
    if (!page->image || (page->flags & SOHOA_PAGE_BLANK))
        return SOHOA_OK;
    read_page(&s);
    if (s.failed)
        sohoa_page_note(page, "not all codes could be read: out of memory, or too many");
    else if (s.gave_up && sohoa_codes_count(page->codes) == 0)
        sohoa_page_note(page, "the code reader gave up on this page");
    return SOHOA_OK;
}

static int open_zxing(void *self, struct sohoa_err *err)
{
    struct zxing *set = self;
    if (reader_formats(set->formats, &set->wanted))
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL,
                      "formats: '%s' is not a list of code names such as QRCode,Code128",
                      set->formats);
}

static const struct sohoa_option options[] = {
    {"formats", SOHOA_STRING, offsetof(struct zxing, formats), "", 0, 0,
     "Kinds of codes to look for, such as QRCode,Code128; empty: all that stand on papers."},
    {"effort", SOHOA_INT, offsetof(struct zxing, effort), "2", 0, 3,
     "How hard to try where a code is suspected: 0 once, 2 in all guises, 3 the whole page, too."},
    {0}};
static const struct sohoa_stage calls = {
    .size = sizeof calls, .run = run, .optional = true, .looks = true};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_PER_WORKER, .isolation = SOHOA_IN_HELPER, .name = "code_zxing",
             .version = "1.0", .summary = "Reads QR, Data Matrix, PDF417 and linear codes.",
             .options = options, .self_size = sizeof(struct zxing), .open = open_zxing,
             .calls = &calls);
