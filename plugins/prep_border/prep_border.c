/* prep_border.c - whitens what a scanner shows around the sheet: black borders, the grey of its
 * lid, the dark wedges of a sheet that lay askew. No pixel moves.
 *
 * Method, our own: from each side we measure how deep the dark run reaches from the edge, at steps
 * of about a third of a millimetre, and open that profile (morphologically, along the side) by
 * 8 mm. A border or a wedge is long along its side and survives; a letter, a line of text or a
 * rule that touches the edge is narrow and does not. A border ends at once; a shadow that falls on
 * the sheet, or the gutter of a book, fades: of such only the black is whitened, and of a sheet cut
 * out of a photograph a rim. Self is read-only: shared by all workers. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

struct border {
    double dark;  /* share of the paper's brightness below which an edge is border */
    double reach; /* share of the page's side that a border may take */
};

/* How cells of the page are looked at. */
struct view {
    PIX *image;
    int cell, cols, rows; /* cell: pixels a side of one cell */
    unsigned limit;       /* gray level below which a pixel is dark (8 and 32 bpp) */
    bool sheet;           /* cut out of a photograph */
};

enum side { LEFT, RIGHT, TOP, BOTTOM };
#define CUT_OUT 0.03        /* how deep the desk may show at the edge of a photographed sheet */
#define FADES 0.75          /* a border is darker than that share of what follows */
#define BLACK 0.4           /* of what is dark */
enum { SHEET_LEAST = 400 }; /* pixels: smaller is a cut-out, whose edges may be bars of a code */

static unsigned pixel_gray(const struct view *v, const l_uint32 *line, int x)
{
    if (pixGetDepth(v->image) == 8)
        return GET_DATA_BYTE(line, x);
    l_uint32 p = line[x];
    return ((p >> 24) + 2 * (p >> 16 & 255) + (p >> 8 & 255)) / 4;
}

static bool cell_dark(const struct view *v, int col, int row)
{
    int wpl = pixGetWpl(v->image), dark = 0, seen = 0, step = v->cell > 4 ? v->cell / 4 : 1;
    for (int dy = 0; dy < v->cell; dy += step) {
        const l_uint32 *line = pixGetData(v->image) + (size_t)wpl * (size_t)(row * v->cell + dy);
        for (int dx = 0; dx < v->cell; dx += step) {
            int x = col * v->cell + dx;
            dark += pixGetDepth(v->image) == 1 ? (int)GET_DATA_BIT(line, x)
                                               : pixel_gray(v, line, x) < v->limit;
            seen++;
        }
    }
    return 2 * dark > seen;
}

static unsigned cell_gray(const struct view *v, int col, int row)
{
    int step = v->cell > 4 ? v->cell / 4 : 1;
    unsigned sum = 0, seen = 0;
    for (int dy = 0; dy < v->cell; dy += step) {
        const l_uint32 *line =
            pixGetData(v->image) + (size_t)pixGetWpl(v->image) * (size_t)(row * v->cell + dy);
        for (int dx = 0; dx < v->cell; dx += step, seen++)
            sum += pixel_gray(v, line, col * v->cell + dx);
    }
    return sum / seen;
}

static bool dark_at(const struct view *v, enum side side, int along, int depth)
{
    switch (side) {
    case LEFT:
        return cell_dark(v, depth, along);
    case RIGHT:
        return cell_dark(v, v->cols - 1 - depth, along);
    case TOP:
        return cell_dark(v, along, depth);
    default:
        return cell_dark(v, along, v->rows - 1 - depth);
    }
}

/* Cells from the edge to the end of the dark run; light gaps of up to `gap` cells are crossed
 * near the edge only (a bright sliver before the border, dust on it). */
static int dark_depth(const struct view *v, enum side side, int along, int most, int gap)
{
    int end = 0;
    for (int d = 0; d < most; d++) {
        if (dark_at(v, side, along, d))
            end = d + 1;
        else if (d - end >= gap || d > most / 4)
            break;
    }
    return end;
}

static unsigned gray_at(const struct view *v, enum side side, int along, int depth)
{
    bool flank = side == LEFT || side == RIGHT, far = side == RIGHT || side == BOTTOM;
    int d = far ? (flank ? v->cols : v->rows) - 1 - depth : depth;
    return flank ? cell_gray(v, d, along) : cell_gray(v, along, d);
}

/* Of a run that fades into the paper, what is black; -1: the run's end is not seen. */
static int border_depth(const struct view *v, enum side side, int along, int most, int gap)
{
    int end = dark_depth(v, side, along, most, gap);
    if (pixGetDepth(v->image) == 1 || end < 3)
        return end;
    if (end == most)
        return -1;
    unsigned inside = gray_at(v, side, along, end - 3), outside = gray_at(v, side, along, end + 2);
    struct view black = *v;
    black.limit = (unsigned)(BLACK * v->limit);
    bool fades = inside > FADES * outside && outside >= v->limit;
    return fades ? dark_depth(&black, side, along, most, gap) : end;
}

/* Where no end is seen, along the border of the next side or in a shadow, the border is as deep as
 * elsewhere on its side, or as it is black. */
static void profile_take(const struct view *v, enum side side, int *profile, int n, int most,
                         int gap)
{
    int deepest = 0;
    struct view black = *v;
    black.limit = (unsigned)(BLACK * v->limit);
    for (int i = 0; i < n; i++) {
        profile[i] = border_depth(v, side, i, most, gap);
        deepest = profile[i] > deepest ? profile[i] : deepest;
    }
    for (int i = 0; i < n; i++)
        if (profile[i] < 0) {
            profile[i] = dark_depth(&black, side, i, most, gap);
            profile[i] = deepest > profile[i] ? deepest : profile[i];
        }
}

/* Grey opening of the profile by a window of `win` cells; beyond the ends the profile goes on. */
static void profile_open(int *profile, int *work, int n, int win)
{
    win = win < n ? win : n;
    int half = win / 2;
    for (int i = 0; i < n; i++) {
        int low = profile[i];
        for (int k = i - half; k < i - half + win; k++)
            if (k >= 0 && k < n && profile[k] < low)
                low = profile[k];
        work[i] = low;
    }
    for (int i = 0; i < n; i++) {
        int high = 0;
        for (int k = i + half - win + 1; k <= i + half; k++)
            if (k >= 0 && k < n && work[k] > high)
                high = work[k];
        profile[i] = high < profile[i] ? high : profile[i];
    }
}

static void whiten(const struct view *v, int x, int y, int w, int h)
{
    int op = pixGetDepth(v->image) == 1 ? PIX_CLR : PIX_SET;
    pixRasterop(v->image, x, y, w, h, op, NULL, 0, 0);
}

/* The rim: the shade where the border ends, and the cells that the rounding left over. */
static void whiten_profile(const struct view *v, enum side side, const int *profile, int n)
{
    int w = pixGetWidth(v->image), h = pixGetHeight(v->image), c = v->cell;
    for (int i = 0; i < n; i++) {
        if (!profile[i])
            continue;
        int deep = (profile[i] + 1) * c, wide = i + 1 == n ? 2 * c : c;
        if (side == LEFT)
            whiten(v, 0, i * c, deep, wide);
        else if (side == RIGHT)
            whiten(v, v->cols * c - deep, i * c, w + deep, wide);
        else if (side == TOP)
            whiten(v, i * c, 0, wide, deep);
        else
            whiten(v, i * c, v->rows * c - deep, wide, h + deep);
    }
}

/* The brightness that two thirds of the page do not exceed: paper on all but full-page pictures. */
static unsigned paper_level(const struct view *v)
{
    int histogram[256] = {0}, seen = 0, level = 255, sum = 0;
    int w = pixGetWidth(v->image), h = pixGetHeight(v->image), step = v->cell;
    for (int y = step / 2; y < h; y += 2 * step) {
        const l_uint32 *line = pixGetData(v->image) + (size_t)pixGetWpl(v->image) * (size_t)y;
        for (int x = step / 2; x < w; x += 2 * step, seen++)
            histogram[pixel_gray(v, line, x) & 255]++;
    }
    while (level > 0 && (sum += histogram[level]) * 3 < seen)
        level--;
    return (unsigned)level;
}

/* Sides are measured before any is whitened. False: nothing to do, or no memory. */
static bool measure(const struct view *v, double reach, int *profiles[4], int *work)
{
    bool any = false;
    int window = (int)(8.0 / 25.4 * 75), gap = 3;
    for (int side = LEFT; side <= BOTTOM; side++) {
        bool flank = side == LEFT || side == RIGHT;
        int n = flank ? v->rows : v->cols, most = (int)(reach * (flank ? v->cols : v->rows));
        if (v->sheet)
            for (int i = 0; i < n; i++)
                profiles[side][i] = dark_depth(v, (enum side)side, i, most, gap);
        else
            profile_take(v, (enum side)side, profiles[side], n, most, gap);
        profile_open(profiles[side], work, n, window);
        for (int i = 0; i < n; i++)
            any = any || profiles[side][i] > 0;
    }
    return any;
}

/* A page that is dark all over is not framed by a border: a negative, a photo, a full cover. */
static bool page_is_dark(const struct view *v)
{
    int dark = 0, seen = 0;
    for (int r = v->rows / 4; r < v->rows - v->rows / 4; r += 3)
        for (int c = v->cols / 4; c < v->cols - v->cols / 4; c += 3, seen++)
            dark += cell_dark(v, c, r);
    return 2 * dark > seen;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct border *set = self;
    struct view v = {.image = page->image};
    int depth = v.image ? pixGetDepth(v.image) : 0, rc = SOHOA_OK;
    if ((depth != 1 && depth != 8 && depth != 32) || sohoa_call_over(call) ||
        (page->flags & SOHOA_PAGE_BORN_DIGITAL))
        return SOHOA_OK;
    v.cell = (int)lround(sohoa_page_image_dpi(page) / 75);
    v.cell = v.cell < 1 ? 1 : v.cell > 64 ? 64 : v.cell;
    v.cols = pixGetWidth(v.image) / v.cell;
    v.rows = pixGetHeight(v.image) / v.cell;
    if (v.cols < 40 || v.rows < 40 || pixGetWidth(v.image) < SHEET_LEAST ||
        pixGetHeight(v.image) < SHEET_LEAST)
        return SOHOA_OK; /* under 14 mm or too few pixels: nothing that has a border */
    if (depth > 1)
        v.limit = (unsigned)(set->dark * paper_level(&v));
    int most = v.cols > v.rows ? v.cols : v.rows, *profiles[4];
    int *memory = calloc((size_t)most * 5, sizeof *memory);
    if (!memory)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    for (int side = LEFT; side <= BOTTOM; side++)
        profiles[side] = memory + (size_t)most * (size_t)side;
    v.sheet = page->to_master[6] != 0 || page->to_master[7] != 0; /* seen at an angle */
    double reach = v.sheet ? fmin(CUT_OUT, set->reach) : set->reach;
    bool found = measure(&v, reach, profiles, memory + (size_t)most * 4) && !page_is_dark(&v);
    if (found && !sohoa_page_own_image(page))
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    v.image = page->image;
    if (found && rc == SOHOA_OK)
        for (int side = LEFT; side <= BOTTOM; side++)
            whiten_profile(&v, (enum side)side, profiles[side],
                           side == LEFT || side == RIGHT ? v.rows : v.cols);
    free(memory);
    return rc;
}

static const struct sohoa_option options[] = {
    {"dark", SOHOA_REAL, offsetof(struct border, dark), "0.6", 0.1, 0.95,
     "Edges darker than this share of the paper's brightness are border."},
    {"reach", SOHOA_REAL, offsetof(struct border, reach), "0.3", 0.01, 0.5,
     "A border takes at most this share of the page's width or height."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_border", .version = "1.0",
             .summary = "Whitens the dark borders that a scanner shows around the sheet.",
             .options = options, .self_size = sizeof(struct border), .calls = &calls);
